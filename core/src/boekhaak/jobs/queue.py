"""The order in which links get their turn: by priority, fairly between environments, and whoever waits longest first."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime

from boekhaak.jobs.pool import Pool
from boekhaak.models.due import DueLink
from boekhaak.models.run import Priority

Room = Callable[[DueLink, float], bool]
"""Tells whether a run of a link would find calls, beside those that are promised to others that share its windows."""


class Queue:
    """What is and will be due, in memory: each step costs a few comparisons, however many links there are.

    Links that share windows of their package are one pool. Within a pool environments take turns; pools take turns too, for
    what one of them lacks another may have.
    """

    def __init__(self, shared_by: Callable[[DueLink], Hashable] = lambda link: link.package) -> None:
        self._shared_by = shared_by
        self._entries: dict[int, tuple[int, DueLink]] = {}
        self._coming: list[tuple[datetime, int, int]] = []
        self._pools: dict[Hashable, Pool] = {}
        self._going: dict[int, Pool] = {}
        self._entry = 0

    def put(self, links: Iterable[DueLink]) -> None:
        """Add links that nobody reads now; what was known of them before no longer counts."""
        for link in links:
            self.ended(link.link_id, link.calls)
            self._entry += 1
            self._entries[link.link_id] = (self._entry, link)
            heapq.heappush(self._coming, (link.next_at, link.link_id, self._entry))

    def drop(self, link_ids: Iterable[int]) -> None:
        """Let links be: somebody reads them."""
        for link_id in link_ids:
            self._entries.pop(link_id, None)

    def forget(self) -> None:
        """Forget all links; what environments were served, and what was promised, stays."""
        self._entries, self._coming = {}, []

    def ended(self, link_id: int, calls: int = 0) -> None:
        """Note that whoever was given a link has ended, after so many calls."""
        if (pool := self._going.pop(link_id, None)) is not None:
            pool.back(link_id, calls)

    def take(self, now: datetime, count: int, has_room: Room) -> list[DueLink]:
        """Take up to so many links whose turn it is, and whose runs find calls; the others keep their place."""
        self._ripen(now)
        taken: list[DueLink] = []
        shut: dict[Hashable, set[Priority]] = {key: set() for key in self._pools}
        turns = {key: turn for key, pool in self._pools.items() if (turn := pool.turn(()))}
        while turns and len(taken) < count:
            key = min(turns, key=lambda one: (turns[one][0], self._pools[one].served))
            pool, (_, priority, link_id) = self._pools[key], turns.pop(key)
            link = self._entries[link_id][1]
            if has_room(link, pool.promised):
                pool.take(priority)
                self._going[link_id] = pool
                del self._entries[link_id]
                taken.append(link)
            else:
                shut[key].add(priority)
            if turn := pool.turn(shut[key]):
                turns[key] = turn
        return taken

    def ready(self, now: datetime) -> bool:
        """Let those wait for their turn whose moment has come; tell whether any do."""
        self._ripen(now)
        return any(pool.turn(()) for pool in self._pools.values())

    def next_moment(self) -> datetime | None:
        """Return when the next turn comes of those that are not due yet."""
        while self._coming and not self._newest(self._coming[0][1], self._coming[0][2]):
            heapq.heappop(self._coming)
        return self._coming[0][0] if self._coming else None

    def _ripen(self, now: datetime) -> None:
        """Let those wait for their turn whose moment has come."""
        while (moment := self.next_moment()) is not None and moment <= now:
            _, link_id, entry = heapq.heappop(self._coming)
            link = self._entries[link_id][1]
            key = self._shared_by(link)
            if key not in self._pools:
                least = min((pool.served for pool in self._pools.values()), default=0.0)
                self._pools[key] = Pool(self._newest)
                self._pools[key].served = least
            self._pools[key].join(link, entry)

    def _newest(self, link_id: int, entry: int) -> bool:
        return link_id in self._entries and self._entries[link_id][0] == entry
