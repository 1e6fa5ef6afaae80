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

    def later(self, seconds: float) -> datetime:
        """Return what this clock will show when so many seconds of the machine's have passed."""
        return self.now() + timedelta(seconds=seconds)


class SharedClock(Clock):
    """A clock that goes by what another one tells, such as the database's: all who hear that one agree on the time.

    The machine's own time counts only until it was told one; setting the machine's clock then changes nothing.
    """

    def __init__(self) -> None:
        self._told: tuple[datetime, float] | None = None

    def hear(self, moment: datetime) -> None:
        """Go by that moment from now on."""
        self._told = moment, time.monotonic()

    def now(self) -> datetime:
        """Return the present moment of the clock that was heard, aware, in UTC."""
        if self._told is None:
            return super().now()
        moment, heard = self._told
        return moment + timedelta(seconds=time.monotonic() - heard)


class ScaledClock(Clock):
    """A clock that runs ``speed`` times as fast as the machine's, and can be moved ahead.

    ``speed=0`` stands still; waiting then moves it ahead instead of blocking. Processes of one machine share a clock that
    ``began`` at one moment of ``time.monotonic``.
    """

    def __init__(self, start: datetime, *, speed: float = 0.0, began: float | None = None) -> None:
        self._start = start
        self._speed = speed
        self._began = time.monotonic() if began is None else began
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

    def later(self, seconds: float) -> datetime:
        """Return what this clock will show after so many seconds of the machine's (one that stands still is moved by hand)."""
        return self.now() + timedelta(seconds=seconds * (self._speed or 1.0))
