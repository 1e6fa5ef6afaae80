"""Clustering: which records are one, of what was found of pairs, and what is left to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from boekhaak.matching.finding import Match


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which records are one: groups of two or more, by place, and the matches that are asked, the best of each pair of groups."""

    groups: tuple[tuple[int, ...], ...]
    asked: tuple[Match, ...]


class _Groups:
    """Records that are joined; a group is named by its lowest place."""

    def __init__(self, size: int, never: Callable[[int, int], bool]) -> None:
        self.of = list(range(size))
        self.members: dict[int, list[int]] = {}
        self.said: dict[int, dict[int, int]] = {}
        self._never = never

    def in_group(self, place: int) -> Sequence[int]:
        """Return who is in the group of a place."""
        return self.members.get(self.of[place]) or (place,)

    def contradict(self, one: int, other: int) -> bool:
        """Tell whether two groups hold two that are never one."""
        return self.any(self._never, one, other)

    def any(self, holds: Callable[[int, int], bool], one: int, other: int) -> bool:
        """Tell whether something holds of a pair of two groups."""
        return any(holds(ours, theirs) for ours in self.in_group(one) for theirs in self.in_group(other))

    def tell(self, match: Match) -> None:
        """Take note that two were compared and are the same, or are doubted."""
        vote = -1 if match.apart else 1
        self.said.setdefault(match.left, {})[match.right] = vote
        self.said.setdefault(match.right, {})[match.left] = vote

    def doubtful(self, one: int, other: int) -> bool:
        """Tell whether two of two groups were compared and doubted, and as many pairs of them as are the same, or more.

        A third that fits both of two branches proves nothing of them; where most fit, the doubted one was only typed so.
        """
        fewer, more = sorted((self.in_group(one), self.in_group(other)), key=len)
        votes = [
            self.said[place][held] for place in fewer if place in self.said for held in more if held in self.said[place]
        ]
        return -1 in votes and sum(votes) <= 0

    def join(self, one: int, other: int) -> None:
        """Make one group of two."""
        low, high = sorted((self.of[one], self.of[other]))
        if low == high:
            return
        moved = self.members.pop(high, [high])
        self.members.setdefault(low, [low]).extend(moved)
        for place in moved:
            self.of[place] = low


def clustered(
    matches: Iterable[Match],
    size: int,
    never: Callable[[int, int], bool],
    together: Iterable[tuple[int, int]] = (),
    settled: Callable[[int, int], bool] | None = None,
) -> Clusters:
    """Join what is the same, the best first, and return the groups with what is asked of people.

    No group holds two for which ``never`` is true. ``together`` are joined beforehand, unless they are never one. Asked is what
    may be the same, and what is but for another of its group; once for a pair of groups, and not of two groups of which one pair
    is ``settled``, as somebody said that it is not the same. The order of the input is no matter.
    """
    ranked = sorted(matches, key=lambda match: (-match.score, match.left, match.right))
    groups = _Groups(size, never)
    for one, other in sorted({(min(pair), max(pair)) for pair in together}):
        if groups.of[one] != groups.of[other] and not groups.contradict(one, other):
            groups.join(one, other)
    for match in ranked:
        if match.apart or match.verdict == "same":
            groups.tell(match)
    for match in ranked:
        one, other = match.left, match.right
        if match.verdict != "same" or groups.of[one] == groups.of[other]:
            continue
        if not groups.doubtful(one, other) and not groups.contradict(one, other):
            groups.join(one, other)
    asked: dict[tuple[int, int], Match] = {}
    for match in ranked:
        ours, theirs = sorted((groups.of[match.left], groups.of[match.right]))
        if ours != theirs and (ours, theirs) not in asked and not (settled and groups.any(settled, ours, theirs)):
            asked[ours, theirs] = match
    return Clusters(
        tuple(tuple(sorted(members)) for _, members in sorted(groups.members.items())), tuple(asked.values())
    )
