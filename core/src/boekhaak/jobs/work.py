"""The work itself: reading what is due of one link. Every executor, and a host's own queue, calls this and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from boekhaak import logs
from boekhaak.errors import BoekhaakError, Busy
from boekhaak.installation import Installation
from boekhaak.models.due import Due
from boekhaak.models.link import Actor
from boekhaak.models.run import RunSummary
from boekhaak.service import scheduling, synchronising
from boekhaak.store import due, runs

log = logs.get_logger()

SCHEDULE = "schedule"
"""Who asks when nobody does."""


def work(installation: Installation, link_id: int) -> RunSummary | None:
    """Read what is due of a link now; None when nothing is, when somebody else is at it, or when it cannot be begun.

    What fails is written down and tried again when its time comes. Raises: Busy or ConfigurationError when the database
    cannot be used; then it is still due.
    """
    now, calls = installation.clock.now(), 0
    with installation.store.reading() as tx:
        earlier = runs.calls_until_now(tx, link_id)
        turn = [one for one in due.of_link(tx, link_id) if one.state == "due" and one.next_at <= now]
    try:
        summary = _read(installation, link_id, turn) if turn else None
        calls = summary.requests - earlier.get(summary.id, 0) if summary else 0
        return summary
    finally:
        with installation.store.writing() as tx:
            due.take_back(installation.store, tx, link_id, calls=calls)


def _read(installation: Installation, link_id: int, turn: Sequence[Due]) -> RunSummary | None:
    asked_by = next((one.asked_by for one in turn if one.asked_by), SCHEDULE)
    actor = Actor(environment=turn[0].environment, user=asked_by)
    streams, priority = tuple(one.stream for one in turn), min(one.priority for one in turn)
    try:
        return synchronising.read_streams(actor, installation, link_id, streams, priority)
    except Busy as busy:
        log.info("a run was not begun", link=link_id, why=str(busy))
    except BoekhaakError as error:
        log.warning("a run could not be begun", link=link_id, why=str(error))
        scheduling.put_off(actor, installation, link_id, error)
    return None
