"""Token chains: the pairs that rotate, their leases, and answers that came late.

A pair is replaced only over its own generation (compare-and-swap): whoever exchanged the stored pair has the pair that
lives, however late the answer comes; an answer to an older pair is kept aside.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from pydantic import SecretStr
from sqlalchemy import or_, select

from boekhaak.leases import surely_gone
from boekhaak.models.auth import Obtained, Tokens
from boekhaak.models.value import Value
from boekhaak.store.apps import RegisteredApp
from boekhaak.store.database import Found, Store, Transaction, inserting
from boekhaak.store.tables import TokenAnswerRow, TokenChainRow, table
from boekhaak.vault import Vault

_chains = table(TokenChainRow)
_answers = table(TokenAnswerRow)

_UNHELD: dict[str, object] = {"lease_owner": None, "lease_until": None, "intent_generation": None, "intent_at": None}
_ALIVE: dict[str, object] = {"dead": False, "reason": "", **_UNHELD}


class TokenChain(Value):
    """A chain as it stands: its pair, when that was got, and whether somebody is exchanging it.

    ``issued_at`` is when the answer was there at the latest; ``expires_at`` is counted from when it was asked for.
    """

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
    restored: bool
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


def scope_of(key: SecretStr, login: str) -> str:
    """Return by what the chain of a login is found: a keyed hash, so that nobody reads in it whose login that is."""
    return hmac.new(key.get_secret_value().encode(), login.encode(), hashlib.sha256).hexdigest()


def create(
    tx: Transaction,
    vault: Vault,
    *,
    environment: str,
    app_id: int,
    package: str,
    region: str,
    scope: str,
    given: Obtained,
) -> int:
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
            **_pair(vault, given),
        )
        .returning(_chains.c.id)
    ).scalar_one()
    return int(added)


def prepare(
    store: Store, tx: Transaction, vault: Vault, *, environment: str, app: RegisteredApp, reason: str
) -> TokenChain:
    """Begin a chain for which nobody has signed in yet: it is dead until it gets its first pair."""
    nothing, now = Tokens(access_token=SecretStr(""), lifetime=timedelta()), store.clock.now()
    chain_id = create(
        tx,
        vault,
        environment=environment,
        app_id=app.id,
        package=app.app.package,
        region=app.app.region,
        scope=secrets.token_hex(16),
        given=Obtained(tokens=nothing, asked_at=now, received_at=now),
    )
    tx.execute(_chains.update().where(_chains.c.id == chain_id).values(dead=True, reason=reason))
    return get(tx, vault, chain_id)


def settle(tx: Transaction, chain_id: int, scope: str) -> None:
    """Let a chain that was prepared be the one of that scope."""
    tx.execute(_chains.update().where(_chains.c.id == chain_id).values(scope=scope))


def give_to(tx: Transaction, chain_id: int, environment: str) -> None:
    """Let a chain be another environment's."""
    tx.execute(_chains.update().where(_chains.c.id == chain_id).values(environment_id=environment))


def revoke(tx: Transaction, vault: Vault, chain_id: int, reason: str) -> None:
    """Throw the tokens of a chain away, and those of its companies' chains; what it is found by goes with them."""
    scope = tx.execute(select(_chains.c.scope).where(_chains.c.id == chain_id)).scalar_one()
    below = _chains.c.scope.startswith(f"{scope}/", autoescape=True)
    ids = tuple(tx.execute(select(_chains.c.id).where(or_(_chains.c.id == chain_id, below))).scalars())
    tx.execute(_answers.delete().where(_answers.c.chain_id.in_(ids)))
    nothing = {"access_token": vault.seal(SecretStr("")), "refresh_token": None, "dead": True, "reason": reason}
    for one in ids:
        gone = {**nothing, **_UNHELD, "scope": secrets.token_hex(16), "generation": _chains.c.generation + 1}
        tx.execute(_chains.update().where(_chains.c.id == one).values(**gone))


def replace(tx: Transaction, vault: Vault, chain_id: int, given: Obtained) -> None:
    """Put the pair of a new consent into the chain, whatever stood there: the consent made it the only living one."""
    tx.execute(_answers.delete().where(_answers.c.chain_id == chain_id))
    tx.execute(
        _chains.update()
        .where(_chains.c.id == chain_id)
        .values(generation=_chains.c.generation + 1, restored=False, **_ALIVE, **_pair(vault, given))
    )


