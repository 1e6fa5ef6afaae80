"""The companies that an environment's logins may see, and which of them are linked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal, NamedTuple

from boekhaak.errors import AccessMissing, BoekhaakError, ConsentRequired, NotFound
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.company import Company
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.package import OAuth2
from boekhaak.models.value import Value
from boekhaak.service.breaking import Why, chain_died, chain_mended, links_over
from boekhaak.service.granting import refuse_over
from boekhaak.service.rights import may
from boekhaak.store import connections, environments, events, links, seen

PREPARED = ("awaiting_integration_user", "invitation_pending", "awaiting_consent")
"""The states of connections by which nobody has signed in yet."""

NOT_OPENED = Why("company_gone", "the consent that was given last does not open this company")
"""Why a link breaks whose company is missing from the first list after a consent."""

Empty = Literal["", "all_imported", "nothing_visible"]
"""Why a list has nothing new: the environment has it all, or the logins see nothing."""


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

    @property
    def new(self) -> tuple[ListedCompany, ...]:
        """The companies that the environment does not have yet, whoever imported the others."""
        return tuple(one for one in self.companies if one.link_id is None)

    @property
    def empty(self) -> Empty:
        """Why there is nothing new to choose from, or nothing where there is."""
        if self.new:
            return ""
        return "all_imported" if self.companies else "nothing_visible"


class Lists(NamedTuple):
    """What each connection's login sees, why some could not be asked, and how many calls that took."""

    answers: tuple[tuple[Connection, tuple[Company, ...]], ...]
    problems: tuple[str, ...]
    calls: int


@may("read")
def list_companies(
    actor: Actor, installation: Installation, package: str | None = None, known: tuple[str, ...] = ()
) -> Listing:
    """Return the union over the environment's connections, by name, asked anew; what came and went since is remembered.

    ``known`` are ids of companies that somebody knows to be open: some packages must be asked through one. Where connections
    belong to users, only the actor's own are asked. By an accounting office's login, its client sees what it is linked to.
    A connection that needs a sign-in and has no link is superseded, and is not asked; nor is one that is being prepared.
    Raises: ConsentRequired when there is no connection at all; the first error when none of them answers.
    """
    with installation.store.reading() as tx:
        theirs = links.listed(tx, _anybody(actor), package)
    ids = {(link.package, link.company.region, link.company.id): link.id for link in theirs}
    companies: dict[tuple[str, str, str], ListedCompany] = {}
    asked = lists(actor, installation, package, known)
    for connection, told in asked.answers:
        for company in told:
            place = (connection.package, company.region, company.id)
            listed = ListedCompany(
                package=connection.package, connection_id=connection.id, company=company, link_id=ids.get(place)
            )
            companies.setdefault(place, listed)
    by_name = sorted(companies.values(), key=lambda listed: (listed.company.name.casefold(), listed.company.id))
    return Listing(companies=tuple(by_name), problems=asked.problems)


def lists(
    actor: Actor,
    installation: Installation,
    package: str | None,
    known: tuple[str, ...] = (),
    only: Callable[[Connection], bool] = lambda _: True,
) -> Lists:
    """Return what each connection's login sees that the actor may see, asked anew, and why some could not be asked.

    ``only`` chooses connections to ask: where nobody is left to ask, nobody is asked. Raises: as :func:`list_companies`.
    """
    with installation.store.reading() as tx:
        environments.get(tx, actor.environment)
        found = own(actor, installation, connections.listed(tx, actor, package))
        linked = links.listed(tx, actor, package)
        theirs = links.listed(tx, _anybody(actor), package)
    of_links = {link.connection_id: link for link in linked if link.connection_id is not None}
    asked = [one for one in _to_ask(found, of_links, actor.environment, package) if only(one)]
    answers: list[tuple[Connection, tuple[Company, ...]]] = []
    problems: list[BoekhaakError] = []
    calls = 0
    for connection in asked:
        try:
            told, requests = _asked(installation, connection, theirs, known)
        except BoekhaakError as error:
            problems.append(_named(installation, connection, of_links.get(connection.id), error))
            continue
        calls += requests
        remembered(installation, connection, told, theirs)
        answers.append((connection, _shown(actor, connection, told, theirs)))
    if problems and not answers:
        raise problems[0]
    return Lists(tuple(answers), tuple(str(problem) for problem in problems), calls)


