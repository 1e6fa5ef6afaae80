"""What the ledger says to whoever compares: who is one, who is not, and what no rule may decide again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

from boekhaak.matching.folding import folded
from boekhaak.models.contacts import Source
from boekhaak.store import decisions
from boekhaak.store.database import Transaction

Pair = tuple[Source, Source]

CONTRADICTION = "contradiction"
"""The rule that says *not the same* of contacts whose numbers came to contradict."""


def pair(one: Source, other: Source) -> Pair:
    """Return two contacts in their order."""
    return (one, other) if one <= other else (other, one)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about contacts.

    ``groups``          those that are one, by each of them.
    ``apart``           those that are not the same.
    ``doubted``         those that were said to be the same, or not to be, and somebody undid it: people are asked.
    ``contradictions``  the entries by which the rule keeps contacts apart while their numbers contradict.
    """

    groups: dict[Source, tuple[Source, ...]]
    apart: frozenset[Pair]
    doubted: frozenset[Pair]
    contradictions: dict[Pair, int]

    @classmethod
    def read(cls, tx: Transaction, environment: str) -> Decided:
        """Read the ledger of an environment."""
        entries = tuple(decisions.whole(tx, environment))
        now = folded(entries)
        apart: set[Pair] = set()
        doubted: set[Pair] = set()
        contradictions: dict[Pair, int] = {}
        for entry in entries:
            counts = entry.number in now.counting
            if entry.kind == "not_same" and counts:
                first, *others = entry.sources
                apart.update(pair(first, other) for other in others)
                if entry.rule == CONTRADICTION:
                    contradictions |= {pair(first, other): entry.number for other in others}
            elif not counts and (entry.kind == "same" or (entry.kind == "not_same" and entry.by)):
                doubted.update(pair(one, other) for one, other in combinations(entry.sources, 2))
        return cls(now.by_source(), frozenset(apart), frozenset(doubted), contradictions)

    def doubting(self, asked: Iterable[tuple[Source, ...]]) -> Decided:
        """Return what was decided, with more contacts that no rule may make one: two each."""
        pairs = (pair(one, other) for sources in asked for one, other in combinations(sources, 2))
        return replace(self, doubted=self.doubted | frozenset(pairs))

    def one(self, one: Source, other: Source) -> bool:
        """Tell whether two contacts are one already."""
        return other in self.groups.get(one, ())
