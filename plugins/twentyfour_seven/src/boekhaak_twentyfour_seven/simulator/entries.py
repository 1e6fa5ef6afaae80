"""Vouchers as the vendor keeps them: lines with a transaction number, linked where an invoice and its payment meet.

Openings are one voucher of a type of their own, dated the first day of the first year; how the vendor enters them is not
known. Amounts are taken to be in the client's currency, with the other one told by its rate.
Source: FACTS.md#transactions.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from boekhaak.testing.books import model as books

OPENING_TYPE = books.Journal(code="-3", name="Opening balance", type="general")
"""A type of the system's own: its number is below zero."""
OPENING_NUMBER = "opening"
OPENING_TEXT = "Opening balance"
BOOKED_AT = timedelta(hours=17)
ITEM_ROLES = frozenset({"receivable", "payable"})


@dataclass(slots=True, eq=False)
class Entry:
    """A voucher with what the vendor adds to it. ``stamp`` joins its files; ``invoice`` is the posted one, if it is one."""

    voucher: books.Voucher
    journal: books.Journal
    type_id: int
    number: int
    registered: datetime
    stamp: int | None = None
    invoice: books.Invoice | None = None
    lines: tuple[LedgerLine, ...] = ()


@dataclass(slots=True, eq=False)
class LedgerLine:
    """A posting. ``open`` is what is unpaid of an item; ``link`` is new each time that it is linked."""

    entry: Entry
    place: int
    id: str
    changed: datetime
    role: books.AccountRole
    open: bool = False
    link: int | None = None

    @property
    def line(self) -> books.Line:
        """The posting as the books have it."""
        return self.entry.voucher.lines[self.place]

    @property
    def day(self) -> date:
        """The day of the posting."""
        return self.line.date or self.entry.voucher.date

    @property
    def system_type(self) -> str:
        """What kind of entry this is to the vendor."""
        return system_type(self)


def system_type(posting: LedgerLine) -> str:
    """Return the vendor's kind of entry, of all lines of an invoice and of the items that a payment settles."""
    journal, first = posting.entry.journal.type, posting.entry.voucher.lines[0].amount
    if journal == "sales":
        return "InvoiceCustomer" if first >= 0 else "CreditnoteCustomer"
    if journal == "purchase":
        return "InvoiceSupplier" if first <= 0 else "CreditnoteSupplier"
    if journal in {"bank", "cash"} and posting.role == "receivable":
        return "Payment"
    if journal in {"bank", "cash"} and posting.role == "payable":
        return "Disbursment"
    return "Miscellaneous"


def line_id(company: str, key: books.VoucherKey, place: int) -> str:
    """Return a line's GUID, the same for the same books."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\x1f".join((company, *map(str, key), str(place)))))


def key_of(voucher: books.Voucher) -> books.VoucherKey:
    """Return what is unique of a voucher in its company."""
    return voucher.journal, voucher.year, voucher.number


def opening_voucher(company: books.Company) -> books.Voucher | None:
    """Return the openings of a company as a voucher; None where it has none. It need not add up to zero."""
    lines = tuple(books.Line(account, amount) for account, amount in company.openings.items() if amount)
    if not lines:
        return None
    year = company.first_year
    start = min(period.start for period in company.periods if period.year == year)
    return books.Voucher(OPENING_TYPE.code, OPENING_NUMBER, start, year, 1, OPENING_TEXT, lines)


def linked(entries: Mapping[books.VoucherKey, Entry]) -> list[list[LedgerLine]]:
    """Return the items that settle one another: of one account, contact and text, and adding up to zero."""
    groups: dict[tuple[str, str, str], list[LedgerLine]] = {}
    for entry in entries.values():
        for posting in entry.lines:
            line = posting.line
            if posting.role in ITEM_ROLES and line.contact:
                groups.setdefault((line.account, line.contact, line.description), []).append(posting)
    return [
        group
        for group in groups.values()
        if len(group) > 1 and sum((posting.line.amount for posting in group), Decimal()) == 0
    ]


def rate_of(line: books.Line) -> Decimal:
    """Return what one unit of a line's other currency is worth."""
    if not line.foreign_amount:
        return Decimal(1)
    return abs(line.amount / line.foreign_amount)
