"""Signing in at a package: sending the person there, and taking the answer."""

from __future__ import annotations

import secrets

from boekhaak import oauth2
from boekhaak.errors import AccessMissing, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.auth import Code, Credentials, Tokens
from boekhaak.models.company import Login
from boekhaak.models.link import Actor, Connection
from boekhaak.models.package import OAuth2, Password
from boekhaak.models.value import Value
from boekhaak.registry import Package
from boekhaak.store import apps, connections, environments, tokens
from boekhaak.store.apps import RegisteredApp
from boekhaak.store.database import Transaction


class SignIn(Value):
    """Where to send the person, and where the package will send them back to."""

    url: str
    redirect_uri: str


def begin(
    actor: Actor, installation: Installation, *, package: str, region: str = "", mode: str | None = None
) -> SignIn:
    """Begin a sign-in; the person opens ``url``. Without a region, the package's only or first one is meant.

    Raises: NotFound without such a package, environment or app registration; InvalidInput for a package whose people sign
    in with a password (:func:`sign_in`).
    """
    info = installation.packages[package].info
    auth = info.auth
    if not isinstance(auth, OAuth2):
        raise InvalidInput(
            "people sign in there with a user name and a password, not by redirect",
            way_out=f"Use `boekhaak connect {package} --username NAME`",
            package=info.name,
        )
    region = region or info.regions[0].key
    state = oauth2.new_state()
    with installation.store.writing() as tx:
        environments.get(tx, actor.environment)
        registered = apps.find(tx, installation.vault, actor, package=package, region=region, mode=mode)
        apps.begin_consent(installation.store, tx, actor, registered, state)
    http = installation.sessions.without_token(installation.packages[package], registered.app)
    return SignIn(
        url=oauth2.authorize_url(http.base, auth, registered.app, state), redirect_uri=registered.app.redirect_uri
    )


def complete(actor: Actor, installation: Installation, callback_url: str) -> Connection:
    """Take the address to which the package sent the person back, and return the connection.

    A login that signed in before keeps its chain of tokens: the new pair is written into it, and nobody's link dies.
    Raises: ConsentRequired when consent was refused or the code no longer works; InvalidInput for a state that this
    environment did not hand out; AccessMissing when another environment uses that login.
    """
    state, code = oauth2.read_callback(callback_url)
    with installation.store.writing() as tx:
        pending = apps.take_consent(installation.store, tx, actor, state)
        registered = apps.get(tx, installation.vault, pending.app_id)
    installation.redactor.learn(code)
    package = installation.packages[pending.package]
    grant = Code(code=code, redirect_uri=registered.app.redirect_uri)
    http = installation.sessions.without_token(package, registered.app)
    given = package.authenticate(registered.app, grant, None, http)
    login = package.identify(installation.sessions.with_token(package, registered.app, given))
    return _store(actor, installation, package=package, registered=registered, given=given, login=login)


def sign_in(
    actor: Actor,
    installation: Installation,
    credentials: Credentials,
    *,
    package: str,
    region: str = "",
    mode: str | None = None,
) -> Connection:
    """Sign in with a user name and a password, and return the connection. They are kept, encrypted, to sign in again.

    A login that signed in before keeps its links; a changed password is given this way.
    Raises: as the hook ``authenticate``; InvalidInput for a package whose people sign in by redirect (:func:`begin`).
    """
    known = installation.packages[package]
    if not isinstance(known.info.auth, Password):
        raise InvalidInput(
            "people sign in there by redirect, not with a user name and a password",
            way_out=f"Use `boekhaak connect {package}`",
            package=known.info.name,
        )
    region = region or known.info.regions[0].key
    with installation.store.reading() as tx:
        environments.get(tx, actor.environment)
        registered = apps.find(tx, installation.vault, actor, package=package, region=region, mode=mode)
    installation.redactor.learn(credentials.password)
    http = installation.sessions.without_token(known, registered.app)
    given = known.authenticate(registered.app, credentials, None, http)
    given = given.model_copy(update={"refresh_token": credentials.sealed()})
    login = known.identify(installation.sessions.with_token(known, registered.app, given))
    return _store(actor, installation, package=known, registered=registered, given=given, login=login)


def connections_listed(actor: Actor, installation: Installation, package: str | None = None) -> tuple[Connection, ...]:
    """Return the environment's connections."""
    with installation.store.reading() as tx:
        environments.get(tx, actor.environment)
        return connections.listed(tx, actor, package)


def _store(
    actor: Actor,
    installation: Installation,
    *,
    package: Package,
    registered: RegisteredApp,
    given: Tokens,
    login: Login,
) -> Connection:
    auth = package.info.auth
    shared = isinstance(auth, Password) or auth.chain == "login"
    scope = login.id if shared else secrets.token_hex(16)
    with installation.store.writing(durable=True) as tx:
        chain_id, foreign = _chain(actor, installation, tx, registered=registered, given=given, scope=scope)
        if not foreign:
            return connections.add(
                installation.store,
                tx,
                actor,
                package=package.key,
                region=registered.app.region,
                app_id=registered.id,
                chain_id=chain_id,
                login=login,
            )
    raise AccessMissing(
        f"the login {login.email or login.name or login.id} is in use by another environment, and {package.info.name} allows "
        "one connection per login",
        way_out="Sign in with a login of this environment's own; the other environment goes on working",
        package=package.info.name,
    )


def _chain(
    actor: Actor, installation: Installation, tx: Transaction, *, registered: RegisteredApp, given: Tokens, scope: str
) -> tuple[int, bool]:
    """Write the new pair into the scope's chain, or begin one; return its id and whether another environment holds it."""
    store, vault, app = installation.store, installation.vault, registered.app
    chain = tokens.find(tx, vault, app_id=registered.id, region=app.region, scope=scope)
    if chain is None:
        chain_id = tokens.create(
            store,
            tx,
            vault,
            environment=actor.environment,
            app_id=registered.id,
            package=app.package,
            region=app.region,
            scope=scope,
            tokens=given,
        )
        return chain_id, False
    tokens.replace(store, tx, vault, chain.id, given)
    revived = tuple(connection.id for connection in connections.of_chain(tx, chain.id))
    connections.set_state(tx, revived, "authorised", "")
    return chain.id, chain.environment != actor.environment
