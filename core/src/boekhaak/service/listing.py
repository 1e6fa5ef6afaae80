"""The companies that an environment's logins may see, and which of them are linked."""

from __future__ import annotations

from functools import partial

from boekhaak.errors import BoekhaakError, ConsentRequired
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.company import Company
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.package import OAuth2
from boekhaak.models.value import Value
from boekhaak.service.breaking import chain_died, chain_mended
from boekhaak.store import connections, environments, links


class ListedCompany(Value):
    """A company as a connection sees it; ``link_id`` when the environment has it already."""

    package: str
    connection_id: int
    company: Company
    link_id: int | None = None


class Listing(Value):
    """What all connections together may see; ``problems`` tells of connections that could not be asked."""

    companies: tuple[ListedCompany, ...]
    problems: tuple[str, ...] = ()


def list_companies(
    actor: Actor, installation: Installation, package: str | None = None, known: tuple[str, ...] = ()
) -> Listing:
    """Return the union over the environment's connections, by name.

    ``known`` are ids of companies that somebody knows to be open: some packages must be asked through one. A connection that
    needs a sign-in and has no link is superseded, and is not asked.
    Raises: ConsentRequired when there is no connection at all; the first error when none of them answers.
    """
    with installation.store.reading() as tx:
        environments.get(tx, actor.environment)
        found = connections.listed(tx, actor, package)
        linked = links.listed(tx, actor, package)
    if not found:
        raise ConsentRequired(
            f"environment “{actor.environment}” is not connected yet",
            way_out=f"Sign in with `boekhaak connect {package or 'PACKAGE'}`",
            package=package or "",
        )
    companies: dict[tuple[str, str, str], ListedCompany] = {}
    problems: list[BoekhaakError] = []
    of_links = {link.connection_id: link for link in linked}
    asked = [one for one in found if one.state == "authorised" or one.id in of_links] or found
    for connection in asked:
        try:
            for listed in _seen(installation, connection, linked, known):
                companies.setdefault((listed.package, listed.company.region, listed.company.id), listed)
        except BoekhaakError as error:
            problems.append(_named(installation, connection, of_links.get(connection.id), error))
    if len(problems) == len(asked):
        raise problems[0]
    by_name = sorted(companies.values(), key=lambda listed: (listed.company.name.casefold(), listed.company.id))
    return Listing(companies=tuple(by_name), problems=tuple(str(problem) for problem in problems))


def session(installation: Installation, connection: Connection) -> Http:
    """Return the way to a connection's package; a chain that dies on it breaks its links until it lives again."""
    return installation.sessions.open(
        installation.packages[connection.package],
        connection,
        partial(chain_died, installation),
        partial(chain_mended, installation),
    )


def _named(
    installation: Installation, connection: Connection, link: Link | None, error: BoekhaakError
) -> BoekhaakError:
    """Name the company in the error of a connection that opens no other, and what makes its link work again."""
    info = installation.packages[connection.package].info
    if link and isinstance(info.auth, OAuth2) and info.auth.chain == "grant":
        error.about(company=link.company.name)
        if isinstance(error, ConsentRequired):
            error.way_out = info.sign_in_again(link.id)
    return error


def _seen(
    installation: Installation, connection: Connection, linked: tuple[Link, ...], known: tuple[str, ...]
) -> list[ListedCompany]:
    ids = {(link.package, link.company.region, link.company.id): link.id for link in linked}
    ours = tuple(
        link.company.id
        for link in linked
        if link.package == connection.package and link.company.region == connection.region
    )
    package = installation.packages[connection.package]
    return [
        ListedCompany(
            package=connection.package,
            connection_id=connection.id,
            company=company,
            link_id=ids.get((connection.package, company.region, company.id)),
        )
        for company in package.list_companies((*known, *ours), session(installation, connection))
    ]
