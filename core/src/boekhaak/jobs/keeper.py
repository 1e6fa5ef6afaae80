"""The keeper: once in a while it renews the tokens that nobody used for long, so that no login lapses, and ends what was
granted until a day that has come. One process has the duty."""

from __future__ import annotations

from boekhaak import logs
from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.leases import holder
from boekhaak.service.granting import end_overdue
from boekhaak.service.keeping_alive import keep_alive
from boekhaak.store import duties

log = logs.get_logger()

EVERY_SECONDS = 3600.0
FIRST_SECONDS = 60.0
"""A process that was just started has better things to do first."""


class Keeper:
    """Keeps tokens alive until the installation is stopping."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._owner = holder()

    def run(self) -> None:
        """Look now and then."""
        wait = FIRST_SECONDS
        while not self._installation.stopping.wait(wait):
            wait = EVERY_SECONDS
            try:
                self.step()
            except BoekhaakError as error:
                log.error("the keeper could not do its duty", why=str(error))

    def step(self) -> bool:
        """End what is over and renew what needs it; tell whether this process has the duty."""
        store = self._installation.store
        with store.writing() as tx:
            on_duty = duties.take(store, tx, duties.KEEPER, self._owner, EVERY_SECONDS * 2)
        if on_duty:
            end_overdue(self._installation)
            keep_alive(self._installation)
        return on_duty
