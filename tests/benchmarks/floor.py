"""The floor: the least that reading a stream into SQLite can cost in Python. ``floor.py ADDRESS DATABASE`` prints seconds.

Plain httpx, orjson and sqlite3: no checks, no provenance, no resumption. It reads the pages that the others read, keeps the
same columns, and upserts by id.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import orjson


def main() -> None:
    """Read all pages and print how many rows came and how long it took."""
    address, database = sys.argv[1:]
    fields = unquote(parse_qs(urlsplit(address).query)["$select"][0]).split(",")
    store = sqlite3.connect(database)
    store.execute("pragma journal_mode = wal")
    store.execute(f"create table line ({', '.join(fields)}, primary key (ID))")
    changes = ", ".join(f"{name} = excluded.{name}" for name in fields if name != "ID")
    upsert = f"insert into line values ({', '.join('?' * len(fields))}) on conflict (ID) do update set {changes}"  # noqa: S608
    rows = 0
    began = time.perf_counter()
    with httpx.Client() as client:
        while address:
            body = orjson.loads(client.get(address).content)["d"]
            page = [tuple(row[name] for name in fields) for row in body["results"]]
            with store:
                store.executemany(upsert, page)
            rows += len(page)
            address = body.get("__next")
    sys.stdout.write(f"{rows} {time.perf_counter() - began}\n")
    store.close()


if __name__ == "__main__":
    main()
