"""Succession: what goes from one connection to another, what the successor's login sees of it, and how links are moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from boekhaak.errors import AccessMissing, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.company import Candidate, Company, Evidence
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.recognition.facts import IDENTIFIERS
from boekhaak.recognition.names import alike, name
from boekhaak.recognition.verdicts import FORBIDDING
from boekhaak.registry import Package
from boekhaak.service import rights
from boekhaak.service.breaking import Broken, Why, connections_over, link_goes_on, mended
from boekhaak.service.granting import is_over
from boekhaak.service.listing import session
from boekhaak.service.planning import digest, stands
from boekhaak.service.relinking import contradiction
from boekhaak.service.rights import refuse_below
from boekhaak.store import accesses, audit, connections, links, records, runs, tokens
from boekhaak.store.database import Transaction


class Succession(NamedTuple):
    """What is handed over: of the former connection and those of an office's clients that live by its login, their links."""

    former: Connection
    successor: Connection
    clients: tuple[Connection, ...]
    theirs: dict[int, tuple[Link, ...]]

    @property
    def links(self) -> list[Link]:
        """All of the links."""
        return [link for found in self.theirs.values() for link in found]

    @property
    def own(self) -> tuple[Link, ...]:
        """The links of the former connection itself."""
        return tuple(sorted(self.theirs[self.former.id], key=lambda link: link.id))

    @property
    def of_clients(self) -> list[Link]:
        """The links of an office's clients."""
        return [link for one in self.clients for link in self.theirs[one.id]]

    @property
    def facts(self) -> str:
        """What stands for all of it that is no link of the former connection."""
        both = [
            digest(str(one.id), str(one.chain_id), one.login, one.owner, one.portal, str(one.usable))
            for one in (self.former, self.successor)
        ]
        return digest(*both, *(str(one.id) for one in self.clients), *(stands(link) for link in self.of_clients))


class Sight(NamedTuple):
    """The companies that a successor's login sees, by region and id, and how many calls that took."""

    companies: dict[tuple[str, str], Company]
    calls: int

    def of(self, link: Link) -> Company | None:
        """Return the company of a link's id."""
        return self.companies.get((link.company.region, link.company.id))


def succession(
    installation: Installation, tx: Transaction, actor: Actor, former_id: int, successor_id: int
) -> Succession:
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
    return Succession(former, successor, tuple(clients), theirs)


def fitting(installation: Installation, actor: Actor, planned: Succession) -> Package:
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


def sight(installation: Installation, package: Package, planned: Succession) -> Sight:
    """Return what the successor's login sees, asked anew."""
    known = tuple(link.company.id for link in planned.links)
    http = session(installation, planned.successor)
    try:
        listed = list(package.list_companies(known, http))
    finally:
        http.finish()
    return Sight({(company.region, company.id): company for company in listed}, http.requests)


def proved(package: Package, link: Link, seen: Sight, successor: Connection) -> bool:
    """Tell whether a successor sees a link's company: the same id, with the same name or a number, and nothing contradicts."""
    company = seen.of(link)
    if company is None:
        return False
    candidate = Candidate(package=package.key, company=company, login=successor.login.id)
    evidence, against = contradiction(package, link, candidate)
    numbered = len(evidence.agrees & IDENTIFIERS) > 1 and not evidence.contradicts & FORBIDDING
    return not against and (numbered or is_still(link, company, evidence))


def is_still(link: Link, company: Company, evidence: Evidence) -> bool:
    """Tell whether a company of a link's id is still the one that it was: it has its name, and nothing that tells contradicts."""
    same = "name" in evidence.agrees or alike(name(link.company.name), name(company.name))
    return "id" in evidence.agrees and same and not evidence.contradicts & FORBIDDING


def not_the_same(package: Package, successor: Connection, names: list[str]) -> AccessMissing:
    """Return the error of a successor who does not see the same companies."""
    return AccessMissing(
        f"{successor.login.email or successor.login.id} does not see the same {', '.join(f'“{name}”' for name in names)}",
        way_out=f"Give that login access there at {package.info.name}, then hand over again, or make a plan of it and look at "
        "what it sees; nothing was changed",
        package=package.info.name,
    )


def handed_over(
    installation: Installation,
    tx: Transaction,
    actor: Actor,
    planned: Succession,
    companies: Mapping[int, Company],
    *,
    plan_id: int | None = None,
) -> Broken:
    """Let all links go on by the successor's login, as these companies by their ids, and end the former connection."""
    store, former, successor = installation.store, planned.former, planned.successor
    reason = f"handed over to connection {successor.id}"
    for one in sorted((former, *planned.clients), key=lambda one: (one.environment, one.id)):
        there = successor if one.id == former.id else _moved(tx, one, successor, reason)
        for link in planned.theirs[one.id]:
            goes_on(installation, tx, link, there, companies[link.id])
        details = {"to": there.id, "links": len(planned.theirs[one.id])}
        details |= {"plan": plan_id} if plan_id is not None and one.id == former.id else {}
        who = actor.model_copy(update={"environment": one.environment})
        audit.add(store, tx, who, "handed over", package=one.package, connection_id=one.id, details=details)
        for link in planned.theirs[one.id]:
            mended(installation, tx, link, there)
    return ended(installation, tx, former, Why("disconnected", reason))


def ended(installation: Installation, tx: Transaction, former: Connection, why: Why) -> Broken:
    """Supersede a connection; its tokens are thrown away where nobody else lives by them."""
    broken = connections_over(installation, tx, (former,), "superseded", why)
    if not connections.of_chain(tx, former.chain_id):
        tokens.revoke(tx, installation.vault, former.chain_id, why.reason)
    return broken


def goes_on(installation: Installation, tx: Transaction, link: Link, there: Connection, company: Company) -> None:
    """Let a link be read by a connection; where its company has another id now, everything is read again."""
    if is_another(link, company):
        runs.forget(tx, link, other_company=True)
        records.forget_versions(tx, link)
    link_goes_on(installation, tx, link, there, company)


def is_another(link: Link, company: Company) -> bool:
    """Tell whether a link that was read gets a company of another id: then what was read of it is compared anew."""
    return link.connection_id is not None and company.id != link.company.id


def _moved(tx: Transaction, client: Connection, successor: Connection, reason: str) -> Connection:
    """Let a client's connection live by the successor's login; where the client has one by it already, return that one."""
    there = connections.of_chain(tx, successor.chain_id)
    if (found := next((one for one in there if one.environment == client.environment), None)) is not None:
        connections.set_state(tx, (client.id,), "superseded", reason)
        return found
    connections.signed_in(tx, client, successor.chain_id, successor.login)
    return client.model_copy(update={"chain_id": successor.chain_id, "login": successor.login})
