"""Comparing the contacts of several administrations, and writing down what is certain, what is asked, and what was compared.

All is compared once; afterwards only what is new or changed, with everything else. What was compared is noted last: whoever is
killed before that compares once more, and finds what was decided already in the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations

from boekhaak.installation import Installation
from boekhaak.matching.clustering import clustered
from boekhaak.matching.contacts import CONTACTS, contradiction
from boekhaak.matching.finding import Match, found
from boekhaak.matching.words import why
from boekhaak.models.contacts import DecisionDraft, Source
from boekhaak.models.link import Actor
from boekhaak.models.merge import Mode, Question
from boekhaak.service.contacts_at_hand import Contacts, at_hand
from boekhaak.service.deciding import tell
from boekhaak.service.ledger_reading import CONTRADICTION
from boekhaak.service.merge_duty import Duty
from boekhaak.service.questioning import NEW, ask_about_addresses, ask_no_more, ask_once, end_answered
from boekhaak.store import cards, decisions, merges
from boekhaak.store.database import Transaction

GROUPS_AT_ONCE = 500
NOTED_AT_ONCE = 5_000


def compare(installation: Installation, duty: Duty, link_ids: Sequence[int], mode: Mode) -> datetime:
    """Compare what is new or changed since the last time, and write down what comes of it; return as of when it was read.

    Raises: Busy when another process took the duty over; Stopped when the merge was ended.
    """
    contacts = at_hand(installation, duty.environment, link_ids)
    duty.expects(len(contacts.cards))
    if contacts.fresh:
        matches = _matches(contacts, duty)
        certain = [one if _may_be_decided(contacts, one) else replace(one, verdict="maybe") for one in matches]
        clusters = clustered(certain, len(contacts.cards), contacts.apart, contacts.together(), contacts.said)
        _contradicted(installation, duty, contacts)
        _decide(installation, duty, contacts, mode, _edges(certain, clusters.groups))
        _ask(installation, duty, contacts, clusters.asked, matches)
        _addresses(installation, duty, contacts)
    _note(installation, duty, contacts)
    return contacts.read_at


def _matches(contacts: Contacts, duty: Duty) -> list[Match]:
    """Return the matches of what is new, and those among the others that it matches: these tell who may be one by it."""
    if len(contacts.fresh) == len(contacts.cards):
        return found(contacts.records, CONTACTS, progress=duty.tell)
    of_news = found(contacts.records, CONTACTS, fresh=contacts.fresh, progress=duty.tell)
    met = contacts.fresh.union(*((one.left, one.right) for one in of_news))
    return found(contacts.records, CONTACTS, fresh=met, progress=duty.tell) if met - contacts.fresh else of_news


def _may_be_decided(contacts: Contacts, match: Match) -> bool:
    return match.verdict == "same" and contacts.sources(match) not in contacts.decided.doubted


def _edges(matches: Sequence[Match], groups: Sequence[Sequence[int]]) -> list[list[Match]]:
    """Return of each group the matches within it that are certain, the surest first."""
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    edges: defaultdict[int, list[Match]] = defaultdict(list)
    for match in matches:
        number = group_of.get(match.left)
        if match.verdict == "same" and number is not None and number == group_of.get(match.right):
            edges[number].append(match)
    return [sorted(edges[number], key=lambda one: (-one.score, one.left, one.right)) for number in sorted(edges)]


def _contradicted(installation: Installation, duty: Duty, contacts: Contacts) -> None:
    """Keep those apart that are one and whose numbers came to contradict, and no longer those that agree again."""
    place_of = {card.source: place for place, card in enumerate(contacts.cards)}

    def contradict(one: Source, other: Source) -> str:
        return contradiction(contacts.records[place_of[one]], contacts.records[place_of[other]])

    news = {contacts.source(place) for place in contacts.fresh}
    drafts = [
        DecisionDraft(kind="not_same", sources=(one, other), rule=CONTRADICTION, why=why_not)
        for group in set(contacts.decided.groups.values())
        for one, other in combinations([source for source in group if source in place_of], 2)
        if (one in news or other in news) and (why_not := contradict(one, other))
    ]
    drafts += [
        DecisionDraft(
            kind="undo", sources=both, rule=CONTRADICTION, undoes=number, why="their numbers contradict no more"
        )
        for both, number in contacts.decided.contradictions.items()
        if all(one in place_of for one in both) and news.intersection(both) and not contradict(*both)
    ]
    if drafts:
        with installation.store.writing() as tx:
            duty.keep(tx)
            made = decisions.append(installation.store, tx, duty.environment, drafts)
            tell(installation, tx, Actor(environment=duty.environment, user=""), made)


def _decide(
    installation: Installation, duty: Duty, contacts: Contacts, mode: Mode, edges: Sequence[Sequence[Match]]
) -> None:
    """Write down the matches that make each group one, or ask about them; those of contacts that changed since are asked."""
    for start in range(0, len(edges), GROUPS_AT_ONCE):
        some = edges[start : start + GROUPS_AT_ONCE]
        with installation.store.writing() as tx:
            duty.keep(tx)
            changed, gone = _changed(
                tx, contacts, {source for group in some for one in group for source in contacts.sources(one)}
            )
            drafts: list[DecisionDraft] = []
            asked: list[Question] = []
            for group in some:
                still = [one for one in group if not gone.intersection(contacts.sources(one))]
                kept = [one for one in still if not changed.intersection(contacts.sources(one))]
                if mode == "automatic":
                    drafts += [
                        DecisionDraft(kind="same", sources=contacts.sources(one), rule=CONTACTS.name, why=why(one))
                        for one in _joining(contacts, kept)
                    ]
                else:
                    asked += [_question(contacts, one) for one in kept]
                asked += _asked_again(contacts, still, changed)
            made = decisions.append(installation.store, tx, duty.environment, drafts)
            end_answered(tx, duty.environment, [source for one in drafts for source in one.sources])
            ask_once(installation.store, tx, duty.environment, asked)
            tell(installation, tx, Actor(environment=duty.environment, user=""), made)


def _changed(tx: Transaction, contacts: Contacts, sources: set[Source]) -> tuple[set[Source], set[Source]]:
    """Return which contacts are not what was compared any more, and which of these are gone."""
    now = cards.of(tx, sorted(sources))
    gone = sources - now.keys()
    return {one for one in now if cards.digest(now[one]) != contacts.digests[one]} | gone, gone


def _joining(contacts: Contacts, matches: Sequence[Match]) -> Iterator[Match]:
    """Yield the matches that it takes to make those one that are not yet, the surest first."""
    part: dict[Source, Source] = {}

    def head(source: Source) -> Source:
        group = contacts.decided.groups.get(source)
        source = group[0] if group else source
        while (above := part.get(source, source)) != source:
            source = above
        return source

    for match in matches:
        one, other = (head(source) for source in contacts.sources(match))
        if one != other:
            part[other] = one
            yield match


def _asked_again(contacts: Contacts, matches: Sequence[Match], changed: set[Source]) -> Iterator[Question]:
    """Yield a question for each contact that was changed while it was compared: its surest match; one for two of them."""
    told: set[Source] = set()
    for match in matches:
        sources = contacts.sources(match)
        if new := changed.intersection(sources) - told:
            told |= new
            said = f"changed while contacts were compared; before: {why(match)}"
            yield NEW.model_copy(update={"kind": "changed", "sources": sources, "score": match.score, "why": said})


def _ask(
    installation: Installation, duty: Duty, contacts: Contacts, asked: Sequence[Match], matches: Sequence[Match]
) -> None:
    """Ask what is not certain, and tell what one administration has twice."""
    what = [_question(contacts, one) for one in asked if not contacts.duplicates(one)]
    what += [_question(contacts, one) for one in matches if _is_doubted(contacts, one)]
    what += [
        _question(contacts, one).model_copy(update={"kind": "duplicate"})
        for one in matches
        if one.verdict == "same" and contacts.duplicates(one) and _is_in_use(contacts, one)
    ]
    unlike = list(_unlike(contacts, matches))
    what += unlike
    for start in range(0, len(what), GROUPS_AT_ONCE):
        with installation.store.writing() as tx:
            duty.keep(tx)
            ask_once(installation.store, tx, duty.environment, what[start : start + GROUPS_AT_ONCE])
    with installation.store.writing() as tx:
        duty.keep(tx)
        news = [contacts.source(place) for place in sorted(contacts.fresh)]
        still = {*map(contacts.sources, matches), *contacts.decided.doubted}
        ask_no_more(tx, duty.environment, news, still, {one.sources for one in unlike})


def _unlike(contacts: Contacts, matches: Sequence[Match]) -> Iterator[Question]:
    """Yield a question for each contact that was changed, is one with others, and is like none of them any more."""
    place_of = {card.source: place for place, card in enumerate(contacts.cards)}
    alike = {(match.left, match.right) for match in matches}
    for place in sorted(contacts.fresh):
        source = contacts.source(place)
        others = [one for one in contacts.decided.groups.get(source, ()) if one != source and one in place_of]
        pairs = ((min(place, place_of[one]), max(place, place_of[one])) for one in others)
        if others and alike.isdisjoint(pairs):
            why = "it was changed, and is like none of those any more that it is one with"
            yield NEW.model_copy(update={"kind": "unlike", "sources": (source, others[0]), "why": why})


def _is_doubted(contacts: Contacts, match: Match) -> bool:
    """Tell whether somebody undid what a rule said of a match, and nobody has said more since."""
    both = contacts.sources(match)
    decided = contacts.decided
    answered = both in decided.apart or both in contacts.left or decided.one(*both)
    return both in decided.doubted and not answered


def _is_in_use(contacts: Contacts, match: Match) -> bool:
    """Tell whether neither is blocked at the package, and nobody said that they are not the same."""
    one, other = contacts.cards[match.left], contacts.cards[match.right]
    return contacts.sources(match) not in contacts.decided.apart and not one.blocked and not other.blocked


def _question(contacts: Contacts, match: Match) -> Question:
    return NEW.model_copy(update={"sources": contacts.sources(match), "score": match.score, "why": why(match)})


def _addresses(installation: Installation, duty: Duty, contacts: Contacts) -> None:
    """Ask whose address leads, of each contact in several administrations that something is new of."""
    news = sorted(contacts.source(place) for place in contacts.fresh)
    for start in range(0, len(news), NOTED_AT_ONCE):
        with installation.store.writing() as tx:
            duty.keep(tx)
            ask_about_addresses(installation.store, tx, duty.environment, news[start : start + NOTED_AT_ONCE])


def _note(installation: Installation, duty: Duty, contacts: Contacts) -> None:
    """Note what was compared, last of all; what was changed meanwhile is not what was compared, and new the next time."""
    news = [contacts.source(place) for place in sorted(contacts.fresh)]
    for start in range(0, len(news), NOTED_AT_ONCE):
        with installation.store.writing() as tx:
            duty.keep(tx)
            some = {source: contacts.digests[source] for source in news[start : start + NOTED_AT_ONCE]}
            merges.note_compared(tx, duty.environment, some)
    with installation.store.writing() as tx:
        merges.forget_compared(tx, contacts.gone)
        merges.write(tx, duty.keep(tx), compared_at=contacts.read_at, seen=contacts.seen)
