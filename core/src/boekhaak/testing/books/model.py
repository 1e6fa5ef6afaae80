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
AddressType = Literal["visit", "postal", "invoice", "delivery"]


@dataclass(frozen=True, slots=True)
class Account:
    """A ledger account; ``role`` lets a simulator choose its vendor's account type."""

    number: str
    name: str
    nature: Nature
    side: Literal["debit", "credit"]
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
    """A customer, a supplier, or both."""

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


@dataclass(frozen=True, slots=True)
class Line:
    """A posting of a voucher."""

    account: str
    amount: Decimal
    description: str = ""
    contact: str | None = None
    tax_code: str = ""
    date: date | None = None
    foreign_amount: Decimal | None = None
    foreign_currency: str = ""


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
