"""The audit trail as it is read: who connected, imported, relinked, or changed what all of that rests on."""

from __future__ import annotations

from boekhaak.installation import Installation
from boekhaak.models.audit import AuditEntry
from boekhaak.models.link import Actor
from boekhaak.store import audit, environments


def trail(
    actor: Actor | None, installation: Installation, *, before: int | None = None, limit: int = 50
) -> tuple[AuditEntry, ...]:
    """Return what was done in the actor's environment or, without an actor, what concerns all of them; newest first.

    ``before`` goes on with what is older than the entry of that id. Raises: NotFound.
    """
    with installation.store.reading() as tx:
        if actor is not None:
            environments.get(tx, actor.environment)
        return audit.listed(tx, actor.environment if actor else None, before=before, limit=limit)
