"""One list of contacts is kept up, whoever chooses again, is erased or switched off, and however late a page comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import InvalidInput
from boekhaak.models.audit import AuditEntry
from boekhaak.models.merge import Question
from boekhaak.models.records import Record
from boekhaak.service import auditing, deciding, freezing, merge_steps, merging, switching, synchronising
from boekhaak.service.answering_questions import Answer
from boekhaak.service.comparing import compare
from boekhaak.service.ledger_reading import CONTRADICTION
from boekhaak.service.merge_duty import Regrouped, on_duty
from boekhaak.service.questioning import NEW
from boekhaak.store import decisions, erasing, links, merged, merges, questions, records, runs
from boekhaak.store.record_tables import TABLES
from support.bookings import contact
from support.meddling import answered, asked, compared, decided, groups, numbered, stored, supplier
from support.policies import told
from support.statements import statements
from support.three import Three

OTHER_VAT = "NL803441526B01"


def read(three: Three, companies: Iterable[str]) -> None:
    """Read the contacts of companies, as a job does."""
    for company in companies:
        link_id = three.links[company].id
        synchronising.synchronise_link(three.actor, three.installation, link_id, streams=("contacts",))


def looked_after(three: Three, clock: ScaledClock) -> tuple[str, ...]:
    """Let an hour pass and jobs look after all merges, and return which are to be looked after once more."""
    clock.advance(timedelta(hours=1))
    merge_steps.go_on_everywhere(three.installation)
    with three.installation.store.reading() as tx:
        return merges.waiting(tx)


def becomes_one(three: Three, number: int) -> bool:
    """Tell whether two contacts that come to two administrations are one when jobs have looked after them."""
    for company in "23":
        three.office.put(company, numbered(number))
    read(three, "23")
    merge_steps.go_on_everywhere(three.installation)
    return {three.source("2", f"K{number}"), three.source("3", f"K{number}")} in groups(three)


def erased(three: Three, companies: str) -> None:
    """Erase administrations with all that was read of them."""
    with three.installation.store.writing() as tx:
        erasing.erase(tx, [links.get(tx, three.actor, three.links[company].id) for company in companies])


def test_a_completed_list_is_kept_up_while_somebody_chooses_again_and_when_that_is_cancelled(
    three: Three, clock: ScaledClock
) -> None:
    three.merged()
    merging.complete(three.actor, three.installation)

    merging.choose(three.actor, three.installation, mode="automatic")
    while_choosing = becomes_one(three, 1)
    merging.cancel(three.actor, three.installation)
    cancelled = becomes_one(three, 2), merging.next_step(three.actor, three.installation)
    merging.choose(three.actor, three.installation)
    merging.confirm(three.actor, three.installation)
    merging.cancel(three.actor, three.installation)
    cancelled_later = becomes_one(three, 3), merging.next_step(three.actor, three.installation)

    assert (while_choosing, cancelled, cancelled_later) == (True, (True, "done"), (True, "done"))
    assert looked_after(three, clock) == ()
    assert len(groups(three)) == 4


def test_who_leaves_an_administration_out_of_a_choice_ends_no_question_before_it_is_confirmed(three: Three) -> None:
    three.merged("manual")
    answered(three, "same", *asked(three))
    merging.complete(three.actor, three.installation)
    assert not becomes_one(three, 1)
    (question,) = asked(three)

    merging.choose(three.actor, three.installation)
    merging.leave_out(three.actor, three.installation, three.links["3"].id)
    while_choosing = asked(three)
    merging.confirm(three.actor, three.installation)

    assert while_choosing == [question]
    assert asked(three) == []


def test_nothing_is_written_down_of_what_was_compared_with_an_administration_that_was_left_out(three: Three) -> None:
    three.merged()
    for company in "123":
        stored(three, company, [numbered(1)])
    before, there = decided(three), [link.id for link in three.links.values()]
    with three.installation.store.reading() as tx:
        found = merges.in_force(tx, three.actor.environment)
    assert found is not None

    with on_duty(three.installation, found) as duty, duty.among(there):
        merging.leave_out(three.actor, three.installation, there[-1])
        with pytest.raises(Regrouped, match="other administrations"):
            compare(three.installation, duty, there, "automatic")

    assert (decided(three), asked(three)) == (before, [])


def test_a_package_that_is_switched_off_while_contacts_are_fetched_is_told_with_whom_to_ask(three: Three) -> None:
    three.chosen()
    merging.confirm(three.actor, three.installation)
    switching.switch_off(three.actor, three.installation, "paper")

    merge_steps.go_on_everywhere(three.installation)

    merge = merging.merge(three.actor, three.installation)
    assert merge is not None
    assert merge.state == "fetching"
    assert all("not switched on" in one.reason for one in merge.administrations)
    assert merging.next_step(three.actor, three.installation) == "mend"
    switching.switch_on(three.actor, three.installation, "paper")
    assert three.go_on().state == "open_items"


def test_a_list_is_looked_after_until_it_is_compared_and_again_when_something_is_read(
    three: Three, clock: ScaledClock
) -> None:
    three.chosen()
    merging.confirm(three.actor, three.installation)
    fetching = looked_after(three, clock)
    three.go_on()
    merging.complete(three.actor, three.installation)

    quiet = [looked_after(three, clock) for _ in range(3)]
    three.office.put("2", contact("C9", name="Dadel"))
    read(three, "2")
    with three.installation.store.reading() as tx:
        something_read = merges.waiting(tx)

    assert (fetching, quiet[-1], something_read) == (("acme",), (), ("acme",))
    assert looked_after(three, clock) == ()


def page(three: Three, company: str, at: datetime, *entered: Record) -> None:
    """Store a page of contacts as a slow transaction does, which began at that moment and ends only now."""
    store, link, rows = three.installation.store, three.links[company], TABLES["contact"]
    with store.writing() as tx:
        records.send(store, tx, link, 1, list(entered))()
        mine = rows.c.link_id == link.id, rows.c.id.in_([one.id for one in entered])
        tx.execute(rows.update().where(*mine).values(stored_at=at))
        state = runs.stream_state(tx, link.id, "contacts")
        then = {"cursor": f"{state.cursor}, and a page", "last_success": at}
        runs.save_state(tx, link.environment, state.model_copy(update=then))


def test_a_page_that_is_committed_late_is_compared_at_the_next_look(three: Three, clock: ScaledClock) -> None:
    three.merged()
    began = clock.now()
    for _ in range(2):
        looked_after(three, clock)  # meanwhile the page is on its way

    for company in "12":
        page(three, company, began - timedelta(minutes=1), numbered(1))
    merge_steps.go_on(three.actor, three.installation)

    assert {three.source("1", "K1"), three.source("2", "K1")} in groups(three)


def test_a_page_that_is_committed_while_contacts_are_taken_up_is_compared_at_the_next_look(
    three: Three, clock: ScaledClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.merged()
    page(three, "1", clock.now(), numbered(1))
    left, coming = questions.left, [numbered(1)]

    def meanwhile(*given: Any) -> Any:
        if coming:
            page(three, "2", clock.now(), coming.pop())
        return left(*given)

    monkeypatch.setattr(questions, "left", meanwhile)
    merge_steps.go_on(three.actor, three.installation)
    merge_steps.go_on(three.actor, three.installation)

    assert {three.source("1", "K1"), three.source("2", "K1")} in groups(three)


@pytest.mark.parametrize("given", ["same", "not_same", "leave"])
def test_a_merged_contact_that_becomes_like_none_of_the_others_is_asked_and_taken_out_only_by_a_person(
    three: Three, given: Answer
) -> None:
    everywhere = {three.source(company, "S1") for company in "123"}
    for company in "123":
        stored(three, company, [supplier(email="info@devries.example")])
    compared(three, companies="123")
    assert groups(three) == [everywhere]

    changed = contact("S1", name="Slagerij Groen", email="groen@example.org", phone="020 6543210", is_supplier=True)
    stored(three, "2", [changed])
    compared(three, companies="123")

    (question,) = asked(three)
    assert (question.kind, question.sources[0]) == ("unlike", three.source("2", "S1"))
    with pytest.raises(InvalidInput, match="what is open has to be solved first"):
        merging.complete(three.actor, three.installation)
    answered(three, given, question)
    compared(three, companies="123")
    assert groups(three) == [everywhere - ({three.source("2", "S1")} if given == "not_same" else set())]
    assert merging.complete(three.actor, three.installation).state == "completed"


def test_what_rules_decide_is_told_to_the_host_and_the_audit_trail_as_what_people_decide(three: Three) -> None:
    three.merged()
    merging.complete(three.actor, three.installation)
    for company in "12":
        three.office.put(company, contact("P", name=("Pietersen", "Klaassen")[int(company) - 1]))
    three.synchronised()
    deciding.say_same(three.actor, three.installation, [three.source("1", "P"), three.source("2", "P")])
    before, audited = len(decided(three)), len(decisions_audited(three))

    assert becomes_one(three, 1)
    three.office.put("1", contact("P", name="Pietersen", vat_number="NL004495445B01"))
    three.office.put("2", contact("P", name="Klaassen", vat_number=OTHER_VAT))
    three.synchronised()
    three.office.put("2", contact("P", name="Klaassen", vat_number="NL004495445B01"))
    three.synchronised()
    three.go_on()

    made = decided(three)[before:]
    assert [(one.kind, one.by, one.rule) for one in made] == [
        ("same", "", "contacts/1"),
        ("not_same", "", CONTRADICTION),
        ("undo", "", CONTRADICTION),
    ]
    numbers = [{"from": one.number, "to": one.number} for one in made]
    assert [one.data for one in told(three.installation, "acme", "contacts_decided")][-3:] == numbers
    assert [(one.actor, one.details) for one in decisions_audited(three)[audited:]] == [("", one) for one in numbers]


def decisions_audited(three: Three) -> list[AuditEntry]:
    """Return what the audit trail tells of decisions, oldest first."""
    trail = auditing.trail(three.actor, three.installation, limit=1_000)
    return [one for one in reversed(trail) if one.action == "contacts decided"]


def test_questions_about_administrations_that_are_erased_end_with_them_and_are_answered_by_nobody(
    three: Three,
) -> None:
    three.merged("manual")
    every = asked(three)
    kept = [one for one in every if three.links["3"].id not in {source.link_id for source in one.sources}]

    erased(three, "3")

    assert asked(three) == kept
    refused(three, [one for one in every if one not in kept])
    erased(three, "12")
    assert asked(three) == []
    refused(three, every)


def refused(three: Three, ended: Iterable[Question]) -> None:
    """See that questions are answered by nothing any more."""
    answers: tuple[Answer, ...] = ("same", "not_same", "leave")
    for question in ended:
        for given in answers:
            with pytest.raises(InvalidInput, match="its administration was erased"):
                answered(three, given, question)


def test_a_merge_whose_administrations_are_all_erased_ends_and_contacts_may_be_changed(
    three: Three, clock: ScaledClock
) -> None:
    three.chosen()
    merging.confirm(three.actor, three.installation)
    erased(three, "123")

    assert looked_after(three, clock) == ()

    merge = merging.merge(three.actor, three.installation)
    assert merge is not None
    assert merge.state == "cancelled"
    assert freezing.may_edit_contacts(three.actor, three.installation).allowed
    assert len(told(three.installation, "acme", "contacts_released")) == 1


SAME, NOT_SAME = 1_000, 100


def test_a_thousand_questions_are_answered_in_one_go_all_or_none(three: Three) -> None:
    store, many = three.installation.store, range(SAME + NOT_SAME)
    for company in "12":
        stored(three, company, (contact(f"K{number}") for number in many))
    pairs = [(three.source("1", f"K{number}"), three.source("2", f"K{number}")) for number in many]
    with store.writing() as tx:
        questions.ask(store, tx, "acme", [NEW.model_copy(update={"sources": pair}) for pair in pairs])
    every = asked(three)

    with statements(three.installation) as seen:
        same = answered(three, "same", *every[:SAME])
        not_same = answered(three, "not_same", *every[SAME:-1])
    with pytest.raises(InvalidInput, match="is solved already"):
        answered(three, "same", every[-1], every[0])

    assert [one.sources for one in (*same, *not_same)] == pairs[:-1]
    assert len(seen) < 200
    assert asked(three) == every[-1:]
    assert [one.data for one in told(three.installation, "acme", "contacts_decided")] == [
        {"from": 1, "to": SAME},
        {"from": SAME + 1, "to": SAME + NOT_SAME - 1},
    ]
    with store.reading() as tx:
        assert merged.leads(tx, "acme") == decisions.replayed(tx, "acme")
        assert len(merged.leads(tx, "acme")) == 2 * SAME
