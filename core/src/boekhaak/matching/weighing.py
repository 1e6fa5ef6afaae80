"""Weights by the data at hand: how common values are, and what the levels weigh where nobody said so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import exp2, log2

from boekhaak.matching.configuration import DETAIL, Field, Matcher, Record

Pattern = tuple[int, ...]
"""What was seen of each field: the place of its level, with its detail, or UNKNOWN."""
Weights = tuple[tuple[float, ...], ...]

UNKNOWN = -1
ROUNDS = 40
LEAST = 1e-4
"""No level is held to be seen more seldom than this, as the data is only a sample."""
FARTHEST = 60.0
"""Odds beyond so many bits are certain."""
SETTLED = 1e-3
"""A weight that changes by less has settled."""


def configured(matcher: Matcher) -> Weights:
    """Return what the levels weigh by the configuration."""
    return tuple(tuple(level.weight for level in field.levels) for field in matcher.fields)


def commonness(records: Sequence[Record], matcher: Matcher) -> tuple[dict[Hashable, float], ...]:
    """Return for each field what its terms add to the weight of an agreement; what is as common as usual is left out."""
    return tuple(_added(records, field, place) if field.terms else {} for place, field in enumerate(matcher.fields))


def _added(records: Sequence[Record], field: Field, place: int) -> dict[Hashable, float]:
    counted = _counted(records, field, place)
    usual = field.usual or sum(count * count for count in counted.values()) / max(1, sum(counted.values()))
    added = {
        term: max(-field.malus, min(field.bonus, field.slope * log2(usual / count))) for term, count in counted.items()
    }
    return {term: bits for term, bits in added.items() if bits}


def _counted(records: Sequence[Record], field: Field, place: int) -> Mapping[Hashable, int]:
    """Return how often each term is seen: in records, or in distinct ones of what is counted beside it."""
    assert field.terms is not None  # noqa: S101 - asked by the caller
    if field.beside is None:
        return Counter(term for one in records if one[place] is not None for term in field.terms(one[place]))
    first: dict[Hashable, Hashable] = {}
    more: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
    for record in records:
        value = record[place]
        if value is None or (beside := field.beside(record)) is None:
            continue
        for term in field.terms(value):
            if first.setdefault(term, beside) != beside:
                more[term].add(beside)
    return {term: len(seen) + 1 for term, seen in more.items()}


def estimated(patterns: Iterable[Pattern], matcher: Matcher) -> Weights:
    """Return what the levels weigh by the pairs that are compared, of which nobody said which are the same.

    Expectation and maximisation, from the configured weights on. What no pair shows keeps its configured weight.
    """
    counts = Counter(tuple(seen % DETAIL if seen >= 0 else seen for seen in pattern) for pattern in patterns)
    weights, odds = configured(matcher), -matcher.same_from
    for _ in range(ROUNDS):
        same, other, share = _tally(counts, weights, odds)
        before, weights = weights, _weights(same, other, weights)
        odds = log2(max(share, LEAST) / max(1 - share, LEAST))
        if max(map(_moved, before, weights), default=0.0) < SETTLED:
            break
    return weights


def _moved(before: tuple[float, ...], after: tuple[float, ...]) -> float:
    return max(abs(one - other) for one, other in zip(before, after, strict=True))


def _tally(
    counts: Mapping[Pattern, int], weights: Weights, odds: float
) -> tuple[list[list[float]], list[list[float]], float]:
    """Return how often each level is seen in pairs that are the same and in others, and the share of the former."""
    same = [[0.0] * len(levels) for levels in weights]
    other = [[0.0] * len(levels) for levels in weights]
    together = 0.0
    for pattern, count in counts.items():
        score = odds + sum(weights[place][level] for place, level in enumerate(pattern) if level != UNKNOWN)
        chance = 1 / (1 + exp2(-max(-FARTHEST, min(FARTHEST, score))))
        together += count * chance
        for place, level in enumerate(pattern):
            if level != UNKNOWN:
                same[place][level] += count * chance
                other[place][level] += count * (1 - chance)
    return same, other, together / max(1, sum(counts.values()))


def _weights(same: list[list[float]], other: list[list[float]], before: Weights) -> Weights:
    """Return the logarithms of how much oftener levels are seen in pairs that are the same."""
    return tuple(
        tuple(
            log2(max(ours / (sum(one) or 1), LEAST) / max(theirs / (sum(two) or 1), LEAST)) if ours + theirs else kept
            for ours, theirs, kept in zip(one, two, held, strict=True)
        )
        for one, two, held in zip(same, other, before, strict=True)
    )
