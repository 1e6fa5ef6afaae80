"""Splink on DuckDB with the invented contacts: ``rivals_splink_contacts.py JUDGED [OTHER]`` prints JSON.

Both files are [{field: text, …, "entity": number}]. With OTHER the threshold is taken there, the lowest whose clusters are right
for at least 0.995 of their pairs, and JUDGED tells precision and recall; without, JUDGED is only timed at a usual threshold.
The contacts are cleaned as Splink's documentation asks: numbers by python-stdnum and phonenumbers, names folded and without their
legal form, placeholders taken out. Never joined are two of one administration and role, and two whose VAT or registration
numbers differ.
"""

from __future__ import annotations

import json
import resource
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd
import splink.comparison_library as cl
import splink.internals.comparison_level_library as cll
from rivals_cleaning import cleaned
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

ASKED, USUAL = 0.995, 12.0
TRIED = [step / 2 for step in range(121)]
"""In bits."""
Edge = tuple[int, int, float]


def main() -> None:
    """Judge or time Splink."""
    judged = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    began = perf_counter()
    edges = predicted(judged)
    groups = clustered(edges, len(judged), USUAL)
    figures = {"seconds": perf_counter() - began, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    figures["groups"] = len(groups)
    if len(sys.argv) > 2:
        other = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
        threshold = lowest(predicted(other), other)
        precision, recall = worth(clustered(edges, len(judged), threshold), judged)
        figures |= {"threshold": threshold, "precision": precision, "recall": recall, "best_f1": best_f1(edges, judged)}
    sys.stdout.write(json.dumps(figures))


def settings() -> SettingsCreator:
    """Return how contacts are compared."""

    def exact(column: str) -> Any:
        return cll.ExactMatchLevel(column, term_frequency_adjustments=True)

    name = cl.CustomComparison(
        [cll.NullLevel("words"), exact("words"), cll.DamerauLevenshteinLevel("words", 1),
         cll.DamerauLevenshteinLevel("words", 2), cll.JaroWinklerLevel("name", 0.9), cll.ElseLevel()],
        output_column_name="name",
    )  # fmt: skip
    mail = cl.CustomComparison(
        [cll.And(cll.NullLevel("email"), cll.NullLevel("domain")), exact("email"), exact("domain"),
         cll.JaroWinklerLevel("domain", 0.95), cll.Or(cll.NullLevel("email"), cll.NullLevel("domain")), cll.ElseLevel()],
        output_column_name="mail",
    )  # fmt: skip
    address = cl.CustomComparison(
        [
            cll.NullLevel("city"),
            cll.And(
                cll.ExactMatchLevel("postcode"), cll.ExactMatchLevel("house"), cll.JaroWinklerLevel("street", 0.88)
            ),
            cll.And(
                cll.ExactMatchLevel("house"), cll.JaroWinklerLevel("street", 0.88), cll.JaroWinklerLevel("city", 0.9)
            ),
            cll.And(cll.ExactMatchLevel("postcode"), cll.ExactMatchLevel("house")),
            cll.ExactMatchLevel("postcode"),
            exact("city"),
            cll.ElseLevel(),
        ],
        output_column_name="address",
    )
    numbers = [
        cl.CustomComparison(
            [cll.NullLevel(one), exact(one), cll.DamerauLevenshteinLevel(one, 1), cll.ElseLevel()],
            output_column_name=one,
        )
        for one in ("registration", "vat", "iban", "phone")
    ]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[name, mail, address, *numbers],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in BLOCKS],
        retain_matching_columns=False,
    )


BLOCKS = (
    ("vat",), ("registration",), ("iban",), ("email",), ("phone",), ("domain",), ("words",), ("postcode", "house"),
    ("first_word", "city"), ("street", "house", "city"),
)  # fmt: skip


def predicted(cards: list[dict[str, Any]]) -> list[Edge]:
    """Return the pairs that Splink finds, without those of one administration and role."""
    rows = [cleaned(card) for card in cards]
    frame = pd.DataFrame(rows).astype(object)
    frame = frame.where(frame.notna(), None)
    frame.insert(0, "unique_id", range(len(frame)))
    linker = Linker(DuckDBAPI().register(frame), settings(), log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("vat", "words"), block_on("iban", "words"), block_on("email", "words"), block_on("phone", "words")],
        recall=0.7,
    )
    training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("vat"), block_on("email"), block_on("words", "city"), block_on("iban")):
        training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    found = linker.inference.predict(threshold_match_weight=0.0).as_pandas_dataframe()
    edges = zip(found.unique_id_l.tolist(), found.unique_id_r.tolist(), found.match_weight.tolist(), strict=True)
    parts = [_parts(card) for card in cards]
    return [
        (left, right, weight)
        for left, right, weight in edges
        if not _duplicates(parts[left], parts[right]) and not _contradict(rows[left], rows[right])
    ]


def _contradict(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return any(one[field] and other[field] and one[field] != other[field] for field in ("vat", "registration"))


def _parts(card: dict[str, Any]) -> tuple[int, bool, bool]:
    return card["link"], card["is_customer"], card["is_supplier"]


def _duplicates(one: tuple[int, bool, bool], other: tuple[int, bool, bool]) -> bool:
    return one[0] == other[0] and ((one[1] and other[1]) or (one[2] and other[2]))


def clustered(edges: list[Edge], size: int, threshold: float) -> list[list[int]]:
    """Return what hangs together by edges from the threshold on, as Splink's own clustering does."""
    of = list(range(size))

    def root(place: int) -> int:
        while of[place] != place:
            of[place] = of[of[place]]
            place = of[place]
        return place

    for left, right, weight in edges:
        if weight >= threshold:
            of[root(left)] = root(right)
    groups = defaultdict(list)
    for place in range(size):
        groups[root(place)].append(place)
    return [group for group in groups.values() if len(group) > 1]


def worth(groups: list[list[int]], cards: list[dict[str, Any]]) -> tuple[float, float]:
    """Return precision and recall by pairs; true pairs of one administration and role are not asked for."""
    merged = right = 0
    for group in groups:
        count = Counter(cards[place]["entity"] for place in group)
        merged += len(group) * (len(group) - 1) // 2
        right += sum(many * (many - 1) // 2 for many in count.values())
    entities = defaultdict(list)
    for place, card in enumerate(cards):
        entities[card["entity"]].append(place)
    wanted = sum(
        not _duplicates(_parts(cards[one]), _parts(cards[other]))
        for places in entities.values()
        for one, other in combinations(places, 2)
    )
    return right / max(merged, 1), min(right / wanted, 1.0)


def lowest(edges: list[Edge], cards: list[dict[str, Any]]) -> float:
    """Return the lowest threshold whose clusters are precise enough."""
    return next((one for one in TRIED if worth(clustered(edges, len(cards), one), cards)[0] >= ASKED), TRIED[-1])


def best_f1(edges: list[Edge], cards: list[dict[str, Any]]) -> float:
    """Return F1 at the threshold that is best for it, which only hindsight knows."""
    found = (worth(clustered(edges, len(cards), one), cards) for one in TRIED)
    return max(2 * precision * recall / max(precision + recall, 1e-9) for precision, recall in found)


if __name__ == "__main__":
    main()
