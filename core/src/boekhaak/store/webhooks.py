"""Webhooks: the addresses of the host that are told, and what each is still to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import SecretStr
from sqlalchemy import Select, exists, func, or_, select

from boekhaak.errors import NotFound
from boekhaak.models.event import EventKind
from boekhaak.models.link import Actor
from boekhaak.models.webhook import Webhook
from boekhaak.store import events
from boekhaak.store.database import Found, Store, Transaction, inserting
from boekhaak.store.event_tables import DeliveryRow, WebhookRow
from boekhaak.store.tables import EnvironmentRow, table
from boekhaak.vault import Vault

_webhooks, _deliveries, _environments = table(WebhookRow), table(DeliveryRow), table(EnvironmentRow)

TAKEN_IN = 500
"""So many events at a time are looked at for a webhook."""


class Waiting(NamedTuple):
    """An event that is to be delivered now; those of one lane in their order."""

    number: int
    lane: int
    attempts: int
    failed_since: datetime | None


def add(
    store: Store,
    tx: Transaction,
    actor: Actor,
    vault: Vault,
    *,
    url: str,
    kinds: Sequence[EventKind],
    secret: SecretStr,
) -> int:
    """Add a webhook that is told what happens from now on; return its id."""
    values = {
        "environment_id": actor.environment,
        "url": url,
        "secret": vault.seal(secret),
        "kinds": list(kinds),
        "read_until": events.last(tx, actor.environment),
        "state": "active",
        "reason": "",
        "created_at": store.clock.now(),
    }
    return int(tx.execute(_webhooks.insert().values(values).returning(_webhooks.c.id)).scalar_one())


def listed(tx: Transaction, environment_id: str) -> tuple[Webhook, ...]:
    """Return the environment's webhooks, oldest first."""
    query = _selected().where(_webhooks.c.environment_id == environment_id).order_by(_webhooks.c.id)
    return tuple(_webhook(row) for row in tx.execute(query))


def get(tx: Transaction, actor: Actor, webhook_id: int) -> Webhook:
    """Return a webhook of the actor's environment. Raises: NotFound."""
    query = _selected().where(_webhooks.c.id == webhook_id, _webhooks.c.environment_id == actor.environment)
    row = tx.execute(query).first()
    if row is None:
        raise NotFound(
            f"environment “{actor.environment}” has no webhook {webhook_id}",
            way_out="`boekhaak webhook list` lists them",
        )
    return _webhook(row)


def due(tx: Transaction, now: datetime) -> tuple[int, ...]:
    """Return the active webhooks of all environments for which there is something to do now."""
    new = _environments.c.last_event > _webhooks.c.read_until
    waiting = exists().where(_deliveries.c.webhook_id == _webhooks.c.id, _deliveries.c.next_at <= now)
    rested = or_(_webhooks.c.rests_until.is_(None), _webhooks.c.rests_until <= now)
    query = (
        select(_webhooks.c.id)
        .join(_environments, _environments.c.id == _webhooks.c.environment_id)
        .where(_webhooks.c.state == "active", rested, or_(new, waiting))
        .order_by(_webhooks.c.id)
    )
    return tuple(tx.execute(query).scalars())


def find(tx: Transaction, webhook_id: int) -> Webhook | None:
    """Return a webhook of whichever environment; None when it was removed."""
    row = tx.execute(_selected().where(_webhooks.c.id == webhook_id)).first()
    return None if row is None else _webhook(row)


def is_active(tx: Transaction, webhook_id: int) -> bool:
    """Tell whether a webhook is there and not paused."""
    return tx.execute(select(_webhooks.c.state).where(_webhooks.c.id == webhook_id)).scalar() == "active"


def secrets(tx: Transaction, vault: Vault, webhook_id: int, now: datetime) -> tuple[SecretStr, ...]:
    """Return what a webhook's messages are signed with now: the secret, and for a while the one before it."""
    row = tx.execute(select(_webhooks).where(_webhooks.c.id == webhook_id)).one()
    former = row.former_secret is not None and row.former_until is not None and row.former_until > now
    return tuple(vault.open(sealed) for sealed in ((row.secret, row.former_secret) if former else (row.secret,)))


def take_in(store: Store, tx: Transaction, webhook_id: int) -> bool:
    """Let a webhook's new events wait for their delivery, as far as it wants them; tell whether there were new ones."""
    row = _locked(tx, webhook_id)
    new = events.after(tx, row.environment_id, row.read_until, TAKEN_IN) if row else ()
    if row is None or not new:
        return False
    wanted = [event for event in new if not row.kinds or event.kind in row.kinds]
    values = [
        {
            "webhook_id": webhook_id,
            "number": event.number,
            "environment_id": event.environment,
            "lane": event.link_id or 0,
            "attempts": 0,
            "next_at": store.clock.now(),
            "last_error": "",
        }
        for event in wanted
    ]
    if values:
        tx.execute(inserting(tx, _deliveries).on_conflict_do_nothing(), values)
    tx.execute(_webhooks.update().where(_webhooks.c.id == webhook_id).values(read_until=new[-1].number))
    return True


def waiting(tx: Transaction, webhook_id: int, now: datetime, limit: int) -> tuple[Waiting, ...]:
    """Return what is to be delivered to a webhook now, in the order of the numbers; not what waits behind a failed one."""
    mine = _deliveries.c.webhook_id == webhook_id
    held_back = select(_deliveries.c.lane).where(mine, _deliveries.c.next_at > now)
    columns = (_deliveries.c.number, _deliveries.c.lane, _deliveries.c.attempts, _deliveries.c.failed_since)
    query = select(*columns).where(mine, _deliveries.c.lane.not_in(held_back)).order_by(_deliveries.c.number)
    return tuple(Waiting(*row) for row in tx.execute(query.limit(limit)))


