"""Disconnecting: a connection is used no more, and what was read by it stays or is erased, as is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from boekhaak.errors import AccessMissing
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.value import Value
from boekhaak.service.breaking import Why, connections_over
from boekhaak.service.rights import may, refuse_below
from boekhaak.store import audit, connections, erasing, events, links, seen, tokens
from boekhaak.store.database import Transaction

BY_OFFICE = "the accounting office has ended its sign-in"


class Disconnected(Value):
    """What became of a connection's links: how many broke, and how many records were erased."""

    links: int
    erased: int


@may("connect")
def disconnect(actor: Actor, installation: Installation, connection_id: int, *, erase: bool) -> Disconnected:
    """Use a connection no more: its tokens are thrown away and its links break, or are erased with all that was read.

    Another environment that lives by the same login goes on, but for the clients of an accounting office that ends its own.
    Raises: NotFound; AccessMissing for somebody else's.
    """
    store = installation.store
    with store.writing(durable=True) as tx:
        connection = connections.get(tx, actor, connection_id)
        if erase and actor.portal:
            raise AccessMissing(
                "an accounting office erases nothing of its clients",
                way_out="Disconnect and keep what was read, or ask an administrator of the client",
            )
        tokens.is_dead(tx, connection.chain_id)  # locked before its connections, as where a chain dies or is renewed
        if connection.owner != actor.user or erase:
            refuse_below(actor, "administrator", "disconnect it")
        theirs = links.of_connection(tx, connection.id)
        reason = f"disconnected by {actor.user}"
        clients = tuple(one for one in connections.of_chain(tx, connection.chain_id) if one.portal == actor.environment)
        broken_there = connections_over(installation, tx, clients, "revoked", Why("disconnected", BY_OFFICE))
        broken = connections_over(installation, tx, (connection,), "revoked", Why("disconnected", reason))
        if not connections.of_chain(tx, connection.chain_id):
            tokens.revoke(tx, installation.vault, connection.chain_id, reason)
        erased = erasing.erase(tx, theirs) if erase else 0
        if erase:
            seen.forget(tx, connection)
        _write_down(installation, tx, actor, connection, theirs, erase=erase)
    broken_there.tell()
    broken.tell()
    return Disconnected(links=len(theirs), erased=erased)


def _write_down(
    installation: Installation,
    tx: Transaction,
    actor: Actor,
    connection: Connection,
    theirs: Sequence[Link],
    *,
    erase: bool,
) -> None:
    """Write down who disconnected what, and which companies were erased with it."""
    store, package = installation.store, connection.package
    audit.add(
        store, tx, actor, "disconnected", package=package, connection_id=connection.id, details={"links": len(theirs)}
    )
    events.add(store, tx, actor.environment, "disconnected", package=package, connection_id=connection.id)
    for link in theirs if erase else ():
        audit.add(store, tx, actor, "companies erased", package=package, link_id=link.id, details={"of": len(theirs)})
        events.add(store, tx, actor.environment, "company_erased", package=package, link_id=link.id)