@may("read")
def granted(actor: Actor, installation: Installation, connection_id: int) -> tuple[Company, ...]:
    """Return the companies that a connection opens since its last list, and that the environment did not know: after a consent.

    The package is asked anew; the host hears of it (``companies_granted``) where there are any. Raises: NotFound; as the calls
    of the package.
    """
    with installation.store.reading() as tx:
        connection = mine(actor, installation, connections.get(tx, actor, connection_id))
        theirs = links.listed(tx, _anybody(actor), connection.package)
    there = _told(installation, connection, theirs, ())
    came = _shown(actor, connection, remembered(installation, connection, there, theirs, told=True), theirs)
    return tuple(sorted(came, key=lambda company: (company.name.casefold(), company.id)))


def usable(actor: Actor, installation: Installation, listed: ListedCompany) -> Connection:
    """Return the connection by which the actor may ask a package about a company that it says was listed.

    Raises: NotFound for another user's connection, and for a company that its login does not see or the actor may not see;
    AccessMissing for one that an accounting office's login sees and the environment does not have.
    """
    company = listed.company
    with installation.store.reading() as tx:
        connection = mine(actor, installation, connections.get(tx, actor, listed.connection_id))
        linked = links.of_company(tx, actor, connection.package, company) is not None
        there = [one for one in seen.listed(tx, (connection.id,)) if one.gone_at is None]
        theirs = links.listed(tx, _anybody(actor), connection.package)
    if connection.portal and not linked:
        raise AccessMissing(
            f"connection {connection.id} is an accounting office's, which sees other clients' companies too",
            way_out="Ask the office to activate the company, or sign in with a login of your own",
            package=connection.package,
        )
    known = linked or (company.region == connection.region and any(one.id == company.id for one in there))
    if not known:
        told = _told(installation, connection, theirs, (company.id,))
        remembered(installation, connection, told, theirs)
        known = any((one.region, one.id) == (company.region, company.id) for one in told)
    if not known or (actor.companies is not None and company.id not in actor.companies):
        raise NotFound(
            f"no company “{company.id}” can be seen by connection {connection.id}",
            way_out="List the companies anew; `boekhaak why` tells why one is missing",
            package=connection.package,
        )
    return connection


def own(actor: Actor, installation: Installation, found: tuple[Connection, ...]) -> tuple[Connection, ...]:
    """Return those of an environment's connections that the actor may use: where users own them, no other user's."""
    if installation.policy.owner == "environment" or actor.role == "helpdesk" or actor.portal:
        return found
    return tuple(one for one in found if one.owner in {"", actor.user})


def mine(actor: Actor, installation: Installation, connection: Connection) -> Connection:
    """Return a connection that the actor may use. Raises: NotFound for another user's."""
    if not own(actor, installation, (connection,)):
        raise NotFound(
            f"{actor.user} has no connection {connection.id}",
            way_out="Sign in with `boekhaak connect`: each user sees what his own login opens",
        )
    return connection


def remembered(
    installation: Installation,
    connection: Connection,
    companies: tuple[Company, ...],
    linked: tuple[Link, ...],
    *,
    told: bool = False,
) -> tuple[Company, ...]:
    """Remember what a login sees now; return what is new to the environment, and tell the host of it where that is wanted.

    Of what a login sees no more, the host hears where it is linked through it; after a consent (``told``) that link breaks.
    """
    store = installation.store
    companies = _of_environment(connection, companies, linked)
    with store.reading() as tx:
        since = seen.compared(tx, connection, companies)
    if not any(since):
        return ()
    through = {link.company.id: link for link in linked if link.connection_id == connection.id}
    here = {link.company.id for link in linked if _same_place(link, connection)}
    with store.writing() as tx:
        since = seen.compared(tx, connection, companies)
        here |= seen.elsewhere(tx, connection)
        seen.remember(store, tx, connection, since)
        came = tuple(one for one in since.came if one.id not in here)
        for gone in since.went:
            if (link := through.get(gone.id)) is not None:
                events.add(
                    store, tx, connection.environment, "company_gone",
                    package=connection.package, link_id=link.id, connection_id=connection.id, data={"company": gone.id},
                )  # fmt: skip
        lost = [link for gone in since.went if (link := through.get(gone.id)) is not None and link.state == "ok"]
        broken = links_over(installation, tx, lost if told else [], NOT_OPENED)
        if came and told:
            events.add(
                store, tx, connection.environment, "companies_granted",
                package=connection.package, connection_id=connection.id, data={"count": len(came)},
            )  # fmt: skip
    broken.tell()
    return came


