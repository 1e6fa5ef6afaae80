"""What automatic mode makes of invented companies, as bookkeepers type them; `make bench ONLY=contacts` judges many more."""

from __future__ import annotations

from itertools import combinations

import pytest

from boekhaak.matching.clustering import clustered
from boekhaak.matching.contacts import CONTACTS, contradiction, record
from boekhaak.matching.finding import found
from boekhaak.models.contacts import Card
from support.contact_variants import generated

COMPANIES, ADMINISTRATIONS, SEED = 300, 8, 300_108

Pairs = set[tuple[int, int]]


@pytest.fixture(scope="module")
def pairs() -> tuple[Pairs, Pairs]:
    """Give the pairs that were merged, and the true ones that are not duplicates of one administration."""
    cards, entities = generated(COMPANIES, ADMINISTRATIONS, SEED)
    records = [record(card) for card in cards]

    def never(one: int, other: int) -> bool:
        return _duplicates(cards[one], cards[other]) or bool(contradiction(records[one], records[other]))

    groups = clustered(found(records, CONTACTS), len(cards), never).groups
    merged = {(min(pair), max(pair)) for group in groups for pair in combinations(group, 2)}
    true = {
        pair
        for pair in combinations(range(len(cards)), 2)
        if entities[pair[0]] == entities[pair[1]]
        and (pair in merged or not _duplicates(cards[pair[0]], cards[pair[1]]))
    }
    return merged, true


def test_what_is_merged_is_one_company(pairs: tuple[Pairs, Pairs]) -> None:
    merged, true = pairs

    assert len(merged & true) / len(merged) >= 0.99


def test_most_of_what_is_one_company_is_merged(pairs: tuple[Pairs, Pairs]) -> None:
    merged, true = pairs

    assert len(merged & true) / len(true) >= 0.9


def test_the_same_seed_gives_the_same_contacts() -> None:
    assert generated(20, 3, 1) == generated(20, 3, 1)


def _duplicates(one: Card, other: Card) -> bool:
    return one.source.link_id == other.source.link_id and one.same_role(other)
