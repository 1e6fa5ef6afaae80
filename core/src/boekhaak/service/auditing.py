"""The audit trail as it is read: who connected, imported, relinked, or changed what all of that rests on."""

from __future__ import annotations

from boekhaak.installation import Installation
from boekhaak.models.audit import AuditEntry
from boekhaak.models.link import Actor
from boekhaak.service.rights import may
from boekhaak.store import audit


@may("read")
def trail(
    actor: Actor, installation: Installation, *, before: int | None = None, limit: int = 50
) -> tuple[AuditEntry, ...]:
    """Return what was done in the actor's environment, newest first. ``before`` goes on with what is older than that id."""
    with installation.store.reading() as tx:
        return audit.listed(tx, actor, before=before, limit=limit)


def trail_of_all(installation: Installation, *, before: int | None = None, limit: int = 50) -> tuple[AuditEntry, ...]:
    """Return what was done that concerns all environments, as :func:`trail` does."""
    with installation.store.reading() as tx:
        return audit.listed(tx, None, before=before, limit=limit)
