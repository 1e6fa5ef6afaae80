"""Importing: binding companies, and reading their books from nothing."""

from __future__ import annotations

from datetime import timedelta

from boekhaak.errors import NotFound
from boekhaak.installation import Installation
from boekhaak.models.company import CompanyFacts
from boekhaak.models.link import Actor, Link
from boekhaak.models.package import StreamInfo
from boekhaak.models.run import RunSummary
from boekhaak.service.listing import ListedCompany
from boekhaak.service.reading import Progress, Reading
from boekhaak.service.running import run_link
from boekhaak.store import audit, connections, links, runs


def link_company(actor: Actor, installation: Installation, listed: ListedCompany, host_company: str = "") -> Link:
    """Bind a listed company to a host company; one that the environment has already is returned as it is."""
    with installation.store.writing() as tx:
        connection = connections.get(tx, actor, listed.connection_id)
        if (bound := links.of_company(tx, actor, connection.package, listed.company)) is not None:
            return bound
        link = links.add(
            installation.store, tx, actor, connection=connection, company=listed.company, host_company=host_company
        )
        audit.add(
            installation.store, tx, actor, "company linked",
            package=link.package, link_id=link.id, connection_id=connection.id,
        )  # fmt: skip
        return link


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


def links_listed(actor: Actor, installation: Installation, package: str | None = None) -> tuple[Link, ...]:
    """Return the environment's links."""
    with installation.store.reading() as tx:
        return links.listed(tx, actor, package)