def of_company(store: Store, tx: Transaction, vault: Vault, parent: TokenChain, company_id: str) -> int:
    """Return the chain of one company below a login's; it begins with nothing but the credentials, so that it is renewed first.

    The credentials are always those of the login's chain: a new password reaches every company.
    """
    login = tx.execute(select(_chains.c.scope).where(_chains.c.id == parent.id)).scalar_one()
    key = {"app_id": parent.app_id, "region": parent.region, "scope": f"{login}/{company_id}"}
    unrenewed = Tokens(access_token=SecretStr(""), refresh_token=parent.refresh_token, lifetime=timedelta())
    now = store.clock.now()
    begun = {
        **key,
        "environment_id": parent.environment,
        "package": parent.package,
        "generation": 1,
        "dead": False,
        "reason": "",
        **_pair(vault, Obtained(tokens=unrenewed, asked_at=now, received_at=now)),
    }
    tx.execute(inserting(tx, _chains).values(begun).on_conflict_do_nothing(index_elements=list(key)))
    row = tx.execute(select(_chains).where(*(_chains.c[name] == value for name, value in key.items()))).one()
    chain = _chain(row, vault)
    if chain.refresh_token != parent.refresh_token or chain.dead:
        new = {name: begun[name] for name in ("refresh_token", "expires_at", "dead", "reason")}
        tx.execute(_chains.update().where(_chains.c.id == chain.id).values(**new))
    return chain.id


def lease(store: Store, tx: Transaction, chain: TokenChain, owner: str, seconds: float) -> bool:
    """Take the right to exchange this pair, and write down the intent; False when somebody else has it, or may have."""
    now = store.database_time(tx)
    held = tx.execute(select(_chains.c.lease_owner).where(_chains.c.id == chain.id)).scalar_one()
    free = or_(_chains.c.lease_until.is_(None), _chains.c.lease_until < now)
    if surely_gone(held):
        free = or_(free, _chains.c.lease_owner == held)
    stored = (_chains.c.id == chain.id, _chains.c.generation == chain.generation, _chains.c.dead.is_(False))
    taken = tx.execute(
        _chains.update()
        .where(*stored, free)
        .values(lease_owner=owner, lease_until=now + seconds, intent_generation=chain.generation, intent_at=now)
    )
    return bool(taken.rowcount)


def held_for(store: Store, tx: Transaction, chain: TokenChain) -> float:
    """Return how many seconds longer an exchange of this pair is left to whoever began it; 0 when nobody need wait."""
    row = tx.execute(select(_chains).where(_chains.c.id == chain.id)).one()
    if row.lease_until is None or row.generation != chain.generation or row.dead or surely_gone(row.lease_owner):
        return 0.0
    return max(0.0, float(row.lease_until) - store.database_time(tx))


def spoil(tx: Transaction, chain: TokenChain, now: datetime) -> None:
    """Write down that the package refuses the access token although it should live, so that nobody else tries it."""
    same = (_chains.c.id == chain.id, _chains.c.generation == chain.generation, _chains.c.expires_at > now)
    tx.execute(_chains.update().where(*same).values(expires_at=now))


class Kept(Value):
    """What became of an answer: whether it is the chain's pair now, and whether the chain was given up or doubted before."""

    adopted: bool
    mended: bool = False


def store_answer(tx: Transaction, vault: Vault, chain: TokenChain, answer: Obtained) -> Kept:
    """Store the answer to an exchange over the pair it was got with, or over a dead one, which has nothing to lose.

    Where another pair lives it is kept aside, unless it is that pair: a commit whose confirmation was lost is tried again. The
    answer for a chain that was revoked meanwhile is thrown away: nobody wants it to live.
    """
    stored = tx.execute(select(_chains).where(_chains.c.id == chain.id).with_for_update()).one()
    if stored.dead and stored.refresh_token is None and chain.refresh_token is not None:
        return Kept(adopted=False)
    if stored.generation == chain.generation or stored.dead:
        tx.execute(
            _chains.update()
            .where(_chains.c.id == chain.id)
            .values(generation=stored.generation + 1, restored=False, **_ALIVE, **_pair(vault, answer))
        )
        return Kept(adopted=True, mended=stored.dead or stored.restored)
    if vault.open(stored.access_token) == answer.tokens.access_token:
        return Kept(adopted=True)
    tx.execute(
        _answers.insert().values(
            environment_id=chain.environment,
            chain_id=chain.id,
            parent_generation=chain.generation,
            **_pair(vault, answer),
        )
    )
    return Kept(adopted=False)


