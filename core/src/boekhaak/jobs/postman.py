"""The postman: delivers events to webhooks, and forgets what is older than events are kept. One process has the duty."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from boekhaak import logs
from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.leases import holder
from boekhaak.models.webhook import Delivered
from boekhaak.service import delivering, feeding
from boekhaak.store import duties

log = logs.get_logger()

PAUSE = 1.0
"""So many seconds pass between two looks at what is to be delivered."""
DUTY_SECONDS = 20.0
"""After so long another process takes over from a postman that was killed or stopped."""
PROLONGED_SECONDS = DUTY_SECONDS / 4
FORGETS_SECONDS = 3600.0
THREADS = 8
"""So many webhooks are told at a time: one that is slow holds up no other."""
LEFT_ALONE_SECONDS = 15.0
"""So long a webhook is left alone at which something went wrong that is not its receiver's."""


class Postman:
    """Delivers until the installation is stopping. ``pause`` is in seconds, as :data:`PAUSE`."""

    def __init__(self, installation: Installation, *, pause: float = PAUSE) -> None:
        self._installation = installation
        self._owner = holder()
        self._pause = pause
        self._prolonged = self._forgot = -FORGETS_SECONDS
        self._at_work: set[int] = set()
        self._left_alone: dict[int, float] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="boekhaak-webhook")

    def run(self) -> None:
        """Look now and then; what goes wrong is told and tried again."""
        wait = self._pause
        while not self._installation.stopping.wait(wait):
            wait = self._pause
            try:
                if not self.step():
                    wait = PROLONGED_SECONDS
            except BoekhaakError as error:
                log.error("nothing could be delivered", why=str(error))
                wait = PROLONGED_SECONDS
        self.close()

    def step(self) -> bool:
        """Let threads deliver what is to be delivered now; tell whether this process has the duty."""
        if not self._on_duty():
            return False
        for webhook_id in delivering.waiting_webhooks(self._installation):
            with self._lock:
                if webhook_id in self._at_work or time.monotonic() < self._left_alone.get(webhook_id, 0.0):
                    continue
                self._at_work.add(webhook_id)
            self._pool.submit(delivering.deliver_to, self._installation, webhook_id).add_done_callback(
                partial(self._delivered, webhook_id)
            )
        if time.monotonic() - self._forgot >= FORGETS_SECONDS:
            self._forgot = time.monotonic()
            feeding.forget_old(self._installation)
        return True

    def close(self) -> None:
        """Give the duty back, after what is being sent has arrived or failed."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        try:
            with self._installation.store.writing() as tx:
                duties.release(tx, duties.POSTMAN, self._owner)
        except BoekhaakError as error:
            log.error("the duty could not be given back; it ends by itself", why=str(error))

    def _on_duty(self) -> bool:
        """Take the duty or keep it: who has it says so now and then. A copy of a database delivers nothing."""
        if time.monotonic() - self._prolonged < PROLONGED_SECONDS:
            return True
        store = self._installation.store
        store.check_belongs_here()
        with store.writing() as tx:
            on_duty = duties.take(store, tx, duties.POSTMAN, self._owner, DUTY_SECONDS)
        self._prolonged = time.monotonic() if on_duty else -FORGETS_SECONDS
        return on_duty

    def _delivered(self, webhook_id: int, done: Future[Delivered]) -> None:
        """Take note that a pass has ended; what went wrong is told, whatever it was, and not tried again at once."""
        error = None if done.cancelled() else done.exception()
        if isinstance(error, BoekhaakError):
            log.error("a webhook could not be told", webhook=webhook_id, why=str(error))
        elif error is not None:
            log.error("a webhook could not be told", webhook=webhook_id, exc_info=error)
        with self._lock:
            self._at_work.discard(webhook_id)
            self._left_alone.pop(webhook_id, None)
            if error is not None:
                self._left_alone[webhook_id] = time.monotonic() + LEFT_ALONE_SECONDS
