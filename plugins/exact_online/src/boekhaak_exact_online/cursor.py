"""Where a reading stands: what the core stores with each page and hands back unread. Pure.

A reading goes from its first request to its last page. While pages follow, the cursor holds the address of the next one
and the reading goes on there, whoever broke it off. After the last page, the next reading asks for what changed since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, NaiveDatetime

from boekhaak_exact_online.values import moment

OVERLAP = timedelta(minutes=10)
"""Longer than a transaction of Exact stays open, as we assume."""
OVERLAP_VERSIONS = 500
"""Read again at each synchronisation, whatever their age: half a page costs no extra call."""
HORIZON = timedelta(days=59)
"""Exact forgets deletions after two months. Source: FACTS.md#deletions."""
REPEATED_HOUR = timedelta(hours=1)
"""A wall clock shows this hour twice when winter time begins."""


class Change(NamedTuple):
    """When a row was last changed: its version (0 where Exact keeps none), and what the site's clock showed."""

    version: int
    shown: datetime | None


class Cursor(BaseModel):
    """Every reading is one of everything.

    ``following``   the address, without its host, of the page that follows; empty after the last one.
    ``whole``       the reading began from nothing, so that its end completes what it delivers.
    ``read_at``     the moment of the last answer, by Exact's clock.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    horizon: ClassVar[timedelta | None] = None

    following: str = ""
    whole: bool = True
    read_at: AwareDatetime | None = None

    @property
    def condition(self) -> str:
        """What a new reading asks for, as ``$filter``; empty for everything."""
        return ""

    def begun(self) -> Self:
        """Return the cursor to read from: this one while pages follow, else the start of a new reading."""
        return self

    def lost(self, now: datetime) -> bool:
        """Tell whether Exact has forgotten some of what came after this cursor."""
        return self.horizon is not None and self.read_at is not None and now - self.read_at > self.horizon

    def after(self, changes: Sequence[Change], read_at: datetime, site: ZoneInfo, following: str) -> Self:  # noqa: ARG002
        """Return the cursor that is true after one more page."""
        return self._with(read_at=read_at, following=following)

    def _with(self, **fields: Any) -> Self:  # noqa: ANN401 - the fields are checked where they are read back
        return self.model_copy(update=fields)


class SyncCursor(Cursor):
    """A reading by ``Timestamp``, the version that each change raises.

    A transaction that commits late shows rows with a version *below* those that were read meanwhile. So the next reading
    begins again at ``settled``: the highest version up to which every row was changed more than OVERLAP before it was
    read; later ones may still get company. Where rows do not tell when they were changed, a version is settled OVERLAP after
    a reading that went beyond it. ``seen`` is the highest version read, ``recent`` tells that this reading met a row that is
    not settled; ``former`` is how far the reading before this one came, and when. Rows that come twice cost nothing: storing
    is idempotent.
    """

    seen: int = 1
    settled: int = 1
    recent: bool = False
    former: tuple[int, AwareDatetime] | None = None

    @property
    def condition(self) -> str:
        """Every version after the settled ones."""
        return f"Timestamp gt {self.settled}L"

    def begun(self) -> Self:
        """Step back to what is settled, and by OVERLAP_VERSIONS at least."""
        if self.following:
            return self
        start = max(1, min(self.settled, self.seen - OVERLAP_VERSIONS))
        former = (self.seen, self.read_at) if self.read_at else None
        return self._with(settled=start, recent=False, whole=self.read_at is None, former=former)

    def after(self, changes: Sequence[Change], read_at: datetime, site: ZoneInfo, following: str) -> Self:
        """Settle the rows up to the first recent one."""
        settled, recent = self.settled, self.recent
        known = self.former[0] if self.former and read_at - self.former[1] > OVERLAP else 0
        for version, shown in sorted(changes, key=attrgetter("version")):
            if version > known:
                recent = recent or shown is None or read_at - moment(shown, site) <= OVERLAP
            settled = settled if recent else max(settled, version)
        seen = max(self.seen, *(change.version for change in changes), 1)
        return self._with(read_at=read_at, following=following, seen=seen, settled=settled, recent=recent)


class DeletedCursor(SyncCursor):
    """A reading of deletions, which Exact does not remember for ever."""

    horizon = HORIZON


class PollCursor(Cursor):
    """A reading by ``Modified``, for what has no version.

    ``began`` is when the first page of the last reading was answered, by the site's wall clock: rows come in the order of
    their keys, so one that changed behind our back during a long reading is later than that.
    """

    began: NaiveDatetime | None = None

    @property
    def condition(self) -> str:
        """Every change since shortly before the last reading."""
        if self.began is None:
            return ""
        return f"Modified ge datetime'{self.began - OVERLAP - REPEATED_HOUR:%Y-%m-%dT%H:%M:%S}'"

    def begun(self) -> Self:
        """Go on, or ask for what changed."""
        return self if self.following else self._with(whole=self.read_at is None)

    def after(self, changes: Sequence[Change], read_at: datetime, site: ZoneInfo, following: str) -> Self:  # noqa: ARG002
        """Remember when the reading began."""
        began = self.began if self.following else read_at.astimezone(site).replace(tzinfo=None)
        return self._with(read_at=read_at, following=following, began=began)
