"""The vendor's rows as they are kept: sorted by key and by rowversion, so that a page is found without a scan.

Source: FACTS.md#sync (rowversions), FACTS.md#paging (orders).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

T = TypeVar("T")

BY_KEY = attrgetter("order")
BY_TIMESTAMP = attrgetter("timestamp")


@dataclass(slots=True, eq=False)
class Kept(Generic[T]):
    """A row: the key in its own order (bytes for a GUID), the rowversion, and the thing that it tells of.

    ``line`` is the place within the thing, where a thing fills several rows. Times are the site's wall clock.
    """

    order: bytes | int
    timestamp: int
    created: datetime
    modified: datetime
    thing: T
    line: int = 0


class Rowversions:
    """The counter of a country site's database: ever growing, with gaps, and unrelated to time."""

    START = 1_017

    def __init__(self) -> None:
        self._last = self.START

    def next(self) -> int:
        """Return a rowversion that is higher than all before."""
        self._last += 1 + (self._last * 31 >> 3) % 5
        return self._last


class Table(Generic[T]):
    """Rows of one kind in one division. ``changes`` grows with every change; ``orders`` keeps other orders until then."""

    def __init__(self) -> None:
        self.by_key: list[Kept[T]] = []
        self.by_timestamp: list[Kept[T]] = []
        self.changes = 0
        self.orders: dict[object, tuple[int, list[Any], list[Kept[T]]]] = {}

    def __len__(self) -> int:
        return len(self.by_key)

    def __iter__(self) -> Iterator[Kept[T]]:
        return iter(self.by_timestamp)

    def fill(self, rows: Iterable[Kept[T]]) -> None:
        """Put in many rows at once."""
        self.by_key.extend(rows)
        self.by_key.sort(key=BY_KEY)
        self.by_timestamp = sorted(self.by_key, key=BY_TIMESTAMP)
        self.changes += 1

    def add(self, row: Kept[T]) -> None:
        """Put in a row."""
        insort(self.by_key, row, key=BY_KEY)
        insort(self.by_timestamp, row, key=BY_TIMESTAMP)
        self.changes += 1

    def remove(self, row: Kept[T]) -> None:
        """Take out a row that is in here."""
        del self.by_key[bisect_left(self.by_key, row.order, key=BY_KEY)]
        del self.by_timestamp[bisect_left(self.by_timestamp, row.timestamp, key=BY_TIMESTAMP)]
        self.changes += 1

    def restamp(self, row: Kept[T], timestamp: int, modified: datetime) -> None:
        """Give a row that changed its new rowversion, the highest of all."""
        del self.by_timestamp[bisect_left(self.by_timestamp, row.timestamp, key=BY_TIMESTAMP)]
        row.timestamp, row.modified = timestamp, modified
        insort(self.by_timestamp, row, key=BY_TIMESTAMP)
        self.changes += 1

    def restamp_all(self, versions: Rowversions) -> None:
        """Give every row a new rowversion, in the order of the old ones."""
        for row in self.by_timestamp:
            row.timestamp = versions.next()
        self.changes += 1

    def get(self, order: bytes | int) -> Kept[T] | None:
        """Return the row with that key."""
        place = bisect_left(self.by_key, order, key=BY_KEY)
        found = self.by_key[place] if place < len(self.by_key) else None
        return found if found is not None and found.order == order else None
