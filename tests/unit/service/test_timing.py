"""How long so many calls take: what is left of windows, and what a call takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.limits import Count
from boekhaak.models.package import Window
from boekhaak.service.timing import FASTEST, SLOWEST, duration

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RESET = NOW + timedelta(seconds=20)
MINUTE = Window(what="calls", scopes=frozenset({"company"}), count=60, period=timedelta(minutes=1))
DAY = Window(what="calls", scopes=frozenset({"company"}), count=5000, period=timedelta(days=1))
SHARED = Window(what="calls", scopes=frozenset(), count=100, period=timedelta(hours=1))
ENDPOINT = Window(what="calls", scopes=frozenset({"endpoint"}), count=60, period=timedelta(minutes=1))


def seconds(calls: int, window: Window, used: int) -> tuple[float, float]:
    low, high = duration((calls, calls), [(window, Count(RESET, used, window.count))], NOW)
    assert high is not None
    return (low - calls * FASTEST if low == calls * FASTEST else low).total_seconds(), (
        high - calls * SLOWEST
    ).total_seconds()


@pytest.mark.parametrize(
    ("calls", "window", "used", "expected"),
    [
        (20, MINUTE, 40, (0, 0)),
        (21, MINUTE, 40, (20, 80)),
        (80, MINUTE, 40, (20, 80)),
        (81, MINUTE, 40, (80, 140)),
        (60, MINUTE, 60, (20, 80)),
        (96, SHARED, 0, (0, 3620)),
        (101, SHARED, 0, (20, 3620)),
        (61, ENDPOINT, 0, (0, 80)),
    ],
)
def test_what_a_window_does_not_allow_waits_until_it_begins_anew(
    calls: int, window: Window, used: int, expected: tuple[float, float]
) -> None:
    assert seconds(calls, window, used) == expected


def test_the_window_that_lets_wait_longest_decides() -> None:
    left = [(MINUTE, Count(RESET, 60, 60)), (DAY, Count(NOW + timedelta(hours=5), 5000, 5000))]

    low, high = duration((10, 10), left, NOW)

    assert (low, high) == (timedelta(hours=5), timedelta(hours=29) + 10 * SLOWEST)


def test_calls_whose_number_is_not_known_take_nobody_knows_how_long() -> None:
    assert duration((1000, None), [], NOW) == (1000 * FASTEST, None)
