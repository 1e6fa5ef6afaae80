"""The executor of an embedded host: a few threads of its own process."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from boekhaak import logs
from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.jobs.work import work

log = logs.get_logger()

BEGIN_SECONDS = 3.0
"""Within so long a free thread begins, however busy its process and the database are."""


class Threads:
    """Runs up to so many links at a time."""

    def __init__(self, installation: Installation, count: int) -> None:
        self._installation = installation
        self._count = count
        self._busy = 0
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="boekhaak-work")

    def room(self) -> int:
        """Return how many threads are free."""
        with self._lock:
            return self._count - self._busy

    def hand_over(self, link_ids: Sequence[int]) -> None:
        """Let threads read the links."""
        for link_id in link_ids:
            with self._lock:
                self._busy += 1
            self._pool.submit(self._work, link_id)

    def close(self) -> None:
        """Wait until the runs have ended; they do after their page, as the installation is stopping."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, link_id: int) -> None:
        try:
            work(self._installation, link_id)
        except BoekhaakError as error:
            log.error("a link could not be worked on", link=link_id, why=str(error))
        finally:
            with self._lock:
                self._busy -= 1
