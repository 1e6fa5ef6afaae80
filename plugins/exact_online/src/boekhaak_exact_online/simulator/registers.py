"""Rows that the books name by a code of their own: dimensions, articles, exchange rates, documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Generic, TypeVar

from boekhaak_exact_online.simulator.keeper import Keeper
from boekhaak_exact_online.simulator.tables import Kept, Table

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Register(Generic[K, T]):
    """The rows of one kind in one division, by the books' code and as a table.

    ``told`` gives the number by which sync/Deleted tells of a row that is gone; None where nobody is told.
    """

    def __init__(
        self,
        keeper: Keeper,
        kind: str,
        key: Callable[[T], K],
        *,
        told: Callable[[T], int | None] = lambda _: None,
    ) -> None:
        self.table: Table[T] = Table()
        self.rows: dict[K, Kept[T]] = {}
        self._keeper = keeper
        self._kind = kind
        self._key = key
        self._told = told
        self._births: Counter[K] = Counter()

    def load(self, things: Iterable[T], at: Callable[[T], datetime]) -> None:
        """Put in what the books hold."""
        for thing in things:
            self.rows[self._key(thing)] = self._new(thing, at(thing))
        self.table.fill(self.rows.values())

    def things(self) -> tuple[T, ...]:
        """Return what is held now."""
        return tuple(row.thing for row in self.rows.values())

    def put(self, thing: T) -> Kept[T]:
        """Add a thing, or replace the one of the same code; what did not change is not touched."""
        key = self._key(thing)
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = self._new(thing, self._keeper.site.now())
            self.table.add(row)
        elif row.thing != thing:
            row.thing = thing
            self._keeper.restamp(self.table, row)
        return row

    def remove(self, key: K) -> None:
        """Take out a row that is in here, and tell of it."""
        row = self.rows.pop(key)
        self.table.remove(row)
        told = self._told(row.thing)
        if told is not None:
            self._keeper.delete(told, row.order)

    def _new(self, thing: T, at: datetime) -> Kept[T]:
        """Return a new row; one that comes again after it was deleted has another GUID."""
        key = self._key(thing)
        born = self._births[key]
        self._births[key] += 1
        parts = key if isinstance(key, tuple) else (key,)
        return self._keeper.kept(thing, at, self._kind, *parts, *([born] if born else []))
