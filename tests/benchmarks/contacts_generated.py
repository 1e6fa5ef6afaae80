"""What automatic mode makes of invented companies: how many of its merges are right, and how many of the true ones it makes.

The companies are drawn from a seed that no test uses. A pair counts when both are in one group; true pairs that are duplicates
of one administration do not count as missed, because people are always asked about those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from contacts_judging import truth
from contacts_run import Ran, are_duplicates, ran

from boekhaak.matching.words import why
from boekhaak.models.contacts import Card
from support.contact_variants import Made, world

COMPANIES, ADMINISTRATIONS = 6_000, 12
SEED, OTHER_SEED = 8_061_977, 5_112_024
SHOWN = 400

Pair = tuple[int, int]


class Judgement(NamedTuple):
    """The pairs that were merged and should not have been, and those that should have been."""

    precision: float
    recall: float
    wrong: list[Pair]
    missed: list[Pair]


def measured(build: Path) -> dict[str, float]:
    """Return precision and recall, and write what went wrong into files."""
    made = world(SEED, ADMINISTRATIONS, companies=COMPANIES)
    run = ran(made.cards)
    judgement = judge(made.cards, made.entities, run.clusters.groups)
    (build / "contacts_false_merges.txt").write_text(
        listed(made, run, judgement.wrong, len(judgement.wrong)), encoding="utf-8"
    )
    (build / "contacts_missed.txt").write_text(listed(made, run, judgement.missed, SHOWN), encoding="utf-8")
    return {
        "match.generated.precision": judgement.precision,
        "match.generated.recall": judgement.recall,
        "match.generated.contacts": len(made.cards),
        "match.generated.asked": len(run.clusters.asked),
        "match.generated.false_pairs": len(judgement.wrong),
    }


def judge(cards: Sequence[Card], entities: Sequence[int], groups: Iterable[Sequence[int]]) -> Judgement:
    """Compare groups with the truth, pair by pair."""
    true = truth([str(entity) for entity in entities])
    merged = {(min(pair), max(pair)) for group in groups for pair in combinations(group, 2)}
    wanted = {pair for pair in true if pair in merged or not are_duplicates(cards[pair[0]], cards[pair[1]])}
    right = merged & true
    return Judgement(
        len(right) / max(len(merged), 1),
        len(right) / max(len(wanted), 1),
        sorted(merged - true),
        sorted(wanted - merged),
    )


def listed(made: Made, run: Ran, pairs: Sequence[Pair], most: int) -> str:
    """Return pairs for people: how many of which kind of company, then both cards and what was said of them."""
    said = {(match.left, match.right): match for match in run.matches}
    kinds = Counter(" / ".join(sorted({made.kinds[left], made.kinds[right]})) for left, right in pairs)
    lines = [f"{len(pairs)} pairs", *(f"{count:>6} {kind}" for kind, count in kinds.most_common())]
    for left, right in pairs[:: max(1, len(pairs) // most)] if pairs else []:
        match = said.get((left, right))
        words = f"{match.score:.1f} {match.verdict} {match.doubt}: {why(match)}" if match else "not found as a pair"
        lines += [
            "",
            f"{made.kinds[left]} / {made.kinds[right]}: {words}",
            _shown(made.cards[left]),
            _shown(made.cards[right]),
        ]
    return "\n".join(lines) + "\n"


def _shown(card: Card) -> str:
    places = " ; ".join(", ".join(part for part in place[1:7] if part) for place in card.places)
    numbers = (card.registration_number, card.vat_number, card.email, card.phone, card.website, *card.ibans)
    return f"  {card.source.link_id:>3} {card.home} | {card.name} | {places} | {' | '.join(numbers)}"
