"""Blocks: which records are compared at all, so that the cost grows with their number and not with its square."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from boekhaak.matching.configuration import Block, Record

WINDOW = 8
"""In a block that is cut, each record meets so many before and behind it at least."""


class Blocks:
    """The records by what they have in common."""

    def __init__(self, records: Sequence[Record], blocks: Sequence[Block]) -> None:
        """Put the records into their blocks; a block of one is none."""
        self._groups: list[array[int]] = []
        self._of: list[array[int] | None] = [None] * len(records)
        for block in blocks:
            self._add(records, block)

    def before(self, place: int) -> set[int]:
        """Return the places before this one that it is compared with: each pair is met once, at its later one."""
        met: set[int] = set()
        for group in self._of[place] or ():
            met.update(self._groups[group])
        return {other for other in met if other < place}

    def around(self, place: int) -> set[int]:
        """Return all places that this one is compared with."""
        met: set[int] = set()
        for group in self._of[place] or ():
            met.update(self._groups[group])
        met.discard(place)
        return met

    def _add(self, records: Sequence[Record], block: Block) -> None:
        """Add the groups of one block."""
        by_key: dict[str, int | array[int]] = {}
        for place, record in enumerate(records):
            for key in block.keys(record):
                held = by_key.get(key)
                if held is None:
                    by_key[key] = place
                elif isinstance(held, int):
                    if held != place:
                        by_key[key] = array("I", (held, place))
                elif held[-1] != place:
                    held.append(place)
        for held in by_key.values():
            if not isinstance(held, int):
                for group in _cut(records, block, held):
                    self._keep(group)

    def _keep(self, group: array[int]) -> None:
        number = len(self._groups)
        self._groups.append(group)
        for place in group:
            of = self._of[place]
            if of is None:
                self._of[place] = array("I", (number,))
            else:
                of.append(number)


def _cut(records: Sequence[Record], block: Block, members: array[int]) -> Iterator[array[int]]:
    """Yield a block's members, or overlapping runs of them in which each meets its neighbours where it is too big."""
    if len(members) <= block.most:
        yield members
        return
    if block.order is None:
        return
    order = block.order
    ranked = array("I", sorted(members, key=lambda place: (order(records[place]), place)))
    for start in range(0, max(1, len(ranked) - WINDOW), WINDOW):
        yield ranked[start : start + 2 * WINDOW]
