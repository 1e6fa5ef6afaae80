"""Vouchers as the vendor keeps them: entries with a number and lines, of which line 0 is the header.

In the recorded answers the lines of an entry add up to zero with line 0 among them, so line 0 of sales, purchase, bank and
cash entries is itself the posting on the receivable, payable, bank or cash account. All other entries begin with a bare
header row (no ledger account, amount 0); that is inferred, and the fault ``bare_headers`` makes all entries so.

A limit: the vendor's EntryNumber is an Int32. A voucher whose number is no plain whole number, or is taken within its
journal and year, gets a running number; its own number then stands in YourRef.

Source: FACTS.md#entities (types, status, line 0). How openings are entered is not known; here they are one entry of type
10, dated the first day of the first year, in period 1, in the first general journal (or one of its own, ``OPN``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.values import LARGEST_INT32

ENTRY_TYPES: dict[books.JournalType, int] = {"sales": 20, "purchase": 30, "bank": 40, "cash": 40, "general": 90}
ENTRY_TYPE_OPENING = 10
SALES_CREDIT_NOTE, PURCHASE_CREDIT_NOTE = 21, 31
STATUS_PROCESSED = 50
OPENING_PERIOD = 1
OPENING_NUMBER = "opening"
OPENING_DESCRIPTION = "Opening balance"
OPENING_JOURNAL = books.Journal(code="OPN", name="Opening balance", type="general")

_COUNTERPARTS: dict[books.JournalType, frozenset[books.AccountRole]] = {
    "sales": frozenset({"receivable"}),
    "purchase": frozenset({"payable"}),
    "bank": frozenset({"bank"}),
    "cash": frozenset({"cash"}),
    "general": frozenset(),
}

VoucherKey = books.VoucherKey


@dataclass(slots=True, eq=False)
class Entry:
    """A voucher as it was entered. ``bare`` tells that line 0 is a header row without a posting."""

    id: str
    voucher: books.Voucher
    number: int
    reference: str | None
    journal: books.Journal
    type: int
    bare: bool

    def __len__(self) -> int:
        return len(self.voucher.lines) + self.bare

    def posting(self, line: int) -> books.Line | None:
        """Return the posting with that line number; None for a bare header."""
        place = line - self.bare
        return self.voucher.lines[place] if place >= 0 else None


def key_of(voucher: books.Voucher) -> VoucherKey:
    """Return what is unique of a voucher in its company."""
    return voucher.journal, voucher.year, voucher.number


def begins_with_posting(
    voucher: books.Voucher, journal: books.Journal, accounts: Mapping[str, books.AccountRole]
) -> bool:
    """Tell whether the first line can serve as the header: its account, text and date are the entry's own."""
    if not voucher.lines:
        return False
    first = voucher.lines[0]
    counterpart = accounts[first.account] in _COUNTERPARTS[journal.type] or (
        journal.type in {"bank", "cash"} and first.account == journal.account
    )
    return counterpart and first.description == voucher.description and first.date in (None, voucher.date)


def entry_type(voucher: books.Voucher, journal: books.Journal) -> int:
    """Return the type of an entry; what the first line owes the other way round is a credit note."""
    first = voucher.lines[0].amount if voucher.lines else 0
    if journal.type == "sales" and first < 0:
        return SALES_CREDIT_NOTE
    if journal.type == "purchase" and first > 0:
        return PURCHASE_CREDIT_NOTE
    return ENTRY_TYPES[journal.type]


def net_lines(voucher: books.Voucher, accounts: Mapping[str, books.AccountRole]) -> list[int]:
    """Return the places of the postings that an invoice charges: all after the first that are not on a VAT account."""
    return [
        place for place, line in enumerate(voucher.lines) if place and accounts.get(line.account, "general") != "vat"
    ]


def opening_voucher(company: books.Company, journal: books.Journal) -> books.Voucher | None:
    """Return the openings of a company as a voucher; None where it has none. It need not add up to zero."""
    lines = tuple(books.Line(account, amount) for account, amount in company.openings.items() if amount)
    if not lines:
        return None
    year = company.first_year
    return books.Voucher(
        journal=journal.code,
        number=OPENING_NUMBER,
        date=min(period.start for period in company.periods if period.year == year),
        year=year,
        period=OPENING_PERIOD,
        description=OPENING_DESCRIPTION,
        lines=lines,
    )


class Numbering:
    """Hands out entry numbers, unique within a journal and financial year."""

    RUNNING = 1_000_000_000

    def __init__(self) -> None:
        self._taken: dict[tuple[str, int], set[int]] = defaultdict(set)
        self._running = self.RUNNING

    def number(self, voucher: books.Voucher) -> tuple[int, str | None]:
        """Return the entry number, and the voucher's own number where that is another."""
        taken = self._taken[voucher.journal, voucher.year]
        own = plain_number(voucher.number)
        if own is not None and own not in taken:
            taken.add(own)
            return own, None
        self._running += 1
        taken.add(self._running)
        return self._running, voucher.number

    def release(self, entry: Entry) -> None:
        """Forget the number of a deleted entry."""
        self._taken[entry.voucher.journal, entry.voucher.year].discard(entry.number)


def plain_number(number: str) -> int | None:
    """Return a number as the vendor's Int32; None where it is none."""
    if not (number.isascii() and number.isdecimal()) or (number != "0" and number.startswith("0")):
        return None
    return int(number) if int(number) <= LARGEST_INT32 else None
