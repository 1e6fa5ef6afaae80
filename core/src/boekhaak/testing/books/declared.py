"""Where what books declare does not follow from their lines: a simulator declares it all the same, as its vendor would."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from boekhaak.testing.books.model import Company, Period

Moments = dict[tuple[int, int], Decimal]
"""Amounts by year and period."""


def differences(company: Company) -> dict[tuple[str, Period], Decimal]:
    """Return what an account lacks in a period for its declared closing to follow from openings and lines.

    A balance account's closing counts from the openings on, a result account's from the start of its year.
    """
    periods = {(one.year, one.period): one for one in company.periods}
    natures = {account.number: account.nature for account in company.accounts}
    closings: dict[str, Moments] = defaultdict(dict)
    for item in company.declared:
        closings[item.account][item.year, item.period] = item.closing
    moved: dict[str, Moments] = defaultdict(lambda: defaultdict(Decimal))
    for voucher, line in company.lines():
        moved[line.account][voucher.year, voucher.period] += line.amount
    return {
        (account, periods[moment]): amount
        for account, at in closings.items()
        for moment, amount in _lacking(
            moved[account], at, company.openings.get(account, Decimal()), cumulative=natures[account] == "balance"
        ).items()
    }


def _lacking(moved: Moments, closings: Moments, opening: Decimal, *, cumulative: bool) -> Moments:
    found = {}
    standing, last_year = opening, None
    for year, period in sorted({*moved, *closings}):
        if not cumulative and year != last_year:
            standing, last_year = (opening if last_year is None else Decimal()), year
        standing += moved.get((year, period), Decimal())
        closing = closings.get((year, period))
        if closing is not None and closing != standing:
            found[year, period] = closing - standing
            standing = closing
    return found
