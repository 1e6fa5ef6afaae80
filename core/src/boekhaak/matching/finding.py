"""Finding: the pairs of records that are the same, or may be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from boekhaak.matching.blocking import Blocks
from boekhaak.matching.comparing import Compared, Comparison
from boekhaak.matching.configuration import Matcher, Record
from boekhaak.matching.weighing import Pattern, estimated

Verdict = Literal["same", "maybe"]

STEP = 1000
"""After so many records the progress is told."""
SAMPLE = 200_000
"""So many pairs are enough to estimate weights from."""
NO_SCORE = float("-inf")


@dataclass(frozen=True, slots=True)
class Match:
    """Two records, by their places, that are the same or may be; ``doubt`` says what kept them from being the same.

    ``apart``: that doubt speaks against them, whoever else is the same as both.
    """

    left: int
    right: int
    score: float
    verdict: Verdict
    compared: tuple[Compared, ...]
    doubt: str = ""
    apart: bool = False


def found(
    records: Sequence[Record],
    matcher: Matcher,
    *,
    fresh: Collection[int] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Match]:
    """Return the pairs that are the same or may be, by their places; with ``fresh``, those with at least one of these.

    ``progress`` is told how many records were compared, of how many.
    """
    records = _interned(matcher.prepared(records) if matcher.prepared else records, len(matcher.fields))
    blocks = Blocks(records, matcher.blocks)
    comparison = Comparison(records, matcher)
    if matcher.estimated:
        comparison = Comparison(records, matcher, estimated(_sample(records, blocks, comparison), matcher))
    news = None if fresh is None else frozenset(fresh)
    places: Sequence[int] = range(len(records)) if news is None else sorted(news)
    matches: list[Match] = []
    for done, place in enumerate(places):
        if progress and done % STEP == 0:
            progress(done, len(places))
        others = (
            blocks.before(place) if news is None else {o for o in blocks.around(place) if o < place or o not in news}
        )
        seen = (_match(comparison, records, *sorted((place, other))) for other in sorted(others))
        matches.extend(filter(None, seen))
    if progress:
        progress(len(places), len(places))
    return matches


def _match(comparison: Comparison, records: Sequence[Record], left: int, right: int) -> Match | None:
    matcher = comparison.matcher
    scored = comparison.score(records[left], records[right], matcher.maybe_from)
    if scored is None:
        return None
    score, pattern = scored
    doubt = comparison.doubt(pattern, score)
    verdict: Verdict = "same" if score >= matcher.same_from and not doubt.why else "maybe"
    return Match(left, right, score, verdict, comparison.compared(pattern), doubt.why, doubt.apart)


def _sample(records: Sequence[Record], blocks: Blocks, comparison: Comparison) -> Iterator[Pattern]:
    """Yield what is seen of pairs, evenly from all of the data, and no more than are needed."""
    left = SAMPLE
    for start in range(16):  # in strides, so that what is left out is as evenly spread
        for place in range(start, len(records), 16):
            for other in sorted(blocks.before(place)):
                scored = comparison.score(records[other], records[place], NO_SCORE)
                assert scored is not None  # noqa: S101 - every score is enough
                yield scored[1]
                left -= 1
            if left <= 0:
                return


def _interned(records: Sequence[Record], fields: int) -> list[Record]:
    """Return the records with one object for each value, so that equal ones are seen to be equal at once."""
    known: list[dict[object, object]] = [{} for _ in range(fields)]
    return [
        tuple(
            None if value is None else held.setdefault(value, value) for held, value in zip(known, record, strict=True)
        )
        for record in records
    ]
