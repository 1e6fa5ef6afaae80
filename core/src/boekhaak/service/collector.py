"""Python's cycle collector, kept from going through a host's whole memory while many small values pass by."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def by_hand() -> Iterator[Callable[[], None]]:
    """Give what collects the young values, for as long as nobody else does: call it now and then.

    Thousands of rows a page trigger the collector dozens of times, and each time it may look at everything that a host holds;
    hardly any of them is in a cycle. A quarter of an import went into that. A host that has switched it off keeps it off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield _collect_young if was_on else _leave
    finally:
        if was_on:
            gc.enable()


def _collect_young() -> None:
    gc.collect(0)


def _leave() -> None:
    """Do nothing."""
