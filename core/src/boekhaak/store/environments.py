"""Environments: the tenants of the host, and the installation that they share."""

from __future__ import annotations

from sqlalchemy import select

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.models.link import Environment
from boekhaak.store.database import Found, Store, Transaction
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
    return tuple(_environment(row) for row in tx.execute(select(_table).order_by(_table.c.id)))


def get(tx: Transaction, environment: str) -> Environment:
    """Return an environment. Raises: NotFound."""
    row = tx.execute(select(_table).where(_table.c.id == environment)).first()
    if row is None:
        raise NotFound(
            f"there is no environment “{environment}”", way_out=f"Make it with `boekhaak environment add {environment}`"
        )
    return _environment(row)


def keep_payloads(tx: Transaction, environment: str, *, keeps: bool) -> None:
    """Write down whether what packages send is kept."""
    tx.execute(_table.update().where(_table.c.id == environment).values(keeps_payloads=keeps))


def adopt(tx: Transaction, installation_id: str) -> None:
    """Give this database another id."""
    tx.execute(table(InstallationRow).update().values(id=installation_id))


def installation_id(tx: Transaction) -> str:
    """Return the id that tells this database from a copy of another."""
    return str(tx.execute(select(table(InstallationRow).c.id)).scalar_one())


def _environment(row: Found) -> Environment:
    return Environment(id=row.id, name=row.name, keeps_payloads=row.keeps_payloads)
