"""How often an app may call: windows per company with their headers, and the budget of errors.

Calls are counted per app and division, in calendar minutes and in days of UTC; resets are told in milliseconds since 1970.
Errors (400, 401, 403, 404) are counted per app, user, division and endpoint; with the eleventh within an hour the app is
locked out of that endpoint for an hour. That the lock answers 429 is inferred.
Source: FACTS.md#limits.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from boekhaak_exact_online.simulator.values import epoch_ms

PER_MINUTE = 60
PER_DAY = 5_000
LIFTED = 1_000_000_000
COUNTED_ERRORS = frozenset({400, 401, 403, 404})
ERRORS_ALLOWED = 10
ERROR_PERIOD = timedelta(hours=1)
LOCKED_OUT = timedelta(hours=1)


@dataclass
class _Window:
    """Calls since the start of a minute or a day."""

    period: timedelta
    prefix: str
    limit: int
    starts: dict[tuple[str, int], datetime] = field(default_factory=dict)
    calls: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def turn(self, key: tuple[str, int], now: datetime) -> None:
        """Begin again where a new minute or day has come."""
        start = now.astimezone(UTC).replace(second=0, microsecond=0)
        if self.period > timedelta(minutes=1):
            start = start.replace(hour=0, minute=0)
        if self.starts.get(key) != start:
            self.starts[key], self.calls[key] = start, 0

    def headers(self, key: tuple[str, int]) -> dict[str, str]:
        """Return the state of this window as the vendor tells it."""
        return {
            f"X-RateLimit-{self.prefix}Limit": str(self.limit),
            f"X-RateLimit-{self.prefix}Remaining": str(max(0, self.limit - self.calls[key])),
            f"X-RateLimit-{self.prefix}Reset": str(epoch_ms(self.starts[key] + self.period)),
        }


class CallWindows:
    """The two windows of each app and division; None lifts a limit, and the headers then tell a very high one."""

    def __init__(self, per_minute: int | None, per_day: int | None) -> None:
        self._windows = [
            _Window(timedelta(minutes=1), "Minutely-", LIFTED if per_minute is None else per_minute),
            _Window(timedelta(days=1), "", LIFTED if per_day is None else per_day),
        ]

    def call(self, client: str, division: int, now: datetime) -> tuple[bool, dict[str, str]]:
        """Count a call; return whether it is allowed, and the headers.

        A refused call is not counted, and only the window that is exhausted is told.
        """
        key = (client, division)
        for window in self._windows:
            window.turn(key, now)
        for window in self._windows:
            if window.calls[key] >= window.limit:
                return False, window.headers(key)
        headers: dict[str, str] = {}
        for window in reversed(self._windows):
            window.calls[key] += 1
            headers |= window.headers(key)
        return True, headers


ErrorKey = tuple[str, str, str, str]
"""App, user, division and endpoint."""


class ErrorBudget:
    """Counts errors and locks out who makes too many."""

    def __init__(self) -> None:
        self._errors: dict[ErrorKey, deque[datetime]] = defaultdict(deque)
        self._locked_until: dict[ErrorKey, datetime] = {}

    def locked(self, key: ErrorKey, now: datetime) -> bool:
        """Tell whether that endpoint is locked now."""
        return now < self._locked_until.get(key, now)

    def count(self, key: ErrorKey, status: int, now: datetime) -> None:
        """Count an answer, if it is an error."""
        if status not in COUNTED_ERRORS:
            return
        errors = self._errors[key]
        errors.append(now)
        while errors[0] <= now - ERROR_PERIOD:
            errors.popleft()
        if len(errors) > ERRORS_ALLOWED:
            self._locked_until[key] = now + LOCKED_OUT
            errors.clear()
