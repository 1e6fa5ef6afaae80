"""Jobs in a host's own process: started once in each of its processes, at work in one of them.

The others wait for the duty, and take it over when that process ends or stands still.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Self

from boekhaak import logs
from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.jobs.dispatcher import Dispatcher
from boekhaak.jobs.keeper import Keeper
from boekhaak.jobs.merger import Merger
from boekhaak.jobs.postman import Postman
from boekhaak.jobs.threads import BEGIN_SECONDS, Threads

log = logs.get_logger()

THREADS = 4
PAUSE = 1.0
"""So many seconds pass between two looks at what is due, where nothing was."""
SHARE_AT_WORK = 0.2
"""So much of this pause passes where something was: more may be due, and who has done his work has room."""
PAUSES_OFF_DUTY = 5
"""So many of these pauses pass before a process looks again whether another still has the duty."""
PAUSES_OF_MERGER = 5
"""So many of these pauses pass between two looks at what merges of contacts wait for."""


class Jobs:
    """Reads what is due, in threads of this process.

    ``with Jobs(installation):`` for the length of a block, or :meth:`start` and :meth:`stop`. A process that is forked after
    the start begins anew by itself, with connections of its own. ``pause`` is in seconds, as :data:`PAUSE`.
    """

    def __init__(self, installation: Installation, *, threads: int = THREADS, pause: float = PAUSE) -> None:
        self._installation = installation
        self._count = threads
        self._pause = pause
        self._loops: list[threading.Thread] = []
        self._threads: Threads | None = None
        _after_fork(self)

    def start(self) -> None:
        """Begin; what is due is read from now on. A second start changes nothing."""
        if self._loops:
            return
        self._installation.stopping.clear()
        self._threads = Threads(self._installation, self._count)
        dispatcher = Dispatcher(self._installation, self._threads, handed_seconds=BEGIN_SECONDS)
        steps = partial(dispatch, self._installation, dispatcher, self._pause)
        self._loops = [
            threading.Thread(target=steps, name="boekhaak-dispatcher", daemon=True),
            threading.Thread(target=Keeper(self._installation).run, name="boekhaak-keeper", daemon=True),
            threading.Thread(target=Postman(self._installation).run, name="boekhaak-postman", daemon=True),
            threading.Thread(
                target=Merger(self._installation, pause=self._pause * PAUSES_OF_MERGER).run,
                name="boekhaak-merger",
                daemon=True,
            ),
        ]
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        """End: runs end after the page that they are at, and what was due stays due for the next who looks."""
        self._installation.stopping.set()
        for loop in self._loops:
            loop.join()
        if self._threads is not None:
            self._threads.close()
        self._loops, self._threads = [], None

    def __enter__(self) -> Self:
        """Begin."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        self.stop()

    def _begin_anew(self) -> None:
        """Begin again in a process that was forked: the threads stayed behind."""
        if self._loops:
            self._loops, self._threads = [], None
            self.start()


def dispatch(installation: Installation, dispatcher: Dispatcher, pause: float = PAUSE) -> None:
    """Step until the installation is stopping; what goes wrong is told and tried again."""
    stopping = installation.stopping
    while not stopping.is_set():
        try:
            handed = dispatcher.step()
        except BoekhaakError as error:
            log.error("nothing could be dispatched", why=str(error))
            handed = 0
        stopping.wait(pause * (PAUSES_OFF_DUTY if handed is None else SHARE_AT_WORK if handed else 1))
    try:
        dispatcher.resign()
    except BoekhaakError as error:
        log.error("the duty could not be given back; it ends by itself", why=str(error))


def _after_fork(jobs: Jobs) -> None:
    """Let jobs begin anew in forked processes, as long as somebody holds them."""
    living: Callable[[], Jobs | None] = weakref.ref(jobs)

    def begin_anew() -> None:
        if (there := living()) is not None:
            there._begin_anew()

    os.register_at_fork(after_in_child=begin_anew)
