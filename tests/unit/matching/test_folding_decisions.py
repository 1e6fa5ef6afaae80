"""Folding decisions: what counts, who is one, and what is overruled, whatever the order."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.matching.folding import counting, folded, kept_apart
from boekhaak.models.contacts import Decision, DecisionKind, Source
from boekhaak.models.value import unchecked

AT = datetime(2026, 3, 2, tzinfo=UTC)
A, B, C, D, E = (Source(number, f"c{number}") for number in range(1, 6))
EVERYBODY = (A, B, C, D, E)


def entry(number: int, kind: DecisionKind, *sources: Source, by: str = "kim", **given: object) -> Decision:
    rule = "" if by else "contacts/1"
    return Decision(environment="acme", number=number, at=AT, by=by, rule=rule, kind=kind, sources=sources, **given)


def undoing(number: int, undone: Decision) -> Decision:
    return entry(number, "undo", *undone.sources, undoes=undone.number)


def test_what_is_the_same_is_one_group_over_several_entries() -> None:
    found = folded([entry(1, "same", A, B), entry(2, "same", C, D), entry(3, "same", B, C)])

    assert found.groups == ((A, B, C, D),)
    assert found.by_source()[C] == (A, B, C, D)


def test_an_undone_entry_is_as_if_it_had_never_been_there() -> None:
    first = entry(1, "same", A, B)

    found = folded([first, entry(2, "same", B, C), undoing(3, first)])

    assert found.groups == ((B, C),)
    assert found.counting == {2, 3}


def test_an_undoing_that_is_undone_undoes_nothing() -> None:
    first = entry(1, "same", A, B)
    second = undoing(2, first)
    third = undoing(3, second)

    assert folded([first, second, third]).groups == ((A, B),)
    assert folded([first, second, third, undoing(4, third)]).groups == ()


def test_an_entry_cannot_undo_a_later_one() -> None:
    assert folded([entry(1, "undo", A, B, undoes=2), entry(2, "same", A, B)]).groups == ((A, B),)


def test_who_is_not_the_same_is_left_out_and_the_others_join() -> None:
    found = folded([entry(1, "same", A, B, C), entry(2, "not_same", A, B)])

    assert found.groups == ((A, C),)
    assert found.overruled == {1}


def test_who_comes_first_may_be_the_one_that_is_left_out() -> None:
    assert folded([entry(1, "same", A, B, C, D), entry(2, "not_same", A, B, C, D)]).groups == ((B, C, D),)


def test_who_is_taken_out_of_a_group_leaves_the_others_together() -> None:
    star = [entry(1, "same", A, B, by=""), entry(2, "same", A, C, by=""), entry(3, "same", A, D, by="")]

    assert folded([*star, entry(4, "not_same", A, B, C, D)]).groups == ()
    assert folded([*star, entry(4, "not_same", A, B, C, D, together=True)]).groups == ((B, C, D),)


def test_two_are_kept_apart_also_over_a_third() -> None:
    found = folded([entry(1, "same", A, B), entry(2, "same", B, C), entry(3, "not_same", C, A)])

    assert (found.groups, found.overruled) == (((A, B),), {2})


def test_people_go_before_rules() -> None:
    rule, person, never = entry(1, "same", A, B, by=""), entry(2, "same", B, C), entry(3, "not_same", A, C)

    found = folded([rule, person, never])

    assert (found.groups, found.overruled) == (((B, C),), {1})


def test_the_last_choice_of_a_value_leads_and_a_person_s_goes_before_a_rule_s() -> None:
    by_rule = entry(3, "leading", A, by="", field="name")
    old, new = entry(1, "leading", A, field="name"), entry(2, "leading", A, field="name")
    elsewhere = entry(4, "leading", B, field="email")

    found = folded([by_rule, old, new, elsewhere])

    assert found.chosen == {(A, "name"): new, (B, "email"): elsewhere}
    assert folded([by_rule, old, new, undoing(5, new)]).chosen[A, "name"] == old


def test_who_is_kept_apart_is_told_of_both() -> None:
    entries = [entry(1, "not_same", A, B, C), entry(2, "same", D, E)]

    assert kept_apart(entries) == {A: {B, C}, B: {A}, C: {A}}
    assert kept_apart([*entries, undoing(3, entries[0])]) == {}


@st.composite
def ledgers(draw: st.DrawFn) -> list[Decision]:
    made: list[Decision] = []
    for number in range(1, draw(st.integers(1, 14)) + 1):
        kind = draw(st.sampled_from(["same", "same", "not_same", "undo", "leading"]))
        by = draw(st.sampled_from(["", "kim"]))
        if kind == "undo" and made:
            made.append(undoing(number, draw(st.sampled_from(made))))
        elif kind == "leading":
            made.append(entry(number, "leading", draw(st.sampled_from(EVERYBODY)), by=by, field="name"))
        else:
            sources = draw(st.lists(st.sampled_from(EVERYBODY), min_size=2, max_size=4, unique=True))
            together = kind == "not_same" and draw(st.booleans())
            made.append(entry(number, "same" if kind == "undo" else kind, *sources, by=by, together=together))
    return made


@settings(max_examples=150, deadline=None)
@given(ledgers(), st.randoms())
def test_no_group_holds_two_that_are_not_the_same_and_order_and_undone_entries_are_nothing(
    ledger: list[Decision], chance: object
) -> None:
    found = folded(ledger)

    apart = kept_apart(ledger)
    for group in found.groups:
        assert not any(other in apart.get(one, ()) for one, other in itertools.combinations(group, 2))
    shuffled = list(ledger)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert folded(shuffled) == found
    left = [one for one in counting(ledger) if one.kind != "undo"]
    assert (folded(left).groups, folded(left).overruled, folded(left).chosen) == (
        found.groups,
        found.overruled,
        found.chosen,
    )


@settings(max_examples=60, deadline=None)
@given(ledgers())
def test_what_is_not_overruled_is_one(ledger: list[Decision]) -> None:
    found = folded(ledger)

    of = found.by_source()
    for one in counting(ledger):
        if one.kind == "same":
            assert (one.number in found.overruled) != all(
                source in of.get(one.sources[0], ()) for source in one.sources
            )


@pytest.mark.parametrize("shape", ["pairs", "chain", "star", "blocked"])
def test_a_hundred_thousand_entries_are_folded_in_seconds(shape: str) -> None:
    count = 100_000 if shape == "pairs" else 10_000
    sources = [Source(number % 20, f"c{number}") for number in range(2 * count)]
    make = unchecked(Decision)
    common = {
        "environment": "acme",
        "at": AT,
        "by": "",
        "rule": "contacts/1",
        "field": "",
        "together": False,
        "undoes": None,
    }
    both = {
        "pairs": lambda number: (sources[2 * number], sources[2 * number + 1]),
        "chain": lambda number: (sources[number], sources[number + 1]),
        "star": lambda number: (sources[0], sources[number + 1]),
        "blocked": lambda number: (sources[number % 1000], sources[1000 + number * 7 % 1000]),
    }[shape]
    ledger = [make(number=number + 1, kind="same", sources=both(number), **common) for number in range(count)]
    if shape == "blocked":
        halves = [sources[:1000], sources[1000:2000]]
        ledger += [
            make(number=count + 1 + n, kind="same", sources=tuple(half), **common | {"by": "kim"})
            for n, half in enumerate(halves)
        ]
        ledger.append(make(number=count + 9, kind="not_same", sources=(sources[0], sources[1000]), **common))

    began = time.process_time()
    found = folded(ledger)
    took = time.process_time() - began

    assert took < 4
    assert (
        sum(map(len, found.groups))
        == {"pairs": 2 * count, "chain": count + 1, "star": count + 1, "blocked": 2000}[shape]
    )
