"""Events: what happened in an environment, written in the transaction of the deed and read by number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from boekhaak.models.event import Event, EventKind, Told
from boekhaak.models.link import Actor, Link
from boekhaak.store import links
from boekhaak.store.database import Found, Store, Transaction
from boekhaak.store.event_tables import DeliveryRow, EventRow, WebhookRow
from boekhaak.store.tables import EnvironmentRow, table

_events, _environments = table(EventRow), table(EnvironmentRow)
_webhooks, _deliveries = table(WebhookRow), table(DeliveryRow)

_inserting = _events.insert()
_numbering = (
    _environments.update()
    .where(_environments.c.id == bindparam("of"))
    .values(last_event=_environments.c.last_event + 1)
    .returning(_environments.c.last_event)
)
"""What gives a number. These two are made once: each page of an import asks for them."""


def add(
    store: Store,
    tx: Transaction,
    environment_id: str,
    kind: EventKind,
    *,
    package: str = "",
    link_id: int | None = None,
    connection_id: int | None = None,
    data: Told | None = None,
) -> int:
    """Write down what happened, and return its number. Call it as late in the transaction of the deed as possible.

    From here to the commit the environment's row is locked: numbers are given in the order of the commits, so that whoever
    reads by number misses none that is committed late, and a deed that is rolled back gives its number back.
    """
    number: int = tx.execute(_numbering, {"of": environment_id}).scalar_one()
    values = {
        "environment_id": environment_id,
        "number": number,
        "at": store.clock.now(),
        "kind": kind,
        "package": package,
        "link_id": link_id,
        "connection_id": connection_id,
        "data": data or None,
    }
    tx.execute(_inserting, values)
    return number


def of_link(store: Store, tx: Transaction, link: Link, kind: EventKind, data: Told | None = None) -> int:
    """Write down what happened to a link, by the connection that it has there, and return its number. As :func:`add`."""
    return add(
        store,
        tx,
        link.environment,
        kind,
        package=link.package,
        link_id=link.id,
        connection_id=link.connection_id,
        data=data,
    )


def after(tx: Transaction, environment_id: str, number: int, limit: int) -> tuple[Event, ...]:
    """Return what happened after an event of the environment, in the order of the numbers."""
    return tuple(_event(row) for row in tx.execute(_after(environment_id, number, limit)))


def seen(tx: Transaction, actor: Actor, number: int, limit: int, kinds: Sequence[EventKind] = ()) -> tuple[Event, ...]:
    """Return of what happened after an event what the actor may see, in the order of the numbers; of some kinds, where named."""
    query = _after(actor.environment, number, limit)
    if kinds:
        query = query.where(_events.c.kind.in_(kinds))
    if actor.portal:
        query = query.where(_events.c.link_id.is_not(None), links.seen_by(actor, _events.c.link_id))
    if actor.packages is not None:
        query = query.where(or_(_events.c.package.in_({"", *actor.packages}), _events.c.kind == "package_disabled"))
    return tuple(_event(row) for row in tx.execute(query))


def numbered(tx: Transaction, environment_id: str, numbers: Sequence[int]) -> dict[int, Event]:
    """Return events of the environment by their numbers."""
    query = select(_events).where(_events.c.environment_id == environment_id, _events.c.number.in_(numbers))
    return {row.number: _event(row) for row in tx.execute(query)}


def last(tx: Transaction, environment_id: str) -> int:
    """Return the number of the environment's newest event; 0 before the first."""
    query = select(_environments.c.last_event).where(_environments.c.id == environment_id)
    return int(tx.execute(query).scalar_one())


def forgotten(tx: Transaction, environment_id: str) -> int:
    """Return the number up to which the environment's events were forgotten; 0 for none."""
    oldest = tx.execute(select(func.min(_events.c.number)).where(_events.c.environment_id == environment_id)).scalar()
    return last(tx, environment_id) if oldest is None else int(oldest) - 1


def hold(tx: Transaction, environment_id: str) -> None:
    """Let no event be added to the environment, and none be forgotten, before this transaction ends."""
    mine = _environments.c.id == environment_id
    tx.execute(_environments.update().where(mine).values(last_event=_environments.c.last_event))


def forget_before(tx: Transaction, environment_id: str, moment: datetime) -> int:
    """Forget what happened before a moment, unless an active webhook is still to be told; return how many events were forgotten.

    Only the oldest go, up to the first that is to be kept: a hole between numbers would look like something missed.
    """
    hold(tx, environment_id)
    mine = _events.c.environment_id == environment_id
    young = tx.execute(select(func.min(_events.c.number)).where(mine, _events.c.at >= moment)).scalar()
    until = last(tx, environment_id) if young is None else young - 1
    active = select(_webhooks.c.id).where(_webhooks.c.environment_id == environment_id, _webhooks.c.state == "active")
    read = tx.execute(select(func.min(_webhooks.c.read_until)).where(_webhooks.c.id.in_(active)))
    told = tx.execute(select(func.min(_deliveries.c.number)).where(_deliveries.c.webhook_id.in_(active)))
    if (looked_at := read.scalar()) is not None:
        until = min(until, looked_at)
    if (waiting := told.scalar()) is not None:
        until = min(until, waiting - 1)
    _let_go(tx, environment_id, until)
    return int(tx.execute(_events.delete().where(mine, _events.c.number <= until)).rowcount)


def _let_go(tx: Transaction, environment_id: str, until: int) -> None:
    """Give up what paused webhooks were still to be told of events that are about to be forgotten.

    One that loses something is left where its first loss is, so that whoever resumes it finds out; others are moved on.
    """
    mine, before = _webhooks.c.environment_id == environment_id, forgotten(tx, environment_id)
    paused = (mine, _webhooks.c.state == "paused")
    whole = select(_webhooks).where(*paused, _webhooks.c.read_until >= before)
    for one in tx.execute(whole).all():
        waits = (_deliveries.c.webhook_id == one.id, _deliveries.c.number <= until)
        new = [_events.c.environment_id == environment_id, _events.c.number > one.read_until, _events.c.number <= until]
        if one.kinds:
            new.append(_events.c.kind.in_(one.kinds))
        oldest = tx.execute(select(func.min(_deliveries.c.number)).where(*waits)).scalar()
        if oldest is None and tx.execute(select(func.min(_events.c.number)).where(*new)).scalar() is None:
            read_until = max(one.read_until, until)
        else:
            read_until = one.read_until if oldest is None else min(one.read_until, oldest - 1)
        tx.execute(_webhooks.update().where(_webhooks.c.id == one.id).values(read_until=read_until))
    theirs = select(_webhooks.c.id).where(*paused)
    tx.execute(_deliveries.delete().where(_deliveries.c.webhook_id.in_(theirs), _deliveries.c.number <= until))


def _after(environment_id: str, number: int, limit: int) -> Select[Any]:
    query = select(_events).where(_events.c.environment_id == environment_id, _events.c.number > number)
    return query.order_by(_events.c.number).limit(limit)


def _event(row: Found) -> Event:
    return Event(
        environment=row.environment_id,
        number=row.number,
        at=row.at,
        kind=row.kind,
        package=row.package,
        link_id=row.link_id,
        connection_id=row.connection_id,
        data=row.data or {},
    )
