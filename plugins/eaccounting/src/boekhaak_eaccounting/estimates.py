"""What an import would take: the first page of each list, which tells how many rows the list has.

Some streams are read from two lists, and others ask beside their own. So that there are no more calls than streams, three
lists are not asked for and bounded by others: the accounts of each year, and opening balances, by the balances of one day;
VAT codes by how many a country has. Source: FACTS.md#counting.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import NamedTuple

from boekhaak.plugin import (
    COMPANY,
    AccessMissing,
    BoekhaakError,
    Company,
    Estimate,
    Http,
    Interval,
    added,
    estimated,
    extrapolated,
)
from boekhaak_eaccounting.client import PAGE_SIZE, Answer, pages
from boekhaak_eaccounting.mapping.ledger import BalanceRow
from boekhaak_eaccounting.mapping.masters import LAST_BALANCE_TYPE
from boekhaak_eaccounting.mapping.rows import FiscalYearRow, Register, Row, numbered
from boekhaak_eaccounting.streams import SOURCES, Listing, balanced_on, options

MOST_VAT_CODES = 40
"""No country has more of them, as we assume; they are the vendor's own. Source: FACTS.md#counting."""
FEWER, MORE = 0.9, 1.02
"""So many times as many accounts has the chart of another fiscal year, as we assume. Source: FACTS.md#counting."""
YEARS = Listing("fiscalyears", FiscalYearRow)
UNTOLD = (
    "Visma eAccounting lists no account that stands at zero, so it is not known how many accounts there are: they, and "
    "their balances, may be many more."
)


class TypedBalanceRow(BalanceRow):
    """A balance that tells the type of its account."""

    AccountType: int | None = None


BALANCES = Listing("accountbalances/{day}", TypedBalanceRow, order="AccountNumber")


class Part(NamedTuple):
    """What one list of a stream would take: records, rows, and calls for its own pages."""

    records: Interval
    rows: Interval
    calls: Interval
    problem: str = ""


class Chart(NamedTuple):
    """How many accounts the newest fiscal year that has begun has, and how many of them may have an opening balance.

    ``whole`` tells that there are accounts at zero among those that were counted: so these are all.
    """

    accounts: int
    openings: int
    whole: bool


NOTHING = Part((0, 0), (0, 0), (0, 0))


def of(company: Company, http: Http) -> Iterator[Estimate]:
    """Yield an estimate for each stream, and the call that proves the company. Raises: as the calls of ``http``."""
    yield Estimate(stream=COMPANY, records=(0, 0), calls=(1, 1))
    survey = Survey(company, http)
    for stream in SOURCES:
        yield estimated(stream, partial(_estimate, survey, stream))


def _estimate(survey: Survey, stream: str) -> Estimate:
    """Put together what a stream's lists would take, and what is asked for beside them: once each, where there are rows."""
    lists = SOURCES[stream].lists
    by_year = any(listing.by_year for listing in lists)
    found = [Part((0, 0), survey.years.rows, survey.years.calls)] if by_year else []
    surely, maybe, problem = set[str](), set[str](), ""
    for listing in lists:
        try:
            part = survey.part(listing)
        except AccessMissing as error:
            if not found:
                raise
            problem = f"{error.what}. {error.way_out}."
            found.append(Part((0, 0), (0, 0), (1, 1)))
            break
        found.append(part)
        problem = problem or part.problem
        (surely if part.rows[0] else maybe).update(listing.needs if part.rows[1] != 0 else ())
    beside = {"years"} if by_year else set()
    asked = (len(surely - beside), len((surely | maybe) - beside))
    return Estimate(
        stream=stream,
        records=added([part.records for part in found]),
        calls=added([*(part.calls for part in found), asked]),
        problem=problem,
    )


@dataclass
class Survey:
    """What is asked for one estimate: each list once, whichever streams need it; a refused one stays refused."""

    company: Company
    http: Http
    _asked: dict[str, Answer[Row] | BoekhaakError] = field(default_factory=dict)

    def part(self, listing: Listing) -> Part:
        """Return what a list would take. Raises: as ``http.get``."""
        match listing.path:
            case "fiscalyears":
                return self.years
            case "accounts/{year}":
                return self._accounts()
            case "accountbalances/{day}":
                return self._balances()
            case "fiscalyears/openingbalances":
                return Part((0, self.chart.openings), (0, self.chart.openings), (1, _pages(self.chart.openings)))
            case "vatcodes":
                return Part((0, MOST_VAT_CODES), (0, MOST_VAT_CODES), (1, 1))
        answer = self._first(listing, listing.path)
        register = Register(self.company)
        here = [sum(1 for _ in row.records(register)) for row in answer.rows]
        calls = _pages(answer.total)
        return Part(extrapolated(here, answer.total), (answer.total, answer.total), (calls, calls))

    @cached_property
    def years(self) -> Part:
        """The fiscal years, of which months are made."""
        answer = self._first(YEARS, YEARS.path)
        self._years = numbered([row for row in answer.rows if isinstance(row, FiscalYearRow)])
        months, calls = sum(1 for year in self._years for _ in year.months()), _pages(answer.total)
        return Part((months, months), (answer.total, answer.total), (calls, calls))

    @cached_property
    def chart(self) -> Chart:
        """The accounts, by the balances of the day on which a year begins: there all results stand at about zero."""
        now = self._first(YEARS, YEARS.path).read_at
        if not self.years.rows[0]:
            return Chart(0, 0, whole=True)
        begun = [year.start for year in self._years if year.start <= now.date()]
        answer = self._first(BALANCES, BALANCES.path.format(day=max(begun, default=self._years[0].start)))
        rows = [row for row in answer.rows if isinstance(row, TypedBalanceRow)]
        kept = sum(1 for row in rows if row.AccountType is None or row.AccountType <= LAST_BALANCE_TYPE)
        return Chart(answer.total, kept + answer.total - len(rows), whole=not all(row.Balance for row in rows))

    def _accounts(self) -> Part:
        """Return what the accounts of all years would take."""
        return self._each_year(self.years.rows[0], least=self.chart.accounts)

    def _balances(self) -> Part:
        """Return what the balances would take of those years that have a whole month."""
        now = self._first(YEARS, YEARS.path).read_at
        return self._each_year(sum(1 for year in self._years if balanced_on(year, now)), least=0)

    def _each_year(self, years: int, *, least: int) -> Part:
        """Return what a list of accounts would take that each year has; one year is like the one that was counted."""
        accounts, _, whole = self.chart
        if not years:
            return NOTHING
        if not whole:
            return Part((least, None), (least, None), (years, None), UNTOLD)
        fewest, most = math.floor(accounts * FEWER), math.ceil(accounts * MORE)
        rows = accounts + (years - 1) * fewest, accounts + (years - 1) * most
        return Part(rows, rows, (years * _pages(fewest), years * _pages(most)))

    def _first(self, listing: Listing, path: str) -> Answer[Row]:
        """Return the first page of a list, asked for once. Raises: as ``http.get``, each time as the first time."""
        if path not in self._asked:
            asked = options(listing, None)
            reading = pages(self.http, listing.rows, path, company=self.company, endpoint=listing.path, params=asked)
            try:
                self._asked[path] = next(reading)
            except BoekhaakError as error:
                self._asked[path] = error
        found = self._asked[path]
        if isinstance(found, BoekhaakError):
            raise found
        return found


def _pages(rows: int) -> int:
    return max(1, math.ceil(rows / PAGE_SIZE))
