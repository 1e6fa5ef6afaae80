"""How often an app may call: 600 calls a minute for each client and endpoint, whatever the company.

A minute begins with the first call of an endpoint. Source: FACTS.md#limits; that the window is fixed is chosen here.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from math import ceil

PER_MINUTE = 600
WINDOW = timedelta(minutes=1)

WindowKey = tuple[str, str]
"""Client and endpoint."""


class CallWindows:
    """The windows of each client and endpoint; None lifts the limit."""

    def __init__(self, per_minute: int | None) -> None:
        self.per_minute = per_minute
        self._starts: dict[WindowKey, datetime] = {}
        self._calls: Counter[WindowKey] = Counter()

    def wait(self, client: str, endpoint: str, now: datetime) -> int:
        """Count a call; return the seconds to wait where it is one too many, otherwise 0."""
        key = (client, endpoint)
        if now >= self._starts.get(key, now - WINDOW) + WINDOW:
            self._starts[key], self._calls[key] = now, 0
        if self.per_minute is not None and self._calls[key] >= self.per_minute:
            return max(1, ceil((self._starts[key] + WINDOW - now).total_seconds()))
        self._calls[key] += 1
        return 0
