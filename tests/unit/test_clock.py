from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.clock import Clock, ScaledClock

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_the_machines_clock_tells_an_aware_moment_in_utc() -> None:
    now = Clock().now()

    assert now.tzinfo is UTC
    assert abs(now.timestamp() - time.time()) < 1


def test_the_machines_clock_does_not_wait_for_a_moment_that_has_passed() -> None:
    began = time.monotonic()

    Clock().sleep(-5)

    assert time.monotonic() - began < 1


def test_a_clock_that_stands_still_stays_where_it_is() -> None:
    clock = ScaledClock(START)

    time.sleep(0.005)

    assert clock.now() == START


def test_a_clock_that_stands_still_moves_ahead_instead_of_waiting() -> None:
    clock = ScaledClock(START)
    began = time.monotonic()

    clock.sleep(3600)

    assert clock.now() == START + timedelta(hours=1)
    assert time.monotonic() - began < 1


def test_waiting_never_moves_a_clock_back() -> None:
    clock = ScaledClock(START)

    clock.sleep(-1)

    assert clock.now() == START


def test_a_clock_can_be_moved_ahead_thirty_days() -> None:
    clock = ScaledClock(START)

    clock.advance(timedelta(days=30))

    assert clock.now() == datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


def test_a_fast_clock_passes_more_time_than_the_machines() -> None:
    clock = ScaledClock(START, speed=100_000)

    clock.sleep(1_000)

    assert clock.now() - START >= timedelta(seconds=1_000)


@pytest.mark.parametrize(("speed", "shown"), [(0.0, 60), (1.0, 60), (120.0, 7_200)])
def test_a_clock_tells_what_it_will_show_after_some_of_the_machines_time(speed: float, shown: int) -> None:
    clock = ScaledClock(START, speed=speed)

    assert timedelta(0) <= clock.later(60.0) - START - timedelta(seconds=shown) < timedelta(minutes=10)
