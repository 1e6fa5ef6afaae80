"""The companies that logins saw when they were last asked: what came and what went since the time before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, select

from boekhaak.models.company import Company, SeenCompany
from boekhaak.models.link import Connection
from boekhaak.store.database import Found, Store, Transaction, inserting
from boekhaak.store.environment_tables import SeenRow
from boekhaak.store.tables import table

_seen = table(SeenRow)


class Since(NamedTuple):
    """What differs from the list of last time: companies that came, that went, and whose name is another."""

    came: tuple[Company, ...]
    went: tuple[SeenCompany, ...]
    renamed: tuple[Company, ...]


def compared(tx: Transaction, connection: Connection, companies: Sequence[Company]) -> Since:
    """Compare what a connection's login sees now with what it saw when it was last asked."""
    before = {one.id: one for one in listed(tx, (connection.id,))}
    there = {one.id: one for one in companies}
    known = {id_: one for id_, one in before.items() if one.gone_at is None}
    return Since(
        came=tuple(one for id_, one in there.items() if id_ not in known),
        went=tuple(one for id_, one in known.items() if id_ not in there),
        renamed=tuple(one for id_, one in there.items() if id_ in known and known[id_].name != one.name),
    )


def remember(store: Store, tx: Transaction, connection: Connection, since: Since) -> None:
    """Write down what differs from the list of last time."""
    now = store.clock.now()
    rows = [
        {
            "connection_id": connection.id,
            "company_id": one.id,
            "environment_id": connection.environment,
            "package": connection.package,
            "region": one.region,
            "name": one.name,
            "first_at": now,
            "gone_at": None,
        }
        for one in (*since.came, *since.renamed)
    ]
    if rows:
        row = inserting(tx, _seen)
        fresh = {"name": row.excluded.name, "region": row.excluded.region, "gone_at": None}
        tx.execute(row.on_conflict_do_update(index_elements=["connection_id", "company_id"], set_=fresh), rows)
    if since.went:
        gone = and_(_seen.c.connection_id == connection.id, _seen.c.company_id.in_([one.id for one in since.went]))
        tx.execute(_seen.update().where(gone).values(gone_at=now))


def forget(tx: Transaction, connection: Connection) -> None:
    """Forget what a connection's login saw."""
    tx.execute(_seen.delete().where(_seen.c.connection_id == connection.id))


def listed(tx: Transaction, connection_ids: Sequence[int]) -> tuple[SeenCompany, ...]:
    """Return what the logins of connections saw or see, the connections oldest first."""
    mine = select(_seen).where(_seen.c.connection_id.in_(connection_ids))
    return tuple(_value(row) for row in tx.execute(mine.order_by(_seen.c.connection_id, _seen.c.company_id)))


def elsewhere(tx: Transaction, connection: Connection) -> frozenset[str]:
    """Return the ids of companies that other logins of the connection's environment see at its package and region."""
    others = (
        _seen.c.environment_id == connection.environment,
        _seen.c.package == connection.package,
        _seen.c.region == connection.region,
        _seen.c.connection_id != connection.id,
        _seen.c.gone_at.is_(None),
    )
    return frozenset(tx.execute(select(_seen.c.company_id).where(*others)).scalars())


def _value(row: Found) -> SeenCompany:
    return SeenCompany(
        connection_id=row.connection_id,
        id=row.company_id,
        name=row.name,
        first_at=row.first_at,
        gone_at=row.gone_at,
    )
