"""Invoices as they stand in ledgers, by their numbers alone; and several administrations that have some."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from boekhaak.models.link import Link
from boekhaak.service import importing
from boekhaak.store.database import Store
from boekhaak.store.record_tables import TABLES
from support.desk import Desk

READ_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COMMON = date(2021, 6, 7)


def three(desk: Desk) -> tuple[Link, Link, Link]:
    """Import two companies beside the desk's: the bakery, the mill and the smithy."""
    for number, name in (("2", "Mill"), ("3", "Smithy")):
        desk.office.company(number, name)
    importing.import_companies(desk.actor, desk.installation)
    found = {one.company.name: one for one in importing.links_listed(desk.actor, desk.installation)}
    return found["Bakery"], found["Mill"], found["Smithy"]


def invoiced(store: Store, link: Link, *numbers: str, day: date | None = COMMON, **given: object) -> None:
    """Enter sales invoices with these numbers in the ledger of a link, all of one day."""
    write(store, ({"link": link, "number": number, "day": day} | given for number in numbers))


def write(store: Store, invoices: Iterable[dict[str, object]]) -> None:
    """Enter invoices, each told by its link, its number, its day, and what else is not ordinary."""
    rows = []
    for place, one in enumerate(invoices):
        link = one.pop("link")
        assert isinstance(link, Link)
        ordinary = {
            "link_id": link.id, "environment_id": link.environment, "direction": "sales", "state": "posted", "reference": "",
            "journal_code": "", "description": "", "currency": "EUR", "foreign_currency": "", "payment_reference": "",
            "run_id": 1, "first_seen_at": READ_AT, "stored_at": READ_AT, "deleted_at": None,
        }  # fmt: skip
        rows.append(ordinary | {"id": f"{one['number']}/{place}", "date": one.pop("day")} | one)
    with store.writing() as tx:
        tx.execute(TABLES["invoice"].insert(), rows)
