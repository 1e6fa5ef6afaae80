"""The same stream by dlt, as its documentation shows it: ``with_dlt.py ADDRESS FOLDER`` prints rows and seconds.

Its REST source pages through the stream and merges the rows by ID into SQLite with its SQLAlchemy destination (the only one for
SQLite; it merges by deleting and inserting). A step turns dates and amounts into what they are, as ours are stored; types are
inferred, as is usual. Timed is the run of the pipeline (extract, normalise, load), not its start.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dlt
from dlt.sources.rest_api import rest_api_source

DATES, AMOUNTS = ("Date", "DueDate", "Modified"), ("AmountDC", "AmountFC", "Quantity")
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the vendor's wall clock has no zone


def main() -> None:
    """Run the pipeline into an empty database."""
    address, folder = urlsplit(sys.argv[1]), Path(sys.argv[2])
    source = rest_api_source(
        {
            "client": {
                "base_url": f"{address.scheme}://{address.netloc}",
                "paginator": {"type": "json_link", "next_url_path": "d.__next"},
            },
            "resources": [
                {
                    "name": "line",
                    "primary_key": "ID",
                    "write_disposition": "merge",
                    "endpoint": {"path": f"{address.path}?{address.query}", "data_selector": "d.results"},
                    "processing_steps": [{"map": typed}],
                }
            ],
        }
    )
    pipeline = dlt.pipeline(
        pipeline_name="bench",
        pipelines_dir=str(folder / "dlt"),
        destination=dlt.destinations.sqlalchemy(f"sqlite:///{folder}/dlt.db"),
        dataset_name="main",
    )
    began = time.perf_counter()
    pipeline.run(source)
    took = time.perf_counter() - began
    with pipeline.sql_client() as connection, connection.execute_query("select count(*) from line") as found:
        sys.stdout.write(f"{found.fetchone()[0]} {took}\n")


def typed(row: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that were asked for, dates and amounts as such."""
    row.pop("__metadata", None)
    for name in DATES:
        if row.get(name):
            row[name] = EPOCH + timedelta(milliseconds=int(row[name][6:-2]))
    for name in AMOUNTS:
        if row.get(name) is not None:
            row[name] = Decimal(repr(row[name]))
    return row


if __name__ == "__main__":
    main()
