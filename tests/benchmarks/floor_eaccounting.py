"""The floor of Visma eAccounting: ``floor_eaccounting.py ADDRESS REQUESTS DATABASE`` prints postings and seconds.

Plain httpx, orjson and sqlite3: it asks for the pages of vouchers that the plugin asked for, keeps the same columns and upserts
by voucher and place, with no checks, no provenance and no resumption.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from pathlib import Path

import httpx
import orjson

OF_VOUCHER = ("VoucherDate", "VoucherText", "NumberAndNumberSeries", "NumberSeries", "ModifiedUtc")
OF_POSTING = (
    "AccountNumber", "DebitAmount", "CreditAmount", "TransactionText", "VatCodeId", "CostCenterItemId1", "CostCenterItemId2",
    "CostCenterItemId3", "ProjectId", "Quantity",
)  # fmt: skip


def main() -> None:
    """Ask for every page and print how many postings came and how long it took."""
    address, requests, database = sys.argv[1:]
    columns = ("Id", "Place", *OF_VOUCHER, *OF_POSTING)
    store = sqlite3.connect(database)
    store.execute("pragma journal_mode = wal")
    store.execute(f"create table line ({', '.join(columns)}, primary key (Id, Place))")
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns[2:])
    upsert = (
        f"insert into line values ({', '.join('?' * len(columns))}) on conflict (Id, Place) do update set {changes}"  # noqa: S608
    )
    rows = 0
    began = time.perf_counter()
    with httpx.Client() as client:
        for request in Path(requests).read_text().split("\0"):
            page = []
            for voucher in orjson.loads(client.get(address + request.split(" ")[1]).content)["Data"]:
                head = tuple(voucher.get(name) for name in OF_VOUCHER)
                for place, row in enumerate(voucher["Rows"]):
                    page.append((voucher["Id"], place, *head, *(row.get(name) for name in OF_POSTING)))
            with store:
                store.executemany(upsert, page)
            rows += len(page)
    sys.stdout.write(f"{rows} {time.perf_counter() - began}\n")
    store.close()


if __name__ == "__main__":
    main()
