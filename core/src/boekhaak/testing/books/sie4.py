"""Reads SIE 4, the Swedish format for bookkeeping; also types 1 to 3, which carry balances and no vouchers.

Source: “SIE filformat, utgåva 4B” (2008-09-30) of SIE-Gruppen, sie.se.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import compress

from boekhaak.testing.books.model import (
    Account,
    AccountRole,
    Books,
    Company,
    Declared,
    Journal,
    Nature,
    Period,
    Voucher,
)
from boekhaak.testing.books.numbering import unique_numbers
from boekhaak.testing.books.sie_content import Content, Verification, parse
from boekhaak.testing.books.sie_entries import decode, entries

NO_SERIES = "-"
"""The code of the journal that takes vouchers without a series."""
CREDITS = ("2", "3", "80", "81", "82", "83")
ROLES: tuple[tuple[str, AccountRole], ...] = (
    ("10", "fixed_asset"),
    ("11", "fixed_asset"),
    ("12", "fixed_asset"),
    ("14", "inventory"),
    ("151", "receivable"),
    ("165", "vat"),
    ("191", "cash"),
    ("19", "bank"),
    ("20", "equity"),
    ("23", "debt"),
    ("244", "payable"),
    ("26", "vat"),
    ("3", "revenue"),
    ("4", "cost"),
    ("5", "cost"),
    ("6", "cost"),
    ("7", "cost"),
)
"""The BAS chart by the first digits of an account; the first that fits holds."""


def read_sie(content: bytes) -> Books:
    """Return the one company of a SIE file.

    Financial year   numbered by the year in which it ends, which for a calendar year is its own; monthly periods.
    Openings         ``#IB`` of balance accounts, of the first year held: that of the file, or an earlier one when
                     vouchers are dated in it, unless these do not lead to the ``#UB`` and ``#RES`` given for it: then
                     they were only dated too early and belong to the file's year.
    Declared         ``#UB`` and ``#RES`` in the last period of each year held.
    Accounts         balance accounts by ``#KTYP`` T or S, or else by their first digit, 1 or 2; 3 to 8 are results.
                     Others by where their balances stand. What is used and not declared has its number as its name.
    Lines            ``#TRANS`` only. ``#BTRANS`` is a line that was struck out and ``#RTRANS`` one that was added,
                     which the file repeats as ``#TRANS``: both tell the history. A line without a text has that of
                     its voucher.
    Vouchers         kept as they are, also when they do not add up to zero. One without a number gets the next free
                     one of its series, and another one of the same number is told apart by a suffix.

    Dimensions, objects, quantities, budgets and period balances are left out.

    Raises: InvalidInput when the file is not complete, or a line holds what is no amount or no date.
    """
    found = parse(entries(decode(content)))
    placed = _placed(found)
    years = _numbered({0, *placed}, found)
    periods = {year: _periods(number, *found.years[year]) for year, number in years.items()}
    natures = _natures(found)
    company = Company(
        name=found.header("#FNAMN") or found.header("#ORGNR") or "Unnamed company",
        country="SE",
        currency=found.header("#VALUTA") or "SEK",
        registration_number=found.header("#ORGNR"),
        city=_city(found.header("#ADRESS", 2)),
        periods=tuple(period for year in sorted(periods) for period in periods[year]),
        accounts=tuple(_account(number, nature, found) for number, nature in natures.items()),
        journals=tuple(
            Journal(series, f"Series {series}", "general")
            for series in dict.fromkeys(voucher.series or NO_SERIES for voucher in found.vouchers)
        ),
        openings={
            account: amount
            for account, amount in found.openings[min(years)].items()
            if natures[account] == "balance" and amount
        },
        vouchers=tuple(_vouchers(found.vouchers, placed, periods)),
        declared=tuple(
            Declared(account, year[-1].year, year[-1].period, amount)
            for number, year in sorted(periods.items())
            for account, amount in _closings(found, number, natures).items()
        ),
    )
    return Books((company,))


def _placed(found: Content) -> list[int]:
    """Return the year of each voucher: -1 when it is dated in that year and the year holds together, or else 0."""
    if -1 not in found.years:
        return [0] * len(found.vouchers)
    start, end = found.years[-1]
    earlier = [start <= voucher.day <= end for voucher in found.vouchers]
    stand: defaultdict[str, Decimal] = defaultdict(Decimal, found.openings[-1])
    for voucher in compress(found.vouchers, earlier):
        for line in voucher.lines:
            stand[line.account] += line.amount
    expected = {**found.closings[-1], **found.results[-1]}
    holds = all(stand[account] == amount for account, amount in expected.items())
    return [-1 if is_earlier and holds else 0 for is_earlier in earlier]


def _numbered(years: set[int], found: Content) -> dict[int, int]:
    """Number the years held by the year in which they end; two that end in the same one are told apart downwards."""
    last = found.years[0][1].year
    return {year: last if year == 0 else min(found.years[year][1].year, last - 1) for year in years}


def _periods(number: int, start: date, end: date) -> tuple[Period, ...]:
    """Divide a year into calendar months."""
    found: list[Period] = []
    while start <= end:
        last = min(end, start.replace(day=monthrange(start.year, start.month)[1]))
        found.append(Period(number, len(found) + 1, start, last))
        start = last + timedelta(days=1)
    return tuple(found)


def _natures(found: Content) -> dict[str, Nature]:
    """Return the nature of every account that is declared or used, in that order."""
    balances = {account for year in (*found.openings.values(), *found.closings.values()) for account in year}
    results = {account for year in found.results.values() for account in year}
    lines = {line.account for voucher in found.vouchers for line in voucher.lines}
    numbers = dict.fromkeys((*found.names, *sorted({*found.kinds, *balances, *results, *lines} - set(found.names))))
    return {number: _nature(number, found.kinds.get(number, ""), balances) for number in numbers}


def _nature(number: str, kind: str, balances: set[str]) -> Nature:
    if kind in {"T", "S", "K", "I"}:
        return "balance" if kind in {"T", "S"} else "result"
    if number[0] in "12345678":
        return "balance" if number[0] in "12" else "result"
    return "balance" if number in balances else "result"


def _account(number: str, nature: Nature, found: Content) -> Account:
    kind = found.kinds.get(number, "")
    is_credit = kind in {"S", "I"} or (kind not in {"T", "K"} and number.startswith(CREDITS))
    role: AccountRole = next((role for digits, role in ROLES if number.startswith(digits)), "general")
    return Account(number, found.names.get(number) or number, nature, "credit" if is_credit else "debit", role)


def _city(line: str) -> str:
    """Return what follows the postcode."""
    match = re.fullmatch(r"(?:[A-Z]{1,2}[- ])?[0-9]{3} ?[0-9]{2} +(.+)", line)
    return match[1].strip() if match else ""


def _closings(found: Content, year: int, natures: Mapping[str, Nature]) -> dict[str, Decimal]:
    """Return what the file says to stand on the accounts at the year's end; by its nature, where it says both."""
    closings, results = found.closings[year], found.results[year]
    return closings | {
        account: amount
        for account, amount in results.items()
        if account not in closings or natures[account] == "result"
    }


def _vouchers(
    vouchers: Sequence[Verification], placed: Sequence[int], periods: Mapping[int, Sequence[Period]]
) -> Iterator[Voucher]:
    numbers = unique_numbers(
        [(voucher.series, year, voucher.number) for voucher, year in zip(vouchers, placed, strict=True)]
    )
    for voucher, year, number in zip(vouchers, placed, numbers, strict=True):
        period = next((period for period in periods[year] if voucher.day <= period.end), periods[year][-1])
        series = voucher.series or NO_SERIES
        yield Voucher(series, number, voucher.day, period.year, period.period, voucher.text, tuple(voucher.lines))
