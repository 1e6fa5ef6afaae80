"""The audit trail: rows are added, in the transaction of the deed itself; the database refuses to change or take one away."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from boekhaak.models.audit import AuditAction, AuditEntry
from boekhaak.models.link import Actor
from boekhaak.store.database import Found, Store, Transaction
from boekhaak.store.links import seen_by
from boekhaak.store.tables import AuditRow, table

_trail = table(AuditRow)


def add(
    store: Store,
    tx: Transaction,
    by: Actor | str,
    action: AuditAction,
    *,
    package: str = "",
    link_id: int | None = None,
    connection_id: int | None = None,
    details: Mapping[str, bool | int | str | tuple[str, ...]] | None = None,
) -> None:
    """Write a deed down: of an actor in its environment, or of somebody (a user, or "" for a program) that concerns all.

    ``details`` hold ids and counts, never a secret.
    """
    environment, user = (None, by) if isinstance(by, str) else (by.environment, by.user)
    tx.execute(
        _trail.insert().values(
            at=store.clock.now(),
            environment_id=environment,
            actor=user,
            action=action,
            package=package,
            link_id=link_id,
            connection_id=connection_id,
            details=dict(details) if details else None,
        )
    )


def listed(tx: Transaction, actor: Actor | None, *, before: int | None, limit: int) -> tuple[AuditEntry, ...]:
    """Return what concerns the actor's environment, as far as the actor may see it, or with None what concerns all, newest first.

    With ``before``, those before that id.
    """
    query = select(_trail).where(_trail.c.environment_id == (actor.environment if actor else None))
    if actor is not None and actor.portal:
        query = query.where(_trail.c.link_id.is_not(None), seen_by(actor, _trail.c.link_id))
    query = query.order_by(_trail.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(_trail.c.id < before)
    return tuple(_entry(row) for row in tx.execute(query))


def _entry(row: Found) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.at,
        environment=row.environment_id,
        actor=row.actor,
        action=row.action,
        package=row.package,
        link_id=row.link_id,
        connection_id=row.connection_id,
        details=row.details or {},
    )