def take_aside(tx: Transaction, chain: TokenChain) -> bool:
    """Put the newest answer that was kept aside into the chain as its next pair.

    False when there is none, or when the chain's pair has been replaced meanwhile: then it stays aside.
    """
    row = tx.execute(select(_answers).where(_answers.c.chain_id == chain.id).order_by(_answers.c.id.desc())).first()
    if row is None:
        return False
    pair = {name: getattr(row, name) for name in ("access_token", "refresh_token", "issued_at", "expires_at")}
    swapped = tx.execute(
        _chains.update()
        .where(_chains.c.id == chain.id, _chains.c.generation == chain.generation)
        .values(generation=chain.generation + 1, **_ALIVE, **pair)
    )
    if swapped.rowcount:
        tx.execute(_answers.delete().where(_answers.c.id == row.id))
    return bool(swapped.rowcount)


def release(tx: Transaction, chain: TokenChain, owner: str) -> None:
    """Give the lease back without an answer: the package refused or could not be reached before it took the pair."""
    tx.execute(_chains.update().where(_chains.c.id == chain.id, _chains.c.lease_owner == owner).values(**_UNHELD))


def bury(tx: Transaction, chain: TokenChain, reason: str) -> bool:
    """Mark the chain dead, unless its pair has been replaced meanwhile."""
    same = (_chains.c.id == chain.id, _chains.c.generation == chain.generation)
    buried = tx.execute(_chains.update().where(*same).values(dead=True, reason=reason, restored=False, **_UNHELD))
    return bool(buried.rowcount)


def is_dead(tx: Transaction, chain_id: int) -> bool:
    """Tell whether only a sign-in can help the chain; that stays so to the end of the transaction."""
    return bool(tx.execute(select(_chains.c.dead).where(_chains.c.id == chain_id).with_for_update()).scalar_one())


def doubt(tx: Transaction, passwords: tuple[str, ...]) -> tuple[int, ...]:
    """Mark the chains that rotate as restored, not those of packages with ``passwords``; return which.

    What was being exchanged when the copy was made is no concern of this database.
    """
    rotating = (_chains.c.dead.is_(False), _chains.c.refresh_token.is_not(None), _chains.c.package.not_in(passwords))
    doubted = tuple(tx.execute(select(_chains.c.id).where(*rotating)).scalars())
    tx.execute(_chains.update().where(*rotating).values(restored=True, **_UNHELD))
    return doubted


def bury_all(tx: Transaction, reason: str) -> tuple[int, ...]:
    """Mark every living chain dead and forget the answers aside; return which chains."""
    tx.execute(_answers.delete())
    living = tuple(tx.execute(select(_chains.c.id).where(_chains.c.dead.is_(False))).scalars())
    tx.execute(_chains.update().values(dead=True, reason=reason, restored=False, **_UNHELD))
    return living


def renewed(tx: Transaction, chain_ids: tuple[int, ...]) -> dict[int, datetime]:
    """Return when chains got their present pair."""
    query = select(_chains.c.id, _chains.c.issued_at).where(_chains.c.id.in_(chain_ids))
    return {row.id: row.issued_at for row in tx.execute(query)}


def unused(tx: Transaction, package: str, since: datetime) -> tuple[int, ...]:
    """Return the living chains of a package whose pair is from before that moment, the oldest first."""
    old = (_chains.c.package == package, _chains.c.issued_at < since)
    living = (_chains.c.dead.is_(False), _chains.c.refresh_token.is_not(None))
    return tuple(tx.execute(select(_chains.c.id).where(*old, *living).order_by(_chains.c.issued_at)).scalars())


def reseal(tx: Transaction, vault: Vault) -> int:
    """Encrypt every token with the newest key; return how many pairs.

    The rows are locked: a pair that a worker stores meanwhile must not be overwritten by the one it replaced.
    """
    count = 0
    for rows in (_chains, _answers):
        sealed_rows = select(rows.c.id, rows.c.access_token, rows.c.refresh_token).order_by(rows.c.id).with_for_update()
        for row in tx.execute(sealed_rows).all():
            sealed = {
                "access_token": vault.reseal(row.access_token),
                "refresh_token": vault.reseal(row.refresh_token) if row.refresh_token else None,
            }
            tx.execute(rows.update().where(rows.c.id == row.id).values(**sealed))
            count += 1
    return count


def _pair(vault: Vault, given: Obtained) -> dict[str, object]:
    tokens = given.tokens
    return {
        "access_token": vault.seal(tokens.access_token),
        "refresh_token": vault.seal(tokens.refresh_token) if tokens.refresh_token else None,
        "issued_at": given.received_at,
        "expires_at": given.asked_at + tokens.lifetime,
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
        restored=row.restored,
        intent_generation=row.intent_generation,
        intent_at=row.intent_at,
    )
