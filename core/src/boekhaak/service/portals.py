"""Portals: accounting offices with an environment of their own, the clients that let them in, and who pays for those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Billing, Environment
from boekhaak.models.portal import Access, GrantState
from boekhaak.models.value import Value
from boekhaak.service.granting import checked_email, is_over, portal
from boekhaak.service.registering import ID
from boekhaak.service.rights import may, refuse_below
from boekhaak.store import accesses, audit, clients, connections, environments, events
from boekhaak.store.clients import ClientLink

Action = Literal["activate", "overwrite", "active"]
"""What an office may do at a client with its sign-in at a package, or that it has done it."""


class Client(Value):
    """A client of an office, or an environment that it asked; the name is known only while it is let in.

    ``actions`` tells for each package at which the office is signed in what may be done: ``overwrite`` where the client has a
    company there that is read by another sign-in.
    """

    environment: str
    name: str = ""
    access: GrantState
    scope: Literal["read", "write"] = "write"
    ends_at: datetime | None = None
    own: bool = False
    actions: Mapping[str, Action] = {}


class Payer(Value):
    """Who pays for an environment; ``billing`` is told to the payer itself and to the helpdesk."""

    environment: str
    name: str
    email: str = ""
    billing: Billing | None = None


def open_portal(actor: Actor, installation: Installation, *, name: str, email: str, billing: Billing) -> Environment:
    """Open a portal, with the id that the actor names as its environment; clients that let its address in already are its own.

    For the host's helpdesk. Raises: AccessMissing; InvalidInput without portals in the policy, name or billing details, for an
    id that is taken, and for an address that another portal has.
    """
    refuse_below(actor, "helpdesk", "open a portal")
    if not installation.policy.portals:
        raise InvalidInput("the policy of this host has no portals", way_out="Set “portals” in the policy first")
    office = Environment(
        id=_checked_id(actor.environment), name=name.strip(), kind="portal", email=checked_email(email), billing=billing
    )
    _check_details(office.name, billing)
    store = installation.store
    with store.writing() as tx:
        environments.alone(tx)
        if environments.portal_of(tx, office.email):
            raise InvalidInput(
                f"there is a portal with the address {office.email} already", way_out="Use that one, or another address"
            )
        if environments.below(tx, office.id) or environments.portal_above(tx, office.id):
            raise InvalidInput(
                f"there are environments with ids above or below “{office.id}”, as those of a portal's clients are",
                way_out="Choose another id for the portal",
            )
        environments.add(store, tx, office)
        accesses.adopt(tx, office.email, office.id)
        audit.add(store, tx, actor, "portal opened")
    return office


@may("administer")
def add_client(actor: Actor, installation: Installation, client: str, name: str = "") -> Environment:
    """Add an environment for a client of the actor's portal: billed to the office, which is let in.

    Its id stands below the portal's, as in ``office.client``, so that it tells nothing of environments of others.
    Raises: InvalidInput when the office has a client of that id, or the id is unfit.
    """
    store = installation.store
    with store.writing() as tx:
        office = portal(tx, actor)
        added = Environment(id=_checked_id(f"{office.id}.{client}"), name=name or client, billed_to=office.id)
        environments.add(store, tx, added)
        access = Access(
            id=0, environment=added.id, email=office.email, portal=office.id, created_at=installation.clock.now()
        )
        granted = accesses.add(store, tx, access)
        there = actor.model_copy(update={"environment": added.id})
        audit.add(store, tx, actor, "client added", details={"client": added.id})
        audit.add(store, tx, there, "access granted", details={"access": granted.id, "scope": granted.scope})
        events.add(store, tx, added.id, "access_granted", data={"access": granted.id})
    return added


@may("read")
def clients_listed(actor: Actor, installation: Installation) -> tuple[Client, ...]:
    """Return the clients of the actor's portal by name, also those that were asked and those that let it in no longer.

    Raises: InvalidInput for somebody who is in no portal.
    """
    now = installation.clock.now()
    with installation.store.reading() as tx:
        office = portal(tx, actor)
        signed_in = sorted({one.package for one in connections.listed(tx, actor) if one.usable})
        newest, names = clients.newest(tx, office.id), clients.names(tx, office.id, now)
        switches, links = clients.switches(tx, office.id, now), clients.links(tx, office.id, now)
    always = installation.policy.enabling == "always"
    theirs: dict[str, list[ClientLink]] = {}
    for link in links:
        theirs.setdefault(link.environment, []).append(link)
    found = []
    for access in newest:
        state, id_ = _state(installation, access), access.environment
        name, payer = names.get(id_, ("", ""))
        on = [key for key in signed_in if switches.get((id_, key), always)]
        actions = {
            key: action(theirs.get(id_, ()), key) for key in on if state == "granted" and access.scope == "write"
        }
        found.append(
            Client(
                environment=id_, name=name, access=state, scope=access.scope, ends_at=access.ends_at,
                own=payer == office.id, actions=actions,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.name == "", one.name.casefold(), one.environment)))


def counts(found: Sequence[Client]) -> Mapping[GrantState, int]:
    """Return how many clients there are of each state."""
    return Counter(one.access for one in found)


@may("read")
def payer(actor: Actor, installation: Installation) -> Payer:
    """Return who pays for the actor's environment: the office that added it, or else the environment itself."""
    with installation.store.reading() as tx:
        here = environments.get(tx, actor.environment)
        pays = environments.get(tx, here.billed_to) if here.billed_to else here
    told = actor.role == "helpdesk" or pays.id in {actor.environment, actor.portal}
    return Payer(environment=pays.id, name=pays.name, email=pays.email, billing=pays.billing if told else None)


def action(links: Iterable[ClientLink], package: str) -> Action:
    """Return what an office may do at a client that has these links."""
    there = [link for link in links if link.package == package]
    if any(not link.ours and link.connection not in connections.OVER for link in there):
        return "overwrite"
    used = any(link.working and link.connection in {"authorised", "expiring"} for link in there)
    return "active" if used else "activate"


def _state(installation: Installation, access: Access) -> GrantState:
    """Return how an access stands as its office may know it: whether it was refused is the client's own affair."""
    if access.state == "granted" and is_over(installation, access):
        return "ended"
    return "asked" if access.state == "refused" else access.state


def _checked_id(id_: str) -> str:
    if not ID.fullmatch(id_):
        raise InvalidInput(
            f"“{id_}” cannot be the id of an environment",
            way_out="Use at most 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit",
        )
    return id_


def _check_details(name: str, billing: Billing) -> None:
    lacks = [
        what
        for what, given in (
            ("name", name),
            ("name for the bill", billing.name),
            ("address for the bill", billing.address),
        )
        if not given.strip()
    ]
    if lacks:
        raise InvalidInput(f"the portal has no {lacks[0]}", way_out="Clients may be billed to it: give it")
