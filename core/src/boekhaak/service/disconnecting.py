"""Disconnecting: a connection is used no more, and what was read by it stays or is erased, as is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from boekhaak.errors import AccessMissing
from boekhaak.installation import Installation
from boekhaak.models.audit import Details
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.plan import Plan, Step
from boekhaak.models.value import Value
from boekhaak.service import planning
from boekhaak.service.breaking import Broken, Why, connections_over, links_over
from boekhaak.service.planning import Changed, Done, Draft, Way, digest, stands
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
    with installation.store.writing(durable=True) as tx:
        ending = _held(tx, actor, connection_id, erase=erase)
        ended = _ended(installation, tx, actor, ending, erase=erase)
    ended.tell()
    return Disconnected(links=len(ending.links), erased=ended.erased)


@may("connect")
def plan_disconnect(actor: Actor, installation: Installation, connection_id: int, *, erase: bool) -> Plan:
    """Return what it would do to use a connection no more, link by link; nothing is changed.

    Applied for links that are named, only these are read no more, or erased; the connection goes on. Raises: as
    :func:`disconnect`.
    """
    with installation.store.reading() as tx:
        ending = _ending(tx, actor, connection_id, erase=erase)
        steps = _steps(tx, actor, ending, erase=erase)
    draft = Draft(
        kind="erase" if erase else "disconnect",
        package=ending.connection.package,
        steps=steps,
        subject={"connection": connection_id, "facts": ending.facts},
        sentences=_sentences(ending, erase=erase),
    )
    return planning.write_down(actor, installation, draft)


class _Ending(NamedTuple):
    """What ends with a connection: its links, and the connections of an office's clients that live by it, with theirs.

    ``alone`` tells that nobody else lives by its tokens.
    """

    connection: Connection
    links: tuple[Link, ...]
    clients: tuple[Connection, ...]
    theirs: tuple[int, ...]
    alone: bool

    @property
    def facts(self) -> str:
        """Return what stands for all of it that is no link of the connection."""
        one = self.connection
        others = [str(other.id) for other in self.clients] + ["links", *map(str, self.theirs)]
        return digest(str(one.id), str(one.chain_id), one.login, one.owner, one.portal, one.state, *others)


class _Ended(NamedTuple):
    """What has ended: how many records were erased, and the links that broke; the host is told after the transaction."""

    erased: int
    broken: tuple[Broken, ...]

    def tell(self) -> None:
        """Tell the host's observers."""
        for one in self.broken:
            one.tell()


def _endable(tx: Transaction, actor: Actor, connection_id: int, *, erase: bool) -> Connection:
    """Return a connection that the actor may end. Raises: NotFound, AccessMissing."""
    connection = connections.get(tx, actor, connection_id)
    if erase and actor.portal:
        raise AccessMissing(
            "an accounting office erases nothing of its clients",
            way_out="Disconnect and keep what was read, or ask an administrator of the client",
        )
    if connection.owner != actor.user or erase:
        refuse_below(actor, "administrator", "disconnect it")
    return connection


def _ending(tx: Transaction, actor: Actor, connection_id: int, *, erase: bool) -> _Ending:
    """Return what would end now with a connection. Raises: NotFound, AccessMissing."""
    connection = _endable(tx, actor, connection_id, erase=erase)
    living = connections.of_chain(tx, connection.chain_id)
    clients = tuple(one for one in living if one.portal == actor.environment)
    theirs = tuple(link.id for one in clients for link in links.of_connection(tx, one.id) if link.state == "ok")
    ending = {connection.id, *(one.id for one in clients)}
    alone = all(one.id in ending for one in living)
    return _Ending(connection, links.of_connection(tx, connection.id), clients, tuple(sorted(theirs)), alone)


def _held(tx: Transaction, actor: Actor, connection_id: int, *, erase: bool) -> _Ending:
    """Return what ends with a connection, and let nobody else change that before this transaction ends."""
    connection = _endable(tx, actor, connection_id, erase=erase)
    tokens.is_dead(tx, connection.chain_id)  # locked before its connections, as where a chain dies or is renewed
    connections.hold(tx, [connection.id])
    return _ending(tx, actor, connection_id, erase=erase)


def _ended(
    installation: Installation,
    tx: Transaction,
    actor: Actor,
    ending: _Ending,
    *,
    erase: bool,
    plan_id: int | None = None,
) -> _Ended:
    """End a connection, in the transaction that is given."""
    connection, reason = ending.connection, f"disconnected by {actor.user}"
    broken = (
        connections_over(installation, tx, ending.clients, "revoked", Why("disconnected", BY_OFFICE)),
        connections_over(installation, tx, (connection,), "revoked", Why("disconnected", reason)),
    )
    if not connections.of_chain(tx, connection.chain_id):
        tokens.revoke(tx, installation.vault, connection.chain_id, reason)
    erased = erasing.erase(tx, ending.links) if erase else 0
    if erase:
        seen.forget(tx, connection)
    _write_down(installation, tx, actor, ending, erase=erase, plan_id=plan_id)
    return _Ended(erased, broken)


