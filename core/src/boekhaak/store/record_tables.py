"""One table a kind of record: the typed columns of the kind, and where each row came from."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, Table
from sqlmodel import Field

from boekhaak.store.tables import Row, moment, table
from boekhaak.store.types import Money


def money(*, nullable: bool = False) -> Any:  # noqa: ANN401 - what Field gives
    """Return the field of a column that holds an amount."""
    return Field(sa_type=Money, nullable=nullable, default=None if nullable else ...)


class RecordRow(Row):
    """What every record's row tells of its origin.

    ``run_id`` is the run that last changed the row; a row that came again unchanged is not written.
    """

    link_id: int = Field(primary_key=True, foreign_key="boekhaak_link.id")
    id: str = Field(primary_key=True)
    environment_id: str
    version: int | None = Field(default=None, sa_type=BigInteger)
    changed_at: datetime | None = moment(nullable=True)
    run_id: int
    first_seen_at: datetime = moment()
    stored_at: datetime = moment()
    deleted_at: datetime | None = moment(nullable=True)


class AccountRow(RecordRow, table=True):
    __tablename__ = "boekhaak_account"

    number: str
    name: str
    nature: str | None = None
    side: str | None = None
    category: str
    tax_code: str
    blocked: bool


class JournalRow(RecordRow, table=True):
    __tablename__ = "boekhaak_journal"

    code: str
    name: str
    type: str | None = None
    account_id: str | None = None
    blocked: bool


class TaxCodeRow(RecordRow, table=True):
    __tablename__ = "boekhaak_tax_code"

    code: str
    name: str
    percentage: Decimal | None = money(nullable=True)
    direction: str | None = None
    blocked: bool


class FinancialPeriodRow(RecordRow, table=True):
    __tablename__ = "boekhaak_financial_period"

    year: int
    period: int
    start: date
    end: date


class ContactRow(RecordRow, table=True):
    __tablename__ = "boekhaak_contact"

    code: str
    name: str
    is_customer: bool
    is_supplier: bool
    registration_number: str
    vat_number: str
    email: str
    phone: str
    website: str
    blocked: bool


class AddressRow(RecordRow, table=True):
    __tablename__ = "boekhaak_address"

    contact_id: str
    type: str | None = None
    line1: str
    line2: str
    line3: str
    postcode: str
    city: str
    country: str
    main: bool


class BankAccountRow(RecordRow, table=True):
    __tablename__ = "boekhaak_bank_account"

    contact_id: str
    iban: str
    number: str
    bic: str
    holder: str
    main: bool


class VoucherRow(RecordRow, table=True):
    __tablename__ = "boekhaak_voucher"

    number: str
    journal_code: str
    date: date
    year: int
    period: int
    description: str
    opening: bool
    posted: bool


class LedgerLineRow(RecordRow, table=True):
    __tablename__ = "boekhaak_ledger_line"
    __table_args__ = (Index(None, "link_id", "voucher_id"),)

    voucher_id: str
    line_number: int
    account_id: str
    date: date
    year: int
    period: int
    amount: Decimal = money()
    currency: str
    foreign_amount: Decimal | None = money(nullable=True)
    foreign_currency: str
    description: str
    contact_id: str | None = None
    tax_code: str
    opening: bool


class BalanceRow(RecordRow, table=True):
    __tablename__ = "boekhaak_balance"

    account_id: str
    measure: str
    year: int
    period: int
    amount: Decimal = money()
    currency: str


TABLES: dict[str, Table] = {
    name.removeprefix("boekhaak_"): table(row)
    for row in RecordRow.__subclasses__()
    for name in [str(row.__tablename__)]
}
"""The table of each kind of record."""

PROVENANCE = frozenset({"link_id", "environment_id", "run_id", "first_seen_at", "stored_at", "deleted_at"})
"""The columns that the core fills in; all others are the record's own fields."""
