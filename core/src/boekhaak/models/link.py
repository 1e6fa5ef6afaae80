"""Connections, links and the state of their streams, as the core knows them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from boekhaak.models.company import Company, Login
from boekhaak.models.policy import Role
from boekhaak.models.value import Value

ConnectionState = Literal[
    "awaiting_integration_user",
    "invitation_pending",
    "awaiting_consent",
    "authorised",
    "expiring",
    "needs_sign_in",
    "wrong_account",
    "revoked",
    "superseded",
]
"""How a connection stands: being prepared, in use, or no longer."""


class Actor(Value):
    """Who acts, and in which environment: the first argument of every service.

    ``portal`` is the id of the accounting office's environment, where somebody of it acts in that of its client.
    ``packages`` and ``companies`` (ids at their packages) are what it may see: :mod:`boekhaak.service.rights` finds that out
    at the door of each service, and queries keep to it. None means all.
    """

    environment: str
    user: str
    role: Role = "user"
    portal: str = ""
    packages: frozenset[str] | None = None
    companies: frozenset[str] | None = None


class Billing(Value):
    """To whom an accounting office's clients are billed."""

    name: str
    address: str
    vat_number: str = ""


class Environment(Value):
    """One tenant of the host. ``keeps_payloads``: what packages send is kept beside the records that were made of it.

    A portal is the environment of an accounting office, known to its clients by ``email``. ``billed_to`` is the portal that
    made this environment, and pays for it.
    """

    id: str
    name: str
    keeps_payloads: bool = False
    kind: Literal["client", "portal"] = "client"
    email: str = ""
    billing: Billing | None = None
    billed_to: str = ""


class User(Value):
    """Somebody of an environment, as the host knows them."""

    id: str
    role: Role = "user"
    name: str = ""
    email: str = ""


class Connection(Value):
    """One consent of an owner at a package; its tokens are in the chain that it refers to.

    ``owner`` is the user it belongs to, or empty where that is the environment; ``portal`` the accounting office whose login
    it lives by. ``mailbox`` tells who manages the integration user's, of the address ``email``. Before anybody signed in,
    the login is empty.
    """

    id: int
    environment: str
    package: str
    region: str
    app_id: int
    chain_id: int
    login: Login
    owner: str
    portal: str = ""
    mailbox: Literal["", "host", "customer"] = ""
    email: str = ""
    state: ConnectionState = "authorised"
    reason: str = ""
    created_at: datetime

    @property
    def usable(self) -> bool:
        """Whether somebody is signed in by it, as far as is known."""
        return self.state in {"authorised", "expiring"}


Cause = Literal[
    "",
    "sign_in_needed",
    "rights_withdrawn",
    "company_gone",
    "another_account",
    "migrated",
    "disconnected",
    "overwritten",
]
"""Why a link is broken: what the package or a person did, in a word for programs; ``migrated``: it was never linked here."""

Stage = Literal["awaiting_set_up", "awaiting_confirmation", "ready"]
"""What an imported company waits for before it is read the first time."""


class Answers(Value):
    """What was answered about a company that is imported; empty is not answered.

    ``no_number`` says why there is no registration number. ``users`` are those whom the company is assigned to.
    """

    registration_number: str = ""
    no_number: Literal["", "no_company", "test_demo"] = ""
    sector: str = ""
    division: str = ""
    users: tuple[str, ...] = ()
    template: str = ""


class Link(Value):
    """A company bound to a host company. ``cause`` and ``reason`` say why a broken link is broken, in a word and in a sentence.

    A dossier that was taken in and never linked has no connection, and its company has no id where nobody knew it.
    ``host_company`` is the host's own id for it, ``login`` the id of the login that it was last read by. ``epoch`` and
    ``fingerprint`` are those of the last reading; the first is None before it. ``settings`` holds what was chosen for it,
    ``answers`` what was answered about it; ``set_up`` tells whether that is all, ``stage`` what its first reading waits for.
    """

    id: int
    environment: str
    package: str
    company: Company
    host_company: str = ""
    connection_id: int | None
    login: str
    state: Literal["ok", "broken"] = "ok"
    reason: str = ""
    cause: Cause = ""
    epoch: str | None = None
    fingerprint: str = ""
    settings: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    answers: Answers = Answers()
    set_up: bool = True
    stage: Stage = "ready"
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
