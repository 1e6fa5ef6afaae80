"""The options of a list: ``$page``, ``$pagesize``, ``$filter``, ``$orderby`` and ``$select``; others are not heard.

Source: FACTS.md#paging, FACTS.md#queries. That a bad page or page size is refused with code 6000 is chosen here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol, TypeVar

from boekhaak_eaccounting.simulator.fields import Fields, full
from boekhaak_eaccounting.simulator.filters import Test, read_filter
from boekhaak_eaccounting.simulator.literals import BadQuery, comparable
from boekhaak_eaccounting.simulator.values import Row, Value

T = TypeVar("T")

DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE = 50, 1_000


class Source(Protocol):
    """What a row is made of."""

    def row(self) -> Row:
        """Return the fields that have a value."""


@dataclass(frozen=True)
class Query:
    """What an app asks of a list."""

    page: int
    page_size: int
    test: Test | None
    order: tuple[tuple[str, bool], ...]
    select: tuple[str, ...]

    def rows(self, sources: Sequence[Source], fields: Fields, *, moved: int = 0) -> tuple[list[Row], int]:
        """Return the rows of the page, and how many there are on all pages.

        Without an asked order the list begins ``moved`` places later, and its first rows come last.
        """
        if self.test is None and not self.order:
            place = moved % len(sources) if sources else 0
            turned = [*sources[place:], *sources[:place]] if place else sources
            return [self._selected(full(source.row(), fields)) for source in self._cut(turned)], len(sources)
        found = [full(source.row(), fields) for source in sources]
        if self.test is not None:
            found = [row for row in found if self.test(row)]
        for name, descending in reversed(self.order):
            found.sort(key=lambda row: _rank(row[name]), reverse=descending)
        if not self.order and found:
            found = [*found[moved % len(found) :], *found[: moved % len(found)]]
        return [self._selected(row) for row in self._cut(found)], len(found)

    def pages(self, count: int) -> int:
        """Return how many pages so many rows fill."""
        return ceil(count / self.page_size)

    def _cut(self, rows: Sequence[T]) -> Sequence[T]:
        return rows[(self.page - 1) * self.page_size : self.page * self.page_size]

    def _selected(self, row: Row) -> Row:
        return {name: row[name] for name in self.select} if self.select else row


def read_query(parameters: Mapping[str, str], fields: Fields) -> Query:
    """Return what the options of an address ask for. Raises: BadQuery."""
    condition = parameters.get("$filter", "").strip()
    return Query(
        page=_whole(parameters, "$page", 1, None),
        page_size=_whole(parameters, "$pagesize", DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE),
        test=read_filter(condition, fields) if condition else None,
        order=tuple(_ordering(part, fields) for part in _parts(parameters, "$orderby")),
        select=tuple(_known(part, fields) for part in _parts(parameters, "$select")),
    )


def _parts(parameters: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in parameters.get(name, "").split(",") if part.strip()]


def _ordering(part: str, fields: Fields) -> tuple[str, bool]:
    name, _, direction = part.partition(" ")
    if direction.strip() not in {"", "asc", "desc"} or fields.get(name) in {"list", "object"}:
        raise BadQuery(f"Rows cannot be put in the order '{part}'.")
    return _known(name, fields), direction.strip() == "desc"


def _known(name: str, fields: Fields) -> str:
    if name not in fields:
        raise BadQuery(f"There is no field '{name}'.")
    return name


def _whole(parameters: Mapping[str, str], name: str, usual: int, most: int | None) -> int:
    text = parameters.get(name, str(usual))
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if number < 1 or (most is not None and number > most):
        raise BadQuery(f"{name} cannot be '{text}'.")
    return number


def _rank(value: Value) -> tuple[bool, Value]:
    """Return what orders a value: nothing comes first."""
    return value is not None, comparable(value) if value is not None else 0
