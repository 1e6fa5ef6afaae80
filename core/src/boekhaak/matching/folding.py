"""Folding a ledger of decisions: which contacts are one, what leads, and which entries others overrule. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from boekhaak.models.contacts import Decision, Source

Chosen = dict[tuple[Source, str], Decision]
"""The newest entry by which a source's value of a field leads; a person's goes before a rule's."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What entries come to.

    ``groups``     sources that are one contact, two or more each, in order.
    ``chosen``     what leads.
    ``overruled``  numbers of entries that say *same* of sources which another one, or several together, keep apart.
    ``counting``   numbers of the entries that count: they were not undone.
    """

    groups: tuple[tuple[Source, ...], ...]
    chosen: Chosen
    overruled: frozenset[int]
    counting: frozenset[int]

    def by_source(self) -> dict[Source, tuple[Source, ...]]:
        """Return the group of each source that is in one."""
        return {source: group for group in self.groups for source in group}


def folded(decisions: Iterable[Decision]) -> Folded:
    """Return what entries of one environment come to, in whatever order they are given.

    An entry that a later one undoes does not count; an undoing that is itself undone undoes nothing. What does not count is as
    if it had never been there. Sources are joined by people's entries before those of rules, then by number, but never into a
    group of which an entry says that they are not the same: such a source is left out, and the others join.
    """
    entries = counting(decisions)
    joined = _Groups(_kept_apart(entries))
    overruled = set()
    for entry in sorted(entries, key=lambda entry: (not entry.by, entry.number)):
        together = _together(entry)
        if together and not joined.join(together):
            overruled.add(entry.number)
    return Folded(
        groups=joined.groups(),
        chosen=_chosen(entries),
        overruled=frozenset(overruled),
        counting=frozenset(entry.number for entry in entries),
    )


def counting(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the entries that were not undone, in the order of their numbers."""
    ordered = sorted(decisions, key=lambda entry: entry.number)
    undone: set[int] = set()
    for entry in reversed(ordered):
        if entry.undoes is not None and entry.undoes < entry.number and entry.number not in undone:
            undone.add(entry.undoes)
    return tuple(entry for entry in ordered if entry.number not in undone)


def undone_by(decisions: Iterable[Decision], number: int) -> Decision | None:
    """Return the entry that undoes that one, if it is undone."""
    return next((entry for entry in counting(decisions) if entry.undoes == number), None)


def kept_apart(decisions: Iterable[Decision]) -> dict[Source, frozenset[Source]]:
    """Return of each source which others it is not, as entries that count say."""
    return {source: frozenset(others) for source, others in _kept_apart(counting(decisions)).items()}


def _together(entry: Decision) -> Sequence[Source]:
    """Return the sources that an entry makes one."""
    if entry.kind == "same":
        return entry.sources
    return entry.sources[1:] if entry.kind == "not_same" and entry.together else ()


def _kept_apart(entries: Iterable[Decision]) -> dict[Source, set[Source]]:
    apart: dict[Source, set[Source]] = {}
    for entry in entries:
        if entry.kind != "not_same":
            continue
        first, *others = entry.sources
        for other in others:
            if other != first:
                apart.setdefault(first, set()).add(other)
                apart.setdefault(other, set()).add(first)
    return apart


def _chosen(entries: Iterable[Decision]) -> Chosen:
    chosen: Chosen = {}
    for entry in sorted(entries, key=lambda entry: (bool(entry.by), entry.number)):
        if entry.kind == "leading":
            chosen[entry.sources[0], entry.field] = entry
    return chosen


class _Groups:
    """Sources in groups that are joined, the smaller into the bigger, each with those that none of it may meet."""

    def __init__(self, apart: dict[Source, set[Source]]) -> None:
        """Take over who is kept apart: these sets grow with the groups."""
        self._root: dict[Source, Source] = {}
        self._members: dict[Source, set[Source]] = {}
        self._enemies = apart

    def join(self, sources: Sequence[Source]) -> bool:
        """Join sources as far as they may be; tell whether all of them are one group then."""
        heads: list[Source] = []
        for source in sources:
            root = self._find(source)
            for place, head in enumerate(heads):
                if (joined := self._joined(head, root)) is not None:
                    heads[place] = joined
                    break
            else:
                heads.append(root)
        return len(heads) == 1

    def groups(self) -> tuple[tuple[Source, ...], ...]:
        """Return the groups of two or more."""
        return tuple(sorted(tuple(sorted(members)) for members in self._members.values() if len(members) > 1))

    def _find(self, source: Source) -> Source:
        root = self._root.setdefault(source, source)
        if root == source:
            self._members.setdefault(source, {source})
            return source
        while root != self._root[root]:
            root = self._root[root]
        while self._root[source] != root:
            self._root[source], source = root, self._root[source]
        return root

    def _joined(self, one: Source, other: Source) -> Source | None:
        """Return the root of two groups that were joined; None where they may not be."""
        one, other = self._find(one), self._find(other)
        if one == other:
            return one
        ours, theirs = self._members[one], self._members[other]
        if not self._enemies.get(one, _NOBODY).isdisjoint(theirs):
            return None
        if len(ours) < len(theirs):
            one, other, ours, theirs = other, one, theirs, ours
        ours |= theirs
        del self._members[other]
        self._root[other] = one
        self._enemies[one] = _united(self._enemies.pop(one, set()), self._enemies.pop(other, set()))
        return one


_NOBODY: frozenset[Source] = frozenset()


def _united(one: set[Source], other: set[Source]) -> set[Source]:
    bigger, smaller = (one, other) if len(one) >= len(other) else (other, one)
    bigger |= smaller
    return bigger
