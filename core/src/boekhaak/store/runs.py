"""Runs, and how far each stream was read: written with every page, so that a crash costs the page in flight only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from sqlalchemy import Float, bindparam, func, select

from boekhaak.errors import NotFound
from boekhaak.models.link import Actor, Link, StreamState
from boekhaak.models.run import Action, RunSummary, StreamResult
from boekhaak.store.database import Found, Store, Transaction
from boekhaak.store.links import seen_by
from boekhaak.store.tables import LinkRow, RunRow, RunStreamRow, StreamRow, table

_runs = table(RunRow)
_run_streams = table(RunStreamRow)
_streams = table(StreamRow)
_links = table(LinkRow)

COUNTED = ("records", "changed", "deletions", "swept")
"""What adds up over the pages of a stream."""

# What every page writes is put together once: that costs more than the database's work on it.
_SAVING = _streams.update().where(
    _streams.c.link_id == bindparam("of_link"), _streams.c.stream == bindparam("of_stream")
)
_ADDING = (
    _run_streams.update()
    .where(_run_streams.c.run_id == bindparam("of_run"), _run_streams.c.stream == bindparam("of_stream"))
    .values({name: _run_streams.c[name] + bindparam(f"more_{name}") for name in COUNTED})
    .values(
        warning=func.trim(_run_streams.c.warning + " " + bindparam("more_warning")),
        share=func.coalesce(bindparam("share", type_=Float), _run_streams.c.share),
        updated_at=bindparam("now"),
        error=bindparam("error"),
        retry_after=bindparam("retry_after"),
    )
)


def begin(store: Store, tx: Transaction, actor: Actor, link: Link, action: Action) -> int:
    """Write down that a run began; return its id."""
    added = tx.execute(
        _runs.insert()
        .values(
            environment_id=actor.environment,
            link_id=link.id,
            action=action,
            actor=actor.user,
            started_at=store.clock.now(),
            requests=0,
        )
        .returning(_runs.c.id)
    ).scalar_one()
    return int(added)


def go_on(tx: Transaction, link: Link, action: Action) -> int | None:
    """Let the link's newest run go on, if it stood still and was asked for the same; return its id."""
    newest = select(func.max(_runs.c.id)).where(_runs.c.link_id == link.id).scalar_subquery()
    waits = (_runs.c.id == newest, _runs.c.action == action, _runs.c.waiting_until.is_not(None))
    return tx.execute(_runs.update().where(*waits).values(waiting_until=None).returning(_runs.c.id)).scalar()


def calls_until_now(tx: Transaction, link_id: int) -> dict[int, int]:
    """Return how many calls the link's newest run has taken, under its id: it may stand still, and go on."""
    newest = select(_runs.c.id, _runs.c.requests).where(_runs.c.link_id == link_id).order_by(_runs.c.id.desc()).limit(1)
    return {row.id: row.requests for row in tx.execute(newest)}


def finish(store: Store, tx: Transaction, run_id: int, requests: int) -> None:
    """Write down that a run ended, and how many calls it took."""
    _end(tx, run_id, requests, finished_at=store.clock.now())


def wait(tx: Transaction, run_id: int, requests: int, until: datetime) -> None:
    """Write down that a run stands still until that moment."""
    _end(tx, run_id, requests, waiting_until=until)


def call_off(store: Store, tx: Transaction, link: Link) -> None:
    """Write down that the link's run that stood still ended, because somebody cancelled it."""
    waits = (_runs.c.link_id == link.id, _runs.c.waiting_until.is_not(None))
    tx.execute(_runs.update().where(*waits).values(waiting_until=None, finished_at=store.clock.now()))


def _end(tx: Transaction, run_id: int, requests: int, **moments: datetime) -> None:
    tx.execute(_runs.update().where(_runs.c.id == run_id).values(requests=_runs.c.requests + requests, **moments))


def add_progress(store: Store, tx: Transaction, environment: str, run_id: int, result: StreamResult) -> None:
    """Add what was done to a stream to what the run did before; warnings gather, an error is that of the last attempt."""
    now = store.clock.now()
    told = {"error": result.error, "retry_after": result.retry_after, "share": result.share}
    counted = {name: getattr(result, name) for name in COUNTED}
    more = {f"more_{name}": count for name, count in counted.items()}
    same = {"of_run": run_id, "of_stream": result.stream, "more_warning": result.warning}
    if not tx.execute(_ADDING, {**same, **more, **told, "now": now}).rowcount:
        first = {"run_id": run_id, "stream": result.stream, "environment_id": environment, "warning": result.warning}
        moments = {"started_at": now, "updated_at": now}
        tx.execute(_run_streams.insert().values(**first, **counted, **told, **moments))


def summary(tx: Transaction, actor: Actor, run_id: int) -> RunSummary:
    """Return what a run of the actor's environment came to. Raises: NotFound."""
    found = _summaries(tx, actor, None, 1, run_id)
    if not found:
        raise NotFound(f"environment “{actor.environment}” has no run {run_id}", way_out="`boekhaak runs` lists them")
    return found[0]


def results(tx: Transaction, run_id: int) -> tuple[StreamResult, ...]:
    """Return what a run did to each stream until now."""
    return tuple(_result(row) for row in tx.execute(select(_run_streams).where(_run_streams.c.run_id == run_id)))


