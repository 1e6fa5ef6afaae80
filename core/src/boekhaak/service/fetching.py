"""Fetching ahead: while a page is being stored, the next one is on its way."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context, copy_context
from typing import TypeVar

FETCHING = "boekhaak-fetching"
"""What the names of threads begin with that fetch."""

T = TypeVar("T")


class Prefetched(Iterator[T]):
    """Pages in their order. The one that follows is asked for with :meth:`fetch`, else when it is wanted."""

    def __init__(self, thread: Executor, context: Context, pages: Generator[T]) -> None:
        self._thread = thread
        self._context = context
        self._pages = pages
        self._page: Future[T | None] | None = None

    def fetch(self) -> None:
        """Let the page that follows come while the one in hand is worked on. More than one is never on its way."""
        if self._page is None:
            self._page = self._thread.submit(self._context.run, self._following)

    def __next__(self) -> T:
        """Return the page that follows, once it is there."""
        self.fetch()
        assert self._page is not None  # noqa: S101 - just asked for
        page = self._page.result()
        if page is None:
            raise StopIteration
        self._page = None
        return page

    def _following(self) -> T | None:
        return next(self._pages, None)


@contextmanager
def one_ahead(pages: Generator[T]) -> Iterator[Prefetched[T]]:
    """Give the pages, which are read in a thread that ends with the block: all of the generator runs there.

    What it raises comes after the pages before it. Who leaves the block early waits for the page on its way, which is
    dropped. The thread tells the ids that are bound here, and its spans are below the one that is open here.
    """
    context = copy_context()
    with ThreadPoolExecutor(1, thread_name_prefix=FETCHING) as thread:
        try:
            yield Prefetched(thread, context, pages)
        finally:
            thread.submit(context.run, pages.close).result()
