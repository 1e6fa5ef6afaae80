"""Forks beside SQLite, which keeps in a process's memory which locks of a file are its own: a child would take them for its own.

What a child writes without the locks that it believes to have may be lost. So connections rest while the process forks.
Source: https://www.sqlite.org/howtocorrupt.html#_carrying_an_open_database_across_a_fork_
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from boekhaak import logs

log = logs.get_logger()

FORK_SECONDS = 5.0
"""So long a fork waits for transactions to end; one that is within a transaction itself waits in vain."""


class Gate:
    """Lets threads use connections, but for the moment in which the process forks."""

    def __init__(self) -> None:
        self._inside = 0
        self._left = threading.Condition()

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Wait while the process forks; within the block it does not."""
        with self._left:
            self._inside += 1
        try:
            yield
        finally:
            with self._left:
                self._inside -= 1
                self._left.notify_all()

    def shut(self, then: Callable[[], object]) -> None:
        """Let nobody in from now on; do something once nobody is inside."""
        self._left.acquire()
        if not self._left.wait_for(lambda: not self._inside, FORK_SECONDS):
            log.warning("this process forks while it uses SQLite: the child must not use that database")
        then()

    def open(self) -> None:
        """Let threads in again."""
        self._left.release()
