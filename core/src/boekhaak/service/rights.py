"""The door of every service: who may do what in an environment, and what they see of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, TypeVar

from boekhaak.errors import AccessMissing, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.policy import FEATURES, ROLES, Enabling, Feature, Role
from boekhaak.models.portal import Access
from boekhaak.registry import Package
from boekhaak.store import accesses, environments, links, people
from boekhaak.store.database import Transaction

P = ParamSpec("P")
R = TypeVar("R")

Deed = Literal["read", "write", "connect", "administer"]
"""What a service does: look; read from packages and bind companies; sign in; decide for all of the environment."""

Service = Callable[Concatenate[Actor, Installation, P], R]


def may(deed: Deed) -> Callable[[Service[P, R]], Service[P, R]]:
    """Return what puts a door before a service: it lets those in who may do the deed, and narrows what they see."""

    def guarded(service: Service[P, R]) -> Service[P, R]:
        @wraps(service)
        def entered(actor: Actor, installation: Installation, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return service(admitted(actor, installation, deed), installation, *args, **kwargs)

        entered.deed = deed  # type: ignore[attr-defined]
        return entered

    return guarded


def admitted(actor: Actor, installation: Installation, deed: Deed) -> Actor:
    """Return the actor with what it may see: the packages that are switched on, and an office's companies.

    Raises: NotFound without such an environment, also for an office that it never let in; AccessMissing when the actor may not
    do the deed there.
    """
    with installation.store.reading() as tx:
        access = accesses.newest(tx, actor.environment, actor.portal) if actor.portal else None
        if actor.portal and (access is None or access.state in {"asked", "refused"}):
            raise no_client(actor.environment)
        environment = environments.get(tx, actor.environment)
        packages = switched_on(tx, actor, installation)
    companies, role = actor.companies, actor.role
    if actor.portal:
        own = environment.billed_to == actor.portal
        companies = _let_in(actor, installation, access, "write" if own and deed != "read" else deed).companies
        if role == "administrator" and not own:  # of the office: what its clients decide is theirs
            role = "user"
    _refuse_role(actor, installation, deed)
    return actor.model_copy(update={"packages": packages, "companies": companies, "role": role})


def package(actor: Actor, installation: Installation, key: str) -> Package:
    """Return a package that is switched on for an admitted actor. Raises: NotFound, PackageBroken, AccessMissing."""
    if actor.packages is not None and key not in actor.packages and key in installation.packages.packages:
        raise switched_off(installation, actor.environment, key, installation.packages[key].info.name)
    return installation.packages[key]


def has(actor: Actor, installation: Installation, feature: Feature) -> bool:
    """Tell whether a feature is switched on in the actor's environment."""
    with installation.store.reading() as tx:
        return is_on(tx, actor, installation, feature)


def is_on(tx: Transaction, actor: Actor, installation: Installation, feature: Feature) -> bool:
    """Tell whether a feature is switched on in the actor's environment, within a transaction."""
    switched = people.switches(tx, actor.environment).get(feature)
    return switched if switched is not None else installation.policy.switched_by(feature) == "always"


def refuse_without(tx: Transaction, actor: Actor, installation: Installation, feature: Feature) -> None:
    """Raise AccessMissing, with whom to ask, where a feature is not switched on."""
    if not is_on(tx, actor, installation, feature):
        raise AccessMissing(
            f"“{feature.replace('_', ' ')}” is not switched on for environment “{actor.environment}”",
            way_out=ASK[installation.policy.switched_by(feature)],
        )


def switched_off(installation: Installation, environment: str, key: str, name: str) -> AccessMissing:
    """Return the error of somebody who asks for what is not switched on, with whom to ask."""
    return AccessMissing(
        f"{name} is not switched on for environment “{environment}”",
        way_out=ASK[installation.policy.switched_by(key)],
    )


ASK: dict[Enabling, str] = {
    "always": "Ask an administrator to switch it on again",
    "administrator": "Ask an administrator to switch it on",
    "helpdesk": "Ask the helpdesk to switch it on",
}
"""Whom to ask for what is not switched on."""


def refuse_below(actor: Actor, least: Role, what: str) -> None:
    """Raise AccessMissing unless the actor's role is at least that one."""
    if ROLES.index(actor.role) < ROLES.index(least):
        asked = "the helpdesk" if least == "helpdesk" else "an administrator"
        raise AccessMissing(
            f"{actor.user} is no {least} of environment “{actor.environment}”, and may not {what}",
            way_out=f"Ask {asked}",
        )


def no_client(environment: str) -> NotFound:
    """Return the error of an office that names an environment which never let it in: the same whether there is one or not."""
    return NotFound(
        f"there is no environment “{environment}” among your clients",
        way_out="Ask the client to let your office's e-mail address in",
    )


def _refuse_role(actor: Actor, installation: Installation, deed: Deed) -> None:
    if deed == "administer":
        refuse_below(actor, "administrator", "decide that")
    elif deed == "connect":
        refuse_below(actor, installation.policy.connecting, "sign in at packages")


def _let_in(actor: Actor, installation: Installation, access: Access | None, deed: Deed) -> Access:
    """Return the access by which an office's person comes in. Raises: NotFound, AccessMissing."""
    if access is None:
        raise no_client(actor.environment)
    ended = access.ends_at is not None and access.ends_at <= installation.clock.now()
    if access.state != "granted" or ended:
        raise AccessMissing(
            f"the access to “{actor.environment}” {'ended' if ended else 'was withdrawn'}",
            way_out="Ask the client to let your office's e-mail address in again",
        )
    if deed == "administer" or (deed != "read" and access.scope == "read"):
        raise AccessMissing(
            f"the access to “{actor.environment}” is for {'reading' if access.scope == 'read' else 'work'}, not for this",
            way_out="Ask the client to do it, or for more access",
        )
    return access


def switched_on(tx: Transaction, actor: Actor, installation: Installation) -> frozenset[str] | None:
    """Return the packages that are switched on, or None where none is off."""
    switches = {key: on for key, on in people.switches(tx, actor.environment).items() if key not in FEATURES}
    always = installation.policy.enabling == "always"
    if always and all(switches.values()):
        return None
    known = {*installation.packages.packages, *switches, *links.packages(tx, actor.environment)}
    return frozenset(key for key in known if switches.get(key, always))
