"""Waiting: companies that look like dossiers which wait for a relink, so that none is imported beside its dossier unasked."""

from __future__ import annotations

from collections.abc import Sequence

from boekhaak.installation import Installation
from boekhaak.models.company import Candidate, Evidence, Place
from boekhaak.models.link import Actor, Link
from boekhaak.recognition.assignment import Recognised, recognise
from boekhaak.recognition.names import likeness, name
from boekhaak.recognition.portfolio import Seen
from boekhaak.service.listing import ListedCompany
from boekhaak.service.looking import evidence_of
from boekhaak.store import links


def without_dossiers(
    actor: Actor, installation: Installation, listed: Sequence[ListedCompany], named: Sequence[ListedCompany] = ()
) -> tuple[tuple[ListedCompany, ...], tuple[str, ...]]:
    """Leave out new companies that look like a dossier which waits for a relink; say of each which one, and the way out.

    Where several look as much like one dossier, none is taken: one of them may be it. What a person ``named`` stays.
    """
    with installation.store.reading() as tx:
        every = links.listed(tx, actor)
    waiting = {link.id: link for link in every if is_waiting(link)}
    working = [link for link in every if link.state == "ok"]
    left: dict[Place, Link] = {}
    best: dict[int, int] = {}
    while waiting:
        there = [one for one in listed if _place(one) not in left]
        found = _recognised(installation, tuple(waiting.values()), there, working)
        fits = [one for one in found if one.place is not None and one.score >= best.get(one.link_id, one.score)]
        left |= {_place(there[one.place]): waiting[one.link_id] for one in fits if one.place is not None}
        best = {one.link_id: one.score for one in fits} | best
        waiting = {one.link_id: waiting[one.link_id] for one in fits if not waiting[one.link_id].company.id}
    meant = {_place(one) for one in named}
    out = {
        _place(one): one for one in listed if one.link_id is None and _place(one) in left and _place(one) not in meant
    }
    kept = tuple(one for one in listed if _place(one) not in out)
    return kept, tuple(_not_imported(one, left[place]) for place, one in out.items())


def beside(
    actor: Actor, installation: Installation, listed: Sequence[ListedCompany], added: Sequence[Link]
) -> tuple[str, ...]:
    """Say which companies are dossiers that wait for a relink, and beside which ones a second link was added."""
    with installation.store.reading() as tx:
        every = links.listed(tx, actor)
    waiting = {link.id: link for link in every if is_waiting(link)}
    by_place = {(link.package, link.company.region, link.company.id): link for link in waiting.values()}
    same = {_place(one): _is_here(one, by_place[_place(one)]) for one in listed if _place(one) in by_place}
    there = [
        ListedCompany(package=link.package, connection_id=link.connection_id or 0, company=link.company)
        for link in added
    ]
    found = _recognised(installation, tuple(waiting.values()), there) if waiting and there else ()
    second = (_beside(there[one.place], waiting[one.link_id]) for one in found if one.place is not None)
    return (*same.values(), *second)


def is_waiting(link: Link) -> bool:
    """Tell whether a link is a dossier that is read once it is linked."""
    return link.state == "broken" and link.connection_id is None


def _recognised(
    installation: Installation, waiting: Sequence[Link], listed: Sequence[ListedCompany], working: Sequence[Link] = ()
) -> tuple[Recognised, ...]:
    """Return which listed company each dossier is, by what lists tell."""

    def evidence(link: Link, candidate: Candidate) -> Evidence:
        return evidence_of(installation.packages[link.package], link, candidate)

    packages = {one.package for one in listed}
    here = [link for link in waiting if link.package in packages]
    return recognise(here, [Seen(one.package, one.company, ()) for one in listed], evidence, working)


def _place(one: ListedCompany) -> Place:
    return one.package, one.company.region, one.company.id


def _called(one: ListedCompany) -> str:
    """Return how the package calls a company."""
    return f"“{one.company.name}” ({one.company.id})"


def _not_imported(one: ListedCompany, link: Link) -> str:
    return (
        f"{_called(one)} looks like the dossier “{link.company.name}” (link {link.id}), which waits for `boekhaak relink`: "
        "not imported. Import it by its id if it is another company."
    )


def _is_here(one: ListedCompany, link: Link) -> str:
    dossier = f"link {link.id}, the dossier “{link.company.name}”, which was never linked"
    if likeness(name(one.company.name), name(link.company.name)) == "other":
        return f"{_called(one)} has the id of {dossier}: `boekhaak relink` shows whether it is that company."
    return f"{_called(one)} is here already as {dossier}: `boekhaak relink` binds it."


def _beside(one: ListedCompany, link: Link) -> str:
    return (
        f"{_called(one)} was imported beside the dossier “{link.company.name}” (link {link.id}), which looks like it: "
        "`boekhaak relink` before an import keeps them one."
    )
