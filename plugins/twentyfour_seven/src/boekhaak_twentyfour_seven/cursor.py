"""Where a reading stands: what the core stores with each page and hands back unread. Pure.

A reading of everything goes window by window, or page by page, and goes on there when it was broken off. What follows asks for
what changed since shortly before the last reading began: the vendor's boundaries, and its clock, are not known to the second.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

OVERLAP = timedelta(minutes=10)
"""Read again at each synchronisation, whatever came then (FACTS.md#how-changes-are-read)."""
SKIPPED = 2
"""The hour that clocks skip in Norway when summer time begins (FACTS.md#how-changes-are-read)."""
FIRST_WIDTH, WIDEST = 31, 366
"""Days that a window of the ledger has at first, and at most."""
QUICK, SLOW = timedelta(seconds=5), timedelta(seconds=20)
LIGHT, HEAVY = 4 << 20, 16 << 20
"""Answers that came in less than this let the next window be twice as wide, those of more half as wide; in bytes."""


class Cursor(BaseModel):
    """A reading of everything each time, which nothing needs to be remembered of.

    ``since``  the moment at which the last reading began that came to its end; None while the first one goes on.
    ``began``  the moment at which this one began, where it has not come to its end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: AwareDatetime | None = None
    began: AwareDatetime | None = None

    @property
    def whole(self) -> bool:
        """Whether everything is read, and not what changed."""
        return self.since is None

    @property
    def changed_after(self) -> datetime | None:
        """The moment after which changes are asked for: never one in the hour that summer time skips, which fails there."""
        if self.since is None:
            return None
        moment = (self.since - OVERLAP).astimezone(UTC)
        return moment.replace(hour=1, minute=59, second=59) if moment.hour == SKIPPED else moment

    def begun(self, now: datetime) -> Self:
        """Return the cursor to read from: of this reading where it goes on, of a new one where it begins."""
        return self if self.began else self.model_copy(update={"began": now})

    def ended(self) -> Self:
        """Return the cursor that is true after a reading's last page."""
        return type(self)(since=self.began)

    def text(self) -> str:
        """Return the cursor as it is stored."""
        return self.model_dump_json(exclude_defaults=True)


class ListCursor(Cursor):
    """A reading of a list; ``position`` is the last page, or the last id, that was read of it."""

    position: int = 0

    def at(self, position: int) -> Self:
        """Return the cursor that is true after one more page."""
        return self.model_copy(update={"position": position})


class LedgerCursor(Cursor):
    """A reading of the ledger by windows of days.

    ``start``   the first day of the next window: of entries in a reading of everything, else of changes.
    ``width``   its days; ``most`` is what they may grow to: less than what once was too much.
    ``years``   the ids of the company's fiscal years, by which another company's ledger is recognised.
    """

    start: date | None = None
    width: int = FIRST_WIDTH
    most: int = WIDEST
    years: tuple[str, ...] = ()

    def narrower(self) -> Self:
        """Return the cursor after a window that was too wide."""
        half = max(1, self.width // 2)
        return self.model_copy(update={"width": half, "most": max(half, self.width - 1)})

    def after(self, following: date, took: timedelta, size: int) -> Self:
        """Return the cursor that is true after a window, by how long its answer took and how large it was."""
        width = self.width
        if took >= SLOW or size >= HEAVY:
            width = max(1, width // 2)
        elif took <= QUICK and size <= LIGHT:
            width = min(self.most, width * 2)
        return self.model_copy(update={"start": following, "width": width})

    def ended(self) -> Self:
        """Return the cursor that is true after a reading's last page."""
        return type(self)(since=self.began, years=self.years)
