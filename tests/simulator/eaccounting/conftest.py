"""What these tests are given: a simulated eAccounting and a client that reads it over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from eaccounting_site import Client, Enter, generated, workshop

from boekhaak.clock import ScaledClock
from boekhaak.testing.books.model import Books
from boekhaak_eaccounting.simulator import EAccountingSimulator
from support.stage import Stage


@pytest.fixture(scope="session")
def books() -> Books:
    """Return three companies: a small one, and two that are generated."""
    return Books((workshop(), *generated().companies))


@pytest.fixture
def clock() -> ScaledClock:
    """Return a clock that stands still on an afternoon."""
    return ScaledClock(datetime(2026, 6, 25, 14, 17, 9, 123456, tzinfo=UTC))


@pytest.fixture
def enter(books: Books, clock: ScaledClock, stage: tuple[Stage, str]) -> Iterator[Enter]:
    """Return what makes a simulator of the given kind and gives a client of it, not yet signed in."""
    opened, address = stage
    with httpx.Client(timeout=10) as http:

        def made(data: Books = books, **options: Any) -> Client:
            simulator = EAccountingSimulator(data, clock=clock, **options)
            opened.app = simulator.app
            return Client(simulator, address, http)

        yield made


@pytest.fixture
def stranger(enter: Enter) -> Client:
    """Return a client that has not signed in."""
    return enter()


@pytest.fixture
def client(stranger: Client) -> Client:
    """Return a client with access to the small company."""
    stranger.sign_in()
    return stranger
