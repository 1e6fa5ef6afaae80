"""The contacts that are compared: as they were read at one moment, with what is known of them and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from boekhaak.installation import Installation
from boekhaak.matching.configuration import Record
from boekhaak.matching.contacts import contradiction, record
from boekhaak.matching.finding import Match
from boekhaak.models.contacts import Card, Source
from boekhaak.service.ledger_reading import Decided, pair
from boekhaak.service.merge_standing import contact_streams_of
from boekhaak.store import cards, merges, questions


@dataclass(frozen=True, slots=True)
class Contacts:
    """The contacts of some administrations as they were read at one moment, and what was known of them."""

    cards: Sequence[Card]
    records: Sequence[Record]
    digests: dict[Source, str]
    fresh: frozenset[int]
    gone: tuple[Source, ...]
    decided: Decided
    left: frozenset[tuple[Source, ...]]
    read_at: datetime
    seen: str

    def source(self, place: int) -> Source:
        """Return the contact at a place."""
        return self.cards[place].source

    def sources(self, match: Match) -> tuple[Source, Source]:
        """Return the contacts of a match, in their order."""
        return pair(self.source(match.left), self.source(match.right))

    def duplicates(self, match: Match) -> bool:
        """Tell whether the contacts of a match, if they are the same, are one too many in their administration."""
        return are_duplicates(self.cards[match.left], self.cards[match.right])

    def said(self, one: int, other: int) -> bool:
        """Tell whether people said that two contacts are not the same, or left them as they are."""
        both = pair(self.source(one), self.source(other))
        return both in self.decided.apart or both in self.left

    def apart(self, one: int, other: int) -> bool:
        """Tell whether no rule may make two contacts one: by their numbers, a decision, or as one administration has both."""
        ours, theirs = self.cards[one], self.cards[other]
        both = pair(ours.source, theirs.source)
        return (
            both in self.decided.apart
            or (both in self.decided.doubted and not self.decided.one(*both))
            or are_duplicates(ours, theirs)
            or bool(contradiction(self.records[one], self.records[other]))
        )

    def together(self) -> Iterator[tuple[int, int]]:
        """Yield the contacts that are one already, by their places."""
        place_of = {card.source: place for place, card in enumerate(self.cards)}
        for group in set(self.decided.groups.values()):
            there = [place_of[source] for source in group if source in place_of]
            yield from ((there[0], place) for place in there[1:])


def are_duplicates(one: Card, other: Card) -> bool:
    """Tell whether two contacts, if they are the same, are one too many in their administration.

    A customer and a supplier of one administration may well be one contact: some packages keep them apart.
    """
    return one.source.link_id == other.source.link_id and one.same_role(other)


def at_hand(installation: Installation, environment: str, link_ids: Sequence[int]) -> Contacts:
    """Read the contacts of links, what they held when they were last compared, and what was decided about them."""
    store = installation.store
    with store.reading() as tx:
        moment = store.clock.now() - merges.OVERLAP
        there = tuple(cards.read(tx, link_ids))
        known = dict(merges.compared(tx, link_ids))
        decided = Decided.read(tx, environment)
        asked = questions.listed(tx, environment, ("changed",))
        left = questions.left(tx, environment)
        merge = merges.in_force(tx, environment)
        seen = merges.standing(tx, contact_streams_of(installation, tx, merge)) if merge else ""
    digests = {card.source: cards.digest(card) for card in there}
    fresh = frozenset(place for place, card in enumerate(there) if known.get(card.source) != digests[card.source])
    return Contacts(
        cards=there,
        records=[record(card) for card in there] if fresh else (),
        digests=digests,
        fresh=fresh,
        gone=tuple(sorted(known.keys() - digests.keys())),
        decided=decided.doubting((*(one.sources for one in asked), *left)),
        left=frozenset(both for both, then in left.items() if tuple(digests.get(source) for source in both) == then),
        read_at=moment,
        seen=seen,
    )
