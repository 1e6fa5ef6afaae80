"""Connections, links and the state of their streams, as the core knows them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from boekhaak.models.company import Company, Login
from boekhaak.models.value import Value


class Actor(Value):
    """Who acts, and in which environment: the first argument of every service."""

    environment: str
    user: str


class Environment(Value):
    """One tenant of the host. ``keeps_payloads``: what packages send is kept beside the records that were made of it."""

    id: str
    name: str
    keeps_payloads: bool = False


class Connection(Value):
    """One consent of an owner at a package; its tokens are in the chain that it refers to."""

    id: int
    environment: str
    package: str
    region: str
    app_id: int
    chain_id: int
    login: Login
    owner: str
    state: Literal["authorised", "needs_sign_in"] = "authorised"
    reason: str = ""
    created_at: datetime


class Link(Value):
    """A company bound to a host company. ``reason`` says why a broken link is broken.

    ``host_company`` is the host's own id for it, ``login`` the id of the login that it was last read by. ``epoch`` and
    ``fingerprint`` are those of the last reading; the first is None before it. ``settings`` holds what was chosen for it.
    """

    id: int
    environment: str
    package: str
    company: Company
    host_company: str = ""
    connection_id: int
    login: str
    state: Literal["ok", "broken"] = "ok"
    reason: str = ""
    epoch: str | None = None
    fingerprint: str = ""
    settings: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    created_at: datetime


class StreamState(Value):
    """How far a stream of a link was read.

    ``phase`` is ``import`` until a reading from nothing came to its end, then ``synchronise``. ``sweeping`` tells that the
    reading marks what it sees, because older records exist that it may find gone. ``mapping_version`` is that of the
    plugin's mapping which made the records, ``chosen`` the settings with which they were read; ``chosen_anew`` tells that
    these are other ones than the stored records', so that many of those may be found gone.
    """

    link_id: int
    stream: str
    cursor: str | None = None
    phase: Literal["import", "synchronise"] = "import"
    mapping_version: int = 1
    chosen: str = ""
    sweeping: bool = False
    chosen_anew: bool = False
    full_at: datetime | None = None
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    error: str = ""
    warning: str = ""
    retry_after: datetime | None = None
