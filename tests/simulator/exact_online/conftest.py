"""What these tests are given: a country site of Exact Online and a client that reads it over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from exact_site import Client, Enter, bakery, printer

from boekhaak.clock import ScaledClock
from boekhaak.testing.books.model import Books
from boekhaak_exact_online.simulator import ExactOnlineSimulator
from support.stage import Stage


@pytest.fixture(scope="session")
def books() -> Books:
    """Return two companies: a bakery with a bit of everything, a printer with 1,250 entries."""
    return Books((bakery(), printer()))


@pytest.fixture
def clock() -> ScaledClock:
    """Return a clock that stands still on a summer afternoon, when Amsterdam is two hours ahead of UTC."""
    return ScaledClock(datetime(2026, 6, 25, 14, 17, 9, tzinfo=UTC))


@pytest.fixture
def enter(books: Books, clock: ScaledClock, stage: tuple[Stage, str]) -> Iterator[Enter]:
    """Return what makes a simulator of the given kind and gives a client of it, not yet signed in."""
    opened, address = stage
    with httpx.Client(timeout=10) as http:

        def made(data: Books = books, **options: Any) -> Client:
            simulator = ExactOnlineSimulator(data, clock=clock, **options)
            opened.app = simulator.app
            return Client(simulator, address, http)

        yield made


@pytest.fixture
def stranger(enter: Enter) -> Client:
    """Return a client that has not signed in."""
    return enter()


@pytest.fixture
def client(stranger: Client) -> Client:
    """Return a client with access to both companies."""
    stranger.sign_in()
    return stranger
