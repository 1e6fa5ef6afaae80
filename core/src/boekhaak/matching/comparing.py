"""Comparing: how alike two values are, in levels, and what two records score by the levels of their fields."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from boekhaak.matching.configuration import DETAIL, PARTS, Doubt, Field, How, Matcher, Record
from boekhaak.matching.weighing import UNKNOWN, Pattern, Weights, commonness, configured

NO_DOUBT = Doubt("", ())


class Compared(NamedTuple):
    """What was seen of a field of two records: the word of its level, and in how many of how many parts they differ."""

    field: str
    word: str
    differing: int = 0
    parts: int = 0


class _Plan(NamedTuple):
    """A field as pairs are compared by it; ``most`` is what this one and those after it can add at best."""

    place: int
    field: Field
    how: How
    weights: tuple[float, ...]
    added: dict[Hashable, float]
    adjusted: int
    rest: float


class Comparison:
    """A matcher with the weights that the data gave it."""

    def __init__(self, records: Sequence[Record], matcher: Matcher, weights: Weights | None = None) -> None:
        """Count how common values are; weights are the configured ones where none are given."""
        self.matcher = matcher
        weights = weights or configured(matcher)
        added = commonness(records, matcher)
        best = [
            max(0.0, *ours) + (max(0.0, *extra.values()) if extra else 0.0)
            for ours, extra in zip(weights, added, strict=True)
        ]
        self._plan = tuple(
            _Plan(
                place,
                field,
                field.how,
                weights[place],
                added[place],
                field.adjusted if added[place] else 0,
                sum(best[place + 1 :]),
            )
            for place, field in enumerate(matcher.fields)
        )
        self._doubts: dict[Pattern, tuple[Doubt, ...]] = {}
        self._compared: dict[Pattern, tuple[Compared, ...]] = {}

    def score(self, one: Record, other: Record, least: float) -> tuple[float, Pattern] | None:
        """Return what two records score and what was seen of each field; None as soon as they can no longer score ``least``."""
        total = 0.0
        seen: list[int] = []
        for place, field, how, weights, added, adjusted, rest in self._plan:
            ours, theirs = one[place], other[place]
            if ours is None or theirs is None:
                seen.append(UNKNOWN)
            else:
                level = how(ours, theirs)
                seen.append(level)
                level %= DETAIL
                weight = weights[level]
                if level < adjusted and weight > 0:
                    weight = max(0.0, weight + _least_common(field, added, ours, theirs))
                total += weight
            if total + rest < least:
                return None
        return total, tuple(seen)

    def doubt(self, pattern: Pattern, score: float) -> Doubt:
        """Return what keeps two records of which this was seen from being held for the same, or :data:`NO_DOUBT`."""
        doubts = self._doubts.get(pattern)
        if doubts is None:
            words = {one.field: one.word for one in self.compared(pattern)}
            doubts = self._doubts[pattern] = tuple(doubt for doubt in self.matcher.doubts if _holds(doubt, words))
        return next((doubt for doubt in doubts if score < doubt.below), NO_DOUBT)

    def compared(self, pattern: Pattern) -> tuple[Compared, ...]:
        """Return in words what was seen of each field."""
        if pattern not in self._compared:
            self._compared[pattern] = tuple(map(_compared, self.matcher.fields, pattern))
        return self._compared[pattern]


def _compared(field: Field, seen: int) -> Compared:
    if seen == UNKNOWN:
        return Compared(field.name, "unknown")
    detail, level = divmod(seen, DETAIL)
    return Compared(field.name, field.levels[level].word, *divmod(detail, PARTS))


def _holds(doubt: Doubt, words: dict[str, str]) -> bool:
    return all(words[field] in levels for field, levels in doubt.levels)


def _least_common(field: Field, added: dict[Hashable, float], ours: object, theirs: object) -> float:
    """Return what commonness adds to an agreement: that of the rarest term that both have."""
    assert field.terms is not None  # noqa: S101 - what has no terms is not adjusted
    both = set(field.terms(theirs)).intersection(field.terms(ours)) if ours is not theirs else field.terms(ours)
    return max((added.get(term, 0.0) for term in both), default=0.0)


def exact(one: str, other: str) -> int:
    """Compare texts that are equal (0) or differ (1)."""
    return int(one != other)


def text(one: str, other: str) -> int:
    """Compare texts: equal (0), a slip away (1), alike (2), or different (3)."""
    if one == other:
        return 0
    if OSA.distance(one, other, score_cutoff=1) <= 1:
        return 1
    return 2 if JaroWinkler.similarity(one, other, score_cutoff=ALIKE) else 3


def number(one: str, other: str) -> int:
    """Compare numbers: equal (0), a digit or two turned ones away (1), or different (2)."""
    return 0 if one == other else 1 if slipped(one, other) else 2


def any_of(one: frozenset[str], other: frozenset[str]) -> int:
    """Compare sets, of which it is enough to have one in common (0), or not (1)."""
    return int(one.isdisjoint(other))


def slipped(one: str, other: str) -> bool:
    """Tell whether a text is another with one sign left out, put in, taken for another, or turned with the next."""
    return OSA.distance(one, other, score_cutoff=1) <= 1


ALIKE = 0.88
"""Texts that are less alike than this, by Jaro and Winkler, are other texts."""
