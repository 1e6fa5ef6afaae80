"""Signing in at a package: sending the person there, and taking the answer."""

from __future__ import annotations

from datetime import datetime

from boekhaak import oauth2
from boekhaak.errors import AccessMissing, ConsentRequired, InvalidInput
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.auth import Code, Credentials
from boekhaak.models.company import Company
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.package import OAuth2, Password
from boekhaak.models.value import Value
from boekhaak.registry import Package
from boekhaak.service import rights
from boekhaak.service.consents import Consent, keep, keep_known
from boekhaak.service.relinking import relink_through
from boekhaak.service.rights import may
from boekhaak.store import apps, connections, links, tokens


class SignIn(Value):
    """Where to send the person, and where the package will send them back to."""

    url: str
    redirect_uri: str


@may("connect")
def begin(
    actor: Actor,
    installation: Installation,
    *,
    package: str,
    region: str = "",
    mode: str | None = None,
    link_id: int | None = None,
    connection_id: int | None = None,
) -> SignIn:
    """Begin a sign-in; the person opens ``url``. Without a region, the package's only or first one is meant.

    Begun at a link, it is meant for that link's company, in its region: another company is refused by its name. Begun at a
    connection, it is meant for its login: another one is refused.
    Raises: NotFound without such a package, environment or app registration; InvalidInput for a package whose people sign
    in with a password (:func:`sign_in`).
    """
    _refuse_office(actor)
    known = rights.package(actor, installation, package)
    auth = known.info.auth
    if not isinstance(auth, OAuth2):
        raise InvalidInput(
            "people sign in there with a user name and a password, not by redirect",
            way_out=f"Use `boekhaak connect {package} --username NAME`",
            package=known.info.name,
        )
    state = oauth2.new_state()
    with installation.store.writing() as tx:
        link = links.get(tx, actor, link_id) if link_id is not None else None
        connection = connections.get(tx, actor, connection_id) if connection_id is not None else None
        _expect_package(known, link, connection)
        if connection is not None:
            registered = apps.get(tx, installation.vault, connection.app_id)
        else:
            region = region or (link.company.region if link else "") or known.info.regions[0].key
            registered = apps.find(tx, installation.vault, actor, package=package, region=region, mode=mode)
        apps.begin_consent(
            installation.store, tx, actor, registered, state=state, link_id=link_id, connection_id=connection_id
        )
    http = installation.sessions.without_token(known, registered.app)
    return SignIn(
        url=oauth2.authorize_url(http.address(auth.authorize_path), auth, registered.app, state),
        redirect_uri=registered.app.redirect_uri,
    )


@may("connect")
def complete(actor: Actor, installation: Installation, callback_url: str) -> Connection:
    """Take the address to which the package sent the person back, and return the connection.

    A login that signed in before keeps its chain of tokens: the new pair is written into it, and nobody's link dies.
    A sign-in that was begun at a link lets that link work again, when it opens the link's company.
    Raises: ConsentRequired when consent was refused or the code no longer works, opens another company than the link's, or is
    of another login than the connection's; InvalidInput for a state that this environment did not hand out; AccessMissing
    when another environment uses that login.
    """
    _refuse_office(actor)
    state, code = oauth2.read_callback(callback_url)
    with installation.store.writing() as tx:
        pending = apps.take_consent(installation.store, tx, actor, state)
        registered = apps.get(tx, installation.vault, pending.app_id)
        link = links.get(tx, actor, pending.link_id) if pending.link_id is not None else None
        into = connections.get(tx, actor, pending.connection_id) if pending.connection_id is not None else None
        theirs = links.of_connection(tx, into.id) if into else ()
    installation.redactor.learn(code)
    package = rights.package(actor, installation, pending.package)
    grant = Code(code=code, redirect_uri=registered.app.redirect_uri)
    obtained = installation.sessions.ask(package, registered.app, grant)
    http = installation.sessions.with_token(package, registered.app, obtained)
    given = Consent(package=package, registered=registered, tokens=obtained, login=package.identify(http), into=into)
    _expect_login(actor, installation, given)
    meant = (link,) if link else () if given.shared else theirs
    if given.shared:  # it gave the login's only living tokens: they are stored before anything can fail
        connection, opened = keep(actor, installation, given), _opened(package, http, meant)
    else:
        opened, connection = _opened(package, http, meant), keep(actor, installation, given)
    if link:
        relinked = relink_through(actor, installation, link, connection, opened)
        if not relinked.bound:
            names = ", ".join(f"“{company.name}”" for company in opened) or "no company"
            raise ConsentRequired(
                f"this sign-in was begun for “{link.company.name}” and opened {names}, which was not bound: {relinked.reason}",
                way_out="Check at the package that it is the same company; the link and its data stay as they are, and "
                f"connection {connection.id} is there for what it opened",
                package=package.info.name,
            )
    return connection


