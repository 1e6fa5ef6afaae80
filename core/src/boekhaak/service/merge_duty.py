"""The duty to bring a merge further: one process at a time has it, keeps it while it works, and tells how far it has come."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from boekhaak.errors import Busy, Stopped
from boekhaak.installation import Installation
from boekhaak.leases import holder
from boekhaak.models.merge import Merge, MergeState
from boekhaak.store import duties, merges
from boekhaak.store.database import Transaction

DUTY_SECONDS = 120.0
"""After so long another process takes over from one that stands still; one that was killed need not be waited for."""
TOLD_SECONDS = 2.0
"""So often is told how far it has come, and the duty prolonged."""
SECONDS_EACH = 0.0006
"""So long a contact takes to be compared and written down, about: what is promised to people who wait, not a measure."""
AT_LEAST = timedelta(minutes=1)


class Regrouped(Busy):
    """Administrations were left out, or erased, while their contacts were compared: what came of it is not written down."""


class Duty:
    """The duty at an environment's merge."""

    def __init__(self, installation: Installation, merge: Merge, owner: str) -> None:
        self.environment = merge.environment
        self._installation = installation
        self._merge = merge
        self._owner = owner
        self._told = 0.0
        self._among: frozenset[int] | None = None

    @contextmanager
    def among(self, link_ids: Iterable[int]) -> Iterator[None]:
        """Keep the duty, for the length of a block, only as long as these are the administrations that are merged."""
        self._among = frozenset(link_ids)
        try:
            yield
        finally:
            self._among = None

    def keep(self, tx: Transaction) -> Merge:
        """Return the merge as it is now, which nobody else changes before this transaction ends, and prolong the duty.

        Raises: Busy when another process took over; Stopped when the merge was ended meanwhile; Regrouped: see :meth:`among`.
        """
        found = merges.in_force(tx, self.environment, held=True)
        if found is None or found.id != self._merge.id:
            raise Stopped("the merge of contacts was ended", way_out="What was decided stays; choose again to go on")
        if not duties.take(self._installation.store, tx, _name(self.environment), self._owner, DUTY_SECONDS):
            raise Busy("another process compares these contacts now", way_out="Nothing to do: that one goes on")
        if self._among is not None:
            merges.hold_links(tx, sorted(self._among))
        if self._among is not None and self._among != frozenset(merges.chosen(tx, found)):
            raise Regrouped("other administrations are merged now", way_out="Nothing to do: they are compared anew")
        return found

    def enter(self, state: MergeState) -> Merge:
        """Let the merge be in another state, nothing of which is done yet."""
        with self._installation.store.writing() as tx:
            found = self.keep(tx)
            merges.write(tx, found, state=state, done=0, total=None)
        return found

    def expects(self, contacts: int) -> None:
        """Tell how many contacts are compared, and until when that takes about."""
        now = self._installation.clock.now()
        with self._installation.store.writing() as tx:
            end = now + AT_LEAST + timedelta(seconds=contacts * SECONDS_EACH)
            merges.write(tx, self.keep(tx), expected_end=end, done=0, total=contacts)

    def tell(self, done: int, total: int) -> None:
        """Tell how far it has come; now and then this is written down."""
        if time.monotonic() - self._told >= TOLD_SECONDS:
            self._told = time.monotonic()
            if self._installation.stopping.is_set():
                raise Stopped("the installation is stopping", way_out="What was decided stays; the next start goes on")
            with self._installation.store.writing() as tx:
                merges.write(tx, self.keep(tx), done=done, total=total)


@contextmanager
def on_duty(installation: Installation, merge: Merge) -> Iterator[Duty]:
    """Take the duty at a merge for the length of a block. Raises: Busy while another process has it."""
    owner, store = holder(), installation.store
    duty = Duty(installation, merge, owner)
    with store.writing() as tx:
        duty.keep(tx)
    try:
        yield duty
    finally:
        with store.writing() as tx:
            duties.leave(store, tx, _name(merge.environment), owner)


def _name(environment: str) -> str:
    return f"merge {environment}"
