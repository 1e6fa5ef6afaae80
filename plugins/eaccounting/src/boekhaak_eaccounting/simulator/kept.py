"""A record as the vendor keeps it: its GUID, when it was made and changed, and the row that tells of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from boekhaak_eaccounting.simulator.values import Row

T = TypeVar("T")


class Kept(Generic[T]):
    """A record; its row is made when it is first read, and again after a change (each time where it is not ``lasting``)."""

    __slots__ = ("_lasting", "_make", "_row", "created", "id", "modified", "thing")

    def __init__(
        self,
        id: str,  # noqa: A002
        thing: T,
        at: datetime,
        make: Callable[[Kept[T]], Row],
        *,
        lasting: bool = True,
    ) -> None:
        self._lasting = lasting
        self.id = id
        self.thing = thing
        self.created = self.modified = at
        self._make = make
        self._row: Row | None = None

    def row(self) -> Row:
        """Return the fields."""
        if self._row is None or not self._lasting:
            self._row = self._make(self)
        return self._row

    def refresh(self) -> None:
        """Make the row again when it is next read, because of a change elsewhere."""
        self._row = None

    def change(self, thing: T, at: datetime) -> None:
        """Put another value in the place of this one."""
        self.thing = thing
        self.modified = at
        self._row = None


class Fixed:
    """A row that stands for nothing that is kept, such as a balance."""

    __slots__ = ("_row",)

    def __init__(self, row: Row) -> None:
        self._row = row

    def row(self) -> Row:
        """Return the fields."""
        return self._row
