"""Access: what a client environment permits an accounting office, by its e-mail address, and takes back at any time.

Where it is taken back, or ends, what the office's login reads there stops in the same transaction: only the client's own rows
are touched, so no other client notices, however many live by that login.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Literal

from boekhaak.errors import AccessMissing, ConsentRequired, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.company import Company
from boekhaak.models.link import Actor, Connection, Environment
from boekhaak.models.portal import Access
from boekhaak.service.breaking import Broken, Why, connections_over, links_over
from boekhaak.service.registering import ID
from boekhaak.service.rights import may
from boekhaak.store import accesses, audit, connections, environments, events, links
from boekhaak.store.database import Transaction

WITHDRAWN = "the access of the accounting office was withdrawn"
ENDED = "the access of the accounting office has ended"
NARROWED = "the access of the accounting office includes this company no longer"

EMAIL = re.compile(r"[^@\s<>(),;:\\\"]+@[^@\s<>(),;:\\\"]+\.[^@\s<>(),;:\\\".]+")
NOBODY = ""
"""Who ends an access whose day has come."""


@may("administer")
def grant(
    actor: Actor,
    installation: Installation,
    email: str,
    *,
    scope: Literal["read", "write"] = "write",
    companies: AbstractSet[str] | None = None,
    ends_at: datetime | None = None,
) -> Access:
    """Let the accounting office of that e-mail address in, also before there is one; it replaces what it was permitted before.

    ``read`` lets it look, ``write`` also import, and activate its own sign-in. ``companies`` are ids at their packages, None for
    all. A company that is no longer included stops being read by the office's login. Raises: InvalidInput.
    """
    _refuse_office(actor)
    address = checked_email(email)
    _check_bounds(installation, companies, ends_at)
    store = installation.store
    with store.writing() as tx:
        environments.alone(tx)
        portal = environments.portal_of(tx, address)
        if portal == actor.environment:
            raise InvalidInput(f"{address} is your own address", way_out="Give that of another office")
        earlier = accesses.in_question(tx, actor.environment, address)
        wanted = Access(
            id=0, environment=actor.environment, email=address, portal=portal, scope=scope, ends_at=ends_at,
            companies=frozenset(companies) if companies is not None else None, created_at=installation.clock.now(),
        )  # fmt: skip
        granted = accesses.add(store, tx, wanted)
        for one in earlier:
            accesses.decide(tx, one.id, "ended", f"access {granted.id} took its place")
        audit.add(store, tx, actor, "access granted", details={"access": granted.id, "scope": scope})
        broken = _narrowed(installation, tx, granted)
        events.add(store, tx, actor.environment, "access_granted", data={"access": granted.id})
    broken.tell()
    return granted


@may("administer")
def withdraw(actor: Actor, installation: Installation, access_id: int) -> Access:
    """Take an access back, or refuse it to an office that asks for it; one that is over already stays as it is.

    What the office's login reads here stops at once: links that live by it break, what is due or being read is called off.
    Raises: NotFound.
    """
    _refuse_office(actor)
    broken = None
    with installation.store.writing() as tx:
        access = accesses.held(tx, actor.environment, access_id)
        if access.state == "asked":
            accesses.decide(tx, access.id, "refused")
            audit.add(installation.store, tx, actor, "access withdrawn", details={"access": access.id})
        elif access.state == "granted":
            broken = _end(installation, tx, actor, access)
        decided = accesses.get(tx, actor.environment, access_id)
    if broken:
        broken.tell()
    return decided


@may("read")
def access_listed(actor: Actor, installation: Installation) -> tuple[Access, ...]:
    """Return what the actor's environment permits offices or permitted, and who asks for it, oldest first."""
    _refuse_office(actor)
    with installation.store.reading() as tx:
        return accesses.of_environment(tx, actor.environment)


@may("write")
def ask(actor: Actor, installation: Installation, client: str) -> None:
    """Ask an environment for access, for the actor's accounting office.

    It answers the same whether there is such an environment or not, and whatever it answered before. Raises: InvalidInput for
    somebody who is in no portal.
    """
    store = installation.store
    if not ID.fullmatch(client):
        raise InvalidInput(f"“{client}” cannot be the id of an environment", way_out="Ask the client for its id")
    with store.writing() as tx:
        office = portal(tx, actor)
        newest = accesses.newest(tx, client, office.id)
        if client != office.id and (newest is None or newest.state in {"withdrawn", "ended"}):
            asked = Access(
                id=0, environment=client, email=office.email, portal=office.id, state="asked",
                created_at=installation.clock.now(),
            )  # fmt: skip
            accesses.add(store, tx, asked)
        audit.add(store, tx, actor, "access asked", details={"client": client})


def end_overdue(installation: Installation) -> int:
    """End what was granted until a moment that has come, as a withdrawal does; return how many that were."""
    with installation.store.reading() as tx:
        over = accesses.overdue(tx, installation.clock.now())
    return sum(_end_if_over(installation, access) for access in over)


