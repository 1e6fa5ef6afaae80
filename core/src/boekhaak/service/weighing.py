"""Weighing: what it would change at a client of an accounting office that the office's own sign-in reads a company there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from boekhaak.errors import AccessMissing, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.company import Candidate, Company
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.value import Value
from boekhaak.registry import Package
from boekhaak.service import rights
from boekhaak.service.portals import Action
from boekhaak.service.relinking import contradiction
from boekhaak.store import connections, links
from boekhaak.store.database import Transaction

Room = Literal["several", "one_of_package", "one"]
"""How many companies a client may have: of one package each another one takes the place of what is there."""


class There(NamedTuple):
    """Somebody of an office as he acts in a client, and how many companies that may have."""

    who: Actor
    within: Room


class PlannedLink(Value):
    """What becomes of a company that the client has: its link is ``kept``, or ``replaced`` by that of another company."""

    link_id: int
    name: str
    becomes: Literal["kept", "replaced"]


class ActivationPlan(Value):
    """What activating a company for a client would do.

    ``links`` are those that change, ``sign_ins`` how many of the client's own sign-ins are used no more. The first reading takes
    at least ``calls_at_least`` calls: a company that is new to the client takes more, the more books it has.
    """

    portal: str
    client: str
    package: str
    name: str
    connection_id: int
    company: Company
    action: Action
    links: tuple[PlannedLink, ...] = ()
    sign_ins: int = 0
    calls_at_least: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it does, for people."""
        if self.action == "active":
            return (f"“{self.company.name}” is read by your office's sign-in at {self.name} already: nothing changes.",)
        told = [f"“{self.company.name}” will be read by your office's sign-in at {self.name}."]
        kept = [link for link in self.links if link.becomes == "kept"]
        told += (
            ["The client has it already: its link and its records stay, and reading goes on from where it was."]
            if kept
            else ["It is new to the client, and is read from the beginning."]
        )
        told += [
            f"It takes the place of “{link.name}”, which is read no longer; what was read of it stays readable."
            for link in self.links
            if link.becomes == "replaced"
        ]
        if self.sign_ins:
            told.append("The client's own sign-in is used no more.")
        return (*told, f"Reading takes {self.calls_at_least} calls or more.")


@dataclass(frozen=True)
class Weighed:
    """A plan with the rows that it is about: the link of the company, those it replaces, and the sign-ins it ends."""

    plan: ActivationPlan
    link: Link | None
    replaced: tuple[Link, ...]
    over: tuple[Connection, ...]


def room(who: Actor, installation: Installation) -> Room:
    """Return how many companies a client may have."""
    if not rights.has(who, installation, "several_administrations"):
        return "one"
    return "one_of_package" if installation.policy.imports == "one" else "several"


def weighed(
    tx: Transaction, installation: Installation, who: Actor, connection: Connection, company: Company, *, within: Room
) -> Weighed:
    """Return what it changes at a client that a connection of its office reads a company there.

    ``who`` is somebody of the office, as he was admitted there. Raises: as :func:`boekhaak.service.activating.plan`.
    """
    package = installation.packages[connection.package]
    _refuse_outside(who, company, package)
    everybody = Actor(environment=who.environment, user=who.user)
    there = {one.id: one for one in connections.listed(tx, everybody)}
    having = links.listed(tx, everybody)
    theirs = [one for one in having if one.package == package.key]
    same = next((one for one in theirs if (one.company.region, one.company.id) == (company.region, company.id)), None)
    if same is not None:
        _refuse_another(package, same, connection, company)
    living = [one for one in having if one is not same and not _left(one, _by(there, one))]
    replaced = tuple(one for one in living if one in theirs) if within != "several" else ()
    _refuse_more(installation, who, package, living if within == "one" else replaced, same)
    changed = (*((same,) if same is not None else ()), *replaced)
    over = _over(there, living, changed, connection)
    foreign = any((by := _by(there, one)) is not None and _is_foreign(by, who) for one in changed)
    active = same is not None and same.state == "ok" and _is_by(_by(there, same), who, connection)
    action: Action = "overwrite" if foreign or replaced else "active" if active else "activate"
    made = ActivationPlan(
        portal=who.portal,
        client=who.environment,
        package=package.key,
        name=package.info.name,
        connection_id=connection.id,
        company=company,
        action=action,
        links=tuple(_planned(one, kept=one is same) for one in changed),
        sign_ins=sum(one.portal != who.portal for one in over),
        calls_at_least=0 if action == "active" else 1 + len(package.info.streams),
    )
    return Weighed(made, same, replaced, over)


def _planned(link: Link, *, kept: bool) -> PlannedLink:
    return PlannedLink(link_id=link.id, name=link.company.name, becomes="kept" if kept else "replaced")


def _over(
    there: Mapping[int, Connection], living: Sequence[Link], changed: Sequence[Link], connection: Connection
) -> tuple[Connection, ...]:
    """Return a client's connections by which nothing is read any more once these links have changed."""
    leaving = {one.connection_id for one in changed} - {one.connection_id for one in living if one not in changed}
    return tuple(
        one
        for one in there.values()
        if one.id in leaving and one.chain_id != connection.chain_id and one.state not in connections.OVER
    )


def _is_foreign(there: Connection, who: Actor) -> bool:
    """Tell whether a client's connection in use is not by the office's sign-in."""
    return there.portal != who.portal and there.state not in connections.OVER


def _by(there: Mapping[int, Connection], link: Link) -> Connection | None:
    """Return the connection that a client's link is read by; none for a dossier that was never linked."""
    return None if link.connection_id is None else there[link.connection_id]


def _is_by(there: Connection | None, who: Actor, connection: Connection) -> bool:
    """Tell whether a client's connection is the one by which the office's connection is used there."""
    return there is not None and there.portal == who.portal and there.usable and there.chain_id == connection.chain_id


def _left(link: Link, connection: Connection | None) -> bool:
    """Tell whether a link is read no more by anybody's choice: overwritten, or without a connection in use."""
    over = connection is None or connection.state in connections.OVER
    return link.state == "broken" and (link.cause == "overwritten" or over)


def _refuse_outside(who: Actor, company: Company, package: Package) -> None:
    if who.companies is not None and company.id not in who.companies:
        raise AccessMissing(
            f"the access to “{who.environment}” does not include “{company.name}”",
            way_out="Ask the client to include it",
            package=package.info.name,
        )


def _refuse_more(
    installation: Installation, who: Actor, package: Package, there: tuple[Link, ...] | list[Link], same: Link | None
) -> None:
    """Raise AccessMissing where a client has what the company cannot take the place of: outside the access, or elsewhere."""
    hidden = [one for one in there if who.companies is not None and one.company.id not in who.companies]
    elsewhere = [one for one in there if one.package != package.key]
    if hidden or (elsewhere and same is None):
        raise AccessMissing(
            f"environment “{who.environment}” may have no more companies, and has one that this cannot take the place of",
            way_out=rights.ASK[installation.policy.switched_by("several_administrations")],
            package=package.info.name,
        )


def _refuse_another(package: Package, link: Link, connection: Connection, company: Company) -> None:
    """Raise InvalidInput where a number contradicts: the client's records are not those of the company that is seen now."""
    candidate = Candidate(package=package.key, company=company, login=connection.login.id)
    _, against = contradiction(package, link, candidate)
    if against:
        raise InvalidInput(
            f"“{company.name}” is not the company that the client has: its {against} is another one",
            way_out="Check at the package which company it is; nothing was changed",
            package=package.info.name,
        )
