"""Links that stop working, and those that work again without a sign-in: written down with the reason, and told to the host."""

from __future__ import annotations

from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link
from boekhaak.store import audit, connections, links, tokens


def chain_died(installation: Installation, chain_id: int, reason: str) -> None:
    """Break every link that lives by a chain of tokens which only a new sign-in can replace."""
    with installation.store.writing() as tx:
        if not tokens.is_dead(tx, chain_id):
            return
        dead = tuple(one for one in connections.of_chain(tx, chain_id) if one.state == "authorised")
        living_by_it = tuple(connection.id for connection in dead)
        connections.set_state(tx, living_by_it, "needs_sign_in", reason)
        broken = links.break_all(tx, living_by_it, reason)
        for one in dead:
            nobody = Actor(environment=one.environment, user="")
            audit.add(installation.store, tx, nobody, "connection died", package=one.package, connection_id=one.id)
    for link_id in broken:
        installation.tell("link_broken", link_id=link_id, reason=reason)


def chain_mended(installation: Installation, chain_id: int) -> None:
    """Let what broke with a chain of tokens work again: an answer came late, or the chain proved to have survived a backup."""
    with installation.store.writing() as tx:
        if tokens.is_dead(tx, chain_id):
            return
        for one in connections.of_chain(tx, chain_id):
            connections.set_state(tx, (one.id,), "authorised", "")
            if one.state == "needs_sign_in":
                links.mend_all(tx, (one.id,), one.reason)


def link_broke(installation: Installation, link: Link, reason: str) -> None:
    """Break one link, because the package does not let us into that company any more."""
    with installation.store.writing() as tx:
        links.break_one(tx, link, reason)
    installation.tell("link_broken", link_id=link.id, reason=reason)
