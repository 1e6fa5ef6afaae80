"""Activating: an accounting office's own sign-in reads a company for a client, in the place of what read it before.

First a plan is made and shown; then exactly that plan is applied, or nothing where the facts have changed since.
"""

from __future__ import annotations

from dataclasses import dataclass

from boekhaak import logs
from boekhaak.errors import AccessMissing, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Answers, Connection, Link
from boekhaak.models.package import PackageInfo
from boekhaak.models.value import Value
from boekhaak.service import importing, listing, rights
from boekhaak.service.answering import checked, stage_of
from boekhaak.service.binding import imported
from boekhaak.service.breaking import OVERWRITTEN, Broken, Why, connections_over, link_goes_on, links_over, mended
from boekhaak.service.granting import is_over, portal
from boekhaak.service.listing import ListedCompany
from boekhaak.service.queueing import ask_for_first
from boekhaak.service.rights import may
from boekhaak.service.weighing import ActivationPlan, There, Weighed, room, weighed
from boekhaak.store import accesses, audit, clients, connections, environments, events, links, people, tokens
from boekhaak.store.clients import ClientLink
from boekhaak.store.database import Transaction

log = logs.get_logger()

WHY = Why("overwritten", OVERWRITTEN)
ACTIVATED = "the activation by the accounting office"


class Choice(Value):
    """A company that the office's sign-ins see; ``clients`` are ids of those of its clients that have it already."""

    listed: ListedCompany
    clients: tuple[str, ...] = ()


class Choices(Value):
    """What an office may choose from; ``missing`` says in the package's words what to do where a company is not there."""

    companies: tuple[Choice, ...]
    problems: tuple[str, ...] = ()
    missing: str = ""


@may("read")
def choices(actor: Actor, installation: Installation, package: str) -> Choices:
    """Return the companies that the sign-ins of the actor's portal see at a package, asked anew.

    Raises: InvalidInput for somebody who is in no portal; ConsentRequired when the office is not signed in there.
    """
    info = rights.package(actor, installation, package).info
    with installation.store.reading() as tx:
        office = portal(tx, actor)
        taken = clients.links(tx, office.id, installation.clock.now())
    seen = listing.list_companies(actor, installation, package)
    having: dict[tuple[str, str], list[str]] = {}
    for link in taken:
        if link.package == package:
            having.setdefault((link.region, link.company), []).append(link.environment)
    return Choices(
        companies=tuple(
            Choice(listed=one, clients=tuple(having.get((one.company.region, one.company.id), ())))
            for one in seen.companies
        ),
        problems=seen.problems,
        missing=_missing(info),
    )


@may("connect")
def plan(actor: Actor, installation: Installation, client: str, package: str, company: str) -> ActivationPlan:
    """Return what it would change to let the office's sign-in read a company, by its id or name, for a client.

    The package is asked for its list anew. Raises: NotFound for a company that the office's sign-ins do not see, with the
    package's own steps, and for an environment that never let the office in; AccessMissing where the access is over, for
    reading only, or does not include the company; InvalidInput where the company is another one now.
    """
    who = at_client(actor, installation, client)
    info = rights.package(actor, installation, package).info
    rights.package(who, installation, package)
    listed = _chosen(choices(actor, installation, package), company, info)
    within = room(who, installation)
    with installation.store.reading() as tx:
        connection = connections.get(tx, actor, listed.connection_id)
        return weighed(tx, installation, who, connection, listed.company, within=within).plan


def at_client(actor: Actor, installation: Installation, client: str) -> Actor:
    """Return the actor of a portal as he acts in a client, who may activate there. Raises: as :func:`plan`."""
    with installation.store.reading() as tx:
        office = portal(tx, actor)
    acting = Actor(environment=client, user=actor.user, role=actor.role, portal=office.id)
    return rights.admitted(acting, installation, "connect")


