"""The canonical bookkeeping facts, one class a kind.

Amounts are Decimal in the currency beside them, debit positive. Dates are the bookkeeping's own days. ``*_id`` refers to
the ``id`` of another record of the same company; ``*_code`` is the package's code where it gives no id.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import JsonValue

from boekhaak.models.value import Value

Day = date
"""The type, for classes that have a field of its name."""


class Record(Value):
    """One fact as the package holds it now.

    ``id`` is stable at the package; ``version`` grows there with each change (None where the package keeps none), and
    an older version never replaces a newer one. ``extra`` holds what the package tells beyond the typed fields, under
    names of ours; which those are stands in the package's own documentation.
    """

    kind: ClassVar[str]

    id: str
    version: int | None = None
    changed_at: datetime | None = None
    extra: dict[str, JsonValue] | None = None


class Account(Record):
    """A ledger account. ``category`` is the package's own word or code for its type."""

    kind: ClassVar[str] = "account"

    number: str
    name: str
    nature: Literal["balance", "result"] | None = None
    side: Literal["debit", "credit"] | None = None
    category: str = ""
    tax_code: str = ""
    blocked: bool = False


class Journal(Record):
    """A journal (day book, voucher series)."""

    kind: ClassVar[str] = "journal"

    code: str
    name: str
    type: Literal["sales", "purchase", "bank", "cash", "general"] | None = None
    account_id: str | None = None
    blocked: bool = False


class TaxCode(Record):
    """A tax code. ``percentage`` is 21 for 21 %."""

    kind: ClassVar[str] = "tax_code"

    code: str
    name: str
    percentage: Decimal | None = None
    direction: Literal["sales", "purchase"] | None = None
    blocked: bool = False


class FinancialPeriod(Record):
    """A period of a financial year; the last day is included."""

    kind: ClassVar[str] = "financial_period"

    year: int
    period: int
    start: date
    end: date


class Contact(Record):
    """A customer, a supplier, or both."""

    kind: ClassVar[str] = "contact"

    code: str
    name: str
    is_customer: bool = False
    is_supplier: bool = False
    registration_number: str = ""
    vat_number: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    blocked: bool = False


class Address(Record):
    """An address of a contact."""

    kind: ClassVar[str] = "address"

    contact_id: str
    type: Literal["visit", "postal", "invoice", "delivery"] | None = None
    line1: str = ""
    line2: str = ""
    line3: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    main: bool = False


class BankAccount(Record):
    """A bank account of a contact; ``number`` is the national number where there is no IBAN."""

    kind: ClassVar[str] = "bank_account"

    contact_id: str
    iban: str = ""
    number: str = ""
    bic: str = ""
    holder: str = ""
    main: bool = False


class Dimension(Record):
    """What a posting is analysed by: a cost centre, a cost unit or a project. Postings name the first two by
    code, a project by id.
    """

    kind: ClassVar[str] = "dimension"

    type: Literal["cost_center", "cost_unit", "project"]
    code: str
    name: str
    start: date | None = None
    end: date | None = None
    blocked: bool = False


class Article(Record):
    """Something sold or bought, a service included. Prices are those of one ``unit``, in the company's currency."""

    kind: ClassVar[str] = "article"

    code: str
    name: str
    unit: str = ""
    is_sold: bool = False
    is_bought: bool = False
    sales_price: Decimal | None = None
    cost_price: Decimal | None = None
    tax_code: str = ""
    blocked: bool = False


class ExchangeRate(Record):
    """One unit of ``source_currency`` is worth ``rate`` of ``target_currency`` from that day on."""

    kind: ClassVar[str] = "exchange_rate"

    source_currency: str
    target_currency: str
    date: date
    rate: Decimal


class Voucher(Record):
    """The header of an entry; its lines are ledger lines with ``voucher_id``."""

    kind: ClassVar[str] = "voucher"

    number: str
    journal_code: str = ""
    date: date
    year: int
    period: int
    description: str = ""
    opening: bool = False
    posted: bool = True


