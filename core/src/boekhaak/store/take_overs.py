"""Environments that ask for the login of another: proved by a sign-in, asked for, agreed or refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, select

from boekhaak.errors import NotFound
from boekhaak.models.company import Login
from boekhaak.models.link import Actor
from boekhaak.models.portal import TakeOver
from boekhaak.store.database import Found, Store, Transaction
from boekhaak.store.environment_tables import TakeOverRow
from boekhaak.store.tables import TokenChainRow, table

_rows = table(TakeOverRow)
_chains = table(TokenChainRow)

PROVED_FOR = timedelta(hours=1)
"""So long after a sign-in its login may be asked for."""


class AskedFor(TakeOver):
    """What was asked, with what only the core may know: which chain, by which environment and login."""

    chain_id: int
    environment: str
    asked_by: str
    by: Login


def prove(store: Store, tx: Transaction, actor: Actor, chain_id: int, login: Login) -> None:
    """Remember that an environment's person just signed in with a login that another one has connected."""
    mine = (_rows.c.environment_id == actor.environment, _rows.c.chain_id == chain_id, _rows.c.state == "proved")
    tx.execute(delete(_rows).where(*mine))
    tx.execute(
        _rows.insert().values(
            environment_id=actor.environment,
            chain_id=chain_id,
            login_id=login.id,
            login_name=login.name,
            login_email=login.email,
            asked_by=actor.user,
            note="",
            asked_at=store.clock.now(),
            state="proved",
        )
    )


def ask(store: Store, tx: Transaction, actor: Actor, package: str, note: str) -> AskedFor | None:
    """Ask for the login by which the environment last signed in at a package; None when that was too long ago."""
    since = store.clock.now() - PROVED_FOR
    query = (
        _query()
        .where(_rows.c.environment_id == actor.environment, _rows.c.state == "proved", _rows.c.asked_at >= since)
        .where(_chains.c.package == package)
        .order_by(_rows.c.id.desc())
    )
    row = tx.execute(query).first()
    if row is None:
        return None
    values = {"state": "asked", "note": note, "asked_at": store.clock.now(), "asked_by": actor.user}
    tx.execute(_rows.update().where(_rows.c.id == row.id).values(**values))
    return _value(tx.execute(_query().where(_rows.c.id == row.id)).one())


def waiting(tx: Transaction, environment: str) -> tuple[AskedFor, ...]:
    """Return what others ask of an environment and nobody has answered, oldest first."""
    query = _query().where(_chains.c.environment_id == environment, _rows.c.state == "asked").order_by(_rows.c.id)
    return tuple(_value(row) for row in tx.execute(query))


def get(tx: Transaction, environment: str, take_over_id: int) -> AskedFor:
    """Return what is asked of an environment by that id. Raises: NotFound."""
    found = [one for one in waiting(tx, environment) if one.id == take_over_id]
    if not found:
        raise NotFound(
            f"nobody asks environment “{environment}” for a login by number {take_over_id}",
            way_out="`boekhaak take-over list` shows what is asked",
        )
    return found[0]


def agree(tx: Transaction, asked: AskedFor) -> None:
    """Write down that it was agreed; whatever else that environment asked for the login is answered with it."""
    same = (_rows.c.environment_id == asked.environment, _rows.c.chain_id == asked.chain_id)
    tx.execute(_rows.update().where(*same).values(state="agreed"))


def decide(tx: Transaction, take_over_id: int, state: str) -> None:
    """Write down what was answered."""
    tx.execute(_rows.update().where(_rows.c.id == take_over_id).values(state=state))


def _query() -> Select[Any]:
    return select(_rows, _chains.c.package).join(_chains, _chains.c.id == _rows.c.chain_id)


def _value(row: Found) -> AskedFor:
    login = Login(id=row.login_id, name=row.login_name, email=row.login_email)
    return AskedFor(
        id=row.id,
        package=row.package,
        login=login.email or login.name or login.id,
        note=row.note,
        asked_at=row.asked_at,
        state=row.state,
        chain_id=row.chain_id,
        environment=row.environment_id,
        asked_by=row.asked_by,
        by=login,
    )
