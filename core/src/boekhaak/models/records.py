"""The canonical bookkeeping facts, one class a kind.

Amounts are Decimal in the currency beside them, debit positive. Dates are the bookkeeping's own days. ``*_id`` refers to
the ``id`` of another record of the same company; ``*_code`` is the package's code where it gives no id.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

from boekhaak.models.value import Value


class Record(Value):
    """One fact as the package holds it now.

    ``id`` is stable at the package; ``version`` grows there with each change (None where the package keeps none), and
    an older version never replaces a newer one.
    """

    kind: ClassVar[str]

    id: str
    version: int | None = None
    changed_at: datetime | None = None


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
    opening: bool = False


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
        Voucher,
        LedgerLine,
        Balance,
    )
}
"""Every kind of record by its name."""
