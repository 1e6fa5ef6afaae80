"""The people of environments, as hosts hand them in, and the accounts that somebody may switch between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, User
from boekhaak.models.value import Value
from boekhaak.service.rights import may
from boekhaak.store import audit, clients, environments, people


class Account(Value):
    """An environment that somebody may act in, and ``actor``: who he is there."""

    name: str
    kind: Literal["client", "portal"]
    actor: Actor


@may("administer")
def hand_in(actor: Actor, installation: Installation, users: Sequence[User]) -> tuple[User, ...]:
    """Let these be the people of the actor's environment, in the place of those before. Raises: InvalidInput."""
    twice = sorted({user.id for user in users if [one.id for one in users].count(user.id) > 1})
    if twice or any(not user.id.strip() for user in users):
        what = f"“{twice[0]}” is handed in twice" if twice else "somebody has no id"
        raise InvalidInput(what, way_out="Give each user one id of your own; nothing was changed")
    with installation.store.writing() as tx:
        people.hand_in(tx, actor.environment, users)
        audit.add(installation.store, tx, actor, "users handed in", details={"users": len(users)})
        return people.listed(tx, actor.environment)


@may("read")
def users_listed(actor: Actor, installation: Installation) -> tuple[User, ...]:
    """Return the people of the actor's environment, by id."""
    with installation.store.reading() as tx:
        return people.listed(tx, actor.environment)


def accounts(installation: Installation, user: str) -> tuple[Account, ...]:
    """Return the environments that somebody may act in: those he belongs to, and the clients of his accounting offices.

    ``user`` is the host's id for the person, whom it has signed in. Raises: nothing; an unknown user has none.
    """
    now = installation.clock.now()
    with installation.store.reading() as tx:
        found: dict[tuple[str, str], Account] = {}
        for id_, member in people.memberships(tx, user):
            home = environments.get(tx, id_)
            who = Actor(environment=home.id, user=user, role=member.role)
            found[home.id, ""] = Account(name=home.name, kind=home.kind, actor=who)
            for client, (name, _) in clients.names(tx, home.id, now).items():
                found[client, home.id] = _at_client(name, who, client)
    return tuple(sorted(found.values(), key=lambda one: (one.kind != "portal", one.name.casefold(), one.actor.portal)))


def _at_client(name: str, who: Actor, client: str) -> Account:
    acting = Actor(environment=client, user=who.user, role=who.role, portal=who.environment)
    return Account(name=name, kind="client", actor=acting)
