"""What may not be said of contacts, each with the way out: nothing of it reaches the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.matching.contacts import contradiction, record
from boekhaak.matching.folding import Folded, counting
from boekhaak.models.contacts import Card, Decision, Source
from boekhaak.models.link import Actor
from boekhaak.store import cards, links
from boekhaak.store.database import Transaction

UNCHANGED = "nothing was changed"


def known(tx: Transaction, actor: Actor, named: Sequence[Sequence[Source]], least: int = 2) -> dict[Source, Card]:
    """Return contacts that are there, several at a time, of which each is named once.

    Raises: NotFound, AccessMissing for one of no administration of the actor's; InvalidInput for too few.
    """
    for sources in named:
        if len(set(sources)) < len(sources):
            raise InvalidInput("a contact is named twice", way_out=f"Name each once: {UNCHANGED}")
        if len(sources) < least:
            raise InvalidInput("one contact alone is the same as nobody", way_out=f"Name two or more: {UNCHANGED}")
    every = list(dict.fromkeys(source for sources in named for source in sources))
    names = {link_id: links.get(tx, actor, link_id).company.name for link_id in sorted({one.link_id for one in every})}
    there = cards.of(tx, every)
    for one in every:
        if one not in there:
            raise NotFound(
                f"link {one.link_id} has no contact “{one.contact_id}”, or it was deleted at its package",
                way_out=f"Synchronise the administration, and look at its contacts again; {UNCHANGED}",
                company=names[one.link_id],
            )
    return there


def joining(before: Folded, named: Iterable[Sequence[Source]]) -> list[bool]:
    """Tell of each of several, one after the other, whether it makes contacts one that were not by then."""
    of = {source: group[0] for source, group in before.by_source().items()}

    def head(source: Source) -> Source:
        while (above := of.get(source, source)) != source:
            source = above
        return source

    told = []
    for sources in named:
        first, *others = [head(source) for source in sources]
        told.append(any(other != first for other in others))
        of |= dict.fromkeys(others, first)
    return told


def refuse_nothing(made: Sequence[Decision], told: str) -> None:
    """Raise InvalidInput where nothing was left to say."""
    if not made:
        raise InvalidInput(told, way_out=f"There is nothing to say; {UNCHANGED}")


def said_apart(entries: Iterable[Decision]) -> dict[Source, dict[Source, Decision]]:
    """Return of each contact which others people said that it is not, with the newest entry; rules are not asked."""
    apart: dict[Source, dict[Source, Decision]] = {}
    for entry in counting(entries):
        if entry.kind == "not_same" and entry.by:
            first, *others = entry.sources
            for other in others:
                apart.setdefault(first, {})[other] = entry
                apart.setdefault(other, {})[first] = entry
    return apart


def refuse_said_before(entries: Iterable[Decision], sources: Sequence[Source]) -> None:
    """Raise InvalidInput where people said already that the first is none of the others."""
    there = said_apart(entries).get(sources[0], {})
    if set(sources[1:]) <= there.keys():
        told = max((there[other] for other in sources[1:]), key=lambda entry: entry.number)
        raise InvalidInput(f"that was said before: {in_words(told)}", way_out=f"There is nothing to say; {UNCHANGED}")


def refuse_apart(entries: Iterable[Decision], before: Folded, sources: Sequence[Source]) -> None:
    """Raise InvalidInput where contacts that would become one were said not to be the same."""
    groups = before.by_source()
    parts = {groups.get(source, (source,)) for source in sources}
    part_of = {source: part for part in parts for source in part}
    for entry in counting(entries):
        if entry.kind != "not_same" or entry.sources[0] not in part_of:
            continue
        ours = part_of[entry.sources[0]]
        if any(part_of.get(other, ours) != ours for other in entry.sources[1:]):
            raise InvalidInput(
                f"they were said not to be the same: {in_words(entry)}",
                way_out=f"If they are, undo entry {entry.number} first (`boekhaak contacts undo {entry.number}`); {UNCHANGED}",
            )


def refuse_joined(tx: Transaction, actor: Actor, before: Folded, after: Folded) -> None:
    """Raise InvalidInput where contacts become one that cannot be: their numbers contradict, or one administration has both."""
    pairs = list(_joined(before, after))
    there = cards.of(tx, {source for both in pairs for source in both})
    records = {source: record(card) for source, card in there.items()}
    for one, other in pairs:
        if one not in there or other not in there:
            continue
        if told := contradiction(records[one], records[other]):
            raise InvalidInput(
                f"{_both(tx, actor, there[one], there[other])} cannot be one contact: {told}",
                way_out=f"If a number is wrong, mend it at its package and synchronise; {UNCHANGED}",
            )
        if one.link_id == other.link_id and there[one].same_role(there[other]):
            raise InvalidInput(
                f"{_both(tx, actor, there[one], there[other])} are of one administration, and play the same part there",
                way_out=f"Merge them at its package, then synchronise; {UNCHANGED}",
            )


def refuse_undone(entries: Sequence[Decision], number: int) -> None:
    """Raise InvalidInput where an entry does not count any more."""
    now = counting(entries)
    if any(entry.number == number for entry in now):
        return
    by = next(entry for entry in now if entry.undoes == number)
    raise InvalidInput(
        f"entry {number} was undone already: {in_words(by)}",
        way_out=f"To bring it back, undo entry {by.number}; {UNCHANGED}",
    )


def in_words(entry: Decision) -> str:
    """Return which entry it is, whose and of when."""
    whose = f"by {entry.by}" if entry.by else f"by the rule {entry.rule}"
    return f"entry {entry.number}, {whose}, of {entry.at:%Y-%m-%d %H:%M} UTC"


def _joined(before: Folded, after: Folded) -> Iterator[tuple[Source, Source]]:
    """Yield the pairs of contacts that become one, and were not."""
    groups = before.by_source()
    for group in after.groups:
        parts = sorted({groups.get(source, (source,)) for source in group})
        inside = [tuple(source for source in part if source in set(group)) for part in parts]
        for ours, theirs in combinations(inside, 2):
            yield from product(ours, theirs)


def _both(tx: Transaction, actor: Actor, one: Card, other: Card) -> str:
    seen = {link.id: link.company.name for link in links.listed(tx, actor)}
    named = (
        f"“{card.name}” of {seen[card.source.link_id]}"
        if card.source.link_id in seen
        else "a contact that is not shown"
        for card in (one, other)
    )
    return " and ".join(named)
