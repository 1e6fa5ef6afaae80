"""What client environments permit accounting offices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from boekhaak.errors import NotFound
from boekhaak.models.portal import Access
from boekhaak.store.database import Found, Store, Transaction
from boekhaak.store.environment_tables import AccessRow
from boekhaak.store.tables import table

_accesses = table(AccessRow)


def add(store: Store, tx: Transaction, access: Access) -> Access:
    """Write down what a client permits an office, or that an office asks for it; its id is given here."""
    values = access.model_dump(exclude={"id", "environment", "portal", "companies", "created_at"})
    added = tx.execute(
        _accesses.insert()
        .values(
            environment_id=access.environment,
            portal_id=access.portal,
            companies=sorted(access.companies) if access.companies is not None else None,
            created_at=store.clock.now(),
            **values,
        )
        .returning(_accesses.c.id)
    ).scalar_one()
    return get(tx, access.environment, int(added))


def get(tx: Transaction, environment: str, access_id: int) -> Access:
    """Return what an environment permits by that id. Raises: NotFound."""
    mine = (_accesses.c.id == access_id, _accesses.c.environment_id == environment)
    row = tx.execute(select(_accesses).where(*mine)).first()
    if row is None:
        raise NotFound(
            f"environment “{environment}” has no access {access_id}", way_out="`boekhaak access list` lists them"
        )
    return _access(row)


def held(tx: Transaction, environment: str, access_id: int) -> Access:
    """Return what an environment permits by that id, and let nobody decide otherwise before this transaction ends."""
    tx.execute(select(_accesses.c.id).where(_accesses.c.id == access_id).with_for_update())
    return get(tx, environment, access_id)


def in_question(tx: Transaction, environment: str, email: str) -> tuple[Access, ...]:
    """Return what an environment permits an address or is asked for by it, held as :func:`held` does."""
    theirs = (_accesses.c.environment_id == environment, _accesses.c.email == email)
    open_ = _accesses.c.state.in_(("asked", "refused", "granted"))
    rows = tx.execute(select(_accesses).where(*theirs, open_).order_by(_accesses.c.id).with_for_update())
    return tuple(_access(row) for row in rows)


def overdue(tx: Transaction, now: datetime) -> tuple[Access, ...]:
    """Return what is still granted although its end has come, of all environments."""
    over = (_accesses.c.state == "granted", _accesses.c.ends_at <= now)
    return tuple(_access(row) for row in tx.execute(select(_accesses).where(*over).order_by(_accesses.c.id)))


def of_environment(tx: Transaction, environment: str) -> tuple[Access, ...]:
    """Return what an environment permits or permitted, and what offices asked it for, oldest first."""
    query = select(_accesses).where(_accesses.c.environment_id == environment).order_by(_accesses.c.id)
    return tuple(_access(row) for row in tx.execute(query))


def of_portal(tx: Transaction, portal: str) -> tuple[Access, ...]:
    """Return what an office's clients permit it or permitted, and what it asked for, oldest first."""
    query = select(_accesses).where(_accesses.c.portal_id == portal).order_by(_accesses.c.id)
    return tuple(_access(row) for row in tx.execute(query))


def newest(tx: Transaction, environment: str, portal: str) -> Access | None:
    """Return what an environment last permitted an office; None when it never heard of it."""
    theirs = (_accesses.c.environment_id == environment, _accesses.c.portal_id == portal)
    row = tx.execute(select(_accesses).where(*theirs).order_by(_accesses.c.id.desc()).limit(1)).first()
    return _access(row) if row else None


def decide(tx: Transaction, access_id: int, state: str, reason: str = "") -> None:
    """Write down that an access was granted, withdrawn or ended."""
    tx.execute(_accesses.update().where(_accesses.c.id == access_id).values(state=state, reason=reason))


def adopt(tx: Transaction, email: str, portal: str) -> None:
    """Let what was permitted to an address belong to the office that has it now."""
    theirs = (_accesses.c.email == email.lower(), _accesses.c.portal_id == "")
    tx.execute(_accesses.update().where(*theirs).values(portal_id=portal))


def _access(row: Found) -> Access:
    return Access(
        id=row.id,
        environment=row.environment_id,
        email=row.email,
        portal=row.portal_id,
        scope=row.scope,
        companies=frozenset(row.companies) if row.companies is not None else None,
        ends_at=row.ends_at,
        state=row.state,
        reason=row.reason,
        created_at=row.created_at,
    )
