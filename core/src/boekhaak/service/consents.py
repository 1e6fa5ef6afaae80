"""Consents: what a sign-in gave is kept in the chain of the login, whoever connected it, so that nobody's link dies."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial

from boekhaak.chains import insistently
from boekhaak.errors import AccessMissing
from boekhaak.installation import Installation
from boekhaak.models.auth import Obtained
from boekhaak.models.company import Login
from boekhaak.models.link import Actor, Connection
from boekhaak.models.package import Password
from boekhaak.registry import Package
from boekhaak.store import audit, connections, environments, events, take_overs, tokens
from boekhaak.store.apps import RegisteredApp
from boekhaak.store.database import Transaction
from boekhaak.store.tokens import TokenChain


@dataclass(frozen=True)
class Consent:
    """What a sign-in gave: tokens, and whose they are; ``into`` is the connection that it was meant for, if one was."""

    package: Package
    registered: RegisteredApp
    tokens: Obtained
    login: Login
    into: Connection | None = None

    @property
    def shared(self) -> bool:
        """Whether all consents of the login live by one chain of tokens: then a new one is never thrown away."""
        auth = self.package.info.auth
        return isinstance(auth, Password) or auth.chain == "login"

    @property
    def owned(self) -> bool:
        """Whether each environment that knows the login has sessions of its own."""
        return isinstance(self.package.info.auth, Password)


def keep(actor: Actor, installation: Installation, given: Consent) -> Connection:
    """Store what a sign-in gave; return the connection of that login, or else the one it was meant for, or else a new one.

    Raises: AccessMissing when another environment has connected that login; its chain has the new tokens then.
    """
    connection = insistently(partial(_keep, actor, installation, given), "a sign-in is not stored yet")
    if connection is None:
        raise in_use(given)
    return connection


def _keep(actor: Actor, installation: Installation, given: Consent) -> Connection | None:
    """Store what a sign-in gave; None when another environment has connected that login."""
    store = installation.store
    with store.writing(durable=True) as tx:
        chain_id, foreign = _chain(actor, installation, tx, given)
        if not foreign or installation.policy.known_login == "shared":
            connection = _connection(actor, installation, tx, given, chain_id)
            audit.add(store, tx, actor, "connected", package=connection.package, connection_id=connection.id)
            events.add(
                store, tx, actor.environment, "connected", package=connection.package, connection_id=connection.id
            )
            return connection
        take_overs.prove(store, tx, actor, chain_id, given.login)
    return None


def keep_known(actor: Actor, installation: Installation, given: Consent) -> None:
    """Store what a sign-in gave where its login is connected already; where it is not, nothing is stored."""
    if given.shared:
        insistently(partial(_keep_known, actor, installation, given), "a sign-in is not stored yet")


def _keep_known(actor: Actor, installation: Installation, given: Consent) -> None:
    with installation.store.writing(durable=True) as tx:
        if (chain := _found(actor, installation, tx, given)) is not None:
            _renew(installation, tx, chain.id, given.tokens)


def owner(actor: Actor, installation: Installation, tx: Transaction) -> str:
    """Return to whom a connection belongs that somebody signs in: where that is the environment, and in a portal, to nobody."""
    own = installation.policy.owner == "user" and environments.get(tx, actor.environment).kind == "client"
    return actor.user if own else ""


def in_use(given: Consent) -> AccessMissing:
    """Return the error of an environment whose login another one has connected, with the three ways out."""
    name, key = given.package.info.name, given.package.key
    who = given.login.email or given.login.name or given.login.id
    return AccessMissing(
        f"the login {who} is in use by another environment, and {name} allows one connection per login",
        way_out="The other environment goes on working. Sign in with a login of this environment's own; or let your "
        "accounting office in, if the login is theirs (`boekhaak access grant`); or ask the other environment to leave the "
        f"login to this one (`boekhaak take-over ask {key}`)",
        package=name,
    )


def _chain(actor: Actor, installation: Installation, tx: Transaction, given: Consent) -> tuple[int, bool]:
    """Write the new pair into the login's chain, or begin one; return its id and whether another environment holds it."""
    vault, app = installation.vault, given.registered.app
    chain = _found(actor, installation, tx, given)
    if chain is not None:
        _renew(installation, tx, chain.id, given.tokens)
        return chain.id, chain.environment != actor.environment
    scope = _scope(actor, installation, tx, given) if given.shared else secrets.token_hex(16)
    if (into := given.into) is not None:
        tokens.replace(tx, vault, into.chain_id, given.tokens)
        tokens.settle(tx, into.chain_id, scope)
        return into.chain_id, False
    chain_id = tokens.create(
        tx,
        vault,
        environment=actor.environment,
        app_id=given.registered.id,
        package=app.package,
        region=app.region,
        scope=scope,
        given=given.tokens,
    )
    return chain_id, False


def _found(actor: Actor, installation: Installation, tx: Transaction, given: Consent) -> TokenChain | None:
    """Return the chain of the login, if there is one; one of a time when it was found by the login itself is found anew."""
    if not given.shared:
        return None
    scope = _scope(actor, installation, tx, given)
    app_id, region = given.registered.id, given.registered.app.region
    chain = tokens.find(tx, installation.vault, app_id=app_id, region=region, scope=scope)
    if chain is not None:
        return chain
    old = tokens.find(tx, installation.vault, app_id=app_id, region=region, scope=given.login.id)
    if old is None or (given.owned and old.environment != actor.environment):
        return None
    tokens.settle(tx, old.id, scope)
    return old


def _scope(actor: Actor, installation: Installation, tx: Transaction, given: Consent) -> str:
    """Return by what the login's chain is found. Where several environments know a password, each has sessions of its own."""
    login = f"{actor.environment}/{given.login.id}" if given.owned else given.login.id
    return tokens.scope_of(environments.hash_key(tx, installation.vault), login)


def _renew(installation: Installation, tx: Transaction, chain_id: int, given: Obtained) -> None:
    tokens.replace(tx, installation.vault, chain_id, given)
    signed_in = tuple(one.id for one in connections.of_chain(tx, chain_id) if one.login.id)
    connections.set_state(tx, signed_in, "authorised", "")


def _connection(actor: Actor, installation: Installation, tx: Transaction, given: Consent, chain_id: int) -> Connection:
    """Return the connection of that chain; one that was prepared and is not needed is superseded by it."""
    into = given.into
    living = [one for one in connections.of_chain(tx, chain_id) if one.environment == actor.environment]
    if into is not None and (not living or into.id in {one.id for one in living}):
        connections.signed_in(tx, into, chain_id, given.login)
        return connections.get(tx, actor, into.id)
    app = given.registered.app
    found = connections.add(
        installation.store,
        tx,
        actor,
        package=app.package,
        region=app.region,
        app_id=given.registered.id,
        chain_id=chain_id,
        login=given.login,
        owner=owner(actor, installation, tx),
    )
    if into is not None:
        reason = f"the login is connected already (connection {found.id})"
        connections.set_state(tx, (into.id,), "superseded", reason)
    return found
