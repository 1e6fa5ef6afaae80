"""What people said of contacts, took back or left stays so, whatever rules find, whoever comes third, and in either mode."""

from __future__ import annotations

import pytest

from boekhaak.errors import InvalidInput
from boekhaak.models.contacts import Source
from boekhaak.models.merge import Mode
from boekhaak.models.records import BankAccount
from boekhaak.service import deciding, merging
from boekhaak.service.ledger_reading import CONTRADICTION
from boekhaak.store import questions
from support.bookings import contact
from support.meddling import answered, asked, at_the_quay, compared, decided, edits, groups, numbered, stored, supplier
from support.policies import decide
from support.three import CODES, Three, address

PHONE, OTHER_VAT = "010 1234567", "NL803441526B01"


def test_a_merge_that_was_undone_is_not_made_again_through_another_of_its_contacts(three: Three) -> None:
    everywhere = suppliers(three, "123")
    compared(three, companies="123")
    first, _ = decided(three)
    deciding.undo(three.actor, three.installation, first.number)
    (after,) = groups(three)
    (apart,) = everywhere - after
    (company,) = (number for number, link in three.links.items() if link.id == apart.link_id)

    stored(three, company, [supplier(phone=PHONE)])
    compared(three, companies="123")

    assert groups(three) == [after]
    assert [one.sources for one in asked(three)] == [first.sources]
    answered(three, "same", *asked(three))
    stored(three, company, [supplier()])
    compared(three, companies="123")
    assert (groups(three), asked(three)) == ([everywhere], [])


def test_a_third_contact_that_fits_both_joins_no_two_whose_merge_was_undone(three: Three) -> None:
    both = suppliers(three, "12")
    compared(three)
    (only,) = decided(three)
    deciding.undo(three.actor, three.installation, only.number)

    suppliers(three, "3")
    compared(three, companies="123")

    assert all(not group >= both for group in groups(three))
    assert only.sources in [one.sources for one in asked(three)]
    with pytest.raises(InvalidInput, match="what is open has to be solved first"):
        merging.complete(three.actor, three.installation)


@pytest.mark.parametrize("left", [False, True])
def test_a_third_contact_that_fits_both_joins_no_two_that_are_asked_as_changed_or_were_left(
    three: Three, left: bool
) -> None:
    for company in "12":
        stored(three, company, [numbered(7)])
    compared(three, deed=edits(three, ("1", numbered(7, phone=PHONE))))
    (question,) = asked(three, "changed")
    if left:
        answered(three, "leave", question)

    stored(three, "3", [numbered(7)])
    compared(three, companies="123")

    assert all(not group >= set(question.sources) for group in groups(three))
    assert [group & {three.source("3", "K7")} for group in groups(three)] == [{three.source("3", "K7")}]


@pytest.mark.parametrize("later", [False, True])
def test_a_third_contact_that_fits_two_sisters_joins_no_more_of_them_when_it_comes_later(
    three: Three, later: bool
) -> None:
    stored(three, "1", [contact("B", name="Jansen", vat_number=OTHER_VAT), bank_account("B")])
    stored(three, "2", [contact("B", name="Jansen Vastgoed BV", vat_number=OTHER_VAT)])
    if later:
        compared(three)
        assert (groups(three), len(asked(three, "same"))) == ([], 1)

    third = contact("B", name="Jansen Vastgoed BV", vat_number=OTHER_VAT)
    stored(three, "3", [third, bank_account("B"), address("B", "Weg 5", "8011 AA", "Zwolle")])
    compared(three, companies="123")

    assert [len(group) for group in groups(three)] == [2]
    assert {one.kind for one in asked(three)} == {"same"}


def suppliers(three: Three, companies: str, contact_id: str = "S1") -> set[Source]:
    """Store the supplier in companies, and return which contacts it is there."""
    for company in companies:
        stored(three, company, [supplier(contact_id), at_the_quay(contact_id)])
    return {three.source(company, contact_id) for company in companies}


def bank_account(contact_id: str) -> BankAccount:
    """Return the account of a contact: one and the same of all of them."""
    return BankAccount(id=f"{contact_id}/bank", contact_id=contact_id, iban="NL91ABNA0417164300", main=True)


