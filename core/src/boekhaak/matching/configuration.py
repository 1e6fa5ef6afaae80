"""What a matcher is told: its fields and what they weigh, by what records find each other, and when two are the same.

Weights are in bits, as Fellegi and Sunter have them: the logarithm of how much oftener a level is seen between two records of
one thing than between those of two. One bit doubles the odds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

Record = tuple[Any, ...]
"""A value for each field of a matcher, in its order; None is unknown. Values are hashable, and equal ones are equal."""

How = Callable[[Any, Any], int]
"""Compares two values of a field: the place of a level, plus :data:`DETAIL` times what more there is to tell."""

Terms = Callable[[Any], Iterable[Hashable]]
"""What an agreement of two values rests on, of either."""

DETAIL = 16
PARTS = 16
"""What more there is to tell is how many of a value's parts differ, times this, plus how many were compared."""


class Level(NamedTuple):
    """How alike two values are, in a word, and what that weighs."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Field:
    """A field of records: how its values are compared, and what each level weighs; the first level is that of equal values.

    ``terms``   the commoner these are in the data, the less the first ``adjusted`` levels weigh, as far as to nothing. None: how
                common a value is says nothing.
    ``beside``  commonness is counted in distinct ones of these, as one company may well be in the data ten times; None: in
                records.
    ``usual``   how common a term is for which the weights stand; 0 lets the data tell. What is half as common weighs ``slope``
                bits more, at most ``bonus``; what is twice as common so many less, at most ``malus``.
    """

    name: str
    how: How
    levels: tuple[Level, ...]
    terms: Terms | None = None
    beside: Callable[[Record], Hashable] | None = None
    usual: float = 1.0
    slope: float = 1.0
    bonus: float = 0.0
    malus: float = 40.0
    adjusted: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """By which keys of a record others are found to compare it with.

    A key that more than ``most`` records have is cut: sorted by ``order``, each is compared with its nearest only. Without an
    order it finds nobody: then other blocks must have finer keys.
    """

    name: str
    keys: Callable[[Record], Iterable[str]]
    order: Callable[[Record], Any] | None = None
    most: int = 24


@dataclass(frozen=True, slots=True)
class Doubt:
    """What keeps two records from being held for the same, whatever they score: levels of fields that are seen together.

    ``levels`` are fields with the words of levels, of which all must be seen; ``unknown`` is the word of what either lacks.
    ``below``: from this score on there is no such doubt.
    ``apart``: it speaks against the two, so that a third that is the same as each of them does not join them either.
    """

    why: str
    levels: tuple[tuple[str, frozenset[str]], ...]
    below: float = inf
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Matcher:
    """All that the comparison of one kind of records is told. ``name`` ends in a version: it stands in decisions as the rule.

    What scores ``same_from`` is the same unless there is a doubt, what scores ``maybe_from`` may be. ``estimated`` takes the
    weights of levels from the data, without labels; those of the configuration are where that begins. ``prepared`` adds to
    records what only all of them together tell.
    """

    name: str
    fields: tuple[Field, ...]
    blocks: tuple[Block, ...]
    same_from: float
    maybe_from: float
    doubts: tuple[Doubt, ...] = ()
    estimated: bool = False
    prepared: Callable[[Sequence[Record]], Sequence[Record]] | None = None
