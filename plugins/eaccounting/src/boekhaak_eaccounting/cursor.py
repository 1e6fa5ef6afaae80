"""Where a reading stands: what the core stores with each page and hands back unread. Pure.

A stream is one list, or several one after the other. While pages follow, the cursor tells the list and the page to read
next, whoever broke the reading off; after the last one, the next reading asks for what changed since.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

OVERLAP = timedelta(minutes=10)
"""Longer than it takes there until a change can be read, as we assume. Source: FACTS.md#reading-changes."""


class Cursor(BaseModel):
    """Each reading of a list begins with page 1 and comes to its end when all its rows were seen.

    ``place``, ``page``  the list, and the page of it, that are read next; page 0 when all lists are read.
    ``since``            this reading asks for what changed from then on; None for everything.
    ``began``            when this reading began, by the vendor's clock.
    ``total``, ``seen``  how many rows the list had when its reading began, and how many of them came.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: int = 0
    page: int = 1
    since: AwareDatetime | None = None
    began: AwareDatetime | None = None
    total: int | None = None
    seen: int = 0

    @property
    def whole(self) -> bool:
        """Whether this reading is one of everything."""
        return self.since is None

    def begun(self, *, tells_changes: bool) -> Self:
        """Return the cursor to read from: this one while pages follow, else the start of a new reading."""
        if self.page:
            return self
        since = self.began - OVERLAP if tells_changes and self.began else None
        return type(self)(since=since)

    def after(self, *, following: int, total: int, seen: int, read_at: datetime, last: bool) -> Self:
        """Return the cursor that is true after a page; ``following`` is 0 at the end of a list, ``last`` the last list."""
        began = self.began or read_at
        if following:
            return self._with(page=following, total=None if following == 1 else total, seen=seen, began=began)
        if last:
            return self._with(page=0, total=None, seen=0, began=began)
        return self._with(place=self.place + 1, page=1, total=None, seen=0, began=began)

    def _with(self, **fields: Any) -> Self:  # noqa: ANN401 - the fields are checked where they are read back
        return self.model_copy(update=fields)
