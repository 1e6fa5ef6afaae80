"""What is changed while contacts are compared is found by its version, and asked again; nothing fails, and nothing is lost."""

from __future__ import annotations

from random import Random

import pytest

from boekhaak.models.contacts import Source
from boekhaak.models.merge import Mode
from boekhaak.service import answering_questions, deciding, merge_steps
from boekhaak.store import cards, decisions, merged, questions, records
from support.bookings import contact
from support.meddling import answered, asked, compared, edits, numbered, stored
from support.three import Three

PAIRS, EDITS = 1_000, 100


def asked_again(three: Three) -> list[tuple[Source, ...]]:
    """Return what is asked of contacts that were changed meanwhile."""
    return [one.sources for one in asked(three, "changed")]


@pytest.mark.parametrize("mode", ["automatic", "manual"])
def test_a_hundred_edits_during_a_merge_are_asked_again_and_only_these(three: Three, mode: Mode) -> None:
    for company in "12":
        stored(three, company, (numbered(number) for number in range(PAIRS)))
    random = Random(8)
    edited = [(random.choice("12"), number) for number in random.sample(range(PAIRS), EDITS)]

    changed = [(company, numbered(number, phone="010 1234567")) for company, number in edited]
    compared(three, mode, edits(three, *changed))

    sources = {three.source(company, f"K{number}") for company, number in edited}
    again = asked_again(three)
    assert len(again) == EDITS
    assert all(len(sources.intersection(pair)) == 1 for pair in again)
    with three.installation.store.reading() as tx:
        decided = list(decisions.whole(tx, "acme"))
        open_ = questions.counts(tx, "acme")
        now = cards.of(tx, sources)
    assert len(decided) == (PAIRS - EDITS if mode == "automatic" else 0)
    assert open_ == {"changed": EDITS} | ({} if mode == "automatic" else {"same": PAIRS - EDITS})
    assert not sources.intersection(source for one in decided for source in one.sources)
    assert {card.phone for card in now.values()} == {"010 1234567"}
    # Compared once more, nothing is decided over anybody's head and nothing is asked twice
    compared(three, mode)
    assert asked_again(three) == again
    # Answered, all are one
    answered(three, "same", *asked(three))
    with three.installation.store.reading() as tx:
        assert len(merged.leads(tx, "acme")) == 2 * PAIRS
        assert questions.counts(tx, "acme") == {}


def test_two_that_are_both_changed_are_one_question(three: Three) -> None:
    for company in "12":
        stored(three, company, [numbered(7), numbered(8)])

    compared(three, "automatic", edits(three, *((company, numbered(7, phone="010 1234567")) for company in "12")))

    assert asked_again(three) == [(three.source("1", "K7"), three.source("2", "K7"))]


def test_one_that_was_deleted_meanwhile_is_asked_of_nobody(three: Three) -> None:
    for company in "12":
        stored(three, company, [numbered(7), numbered(8)])
    store = three.installation.store

    def delete() -> None:
        with store.writing() as tx:
            records.delete(store, tx, three.links["1"], 1, [records.Deletion(kind="contact", id="K7")])

    compared(three, "automatic", delete)

    assert asked_again(three) == []
    with store.reading() as tx:
        assert len(list(decisions.whole(tx, "acme"))) == 1


def test_what_a_rule_merged_and_somebody_undid_is_asked_and_no_rule_decides_it_again(three: Three) -> None:
    three.merged()
    (first, _) = deciding.decisions_listed(three.actor, three.installation)

    deciding.undo(three.actor, three.installation, first.number)

    merge = merge_steps.go_on(three.actor, three.installation, reading=True)
    assert merge is not None
    assert merge.open == {"same": 1}
    (one,) = answering_questions.questions_listed(three.actor, three.installation)
    assert one.question.sources == first.sources
    assert "bo undid that" in one.question.why
    three.office.put(
        "1",
        contact(
            "S1", name="De Vries Transport B.V.", vat_number="NL004495445B01", phone="010 1234567", is_supplier=True
        ),
    )
    again = three.synchronised()
    assert again.open == {"same": 1}
    made = [one for one in deciding.decisions_listed(three.actor, three.installation) if one.kind == "same"]
    assert len(made) == 2