@may("connect")
def activate(actor: Actor, installation: Installation, planned: ActivationPlan) -> Link:
    """Apply exactly the plan that was shown, all or nothing; return the link of the company.

    The client's link keeps its id and its records. What it read by before is superseded, and its tokens are thrown away when
    nothing else lives by them. Raises: InvalidInput when the facts have changed since the plan was made; as :func:`plan`.
    """
    fresh = plan(actor, installation, planned.client, planned.package, planned.company.id)
    who = at_client(actor, installation, planned.client)
    there = There(who, room(who, installation))
    with installation.store.writing(durable=True) as tx:
        done = activated(installation, tx, actor, planned, there)
        if fresh != planned:
            raise _changed(planned)
    done.tell(installation)
    return done.link


def activated(installation: Installation, tx: Transaction, actor: Actor, planned: ActivationPlan, there: There) -> Done:
    """Apply exactly what was planned, in the transaction that is given. Raises: InvalidInput when something has changed."""
    _hold(installation, tx, there.who, planned)
    connection = connections.get(tx, actor, planned.connection_id)
    now = weighed(tx, installation, there.who, connection, planned.company, within=there.within)
    if not connection.usable or now.plan != planned:
        raise _changed(planned)
    if now.link is not None and planned.action == "active":
        return Done(now.link)
    done = _applied(installation, tx, there.who, connection, now)
    audit.add(
        installation.store, tx, actor, "activated",
        package=planned.package, connection_id=connection.id, details={"client": planned.client},
    )  # fmt: skip
    return done


@dataclass(frozen=True)
class Done:
    """What was applied: the host is told after the transaction."""

    link: Link
    added: bool = False
    broken: tuple[Broken, ...] = ()

    def tell(self, installation: Installation) -> None:
        """Tell the host's observers."""
        if self.added:
            installation.tell("company_imported", link=self.link)
        for one in self.broken:
            one.tell()


def _hold(installation: Installation, tx: Transaction, who: Actor, planned: ActivationPlan) -> None:
    """Let nobody change what the client permits before this transaction ends. Raises: InvalidInput where it changed already."""
    environments.alone(tx)
    access = accesses.newest(tx, who.environment, who.portal)
    access = accesses.held(tx, who.environment, access.id) if access is not None else None
    permitted = access is not None and access.state == "granted" and not is_over(installation, access)
    if access is None or not permitted or (access.scope, access.companies) != ("write", who.companies):
        raise _changed(planned)


def _changed(planned: ActivationPlan) -> InvalidInput:
    return InvalidInput(
        f"something has changed at “{planned.client}” since the plan for “{planned.company.name}” was made",
        way_out="Make the plan anew and look at it; nothing was changed",
        package=planned.name,
    )


def _applied(installation: Installation, tx: Transaction, who: Actor, connection: Connection, now: Weighed) -> Done:
    """Bind the company to the office's sign-in in its client, and end what that takes the place of."""
    store, made = installation.store, now.plan
    _hold_over(tx, now)
    here = connections.add(
        store,
        tx,
        who,
        package=connection.package,
        region=connection.region,
        app_id=connection.app_id,
        chain_id=connection.chain_id,
        login=connection.login,
        portal=who.portal,
    )
    added = now.link is None
    link = (
        _made(installation, tx, who, here, made) if now.link is None else _kept(installation, tx, here, now.link, made)
    )
    audit.add(store, tx, who, "activated", package=made.package, link_id=link.id, connection_id=here.id)
    if now.link is not None and now.link.connection_id is None and link.stage == "ready":
        ask_for_first(who, installation, tx, link)
    broken = _ended(installation, tx, now)
    events.add(store, tx, who.environment, "connected", package=made.package, connection_id=here.id)
    if now.link is None:
        imported(installation, tx, link)
    else:
        mended(installation, tx, now.link, here)
    return Done(link, added, broken)


def _hold_over(tx: Transaction, now: Weighed) -> None:
    """Supersede what is over first: rows are locked in the order of a chain that dies, which is chain, connections, links."""
    for one in now.over:
        tokens.is_dead(tx, one.chain_id)
    connections.set_state(tx, tuple(one.id for one in now.over), "superseded", OVERWRITTEN)


