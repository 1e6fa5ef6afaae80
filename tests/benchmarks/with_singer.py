"""The same stream by a tap and a target made with singer-sdk: ``with_singer.py tap ADDRESS | with_singer.py target DATABASE``.

The tap pages through the stream, the target upserts by ID into SQLite through the SDK's SQL sink; only the statement is its
own, as the SDK leaves upserting to the author. The tap prints the moment of its first request on standard error, the target
the moment of its end: what is between them is the time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

import sqlalchemy as sa
from singer_sdk import RESTStream, Stream, Tap
from singer_sdk import typing as th
from singer_sdk.pagination import BaseHATEOASPaginator
from singer_sdk.sql import SQLConnector, SQLSink, SQLTarget
from sqlalchemy.dialects.sqlite import insert

WHOLE = {"LineNumber", "EntryNumber", "FinancialYear", "FinancialPeriod", "Type", "Status", "Division", "InvoiceNumber"}
AMOUNTS = {"AmountDC", "AmountFC", "Quantity"}


class Following(BaseHATEOASPaginator):
    """Follows the addresses that the package gives."""

    def get_next_url(self, response: Any) -> str | None:
        """Return the address of the page that follows."""
        following: str | None = response.json()["d"].get("__next")
        return following


class Lines(RESTStream[Any]):
    """The ledger lines."""

    name = "line"
    primary_keys: ClassVar[list[str]] = ["ID"]
    records_jsonpath = "$.d.results[*]"

    @property
    def url_base(self) -> str:
        """Return the address up to the path."""
        return str(self.config["address"]).split("/api/", 1)[0]

    @property
    def path(self) -> str:  # type: ignore[override]
        """Return the path."""
        return urlsplit(self.config["address"]).path

    def get_new_paginator(self) -> Following:
        """Return the way from page to page."""
        return Following()

    def get_url_params(self, context: Any, next_page_token: Any) -> str:  # noqa: ARG002
        """Return the query as it is."""
        return next_page_token.query if next_page_token else urlsplit(self.config["address"]).query

    def request_records(self, context: Any) -> Iterable[dict[str, Any]]:
        """Say when it begins."""
        sys.stderr.write(f"began {time.time()}\n")
        yield from super().request_records(context)


class Books(Tap):
    """The tap."""

    name = "tap-books"
    config_jsonschema: ClassVar[dict[str, Any]] = th.PropertiesList(th.Property("address", th.StringType)).to_dict()

    def discover_streams(self) -> list[Stream]:
        """Return the one stream, with the fields that are asked for."""
        fields = unquote(parse_qs(urlsplit(self.config["address"]).query)["$select"][0]).split(",")
        schema = th.PropertiesList(
            *(
                th.Property(
                    name,
                    th.IntegerType if name in WHOLE else th.NumberType if name in AMOUNTS else th.StringType,
                    nullable=name != "ID",
                )
                for name in fields
            )
        )
        return [Lines(self, schema=schema.to_dict())]


class Connector(SQLConnector):
    """SQLite."""

    allow_temp_tables = False
    allow_column_alter = False

    def get_sqlalchemy_url(self, config: Any) -> str:
        """Return the database."""
        return f"sqlite:///{config['database']}"


class Upserting(SQLSink[Connector]):
    """Upserts by the key."""

    connector_class = Connector
    max_size = 10_000

    def generate_insert_statement(self, full_table_name: Any, schema: Any) -> Any:  # noqa: ARG002
        """Return the statement."""
        table = self.connector.get_table(full_table_name)
        statement = insert(table)
        new = {column.name: statement.excluded[column.name] for column in table.columns if column.name != "ID"}
        return statement.on_conflict_do_update(index_elements=["ID"], set_=new)


class Shelf(SQLTarget):
    """The target."""

    name = "target-shelf"
    default_sink_class = Upserting
    config_jsonschema: ClassVar[dict[str, Any]] = th.PropertiesList(th.Property("database", th.StringType)).to_dict()


def main() -> None:
    """Be the tap or the target."""
    side, what = sys.argv[1:]
    if side == "tap":
        Books(config={"address": what}, parse_env_config=False).sync_all()
        return
    target = Shelf(config={"database": what, "add_record_metadata": False})
    target.listen(sys.stdin)
    with sa.create_engine(f"sqlite:///{Path(what)}").connect() as connection:
        rows = connection.execute(sa.text("select count(*) from line")).scalar_one()
    sys.stdout.write(f"{rows} {time.time()}\n")


if __name__ == "__main__":
    main()