@pytest.mark.parametrize("mode", ["automatic", "manual"])
def test_same_that_a_person_said_and_took_back_is_asked_and_decided_by_no_rule(three: Three, mode: Mode) -> None:
    for company in "12":
        stored(three, company, [numbered(7)])
    compared(three, mode, edits(three, ("1", numbered(7, phone=PHONE))))
    (made,) = answered(three, "same", *asked(three, "changed"))
    assert groups(three) == [set(made.sources)]

    deciding.undo(three.actor, three.installation, made.number)
    compared(three, mode)

    assert groups(three) == []
    (question,) = asked(three)
    assert (question.kind, question.sources) == ("same", made.sources)
    assert "bo said same, and bo undid that" in question.why


def test_not_the_same_that_a_person_took_back_is_asked_before_the_list_is_complete(three: Three) -> None:
    suppliers(three, "12")
    suppliers(three, "1", "S2")
    one, other, twice = three.source("1", "S1"), three.source("2", "S1"), three.source("1", "S2")
    said = [deciding.say_not_same(three.actor, three.installation, one, [each]) for each in (other, twice)]
    compared(three)
    assert (groups(three), asked(three)) == ([{other, twice}], [])

    for each in said:
        deciding.undo(three.actor, three.installation, each.number)
    both = {("same", (one, other)), ("duplicate", (one, twice))}
    assert {(each.kind, each.sources) for each in asked(three)} == both
    compared(three)

    assert {(each.kind, each.sources) for each in asked(three)} == both
    with pytest.raises(InvalidInput, match="what is open has to be solved first"):
        merging.complete(three.actor, three.installation)


def test_not_the_same_that_a_person_took_back_is_made_the_same_by_no_rule_when_a_contact_changes(three: Three) -> None:
    for company in "12":
        stored(three, company, [numbered(7)])
    both = three.source("1", "K7"), three.source("2", "K7")
    never = deciding.say_not_same(three.actor, three.installation, both[0], both[1:])
    compared(three)

    deciding.undo(three.actor, three.installation, never.number)
    stored(three, "1", [numbered(7, phone=PHONE)])
    compared(three)

    assert groups(three) == []
    assert [(one.kind, one.sources) for one in asked(three)] == [("same", both)]
    answered(three, "same", *asked(three))
    assert groups(three) == [set(both)]


def test_contacts_that_were_left_as_they_are_stay_so_until_one_of_them_changes(three: Three) -> None:
    for company in "12":
        stored(three, company, [numbered(7), numbered(8)])
    compared(three, deed=edits(three, ("1", numbered(7, phone=PHONE))))
    (question,) = asked(three, "changed")
    answered(three, "leave", question)

    compared(three)
    compared(three)
    unchanged = asked(three), len(groups(three))
    stored(three, "2", [numbered(7, phone=PHONE)])
    compared(three)

    assert unchanged == ([], 1)
    assert [one.sources for one in asked(three)] == [question.sources]
    assert len(groups(three)) == 1


def test_contacts_that_were_left_are_not_asked_again_by_a_second_choice(three: Three) -> None:
    two = [three.links[company].id for company in "12"]
    codes = {three.links[company].id: code for company, code in CODES.items()}
    merging.choose(three.actor, three.installation, administrations=two, mode="manual", codes_chosen=codes)
    merging.confirm(three.actor, three.installation)
    three.go_on()
    (left,) = asked(three)
    answered(three, "leave", left)
    merging.complete(three.actor, three.installation)

    three.merged("manual")

    assert len(asked(three)) >= 1
    assert all(three.source("3", "S1") in one.sources for one in asked(three))


def test_a_person_may_say_not_the_same_beside_a_rule_and_it_stays_when_the_rule_takes_its_own_back(
    three: Three,
) -> None:
    both = three.source("1", "K7"), three.source("2", "K7")
    for company in "12":
        stored(three, company, [numbered(7)])
    compared(three)
    assert groups(three) == [set(both)]
    stored(three, "2", [numbered(7, vat_number=OTHER_VAT)])
    compared(three)
    assert groups(three) == []

    said = deciding.say_not_same(three.actor, three.installation, both[0], both[1:])
    stored(three, "2", [numbered(7)])
    compared(three)

    assert (decided(three)[-1].kind, decided(three)[-1].rule) == ("undo", CONTRADICTION)
    assert (groups(three), asked(three)) == ([], [])
    with pytest.raises(InvalidInput, match=f"that was said before: entry {said.number}, by bo"):
        deciding.say_not_same(three.actor, three.installation, both[0], both[1:])


