"""Connections: the consents of an environment's owners."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from boekhaak.errors import ConsentRequired, NotFound
from boekhaak.models.company import Login
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.store.database import Found, Store, Transaction
from boekhaak.store.links import refuse_switched_off
from boekhaak.store.tables import ConnectionRow, table
from boekhaak.store.tokens import TokenChain

_connections = table(ConnectionRow)

OVER = ("revoked", "superseded")
"""The states of connections that are no longer used."""


def add(
    store: Store,
    tx: Transaction,
    actor: Actor,
    *,
    package: str,
    region: str,
    app_id: int,
    chain_id: int,
    login: Login,
    owner: str = "",
    portal: str = "",
) -> Connection:
    """Add a connection on a chain, or revive the one that this environment has on it."""
    same = (_connections.c.environment_id == actor.environment, _connections.c.chain_id == chain_id)
    values = {
        "login_id": login.id,
        "login_name": login.name,
        "login_email": login.email,
        "owner": owner,
        "portal_id": portal,
        "state": "authorised",
        "reason": "",
    }
    found = tx.execute(select(_connections.c.id).where(*same)).scalar()
    if found is not None:
        tx.execute(_connections.update().where(_connections.c.id == found).values(**values))
    else:
        found = _insert(store, tx, actor, app_id=app_id, chain_id=chain_id, package=package, region=region, **values)
    return get(tx, actor, int(found))


def prepare(
    store: Store, tx: Transaction, actor: Actor, *, chain: TokenChain, mailbox: str, email: str, state: str, owner: str
) -> Connection:
    """Add a connection by which nobody has signed in yet, on a chain that waits for its tokens."""
    found = _insert(
        store, tx, actor,
        app_id=chain.app_id, chain_id=chain.id, package=chain.package, region=chain.region,
        login_id="", login_name="", login_email="", owner=owner, mailbox=mailbox, email=email, state=state, reason="",
    )  # fmt: skip
    return get(tx, actor, found)


def _insert(store: Store, tx: Transaction, actor: Actor, **values: object) -> int:
    row = _connections.insert().values(environment_id=actor.environment, created_at=store.clock.now(), **values)
    return int(tx.execute(row.returning(_connections.c.id)).scalar_one())


def signed_in(tx: Transaction, connection: Connection, chain_id: int, login: Login) -> None:
    """Write down who signed in by a connection that was prepared, or anew, and which chain it lives by now."""
    told = {"login_id": login.id, "login_name": login.name, "login_email": login.email}
    tx.execute(
        _connections.update()
        .where(_connections.c.id == connection.id)
        .values(chain_id=chain_id, state="authorised", reason="", **told)
    )


def get(tx: Transaction, actor: Actor, connection_id: int) -> Connection:
    """Return a connection of the actor's environment that the actor may see. Raises: NotFound, AccessMissing."""
    row = tx.execute(select(_connections).where(_connections.c.id == connection_id, *_within(actor))).first()
    if row is None:
        raise NotFound(
            f"environment “{actor.environment}” has no connection {connection_id}",
            way_out="List its companies, or sign in with `boekhaak connect`",
        )
    refuse_switched_off(actor, row.package)
    return _connection(row)


def of_link(tx: Transaction, actor: Actor, link: Link) -> Connection:
    """Return the connection that a link is read by. Raises: ConsentRequired for one that never had any; as :func:`get`."""
    if link.connection_id is None:
        raise ConsentRequired(
            f"the link is broken ({link.reason})",
            way_out="Sign in with a login that sees the company, then `boekhaak relink`",
            company=link.company.name,
        )
    return get(tx, actor, link.connection_id)


def hold(tx: Transaction, connection_ids: Sequence[int]) -> None:
    """Let nobody end these connections before this transaction ends."""
    these = _connections.c.id.in_(connection_ids)
    tx.execute(select(_connections.c.id).where(these).order_by(_connections.c.id).with_for_update())


def listed(tx: Transaction, actor: Actor, package: str | None = None) -> tuple[Connection, ...]:
    """Return the connections of the actor's environment that the actor may see, oldest first."""
    query = select(_connections).where(*_within(actor)).order_by(_connections.c.id)
    if package is not None:
        query = query.where(_connections.c.package == package)
    if actor.packages is not None:
        query = query.where(_connections.c.package.in_(actor.packages))
    return tuple(_connection(row) for row in tx.execute(query))


def of_chain(tx: Transaction, chain_id: int) -> tuple[Connection, ...]:
    """Return the connections in use, of whichever environment, that live by a chain."""
    living = (_connections.c.chain_id == chain_id, _connections.c.state.not_in(OVER))
    rows = tx.execute(select(_connections).where(*living).order_by(_connections.c.id))
    return tuple(_connection(row) for row in rows)


def of_portal(tx: Transaction, environment: str, portal: str) -> tuple[Connection, ...]:
    """Return the connections of a client environment that live by an accounting office's login."""
    theirs = (_connections.c.environment_id == environment, _connections.c.portal_id == portal)
    return tuple(_connection(row) for row in tx.execute(select(_connections).where(*theirs)))


def known(tx: Transaction, connection_id: int) -> Connection | None:
    """Return a connection, whosever it is, where there is one of that id."""
    row = tx.execute(select(_connections).where(_connections.c.id == connection_id)).first()
    return _connection(row) if row else None


def state(tx: Transaction, connection_id: int) -> str:
    """Return how a connection stands now, whosever it is."""
    return str(tx.execute(select(_connections.c.state).where(_connections.c.id == connection_id)).scalar_one())


def set_state(tx: Transaction, connection_ids: tuple[int, ...], state: str, reason: str) -> None:
    """Write down how connections stand, and why."""
    tx.execute(_connections.update().where(_connections.c.id.in_(connection_ids)).values(state=state, reason=reason))


def give_to(tx: Transaction, connection: Connection, owner: str) -> None:
    """Write down whose a connection is from now on."""
    tx.execute(_connections.update().where(_connections.c.id == connection.id).values(owner=owner))


def doubt(tx: Transaction, chain_ids: tuple[int, ...], reason: str) -> None:
    """Write down why connections that work may not do so for long."""
    tx.execute(_connections.update().where(_connections.c.chain_id.in_(chain_ids)).values(reason=reason))


def _within(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for connections of the environment; an accounting office sees those by its own logins."""
    mine = _connections.c.environment_id == actor.environment
    return (mine, _connections.c.portal_id == actor.portal) if actor.portal else (mine,)


def _connection(row: Found) -> Connection:
    return Connection(
        id=row.id,
        environment=row.environment_id,
        package=row.package,
        region=row.region,
        app_id=row.app_id,
        chain_id=row.chain_id,
        login=Login(id=row.login_id, name=row.login_name, email=row.login_email),
        owner=row.owner,
        portal=row.portal_id,
        mailbox=row.mailbox,
        email=row.email,
        state=row.state,
        reason=row.reason,
        created_at=row.created_at,
    )
