"""Schedules: how often an environment's streams are read, as somebody chose it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from boekhaak.models.due import Schedule
from boekhaak.store.database import Found, Transaction, inserting
from boekhaak.store.tables import ScheduleRow, table

_schedules = table(ScheduleRow)


def listed(tx: Transaction, environment: str) -> tuple[Schedule, ...]:
    """Return what was chosen in an environment, the general before the special."""
    mine = select(_schedules).where(_schedules.c.environment_id == environment)
    return tuple(_value(row) for row in tx.execute(mine.order_by(_schedules.c.link_id, _schedules.c.stream)))


def choose(tx: Transaction, environment: str, schedule: Schedule) -> None:
    """Write down how often something is read, in the place of what was chosen for it before."""
    key = {"environment_id": environment, "link_id": schedule.link_id or 0, "stream": schedule.stream}
    seconds = int(schedule.every.total_seconds()) if schedule.every is not None else 0
    tx.execute(
        inserting(tx, _schedules)
        .values(**key, every_seconds=seconds)
        .on_conflict_do_update(index_elements=list(key), set_={"every_seconds": seconds})
    )


def forget(tx: Transaction, environment: str, link_id: int | None, stream: str) -> None:
    """Take a choice back; what is more general counts again."""
    same = (_schedules.c.link_id == (link_id or 0), _schedules.c.stream == stream)
    tx.execute(_schedules.delete().where(_schedules.c.environment_id == environment, *same))


def _value(row: Found) -> Schedule:
    every = timedelta(seconds=row.every_seconds) if row.every_seconds else None
    return Schedule(link_id=row.link_id or None, stream=row.stream, every=every)
