"""Duties: what one process at a time does for all, such as dispatching. Whoever holds one keeps prolonging it."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from boekhaak.leases import surely_gone
from boekhaak.store.database import Store, Transaction, inserting
from boekhaak.store.tables import LeaseRow, table

_leases = table(LeaseRow)

DISPATCHER, KEEPER, POSTMAN, MERGER = "dispatcher", "keeper", "postman", "merger"
WORKER = "worker "
"""What the names of those begin with that say they are there."""


def take(store: Store, tx: Transaction, name: str, owner: str, seconds: float) -> bool:
    """Take a duty, or keep it, for so long; False while somebody else has it."""
    tx.execute(inserting(tx, _leases).values(name=name, fence=0).on_conflict_do_nothing())
    now = store.database_time(tx)
    held = tx.execute(select(_leases.c.owner).where(_leases.c.name == name)).scalar_one()
    free = or_(_leases.c.owner.is_(None), _leases.c.owner == owner, _leases.c.until < now)
    if surely_gone(held):
        free = or_(free, _leases.c.owner == held)
    taken = tx.execute(
        _leases.update()
        .where(_leases.c.name == name, free)
        .values(owner=owner, until=now + seconds, fence=_leases.c.fence + 1)
    )
    return bool(taken.rowcount)


def leave(store: Store, tx: Transaction, beginning: str, owner: str) -> None:
    """Forget a duty whose name begins so of somebody who ends, and those of others that ended without a word."""
    ended = or_(_leases.c.owner == owner, _leases.c.until < store.database_moment())
    tx.execute(_leases.delete().where(_leases.c.name.startswith(beginning, autoescape=True), ended))


def release(tx: Transaction, name: str, owner: str) -> None:
    """Give a duty back, so that nobody waits for its end."""
    tx.execute(_leases.update().where(_leases.c.name == name, _leases.c.owner == owner).values(owner=None, until=None))


def holder_of(store: Store, tx: Transaction, name: str) -> str | None:
    """Return who has a duty now."""
    current = (_leases.c.name == name, _leases.c.until >= store.database_moment())
    return tx.execute(select(_leases.c.owner).where(*current)).scalar()


def count(store: Store, tx: Transaction, beginning: str) -> int:
    """Return how many duties whose names begin so are held now."""
    query = select(func.count()).where(
        _leases.c.name.startswith(beginning, autoescape=True), _leases.c.until >= store.database_moment()
    )
    return int(tx.execute(query).scalar_one())
