"""The register of administrations' codes, how far the numbers with each have come, and the index that finds numbers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Table, UniqueConstraint, text
from sqlmodel import Field

from boekhaak.store.record_tables import TABLES
from boekhaak.store.tables import Row, moment, table

_OF_SALES = "direction = 'sales' and deleted_at is null"
TWELVE_DIGITS = {
    "sqlite": f"{_OF_SALES} and number glob '{'[0-9]' * 12}'",
    "postgresql": f"{_OF_SALES} and number ~ '^[0-9]{{12}}$'",
}
"""What holds of invoices whose number may hold a code, as each database says it."""


class AdministrationCodeRow(Row, table=True):
    """The code of an administration.

    No foreign key on the link: a code that was used stays reserved when the link is erased, for its numbers are out there.
    """

    __tablename__ = "boekhaak_administration_code"
    __table_args__ = (UniqueConstraint("link_id"),)

    environment_id: str = Field(primary_key=True, foreign_key="boekhaak_environment.id")
    code: str = Field(primary_key=True)
    link_id: int
    chosen_by: str
    chosen_at: datetime = moment()
    first_used_at: datetime | None = moment(nullable=True)


class InvoiceSequenceRow(Row, table=True):
    """The last number of a year that was made with a code."""

    __tablename__ = "boekhaak_invoice_sequence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["environment_id", "code"],
            ["boekhaak_administration_code.environment_id", "boekhaak_administration_code.code"],
        ),
    )

    environment_id: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int


CODES: tuple[Table, ...] = (table(AdministrationCodeRow), table(InvoiceSequenceRow))
"""The tables of this module."""

_invoices = TABLES["invoice"]
NUMBERED = Index(
    "ix_boekhaak_invoice_twelve_digits",
    _invoices.c.link_id,
    _invoices.c.number,
    _invoices.c.date,
    sqlite_where=text(TWELVE_DIGITS["sqlite"]),
    postgresql_where=text(TWELVE_DIGITS["postgresql"]),
)
"""The invoices of a link by number, without those that hold no code."""
