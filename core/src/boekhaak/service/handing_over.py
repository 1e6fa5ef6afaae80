"""Change of owner: a successor's connection takes the companies of a former one, once it proved to see the same ones."""

from __future__ import annotations

from typing import NamedTuple

from boekhaak.errors import AccessMissing, Busy, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.company import Candidate, Company
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.value import Value
from boekhaak.registry import Package
from boekhaak.service import rights
from boekhaak.service.breaking import Why, connections_over, link_goes_on, mended
from boekhaak.service.granting import is_over
from boekhaak.service.listing import session
from boekhaak.service.relinking import contradiction
from boekhaak.service.rights import may, refuse_below
from boekhaak.store import accesses, audit, connections, links, tokens
from boekhaak.store.database import Transaction


class HandedOver(Value):
    """Whose companies they are now, and which; ``former`` is superseded."""

    former: Connection
    successor: Connection
    links: tuple[int, ...]


@may("connect")
def hand_over(actor: Actor, installation: Installation, former_id: int, successor_id: int) -> HandedOver:
    """Let a successor's connection take over the links of a former one, all or none; their ids and records stay.

    Each company is proved: the successor's login sees the same id, and no number contradicts. Where an accounting office hands
    over, its clients' links that live by the former login go along.
    Raises: AccessMissing with the names of what the successor does not see; then everything stays as it is.
    """
    with installation.store.reading() as tx:
        planned = _planned(installation, tx, actor, former_id, successor_id)
    package = _fitting(actor, installation, planned)
    seen = _seen(installation, package, planned)
    with installation.store.writing(durable=True) as tx:
        tokens.is_dead(
            tx, planned.former.chain_id
        )  # locked before its connections, as where a chain dies or is renewed
        if _planned(installation, tx, actor, former_id, successor_id) != planned:
            raise Busy(
                f"something changed about connection {former_id} meanwhile",
                way_out="Hand over again; nothing was changed",
                package=package.info.name,
            )
        former = _handed_over(installation, tx, actor, planned, seen)
    return HandedOver(
        former=former, successor=planned.successor, links=tuple(link.id for link in planned.theirs[former_id])
    )


class _Plan(NamedTuple):
    """What is handed over: of the former connection and those of an office's clients that live by its login, their links."""

    former: Connection
    successor: Connection
    clients: tuple[Connection, ...]
    theirs: dict[int, tuple[Link, ...]]

    @property
    def links(self) -> list[Link]:
        """All of the links."""
        return [link for found in self.theirs.values() for link in found]


def _planned(installation: Installation, tx: Transaction, actor: Actor, former_id: int, successor_id: int) -> _Plan:
    """Return what would be handed over now; clients that let the office in no longer, and what they left, do not go along."""
    former, successor = connections.get(tx, actor, former_id), connections.get(tx, actor, successor_id)
    living = connections.of_chain(tx, former.chain_id)
    clients, theirs = [], {former.id: links.of_connection(tx, former.id)}
    for one in living:
        access = accesses.newest(tx, one.environment, actor.environment) if one.portal == actor.environment else None
        if access is not None and access.state == "granted" and not is_over(installation, access):
            clients.append(one)
            theirs[one.id] = tuple(
                link
                for link in links.of_connection(tx, one.id)
                if link.cause != "overwritten" and (access.companies is None or link.company.id in access.companies)
            )
    return _Plan(former, successor, tuple(clients), theirs)


def _handed_over(
    installation: Installation, tx: Transaction, actor: Actor, planned: _Plan, seen: dict[tuple[str, str], Company]
) -> Connection:
    """Let all links go on by the successor's login, and end the former connection; return how that stands now."""
    store, former, successor = installation.store, planned.former, planned.successor
    reason = f"handed over to connection {successor.id}"
    for one in sorted((former, *planned.clients), key=lambda one: (one.environment, one.id)):
        there = successor if one.id == former.id else _moved(tx, one, successor, reason)
        for link in planned.theirs[one.id]:
            link_goes_on(installation, tx, link, there, seen[link.company.region, link.company.id])
        details = {"to": there.id, "links": len(planned.theirs[one.id])}
        who = actor.model_copy(update={"environment": one.environment})
        audit.add(store, tx, who, "handed over", package=one.package, connection_id=one.id, details=details)
        for link in planned.theirs[one.id]:
            mended(installation, tx, link, there)
    connections_over(installation, tx, (former,), "superseded", Why("disconnected", reason))
    if not connections.of_chain(tx, former.chain_id):
        tokens.revoke(tx, installation.vault, former.chain_id, reason)
    return connections.get(tx, actor, former.id)


def _seen(installation: Installation, package: Package, planned: _Plan) -> dict[tuple[str, str], Company]:
    """Return the companies that the successor sees, by region and id. Raises: AccessMissing where one is not proved."""
    successor, known = planned.successor, tuple(link.company.id for link in planned.links)
    listed = package.list_companies(known, session(installation, successor))
    seen = {(company.region, company.id): company for company in listed}
    unproved = [link.company.name for link in planned.links if not _proved(package, link, seen, successor)]
    if unproved:
        names = ", ".join(f"“{name}”" for name in unproved)
        raise AccessMissing(
            f"{successor.login.email or successor.login.id} does not see the same {names}",
            way_out=f"Give that login access there at {package.info.name}, then hand over again; nothing was changed",
            package=package.info.name,
        )
    return seen


def _moved(tx: Transaction, client: Connection, successor: Connection, reason: str) -> Connection:
    """Let a client's connection live by the successor's login; where the client has one by it already, return that one."""
    there = connections.of_chain(tx, successor.chain_id)
    if (found := next((one for one in there if one.environment == client.environment), None)) is not None:
        connections.set_state(tx, (client.id,), "superseded", reason)
        return found
    connections.signed_in(tx, client, successor.chain_id, successor.login)
    return client


def _fitting(actor: Actor, installation: Installation, planned: _Plan) -> Package:
    """Return the package of both. Raises: InvalidInput, AccessMissing when one of them cannot be handed over or take over."""
    former, successor = planned.former, planned.successor
    if former.portal or successor.portal:
        raise AccessMissing(
            "an accounting office's sign-in is handed over in the office's portal",
            way_out="Let the office hand it over there, or activate another sign-in",
        )
    if former.id == successor.id or (former.package, former.region) != (successor.package, successor.region):
        raise InvalidInput(
            f"connection {successor.id} cannot take over from {former.id}: they are not two of one package and region",
            way_out="`boekhaak connections` lists them; let the successor sign in first",
        )
    if former.owner != actor.user:
        refuse_below(actor, "administrator", "hand it over")
    if not planned.links:
        raise InvalidInput(
            f"no company lives by connection {former.id}: there is nothing to hand over",
            way_out=f"Is it {successor.id} that is to be handed over to {former.id}? Or end it with `boekhaak disconnect`",
        )
    if not successor.usable:
        raise InvalidInput(
            f"nobody is signed in by connection {successor.id} ({successor.state.replace('_', ' ')})",
            way_out=f"Let the successor sign in: `boekhaak connect {successor.package}`",
        )
    return rights.package(actor, installation, former.package)


def _proved(package: Package, link: Link, seen: dict[tuple[str, str], Company], successor: Connection) -> bool:
    company = seen.get((link.company.region, link.company.id))
    if company is None:
        return False
    candidate = Candidate(package=package.key, company=company, login=successor.login.id)
    return not contradiction(package, link, candidate)[1]
