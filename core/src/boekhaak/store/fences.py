"""The right to write a link's records: a run takes it for a while, with a fence number that each page has to carry."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from boekhaak.errors import Busy, Stopped
from boekhaak.leases import surely_gone
from boekhaak.models.link import Link
from boekhaak.store.database import Store, Transaction
from boekhaak.store.tables import LinkRow, table

_links = table(LinkRow)

CANCELLED = "cancelled by "
"""What stands in the place of the lease's owner after somebody cancelled."""


def lease(store: Store, tx: Transaction, link: Link, owner: str, seconds: float) -> int:
    """Take the right to write this link's records; return the fence number that its pages must carry.

    Raises: Busy when another run works on the link.
    """
    now = store.database_time(tx)
    held = tx.execute(select(_links.c.lease_owner).where(_links.c.id == link.id)).scalar_one()
    free = or_(_links.c.lease_until.is_(None), _links.c.lease_until < now)
    if surely_gone(held):
        free = or_(free, _links.c.lease_owner == held)
    taken = tx.execute(
        _links.update()
        .where(_links.c.id == link.id, free)
        .values(lease_owner=owner, lease_until=now + seconds, fence=_links.c.fence + 1)
    )
    if not taken.rowcount:
        raise Busy(
            "another run is reading this company", way_out="Wait until it has finished", company=link.company.name
        )
    return int(tx.execute(select(_links.c.fence).where(_links.c.id == link.id)).scalar_one())


def prolong(store: Store, tx: Transaction, link_id: int, fence: int, seconds: float) -> None:
    """Keep the lease while pages come. Raises: Busy when a newer run took over, Stopped when it was cancelled."""
    until = store.database_moment() + seconds
    kept = tx.execute(_links.update().where(*_ours(link_id, fence)).values(lease_until=until))
    if kept.rowcount:
        return
    owner = tx.execute(select(_links.c.lease_owner).where(_links.c.id == link_id)).scalar() or ""
    if owner.startswith(CANCELLED):
        raise Stopped(f"the run was {owner}", way_out="What was read stays; import or synchronise to go on")
    raise Busy("another run took this company over", way_out="Nothing to do: that run goes on")


def holds(tx: Transaction, link_id: int, fence: int) -> bool:
    """Tell whether a run is still the link's newest, and let no newer one begin before this transaction ends."""
    return bool(tx.execute(_links.update().where(*_ours(link_id, fence)).values(fence=fence)).rowcount)


def cancel(tx: Transaction, link: Link, by: str) -> bool:
    """Take the right to write this link's records from the run that has it; return whether there was one."""
    held = tx.execute(select(_links.c.lease_until).where(_links.c.id == link.id)).scalar() is not None
    values = {"lease_owner": f"{CANCELLED}{by}", "lease_until": None, "fence": _links.c.fence + 1}
    tx.execute(_links.update().where(_links.c.id == link.id).values(**values))
    return held


def release(tx: Transaction, link_id: int, fence: int) -> None:
    """Give the lease back."""
    tx.execute(_links.update().where(*_ours(link_id, fence)).values(lease_owner=None, lease_until=None))


def _ours(link_id: int, fence: int) -> tuple[ColumnElement[bool], ...]:
    return _links.c.id == link_id, _links.c.fence == fence
