"""What one import or synchronisation of a link came to."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from boekhaak.models.value import Value

Action = Literal["import", "synchronise"]
"""What a run was asked to do."""


class StreamResult(Value):
    """What a run did to one stream. ``error`` is empty when it was read to its end.

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


class RunSummary(Value):
    """A run of one link: all its streams, and how many calls it took; not finished when it was broken off."""

    id: int
    link_id: int
    company: str
    action: Action
    started_at: datetime
    finished_at: datetime | None
    requests: int
    streams: tuple[StreamResult, ...]

    @property
    def complete(self) -> bool:
        """Whether every stream was read to its end."""
        return self.finished_at is not None and not any(stream.error for stream in self.streams)