class LedgerLine(Record):
    """One posting. ``opening`` marks lines of a vendor's opening entry: the balances count those once, as openings."""

    kind: ClassVar[str] = "ledger_line"

    voucher_id: str
    line_number: int
    account_id: str
    date: date
    year: int
    period: int
    amount: Decimal
    currency: str
    foreign_amount: Decimal | None = None
    foreign_currency: str = ""
    description: str = ""
    contact_id: str | None = None
    tax_code: str = ""
    cost_center_code: str = ""
    cost_unit_code: str = ""
    project_id: str | None = None
    article_id: str | None = None
    quantity: Decimal | None = None
    opening: bool = False


class Invoice(Record):
    """What was, or will be, charged to a customer or by a supplier; an invoice is one record, however it was entered.

    ``amount`` includes tax and is what is to be paid, so that a credit note is negative; None where the package tells
    none. ``number`` is ours, ``reference`` the other party's.

    ``state``   ``draft`` and ``open`` invoices are not in the ledger and have invoice lines; a ``posted`` one is the voucher
                ``voucher_id``, and its lines are that voucher's.
    """

    kind: ClassVar[str] = "invoice"

    direction: Literal["sales", "purchase"]
    state: Literal["draft", "open", "posted"]
    number: str = ""
    reference: str = ""
    journal_code: str = ""
    date: Day | None
    due_date: Day | None = None
    contact_id: str | None = None
    description: str = ""
    amount: Decimal | None = None
    currency: str
    foreign_amount: Decimal | None = None
    foreign_currency: str = ""
    payment_reference: str = ""
    voucher_id: str | None = None
    document_id: str | None = None


class InvoiceLine(Record):
    """A line of an invoice that is not in the ledger yet. ``amount`` is without tax; ``unit_price`` may be discounted."""

    kind: ClassVar[str] = "invoice_line"

    invoice_id: str
    line_number: int
    description: str = ""
    article_id: str | None = None
    account_id: str | None = None
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    amount: Decimal
    tax_amount: Decimal | None = None
    currency: str
    foreign_amount: Decimal | None = None
    foreign_currency: str = ""
    tax_code: str = ""
    cost_center_code: str = ""
    cost_unit_code: str = ""
    project_id: str | None = None


class OpenItem(Record):
    """What a customer owes, or is owed to a supplier, and was not settled; an item that is settled is gone.

    ``amount`` is debit positive as in the ledger: an unpaid invoice to a customer is positive, one of a supplier negative.
    """

    kind: ClassVar[str] = "open_item"

    direction: Literal["receivable", "payable"]
    date: Day | None
    contact_id: str | None = None
    account_id: str | None = None
    voucher_id: str | None = None
    number: str = ""
    reference: str = ""
    due_date: Day | None = None
    description: str = ""
    amount: Decimal
    currency: str
    foreign_amount: Decimal | None = None
    foreign_currency: str = ""
    payment_reference: str = ""


class Document(Record):
    """A document in the package's archive; its files are attachments. ``type`` is the package's own word for it."""

    kind: ClassVar[str] = "document"

    subject: str
    type: str = ""
    date: Day | None
    contact_id: str | None = None
    voucher_id: str | None = None
    amount: Decimal | None = None
    currency: str = ""


class Attachment(Record):
    """A file of a document. ``size`` is in bytes; ``address`` is where the package keeps the content, for its plugin only."""

    kind: ClassVar[str] = "attachment"

    document_id: str
    file_name: str
    size: int | None = None
    address: str = ""


class Balance(Record):
    """An amount on an account.

    ``opening``     the canonical opening, at the start of the first financial year held (``period`` 0).
    ``movement``    what the package declares to have moved in that period.
    ``closing``     what the package declares to stand on the account at that period's end.
    """

    kind: ClassVar[str] = "balance"

    account_id: str
    measure: Literal["opening", "movement", "closing"]
    year: int
    period: int
    amount: Decimal
    currency: str


KINDS: dict[str, type[Record]] = {
    record.kind: record
    for record in (
        Account,
        Journal,
        TaxCode,
        FinancialPeriod,
        Contact,
        Address,
        BankAccount,
        Dimension,
        Article,
        ExchangeRate,
        Voucher,
        LedgerLine,
        Balance,
        Invoice,
        InvoiceLine,
        OpenItem,
        Document,
        Attachment,
    )
}
"""Every kind of record by its name."""
