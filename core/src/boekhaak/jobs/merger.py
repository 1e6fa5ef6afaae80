"""The merger: brings merges of contacts further once what they wait for was read, and compares what came since. One process has
the duty."""

from __future__ import annotations

import time

from boekhaak import logs
from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.leases import holder
from boekhaak.service.merge_steps import go_on_everywhere
from boekhaak.store import duties

log = logs.get_logger()

PAUSE = 5.0
"""So many seconds pass between two looks at what merges wait for."""
DUTY_SECONDS = 120.0
"""After so long another process takes over from a merger that was stopped; comparing many contacts takes a while."""


class Merger:
    """Brings merges further until the installation is stopping. ``pause`` is in seconds, as :data:`PAUSE`."""

    def __init__(self, installation: Installation, *, pause: float = PAUSE) -> None:
        self._installation = installation
        self._owner = holder()
        self._pause = pause

    def run(self) -> None:
        """Look now and then; what goes wrong is told and tried again."""
        while not self._installation.stopping.wait(self._pause):
            try:
                self.step()
            except BoekhaakError as error:
                log.error("no merge of contacts could be brought further", why=str(error))
        self._resign()

    def step(self) -> bool:
        """Bring further what can go on; tell whether this process has the duty."""
        store = self._installation.store
        with store.writing() as tx:
            on_duty = duties.take(store, tx, duties.MERGER, self._owner, DUTY_SECONDS)
        if on_duty:
            started = time.monotonic()
            go_on_everywhere(self._installation)
            log.debug("looked after merges", seconds=round(time.monotonic() - started, 1))
        return on_duty

    def _resign(self) -> None:
        try:
            with self._installation.store.writing() as tx:
                duties.release(tx, duties.MERGER, self._owner)
        except BoekhaakError as error:
            log.error("the duty could not be given back; it ends by itself", why=str(error))
