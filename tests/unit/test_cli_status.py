"""What `boekhaak status` says in one line of a schedule that cannot be kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from boekhaak.cli.jobs import stretched
from boekhaak.service.standing import Stretched

LATE = Stretched(
    package="twentyfour_seven",
    links=12,
    since=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    late=timedelta(hours=4, minutes=40),
    every=timedelta(hours=1),
    period=timedelta(hours=5, minutes=40),
    limits=("7200 calls an hour",),
)
WAITING = "twentyfour_seven: 12 links wait for their turn, the first since 2026-03-02 09:00 UTC"


def test_a_stretched_schedule_is_told_with_its_period_and_its_limit() -> None:
    told = f"{WAITING}: each is read about every 5 h 40 min instead of every 1 h, because of 7200 calls an hour."

    assert stretched(LATE) == told


def test_first_loads_that_wait_have_no_period() -> None:
    told = stretched(LATE.model_copy(update={"every": None, "period": None, "limits": ()}))

    assert told == f"{WAITING}, because there are too few workers."
