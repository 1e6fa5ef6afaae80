"""Binding companies: which the host's policy lets in, with which answers, and what their first reading waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from boekhaak.errors import AccessMissing, ConsentRequired, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.company import Place
from boekhaak.models.link import Actor, Answers, Connection, Link
from boekhaak.service import rights
from boekhaak.service.answering import Checked, checked, lacking, refuse, stage_of
from boekhaak.service.listing import ListedCompany, usable
from boekhaak.service.queueing import ask_for_first
from boekhaak.store import audit, connections, environments, events, links, people
from boekhaak.store.database import Transaction


class Given(NamedTuple):
    """What is given with companies, by their ids; ``begins``: what need not wait is to be read at once."""

    answers: Mapping[str, Answers]
    host_companies: Mapping[str, str]
    begins: bool = False


class Bound(NamedTuple):
    """The link of each company, and the ids of those that were added."""

    links: tuple[Link, ...]
    added: tuple[int, ...]


class _New(NamedTuple):
    """A company that the environment does not have yet, and through what it is to be bound."""

    listed: ListedCompany
    connection: Connection


def bind(actor: Actor, installation: Installation, companies: Sequence[ListedCompany], given: Given) -> Bound:
    """Bind companies, all or none; those that the environment has already stay as they are, with their answers.

    Raises: InvalidInput, AccessMissing or NotFound, with all companies that may not be bound as they are given.
    """
    store, several = installation.store, rights.has(actor, installation, "several_administrations")
    _refuse_unknown(companies, given)
    for one in companies:
        usable(actor, installation, one)
    with store.writing() as tx:
        if not several or installation.policy.imports == "one":
            environments.alone(tx)  # as an accounting office does that activates: both count the companies
        connections.hold(tx, [one.connection_id for one in companies])
        environments.hold(tx, actor.environment)
        used = {id_: connections.get(tx, actor, id_) for id_ in {one.connection_id for one in companies}}
        every = links.listed(tx, actor.model_copy(update={"packages": None, "companies": None}))
        there: dict[Place, Link] = {(link.package, link.company.region, link.company.id): link for link in every}
        fresh: dict[Place, _New] = {}
        for one in companies:
            new = _New(one, used[one.connection_id])
            fresh.setdefault(_place(new), new)
        wanted = tuple(fresh)
        fresh = {place: new for place, new in fresh.items() if place not in there}
        for new in fresh.values():
            _refuse_ended(new)
        refuse_more(actor, installation, every, [new.connection.package for new in fresh.values()], several=several)
        found = _answered(actor, installation, tx, fresh, given.answers)
        added = {
            place: _add(actor, installation, tx, new, found=found[place], given=given) for place, new in fresh.items()
        }
        for link in added.values():
            imported(installation, tx, link)
        bound = tuple(links.get(tx, actor, (there | added)[place].id) for place in wanted)
    for link in added.values():
        installation.tell("company_imported", link=link)
    return Bound(bound, tuple(link.id for link in added.values()))


def imported(installation: Installation, tx: Transaction, link: Link) -> None:
    """Write down for the host that a company was bound."""
    company = link.company
    told = {"company": company.id, "region": company.region, "host_company": link.host_company}
    events.of_link(installation.store, tx, link, "company_imported", told)


def _place(new: _New) -> Place:
    return new.connection.package, new.listed.company.region, new.listed.company.id


def _add(actor: Actor, installation: Installation, tx: Transaction, new: _New, *, found: Checked, given: Given) -> Link:
    """Bind one company with its answers, and let it be read if it need not wait and that is wanted."""
    store, policy, company = installation.store, installation.policy, new.listed.company
    set_up = policy.set_up == "answers" and not found.missing
    stage = stage_of(policy, set_up=set_up)
    host_company = given.host_companies.get(company.id, "")
    link = links.add(
        store, tx, actor, connection=new.connection, company=company, host_company=host_company, stage=stage
    )
    links.answer(tx, link, found.answers, set_up=set_up, stage=stage)
    audit.add(
        store, tx, actor, "company linked", package=link.package, link_id=link.id, connection_id=link.connection_id
    )
    if given.begins and stage == "ready":
        ask_for_first(actor, installation, tx, link)
    return links.get(tx, actor, link.id)


def _answered(
    actor: Actor,
    installation: Installation,
    tx: Transaction,
    fresh: Mapping[Place, _New],
    answers: Mapping[str, Answers],
) -> dict[Place, Checked]:
    """Check answers for new companies. Raises: InvalidInput with all that are wrong, or missing where they come first."""
    policy = installation.policy
    users = [user.id for user in people.listed(tx, actor.environment)]
    companies = {place: new.listed.company for place, new in fresh.items()}
    found = {
        place: checked(policy, users, company, answers.get(company.id, Answers()))
        for place, company in companies.items()
    }
    before = policy.asked == "before"
    refuse(
        {
            f"{company.name} ({company.id})": found[place].wrong + (lacking(found[place].missing) if before else [])
            for place, company in companies.items()
        }
    )
    return found


def _refuse_unknown(companies: Sequence[ListedCompany], given: Given) -> None:
    """Raise InvalidInput for answers, or ids of the host, that belong to no company that is to be bound."""
    meant = {one.company.id for one in companies}
    if unknown := sorted({*given.answers, *given.host_companies} - meant):
        raise InvalidInput(
            f"there are answers for {', '.join(unknown)}, which nobody imports",
            way_out="Nothing was changed. Name companies by their ids, as the list of companies tells them",
        )


def _refuse_ended(new: _New) -> None:
    """Raise ConsentRequired for a connection that ended meanwhile."""
    if new.connection.state in connections.OVER:
        raise ConsentRequired(
            f"connection {new.connection.id} is used no more",
            way_out="List the companies again, and import what the living connections see",
            package=new.connection.package,
        )


def refuse_more(
    actor: Actor,
    installation: Installation,
    there: Collection[Link],
    fresh: Collection[str],
    *,
    several: bool,
) -> None:
    """Raise an error for more companies than the policy, or what is switched on, lets the environment have.

    ``fresh`` are the packages of those that are to come.
    """
    packages = Counter([*(link.package for link in there), *fresh])
    over = [package for package in fresh if packages[package] > 1]
    if over and installation.policy.imports == "one":
        names = [
            f"{link.company.name} (link {link.id})"
            for link in there
            if link.package == over[0] and (actor.companies is None or link.company.id in actor.companies)
        ]
        raise InvalidInput(
            f"environment “{actor.environment}” has one company of a package, not {packages[over[0]]}"
            + (f": it has {', '.join(names)}" if names else ""),
            way_out=f"Nothing was changed. {_instead(there, over[0])}",
            package=over[0],
        )
    if fresh and not several and len(there) + len(fresh) > 1:
        raise AccessMissing(
            f"“several administrations” is not switched on for environment “{actor.environment}”, which would have "
            f"{len(there) + len(fresh)}",
            way_out=rights.ASK[installation.policy.switched_by("several_administrations")],
        )


def _instead(there: Collection[Link], package: str) -> str:
    """Return what to do where the environment has its one company of a package already."""
    if any(link.package == package and link.connection_id is None for link in there):
        return "It has a dossier that was never linked: `boekhaak relink` binds that"
    return "Choose one; `boekhaak disconnect --erase` lets the present one go"
