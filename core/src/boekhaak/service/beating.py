"""A run's lease on its link, kept alive by a thread of its own: a call to a package may last longer than the lease.

When the process is killed or stopped, the thread is too, and the lease ends by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial

from boekhaak import logs
from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.store import fences

log = logs.get_logger()

LEASE_SECONDS = 40.0
"""After so long nobody waits for a run that was killed or stopped."""
BEAT_SECONDS = LEASE_SECONDS / 5


@contextmanager
def beating(installation: Installation, link_id: int, fence: int) -> Iterator[None]:
    """Prolong the lease now and then for the length of the block."""
    over = threading.Event()
    beat = partial(copy_context().run, _beat, installation, link_id, fence, over)
    thread = threading.Thread(target=beat, name="boekhaak-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(installation: Installation, link_id: int, fence: int, over: threading.Event) -> None:
    while not over.wait(BEAT_SECONDS):
        try:
            with installation.store.writing() as tx:
                fences.prolong(installation.store, tx, link_id, fence, LEASE_SECONDS)
        except BoekhaakError as error:
            log.debug("the lease was not prolonged", why=str(error))
