"""Financial years: their periods, their share of the lines, and the month in which new things happen."""

from __future__ import annotations

import random
from calendar import monthrange
from datetime import date, timedelta

from boekhaak.testing.books.model import Company, Period


def budgets(lines: int, years: int) -> list[int]:
    """Divide the lines evenly over the years; too few for that all go to the last one."""
    each = lines // years if lines // years >= 2 else 0
    return [*[each] * (years - 1), lines - each * (years - 1)]


def financial_years(
    last_year: int, years: int, first_month: int, *, thirteenth: bool
) -> tuple[tuple[Period, ...], ...]:
    """Return the periods of each year; a year has the number of the year in which it ends."""
    found = []
    for year in range(last_year - years + 1, last_year + 1):
        first = (year if first_month == 1 else year - 1) * 12 + first_month - 1
        months = [_month(year, number + 1, first + number) for number in range(12)]
        if thirteenth:
            months.append(Period(year, 13, months[-1].end, months[-1].end))
        found.append(tuple(months))
    return tuple(found)


def last_month(company: Company) -> Period:
    """Return the last period of more than a day; of one where there is no other."""
    return max(company.periods, key=lambda period: (period.end > period.start, period.year, period.period))


def day_in(rng: random.Random, period: Period) -> date:
    """Return a day of a period."""
    return period.start + timedelta(days=rng.randrange((period.end - period.start).days + 1))


def _month(year: int, period: int, month: int) -> Period:
    """Make a period of a month, which is counted from the year zero."""
    start = date(month // 12, month % 12 + 1, 1)
    return Period(year, period, start, start.replace(day=monthrange(start.year, start.month)[1]))
