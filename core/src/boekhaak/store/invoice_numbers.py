"""The codes in the numbers of invoices, and how far the numbers that are made with a code have come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, case, func, select, text

from boekhaak.models.administration_code import (
    FIRST_YEAR,
    HIGHEST,
    LAST_YEAR,
    AdministrationCode,
    InvoiceNumber,
    Series,
    codes_in,
    looks_like_a_day,
)
from boekhaak.store.code_tables import TWELVE_DIGITS, InvoiceSequenceRow
from boekhaak.store.database import Transaction, inserting
from boekhaak.store.record_tables import TABLES
from boekhaak.store.tables import LinkRow, table

_sequences, _links, _invoices = table(InvoiceSequenceRow), table(LinkRow), TABLES["invoice"]


def series(tx: Transaction, environment: str, link_ids: Sequence[int] | None = None) -> tuple[Series, ...]:
    """Return what numbers of an environment's sales invoices begin with, by link, year and code; of some links, where named."""
    begins = func.substr(_invoices.c.number, 1, 7).label("begins")
    sqlite = tx.dialect.name == "sqlite"
    day = func.strftime("%Y%m%d", _invoices.c.date) if sqlite else func.to_char(_invoices.c.date, "YYYYMMDD")
    no_month = func.substr(_invoices.c.number, 5, 2) > "12"  # asked first: writing a day is slow
    on_day = func.substr(_invoices.c.number, 1, 8) == day
    query = (
        select(
            _invoices.c.link_id,
            begins,
            func.count().label("many"),
            func.min(_invoices.c.number).label("lowest"),
            func.max(_invoices.c.number).label("highest"),
            func.sum(case((no_month, 0), (on_day, 1), else_=0)).label("on_day"),
        )
        .where(_in_environment(environment), text(TWELVE_DIGITS[tx.dialect.name]))
        .group_by(_invoices.c.link_id, begins)
    )
    if link_ids is not None:
        query = query.where(_invoices.c.link_id.in_(link_ids))
    return tuple(
        Series(row.link_id, int(row.begins[:4]), row.begins[4:], row.many, row.lowest, row.highest, int(row.on_day))
        for row in tx.execute(query)
        if FIRST_YEAR <= int(row.begins[:4]) <= LAST_YEAR
    )


def last_sequence(tx: Transaction, one: AdministrationCode, year: int) -> int:
    """Return how far the numbers of a year have come with a code that is held: here, and in its administration's ledger."""
    its = (_sequences.c.environment_id == one.environment, _sequences.c.code == one.code, _sequences.c.year == year)
    made = tx.execute(select(_sequences.c.last).where(*its)).scalar() or 0
    if looks_like_a_day(one.code) and not _holds(tx, one, year):
        return int(made)
    lowest, highest = (str(InvoiceNumber(year=year, code=one.code, sequence=end)) for end in (0, HIGHEST))
    query = select(func.max(_invoices.c.number)).where(
        _invoices.c.link_id == one.link_id,
        _invoices.c.number.between(lowest, highest),
        text(TWELVE_DIGITS[tx.dialect.name]),
    )
    there = tx.execute(query).scalar()
    return max(int(made), int(there[7:]) if there else 0)


def numbers_from(tx: Transaction, environment: str, first: InvoiceNumber) -> Iterator[str]:
    """Yield the numbers that invoices of the environment have from one on, with its year and code, in their order."""
    highest = str(first.model_copy(update={"sequence": HIGHEST}))
    query = (
        select(_invoices.c.number)
        .where(
            _in_environment(environment),
            _invoices.c.number.between(str(first), highest),
            text(TWELVE_DIGITS[tx.dialect.name]),
        )
        .distinct()
        .order_by(_invoices.c.number)
    )
    yield from tx.execute(query).scalars()


def set_last(tx: Transaction, environment: str, number: InvoiceNumber) -> None:
    """Write down the last number of a year that was made with a code."""
    values = {"environment_id": environment, "code": number.code, "year": number.year, "last": number.sequence}
    row = inserting(tx, _sequences).values(**values)
    same = ["environment_id", "code", "year"]
    tx.execute(row.on_conflict_do_update(index_elements=same, set_={"last": number.sequence}))


def _holds(tx: Transaction, one: AdministrationCode, year: int) -> bool:
    """Tell whether what looks like days in an administration's numbers is its code."""
    held = codes_in(series(tx, one.environment, [one.link_id])).get(one.link_id, ())
    return any((found.year, found.code) == (year, one.code) for found in held)


def _in_environment(environment: str) -> ColumnElement[bool]:
    """Return what holds for invoices of an environment, by their links, as the index has them."""
    return _invoices.c.link_id.in_(select(_links.c.id).where(_links.c.environment_id == environment))