def is_gone(installation: Installation, connection: Connection, link: Link) -> bool:
    """Tell whether a link's company is not among those that its login sees; one that cannot be asked tells nothing."""
    try:
        told = _told(installation, connection, (link,), ())
    except BoekhaakError:
        return False
    return all((one.region, one.id) != (link.company.region, link.company.id) for one in told)


def session(installation: Installation, connection: Connection, company: Company | None = None) -> Http:
    """Return the way to a connection's package; a chain that dies on it breaks its links until it lives again.

    Raises: ConsentRequired for one by an accounting office's login whose access is over, or does not include the company.
    """
    refuse_over(installation, connection, company)
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


def _to_ask(
    found: tuple[Connection, ...], of_links: Mapping[int, Link], environment: str, package: str | None
) -> tuple[Connection, ...]:
    """Return the connections to ask. Raises: ConsentRequired where nobody is or ever was signed in by any."""
    asked = tuple(one for one in found if one.usable or (one.state == "needs_sign_in" and one.id in of_links))
    asked = asked or tuple(one for one in found if one.state == "needs_sign_in")
    if asked:
        return asked
    being_prepared = any(one.state in PREPARED for one in found)
    again = "is not connected yet" if being_prepared or not found else "is connected no more"
    raise ConsentRequired(
        f"environment “{environment}” {again}",
        way_out=f"Sign in with `boekhaak connect {package or 'PACKAGE'}`",
        package=package or "",
    )


def _told(
    installation: Installation, connection: Connection, linked: tuple[Link, ...], known: tuple[str, ...]
) -> tuple[Company, ...]:
    """Ask a connection's package which companies its login sees."""
    return _asked(installation, connection, linked, known)[0]


def _asked(
    installation: Installation, connection: Connection, linked: tuple[Link, ...], known: tuple[str, ...]
) -> tuple[tuple[Company, ...], int]:
    """Return what a connection's package answers, and how many calls that took."""
    ours = tuple(link.company.id for link in linked if link.company.id and _same_place(link, connection))
    package = installation.packages[connection.package]
    http = session(installation, connection)
    return tuple(package.list_companies((*known, *ours), http)), http.requests


def _of_environment(
    connection: Connection, companies: tuple[Company, ...], linked: tuple[Link, ...]
) -> tuple[Company, ...]:
    """Leave out what an office's login sees of its other clients: which company is whose, the office says by activating it."""
    if not connection.portal:
        return companies
    ours = {link.company.id for link in linked if _same_place(link, connection)}
    return tuple(one for one in companies if one.id in ours)


def _shown(
    actor: Actor, connection: Connection, companies: tuple[Company, ...], linked: tuple[Link, ...]
) -> tuple[Company, ...]:
    """Return what the actor may see of it; the office itself sees all that its login does, as far as its access goes."""
    if connection.portal != actor.portal:
        companies = _of_environment(connection, companies, linked)
    return tuple(one for one in companies if actor.companies is None or one.id in actor.companies)


def _anybody(actor: Actor) -> Actor:
    """Return who sees all of the actor's environment: what differs there is nobody's own."""
    return actor.model_copy(update={"packages": None, "companies": None})


def _same_place(link: Link, connection: Connection) -> bool:
    return (link.package, link.company.region) == (connection.package, connection.region)
