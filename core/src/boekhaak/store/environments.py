"""Environments: the tenants of the host, and the installation that they share."""

from __future__ import annotations

from sqlalchemy import select

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.models.link import Environment
from boekhaak.store.database import Store, Transaction
from boekhaak.store.tables import EnvironmentRow, InstallationRow, table

_table = table(EnvironmentRow)


def add(store: Store, tx: Transaction, environment: Environment) -> None:
    """Add an environment. Raises: InvalidInput when its id is taken."""
    if tx.execute(select(_table.c.id).where(_table.c.id == environment.id)).first():
        raise InvalidInput(
            f"there is an environment “{environment.id}” already", way_out="Choose another id, or use that one"
        )
    tx.execute(_table.insert().values(id=environment.id, name=environment.name, created_at=store.clock.now()))


def listed(tx: Transaction) -> tuple[Environment, ...]:
    """Return all environments, by id."""
    rows = tx.execute(select(_table.c.id, _table.c.name).order_by(_table.c.id))
    return tuple(Environment(id=row.id, name=row.name) for row in rows)


def require(tx: Transaction, environment: str) -> None:
    """Raise NotFound unless the environment exists."""
    if not tx.execute(select(_table.c.id).where(_table.c.id == environment)).first():
        raise NotFound(
            f"there is no environment “{environment}”", way_out=f"Make it with `boekhaak environment add {environment}`"
        )


def installation_id(tx: Transaction) -> str:
    """Return the id that tells this database from a copy of another."""
    return str(tx.execute(select(table(InstallationRow).c.id)).scalar_one())
