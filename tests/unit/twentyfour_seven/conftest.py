"""What these tests are given: a host that is connected to a simulated 24SevenOffice, and answers of it as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Books
from support.databases import SqliteFiles
from support.site import Site, connected

Open = Callable[..., Site]


@pytest.fixture(scope="session")
def norwegian() -> Books:
    """Return two companies of Norway."""
    return generate(companies=2, lines=200, countries=["NO"])


@pytest.fixture
def opened(norwegian: Books, sqlite_files: SqliteFiles) -> Iterator[Open]:
    """Return what serves books with options of the simulator, and connects a host of its own to them."""
    with ExitStack() as stack:

        def make(books: Books = norwegian, **options: Any) -> Site:
            url = sqlite_files.migrated()
            stack.callback(sqlite_files.drop, url)
            return stack.enter_context(connected("twentyfour_seven", books, url, **options))

        yield make
