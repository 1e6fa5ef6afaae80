"""Links that stop working: written down with the reason, and told to the host."""

from __future__ import annotations

from boekhaak.installation import Installation
from boekhaak.models.link import Link
from boekhaak.store import connections, links


def chain_died(installation: Installation, chain_id: int, reason: str) -> None:
    """Break every link that lives by a chain of tokens which only a new sign-in can replace."""
    with installation.store.writing() as tx:
        living_by_it = tuple(connection.id for connection in connections.of_chain(tx, chain_id))
        connections.set_state(tx, living_by_it, "needs_sign_in", reason)
        broken = links.break_all(tx, living_by_it, reason)
    for link_id in broken:
        installation.tell("link_broken", link_id=link_id, reason=reason)


def link_broke(installation: Installation, link: Link, reason: str) -> None:
    """Break one link, because the package does not let us into that company any more."""
    with installation.store.writing() as tx:
        links.break_one(tx, link, reason)
    installation.tell("link_broken", link_id=link.id, reason=reason)
