"""Why a company cannot be seen: the list, the logins, the list of last time and the environment compared, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.models.company import SeenCompany
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.package import PackageInfo
from boekhaak.models.value import Value
from boekhaak.service import rights
from boekhaak.service.listing import PREPARED, Listing, list_companies, own
from boekhaak.service.rights import may
from boekhaak.store import connections, links, seen

Reason = Literal[
    "switched_off",
    "imported",
    "outside_access",
    "not_connected",
    "one_only",
    "visible",
    "other_login",
    "seen_no_more",
    "signed_out",
    "needs_sign_in",
    "not_answering",
    "never_seen",
]
"""Why somebody does not find a company; ``visible``: there it is, and may be imported."""

STEPS = ("company_missing", "accept_invitation", "open_first", "module")
"""The package's texts for somebody whose company is missing, in the order in which they help."""
AGAIN = "List the companies again with `boekhaak companies`: what is new there needs no other sign-in."
SIGNED_OUT = ("needs_sign_in", *connections.OVER)


class Missing(Value):
    """Why a company is missing: the ``reason`` and a ``sentence`` that says it, and the ``steps`` to take, in order.

    ``link_id`` is its link where it is imported, ``connection_id`` and ``login`` the connection that it is about, ``since`` when
    the company was first found not to be seen any more. ``problems`` tells of connections that could not be asked.
    """

    reason: Reason
    sentence: str
    steps: tuple[str, ...]
    link_id: int | None = None
    connection_id: int | None = None
    login: str = ""
    since: datetime | None = None
    problems: tuple[str, ...] = ()


class _Facts(NamedTuple):
    """What is known of a company that somebody wants."""

    installation: Installation
    actor: Actor
    info: PackageInfo
    wanted: str
    links: tuple[Link, ...]
    connections: tuple[Connection, ...]
    own: tuple[Connection, ...]
    seen: tuple[SeenCompany, ...]
    listing: Listing

    def is_it(self, id_: str, name: str) -> bool:
        """Tell whether a company is the wanted one, by its id or name."""
        return self.wanted.casefold() in {id_.casefold(), name.casefold()} - {""}

    def connection(self, id_: int) -> Connection:
        """Return one of the connections."""
        return next(one for one in self.connections if one.id == id_)


@may("read")
def why_missing(actor: Actor, installation: Installation, package: str, wanted: str) -> Missing:
    """Tell why the company of that id or name is not in the list, asking the package anew, and what to do about it.

    It tells of the actor's own environment only. Raises: NotFound, PackageBroken for no such package.
    """
    info = installation.packages[package].info
    if actor.packages is not None and package not in actor.packages:
        off = rights.switched_off(installation, actor.environment, package, info.name)
        return Missing(reason="switched_off", sentence=f"{off.what}.", steps=(f"{off.way_out}.",))
    try:
        listing = list_companies(actor, installation, package)
    except BoekhaakError as error:
        listing = Listing(companies=(), problems=(str(error),))
    with installation.store.reading() as tx:
        every = connections.listed(tx, actor, package)
        facts = _Facts(
            installation=installation,
            actor=actor,
            info=info,
            wanted=wanted.strip(),
            links=links.listed(tx, actor, package),
            connections=every,
            own=own(actor, installation, every),
            seen=seen.listed(tx, [one.id for one in every]),
            listing=listing,
        )
    found = next(told for look in LOOKS if (told := look(facts)) is not None)
    return found.model_copy(update={"problems": listing.problems})


def _imported(facts: _Facts) -> Missing | None:
    listed = [one.link_id for one in facts.listing.companies if facts.is_it(one.company.id, one.company.name)]
    for link in facts.links:
        if link.id in listed or facts.is_it(link.company.id, link.company.name):
            broken = f", and the link is broken: {link.reason}" if link.state == "broken" else ""
            steps = (f"{facts.info.sign_in_again(link.id)}.",) if broken else ()
            here = "here" if link.connection_id is None else "imported here"
            return Missing(
                reason="imported",
                sentence=f"{link.company.name} is {here} already: it is link {link.id}{broken}.",
                steps=steps or ("The list of new companies leaves out what is here; `boekhaak companies` shows both.",),
                link_id=link.id,
            )
    return None


def _visible(facts: _Facts) -> Missing | None:
    there = [one for one in facts.listing.new if facts.is_it(one.company.id, one.company.name)]
    if not there:
        return None
    company, policy = there[0].company, facts.installation.policy
    several = rights.has(facts.actor, facts.installation, "several_administrations")
    if facts.links and (policy.imports == "one" or not several):
        ask = rights.ASK[policy.switched_by("several_administrations")]
        return Missing(
            reason="one_only",
            sentence=f"{company.name} can be seen, but the environment has its one company: {facts.links[0].company.name}.",
            steps=(f"{ask}.",) if not several else ("Let the present one go first: `boekhaak disconnect --erase`.",),
            link_id=facts.links[0].id,
        )
    return Missing(
        reason="visible",
        sentence=f"{company.name} can be seen now.",
        steps=(f"Import it: `boekhaak import {company.id}`.",),
        connection_id=there[0].connection_id,
    )


