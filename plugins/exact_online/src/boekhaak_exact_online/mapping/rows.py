"""What all rows share: when they changed, whose they are, and what they become. Pure.

A row class holds the fields that are used, under Exact's own names, and so is its own ``$select``. Texts lose the blanks that
Exact pads codes and countries with.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypedDict

from pydantic import BaseModel, ConfigDict

from boekhaak.plugin import Company, Deletion, Record
from boekhaak_exact_online.cursor import Change
from boekhaak_exact_online.values import Stamp, moment, wall_clock, zone


class Origin(TypedDict):
    """What every record tells of where it comes from."""

    id: str
    version: int | None
    changed_at: datetime | None


def select(rows: type[BaseModel]) -> str:
    """Return the fields to ask for."""
    return ",".join(rows.model_fields)


class Row(BaseModel):
    """A row of any address: whose it is, when it changed, and what it becomes."""

    model_config = ConfigDict(allow_inf_nan=False, hide_input_in_errors=True, str_strip_whitespace=True)

    def company(self) -> str | None:
        """Return the company that the row belongs to; None where it does not tell."""
        return None

    def change(self) -> Change:
        """Return when the row was changed; by itself it does not tell."""
        return Change(0, None)

    def records(self, company: Company) -> Iterator[Record]:  # noqa: ARG002
        """Yield the records that the row is."""
        return iter(())

    def deletions(self) -> Iterator[Deletion]:
        """Yield what the row tells to be gone."""
        return iter(())


class DivisionRow(Row):
    """A row that names its division."""

    Division: int

    def company(self) -> str:
        """Return the division."""
        return str(self.Division)


class ModifiedRow(DivisionRow):
    """A row that tells when it was modified."""

    ID: str
    Modified: Stamp | None = None

    def change(self) -> Change:
        """Return when the row was modified."""
        return Change(0, wall_clock(self.Modified) if self.Modified else None)

    def origin(self, company: Company) -> Origin:
        """Return what becomes of that in a record."""
        return {"id": self.ID, "version": None, "changed_at": self.changed_at(company)}

    def changed_at(self, company: Company) -> datetime | None:
        """Return the moment of the last change."""
        return moment(wall_clock(self.Modified), zone(company)) if self.Modified else None


class SyncRow(ModifiedRow):
    """A row of a ``sync`` address, with its version."""

    Timestamp: int

    def change(self) -> Change:
        """Return the row's version, and when it was modified."""
        return Change(self.Timestamp, wall_clock(self.Modified) if self.Modified else None)

    def origin(self, company: Company) -> Origin:
        """Return what becomes of that in a record."""
        return {"id": self.ID, "version": self.Timestamp, "changed_at": self.changed_at(company)}
