"""Environments of the host, and its registrations at packages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.audit import Details
from boekhaak.models.auth import App
from boekhaak.models.link import Actor, Environment
from boekhaak.models.package import OAuth2
from boekhaak.service.rights import may
from boekhaak.store import apps, audit, environments, payloads
from boekhaak.store.apps import RegisteredApp

BLANKS = frozenset(" \t\r\n")
LONGEST_NAME = 200
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def add_environment(actor: Actor, installation: Installation, name: str = "") -> Environment:
    """Add the environment that the actor names. Raises: InvalidInput when its id is taken or unfit."""
    if not ID.fullmatch(actor.environment):
        raise InvalidInput(
            f"“{actor.environment}” cannot be the id of an environment",
            way_out="Use at most 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit",
        )
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput(
            "the name of the environment is too long, or is more than a line of text",
            way_out=f"Write {LONGEST_NAME} characters at most",
        )
    environment = Environment(id=actor.environment, name=name or actor.environment)
    with installation.store.writing() as tx:
        if environments.portal_above(tx, environment.id):
            raise InvalidInput(
                f"the id “{environment.id}” is one of a portal's clients",
                way_out="Choose another id, or let the portal add its client",
            )
        environments.add(installation.store, tx, environment)
    return environment


@may("administer")
def keep_payloads(actor: Actor, installation: Installation, *, keeps: bool) -> int:
    """Keep what packages send beside the records of the actor's environment, from the next reading on; or keep it no longer.

    Without it, all that is kept is erased; returns how many payloads those were. Raises: NotFound.
    """
    with installation.store.writing() as tx:
        environments.get(tx, actor.environment)
        environments.keep_payloads(tx, actor.environment, keeps=keeps)
        if keeps:
            audit.add(installation.store, tx, actor, "payloads kept")
            return 0
        erased = payloads.erase(tx, actor.environment)
        audit.add(installation.store, tx, actor, "payloads erased", details={"erased": erased})
        return erased


def environments_listed(installation: Installation) -> tuple[Environment, ...]:
    """Return all environments of the installation."""
    with installation.store.reading() as tx:
        return environments.listed(tx)


def register_app(actor: Actor | None, installation: Installation, app: App, by: str = "") -> int:
    """Register an app, for the actor's environment or, without an actor, for all; return its id.

    ``by`` is who does it where there is no actor, for the audit trail.

    The same package, region and mode replaces the former registration. Raises: NotFound, InvalidInput.
    """
    info = installation.packages[app.package].info
    if info.region(app.region) is None:
        known = ", ".join(region.key for region in info.regions)
        raise InvalidInput(f"{info.name} has no region “{app.region}”", way_out=f"Choose one of: {known}")
    if not app.client_id:
        raise InvalidInput("the client id is empty", way_out=f"Copy it from the registration at {info.name}")
    if isinstance(info.auth, OAuth2) and not app.redirect_uri:
        raise InvalidInput(
            "people sign in there by redirect, and no redirect address is given",
            way_out="Give the registered one with --redirect",
            package=info.name,
        )
    for what, address in (("redirect address", app.redirect_uri), ("address", app.address)):
        if address and not _is_web_address(address):
            raise InvalidInput(f"the {what} “{address}” is no web address", way_out="Give one like https://host/path")
    if app.mode != "production" and not app.address:
        raise InvalidInput(
            f"mode “{app.mode}” needs the address of that system",
            way_out="Give it with --address, or use mode production",
        )
    with installation.store.writing() as tx:
        if actor is not None:
            environments.get(tx, actor.environment)
        app_id = apps.add(installation.store, tx, installation.vault, app, actor.environment if actor else None)
        told: Details = {"app": app_id, "region": app.region, "mode": app.mode}
        audit.add(installation.store, tx, actor or by, "app registered", package=app.package, details=told)
        return app_id


def apps_listed(installation: Installation) -> tuple[RegisteredApp, ...]:
    """Return all registrations; their secrets stay secret in every print."""
    with installation.store.reading() as tx:
        return apps.listed(tx, installation.vault)


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and not set(address) & BLANKS
        )
    except ValueError:  # a port or an IPv6 address that is none
        return False