def _outside(facts: _Facts) -> Missing | None:
    """Say nothing of what the client has besides: the same is told of any other name."""
    if facts.actor.companies is None:
        return None
    return Missing(
        reason="outside_access",
        sentence=f"“{facts.wanted}” is none of the {len(facts.actor.companies)} companies that your office may see here.",
        steps=("Ask the client to let your office see it as well.",),
    )


def _not_connected(facts: _Facts) -> Missing | None:
    if any(one.state not in PREPARED for one in facts.connections):
        return None
    prepared = facts.connections[0] if facts.connections else None
    waits = f"connection {prepared.id} waits for it ({prepared.state.replace('_', ' ')})" if prepared else ""
    return Missing(
        reason="not_connected",
        sentence=f"Nobody has signed in at {facts.info.name} yet{f': {waits}' if waits else ''}.",
        steps=(f"{facts.info.sign_in_again().replace('Sign in again', 'Sign in', 1)}.",),
        connection_id=prepared.id if prepared else None,
    )


def _other_login(facts: _Facts) -> Missing | None:
    mine = {one.id for one in facts.own}
    for one in _known(facts, gone=False):
        connection = facts.connection(one.connection_id)
        if one.connection_id not in mine and connection.usable:
            return Missing(
                reason="other_login",
                sentence=f"{one.name} opens under another connection only: {connection.owner}'s, {_login(connection)}.",
                steps=(
                    f"Let {connection.owner} import it, or give your own login access to it at {facts.info.name}.",
                    AGAIN,
                ),
                connection_id=connection.id,
                login=_login(connection),
            )
    return None


def _signed_out(facts: _Facts) -> Missing | None:
    for one in _known(facts, gone=False):
        connection = facts.connection(one.connection_id)
        if connection.state in SIGNED_OUT:
            return Missing(
                reason="signed_out",
                sentence=f"{one.name} was seen by {_login(connection)}, who is signed in no more.",
                steps=(f"{facts.info.sign_in_again()}, as {_login(connection)}.",),
                connection_id=connection.id,
                login=_login(connection),
            )
    return None


def _seen_no_more(facts: _Facts) -> Missing | None:
    for one in _known(facts, gone=True):
        assert one.gone_at is not None  # noqa: S101 - it was asked for
        connection = facts.connection(one.connection_id)
        return Missing(
            reason="seen_no_more",
            sentence=f"{one.name} was seen by {_login(connection)} before, and no more since {one.gone_at:%Y-%m-%d %H:%M} UTC: "
            "its rights there, or the app's, were taken away, or the company is closed.",
            steps=_steps(facts, connection),
            connection_id=connection.id,
            login=_login(connection),
            since=one.gone_at,
        )
    return None


def _unasked(facts: _Facts) -> Missing | None:
    """Look for a login that could not be asked: it may be the one that sees the company."""
    for connection in facts.own:
        if connection.state == "needs_sign_in":
            return Missing(
                reason="needs_sign_in",
                sentence=f"{_login(connection)} has to sign in again: {connection.reason or 'nobody is signed in by it'}.",
                steps=(f"{facts.info.sign_in_again()}.", AGAIN),
                connection_id=connection.id,
                login=_login(connection),
            )
    if not any(one.usable for one in facts.own):
        return Missing(
            reason="not_connected",
            sentence=f"Nobody is signed in at {facts.info.name} any more.",
            steps=(f"{facts.info.sign_in_again()}.", AGAIN),
        )
    if facts.listing.problems:
        return Missing(
            reason="not_answering",
            sentence=f"{facts.info.name} could not be asked.",
            steps=(facts.listing.problems[0], AGAIN),
        )
    return None


def _never_seen(facts: _Facts) -> Missing:
    asked = [one for one in facts.own if one.usable]
    logins = ", ".join(_login(one) for one in asked) or "nobody who is signed in"
    return Missing(
        reason="never_seen",
        sentence=f"{logins} {'see' if len(asked) > 1 else 'sees'} no “{facts.wanted}” at {facts.info.name}, and did not before.",
        steps=_steps(facts, asked[0] if asked else None),
    )


LOOKS: tuple[Callable[[_Facts], Missing | None], ...] = (
    _imported,
    _visible,
    _outside,
    _not_connected,
    _other_login,
    _signed_out,
    _seen_no_more,
    _unasked,
    _never_seen,
)
"""What is looked at, the surest reason first."""


def _known(facts: _Facts, *, gone: bool) -> Sequence[SeenCompany]:
    """Return where the wanted company stands in lists of before: in what logins see, or in what they see no more."""
    return [one for one in facts.seen if facts.is_it(one.id, one.name) and (one.gone_at is not None) == gone]


def _steps(facts: _Facts, connection: Connection | None) -> tuple[str, ...]:
    """Return the package's own steps in order; invitations to a mailbox of the host's are accepted by the host."""
    guidance = dict(facts.info.guidance)
    keys = [key for key in STEPS if key in guidance]
    if connection is not None and connection.mailbox == "host":
        keys = [key for key in keys if key != "accept_invitation"]
    return (*(line for key in keys for line in guidance[key].splitlines()), AGAIN)


def _login(connection: Connection) -> str:
    login = connection.login
    return login.email or login.name or login.id or connection.email or f"connection {connection.id}"
