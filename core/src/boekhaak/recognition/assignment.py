"""The assignment: each broken link of a portfolio to the one company that it is, or the reason why none was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from boekhaak.models.company import Candidate, Evidence, Verdict
from boekhaak.models.link import Link
from boekhaak.models.value import Value
from boekhaak.recognition.blocks import MOST, Blocks
from boekhaak.recognition.evidence import words
from boekhaak.recognition.portfolio import Portfolio, Seen
from boekhaak.recognition.verdicts import ENOUGH, FORBIDDING, Weighed, weighed

NOBODY: Mapping[str, frozenset[str]] = MappingProxyType({})
_ORDER: dict[Verdict, int] = {"proved": 0, "likely": 1, "conflict": 2}


class Recognised(Value):
    """What is known of one link: the verdict, and the company that it was compared with, on ``evidence``, in ``words``.

    ``place`` is the company's place among those that were seen, and this link's only; it is None where there is none, and
    for a conflict over a company that is another link's. ``score`` orders links of one verdict.
    """

    link_id: int
    verdict: Verdict
    place: int | None = None
    candidate: Candidate | None = None
    evidence: Evidence = Evidence()
    words: tuple[str, ...] = ()
    score: int = 0


class Pair(NamedTuple):
    """A link and a company, by their places, and what speaks for the one being the other."""

    link: int
    place: int
    candidate: Candidate
    evidence: Evidence
    weighed: Weighed
    shared: frozenset[str]


def recognise(
    links: Sequence[Link],
    seen: Sequence[Seen],
    evidence: Callable[[Link, Candidate], Evidence],
    working: Sequence[Link] = (),
    asked: Mapping[str, frozenset[str]] = NOBODY,
) -> tuple[Recognised, ...]:
    """Tell of each broken link which company it is, in the links' order; two links never get one company.

    ``working`` are links that work: their companies are taken, and their numbers known. ``asked`` are the ids of the logins
    that answered, by package: what such a login saw before and sees no more is gone.
    """
    portfolio = Portfolio(links, seen, working)
    taken = {(link.package, link.company.region, link.company.id) for link in working}
    free = [place for place, one in enumerate(seen) if (one.package, one.company.region, one.company.id) not in taken]
    blocks = Blocks(portfolio, seen, free)
    pairs: dict[int, list[Pair]] = {}
    for at, link in enumerate(links):
        places = blocks.of(link, portfolio.links[at])
        pairs[at] = [pair for place in places if (pair := _pair(portfolio, links, seen, (at, place), evidence))]
    chosen = _assigned([pair for some in pairs.values() for pair in some], links)
    ties = _Ties(pairs)
    return tuple(
        _found(link, chosen[at], ties) if at in chosen else _missed(link, pairs[at], taken, asked)
        for at, link in enumerate(links)
    )


def _pair(
    portfolio: Portfolio,
    links: Sequence[Link],
    seen: Sequence[Seen],
    where: tuple[int, int],
    evidence: Callable[[Link, Candidate], Evidence],
) -> Pair | None:
    """Weigh a link and a company; the login is the link's own, where that sees it."""
    link, one = links[where[0]], seen[where[1]]
    login = link.login if link.login in one.logins else next(iter(one.logins), "")
    candidate = Candidate(package=one.package, company=one.company, login=login, fingerprint=one.fingerprint)
    told = evidence(link, candidate)
    shared = portfolio.shared(*where)
    judged = weighed(link, candidate, told, shared)
    return None if judged is None else Pair(*where, candidate, told, judged, shared)


def _assigned(pairs: Sequence[Pair], links: Sequence[Link]) -> dict[int, Pair]:
    """Give each link one company at most and each company to one link at most, the strongest pairs first."""
    doubtful = _doubtful(pairs, links)
    chosen = {pair.link: pair for pair in _proved(pairs) if pair.link not in doubtful}
    places = {pair.place for pair in chosen.values()}
    rest = (
        pair._replace(weighed=pair.weighed._replace(verdict="likely")) if pair.weighed.verdict == "proved" else pair
        for pair in pairs
    )
    for pair in sorted(rest, key=lambda pair: _strength(pair, links)):
        if pair.link not in chosen and pair.place not in places:
            chosen[pair.link] = pair
            places.add(pair.place)
    return chosen


