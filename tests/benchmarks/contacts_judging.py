"""How matchers are judged, ours as the rivals: thresholds are chosen on one half of the entities, figures are of the other.

Only the standard library, because rivals' environments read it too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import combinations
from typing import NamedTuple

Scored = tuple[int, int, float]
"""Two places of records, and how sure a matcher is that they are one."""


class Judged(NamedTuple):
    """What a matcher's pairs are worth, at or above the threshold; ``chosen_f1`` is that of the half that chose it."""

    f1: float
    precision: float
    recall: float
    threshold: float
    chosen_f1: float


def half(entity: str | int) -> int:
    """Return 0 for the half on which thresholds are chosen, 1 for the half that judges."""
    return sha256(str(entity).encode()).digest()[0] & 1


def truth(entities: Sequence[str], files: Sequence[str] | None = None) -> set[tuple[int, int]]:
    """Return all true pairs, the lower place first; with files, only pairs across them."""
    members: dict[str, list[int]] = defaultdict(list)
    for place, entity in enumerate(entities):
        members[entity].append(place)
    pairs = {pair for places in members.values() for pair in combinations(places, 2)}
    return {pair for pair in pairs if files is None or files[pair[0]] != files[pair[1]]}


def judged(scored: Iterable[Scored], entities: Sequence[str], files: Sequence[str] | None = None) -> Judged:
    """Return what the pairs are worth on half 1, with the threshold that is best on half 0.

    All true pairs of a half count, also those that no blocking found. A pair of two halves counts in neither.
    """
    true = truth(entities, files)
    halves = [half(entity) for entity in entities]
    parts: tuple[list[tuple[float, bool]], list[tuple[float, bool]]] = ([], [])
    for left, right, score in scored:
        if halves[left] == halves[right] and (files is None or files[left] != files[right]):
            parts[halves[left]].append((score, (min(left, right), max(left, right)) in true))
    totals = [sum(halves[left] == number for left, _ in true) for number in (0, 1)]
    threshold, chosen = best_threshold(parts[0], totals[0])
    kept = [true for score, true in parts[1] if score >= threshold]
    right = sum(kept)
    f1 = 2 * right / (len(kept) + totals[1])
    return Judged(f1, right / max(len(kept), 1), right / totals[1], threshold, chosen)


def best_threshold(scores: Iterable[tuple[float, bool]], total: int) -> tuple[float, float]:
    """Return where F1 is highest, half-way to the next lower score, and that F1."""
    falling = sorted(scores, reverse=True)
    best, threshold, right = -1.0, 0.0, 0
    for index, (score, true) in enumerate(falling):
        right += true
        below = falling[index + 1][0] if index + 1 < len(falling) else score - 1
        if below < score and (f1 := 2 * right / (index + 1 + total)) > best:
            best, threshold = f1, (score + below) / 2
    return threshold, best
