"""The dispatcher: finds what is due and hands it over in short batches. One process at a time has that duty.

The rows are the truth; the queue in memory only saves looking through all of them each time. A hand-over that is lost ends
by itself, and the link is due again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from boekhaak import logs
from boekhaak.installation import Installation
from boekhaak.jobs.queue import Queue
from boekhaak.leases import holder, surely_gone
from boekhaak.limits import is_shared
from boekhaak.models.due import DueLink
from boekhaak.models.link import Actor
from boekhaak.models.run import Priority
from boekhaak.service import scheduling
from boekhaak.store import due, duties, windows
from boekhaak.store.database import Transaction
from boekhaak.store.windows import SharedWindow

log = logs.get_logger()

DUTY_SECONDS = 20.0
"""After so long another process takes over from a dispatcher that was killed or stopped."""
PROLONGED_SECONDS = DUTY_SECONDS / 4
"""So often who has the duty says that he is still there."""
HANDED_SECONDS = 30.0
"""Within so long whoever was handed a link begins; then it is handed over again."""
GONE_SECONDS = 5.0
"""So often those who read something are looked for: a process of this machine that was killed need not be waited for."""
OVERLAP_SECONDS = 5.0
"""Rows that were written so long before the last look are looked at again: a transaction may have been slow to commit."""
BATCH = 50
AFRESH_SECONDS = 600.0
"""So often all rows are read again, whatever was missed."""
SHORTLY = timedelta(minutes=1)
"""Within so long the window of an endpoint opens that is worth waiting for: other endpoints could be read meanwhile."""


class Executor(Protocol):
    """What runs what is handed over."""

    def room(self) -> int:
        """Return how many links may be handed over now."""

    def hand_over(self, link_ids: Sequence[int]) -> None:
        """Let :func:`boekhaak.jobs.work.work` be called for each of these links, soon."""


class Dispatcher:
    """Steps when it is told to; between two steps its caller waits a moment."""

    def __init__(self, installation: Installation, executor: Executor, *, handed_seconds: float | None = None) -> None:
        self._installation = installation
        self._handed_seconds = handed_seconds or HANDED_SECONDS
        self._executor = executor
        self._owner = holder()
        self._queue: Queue | None = None
        self._looked = self._began = self._searched = self._prolong_at = 0.0
        self._handed: dict[int, float] = {}

    def step(self) -> int | None:
        """Hand over what is due and has room; return how many links, or None while another process has the duty."""
        if not self._on_duty():
            self._queue = None
            return None
        afresh = self._queue is None or self._looked - self._began > AFRESH_SECONDS
        queue = self._begin() if self._queue is None or afresh else self._queue
        count = min(BATCH, self._executor.room())
        with self._installation.store.reading() as tx:
            self._look(tx, queue)
            taken = self._take(tx, queue, count) if count > 0 else []
        if taken:
            self._hand_over([link.link_id for link in taken])
        return len(taken)

    def _on_duty(self) -> bool:
        """Take the duty, or keep it; each look at the clock of this machine spares four statements."""
        ticks = time.monotonic()
        if self._queue is not None and ticks < self._prolong_at:
            return True
        with self._installation.store.writing() as tx:
            on_duty = duties.take(self._installation.store, tx, duties.DISPATCHER, self._owner, DUTY_SECONDS)
        self._prolong_at = ticks + PROLONGED_SECONDS
        return on_duty

    def resign(self) -> None:
        """Give the duty back, so that another process need not wait."""
        with self._installation.store.writing() as tx:
            duties.release(tx, duties.DISPATCHER, self._owner)
        self._queue = None

    def _begin(self) -> Queue:
        """Take over, or begin afresh: read all rows once. Links of an older version that have none get theirs."""
        store = self._installation.store
        with store.reading() as tx:
            forgotten = due.forgotten(tx)
        for environment, link_id in forgotten:
            scheduling.begin(Actor(environment=environment, user=duties.DISPATCHER), self._installation, link_id)
        with store.reading() as tx:
            self._looked = self._began = store.database_time(tx)
            links = due.all_links(tx)
        self._queue, self._handed = self._queue or Queue(self._shared_by), {}
        self._queue.forget()
        self._note(self._queue, links)
        log.info("dispatching", links=len(links))
        return self._queue

    def _look(self, tx: Transaction, queue: Queue) -> None:
        """Read what was written since the last look, and what was handed over and has not come back in time."""
        now = self._installation.store.database_time(tx)
        changed = due.links_changed(tx, self._looked - OVERLAP_SECONDS)
        searching = now - self._searched > GONE_SECONDS
        doubtful = [link_id for link_id, until in self._handed.items() if until < now or searching]
        handed = due.some_links(tx, doubtful) if doubtful else ()
        self._looked, self._searched = now, now if searching else self._searched
        for link_id in set(doubtful) - {link.link_id for link in handed}:
            del self._handed[link_id]
            queue.ended(link_id)
        self._note(queue, (*changed, *handed))

    def _note(self, queue: Queue, links: Sequence[DueLink]) -> None:
        """Put links into the queue, or beside it those that somebody was handed or is reading."""
        for link in links:
            busy = link.handed_until is not None and link.handed_until > self._looked
            if busy and not surely_gone(link.holder):
                queue.drop([link.link_id])
                self._handed[link.link_id] = link.handed_until or self._looked
            else:
                self._handed.pop(link.link_id, None)
                queue.put([link])

    def _take(self, tx: Transaction, queue: Queue, count: int) -> list[DueLink]:
        now = self._installation.clock.now()
        if not queue.ready(now):
            return []
        known = [
            (key, window)
            for key, package in self._installation.packages.packages.items()
            for window in package.info.windows
            if window.what == "calls" and is_shared(window.scopes)
        ]
        shared = windows.shared(tx, now, known)
        return queue.take(now, count, lambda link, promised: has_room(shared, link, promised, now))

    def _shared_by(self, link: DueLink) -> tuple[str, str, str]:
        """Return what the package of a link counts calls by that several companies share: it is one for all that share them."""
        package = self._installation.packages.packages.get(link.package)
        counted = [window.scopes for window in package.info.windows if window.what == "calls"] if package else []
        scopes = frozenset().union(*filter(is_shared, counted))
        return link.package, link.app if "app" in scopes else "", link.login if "login" in scopes else ""

    def _hand_over(self, link_ids: Sequence[int]) -> None:
        store = self._installation.store
        with store.writing() as tx:
            due.hand_over(store, tx, link_ids, self._handed_seconds)
        self._handed |= dict.fromkeys(link_ids, self._looked + self._handed_seconds)
        self._executor.hand_over(link_ids)


def has_room(shared: Sequence[SharedWindow], link: DueLink, promised: float, now: datetime) -> bool:
    """Tell whether a run of a link would find calls: more than those who have begun will take, or any where a person waits.

    A run that stops before its end begins anew with calls that prove the company. What it will take of an endpoint is not
    known: such a window holds runs back while it is used up, and only shortly before it opens.
    """
    others = 0.0 if link.priority is Priority.PERSON else promised
    for one in shared:
        if one.package != link.package or one.app not in {"", link.app} or one.login not in {"", link.login}:
            continue
        room = one.rooms[link.priority]
        if one.endpoint:
            if room <= 0 and one.until - now <= SHORTLY:
                return False
        elif room <= others:
            return False
    return True
