"""Portfolios that were invented to deceive: nothing false is ever proved, and what can be proved is."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.models.company import Verdict
from boekhaak.recognition.assignment import recognise
from boekhaak.recognition.evidence import default_evidence
from support.portfolios import FEATURES, Invented, invented

PARTS, EXAMPLES, EACH = 4, 125, 20
"""So many portfolios are invented in all: 10,000."""


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_false_is_proved_and_what_two_identifiers_can_prove_is(part: int) -> None:
    told: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
    @given(seed=st.integers(0, 2**32), features=st.sets(st.sampled_from(FEATURES), min_size=6))
    def portfolios(seed: int, features: set[str]) -> None:
        random = Random(f"{part} {seed}")
        for _ in range(EACH):
            told.update(_judged(invented(random, sorted(features))))
            told["portfolios"] += 1

    portfolios()

    assert told["portfolios"] >= EXAMPLES * EACH
    assert told["certain"] > 1_000
    assert told["missed"] <= 0.02 * told["certain"], told
    assert told["proved"] >= 0.6 * told["visible"], told


def _judged(portfolio: Invented) -> Counter[str]:
    """Compare what was recognised with the truth; fail where anything false was proved, or a company given twice."""
    found = recognise(portfolio.links, portfolio.seen, default_evidence, portfolio.working, portfolio.asked)
    places = [one.place for one in found if one.place is not None]
    assert len(set(places)) == len(places)
    told: Counter[str] = Counter()
    for link, one in zip(portfolio.links, found, strict=True):
        key = None if one.place is None else portfolio.seen[one.place].key
        true = portfolio.truth.get(link.id)
        verdict: Verdict = one.verdict
        assert verdict != "proved" or key == true, f"{link.company} was proved to be {one.candidate}: {one.words}"
        told[verdict] += 1
        told["visible"] += true is not None
        told["certain"] += link.id in portfolio.certain
        told["missed"] += link.id in portfolio.certain and verdict != "proved"
    return told
