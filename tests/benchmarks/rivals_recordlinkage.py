"""The Febrl sets by the recordlinkage toolkit: ``rivals_recordlinkage.py ROWS`` prints {set: [f1, precision, recall, …]}.

Several indexes together (blocks and sorted neighbourhoods), and the better of its two strongest classifiers, as half 0 tells:
a logistic regression over Jaro-Winkler and Damerau-Levenshtein of every field, which LEARNS from the true pairs of half 0, and
ECM, which learns without truth, over fields that agree by Jaro-Winkler. The others see no truth but for the threshold.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import recordlinkage as rl
from contacts_judging import Scored, half, judged, truth
from recordlinkage.index import Block, SortedNeighbourhood

BLOCKS = (
    "given_name",
    "surname",
    "date_of_birth",
    "address_1",
    ["postcode", "street_number"],
    ["suburb", "street_number"],
)
NEIGHBOURS = ("given_name", "surname", "date_of_birth", "address_1", "suburb")
TEXTS = ("given_name", "surname", "address_1", "address_2", "suburb")
CODES = ("street_number", "postcode", "state", "date_of_birth")
MISSING, AGREED = 0.5, 0.85


def main() -> None:
    """Judge the toolkit on each set."""
    warnings.simplefilter("ignore")
    sets = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps({name: one(**made) for name, made in sets.items()}))


def one(rows: list[dict[str, str]], entities: list[str], files: list[str] | None) -> list[float]:
    """Return what the toolkit's pairs of a set are worth."""
    frame = pd.DataFrame(rows).replace("", None)
    frames = (
        [frame] if files is None else [frame[[file == "a" for file in files]], frame[[file == "b" for file in files]]]
    )
    pairs = index().index(*frames)
    made = (way(pairs, frames, entities, files) for way in (regression, ecm))
    return list(max((judged(scored, entities, files) for scored in made), key=lambda one: one.chosen_f1))


def regression(pairs: Any, frames: list[pd.DataFrame], entities: list[str], files: list[str] | None) -> list[Scored]:
    """Return scores by a logistic regression that learns from half 0."""
    features = comparing().compute(pairs, *frames)
    learnt = [half(entities[left]) == half(entities[right]) == 0 for left, right in pairs]
    true = truth(entities, files)
    right = pd.MultiIndex.from_tuples([pair for pair in pairs[learnt] if (min(pair), max(pair)) in true])
    classifier = rl.LogisticRegressionClassifier()
    classifier.fit(features[learnt], right)
    return scored(pairs, classifier.kernel.decision_function(features.to_numpy()))


def ecm(pairs: Any, frames: list[pd.DataFrame], entities: list[str], files: list[str] | None) -> list[Scored]:
    """Return scores by expectation and conditional maximisation, without truth."""
    made = rl.Compare()
    for field in (*TEXTS, *CODES):
        made.string(field, field, method="jarowinkler", threshold=AGREED)
    features = made.compute(pairs, *frames)
    classifier = rl.ECMClassifier(init="jaro")
    classifier.fit(features)
    chances = classifier.prob(features).to_numpy().clip(1e-300, 1 - 1e-16)
    return scored(pairs, np.log(chances) - np.log1p(-chances))


def scored(pairs: Any, scores: Any) -> list[Scored]:
    """Return pairs with their scores."""
    return [(left, right, float(score)) for (left, right), score in zip(pairs, scores, strict=True)]


def index() -> Any:
    """Return where pairs are looked for."""
    made = rl.Index()
    for field in BLOCKS:
        made.add(Block(field))
    for field in NEIGHBOURS:
        made.add(SortedNeighbourhood(field, window=9))
    return made


def comparing() -> Any:
    """Return how pairs are compared; what is missing is neither equal nor different."""
    made = rl.Compare()
    for field in (*TEXTS, *CODES):
        made.string(field, field, method="jarowinkler", missing_value=MISSING)
    for field in (*TEXTS, *CODES):
        made.string(field, field, method="damerau_levenshtein", missing_value=MISSING)
    made.exact("given_name", "surname")
    made.exact("surname", "given_name")
    return made


if __name__ == "__main__":
    main()
