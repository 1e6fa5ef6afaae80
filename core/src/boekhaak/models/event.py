"""What happened in an environment, as the host hears of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from boekhaak.models.value import Value

EventKind = Literal[
    "company_imported",
    "company_set_up",
    "records_changed",
    "run_finished",
    "link_broken",
    "link_mended",
    "connected",
    "needs_sign_in",
    "disconnected",
    "companies_granted",
    "company_gone",
    "access_granted",
    "access_withdrawn",
    "package_enabled",
    "package_disabled",
    "take_over_asked",
    "take_over_agreed",
    "company_erased",
    "contacts_frozen",
    "contacts_released",
    "contacts_merged",
    "contacts_decided",
]
"""What a host is told of."""

Told = dict[str, Any]
"""What else is told of an event: ids, counts and reasons fit for the user, as JSON knows them; never a secret."""


class Event(Value):
    """Something that happened in an environment. Numbers count from 1 without a hole, in the order in which it came true."""

    environment: str
    number: int
    at: datetime
    kind: EventKind
    package: str = ""
    link_id: int | None = None
    connection_id: int | None = None
    data: Told = Field(default_factory=dict)


class Changes(Value):
    """What a reader of the change feed is told, in the order of the numbers, and up to which number that was looked at.

    Whoever keeps ``upto`` and goes on after it misses nothing, also where the newest events were none that it wants or may see.
    """

    events: tuple[Event, ...]
    upto: int