def broken_off_before(tx: Transaction, link_id: int, run_id: int) -> bool:
    """Tell whether the link's run before this one never came to its end."""
    query = select(_runs.c.finished_at).where(_runs.c.link_id == link_id, _runs.c.id < run_id)
    before = tx.execute(query.order_by(_runs.c.id.desc()).limit(1)).first()
    return before is not None and before.finished_at is None


def history(tx: Transaction, actor: Actor, link_id: int | None, limit: int) -> tuple[RunSummary, ...]:
    """Return the newest finished or running runs of the environment (or of one link), newest first."""
    return _summaries(tx, actor, link_id, limit, None)


def stream_state(tx: Transaction, link_id: int, stream: str) -> StreamState:
    """Return how far a stream was read; the state of one that was never tried is that of a beginning."""
    same = (_streams.c.link_id == link_id, _streams.c.stream == stream)
    row = tx.execute(select(_streams).where(*same)).first()
    return _state(row) if row else StreamState(link_id=link_id, stream=stream)


def stream_states(tx: Transaction, link_id: int) -> tuple[StreamState, ...]:
    """Return how far each stream of a link was read."""
    return tuple(_state(row) for row in tx.execute(select(_streams).where(_streams.c.link_id == link_id)))


def states_by_link(tx: Transaction, actor: Actor) -> dict[int, tuple[StreamState, ...]]:
    """Return how far each stream was read, of all links of the actor's environment."""
    mine = select(_streams).where(_streams.c.environment_id == actor.environment).order_by(_streams.c.link_id)
    rows = tx.execute(mine).all()
    return {link_id: tuple(map(_state, same)) for link_id, same in groupby(rows, key=lambda row: row.link_id)}


def is_there(tx: Transaction, run_id: int) -> bool:
    """Tell whether a run is still written down, and let nobody erase it before this transaction ends."""
    return tx.execute(select(_runs.c.id).where(_runs.c.id == run_id).with_for_update()).first() is not None


def forget(tx: Transaction, link: Link, *, other_company: bool = False) -> None:
    """Let all streams of a link be read from nothing: what is stored stays until a full reading proves it gone.

    Of another company's books, much of what is stored may be.
    """
    fresh = {"cursor": None, "phase": "import", "sweeping": False, "error": "", "retry_after": None}
    if other_company:
        fresh["chosen_anew"] = True
    tx.execute(_streams.update().where(_streams.c.link_id == link.id).values(**fresh))


def restore(tx: Transaction, environment: str, states: Iterable[StreamState]) -> None:
    """Write down again how far streams were read."""
    for state in states:
        save_state(tx, environment, state)


def forgive(tx: Transaction, link_id: int, stream: str) -> None:
    """Forget why a stream failed: what stood in its way is gone."""
    same = (_streams.c.link_id == link_id, _streams.c.stream == stream)
    tx.execute(_streams.update().where(*same).values(error="", retry_after=None))


def save_state(tx: Transaction, environment: str, state: StreamState) -> None:
    """Write down how far a stream was read."""
    values = state.model_dump(exclude={"link_id", "stream"})
    if not tx.execute(_SAVING, {"of_link": state.link_id, "of_stream": state.stream, **values}).rowcount:
        tx.execute(
            _streams.insert().values(link_id=state.link_id, stream=state.stream, environment_id=environment, **values)
        )


def _summaries(
    tx: Transaction, actor: Actor, link_id: int | None, limit: int, run_id: int | None
) -> tuple[RunSummary, ...]:
    query = (
        select(_runs, _links.c.name)
        .join(_links, _links.c.id == _runs.c.link_id)
        .where(_runs.c.environment_id == actor.environment, seen_by(actor, _runs.c.link_id))
        .order_by(_runs.c.id.desc())
        .limit(limit)
    )
    if link_id is not None:
        query = query.where(_runs.c.link_id == link_id)
    if run_id is not None:
        query = query.where(_runs.c.id == run_id)
    rows = tx.execute(query).all()
    of_runs = select(_run_streams).where(_run_streams.c.run_id.in_([row.id for row in rows]))
    streams: dict[int, list[StreamResult]] = {}
    for row in tx.execute(of_runs):
        streams.setdefault(row.run_id, []).append(_result(row))
    return tuple(_summary(row, tuple(streams.get(row.id, ()))) for row in rows)


def _summary(row: Found, streams: tuple[StreamResult, ...]) -> RunSummary:
    finished: datetime | None = row.finished_at
    return RunSummary(
        id=row.id,
        link_id=row.link_id,
        company=row.name,
        action=row.action,
        started_at=row.started_at,
        finished_at=finished,
        waiting_until=row.waiting_until,
        requests=row.requests,
        streams=streams,
    )


def _result(row: Found) -> StreamResult:
    return StreamResult(
        stream=row.stream,
        records=row.records,
        changed=row.changed,
        deletions=row.deletions,
        swept=row.swept,
        warning=row.warning,
        error=row.error,
        retry_after=row.retry_after,
        share=row.share,
    )


def _state(row: Found) -> StreamState:
    return StreamState(**{name: getattr(row, name) for name in StreamState.model_fields})
