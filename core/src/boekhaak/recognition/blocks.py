"""Blocks: which companies are compared with a link at all, so that the cost does not grow with the square."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from boekhaak.models.link import Link
from boekhaak.recognition.names import Name, likeness
from boekhaak.recognition.portfolio import Key, Keys, Portfolio, Seen

MOST = 5
"""So many companies of one block are compared with a link: more of one number or name tell it apart no better."""
RAREST = 2
"""So many words of a name are looked for, the rarest first."""


class Blocks:
    """The companies that are free, by id, number, fingerprint, name and word."""

    def __init__(self, portfolio: Portfolio, seen: Sequence[Seen], free: Iterable[int]) -> None:
        """Put the companies into their blocks, each ordered by name."""
        self._portfolio = portfolio
        self._blocks: dict[Key, list[int]] = defaultdict(list)
        self._turns: Counter[Key] = Counter()
        self._names = [one.name.joined for one in portfolio.seen]
        for place in sorted(free, key=lambda place: (self._names[place], seen[place].company.id, place)):
            package, keys = seen[place].package, portfolio.seen[place]
            self._blocks["id", package, seen[place].company.id].append(place)
            self._blocks["all", package, ""].append(place)
            for key in (*keys.numbers, keys.by_name, *_words(package, keys.name)):
                self._blocks[key].append(place)

    def of(self, link: Link, keys: Keys) -> tuple[int, ...]:
        """Return the places that may be a link's: by its id, its numbers and its name; by near names where those find nothing."""
        found: dict[int, None] = {}
        for key in (("id", link.package, link.company.id), *sorted(keys.numbers)):
            found |= dict.fromkeys(self._some(key, keys.name))
        by_number = bool(found)
        found |= dict.fromkeys(self._some(keys.by_name, keys.name))
        if not by_number:
            found |= dict.fromkeys(self._near(link.package, keys.name))
        return tuple(found)

    def _near(self, package: str, ours: Name) -> Iterator[int]:
        """Yield companies of near names: those with its rarest words, and those that stand beside it in the order of names."""
        words = [key for key in _words(package, ours) if key in self._blocks]
        rarest = sorted(words, key=lambda key: (len(self._blocks[key]), key))[:RAREST]
        for key in (*rarest, ("all", package, "")):
            for place in self._some(key, ours):
                if likeness(ours, self._portfolio.seen[place].name) in {"same", "near"}:
                    yield place

    def _some(self, key: Key, ours: Name) -> Sequence[int]:
        """Return a block, or of a large one those that stand nearest to the name; of equal names each link gets others."""
        block = self._blocks.get(key, [])
        if len(block) <= MOST:
            return block
        begin = bisect_left(block, ours.joined, key=self._names.__getitem__)
        end = bisect_right(block, ours.joined, lo=begin, key=self._names.__getitem__)
        if end - begin > MOST:
            self._turns[key] += 1
            return [block[begin + (self._turns[key] + step) % (end - begin)] for step in range(MOST)]
        begin = max(0, min(begin - (MOST - (end - begin)) // 2, len(block) - MOST))
        return block[begin : begin + MOST]


def _words(package: str, one: Name) -> Iterator[Key]:
    return (("word", package, word) for word in dict.fromkeys(one.words))
