"""One table a kind of record: the typed columns of the kind, and where each row came from."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, Table, text
from sqlmodel import Field

from boekhaak.store.tables import Row, moment, table
from boekhaak.store.types import Extra, Fixed, Money

Day = date
"""The type, for classes that have a field of its name."""
QUANTITY_PLACES, RATE_PLACES = 6, 12


def money(*, nullable: bool = False) -> Any:  # noqa: ANN401 - what Field gives
    """Return the field of a column that holds an amount."""
    return Field(sa_type=Money, nullable=nullable, default=None if nullable else ...)


def fixed(places: int, *, nullable: bool = True) -> Any:  # noqa: ANN401 - what Field gives
    """Return the field of a column that holds an exact number with up to so many decimals."""
    return Field(sa_type=Fixed(places), nullable=nullable, default=None if nullable else ...)


def code() -> Any:  # noqa: ANN401 - what Field gives
    """Return the field of a text column that rows of before it have empty."""
    return Field(sa_column_kwargs={"server_default": text("''")})


class RecordRow(Row):
    """What every record's row tells of its origin.

    ``run_id`` is the run that last changed the row; a row that came again unchanged is not written.
    """

    link_id: int = Field(primary_key=True, foreign_key="boekhaak_link.id")
    id: str = Field(primary_key=True)
    environment_id: str
    version: int | None = Field(default=None, sa_type=BigInteger)
    changed_at: datetime | None = moment(nullable=True)
    extra: dict[str, Any] | None = Field(default=None, sa_type=Extra)
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
    __table_args__ = (Index(None, "link_id", "contact_id"),)

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
    __table_args__ = (Index(None, "link_id", "contact_id"),)

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
    cost_center_code: str = code()
    cost_unit_code: str = code()
    project_id: str | None = None
    article_id: str | None = None
    quantity: Decimal | None = fixed(QUANTITY_PLACES)
    opening: bool


class DimensionRow(RecordRow, table=True):
    __tablename__ = "boekhaak_dimension"

    type: str
    code: str
    name: str
    start: date | None = None
    end: date | None = None
    blocked: bool


class ArticleRow(RecordRow, table=True):
    __tablename__ = "boekhaak_article"

    code: str
    name: str
    unit: str
    is_sold: bool
    is_bought: bool
    sales_price: Decimal | None = fixed(QUANTITY_PLACES)
    cost_price: Decimal | None = fixed(QUANTITY_PLACES)
    tax_code: str
    blocked: bool


class ExchangeRateRow(RecordRow, table=True):
    __tablename__ = "boekhaak_exchange_rate"

    source_currency: str
    target_currency: str
    date: date
    rate: Decimal = fixed(RATE_PLACES, nullable=False)


class InvoiceRow(RecordRow, table=True):
    __tablename__ = "boekhaak_invoice"
    __table_args__ = (Index(None, "link_id", "voucher_id"),)

    direction: str
    state: str
    number: str
    reference: str
    journal_code: str
    date: Day | None
    due_date: Day | None = None
    contact_id: str | None = None
    description: str
    amount: Decimal | None = money(nullable=True)
    currency: str
    foreign_amount: Decimal | None = money(nullable=True)
    foreign_currency: str
    payment_reference: str
    voucher_id: str | None = None
    document_id: str | None = None


class InvoiceLineRow(RecordRow, table=True):
    __tablename__ = "boekhaak_invoice_line"
    __table_args__ = (Index(None, "link_id", "invoice_id"),)

    invoice_id: str
    line_number: int
    description: str
    article_id: str | None = None
    account_id: str | None = None
    quantity: Decimal | None = fixed(QUANTITY_PLACES)
    unit: str
    unit_price: Decimal | None = fixed(QUANTITY_PLACES)
    amount: Decimal = money()
    tax_amount: Decimal | None = money(nullable=True)
    currency: str
    foreign_amount: Decimal | None = money(nullable=True)
    foreign_currency: str
    tax_code: str
    cost_center_code: str
    cost_unit_code: str
    project_id: str | None = None


class OpenItemRow(RecordRow, table=True):
    __tablename__ = "boekhaak_open_item"

    direction: str
    date: Day | None
    contact_id: str | None = None
    account_id: str | None = None
    voucher_id: str | None = None
    number: str
    reference: str
    due_date: Day | None = None
    description: str
    amount: Decimal = money()
    currency: str
    foreign_amount: Decimal | None = money(nullable=True)
    foreign_currency: str
    payment_reference: str


class DocumentRow(RecordRow, table=True):
    __tablename__ = "boekhaak_document"

    subject: str
    type: str
    date: Day | None
    contact_id: str | None = None
    voucher_id: str | None = None
    amount: Decimal | None = money(nullable=True)
    currency: str


class AttachmentRow(RecordRow, table=True):
    __tablename__ = "boekhaak_attachment"
    __table_args__ = (Index(None, "link_id", "document_id"),)

    document_id: str
    file_name: str
    size: int | None = Field(default=None, sa_type=BigInteger)
    address: str


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