def _write_down(
    installation: Installation, tx: Transaction, actor: Actor, ending: _Ending, *, erase: bool, plan_id: int | None
) -> None:
    """Write down who disconnected what, and which companies were erased with it."""
    store, connection, package = installation.store, ending.connection, ending.connection.package
    by_plan: Details = {} if plan_id is None else {"plan": plan_id}
    audit.add(
        store, tx, actor, "disconnected",
        package=package, connection_id=connection.id, details={"links": len(ending.links), **by_plan},
    )  # fmt: skip
    events.add(store, tx, actor.environment, "disconnected", package=package, connection_id=connection.id)
    for link in ending.links if erase else ():
        _write_down_erased(installation, tx, actor, link, {"of": len(ending.links), **by_plan})


def _write_down_erased(installation: Installation, tx: Transaction, actor: Actor, link: Link, details: Details) -> None:
    """Write down that a company was erased."""
    store = installation.store
    audit.add(store, tx, actor, "companies erased", package=link.package, link_id=link.id, details=details)
    events.add(store, tx, actor.environment, "company_erased", package=link.package, link_id=link.id)


def _steps(tx: Transaction, actor: Actor, ending: _Ending, *, erase: bool) -> tuple[Step, ...]:
    """Return what becomes of each link; one that the actor may not see ends without a name."""
    held = planning.records_held(tx, actor.environment, ending.links)
    shown = {link.id for link in links.listed(tx, actor, ending.connection.package)}
    what = "its records are erased" if erase else "its records stay readable, and a relink brings it back"
    return tuple(
        Step(
            number=number,
            link_id=link.id,
            name=link.company.name if link.id in shown else "",
            package=link.package,
            becomes="erased" if erase else "orphaned",
            host_company=link.host_company if link.id in shown else "",
            records=held[link.id],
            connection_id=ending.connection.id,
            former_id=link.company.id if link.id in shown else "",
            words=(what, *(("it is broken already",) if link.state == "broken" else ())),
            facts=(stands(link), ""),
        )
        for number, link in enumerate(sorted(ending.links, key=lambda one: one.id), start=1)
    )


def _sentences(ending: _Ending, *, erase: bool) -> tuple[str, ...]:
    """Return what concerns no link alone, for people."""
    told = [f"Connection {ending.connection.id} is used no more."]
    told.append(
        "Its tokens are thrown away: only a new sign-in gives others."
        if ending.alone
        else "Its tokens stay, because somebody else lives by the same login."
    )
    if ending.clients:
        told.append(
            f"{len(ending.clients)} connections of clients end with it, and {len(ending.theirs)} companies there are read "
            "no more; what was read of them stays."
        )
    told.append(
        "What is erased cannot be brought back."
        if erase
        else "It cannot be undone; after a new sign-in, `boekhaak relink` lets the companies be read again."
    )
    return tuple(told)


def _anew(actor: Actor, installation: Installation, made: Plan) -> tuple[Step, ...]:
    """Return the steps as they would be now; nobody is asked."""
    erase = made.kind == "erase"
    with installation.store.reading() as tx:
        return _steps(tx, actor, _ending(tx, actor, made.subject["connection"], erase=erase), erase=erase)


def _whole(actor: Actor, installation: Installation, tx: Transaction, made: Plan) -> Mapping[int, Done]:
    """End the connection with exactly the links that the plan shows. Raises: Changed."""
    erase, steps = made.kind == "erase", [step for step in made.steps if step.state == "open"]
    ending = _held(tx, actor, made.subject["connection"], erase=erase)
    planned = {step.link_id: step.facts[0] for step in steps}
    applied = {step.link_id for step in made.steps if step.state == "applied"}
    there = {link.id: stands(link) for link in ending.links if link.id in planned or link.id not in applied}
    if there != planned or ending.facts != made.subject["facts"]:
        raise Changed(f"what connection {ending.connection.id} is used for has changed since plan {made.id} was made")
    ended = _ended(installation, tx, actor, ending, erase=erase, plan_id=made.id)
    done = {step.number: Done(step.link_id, {}) for step in steps}
    return {0: Done(None, {}, ended.tell), **done}


def _one(actor: Actor, installation: Installation, tx: Transaction, made: Plan, step: Step) -> Done:
    """Let one link be read no more, or erase it; its connection goes on. Raises: Changed."""
    erase = made.kind == "erase"
    connection = _endable(tx, actor, made.subject["connection"], erase=erase)
    connections.hold(tx, [connection.id])
    links.hold(tx, [step.link_id or 0])
    link = links.get(tx, actor, step.link_id or 0)
    if stands(link) != step.facts[0]:
        raise Changed(f"“{step.name}” is no longer what it was when the plan was made")
    broken = links_over(installation, tx, (link,), Why("disconnected", f"disconnected by {actor.user}"))
    if erase:
        erasing.erase(tx, (link,))
        _write_down_erased(installation, tx, actor, link, {"of": 1, "plan": made.id})
    else:
        audit.add(
            installation.store, tx, actor, "disconnected",
            package=link.package, link_id=link.id, connection_id=connection.id, details={"links": 1, "plan": made.id},
        )  # fmt: skip
    return Done(link.id, {}, broken.tell)


DISCONNECT = Way(right="connect", anew=_anew, one=_one, whole=_whole, whole_by_name=False)
"""How plans for disconnecting, and for erasing, are applied."""
