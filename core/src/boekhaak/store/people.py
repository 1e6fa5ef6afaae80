"""The people of environments, as the host handed them in, and what is switched on for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from boekhaak.models.link import User
from boekhaak.store.database import Found, Transaction
from boekhaak.store.environment_tables import SwitchRow, UserRow
from boekhaak.store.tables import table

_users = table(UserRow)
_switches = table(SwitchRow)


def hand_in(tx: Transaction, environment: str, users: Sequence[User]) -> None:
    """Let these be the people of an environment, in the place of those before."""
    tx.execute(_users.delete().where(_users.c.environment_id == environment))
    if users:
        tx.execute(_users.insert(), [{"environment_id": environment, **user.model_dump()} for user in users])


def listed(tx: Transaction, environment: str) -> tuple[User, ...]:
    """Return the people of an environment, by id."""
    rows = tx.execute(select(_users).where(_users.c.environment_id == environment).order_by(_users.c.id))
    return tuple(_user(row) for row in rows)


def memberships(tx: Transaction, user: str) -> tuple[tuple[str, User], ...]:
    """Return the environments that somebody belongs to, and who he is there."""
    rows = tx.execute(select(_users).where(_users.c.id == user).order_by(_users.c.environment_id))
    return tuple((row.environment_id, _user(row)) for row in rows)


def switch(tx: Transaction, environment: str, key: str, *, on: bool) -> None:
    """Switch a package or feature on or off for an environment."""
    same = (_switches.c.environment_id == environment, _switches.c.key == key)
    if not tx.execute(_switches.update().where(*same).values(switched_on=on)).rowcount:
        tx.execute(_switches.insert().values(environment_id=environment, key=key, switched_on=on))


def switches(tx: Transaction, environment: str) -> Mapping[str, bool]:
    """Return what somebody switched on or off for an environment."""
    rows = tx.execute(select(_switches).where(_switches.c.environment_id == environment))
    return {row.key: row.switched_on for row in rows}


def _user(row: Found) -> User:
    return User(id=row.id, role=row.role, name=row.name, email=row.email)
