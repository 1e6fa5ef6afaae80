"""When streams are read next: what is due, how often, and how far a run has come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from boekhaak.models.run import Priority
from boekhaak.models.value import Value


class Due(Value):
    """When one stream of a link is read next, and why then.

    ``since`` is the moment since when it waits for its turn. A stream that is ``stopped`` waits until somebody asks again.
    ``failures`` counts those since it last succeeded; ``asked_by`` is empty when the schedule asks.
    """

    link_id: int
    stream: str
    environment: str
    state: Literal["due", "stopped"]
    priority: Priority
    next_at: datetime
    since: datetime
    reason: str
    asked_by: str = ""
    failures: int = 0


class DueLink(Value):
    """A link with something due: what a dispatcher has to know. ``app`` and ``login`` are what its package may count by.

    ``handed_until`` is the moment of the database's clock until when somebody who was handed it may be about to begin or at
    work; None when nobody is. ``holder`` is who reads it now. ``calls`` is how many its last run took.
    """

    link_id: int
    environment: str
    package: str
    app: str
    login: str
    priority: Priority
    next_at: datetime
    since: datetime
    handed_until: float | None = None
    holder: str = ""
    calls: int = 0


class Schedule(Value):
    """How often something is read: all of an environment, one ``link_id`` or one ``stream`` of it. None: only when asked."""

    link_id: int | None = None
    stream: str = ""
    every: timedelta | None


class StreamProgress(Value):
    """How far a run has come with a stream. ``total`` and ``expected_end`` are None where the package tells no total.

    ``rate`` is records a second since the stream was begun.
    """

    link_id: int
    company: str
    run_id: int
    stream: str
    done: int
    total: int | None
    rate: float
    expected_end: datetime | None
    updated_at: datetime
