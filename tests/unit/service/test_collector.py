from __future__ import annotations

import gc
import weakref

from boekhaak.service import collector
from support.desk import Desk


class Knot:
    """A value that holds itself."""

    def __init__(self) -> None:
        self.me = self


def test_cycles_are_collected_when_it_is_called() -> None:
    with collector.by_hand() as collect:
        knot = weakref.ref(Knot())
        before = knot() is None
        collect()

    assert (before, knot()) == (False, None)


def test_afterwards_the_collector_works_by_itself_again() -> None:
    with collector.by_hand():
        inside = gc.isenabled()

    assert (inside, gc.isenabled()) == (False, True)


def test_a_host_that_has_switched_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with collector.by_hand() as collect:
            collect()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_an_import_leaves_it_as_it_was(bakery: Desk) -> None:
    bakery.import_all()

    assert gc.isenabled()
