"""How far the runs have come that are under way or stand still."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from boekhaak.models.due import StreamProgress
from boekhaak.models.link import Actor
from boekhaak.store.database import Found, Store, Transaction
from boekhaak.store.links import seen_by
from boekhaak.store.tables import LinkRow, RunRow, RunStreamRow, table

_runs = table(RunRow)
_run_streams = table(RunStreamRow)
_links = table(LinkRow)


def listed(store: Store, tx: Transaction, actor: Actor, now: datetime) -> tuple[StreamProgress, ...]:
    """Return the streams of the environment's runs that are at work, or wait for a limit, by run.

    A run that was killed counts until its lease on the link ends. Of each link only its newest run counts.
    """
    at_work = _links.c.lease_until >= store.database_moment()
    runs = _runs.alias()
    newest = select(func.max(runs.c.id)).where(runs.c.link_id == _links.c.id).scalar_subquery()
    query = (
        select(_run_streams, _runs.c.link_id, _links.c.name)
        .join(_runs, _runs.c.id == _run_streams.c.run_id)
        .join(_links, _links.c.id == _runs.c.link_id)
        .where(
            _runs.c.environment_id == actor.environment,
            seen_by(actor, _runs.c.link_id),
            _runs.c.finished_at.is_(None),
            or_(_runs.c.waiting_until.is_not(None), at_work),
            _runs.c.id == newest,
            _run_streams.c.started_at.is_not(None),
        )
        .order_by(_run_streams.c.run_id, _run_streams.c.started_at)
    )
    return tuple(_value(row, now) for row in tx.execute(query))


def _value(row: Found, now: datetime) -> StreamProgress:
    seconds = (row.updated_at - row.started_at).total_seconds()
    rate = row.records / seconds if seconds > 0 else 0.0
    total = round(row.records / row.share) if row.share else None
    left = total - row.records if total is not None else None
    return StreamProgress(
        link_id=row.link_id,
        company=row.name,
        run_id=row.run_id,
        stream=row.stream,
        done=row.records,
        total=total,
        rate=rate,
        expected_end=now + timedelta(seconds=left / rate) if left is not None and rate else None,
        updated_at=row.updated_at,
    )
