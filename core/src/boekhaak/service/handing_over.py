"""Change of owner: a successor's connection takes the companies of a former one, once it proved to see the same ones."""

from __future__ import annotations

from collections.abc import Sequence

from boekhaak.errors import AccessMissing, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.company import Candidate, Company
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.value import Value
from boekhaak.registry import Package
from boekhaak.service import rights
from boekhaak.service.breaking import connections_over, link_goes_on, mended
from boekhaak.service.listing import session
from boekhaak.service.relinking import default_evidence
from boekhaak.service.rights import may, refuse_below
from boekhaak.store import audit, connections, links, tokens
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
    store = installation.store
    with store.reading() as tx:
        former, successor = connections.get(tx, actor, former_id), connections.get(tx, actor, successor_id)
        clients = tuple(one for one in connections.of_chain(tx, former.chain_id) if one.portal == actor.environment)
        theirs = {one.id: links.of_connection(tx, one.id) for one in (former, *clients)}
    package = _fitting(actor, installation, former, successor)
    seen = _seen(installation, package, successor, [link for found in theirs.values() for link in found])
    with store.writing(durable=True) as tx:
        reason = f"handed over to connection {successor.id}"
        for one in (former, *clients):
            there = successor if one is former else _moved(tx, one, successor, reason)
            _rebind(installation, tx, theirs[one.id], there, seen)
            details = {"to": there.id, "links": len(theirs[one.id])}
            who = actor.model_copy(update={"environment": one.environment})
            audit.add(store, tx, who, "handed over", package=package.key, connection_id=one.id, details=details)
        connections_over(installation, tx, (former,), "superseded", reason)
        if not connections.of_chain(tx, former.chain_id):
            tokens.revoke(tx, installation.vault, former.chain_id, reason)
        former = connections.get(tx, actor, former.id)
    return HandedOver(former=former, successor=successor, links=tuple(link.id for link in theirs[former.id]))


def _seen(
    installation: Installation, package: Package, successor: Connection, theirs: Sequence[Link]
) -> dict[tuple[str, str], Company]:
    """Return the companies that the successor sees, by region and id. Raises: AccessMissing where one is not proved."""
    known = tuple(link.company.id for link in theirs)
    listed = package.list_companies(known, session(installation, successor))
    seen = {(company.region, company.id): company for company in listed}
    unproved = [link.company.name for link in theirs if not _proved(package, link, seen, successor)]
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


def _rebind(
    installation: Installation,
    tx: Transaction,
    theirs: Sequence[Link],
    there: Connection,
    seen: dict[tuple[str, str], Company],
) -> None:
    for link in theirs:
        link_goes_on(installation, tx, link, there, seen[link.company.region, link.company.id])
    for link in theirs:
        mended(installation, tx, link, there)


def _fitting(actor: Actor, installation: Installation, former: Connection, successor: Connection) -> Package:
    """Return the package of both. Raises: InvalidInput, AccessMissing when one of them cannot be handed over or take over."""
    if former.id == successor.id or (former.package, former.region) != (successor.package, successor.region):
        raise InvalidInput(
            f"connection {successor.id} cannot take over from {former.id}: they are not two of one package and region",
            way_out="`boekhaak connections` lists them; let the successor sign in first",
        )
    if not successor.usable:
        raise InvalidInput(
            f"nobody is signed in by connection {successor.id} ({successor.state.replace('_', ' ')})",
            way_out=f"Let the successor sign in: `boekhaak connect {successor.package}`",
        )
    if actor.user not in {former.owner, successor.owner} or not former.owner:
        refuse_below(actor, "administrator", "hand it over")
    return rights.package(actor, installation, former.package)


def _proved(package: Package, link: Link, seen: dict[tuple[str, str], Company], successor: Connection) -> bool:
    company = seen.get((link.company.region, link.company.id))
    if company is None:
        return False
    candidate = Candidate(package=package.key, company=company, login=successor.login.id)
    evidence = package.relink(link, candidate) or default_evidence(link, candidate)
    return "id" in evidence.agrees and not evidence.contradicts & {"registration_number", "vat_number"}
