"""What the audit trail holds: who did what, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from boekhaak.models.value import Value

AuditAction = Literal[
    "app registered",
    "connected",
    "connection died",
    "company linked",
    "import asked",
    "synchronisation asked",
    "cancelled",
    "schedule chosen",
    "dossiers adopted",
    "adoption undone",
    "plan made",
    "plan dropped",
    "relinked",
    "relink undone",
    "reset",
    "reset undone",
    "settings chosen",
    "payloads kept",
    "payloads erased",
    "key rotated",
    "installation adopted",
    "database moved",
    "webhook added",
    "webhook removed",
    "webhook changed",
    "users handed in",
    "switched on",
    "switched off",
    "integration user asked for",
    "integration user told",
    "disconnected",
    "companies erased",
    "handed over",
    "re-authorised",
    "hand-over undone",
    "take-over asked",
    "take-over agreed",
    "take-over refused",
    "portal opened",
    "client added",
    "access asked",
    "access granted",
    "access withdrawn",
    "activated",
    "company answered",
    "company set up",
    "first reading confirmed",
    "merge begun",
    "contacts left alone",
    "contacts compared",
    "administration left out",
    "merge completed",
    "merge cancelled",
    "contacts decided",
    "administration code chosen",
    "administration code given up",
    "invoice number given",
]
"""The deeds that are written down."""

Details = dict[str, bool | int | str | tuple[str, ...]]
"""What else belongs to a deed: ids and counts, never a secret or a name."""


class AuditEntry(Value):
    """A deed of ``actor``, who is a user of the host, or empty where a program did it, or the package itself.

    Without an ``environment`` it concerns all of them.
    """

    id: int
    at: datetime
    environment: str | None
    actor: str
    action: AuditAction
    package: str = ""
    link_id: int | None = None
    connection_id: int | None = None
    details: Details = Field(default_factory=dict)
