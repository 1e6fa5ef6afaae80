"""Signing in at a package: sending the person there, and taking the answer."""

from __future__ import annotations

import secrets

from boekhaak import oauth2
from boekhaak.errors import AccessMissing, ConsentRequired, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.auth import Code, Credentials, Obtained
from boekhaak.models.company import Company, Login
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.package import OAuth2, Password
from boekhaak.models.value import Value
from boekhaak.registry import Package
from boekhaak.service.relinking import relink_through
from boekhaak.store import apps, audit, connections, environments, links, tokens
from boekhaak.store.apps import RegisteredApp
from boekhaak.store.database import Transaction


class SignIn(Value):
    """Where to send the person, and where the package will send them back to."""

    url: str
    redirect_uri: str


def begin(
    actor: Actor,
    installation: Installation,
    *,
    package: str,
    region: str = "",
    mode: str | None = None,
    link_id: int | None = None,
) -> SignIn:
    """Begin a sign-in; the person opens ``url``. Without a region, the package's only or first one is meant.

    Begun at a link, it is meant for that link's company, in its region: another company is refused by its name.
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
    state = oauth2.new_state()
    with installation.store.writing() as tx:
        environments.get(tx, actor.environment)
        link = links.get(tx, actor, link_id) if link_id is not None else None
        if link is not None and link.package != package:
            raise InvalidInput(
                f"link {link.id} is one of {link.package}",
                way_out=f"Sign in at {link.package} for it",
                package=info.name,
            )
        region = region or (link.company.region if link else info.regions[0].key)
        registered = apps.find(tx, installation.vault, actor, package=package, region=region, mode=mode)
        apps.begin_consent(installation.store, tx, actor, registered, state=state, link_id=link_id)
    http = installation.sessions.without_token(installation.packages[package], registered.app)
    return SignIn(
        url=oauth2.authorize_url(http.address(auth.authorize_path), auth, registered.app, state),
        redirect_uri=registered.app.redirect_uri,
    )


def complete(actor: Actor, installation: Installation, callback_url: str) -> Connection:
    """Take the address to which the package sent the person back, and return the connection.

    A login that signed in before keeps its chain of tokens: the new pair is written into it, and nobody's link dies.
    A sign-in that was begun at a link lets that link work again, when it opens the link's company.
    Raises: ConsentRequired when consent was refused or the code no longer works, or opens another company than the link's;
    InvalidInput for a state that this environment did not hand out; AccessMissing when another environment uses that login.
    """
    state, code = oauth2.read_callback(callback_url)
    with installation.store.writing() as tx:
        pending = apps.take_consent(installation.store, tx, actor, state)
        registered = apps.get(tx, installation.vault, pending.app_id)
        link = links.get(tx, actor, pending.link_id) if pending.link_id is not None else None
    installation.redactor.learn(code)
    package = installation.packages[pending.package]
    grant = Code(code=code, redirect_uri=registered.app.redirect_uri)
    given = installation.sessions.ask(package, registered.app, grant)
    http = installation.sessions.with_token(package, registered.app, given)
    login = package.identify(http)
    opened = tuple(package.list_companies((link.company.id,), http)) if link else ()
    if link and not _shared(package):
        _expect(package, link, opened)
    connection = _store(actor, installation, package=package, registered=registered, given=given, login=login)
    if link:
        _expect(package, link, opened)
        relinked = relink_through(actor, installation, link, connection, opened)
        if not relinked.bound:
            raise ConsentRequired(
                f"{link.company.name} was opened, but not bound again: {relinked.reason}",
                way_out="Check at the package that it is the same company; the link and its data stay as they are",
                package=package.info.name,
            )
    return connection


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
    given = installation.sessions.ask(known, registered.app, credentials)
    renewable = given.tokens.model_copy(update={"refresh_token": credentials.sealed()})
    given = given.model_copy(update={"tokens": renewable})
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
    given: Obtained,
    login: Login,
) -> Connection:
    scope = login.id if _shared(package) else secrets.token_hex(16)
    with installation.store.writing(durable=True) as tx:
        chain_id, foreign = _chain(actor, installation, tx, registered=registered, given=given, scope=scope)
        if not foreign:
            connection = connections.add(
                installation.store,
                tx,
                actor,
                package=package.key,
                region=registered.app.region,
                app_id=registered.id,
                chain_id=chain_id,
                login=login,
            )
            audit.add(installation.store, tx, actor, "connected", package=package.key, connection_id=connection.id)
            return connection
    raise AccessMissing(
        f"the login {login.email or login.name or login.id} is in use by another environment, and {package.info.name} allows "
        "one connection per login",
        way_out="Sign in with a login of this environment's own; the other environment goes on working",
        package=package.info.name,
    )


def _shared(package: Package) -> bool:
    """Tell whether all consents of a login live by one chain of tokens: then a new one is never thrown away."""
    auth = package.info.auth
    return isinstance(auth, Password) or auth.chain == "login"


def _expect(package: Package, link: Link, opened: tuple[Company, ...]) -> None:
    """Raise ConsentRequired, with the names of what was opened, unless the link's company is among it."""
    if any((company.region, company.id) == (link.company.region, link.company.id) for company in opened):
        return
    names = ", ".join(f"“{company.name}”" for company in opened) or "no company"
    raise ConsentRequired(
        f"this sign-in was begun for “{link.company.name}” and opened {names}",
        way_out=f"Begin it again and choose “{link.company.name}” there; the link and its data stay as they are",
        package=package.info.name,
    )


def _chain(
    actor: Actor, installation: Installation, tx: Transaction, *, registered: RegisteredApp, given: Obtained, scope: str
) -> tuple[int, bool]:
    """Write the new pair into the scope's chain, or begin one; return its id and whether another environment holds it."""
    vault, app = installation.vault, registered.app
    chain = tokens.find(tx, vault, app_id=registered.id, region=app.region, scope=scope)
    if chain is None:
        chain_id = tokens.create(
            tx,
            vault,
            environment=actor.environment,
            app_id=registered.id,
            package=app.package,
            region=app.region,
            scope=scope,
            given=given,
        )
        return chain_id, False
    tokens.replace(tx, vault, chain.id, given)
    revived = tuple(connection.id for connection in connections.of_chain(tx, chain.id))
    connections.set_state(tx, revived, "authorised", "")
    return chain.id, chain.environment != actor.environment
