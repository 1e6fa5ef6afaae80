"""Switching packages and features on and off for an environment: by whom, the host's policy says."""

from __future__ import annotations

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.package import PackageInfo
from boekhaak.models.policy import FEATURES, Feature, Role
from boekhaak.models.value import Value
from boekhaak.service import rights
from boekhaak.service.breaking import stop_reading
from boekhaak.service.rights import may
from boekhaak.store import audit, due, events, links, people

SWITCHED_OFF = "its package is switched off"
"""Why nothing of a link is read then."""


class Switch(Value):
    """A package or feature of an environment; ``ask`` tells whom to ask where it is off."""

    key: str
    name: str
    on: bool
    ask: str = ""


@may("read")
def packages_listed(actor: Actor, installation: Installation) -> tuple[PackageInfo, ...]:
    """Return the packages that are switched on in the actor's environment, by name; others are none of its concern."""
    infos = [
        package.info
        for key, package in installation.packages.packages.items()
        if actor.packages is None or key in actor.packages
    ]
    return tuple(sorted(infos, key=lambda info: info.name))


@may("read")
def switches(actor: Actor, installation: Installation) -> tuple[Switch, ...]:
    """Return all that may be switched in the actor's environment; of packages, users see those that are on."""
    with installation.store.reading() as tx:
        switched = people.switches(tx, actor.environment)
    names = {key: package.info.name for key, package in installation.packages.packages.items()}
    names |= {feature: feature.replace("_", " ") for feature in FEATURES}
    found = []
    for key, name in names.items():
        by = installation.policy.switched_by(key)
        on = switched.get(key, by == "always")
        if on or key in FEATURES or actor.role != "user":
            found.append(Switch(key=key, name=name, on=on, ask="" if on else rights.ASK[by]))
    return tuple(found)


@may("read")
def switch_on(actor: Actor, installation: Installation, key: str) -> None:
    """Switch a package or feature on for the actor's environment; what its links are due to read is read again.

    Raises: AccessMissing for somebody whom the policy does not let; InvalidInput for an unknown key.
    """
    _switch(actor, installation, key, on=True)


@may("read")
def switch_off(actor: Actor, installation: Installation, key: str) -> None:
    """Switch a package or feature off for the actor's environment: nothing is read and nothing shown, and nothing is lost.

    Raises: as :func:`switch_on`.
    """
    _switch(actor, installation, key, on=False)


@may("read")
def has(actor: Actor, installation: Installation, feature: Feature) -> bool:
    """Tell whether the actor's environment has a feature."""
    return rights.has(actor, installation, feature)


def _switch(actor: Actor, installation: Installation, key: str, *, on: bool) -> None:
    if key not in FEATURES and key not in installation.packages.packages:
        known = ", ".join((*sorted(installation.packages.packages), *FEATURES))
        raise InvalidInput(f"there is no package or feature “{key}”", way_out=f"Choose one of: {known}")
    by = installation.policy.switched_by(key)
    least: Role = "helpdesk" if by == "helpdesk" else "administrator"
    rights.refuse_below(actor, least, f"switch {key} {'on' if on else 'off'}")
    store, everything = installation.store, actor.model_copy(update={"packages": None})
    with store.writing() as tx:
        people.switch(tx, actor.environment, key, on=on)
        theirs = () if key in FEATURES else links.listed(tx, everything, key)
        for link in theirs:
            if on:
                due.resume(store, tx, link.id, installation.clock.now())
            else:
                stop_reading(installation, tx, link, by=actor.user, reason=SWITCHED_OFF)
        audit.add(store, tx, actor, "switched on" if on else "switched off", details={"what": key})
        if key not in FEATURES:
            events.add(store, tx, actor.environment, "package_enabled" if on else "package_disabled", package=key)
