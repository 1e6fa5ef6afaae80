"""What is due: for each stream of a link the next moment, the priority and the reason. Everything else follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select

from boekhaak.models.due import Due, DueLink
from boekhaak.models.link import Actor, Link
from boekhaak.models.run import Priority
from boekhaak.store.database import Found, Store, Transaction, inserting
from boekhaak.store.links import seen_by
from boekhaak.store.tables import AppRow, ConnectionRow, DueRow, LinkRow, StreamRow, table

_due = table(DueRow)
_links = table(LinkRow)
_streams = table(StreamRow)
_connections = table(ConnectionRow)
_apps = table(AppRow)


_TOLD = (_links.c.package, _links.c.login_id, _links.c.lease_owner, _links.c.lease_until, _apps.c.client_id)

# Dispatchers ask every second, so what they ask is put together once: that costs more than the database's work on it.
_WORKING: Select[Any] = (
    select(
        _due.c.link_id,
        _due.c.environment_id,
        *_TOLD,
        func.min(_due.c.priority).label("priority"),
        func.min(_due.c.next_at).label("next_at"),
        func.min(_due.c.since).label("since"),
        func.max(_due.c.handed_until).label("handed_until"),
        func.max(_due.c.calls).label("calls"),
    )
    .join(_links, _links.c.id == _due.c.link_id)
    .join(_connections, _connections.c.id == _links.c.connection_id)
    .join(_apps, _apps.c.id == _connections.c.app_id)
    .where(_due.c.state == "due", _links.c.state == "ok", _links.c.stage == "ready")
    .group_by(_due.c.link_id, _due.c.environment_id, *_TOLD)
)
_THESE = _due.c.link_id.in_(bindparam("links", expanding=True))
_CHANGED = _WORKING.where(_due.c.link_id.in_(select(_due.c.link_id).where(_due.c.changed_at > bindparam("after"))))
_SOME = _WORKING.where(_THESE)


def add(
    store: Store, tx: Transaction, link: Link, streams: Iterable[str], *, at: datetime, priority: Priority, reason: str
) -> None:
    """Let streams that were not known yet be due at that moment; the others stay as they are."""
    rows = [
        {
            **_new(store, link.id, link.environment, stream),
            "priority": priority,
            "next_at": at,
            "since": at,
            "reason": reason,
        }
        for stream in streams
    ]
    if rows:
        tx.execute(inserting(tx, _due).values(rows).on_conflict_do_nothing())


def ask(
    store: Store, tx: Transaction, link: Link, streams: Sequence[str], *, at: datetime, priority: Priority, by: str
) -> None:
    """Let streams be due now because somebody asks. What was due already keeps its place, or gets a better one."""
    add(store, tx, link, streams, at=at, priority=priority, reason="asked for")
    waits = and_(_due.c.state == "due", _due.c.next_at <= at)
    tx.execute(
        _due.update()
        .where(_due.c.link_id == link.id, _due.c.stream.in_(streams))
        .values(
            priority=case((and_(waits, _due.c.priority < priority), _due.c.priority), else_=priority.value),
            since=case((waits, _due.c.since), else_=at),
            state="due",
            next_at=at,
            reason="asked for",
            asked_by=by,
            failures=0,
            handed_until=None,
            changed_at=store.database_moment(),
        )
    )


def settle(
    store: Store, tx: Transaction, link_id: int, stream: str, *, next_at: datetime, priority: Priority, begun: datetime
) -> None:
    """Write down that a stream was read, from ``begun`` on, and when it is read again: now, if somebody asked meanwhile."""
    _write(
        store, tx, and_(_one(link_id, stream), or_(_due.c.next_at <= begun, _due.c.next_at > store.clock.now())),
        next_at=next_at, since=next_at, priority=priority, reason="", asked_by="", failures=0,
    )  # fmt: skip


def wait(store: Store, tx: Transaction, link_id: int, stream: str, *, until: datetime, reason: str) -> None:
    """Write down that a stream waits; it keeps its place among those that wait as long."""
    _write(store, tx, _one(link_id, stream), next_at=until, reason=reason)


def fail(store: Store, tx: Transaction, link_id: int, stream: str, *, next_at: datetime, reason: str) -> None:
    """Write down that a stream failed, and when it is tried again."""
    values = {"next_at": next_at, "reason": reason, "failures": _due.c.failures + 1}
    _write(store, tx, _one(link_id, stream), **values)


def stop(store: Store, tx: Transaction, link_id: int, reason: str) -> None:
    """Let nothing of a link be read until somebody asks again."""
    _write(store, tx, _due.c.link_id == link_id, state="stopped", reason=reason)


def resume(store: Store, tx: Transaction, link_id: int, at: datetime) -> None:
    """Let what of a link was stopped be due again, unless a person cancelled it."""
    stopped = and_(_due.c.link_id == link_id, _due.c.state == "stopped", _due.c.reason.not_like("cancelled by %"))
    _write(store, tx, stopped, state="due", reason="", next_at=at, since=at)


def wake(store: Store, tx: Transaction, link_ids: Sequence[int], at: datetime) -> None:
    """Let what failed of links be tried at that moment: what it lacked has come. Dispatchers look at the links anew."""
    _write(store, tx, _due.c.link_id.in_(link_ids))
    _write(store, tx, and_(_due.c.link_id.in_(link_ids), _due.c.failures > 0, _due.c.next_at > at), next_at=at)


def hand_over(store: Store, tx: Transaction, link_ids: Sequence[int], seconds: float) -> None:
    """Write down that links were handed to somebody who will begin within that time; it does not change what is due."""
    tx.execute(_due.update().where(_due.c.link_id.in_(link_ids)).values(handed_until=store.database_moment() + seconds))


def of_link(tx: Transaction, link_id: int) -> tuple[Due, ...]:
    """Return when each stream of a link is read next, soonest first."""
    rows = tx.execute(select(_due).where(_due.c.link_id == link_id).order_by(_due.c.next_at, _due.c.stream))
    return tuple(_value(row) for row in rows)


def failures(tx: Transaction, link_id: int, stream: str) -> int:
    """Return how often a stream failed since it last succeeded."""
    return int(tx.execute(select(_due.c.failures).where(_one(link_id, stream))).scalar() or 0)


def listed(tx: Transaction, actor: Actor) -> tuple[Due, ...]:
    """Return all that is due in the actor's environment, by the moment."""
    mine = select(_due).where(_due.c.environment_id == actor.environment, seen_by(actor, _due.c.link_id))
    return tuple(_value(row) for row in tx.execute(mine.order_by(_due.c.next_at, _due.c.link_id, _due.c.stream)))


