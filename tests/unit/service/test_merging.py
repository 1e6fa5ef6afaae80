"""The way to one list of contacts: choices, confirmation, comparing, what people solve, completion."""

from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, Busy, InvalidInput, NotFound
from boekhaak.models.link import Actor
from boekhaak.service import answering_questions, deciding, freezing, merged_contacts, merging, switching
from support.bookings import contact
from support.three import Three, address

FEATURE = "contacts_of_several_administrations"


def test_equal_contacts_of_three_administrations_become_one_and_the_others_stay(three: Three) -> None:
    merge = three.merged()

    found = merged_contacts.merged_listed(three.actor, three.installation)

    assert merge.state == "open_items"
    assert merge.open == {}
    assert [len(one.parts) for one in found if one.parts[0].name.startswith("De Vries")] == [3]
    assert len(found) == 4
    decisions = deciding.decisions_listed(three.actor, three.installation)
    assert {(one.kind, one.by, one.rule) for one in decisions} == {("same", "", "contacts/1")}
    assert all("VAT number equal" in one.why for one in decisions)
    assert merging.complete(three.actor, three.installation).state == "completed"
    assert merging.next_step(three.actor, three.installation) == "done"


def test_a_wizard_goes_on_where_it_was_left(three: Three) -> None:
    steps = [merging.next_step(three.actor, three.installation)]
    merging.choose(three.actor, three.installation, administrations=[link.id for link in three.links.values()])
    steps.append(merging.next_step(three.actor, three.installation))
    three.chosen()
    steps.append(merging.next_step(three.actor, three.installation))
    merging.confirm(three.actor, three.installation)
    steps.append(merging.next_step(three.actor, three.installation))
    three.go_on()
    steps.append(merging.next_step(three.actor, three.installation))

    assert steps == ["choose", "choose", "confirm", "wait", "complete"]


def test_by_hand_every_match_is_asked_and_explained(three: Three) -> None:
    merge = three.merged("manual")

    asked = answering_questions.questions_listed(three.actor, three.installation)

    assert merge.open == {"same": 3}
    assert all("VAT number equal" in one.question.why for one in asked)
    assert all([one.company for one in found.contacts] for found in asked)
    with pytest.raises(InvalidInput, match=r"3 same \(may be one contact\)"):
        merging.complete(three.actor, three.installation)
    answering_questions.answer(three.actor, three.installation, [one.question.id for one in asked], "same")
    assert merging.complete(three.actor, three.installation).state == "completed"
    (one,) = merged_contacts.merged_listed(three.actor, three.installation, only_merged=True)
    assert len(one.parts) == 3


def test_contacts_may_not_be_changed_until_they_are_compared(three: Three, clock: ScaledClock) -> None:
    three.chosen()
    before = freezing.may_edit_contacts(three.actor, three.installation)
    merging.confirm(three.actor, three.installation)
    meanwhile = freezing.may_edit_contacts(three.actor, three.installation)
    with pytest.raises(Busy, match="Please change no contacts until about"):
        freezing.refuse_edits(three.actor, three.installation)
    three.go_on()

    assert before.allowed
    assert not meanwhile.allowed
    assert meanwhile.until is not None
    assert freezing.may_edit_contacts(three.actor, three.installation).allowed


def test_contacts_are_free_again_when_comparing_takes_too_long(three: Three, clock: ScaledClock) -> None:
    three.chosen()
    merging.confirm(three.actor, three.installation)
    clock.sleep(timedelta(hours=5).total_seconds())

    now = freezing.may_edit_contacts(three.actor, three.installation)

    assert now.allowed
    assert "takes longer than expected" in now.banner
    assert three.go_on().state == "open_items"


def test_what_is_missing_is_told_at_once(three: Three) -> None:
    one = three.links["1"].id
    merging.choose(three.actor, three.installation, administrations=[one], codes_chosen={one: "101"})

    with pytest.raises(InvalidInput, match=r"two administrations or more; whether equal contacts.*by hand"):
        merging.confirm(three.actor, three.installation)

    two = three.links["2"].id
    merge = merging.choose(three.actor, three.installation, administrations=[one, two], mode="automatic")
    assert merge.missing == (f"an administration code for Brewery (link {two})",)


