"""The floor of 24SevenOffice: ``floor_twentyfour_seven.py ADDRESS REQUESTS DATABASE`` prints postings and seconds.

Plain httpx, lxml's pull parser and sqlite3: it asks what the plugin asked of GetTransactions, keeps the same columns and
upserts by id, with no checks, no provenance and no resumption.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from lxml import etree

FIELDS = (
    "Id", "TransactionNo", "TransactionTypeId", "SequenceNo", "Date", "Period", "PeriodDate", "AccountNo", "Amount",
    "Currency", "CurrencyRate", "CurrencyUnit", "Comment", "VatCode", "InvoiceNo", "DueDate", "OCR", "StampNo", "LinkId",
    "DateChanged", "Open", "Hidden", "SystemType",
)  # fmt: skip
DIMENSIONS = ("Customer", "Project", "Department", "UserDefined")
HEADERS = {"Content-Type": "text/xml; charset=utf-8"}


def main() -> None:
    """Ask every question and print how many postings came and how long it took."""
    address, requests, database = sys.argv[1:]
    columns = (*FIELDS, *DIMENSIONS)
    store = sqlite3.connect(database)
    store.execute("pragma journal_mode = wal")
    store.execute(f"create table line ({', '.join(columns)}, primary key (Id))")
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "Id")
    upsert = f"insert into line values ({', '.join('?' * len(columns))}) on conflict (Id) do update set {changes}"  # noqa: S608
    rows = 0
    began = time.perf_counter()
    with httpx.Client() as client:
        for request in Path(requests).read_text().split("\0"):
            _, path, document = request.split(" ", 2)
            answer = client.post(address + path, content=document.encode(), headers=HEADERS)
            page = list(postings(answer.content))
            with store:
                store.executemany(upsert, page)
            rows += len(page)
    sys.stdout.write(f"{rows} {time.perf_counter() - began}\n")
    store.close()


def postings(body: bytes) -> Iterator[tuple[str | None, ...]]:
    """Yield the columns of each posting."""
    parser = etree.XMLPullParser(events=("end",), tag="{*}Transaction", resolve_entities=False, no_network=True)
    parser.feed(body)
    parser.close()
    for _, element in parser.read_events():
        told = {child.tag.rpartition("}")[2]: child for child in element}
        held = {}
        for dimension in told.get("Dimensions", ()):
            kind, value = (dimension.findtext(f"{{*}}{name}") for name in ("Type", "Value"))
            held[kind] = value
        yield (
            *(told[name].text if name in told else None for name in FIELDS),
            *(held.get(name) for name in DIMENSIONS),
        )
        element.clear()


if __name__ == "__main__":
    main()