@may("connect")
def sign_in(
    actor: Actor,
    installation: Installation,
    credentials: Credentials,
    *,
    package: str,
    region: str = "",
    mode: str | None = None,
    connection_id: int | None = None,
) -> Connection:
    """Sign in with a user name and a password, and return the connection. They are kept, encrypted, to sign in again.

    A login that signed in before keeps its links; a changed password is given this way. With a connection, it is that one
    which is signed in, such as one that was prepared with an integration user.
    Raises: as the hook ``authenticate``; InvalidInput for a package whose people sign in by redirect (:func:`begin`), and for
    a connection whose integration user is not ready.
    """
    _refuse_office(actor)
    known = rights.package(actor, installation, package)
    if not isinstance(known.info.auth, Password):
        raise InvalidInput(
            "people sign in there by redirect, not with a user name and a password",
            way_out=f"Use `boekhaak connect {package}`",
            package=known.info.name,
        )
    with installation.store.reading() as tx:
        into = connections.get(tx, actor, connection_id) if connection_id is not None else None
        _expect_package(known, None, into)
        if into is not None:
            registered = apps.get(tx, installation.vault, into.app_id)
        else:
            region = region or known.info.regions[0].key
            registered = apps.find(tx, installation.vault, actor, package=package, region=region, mode=mode)
    if into and into.state in {"awaiting_integration_user", "invitation_pending"}:
        raise InvalidInput(
            f"the integration user {into.email} is not ready ({into.state.replace('_', ' ')})",
            way_out=f"First tell how far it is, with `boekhaak integration-user told {into.id}`",
            package=known.info.name,
        )
    installation.redactor.learn(credentials.password)
    try:
        obtained = installation.sessions.ask(known, registered.app, credentials)
    except ConsentRequired as error:
        if into and not into.login.id:
            with installation.store.writing() as tx:
                connections.set_state(tx, (into.id,), "awaiting_consent", installation.redactor.redact(error.what))
        raise
    renewable = obtained.tokens.model_copy(update={"refresh_token": credentials.sealed()})
    obtained = obtained.model_copy(update={"tokens": renewable})
    login = known.identify(installation.sessions.with_token(known, registered.app, obtained))
    given = Consent(package=known, registered=registered, tokens=obtained, login=login, into=into)
    _expect_login(actor, installation, given)
    return keep(actor, installation, given)


@may("read")
def connections_listed(actor: Actor, installation: Installation, package: str | None = None) -> tuple[Connection, ...]:
    """Return the environment's connections, those too that are being prepared or no longer used.

    One that lapses soon, unless somebody renews it, is *expiring*: its reason tells when.
    """
    with installation.store.reading() as tx:
        found = connections.listed(tx, actor, package)
        renewed = tokens.renewed(tx, tuple(one.chain_id for one in found))
    return tuple(_lapsing(installation, one, renewed) for one in found)


def _lapsing(installation: Installation, connection: Connection, renewed: dict[int, datetime]) -> Connection:
    """Return the connection as expiring, where its tokens lapse soon."""
    known = installation.packages.packages.get(connection.package)
    auth = known.info.auth if known else None
    lifetime = auth.refresh_lifetime if isinstance(auth, OAuth2) else None
    if connection.state != "authorised" or lifetime is None:
        return connection
    ends = renewed[connection.chain_id] + lifetime
    if ends - installation.clock.now() > installation.policy.expiring_within:
        return connection
    reason = f"nothing was read by it since {renewed[connection.chain_id]:%Y-%m-%d}; it lapses on {ends:%Y-%m-%d}"
    return connection.model_copy(update={"state": "expiring", "reason": reason})


def _expect_package(package: Package, link: Link | None, connection: Connection | None) -> None:
    """Raise InvalidInput unless what a sign-in is begun at is one of that package."""
    for what, at in (("link", link), ("connection", connection)):
        if at is not None and at.package != package.key:
            raise InvalidInput(
                f"{what} {at.id} is one of {at.package}",
                way_out=f"Sign in at {at.package} for it",
                package=package.info.name,
            )


def _refuse_office(actor: Actor) -> None:
    """Raise AccessMissing for somebody of an accounting office who acts at a client: an office signs in in its portal."""
    if actor.portal:
        raise AccessMissing(
            f"people of an accounting office do not sign in for environment “{actor.environment}”",
            way_out="Sign in in the office's portal, and activate that for the client",
        )


def _opened(package: Package, http: Http, meant: tuple[Link, ...]) -> tuple[Company, ...]:
    """Return what a sign-in opens that was meant for companies. Raises: ConsentRequired where one of them is not among it."""
    if not meant:
        return ()
    opened = tuple(package.list_companies(tuple(link.company.id for link in meant if link.company.id), http))
    for link in meant:
        _expect(package, link, opened)
    return opened


def _expect_login(actor: Actor, installation: Installation, given: Consent) -> None:
    """Raise ConsentRequired for another login than the connection's; where that is in use it keeps the new tokens."""
    connection = given.into
    if connection is None or not connection.login.id or connection.login.id == given.login.id:
        return
    theirs = given.login.email or given.login.name or given.login.id
    ours = connection.login.email or connection.login.name or connection.login.id
    keep_known(actor, installation, given)
    if connection.state == "needs_sign_in":
        with installation.store.writing() as tx:
            reason = f"{theirs} signed in, not {ours}"
            connections.set_state(tx, (connection.id,), "wrong_account", reason)
            links.blame(tx, connection.id, "another_account", reason)
    raise ConsentRequired(
        f"{theirs} signed in, and connection {connection.id} is {ours}'s",
        way_out=f"Sign out at {given.package.info.name}, then sign in as {ours}; or hand the connection over to {theirs} with "
        f"`boekhaak connect {given.package.key}` and `boekhaak hand-over`",
        package=given.package.info.name,
    )


def _expect(package: Package, link: Link, opened: tuple[Company, ...]) -> None:
    """Raise ConsentRequired, with the names of what was opened, unless the link's company, as far as it is known, is among it."""
    id_, region = link.company.id, link.company.region
    if any(company.id == (id_ or company.id) and company.region == (region or company.region) for company in opened):
        return
    names = ", ".join(f"“{company.name}”" for company in opened) or "no company"
    raise ConsentRequired(
        f"this sign-in was begun for “{link.company.name}” and opened {names}",
        way_out=f"Begin it again and choose “{link.company.name}” there; the link and its data stay as they are",
        package=package.info.name,
    )