def _strength(pair: Pair, links: Sequence[Link]) -> tuple[int, int, int, int]:
    return _ORDER[pair.weighed.verdict], -pair.weighed.score, links[pair.link].id, pair.place


def _proved(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Yield the proved pairs whose link and company no other pair has as good a right to, those of the best right first."""
    links, places = set[int](), set[int]()
    claims = [pair for pair in pairs if pair.weighed.right >= ENOUGH]
    for right in sorted({pair.weighed.right for pair in claims}, reverse=True):
        equal = [
            pair
            for pair in claims
            if pair.weighed.right == right and pair.link not in links and pair.place not in places
        ]
        by_link, by_place = Counter(pair.link for pair in equal), Counter(pair.place for pair in equal)
        yield from (
            pair
            for pair in equal
            if pair.weighed.verdict == "proved" and by_link[pair.link] == by_place[pair.place] == 1
        )
        links |= by_link.keys()
        places |= by_place.keys()


def _doubtful(pairs: Sequence[Pair], links: Sequence[Link]) -> frozenset[int]:
    """Return the links without an id that several companies of their name fit, though the numbers of some are unknown.

    One of these may be the company, and the one with the numbers a copy of it.
    """
    fitting = Counter(
        pair.link
        for pair in pairs
        if not links[pair.link].company.id
        and "name" in pair.evidence.agrees
        and not pair.evidence.contradicts & FORBIDDING
    )
    return frozenset(link for link, companies in fitting.items() if companies > 1)


class _Ties:
    """How many pairs of a link, and of a company, are as strong as one that was chosen."""

    def __init__(self, pairs: Mapping[int, Sequence[Pair]]) -> None:
        every = [pair for some in pairs.values() for pair in some if pair.weighed.verdict != "conflict"]
        self._links = Counter((pair.link, pair.weighed.right, pair.weighed.score) for pair in every)
        self._places = Counter((pair.place, pair.weighed.right, pair.weighed.score) for pair in every)

    def words(self, pair: Pair) -> tuple[str, ...]:
        """Say that a link fits several companies, or a company several links, where no more than that can be told."""
        right, score = pair.weighed.right, pair.weighed.score
        companies, links = self._links[pair.link, right, score], self._places[pair.place, right, score]
        return (
            *((f"it fits {_many(companies)} companies equally well",) if companies > 1 else ()),
            *((f"{_many(links)} links fit this company equally well",) if links > 1 else ()),
        )


def _many(count: int) -> str:
    return f"at least {count}" if count >= MOST else str(count)


def _found(link: Link, pair: Pair, ties: _Ties) -> Recognised:
    verdict = pair.weighed.verdict
    return Recognised(
        link_id=link.id,
        verdict=verdict,
        place=pair.place,
        candidate=pair.candidate,
        evidence=pair.evidence,
        words=(
            *words(link, pair.candidate, pair.evidence, pair.shared),
            *(ties.words(pair) if verdict == "likely" else ()),
        ),
        score=pair.weighed.score,
    )


def _missed(
    link: Link, pairs: Sequence[Pair], taken: set[tuple[str, str, str]], asked: Mapping[str, frozenset[str]]
) -> Recognised:
    """Say why a link got no company; where its own id is to be seen, that is a conflict with who has it."""
    mine = next((pair for pair in pairs if "id" in pair.evidence.agrees), None)
    if mine is not None:
        said = (*words(link, mine.candidate, mine.evidence, mine.shared), "another link fits this company better")
        return Recognised(
            link_id=link.id, verdict="conflict", candidate=mine.candidate, evidence=mine.evidence, words=said,
            score=mine.weighed.score,
        )  # fmt: skip
    known = link.company.id
    if pairs:
        best = pairs[0].candidate.company
        said = (f"the company that it fits, “{best.name}” ({best.id}), fits another link better",)
    elif known and (link.package, link.company.region, known) in taken:
        return Recognised(link_id=link.id, verdict="conflict", words=(f"the company {known} is linked already",))
    else:
        said = ()
    if known and link.login in asked.get(link.package, frozenset()):
        return Recognised(link_id=link.id, verdict="gone", words=(f"its login sees no company {known} any more", *said))
    why = (
        "no login that is signed in sees it, and its own is not" if link.login else "no login that is signed in sees it"
    )
    return Recognised(link_id=link.id, verdict="no_rights", words=(why, *said))
