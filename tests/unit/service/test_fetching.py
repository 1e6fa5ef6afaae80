from __future__ import annotations

import threading
from collections.abc import Generator

import pytest
from starlette.requests import Request
from starlette.responses import Response

from boekhaak.service.fetching import FETCHING, Prefetched, one_ahead
from support.desk import Desk, stream
from support.interruption import Interrupted, interrupt

SOON = 10.0
"""Seconds after which a test gives up waiting for another thread."""


class Book:
    """Pages that tell when they were asked for, and in which threads."""

    def __init__(self, pages: int, torn: int | None = None) -> None:
        self.asked = [threading.Event() for _ in range(pages + 1)]
        self.threads: set[str] = set()
        self.closed = False
        self._torn = torn

    def read(self) -> Generator[int]:
        """Yield the pages' numbers; the torn one cannot be read."""
        try:
            for number, asked in enumerate(self.asked[:-1]):
                self._note(asked)
                if number == self._torn:
                    raise LookupError(number)
                yield number
            self._note(self.asked[-1])
        finally:
            self.threads.add(threading.current_thread().name)
            self.closed = True

    def _note(self, asked: threading.Event) -> None:
        self.threads.add(threading.current_thread().name)
        asked.set()


def fetching() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(FETCHING)]


def test_all_pages_come_in_their_order() -> None:
    with one_ahead(Book(5).read()) as pages:
        assert list(pages) == [0, 1, 2, 3, 4]


def test_while_a_page_is_in_hand_the_next_comes_and_no_other() -> None:
    book = Book(4)

    with one_ahead(book.read()) as pages:
        for number in pages:
            assert not book.asked[number + 1].is_set()
            pages.fetch()
            pages.fetch()
            assert book.asked[number + 1].wait(SOON)
            assert not any(asked.is_set() for asked in book.asked[number + 2 :])


def test_what_came_ahead_is_not_lost_when_the_end_was_reached() -> None:
    with one_ahead(Book(1).read()) as pages:
        assert next(pages) == 0
        pages.fetch()
        assert list(pages) == []
        assert list(pages) == []


def test_nothing_is_asked_for_before_the_first_page_is_wanted() -> None:
    book = Book(2)

    with one_ahead(book.read()):
        assert not book.asked[0].is_set()


def test_what_fails_is_told_after_the_pages_before_it() -> None:
    seen: list[int] = []

    with pytest.raises(LookupError), one_ahead(Book(4, torn=2).read()) as pages:
        seen.extend(pages)

    assert seen == [0, 1]


def test_all_of_the_reading_is_done_in_one_other_thread_that_ends() -> None:
    book = Book(3)

    with one_ahead(book.read()) as pages:
        list(pages)

    assert book.closed
    assert [name.startswith(FETCHING) for name in book.threads] == [True]
    assert fetching() == []


def test_who_stops_early_closes_the_reading_in_its_thread() -> None:
    book = Book(3)

    def store(pages: Prefetched[int]) -> None:
        assert next(pages) == 0
        pages.fetch()
        interrupt()

    with pytest.raises(Interrupted), one_ahead(book.read()) as pages:
        store(pages)

    assert book.closed
    assert [name.startswith(FETCHING) for name in book.threads] == [True]
    assert fetching() == []


def test_a_page_is_stored_while_the_next_is_asked_for(bakery: Desk) -> None:
    """The ledger has three pages; the office answers the second only when the first is stored."""
    stored, came = threading.Event(), threading.Event()

    def wait(request: Request) -> Response | None:
        if "/changes/ledger" in request.url.path and request.query_params["after"] != "0":
            came.set()
            assert stored.wait(SOON)
        return None

    def tell(key: str, count: int) -> None:
        assert came.wait(SOON)
        stored.set()

    bakery.office.faults.append(wait)

    assert bakery.import_all(progress=tell).complete


def test_a_page_that_fails_leaves_those_before_it_stored(bakery: Desk) -> None:
    def refuse(request: Request) -> Response | None:
        later = "/changes/ledger" in request.url.path and request.query_params["after"] != "0"
        return Response(status_code=403) if later else None

    bakery.office.faults.append(refuse)

    run = bakery.import_all()

    assert "refused" in stream(run, "ledger").error
    assert stream(run, "ledger").records == 3
    assert bakery.states()["ledger"].cursor is not None