def count(tx: Transaction, webhook_id: int) -> int:
    """Return how many events wait for their delivery to a webhook, whenever that is tried."""
    query = select(func.count()).select_from(_deliveries).where(_deliveries.c.webhook_id == webhook_id)
    return int(tx.execute(query).scalar_one())


def delivered(tx: Transaction, webhook_id: int, number: int) -> None:
    """Write down that an event was delivered."""
    tx.execute(_deliveries.delete().where(_deliveries.c.webhook_id == webhook_id, _deliveries.c.number == number))


def failed(tx: Transaction, webhook_id: int, one: Waiting, *, now: datetime, again: datetime, why: str) -> None:
    """Write down why an event was not delivered, and when that is tried again."""
    values = {
        "attempts": one.attempts + 1,
        "next_at": again,
        "failed_since": one.failed_since or now,
        "last_error": why,
    }
    mine = (_deliveries.c.webhook_id == webhook_id, _deliveries.c.number == one.number)
    tx.execute(_deliveries.update().where(*mine).values(values))


def rest(tx: Transaction, webhook_id: int, until: datetime) -> None:
    """Send nothing to a webhook for a while."""
    tx.execute(_webhooks.update().where(_webhooks.c.id == webhook_id).values(rests_until=until))


def pause(tx: Transaction, webhook_id: int, reason: str) -> None:
    """Send nothing to a webhook until somebody resumes it."""
    tx.execute(_webhooks.update().where(_webhooks.c.id == webhook_id).values(state="paused", reason=reason))


def pause_all(tx: Transaction, reason: str) -> int:
    """Send nothing to any webhook of any environment until somebody resumes it; return how many were active."""
    active = _webhooks.c.state == "active"
    return int(tx.execute(_webhooks.update().where(active).values(state="paused", reason=reason)).rowcount)


def resume(store: Store, tx: Transaction, webhook_id: int) -> None:
    """Go on with a webhook where it was; what failed is tried at once."""
    _locked(tx, webhook_id)
    tx.execute(
        _webhooks.update().where(_webhooks.c.id == webhook_id).values(state="active", reason="", rests_until=None)
    )
    fresh = {"attempts": 0, "next_at": store.clock.now(), "failed_since": None}
    tx.execute(_deliveries.update().where(_deliveries.c.webhook_id == webhook_id).values(fresh))


def replay(tx: Transaction, webhook_id: int, after: int) -> None:
    """Deliver anew what happened after an event that is still kept; what waits from before goes on waiting.

    A webhook that had not come so far goes on from where it was, or from the oldest event that is kept.
    """
    if (row := _locked(tx, webhook_id)) is None:
        return
    read_until = max(min(row.read_until, after), events.forgotten(tx, row.environment_id))
    tx.execute(_deliveries.delete().where(_deliveries.c.webhook_id == webhook_id, _deliveries.c.number > after))
    tx.execute(_webhooks.update().where(_webhooks.c.id == webhook_id).values(read_until=read_until))


def change_secret(tx: Transaction, vault: Vault, webhook_id: int, secret: SecretStr, former_until: datetime) -> None:
    """Sign with another secret; until a moment with the one before it too."""
    values = {"former_secret": _webhooks.c.secret, "former_until": former_until, "secret": vault.seal(secret)}
    tx.execute(_webhooks.update().where(_webhooks.c.id == webhook_id).values(values))


def remove(tx: Transaction, webhook_id: int) -> None:
    """Forget a webhook and what it was still to be told."""
    _locked(tx, webhook_id)
    tx.execute(_deliveries.delete().where(_deliveries.c.webhook_id == webhook_id))
    tx.execute(_webhooks.delete().where(_webhooks.c.id == webhook_id))


def reseal(tx: Transaction, vault: Vault) -> int:
    """Seal every secret with the vault's newest key; return how many there are."""
    total = 0
    for row in tx.execute(select(_webhooks).order_by(_webhooks.c.id).with_for_update()).all():
        sealed = {"secret": row.secret, "former_secret": row.former_secret}
        anew = {name: vault.reseal(value) for name, value in sealed.items() if value is not None}
        tx.execute(_webhooks.update().where(_webhooks.c.id == row.id).values(anew))
        total += len(anew)
    return total


def _locked(tx: Transaction, webhook_id: int) -> Found | None:
    """Return a webhook's row, and hold it: whoever changes what a webhook is still to be told holds that first."""
    return tx.execute(select(_webhooks).where(_webhooks.c.id == webhook_id).with_for_update()).first()


def _selected() -> Select[Any]:
    """Select webhooks with what they are still to be told."""
    mine = _deliveries.c.webhook_id == _webhooks.c.id
    number = select(func.count()).select_from(_deliveries).where(mine).scalar_subquery()
    oldest = (
        select(_deliveries.c.last_error)
        .where(mine, _deliveries.c.last_error != "")
        .order_by(_deliveries.c.number)
        .limit(1)
        .scalar_subquery()
    )
    return select(_webhooks, number.label("waiting"), func.coalesce(oldest, "").label("last_error"))


def _webhook(row: Found) -> Webhook:
    return Webhook(
        id=row.id,
        environment=row.environment_id,
        url=row.url,
        kinds=tuple(row.kinds),
        state=row.state,
        reason=row.reason,
        read_until=row.read_until,
        waiting=row.waiting,
        last_error=row.last_error,
        rests_until=row.rests_until,
        created_at=row.created_at,
    )