def test_what_is_said_while_contacts_are_compared_is_not_asked_again(three: Three) -> None:
    suppliers(three, "12")
    suppliers(three, "1", "S2")
    compared(three)
    (twice,) = asked(three, "duplicate")
    stored(three, "1", [supplier("S2", phone=PHONE)])

    compared(three, deed=lambda: answered(three, "not_same", *asked(three)))

    assert asked(three) == []
    assert twice.sources in [one.sources for one in decided(three) if one.kind == "not_same"]
    assert merging.complete(three.actor, three.installation).state == "completed"


def test_a_question_about_what_was_said_already_is_answered_without_another_entry(three: Three) -> None:
    suppliers(three, "1")
    suppliers(three, "1", "S2")
    compared(three)
    (question,) = asked(three)
    answered(three, "not_same", question)
    with three.installation.store.writing() as tx:  # as it was asked before answers ended what was being asked
        questions.ask(three.installation.store, tx, three.actor.environment, [question])
    before = decided(three)

    assert answered(three, "not_same", *asked(three)) == ()

    assert (asked(three), decided(three)) == ([], before)


def test_by_hand_every_match_of_a_group_is_asked_whatever_was_said_of_the_others(three: Three) -> None:
    suppliers(three, "123")
    compared(three, "manual", companies="123")
    one, other, last = asked(three)

    answered(three, "not_same", one, other)
    compared(three, "manual", companies="123")

    assert asked(three) == [last]
    with pytest.raises(InvalidInput, match="what is open has to be solved first"):
        merging.complete(three.actor, three.installation)
    answered(three, "same", last)
    assert groups(three) == [set(last.sources)]
    assert merging.complete(three.actor, three.installation).state == "completed"


@pytest.mark.parametrize(("chosen", "fixed"), [("automatic", "manual"), ("manual", "automatic")])
def test_who_says_what_is_the_same_is_as_the_hosts_policy_fixes_it_now(three: Three, chosen: Mode, fixed: Mode) -> None:
    three.merged(chosen)
    answered(three, "same", *asked(three))
    merging.complete(three.actor, three.installation)
    before = groups(three)

    decide(three.installation, merging=fixed)
    for company in "23":
        three.office.put(company, numbered(7))
    three.synchronised()

    both = three.source("2", "K7"), three.source("3", "K7")
    if fixed == "manual":
        assert (groups(three), [one.sources for one in asked(three)]) == (before, [both])
    else:
        assert ([group for group in groups(three) if group not in before], asked(three)) == ([set(both)], [])


def test_what_is_certain_becomes_one_when_a_list_begun_by_hand_is_begun_again_automatically(three: Three) -> None:
    three.office.remove("3", "contact", "S1")
    three.office.put("3", contact("C8", name="Dadel", vat_number=OTHER_VAT))
    three.office.put("2", contact("C8", name="Dadel", vat_number=OTHER_VAT))
    three.merged("manual")
    never = next(one for one in asked(three) if three.source("2", "C8") in one.sources)
    answered(three, "not_same", never)
    assert len(asked(three)) == 1
    merging.cancel(three.actor, three.installation)
    assert asked(three) == []

    merge = three.merged("automatic")

    assert merge.open == {}
    assert groups(three) == [{three.source("1", "S1"), three.source("2", "S1")}]


def test_a_question_ends_when_what_its_contacts_hold_is_no_match_any_more_and_comes_back_with_it(three: Three) -> None:
    suppliers(three, "1")
    both = suppliers(three, "1", "S2") | {three.source("1", "S1")}
    compared(three)
    asked_first = asked(three)

    other = contact("S2", name="Slagerij Groen", vat_number=OTHER_VAT, is_supplier=True)
    stored(three, "1", [other, address("S2", "Weg 1", "9711 AA", "Groningen")])
    compared(three)
    ended = asked(three)
    suppliers(three, "1", "S2")
    compared(three)

    assert [(one.kind, set(one.sources)) for one in asked_first] == [("duplicate", both)]
    assert ended == []
    assert [(one.kind, set(one.sources)) for one in asked(three)] == [("duplicate", both)]
