"""The fiscal years of a company, from the periods of its books. Source: FACTS.md#fiscal-years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from boekhaak.testing.books.model import Period
from boekhaak_eaccounting.simulator.values import guid


@dataclass(frozen=True)
class FiscalYear:
    """A fiscal year; ``number`` is the one that the books give it."""

    id: str
    number: int
    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the year."""
        return self.start <= day <= self.end


def fiscal_years(company: str, periods: Sequence[Period]) -> Mapping[int, FiscalYear]:
    """Return the years by number, oldest first."""
    numbers = sorted({period.year for period in periods})
    found = {}
    for number in numbers:
        mine = [period for period in periods if period.year == number]
        start, end = min(period.start for period in mine), max(period.end for period in mine)
        found[number] = FiscalYear(guid(company, "fiscal_year", number), number, start, end)
    return found
