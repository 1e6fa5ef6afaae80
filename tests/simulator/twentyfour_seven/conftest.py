"""What these tests are given: the simulated vendor and a program that calls it over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from seven_site import Caller, Enter, fjell, fjord

from boekhaak.clock import ScaledClock
from boekhaak.testing.books.model import Books
from boekhaak_twentyfour_seven.simulator import TwentyfourSevenSimulator
from support.stage import Stage


@pytest.fixture(scope="session")
def books() -> Books:
    """Return two companies: one with a bit of everything, one with next to nothing."""
    return Books((fjord(), fjell()))


@pytest.fixture
def clock() -> ScaledClock:
    """Return a clock that stands still on a summer afternoon."""
    return ScaledClock(datetime(2026, 6, 25, 14, 17, 9, tzinfo=UTC))


@pytest.fixture
def enter(books: Books, clock: ScaledClock, stage: tuple[Stage, str]) -> Iterator[Enter]:
    """Return what makes a simulator of the given kind and gives a caller of it, not yet signed in."""
    opened, address = stage
    with httpx.Client(timeout=10) as http:

        def made(data: Books = books, **options: Any) -> Caller:
            simulator = TwentyfourSevenSimulator(data, clock=clock, **options)
            opened.app = simulator.app
            return Caller(simulator, address, http)

        yield made


@pytest.fixture
def stranger(enter: Enter) -> Caller:
    """Return a caller that has not signed in."""
    return enter()


@pytest.fixture
def caller(stranger: Caller) -> Caller:
    """Return a caller that is signed in, in the first company."""
    stranger.login()
    return stranger
