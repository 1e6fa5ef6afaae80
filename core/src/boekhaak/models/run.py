"""What one import or synchronisation of a link came to."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from boekhaak.models.value import Value

Action = Literal["import", "synchronise"]


class StreamResult(Value):
    """What a run did to one stream. ``error`` is empty when it was read to its end."""

    stream: str
    records: int = 0
    deletions: int = 0
    swept: int = 0
    error: str = ""
    retry_after: datetime | None = None


class RunSummary(Value):
    """A run of one link: all its streams, and how many calls it took."""

    id: str
    link_id: str
    company: str
    action: Action
    started_at: datetime
    finished_at: datetime
    requests: int
    streams: tuple[StreamResult, ...]

    @property
    def complete(self) -> bool:
        """Whether every stream was read to its end."""
        return not any(stream.error for stream in self.streams)
