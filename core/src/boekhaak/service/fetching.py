"""Fetching ahead: while a page is being stored, the next one is on its way."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

FETCHING = "boekhaak-fetching"
"""What the names of threads begin with that fetch."""

T = TypeVar("T")


@contextmanager
def one_ahead(pages: Generator[T]) -> Iterator[Iterator[T]]:
    """Give the pages; each is asked for when the one before it is taken, in a thread that ends with the block.

    All of the generator runs in that thread. What it raises comes after the pages before it. Who leaves the block early
    waits for the page on its way, which is dropped.
    """
    with ThreadPoolExecutor(1, thread_name_prefix=FETCHING) as thread:
        try:
            yield _taken(thread, pages)
        finally:
            thread.submit(pages.close).result()


def _taken(thread: ThreadPoolExecutor, pages: Generator[T]) -> Iterator[T]:
    coming = thread.submit(next, pages, None)
    while (page := coming.result()) is not None:
        coming = thread.submit(next, pages, None)
        yield page
