"""What is changed while contacts are compared is found by its version, and asked again; nothing fails, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest

from boekhaak.models.contacts import Source
from boekhaak.models.records import Contact
from boekhaak.service import answering_questions, deciding, merge_steps, merging
from boekhaak.service.comparing import compare
from boekhaak.service.merge_duty import Duty, on_duty
from boekhaak.store import cards, decisions, merged, merges, questions, records
from support.bookings import contact
from support.three import Three

PAIRS, EDITS = 1_000, 100


def numbered(number: int, **given: object) -> Contact:
    """Return a customer that shares its numbers with the one of the same number elsewhere, and with no other."""
    own = {"name": f"{_word(number)} Handel BV", "vat_number": _vat(number), "email": f"{_word(number)}@example.org"}
    return contact(f"K{number}", **own | given)


def _word(number: int) -> str:
    return "".join("aeioubdfgk"[int(digit)] for digit in f"{number:05}")


def _vat(number: int) -> str:
    """Return a Dutch VAT number with its check digit (weights 9 to 2, modulo 11)."""
    while True:
        digits = f"{10_000_000 + number * 13}"
        check = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=True)) % 11
        if check < 10:
            return f"NL{digits}{check}B01"
        number += 100_000


def stored(three: Three, company: str, contacts: Iterable[Contact]) -> None:
    """Store contacts as if they had been read."""
    store = three.installation.store
    with store.writing() as tx:
        records.send(store, tx, three.links[company], 1, list(contacts))()


class Meddling(Duty):
    """A duty at which somebody changes contacts once they were read and before anything is written."""

    edits: tuple[tuple[str, Contact], ...] = ()
    three: Three

    def expects(self, contacts: int) -> None:
        """Change what is to be changed."""
        super().expects(contacts)
        for company, changed in self.edits:
            stored(self.three, company, [changed])


def compared(three: Three, mode: str, edits: Iterable[tuple[str, Contact]] = ()) -> None:
    """Compare the contacts of the first two administrations, while others change some."""
    with on_duty(three.installation, begun(three, mode)) as duty:
        duty.__class__ = Meddling
        assert isinstance(duty, Meddling)
        duty.three, duty.edits = three, tuple(edits)
        compare(three.installation, duty, [three.links[company].id for company in "12"], mode)  # type: ignore[arg-type]


def begun(three: Three, mode: str) -> merging.Merge:
    """Return a merge at the comparison."""
    store = three.installation.store
    with store.writing() as tx:
        merges.begin(store, tx, three.actor)
        found = merges.newest(tx, three.actor.environment, held=True)
        assert found is not None
        merges.choose(tx, found, [three.links[company].id for company in "12"])
        merges.write(tx, found, state="comparing", mode=mode)
    return found.model_copy(update={"state": "comparing"})


def asked(three: Three) -> list[tuple[Source, ...]]:
    """Return what is asked of contacts that were changed meanwhile."""
    with three.installation.store.reading() as tx:
        return [one.sources for one in questions.listed(tx, three.actor.environment, ("changed",))]


@pytest.mark.parametrize("mode", ["automatic", "manual"])
def test_a_hundred_edits_during_a_merge_are_asked_again_and_only_these(three: Three, mode: str) -> None:
    for company in "12":
        stored(three, company, (numbered(number) for number in range(PAIRS)))
    random = Random(8)
    edited = [(random.choice("12"), number) for number in random.sample(range(PAIRS), EDITS)]

    compared(three, mode, [(company, numbered(number, phone="010 1234567")) for company, number in edited])

    sources = {three.source(company, f"K{number}") for company, number in edited}
    again = asked(three)
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
    assert asked(three) == again
    # Answered, all are one
    ids = [
        one.question.id for one in answering_questions.questions_listed(three.actor, three.installation, limit=PAIRS)
    ]
    answering_questions.answer(three.actor, three.installation, ids, "same")
    with three.installation.store.reading() as tx:
        assert len(merged.leads(tx, "acme")) == 2 * PAIRS
        assert questions.counts(tx, "acme") == {}


def test_two_that_are_both_changed_are_one_question(three: Three) -> None:
    for company in "12":
        stored(three, company, [numbered(7), numbered(8)])

    compared(three, "automatic", [(company, numbered(7, phone="010 1234567")) for company in "12"])

    assert asked(three) == [(three.source("1", "K7"), three.source("2", "K7"))]


def test_one_that_was_deleted_meanwhile_is_asked_of_nobody(three: Three) -> None:
    for company in "12":
        stored(three, company, [numbered(7), numbered(8)])
    store = three.installation.store

    class Deleting(Meddling):
        def expects(self, contacts: int) -> None:
            super().expects(contacts)
            with store.writing() as tx:
                gone = [records.Deletion(kind="contact", id="K7")]
                records.delete(store, tx, three.links["1"], 1, gone)

    with on_duty(three.installation, begun(three, "automatic")) as duty:
        duty.__class__ = Deleting
        duty.three = three  # type: ignore[attr-defined]
        compare(three.installation, duty, [three.links[company].id for company in "12"], "automatic")

    assert asked(three) == []
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
