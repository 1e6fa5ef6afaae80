"""Connections: the consents of an environment's owners."""

from __future__ import annotations

from sqlalchemy import select

from boekhaak.errors import NotFound
from boekhaak.models.company import Login
from boekhaak.models.link import Actor, Connection
from boekhaak.store.database import Found, Store, Transaction
from boekhaak.store.tables import ConnectionRow, table

_connections = table(ConnectionRow)


def add(
    store: Store, tx: Transaction, actor: Actor, *, package: str, region: str, app_id: int, chain_id: int, login: Login
) -> Connection:
    """Add a connection on a chain, or revive the one that this environment has on it."""
    same = (_connections.c.environment_id == actor.environment, _connections.c.chain_id == chain_id)
    values = {"login_name": login.name, "login_email": login.email, "state": "authorised", "reason": ""}
    found = tx.execute(select(_connections.c.id).where(*same)).scalar()
    if found is not None:
        tx.execute(_connections.update().where(_connections.c.id == found).values(**values))
    else:
        added = tx.execute(
            _connections.insert()
            .values(
                environment_id=actor.environment,
                app_id=app_id,
                chain_id=chain_id,
                package=package,
                region=region,
                login_id=login.id,
                owner=actor.user,
                created_at=store.clock.now(),
                **values,
            )
            .returning(_connections.c.id)
        ).scalar_one()
        found = added
    return get(tx, actor, int(found))


def get(tx: Transaction, actor: Actor, connection_id: int) -> Connection:
    """Return a connection of the actor's environment. Raises: NotFound."""
    mine = (_connections.c.id == connection_id, _connections.c.environment_id == actor.environment)
    row = tx.execute(select(_connections).where(*mine)).first()
    if row is None:
        raise NotFound(
            f"environment “{actor.environment}” has no connection {connection_id}",
            way_out="List its companies, or sign in with `boekhaak connect`",
        )
    return _connection(row)


def listed(tx: Transaction, actor: Actor, package: str | None = None) -> tuple[Connection, ...]:
    """Return the connections of the actor's environment, oldest first."""
    query = select(_connections).where(_connections.c.environment_id == actor.environment).order_by(_connections.c.id)
    if package is not None:
        query = query.where(_connections.c.package == package)
    return tuple(_connection(row) for row in tx.execute(query))


def of_chain(tx: Transaction, chain_id: int) -> tuple[Connection, ...]:
    """Return the connections, of whichever environment, that live by a chain."""
    rows = tx.execute(select(_connections).where(_connections.c.chain_id == chain_id))
    return tuple(_connection(row) for row in rows)


def set_state(tx: Transaction, connection_ids: tuple[int, ...], state: str, reason: str) -> None:
    """Write down whether connections work, and why not."""
    tx.execute(_connections.update().where(_connections.c.id.in_(connection_ids)).values(state=state, reason=reason))


def doubt(tx: Transaction, chain_ids: tuple[int, ...], reason: str) -> None:
    """Write down why connections that work may not do so for long."""
    tx.execute(_connections.update().where(_connections.c.chain_id.in_(chain_ids)).values(reason=reason))


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
        state=row.state,
        reason=row.reason,
        created_at=row.created_at,
    )
