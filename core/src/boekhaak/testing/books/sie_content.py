"""What a SIE file says, line by line, before it is brought together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from sys import intern

from boekhaak.errors import InvalidInput
from boekhaak.testing.books import fields
from boekhaak.testing.books.model import Line
from boekhaak.testing.books.sie_entries import Entry

AGAIN = "Export the file again as SIE of type 4 (4E), and take it whole"
TYPES = {"1", "2", "3", "4", "4E", "4I"}
LONGEST_YEAR = timedelta(days=3 * 366)
"""The law allows eighteen months."""
Balances = dict[int, dict[str, Decimal]]
"""Amounts by year, counted back from 0, and account."""


@dataclass
class Verification:
    """A voucher with its lines."""

    series: str
    number: str
    day: date
    text: str
    lines: list[Line] = field(default_factory=list)


@dataclass
class Content:
    """The file's year is 0, the one before it -1. ``kinds`` are the letters of ``#KTYP`` by account."""

    headers: dict[str, Entry] = field(default_factory=dict)
    years: dict[int, tuple[date, date]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    openings: Balances = field(default_factory=lambda: defaultdict(dict))
    closings: Balances = field(default_factory=lambda: defaultdict(dict))
    results: Balances = field(default_factory=lambda: defaultdict(dict))
    vouchers: list[Verification] = field(default_factory=list)

    def header(self, label: str, index: int = 0) -> str:
        """Return a field of a line that stands in the file once; nothing when it does not stand there."""
        entry = self.headers.get(label)
        return entry.field(index).strip() if entry else ""


def parse(lines: Iterable[Entry]) -> Content:
    """Take in a file. Raises: InvalidInput when it is not complete, or a line is not what it should be."""
    found = Content()
    voucher: Verification | None = None
    opened = False
    sums = last = 0
    for entry in lines:
        last = entry.line
        if entry.label == "#VER":
            if voucher:
                raise _incomplete(f"line {last:,}: a voucher begins before the one above has ended")
            voucher = _verification(entry)
        elif entry.label == "{" and voucher and not opened:
            opened = True
        elif entry.label == "}" and voucher and opened:
            found.vouchers.append(voucher)
            voucher, opened = None, False
        elif entry.label == "#TRANS" and voucher and opened:
            voucher.lines.append(_line(entry, voucher))
        elif entry.label in {"{", "}", "#TRANS"}:
            raise _incomplete(f"line {last:,}: {entry.label} stands outside a voucher")
        elif entry.label == "#KSUMMA":
            sums += 1
        else:
            _note(entry, found)
    if voucher or sums == 1:
        raise _incomplete(f"the file breaks off after line {last:,}" + (", inside a voucher" if voucher else ""))
    _check(found)
    return found


def _verification(entry: Entry) -> Verification:
    series, number, text = entry.field(0).strip(), entry.field(1).strip(), entry.field(3)
    return Verification(intern(series), number, fields.day(entry.field(2), entry.line), text)


def _line(entry: Entry, voucher: Verification) -> Line:
    written = entry.field(2)
    day = fields.day(written, entry.line) if written else voucher.day
    return Line(
        account=_account(entry, 0),
        amount=fields.amount(entry.field(1), entry.line),
        description=entry.field(3) or voucher.text,
        date=None if day == voucher.day else day,
    )


def _note(entry: Entry, found: Content) -> None:
    """Take in a line that is no part of a voucher; one that is not needed is passed over."""
    match entry.label:
        case "#KONTO":
            found.names[_account(entry, 0)] = entry.field(1)
        case "#KTYP":
            found.kinds[_account(entry, 0)] = entry.field(1).upper()
        case "#RAR" if entry.field(1):
            days = fields.day(entry.field(1), entry.line), fields.day(entry.field(2), entry.line)
            found.years[fields.whole_number(entry.field(0), entry.line)] = days
        case "#IB":
            _balance(entry, found.openings)
        case "#UB":
            _balance(entry, found.closings)
        case "#RES":
            _balance(entry, found.results)
        case "#SIETYP" | "#FNAMN" | "#ORGNR" | "#VALUTA" | "#ADRESS":
            found.headers[entry.label] = entry


def _balance(entry: Entry, balances: Balances) -> None:
    year = fields.whole_number(entry.field(0), entry.line)
    balances[year][_account(entry, 1)] = fields.amount(entry.field(2), entry.line)


def _account(entry: Entry, index: int) -> str:
    number = entry.field(index).strip()
    if not number:
        raise _incomplete(f"line {entry.line:,}: {entry.label} names no account")
    return intern(number)


def _check(found: Content) -> None:
    kind = found.header("#SIETYP")
    if not kind:
        raise _incomplete("the file does not say which type of SIE it is (#SIETYP)")
    if kind.upper() not in TYPES:
        raise InvalidInput(f"SIE of type {kind[:10]} is not read", way_out=AGAIN)
    if 0 not in found.years:
        raise _incomplete("the file names no financial year (#RAR 0)")
    for start, end in (days for year, days in found.years.items() if year in {0, -1}):
        if not start <= end <= start + LONGEST_YEAR:
            raise InvalidInput(f"{start} to {end} is no financial year (#RAR)", way_out=AGAIN)


def _incomplete(what: str) -> InvalidInput:
    return InvalidInput(what, way_out=AGAIN)
