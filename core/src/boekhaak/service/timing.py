"""How long so many calls to a package take: what is left of its windows, and what a call itself takes."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from boekhaak import limits
from boekhaak.limits import Count, Scope
from boekhaak.models.estimate import Interval
from boekhaak.models.package import Window
from boekhaak.models.run import Priority
from boekhaak.store import windows
from boekhaak.store.database import Transaction
from boekhaak.store.windows import Key

FASTEST, SLOWEST = timedelta(milliseconds=1), timedelta(seconds=15)
"""What a call takes at least and at most, with the storing of what came: pages of a thousand rows may take the latter."""

Duration = tuple[timedelta, timedelta | None]
"""At least the first and at most the second; None where nobody knows how long at most."""

Windows = Collection[tuple[Window, Count]]
"""Windows of calls, as they stand."""


def duration(calls: Interval, left: Windows, now: datetime) -> Duration:
    """Return how long so many calls take, one after the other, if nobody else uses what is left of the windows."""
    low, high = calls
    soonest = max(least_wait(low, left, now), low * FASTEST)
    if high is None:
        return soonest, None
    return soonest, max(
        (_longest(high, window, count, now) for window, count in left), default=timedelta()
    ) + high * SLOWEST


def least_wait(calls: int, left: Windows, now: datetime) -> timedelta:
    """Return how long windows let so many calls wait at least: those of an endpoint may be spread over several."""
    return max(
        (_shortest(calls, window, count, now) for window, count in left if "endpoint" not in window.scopes),
        default=timedelta(),
    )


def left_of(tx: Transaction, package: str, known: Collection[Window], scope: Scope, now: datetime) -> Windows:
    """Return the windows in which a call counts, as they stand; one of an endpoint as if nothing of it were used."""
    calls = [window for window in known if window.what == "calls"]
    keys = {window: Key(package, limits.window_key(window), scope.key(window)) for window in calls}
    found = windows.seen(tx, keys.values())
    return tuple((window, limits.current(found.get(keys[window]), window, now)) for window in calls)


def _shortest(calls: int, window: Window, count: Count, now: datetime) -> timedelta:
    """Return how long somebody waits who begins at once and may use the whole window."""
    over = calls - max(0, limits.room(count, window, Priority.PERSON))
    if over <= 0:
        return timedelta()
    return count.resets_at - now + (math.ceil(over / count.allowed) - 1) * window.period


def _longest(calls: int, window: Window, count: Count, now: datetime) -> timedelta:
    """Return how long a first load waits that begins a little later."""
    over = calls - max(0, limits.room(count, window, Priority.FIRST_LOAD))
    if over <= 0:
        return timedelta()
    whole = limits.room(replace(count, used=0), window, Priority.FIRST_LOAD)
    return count.resets_at - now + math.ceil(over / whole) * window.period