def _ended(installation: Installation, tx: Transaction, now: Weighed) -> tuple[Broken, ...]:
    """Break what was replaced, and throw the tokens away by which nothing lives any more."""
    broken = (
        links_over(installation, tx, now.replaced, WHY),
        connections_over(installation, tx, now.over, "superseded", WHY),
    )
    for one in now.over:
        if not connections.of_chain(tx, one.chain_id):
            tokens.revoke(tx, installation.vault, one.chain_id, OVERWRITTEN)
    return broken


def _kept(installation: Installation, tx: Transaction, here: Connection, link: Link, made: ActivationPlan) -> Link:
    """Let a link that the client has be read by the office's sign-in, from where it was."""
    link_goes_on(installation, tx, link, here, made.company)
    return links.get(tx, Actor(environment=link.environment, user=""), link.id)


def _made(installation: Installation, tx: Transaction, who: Actor, here: Connection, made: ActivationPlan) -> Link:
    """Bind a company that is new to the client. What the host asks of each company is answered in the client, afterwards."""
    store, policy = installation.store, installation.policy
    found = checked(policy, [user.id for user in people.listed(tx, who.environment)], made.company, Answers())
    set_up = policy.set_up == "answers" and not found.missing
    stage = stage_of(policy, set_up=set_up)
    link = links.add(store, tx, who, connection=here, company=made.company, host_company="", stage=stage)
    links.answer(tx, link, found.answers, set_up=set_up, stage=stage)
    audit.add(store, tx, who, "company linked", package=link.package, link_id=link.id, connection_id=here.id)
    if stage == "ready":
        ask_for_first(who, installation, tx, link)
    return links.get(tx, who, link.id)


@may("connect")
def activate_again(actor: Actor, installation: Installation, package: str) -> tuple[int, ...]:
    """Let the links that broke with the office's sign-in be read again after a new one; return which, over all its clients.

    The package is asked for its list once. Links of companies that it does not tell, and those that were overwritten or whose
    client permits no more than reading, stay broken. Raises: InvalidInput for somebody who is in no portal; ConsentRequired.
    """
    there = choices(actor, installation, package)
    seen = {(one.listed.company.region, one.listed.company.id): one.listed for one in there.companies}
    with installation.store.reading() as tx:
        theirs = clients.links(tx, actor.environment, installation.clock.now())
    broken = [one for one in theirs if one.ours and not one.working and one.connection == "authorised"]
    return tuple(
        one.link_id
        for one in broken
        if one.package == package
        and (listed := seen.get((one.region, one.company))) is not None
        and _again(actor, installation, one, listed)
    )


def _again(actor: Actor, installation: Installation, one: ClientLink, listed: ListedCompany) -> bool:
    """Let one link be read again by the office's sign-in, unless its client does not permit that, or it was overwritten."""
    try:
        who = at_client(actor, installation, one.environment)
        within = room(who, installation)
        with installation.store.writing() as tx:
            connection = connections.get(tx, actor, listed.connection_id)
            now = weighed(tx, installation, who, connection, listed.company, within=within)
            if now.link is None or now.link.cause == "overwritten" or now.plan.action != "activate":
                return False
            _hold(installation, tx, who, now.plan)
            done = _applied(installation, tx, who, connection, now)
    except (AccessMissing, InvalidInput) as refused:
        log.info("a client's link stays broken", link=one.link_id, why=refused.what)
        return False
    done.tell(installation)
    return True


def _chosen(there: Choices, wanted: str, info: PackageInfo) -> ListedCompany:
    """Return the company of that id or name among those that the office may choose from. Raises: NotFound."""
    listed = tuple(choice.listed for choice in there.companies)
    if any(wanted == one.company.id or wanted.casefold() == one.company.name.casefold() for one in listed):
        return importing.choose(listed, wanted)
    raise NotFound(
        f"your office's sign-in sees no company “{wanted}”",
        way_out=f"{_missing(info)} Then list the companies again: no new sign-in is needed".strip(),
        package=info.name,
    )


def _missing(info: PackageInfo) -> str:
    """Return what the package says to do where a company is missing, as a sentence."""
    text = dict(info.guidance).get("company_missing", "").strip()
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
