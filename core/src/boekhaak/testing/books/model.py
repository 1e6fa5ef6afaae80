"""The neutral value of a set of books.

Plain slotted dataclasses: a million ledger lines must fit in memory. Amounts are Decimal with at most two decimals, debit
positive, in the company's currency. Records refer to one another by number or code, as people do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from boekhaak.testing.books.content import pieces

Day = date
"""The type, for classes that have a field of its name."""
Nature = Literal["balance", "result"]
AccountRole = Literal[
    "bank",
    "cash",
    "receivable",
    "payable",
    "vat",
    "fixed_asset",
    "inventory",
    "equity",
    "debt",
    "revenue",
    "cost",
    "general",
]
JournalType = Literal["sales", "purchase", "bank", "cash", "general"]
DimensionType = Literal["cost_center", "cost_unit", "project"]
AddressType = Literal["visit", "postal", "invoice", "delivery"]


@dataclass(frozen=True, slots=True)
class Account:
    """A ledger account; ``role`` lets a simulator choose its vendor's account type. Packages that tell no side give None."""

    number: str
    name: str
    nature: Nature
    side: Literal["debit", "credit"] | None
    role: AccountRole = "general"
    tax_code: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal or voucher series."""

    code: str
    name: str
    type: JournalType
    account: str | None = None


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A tax code; ``percentage`` is 21 for 21 %."""

    code: str
    name: str
    percentage: Decimal
    direction: Literal["sales", "purchase"] | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a financial year; both days are included."""

    year: int
    period: int
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a contact."""

    type: AddressType
    line1: str = ""
    line2: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    main: bool = False


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A bank account of a contact: an IBAN, or a national number."""

    iban: str = ""
    number: str = ""
    bic: str = ""
    holder: str = ""
    main: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer, a supplier, or both.

    Contacts of one ``identity`` that is not empty are the same party in the real world, in whichever company of the books;
    those of two identities are two parties.
    """

    code: str
    name: str
    is_customer: bool = False
    is_supplier: bool = False
    registration_number: str = ""
    vat_number: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    addresses: tuple[Address, ...] = ()
    bank_accounts: tuple[BankAccount, ...] = ()
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """What postings are analysed by; ``code`` is unique within its type."""

    type: DimensionType
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Article:
    """Something sold or bought; prices are those of one unit, in the company's currency."""

    code: str
    name: str
    unit: str = ""
    is_sold: bool = False
    is_bought: bool = False
    sales_price: Decimal | None = None
    cost_price: Decimal | None = None
    tax_code: str = ""


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """One unit of ``source`` is worth ``rate`` of ``target`` from that day on; at most six decimals."""

    source: str
    target: str
    date: date
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A posting of a voucher. Dimensions and article are named by their codes."""

    account: str
    amount: Decimal
    description: str = ""
    contact: str | None = None
    tax_code: str = ""
    date: date | None = None
    foreign_amount: Decimal | None = None
    foreign_currency: str = ""
    cost_center: str = ""
    cost_unit: str = ""
    project: str = ""
    article: str = ""
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Voucher:
    """An entry. ``(journal, year, number)`` is unique in a company; a line without a date has the voucher's."""

    journal: str
    number: str
    date: date
    year: int
    period: int
    description: str
    lines: tuple[Line, ...]


VoucherKey = tuple[str, int, str]
"""Journal, year and number of a voucher."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of an invoice that is not posted; ``amount`` is without tax."""

    description: str
    amount: Decimal
    account: str
    tax_amount: Decimal = Decimal()
    tax_code: str = ""
    article: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    cost_center: str = ""
    cost_unit: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice. ``amount`` includes tax, is in the company's currency, and is negative for a credit note.

    A posted one is the voucher that it names, whose first line is the posting on the receivable or payable account: number,
    date, contact and amount are that voucher's. One that is not posted has lines, and a number only where it was given one.
    """

    direction: Literal["sales", "purchase"]
    state: Literal["draft", "open", "posted"]
    number: str
    contact: str
    date: date
    due_date: Day
    amount: Decimal
    description: str = ""
    reference: str = ""
    voucher: VoucherKey | None = None
    lines: tuple[InvoiceLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is unpaid of an invoice at the end of the books, debit positive: a customer's is positive, a supplier's negative.

    ``voucher`` is that of the invoice; none for an invoice of before the first year.
    """

    direction: Literal["receivable", "payable"]
    account: str
    contact: str
    number: str
    date: date
    due_date: Day
    amount: Decimal
    description: str = ""
    voucher: VoucherKey | None = None
    foreign_amount: Decimal | None = None
    foreign_currency: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a document. The content is made from its name by :meth:`content`, so that it needs no room until read."""

    name: str
    size: int

    def content(self, start: int = 0) -> Iterator[bytes]:
        """Return the bytes from ``start`` on, in pieces of at most 64 KiB. Raises: InvalidInput below 0."""
        return pieces(self.name, self.size, start)


@dataclass(frozen=True, slots=True)
class Document:
    """A document in the archive, with its files; ``number`` is unique in the company."""

    number: str
    subject: str
    type: str
    date: date
    contact: str | None = None
    voucher: VoucherKey | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """What the source of the books says to stand on an account at a period's end (debit positive).

    For a result account that is the sum since the start of the year.
    """

    account: str
    year: int
    period: int
    closing: Decimal


@dataclass(frozen=True, slots=True)
class Company:
    """One administration. ``openings`` stand at the start of the first financial year, by account number."""

    name: str
    country: str
    currency: str
    registration_number: str = ""
    vat_number: str = ""
    city: str = ""
    periods: tuple[Period, ...] = ()
    accounts: tuple[Account, ...] = ()
    journals: tuple[Journal, ...] = ()
    tax_codes: tuple[TaxCode, ...] = ()
    contacts: tuple[Contact, ...] = ()
    openings: Mapping[str, Decimal] = field(default_factory=dict)
    vouchers: tuple[Voucher, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    articles: tuple[Article, ...] = ()
    exchange_rates: tuple[ExchangeRate, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    open_items: tuple[OpenItem, ...] = ()
    documents: tuple[Document, ...] = ()
    declared: tuple[Declared, ...] = ()

    @property
    def first_year(self) -> int:
        """The first financial year held."""
        return min(period.year for period in self.periods)

    def lines(self) -> Iterator[tuple[Voucher, Line]]:
        """Yield every posting with its voucher."""
        for voucher in self.vouchers:
            for line in voucher.lines:
                yield voucher, line

    def totals(self) -> dict[str, Decimal]:
        """Return opening plus movements per account number; accounts that have neither are left out."""
        totals = dict(self.openings)
        for _, line in self.lines():
            totals[line.account] = totals.get(line.account, Decimal()) + line.amount
        return totals


@dataclass(frozen=True, slots=True)
class Books:
    """The administrations that a simulator serves."""

    companies: tuple[Company, ...]

    def company(self, name: str) -> Company:
        """Return the company of that name. Raises: KeyError."""
        for company in self.companies:
            if company.name == name:
                return company
        raise KeyError(name)
