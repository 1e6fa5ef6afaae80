"""The clock that everything which waits or expires is given.

A test or a simulator hands in a :class:`ScaledClock`; then thirty days pass in a moment, for all who share it.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait that many seconds of this clock."""
        time.sleep(max(0.0, seconds))


class ScaledClock(Clock):
    """A clock that runs ``speed`` times as fast as the machine's, and can be moved ahead.

    ``speed=0`` stands still; waiting then moves it ahead instead of blocking.
    """

    def __init__(self, start: datetime, *, speed: float = 0.0) -> None:
        self._start = start
        self._speed = speed
        self._began = time.monotonic()
        self._ahead = timedelta()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return this clock's moment, aware, in UTC."""
        return self._start + self._ahead + timedelta(seconds=(time.monotonic() - self._began) * self._speed)

    def advance(self, by: timedelta) -> None:
        """Move the clock ahead."""
        with self._lock:
            self._ahead += by

    def sleep(self, seconds: float) -> None:
        """Wait that many seconds of this clock (a clock that stands still moves ahead instead)."""
        if self._speed:
            time.sleep(max(0.0, seconds) / self._speed)
        else:
            self.advance(timedelta(seconds=max(0.0, seconds)))
