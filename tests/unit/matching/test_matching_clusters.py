"""Clusters keep what never is one apart, whatever the pairs and their order."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.matching.clustering import clustered
from boekhaak.matching.finding import Match, Verdict

SIZE = 12
PLACE = st.integers(0, SIZE - 1)
PAIR = st.tuples(PLACE, PLACE).filter(lambda pair: pair[0] < pair[1])


def match(left: int, right: int, score: float, verdict: Verdict = "same", *, apart: bool = False) -> Match:
    """Return a match of which nothing else matters."""
    return Match(left, right, score, verdict, (), "may be a branch" if apart else "", apart)


@st.composite
def matches(draw: st.DrawFn) -> list[Match]:
    """Return matches of some pairs, each once."""
    pairs = draw(st.sets(PAIR, max_size=30))
    return [
        match(*pair, draw(st.integers(0, 5)), draw(st.sampled_from(("same", "same", "maybe"))), apart=False)
        for pair in sorted(pairs)
    ]


@settings(max_examples=60, deadline=None)
@given(matches(), st.sets(PAIR, max_size=8), st.sets(PAIR, max_size=3), st.randoms(use_true_random=False))
def test_no_group_holds_two_that_are_never_one_and_the_order_is_no_matter(
    found: list[Match], never: set[tuple[int, int]], together: set[tuple[int, int]], shuffled: random.Random
) -> None:
    def apart(one: int, other: int) -> bool:
        return (min(one, other), max(one, other)) in never

    clusters = clustered(found, SIZE, apart, together)
    other_way = list(found)
    shuffled.shuffle(other_way)

    assert clustered(other_way, SIZE, apart, sorted(together, reverse=True)) == clusters
    assert not any(apart(one, other) for group in clusters.groups for one in group for other in group if one != other)
    assert all(len(group) > 1 for group in clusters.groups)
    members = [place for group in clusters.groups for place in group]
    assert len(members) == len(set(members))
    of = {place: group[0] for group in clusters.groups for place in group}
    asked = [frozenset(of.get(place, place) for place in (one.left, one.right)) for one in clusters.asked]
    assert all(len(pair) == 2 for pair in asked)
    assert len(asked) == len(set(asked))


def test_what_is_the_same_but_for_another_of_its_group_is_asked() -> None:
    found = [match(0, 1, 20), match(1, 2, 15)]

    clusters = clustered(found, 3, lambda one, other: {one, other} == {0, 2})

    assert clusters.groups == ((0, 1),)
    assert clusters.asked == (found[1],)


def test_a_third_that_fits_two_branches_does_not_join_them() -> None:
    found = [match(0, 1, 20), match(1, 2, 15), match(0, 2, 18, "maybe", apart=True)]

    clusters = clustered(found, 3, lambda *_: False)

    assert clusters.groups == ((0, 1),)
    assert clusters.asked == (found[2],)


def test_where_most_pairs_of_two_groups_are_the_same_one_doubt_does_not_keep_them_apart() -> None:
    doubted = match(0, 3, 12, "maybe", apart=True)
    found = [match(0, 1, 30), match(1, 2, 30), match(1, 3, 18), doubted]

    assert clustered(found, 4, lambda *_: False).groups == ((0, 1, 2),)
    assert clustered([*found, match(2, 3, 18)], 4, lambda *_: False).groups == ((0, 1, 2, 3),)
    never = clustered([*found, match(2, 3, 18)], 4, lambda one, other: {one, other} == {0, 3})
    assert never.groups == ((0, 1, 2),)


def test_of_two_groups_the_best_question_alone_is_asked_and_none_that_was_settled() -> None:
    found = [match(0, 1, 20), match(2, 3, 20), match(0, 2, 9, "maybe"), match(1, 3, 8, "maybe")]

    assert clustered(found, 4, lambda *_: False).asked == (found[2],)
    assert clustered(found, 4, lambda *_: False, settled=lambda one, other: {one, other} == {1, 3}).asked == ()


def test_what_was_decided_to_be_one_is_joined_before_anything_else() -> None:
    clusters = clustered([match(1, 2, 30)], 3, lambda one, other: {one, other} == {0, 2}, together=[(0, 1)])

    assert clusters.groups == ((0, 1),)