def refuse_over(installation: Installation, connection: Connection, company: Company | None = None) -> None:
    """Raise ConsentRequired for a connection by an office's login, unless the client permits that now, and that company.

    An access whose day has come ends here.
    """
    if not connection.portal:
        return
    with installation.store.reading() as tx:
        access = accesses.newest(tx, connection.environment, connection.portal)
        state = connections.state(tx, connection.id)
    if access is not None and is_over(installation, access):
        _end_if_over(installation, access)
    permitted = access is not None and access.state == "granted" and not is_over(installation, access)
    if permitted and access is not None and company is not None and access.companies is not None:
        permitted = company.id in access.companies
    if not permitted or state in connections.OVER:
        name = installation.packages[connection.package].info.name
        raise ConsentRequired(
            "an accounting office's sign-in may not be used here any more",
            way_out="Let the office in again and have it activate its sign-in, or sign in with a login of your own",
            package=name,
        )


def is_over(installation: Installation, access: Access) -> bool:
    """Tell whether the last moment of an access has come."""
    return access.ends_at is not None and access.ends_at <= installation.clock.now()


def portal(tx: Transaction, actor: Actor) -> Environment:
    """Return the accounting office of an actor who acts in its portal. Raises: InvalidInput."""
    there = environments.get(tx, actor.environment)
    if there.kind != "portal" or actor.portal:
        raise InvalidInput(
            f"environment “{there.id}” is no portal of an accounting office",
            way_out="Act in the portal; the helpdesk opens one for an office",
        )
    return there


def checked_email(email: str) -> str:
    """Return an e-mail address as it is compared. Raises: InvalidInput."""
    address = email.strip().lower()
    if len(address) > 254 or not EMAIL.fullmatch(address):
        raise InvalidInput(f"“{email}” is no e-mail address", way_out="Give one like office@accountants.example")
    return address


def _refuse_office(actor: Actor) -> None:
    """Raise AccessMissing for somebody of an accounting office: who is let in is for the client alone to say, and to know."""
    if actor.portal:
        raise AccessMissing(
            f"only people of environment “{actor.environment}” itself decide who is let in there",
            way_out="Ask one of its administrators",
        )


def _check_bounds(installation: Installation, companies: AbstractSet[str] | None, ends_at: datetime | None) -> None:
    if not installation.policy.portals:
        raise InvalidInput(
            "the policy of this host has no portals", way_out="Ask the helpdesk whether it will have them"
        )
    if companies is not None and (not companies or any(not one.strip() for one in companies)):
        raise InvalidInput("the access would include no company", way_out="Name some, or none to include all")
    if ends_at is not None and ends_at.tzinfo is None:
        raise InvalidInput("it is not clear when the access ends", way_out="Give the moment with its time zone")
    if ends_at is not None and ends_at <= installation.clock.now():
        raise InvalidInput("the access would have ended already", way_out="Give a moment that is still to come")


def _end_if_over(installation: Installation, access: Access) -> bool:
    """End an access whose last moment has come, unless somebody decided otherwise meanwhile."""
    nobody = Actor(environment=access.environment, user=NOBODY)
    with installation.store.writing() as tx:
        access = accesses.held(tx, access.environment, access.id)
        if access.state != "granted" or not is_over(installation, access):
            return False
        broken = _end(installation, tx, nobody, access)
    broken.tell()
    return True


def _end(installation: Installation, tx: Transaction, by: Actor, access: Access) -> Broken:
    """End a granted access, and with it all that the office's login does in this client, and there alone."""
    store, client = installation.store, access.environment
    reason = ENDED if is_over(installation, access) else WITHDRAWN
    accesses.decide(tx, access.id, "ended" if reason == ENDED else "withdrawn", reason)
    theirs = connections.of_portal(tx, client, access.portal) if access.portal else ()
    over = [one for one in theirs if one.state not in connections.OVER]
    broken = connections_over(installation, tx, over, "revoked", Why("rights_withdrawn", reason))
    told = {"access": access.id, "connections": len(over), "links": len(broken.links)}
    audit.add(store, tx, by, "access withdrawn", details={**told})
    events.add(store, tx, client, "access_withdrawn", data={**told, "reason": reason})
    return broken


def _narrowed(installation: Installation, tx: Transaction, access: Access) -> Broken:
    """Break the links by the office's login whose companies the access does not include."""
    if access.companies is None or not access.portal:
        return Broken(installation, (), NARROWED)
    theirs = [
        link
        for one in connections.of_portal(tx, access.environment, access.portal)
        if one.state not in connections.OVER
        for link in links.of_connection(tx, one.id)
        if link.company.id not in access.companies
    ]
    return links_over(installation, tx, theirs, Why("rights_withdrawn", NARROWED))
