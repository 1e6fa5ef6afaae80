"""What one import or synchronisation of a link came to."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Literal

from boekhaak.models.value import Value

COMPANY = "company"
"""The stream under which a run tells of its first call, which proves that the right company answers."""

Action = Literal["import", "synchronise"]
"""What a run was asked to do."""


class Priority(IntEnum):
    """Who goes first where not all can: a person who waits, then changes, then first loads."""

    PERSON = 0
    CHANGES = 1
    FIRST_LOAD = 2


class StreamResult(Value):
    """What a run did to one stream. ``error`` is empty when it was read to its end.

    ``share`` is how much of it was read, from 0 to 1, where the package tells how much there is.

    ``records`` came, ``changed`` of them were new or differed; ``deletions`` were told, ``swept`` were found missing.
    ``warning`` tells what a person should look at although nothing failed, such as a refused sweep.
    """

    stream: str
    records: int = 0
    changed: int = 0
    deletions: int = 0
    swept: int = 0
    warning: str = ""
    error: str = ""
    retry_after: datetime | None = None
    share: float | None = None


class RunSummary(Value):
    """A run of one link: all its streams, and how many calls it took; not finished when it was broken off.

    With ``waiting_until`` it stands still before a limit of the package, and goes on at that moment or when it is asked to.
    """

    id: int
    link_id: int
    company: str
    action: Action
    started_at: datetime
    finished_at: datetime | None
    waiting_until: datetime | None = None
    requests: int
    streams: tuple[StreamResult, ...]

    @property
    def complete(self) -> bool:
        """Whether every stream was read to its end."""
        return self.finished_at is not None and not any(stream.error for stream in self.streams)