def take_back(store: Store, tx: Transaction, link_id: int, *, calls: int = 0) -> None:
    """Write down that whoever was handed a link has ended, and how many calls that took."""
    _write(store, tx, _due.c.link_id == link_id, calls=calls)


def all_links(tx: Transaction) -> tuple[DueLink, ...]:
    """Return each working link of which something is or will be due."""
    return tuple(_link(row) for row in tx.execute(_WORKING))


def links_changed(tx: Transaction, after: float) -> tuple[DueLink, ...]:
    """Return those whose rows were written after that moment of the database's clock."""
    return tuple(_link(row) for row in tx.execute(_CHANGED, {"after": after}))


def some_links(tx: Transaction, link_ids: Sequence[int]) -> tuple[DueLink, ...]:
    """Return those of these links of which something is or will be due."""
    return tuple(_link(row) for row in tx.execute(_SOME, {"links": link_ids}))


def forgotten(tx: Transaction) -> tuple[tuple[str, int], ...]:
    """Return the environment and id of each link that was read once and of which nothing is due: they are of an older version."""
    known = select(_due.c.link_id).where(_due.c.link_id == _streams.c.link_id).exists()
    rows = tx.execute(select(_streams.c.environment_id, _streams.c.link_id).where(~known).distinct())
    return tuple((row.environment_id, row.link_id) for row in rows)


def _link(row: Found) -> DueLink:
    busy = [until for until in (row.handed_until, row.lease_until) if until is not None]
    return DueLink(
        link_id=row.link_id,
        environment=row.environment_id,
        package=row.package,
        app=row.client_id,
        login=row.login_id,
        priority=Priority(row.priority),
        next_at=row.next_at,
        since=row.since,
        handed_until=max(busy, default=None),
        holder=row.lease_owner or "" if row.lease_until is not None else "",
        calls=row.calls,
    )


def _new(store: Store, link_id: int, environment: str, stream: str) -> dict[str, object]:
    return {
        "link_id": link_id,
        "stream": stream,
        "environment_id": environment,
        "state": "due",
        "asked_by": "",
        "failures": 0,
        "calls": 0,
        "changed_at": store.database_moment(),
    }


def _one(link_id: int, stream: str) -> ColumnElement[bool]:
    return and_(_due.c.link_id == link_id, _due.c.stream == stream)


def _write(store: Store, tx: Transaction, which: ColumnElement[bool], **values: Any) -> None:  # noqa: ANN401 - columns
    tx.execute(_due.update().where(which).values(handed_until=None, changed_at=store.database_moment(), **values))


def _value(row: Found) -> Due:
    return Due(
        link_id=row.link_id,
        stream=row.stream,
        environment=row.environment_id,
        state=row.state,
        priority=Priority(row.priority),
        next_at=row.next_at,
        since=row.since,
        reason=row.reason,
        asked_by=row.asked_by,
        failures=row.failures,
    )
