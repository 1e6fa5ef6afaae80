"""How often may be asked: the quota of an hour with its headers, bursts, and repeated sign-ins.

Source: FACTS.md#limits. That the quota is refused with a SOAP fault, and sign-ins with 429, is inferred.
"""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime, timedelta

PER_HOUR = 7_200
PER_SECOND = 25
LOGINS_PER_HOUR = 60
HOUR = timedelta(hours=1)
LIFTED = 1_000_000_000


class Quota:
    """Requests since the start of the hour; None lifts the limit."""

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self._hour: datetime | None = None
        self._count = 0

    def call(self, now: datetime) -> int:
        """Count a request; return by how many the quota is exceeded (0: not)."""
        hour = _start(now)
        if hour != self._hour:
            self._hour, self._count = hour, 0
        self._count += 1
        return 0 if self.limit is None else max(0, self._count - self.limit)

    def headers(self, now: datetime) -> dict[str, str]:
        """Return what answers tell of the quota."""
        left = max(0, (LIFTED if self.limit is None else self.limit) - self._count)
        return {"APILimitRemaining": str(left), "APILimitReset": reset(now).strftime("%Y-%m-%dT%H:%M:%SZ")}


class Window:
    """Events of a kind within a stretch of time that slides along."""

    def __init__(self, limit: int | None, length: timedelta) -> None:
        self.limit = limit
        self._length = length
        self._events: dict[str, deque[datetime]] = defaultdict(deque)

    def allows(self, key: str, now: datetime) -> bool:
        """Count an event; tell whether it is within the limit. What is refused is not counted."""
        events = self._events[key]
        while events and events[0] <= now - self._length:
            events.popleft()
        if self.limit is not None and len(events) >= self.limit:
            return False
        events.append(now)
        return True


def reset(now: datetime) -> datetime:
    """Return when the quota begins anew."""
    return _start(now) + HOUR


def _start(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
