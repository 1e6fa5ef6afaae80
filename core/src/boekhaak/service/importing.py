"""Importing: binding companies, and reading their books from nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from boekhaak.errors import NotFound
from boekhaak.installation import Installation
from boekhaak.models.company import CompanyFacts
from boekhaak.models.link import Actor, Answers, Link
from boekhaak.models.package import StreamInfo
from boekhaak.models.run import RunSummary
from boekhaak.models.value import Value
from boekhaak.service.binding import Given, bind
from boekhaak.service.listing import ListedCompany, list_companies
from boekhaak.service.reading import Progress, Reading
from boekhaak.service.rights import may
from boekhaak.service.running import run_link
from boekhaak.service.waiting import beside, without_dossiers
from boekhaak.store import audit, links, runs

NONE: Mapping[str, Answers] = MappingProxyType({})
NAMELESS: Mapping[str, str] = MappingProxyType({})
"""Nothing answered, and no ids of the host."""


class Imported(Value):
    """What an import came to: each company's link, the ``added`` ones' ids, and connections that could not be asked."""

    links: tuple[Link, ...]
    added: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()


@may("write")
def import_companies(
    actor: Actor,
    installation: Installation,
    companies: Sequence[ListedCompany] | None = None,
    *,
    answers: Mapping[str, Answers] = NONE,
    host_companies: Mapping[str, str] = NAMELESS,
) -> Imported:
    """Import listed companies, or all that are new, as the host's policy says; those that are there already stay as they are.

    Of all that are new, those are left out, and told, that look like a dossier which waits for a relink; named ones are not.
    ``answers`` and the host's own ids are by the companies' ids. What has not to wait for people is due to be read at once.
    Raises: InvalidInput with all companies whose answers are missing or wrong, or that are more than the policy allows;
    AccessMissing with whom to ask; NotFound. Nothing is imported then.
    """
    return _import(actor, installation, companies, Given(answers, host_companies, begins=True))


@may("write")
def bind_companies(
    actor: Actor,
    installation: Installation,
    companies: Sequence[ListedCompany] | None = None,
    *,
    answers: Mapping[str, Answers] = NONE,
    host_companies: Mapping[str, str] = NAMELESS,
) -> Imported:
    """Import companies as :func:`import_companies` does, for a caller who reads them himself: nothing is due by it."""
    return _import(actor, installation, companies, Given(answers, host_companies))


@may("write")
def link_company(actor: Actor, installation: Installation, listed: ListedCompany, host_company: str = "") -> Link:
    """Bind a listed company to a host company; one that the environment has already is returned as it is.

    Nothing is due by it. Raises: as :func:`import_companies`, without answers.
    """
    given = Given(NONE, {listed.company.id: host_company})
    return bind(actor, installation, (listed,), given).links[0]


def _import(
    actor: Actor, installation: Installation, companies: Sequence[ListedCompany] | None, given: Given
) -> Imported:
    """Bind what is meant; what was answered about companies that are there already, and keep their answers, is told."""
    meant, problems = _meant(actor, installation, companies)
    bound = bind(actor, installation, meant, given)
    kept = tuple(
        f"{link.company.name} is imported already and keeps its answers; change them with `boekhaak set-up {link.id}`."
        for link in bound.links
        if link.id not in bound.added and link.company.id in given.answers
    )
    added = [link for link in bound.links if link.id in bound.added]
    told = beside(actor, installation, meant, added)
    return Imported(**bound._asdict(), problems=(*problems, *kept, *told))


def _meant(
    actor: Actor, installation: Installation, companies: Sequence[ListedCompany] | None
) -> tuple[tuple[ListedCompany, ...], tuple[str, ...]]:
    """Return what is to be imported: what is given, and all that is new where that is the policy or nothing is given.

    What nobody named is left out where it looks like a dossier that waits for a relink.
    """
    if companies is not None and installation.policy.imports != "all":
        return tuple(companies), ()
    given = tuple(companies or ())
    packages: set[str | None] = {one.package for one in given}
    seen = [list_companies(actor, installation, package) for package in packages or {None}]
    listed = [one for listing in seen for one in listing.companies]
    meant, left = without_dossiers(actor, installation, listed, named=given)
    new = [one for one in meant if one.link_id is None]
    return (*given, *new), (*(problem for listing in seen for problem in listing.problems), *left)


def choose(listed: tuple[ListedCompany, ...], wanted: str) -> ListedCompany:
    """Return the company of that id or, when only one has it, that name. Raises: NotFound."""
    found = [one for one in listed if one.company.id == wanted]
    found = found or [one for one in listed if one.company.name.casefold() == wanted.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(one.company.id for one in found)
        raise NotFound(f"several companies are called “{wanted}”", way_out=f"Name one by its id: {ids}")
    raise NotFound(
        f"no company “{wanted}” can be seen",
        way_out="`boekhaak companies` lists those that can; give the app and the login access to it at the package",
    )


@may("write")
def import_link(
    actor: Actor,
    installation: Installation,
    link_id: int,
    *,
    again: bool = False,
    patience: timedelta = timedelta(),
    progress: Progress | None = None,
) -> RunSummary:
    """Read the link's books from nothing, or on from where an interrupted import stopped.

    ``again`` reads everything anew; records keep their ids, unchanged ones are not written, and what is gone at the package
    is found. ``patience`` is how long a full window of the package is waited for. Raises: as
    :func:`boekhaak.service.running.run_link`.
    """

    with installation.store.writing() as tx:
        package = links.get(tx, actor, link_id).package
        audit.add(
            installation.store, tx, actor, "import asked", package=package, link_id=link_id, details={"again": again}
        )

    def unfinished(reading: Reading, facts: CompanyFacts) -> tuple[StreamInfo, ...]:  # noqa: ARG001 - a Choice
        infos = reading.package.info.streams
        if again:
            reading.forget(tuple(info.key for info in infos))
            return infos
        with installation.store.reading() as tx:
            states = {state.stream: state for state in runs.stream_states(tx, link_id)}
        return tuple(
            info
            for info in infos
            if (state := states.get(info.key)) is None or state.phase == "import" or reading.made_otherwise(info, state)
        )

    return run_link(actor, installation, link_id, "import", choose=unfinished, patience=patience, progress=progress)


@may("read")
def links_listed(actor: Actor, installation: Installation, package: str | None = None) -> tuple[Link, ...]:
    """Return the environment's links."""
    with installation.store.reading() as tx:
        return links.listed(tx, actor, package)
