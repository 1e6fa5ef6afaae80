"""How many calls a package still allows: its windows, counted before a call and corrected by what it tells."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from boekhaak.clock import Clock
from boekhaak.models.package import Window

ERROR_SHARE = 0.6
"""The share of an error window that we use ourselves: the rest is left to other programs and to calls in flight."""


@dataclass(frozen=True)
class Scope:
    """What a call counts for."""

    app: str
    login: str
    company: str
    endpoint: str

    def key(self, window: Window) -> tuple[str, ...]:
        """Return the values of the scopes that the window counts by, in a fixed order."""
        return tuple(getattr(self, name) for name in sorted(window.scopes))


@dataclass
class _Count:
    """One window's state for one combination of scopes: fixed windows count, sliding ones remember moments."""

    resets_at: datetime | None = None
    used: int = 0
    moments: deque[datetime] = field(default_factory=deque)


class Budget:
    """The windows of one package, shared by all threads of the process.

    Calls are counted in windows that begin at whole multiples of their period in UTC; errors and refreshes slide.
    """

    def __init__(self, windows: tuple[Window, ...], clock: Clock) -> None:
        self._windows = windows
        self._clock = clock
        self._counts: dict[tuple[Window, tuple[str, ...]], _Count] = defaultdict(_Count)
        self._lock = threading.Lock()

    def reserve_call(self, scope: Scope) -> datetime | None:
        """Count a call; return None, or, without counting it, the moment before which the package would refuse it."""
        now = self._clock.now()
        if parked_until := self._parked_until(scope, now):
            return parked_until
        with self._lock:
            counts = [(window, self._current(window, scope, now)) for window in self._windows if window.what == "calls"]
            full = [count.resets_at for window, count in counts if count.used >= window.count and count.resets_at]
            if full:
                return max(full)
            for _, count in counts:
                count.used += 1
        return None

    def heard(self, scope: Scope, window: Window, *, remaining: int | None, resets_at: datetime | None) -> None:
        """Adopt what the package itself told of a window; what it did not tell stays as it was counted."""
        with self._lock:
            count = self._current(window, scope, self._clock.now())
            if remaining is not None:
                count.used = max(0, window.count - remaining)
            if resets_at is not None:
                count.resets_at = resets_at

    def note(self, what: str, scope: Scope) -> None:
        """Count an error or a refresh at this moment."""
        now = self._clock.now()
        with self._lock:
            for window in self._windows:
                if window.what == what:
                    self._slid(window, scope, now).append(now)

    def _parked_until(self, scope: Scope, now: datetime) -> datetime | None:
        with self._lock:
            for window in self._windows:
                if window.what != "errors":
                    continue
                moments = self._slid(window, scope, now)
                if len(moments) >= window.count * ERROR_SHARE:
                    return moments[0] + window.period
        return None

    def _slid(self, window: Window, scope: Scope, now: datetime) -> deque[datetime]:
        """Return the moments that still count in a sliding window."""
        moments = self._counts[window, scope.key(window)].moments
        while moments and moments[0] <= now - window.period:
            moments.popleft()
        return moments

    def _current(self, window: Window, scope: Scope, now: datetime) -> _Count:
        count = self._counts[window, scope.key(window)]
        if count.resets_at is None or count.resets_at <= now:
            count.used = 0
            count.resets_at = _next_multiple(now, window.period)
        return count


def _next_multiple(now: datetime, period: timedelta) -> datetime:
    seconds = period.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, UTC)


def window_state(window: Window, headers: Mapping[str, str]) -> tuple[int | None, datetime | None]:
    """Return what the package told of a window: calls left, and when it begins anew."""
    assert window.headers is not None  # noqa: S101 - asked only of windows that have headers
    remaining = headers.get(window.headers.remaining.lower(), "")
    reset = headers.get(window.headers.reset.lower(), "")
    return int(remaining) if remaining.isdecimal() else None, _moment(reset)


def _moment(told: str) -> datetime | None:
    try:
        if told.isdecimal():
            return datetime.fromtimestamp(int(told) / 1000, UTC)
        moment = datetime.fromisoformat(told)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError, OSError):  # no moment, or one beyond the calendar
        return None