def test_a_code_that_cannot_be_used_changes_nothing(three: Three) -> None:
    merge = three.chosen()

    for code in ("12", "1234", "10a", "102"):
        with pytest.raises(InvalidInput):
            merging.choose(three.actor, three.installation, codes_chosen={three.links["1"].id: code}, mode="manual")

    assert merging.merge(three.actor, three.installation) == merge


def test_an_address_that_differs_has_to_be_chosen(three: Three) -> None:
    three.office.put("2", address("S1", "Dorpsstraat 1", "1011 AB", "Amsterdam"))
    merge = three.merged()
    assert merge.open == {"address": 1}
    with pytest.raises(InvalidInput, match="addresses that differ"):
        merging.complete(three.actor, three.installation)

    deciding.lead(three.actor, three.installation, three.source("2", "S1"), "address")

    assert merging.complete(three.actor, three.installation).state == "completed"
    found = merged_contacts.merged(three.actor, three.installation, three.source("1", "S1"))
    (leading,) = [one for one in found.leading if one.field == "address"]
    assert "Dorpsstraat" in leading.value


def test_one_that_stands_twice_in_an_administration_is_mended_there(three: Three) -> None:
    twice = contact(
        "S2", name="De Vries Transport BV", vat_number="NL004495445B01", is_customer=False, is_supplier=True
    )
    three.office.put("1", twice, address("S2", "Kade 12", "3011 AA", "Rotterdam"))
    merge = three.merged()
    assert merge.open == {"duplicate": 1}
    with pytest.raises(InvalidInput, match="merge them at the package"):
        merging.complete(three.actor, three.installation)

    three.office.remove("1", "contact", "S2")
    three.synchronised()

    assert merging.complete(three.actor, three.installation).state == "completed"


def test_new_contacts_are_compared_alone_and_what_was_decided_stays(three: Three) -> None:
    three.merged()
    merging.complete(three.actor, three.installation)
    decided = deciding.decisions_listed(three.actor, three.installation)

    three.office.put("3", contact("C9", name="Aardbei", email="c1@example.org"))
    merge = three.synchronised()

    assert merge.state == "completed"
    assert deciding.decisions_listed(three.actor, three.installation)[: len(decided)] == decided
    assert three.go_on().open == merge.open


def test_an_administration_whose_consent_was_withdrawn_is_told_and_left_out(three: Three) -> None:
    three.chosen()
    three.office.companies["3"].forbidden.add("contacts")
    merging.confirm(three.actor, three.installation)

    merge = three.go_on()

    (stuck,) = [one for one in merge.administrations if one.reason]
    assert (merge.state, stuck.company, stuck.ready) == ("fetching", "Mill", False)
    merging.leave_out(three.actor, three.installation, stuck.link_id)
    assert three.go_on().state == "open_items"
    (one,) = merged_contacts.merged_listed(three.actor, three.installation, only_merged=True)
    assert len(one.parts) == 2


def test_rights_that_are_given_half_way_let_it_go_on(three: Three) -> None:
    three.chosen()
    three.office.companies["3"].forbidden.add("contacts")
    merging.confirm(three.actor, three.installation)
    three.go_on()
    assert merging.next_step(three.actor, three.installation) == "mend"

    three.office.companies["3"].forbidden.clear()

    assert three.go_on().state == "open_items"
    (one,) = merged_contacts.merged_listed(three.actor, three.installation, only_merged=True)
    assert len(one.parts) == 3


def test_a_cancelled_merge_frees_contacts_and_keeps_decisions(three: Three) -> None:
    three.chosen()
    merging.confirm(three.actor, three.installation)

    merging.cancel(three.actor, three.installation)

    assert freezing.may_edit_contacts(three.actor, three.installation).allowed
    with pytest.raises(NotFound, match="no contacts"):
        merging.cancel(three.actor, three.installation)
    assert three.merged().state == "open_items"


def test_without_the_feature_whom_to_ask_is_told(three: Three) -> None:
    switching.switch_off(three.actor, three.installation, FEATURE)

    with pytest.raises(AccessMissing, match="“contacts of several administrations” is not switched on"):
        merging.merge(three.actor, three.installation)

    assert merging.next_step(three.actor, three.installation) == "switch_on"


def test_another_environment_sees_nothing(three: Three, stranger: Actor) -> None:
    three.merged()

    assert merging.merge(stranger, three.installation) is None
    with pytest.raises(NotFound):
        merging.choose(stranger, three.installation, administrations=[three.links["1"].id])
