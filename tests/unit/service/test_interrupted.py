"""A process that stops at any moment at all: whatever was going on, the next run makes it whole."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.service.fetching import FETCHING
from support.bookings import contact
from support.desk import Desk
from support.interruption import Interrupted, interrupt


class Tripwire(ScaledClock):
    """A clock at which the process stops when the time is asked for once too often."""

    left: int | None = None
    ours = threading.Lock()

    def now(self) -> datetime:
        """Tell the time, or stop the process; the vendor's goes on."""
        with self.ours:
            if self.left is not None and threading.current_thread().name.startswith(("Main", FETCHING)):
                self.left -= 1
                if self.left < 0:
                    self.left = None
                    interrupt()
        return super().now()


@pytest.fixture
def clock() -> Tripwire:
    """Return a clock that stands still and can stop the process."""
    return Tripwire(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


def stopped(desk: Desk, clock: Tripwire, after: int) -> bool:
    """Import, stopping at the time asked for after so many others; tell whether it was stopped."""
    clock.left = after
    try:
        desk.import_all()
    except Interrupted:
        return True
    finally:
        clock.left = None
    return False


def test_an_import_that_is_stopped_at_any_moment_can_be_taken_up(bakery: Desk, clock: Tripwire) -> None:
    moments = 0

    while stopped(bakery, clock, moments):
        moments += 1
        assert bakery.alive().items() <= bakery.at_vendor().items()

    assert moments > 10
    assert bakery.alive() == bakery.at_vendor()
    assert {one.provenance.deleted_at for one in bakery.stored().values()} == {None}


@pytest.mark.parametrize("after", range(14, 50, 4))
def test_a_second_import_that_is_stopped_at_any_moment_finds_what_changed(
    bakery: Desk, clock: Tripwire, after: int
) -> None:
    bakery.import_all()
    bakery.enter(contact("c0", name="Changed"), contact("c9"))
    bakery.strike("contact", "c1")
    bakery.strike("ledger_line", "1/1", "1/2")
    bakery.strike("voucher", "1")
    clock.left = after
    with pytest.raises(Interrupted):
        bakery.import_all(again=True)
    clock.left = None

    bakery.import_all()
    bakery.synchronise()

    assert bakery.alive() == bakery.at_vendor()
    assert {state.warning for state in bakery.states().values()} == {""}
