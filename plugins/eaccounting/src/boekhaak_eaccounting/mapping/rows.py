"""What all rows share: their key, when they changed, and what they become beside what the company's registers tell. Pure.

A row class holds the fields that are used, under the vendor's own names. Postings name accounts by number, and VAT codes
and cost centre items by ids for which a record has codes: :class:`Register` tells these, and the fiscal years.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypedDict

from pydantic import AwareDatetime, BaseModel, ConfigDict

from boekhaak.plugin import Company, Deletion, Record
from boekhaak_eaccounting.values import Day, day

MONTHS = 12


class Origin(TypedDict):
    """What every record tells of where it comes from."""

    id: str
    version: int | None
    changed_at: datetime | None


class Row(BaseModel):
    """A row of any list."""

    model_config = ConfigDict(allow_inf_nan=False, hide_input_in_errors=True, str_strip_whitespace=True)

    def key(self) -> str:
        """Return what tells the row from the others of its list."""
        raise NotImplementedError

    def records(self, register: Register) -> Iterator[Record]:  # noqa: ARG002
        """Yield the records that the row is."""
        return iter(())

    def deletions(self) -> Iterator[Deletion]:
        """Yield what the row tells to be gone."""
        return iter(())


class IdRow(Row):
    """A row with an id; most of them tell when they were modified."""

    Id: str
    ModifiedUtc: AwareDatetime | None = None

    def key(self) -> str:
        """Return the id."""
        return self.Id

    def origin(self) -> Origin:
        """Return what becomes of id and moment in a record."""
        return {"id": self.Id, "version": None, "changed_at": self.ModifiedUtc}


class ChangedRow(IdRow):
    """A row whose moment of change has another name."""

    ChangedUtc: AwareDatetime | None = None

    def origin(self) -> Origin:
        """Return what becomes of id and moment in a record."""
        return {"id": self.Id, "version": None, "changed_at": self.ChangedUtc}


class FiscalYearRow(IdRow):
    """A fiscal year."""

    StartDate: Day
    EndDate: Day


@dataclass(frozen=True)
class Year:
    """A fiscal year. ``number`` is the calendar year in which it ends; its months count on from ``first``.

    Two years that end in one calendar year, as a shortened one may, share the number: the months of the later one count on
    after those of the earlier. Source: FACTS.md#months.
    """

    id: str
    number: int
    start: date
    end: date
    first: int = 1

    def period(self, on: date) -> int:
        """Return the number of the month that holds a day."""
        return self.first + (on.year - self.start.year) * MONTHS + on.month - self.start.month

    def months(self) -> Iterator[tuple[int, date, date]]:
        """Yield each month of the year: its number, its first and its last day."""
        begins = self.start
        while begins <= self.end:
            follows = (begins.replace(day=1) + timedelta(days=31)).replace(day=1)
            yield self.period(begins), begins, min(self.end, follows - timedelta(days=1))
            begins = follows


def numbered(rows: Sequence[FiscalYearRow]) -> tuple[Year, ...]:
    """Return the fiscal years, oldest first."""
    found: list[Year] = []
    for row in sorted(rows, key=lambda row: row.StartDate):
        start, end = day(row.StartDate), day(row.EndDate)
        before = found[-1] if found else None
        first = before.period(before.end) + 1 if before and before.number == end.year else 1
        found.append(Year(row.Id, end.year, start, end, first))
    return tuple(found)


@dataclass(frozen=True)
class Register:
    """What rows are read beside: the company, its fiscal years, and the codes of its VAT codes and dimensions' items by id.

    ``year`` is the fiscal year of the list that is read, and ``on`` the day of its balances, where it has one. ``days`` are
    those that were looked up before.
    """

    company: Company
    years: tuple[Year, ...] = ()
    tax_codes: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    year: Year | None = None
    on: date | None = None
    days: dict[str, tuple[date, int, int]] = field(default_factory=dict)

    def place(self, written: str) -> tuple[date, int, int]:
        """Return a day with its fiscal year and its month; outside of all years, those of the calendar."""
        found = self.days.get(written)
        if found is None:
            on = day(written)
            year = next((one for one in self.years if one.start <= on <= one.end), None)
            found = (on, year.number, year.period(on)) if year else (on, on.year, on.month)
            self.days[written] = found
        return found

    def tax_code(self, id_: str | None) -> str:
        """Return a VAT code; empty for none, its id where the list of codes does not have it."""
        return self.tax_codes.get(id_, id_) if id_ else ""

    def item(self, id_: str | None) -> str:
        """Return the code of a cost centre item; empty for none, its id where the list does not have it."""
        return self.items.get(id_, id_) if id_ else ""
