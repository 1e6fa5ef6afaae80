"""Token chains: the pairs that rotate, their leases, and answers that came late.

A pair is replaced only over its own generation (compare-and-swap): whoever exchanged the stored pair has the pair that
lives, however late the answer comes; an answer to an older pair is kept aside.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import SecretStr
from sqlalchemy import or_, select

from boekhaak.leases import surely_gone
from boekhaak.models.auth import Tokens
from boekhaak.models.value import Value
from boekhaak.store.database import Found, Store, Transaction, inserting
from boekhaak.store.tables import TokenAnswerRow, TokenChainRow, table
from boekhaak.vault import Vault

_chains = table(TokenChainRow)
_answers = table(TokenAnswerRow)


class TokenChain(Value):
    """A chain as it stands: its pair, when that was got, and whether somebody is exchanging it."""

    id: int
    environment: str
    app_id: int
    package: str
    region: str
    generation: int
    access_token: SecretStr
    refresh_token: SecretStr | None
    issued_at: datetime
    expires_at: datetime
    dead: bool
    reason: str
    intent_generation: int | None
    intent_at: float | None


def get(tx: Transaction, vault: Vault, chain_id: int) -> TokenChain:
    """Return a chain."""
    return _chain(tx.execute(select(_chains).where(_chains.c.id == chain_id)).one(), vault)


def find(tx: Transaction, vault: Vault, *, app_id: int, region: str, scope: str) -> TokenChain | None:
    """Return the chain of an app that has that scope (a login, a grant); None when there is none yet."""
    same = (_chains.c.app_id == app_id, _chains.c.region == region, _chains.c.scope == scope)
    row = tx.execute(select(_chains).where(*same)).first()
    return _chain(row, vault) if row else None


def create(
    store: Store, tx: Transaction, vault: Vault, *, environment: str, app_id: int, package: str, region: str, scope: str,
    tokens: Tokens,
) -> int:  # fmt: skip
    """Begin a chain with its first pair; return its id."""
    added = tx.execute(
        _chains.insert()
        .values(
            environment_id=environment,
            app_id=app_id,
            package=package,
            region=region,
            scope=scope,
            generation=1,
            dead=False,
            reason="",
            **_pair(store, vault, tokens),
        )
        .returning(_chains.c.id)
    ).scalar_one()
    return int(added)


def replace(store: Store, tx: Transaction, vault: Vault, chain_id: int, tokens: Tokens) -> None:
    """Put the pair of a new consent into the chain, whatever stood there: the consent made it the only living one."""
    tx.execute(_answers.delete().where(_answers.c.chain_id == chain_id))
    tx.execute(
        _chains.update()
        .where(_chains.c.id == chain_id)
        .values(
            generation=_chains.c.generation + 1,
            dead=False,
            reason="",
            lease_owner=None,
            lease_until=None,
            intent_generation=None,
            intent_at=None,
            **_pair(store, vault, tokens),
        )
    )


def of_company(store: Store, tx: Transaction, vault: Vault, parent: TokenChain, company_id: str) -> int:
    """Return the chain of one company below a login's; it begins with nothing but the credentials, so that it is renewed first.

    The credentials are always those of the login's chain: a new password reaches every company.
    """
    login = tx.execute(select(_chains.c.scope).where(_chains.c.id == parent.id)).scalar_one()
    key = {"app_id": parent.app_id, "region": parent.region, "scope": f"{login}/{company_id}"}
    unrenewed = Tokens(access_token=SecretStr(""), refresh_token=parent.refresh_token, lifetime=timedelta())
    begun = {
        **key,
        "environment_id": parent.environment,
        "package": parent.package,
        "generation": 1,
        "dead": False,
        "reason": "",
        **_pair(store, vault, unrenewed),
    }
    tx.execute(inserting(tx, _chains).values(begun).on_conflict_do_nothing(index_elements=list(key)))
    row = tx.execute(select(_chains).where(*(_chains.c[name] == value for name, value in key.items()))).one()
    chain = _chain(row, vault)
    if chain.refresh_token != parent.refresh_token or chain.dead:
        new = {name: begun[name] for name in ("refresh_token", "expires_at", "dead", "reason")}
        tx.execute(_chains.update().where(_chains.c.id == chain.id).values(**new))
    return chain.id


def lease(store: Store, tx: Transaction, chain: TokenChain, owner: str, seconds: float) -> bool:
    """Take the right to exchange this pair, and write down the intent; False when somebody else has it."""
    now = store.database_time(tx)
    held = tx.execute(select(_chains.c.lease_owner).where(_chains.c.id == chain.id)).scalar_one()
    free = or_(_chains.c.lease_until.is_(None), _chains.c.lease_until < now)
    if surely_gone(held):
        free = or_(free, _chains.c.lease_owner == held)
    taken = tx.execute(
        _chains.update()
        .where(_chains.c.id == chain.id, _chains.c.generation == chain.generation, free)
        .values(lease_owner=owner, lease_until=now + seconds, intent_generation=chain.generation, intent_at=now)
    )
    return bool(taken.rowcount)


def store_answer(store: Store, tx: Transaction, vault: Vault, chain: TokenChain, tokens: Tokens) -> bool:
    """Store the answer to an exchange over the pair it was got with; False, and kept aside, when that is no longer stored."""
    swapped = tx.execute(
        _chains.update()
        .where(_chains.c.id == chain.id, _chains.c.generation == chain.generation)
        .values(
            generation=chain.generation + 1,
            dead=False,
            reason="",
            lease_owner=None,
            lease_until=None,
            intent_generation=None,
            intent_at=None,
            **_pair(store, vault, tokens),
        )
    )
    if swapped.rowcount:
        return True
    tx.execute(
        _answers.insert().values(
            environment_id=chain.environment,
            chain_id=chain.id,
            parent_generation=chain.generation,
            **_pair(store, vault, tokens),
        )
    )
    return False


def take_aside(tx: Transaction, chain: TokenChain) -> bool:
    """Put the newest answer that was kept aside into the chain as its next pair.

    False when there is none, or when the chain's pair has been replaced meanwhile: then it stays aside.
    """
    row = tx.execute(select(_answers).where(_answers.c.chain_id == chain.id).order_by(_answers.c.id.desc())).first()
    if row is None:
        return False
    swapped = tx.execute(
        _chains.update()
        .where(_chains.c.id == chain.id, _chains.c.generation == chain.generation)
        .values(
            generation=chain.generation + 1,
            dead=False,
            reason="",
            access_token=row.access_token,
            refresh_token=row.refresh_token,
            issued_at=row.issued_at,
            expires_at=row.expires_at,
            lease_owner=None,
            lease_until=None,
            intent_generation=None,
            intent_at=None,
        )
    )
    if swapped.rowcount:
        tx.execute(_answers.delete().where(_answers.c.id == row.id))
    return bool(swapped.rowcount)


def release(tx: Transaction, chain: TokenChain, owner: str) -> None:
    """Give the lease back without an answer: the package refused or could not be reached before it took the pair."""
    tx.execute(
        _chains.update()
        .where(_chains.c.id == chain.id, _chains.c.lease_owner == owner)
        .values(lease_owner=None, lease_until=None, intent_generation=None, intent_at=None)
    )


def bury(tx: Transaction, chain: TokenChain, reason: str) -> bool:
    """Mark the chain dead, unless its pair has been replaced meanwhile."""
    buried = tx.execute(
        _chains.update()
        .where(_chains.c.id == chain.id, _chains.c.generation == chain.generation)
        .values(dead=True, reason=reason, lease_owner=None, lease_until=None, intent_generation=None, intent_at=None)
    )
    return bool(buried.rowcount)


def reseal(tx: Transaction, vault: Vault) -> int:
    """Encrypt every token with the newest key; return how many pairs."""
    count = 0
    for rows in (_chains, _answers):
        for row in tx.execute(select(rows.c.id, rows.c.access_token, rows.c.refresh_token)).all():
            sealed = {
                "access_token": vault.reseal(row.access_token),
                "refresh_token": vault.reseal(row.refresh_token) if row.refresh_token else None,
            }
            tx.execute(rows.update().where(rows.c.id == row.id).values(**sealed))
            count += 1
    return count


def _pair(store: Store, vault: Vault, tokens: Tokens) -> dict[str, object]:
    now = store.clock.now()
    return {
        "access_token": vault.seal(tokens.access_token),
        "refresh_token": vault.seal(tokens.refresh_token) if tokens.refresh_token else None,
        "issued_at": now,
        "expires_at": now + tokens.lifetime,
    }


def _chain(row: Found, vault: Vault) -> TokenChain:
    return TokenChain(
        id=row.id,
        environment=row.environment_id,
        app_id=row.app_id,
        package=row.package,
        region=row.region,
        generation=row.generation,
        access_token=vault.open(row.access_token),
        refresh_token=vault.open(row.refresh_token) if row.refresh_token else None,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        dead=row.dead,
        reason=row.reason,
        intent_generation=row.intent_generation,
        intent_at=row.intent_at,
    )
