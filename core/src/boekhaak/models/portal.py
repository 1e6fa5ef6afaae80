"""What a client environment permits an accounting office, and what two environments that share a login may agree on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from boekhaak.models.value import Value

GrantState = Literal["asked", "refused", "granted", "withdrawn", "ended"]
"""An office *asked*; the client *refused* that (unknown to the office), *granted* or has *withdrawn* it; or it *ended*."""


class Access(Value):
    """A client environment's permission to the accounting office of that ``email``; withdrawn at any time.

    ``portal`` is the office's environment, empty until there is one with that address. ``scope`` is what the office may do
    there; ``companies`` are ids of those it may see, None for all. It ends at ``ends_at``, where that is given.
    """

    id: int
    environment: str
    email: str
    portal: str = ""
    scope: Literal["read", "write"] = "write"
    companies: frozenset[str] | None = None
    ends_at: datetime | None = None
    state: GrantState = "granted"
    reason: str = ""
    created_at: datetime


class TakeOver(Value):
    """An environment asks for a login that another one has connected; that one's administrator agrees, or not.

    Neither environment learns the other's name: ``login`` is what both know, ``note`` what the asking person wrote.
    """

    id: int
    package: str
    login: str
    note: str
    asked_at: datetime
    state: Literal["asked", "agreed", "refused"] = "asked"
