"""What people do wrong on the way to one list of contacts, and what comes between; nothing is lost or done twice by it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from boekhaak.errors import BoekhaakError, ConsentRequired, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.contacts import Source
from boekhaak.models.link import Actor, Link
from boekhaak.models.merge import Merge
from boekhaak.service import (
    answering_questions,
    codes,
    comparing,
    connecting,
    deciding,
    disconnecting,
    importing,
    invoice_numbers,
    merge_steps,
    merged_contacts,
    merging,
    synchronising,
)
from boekhaak.store import links
from support import three as three_administrations
from support.bookings import contact
from support.invoicing import invoiced
from support.paper_office import PaperOffice
from support.three import Three, address

FEATURE = "contacts_of_several_administrations"


@pytest.fixture
def apart(actor: Actor, installation: Installation, office: PaperOffice, link: Link) -> Three:
    """Return the desk of three administrations the third of which is another login's, ben's, and can be removed alone."""
    office.hidden |= {"anna": {"3"}, "ben": {"1", "2"}}
    sign_in(actor, installation, office)
    return three_administrations.opened(actor, installation, office)


def sign_in(actor: Actor, installation: Installation, office: PaperOffice) -> None:
    """Sign in as ben."""
    url = connecting.begin(actor, installation, package="paper").url
    connecting.complete(actor, installation, office.sign_in(url, "ben"))


def removed(three: Three, *, erase: bool) -> None:
    """Disconnect the third administration."""
    connection = three.links["3"].connection_id
    assert connection is not None
    disconnecting.disconnect(three.actor, three.installation, connection, erase=erase)


def merged_names(three: Three) -> dict[str, int]:
    """Return of how many administrations each merged contact is."""
    found = merged_contacts.merged_listed(three.actor, three.installation, only_merged=True)
    return {one.parts[0].name: len(one.parts) for one in found}


def open_kinds(three: Three) -> dict[str, int]:
    """Return what is open."""
    merge = merging.merge(three.actor, three.installation)
    assert merge is not None
    return dict(merge.open)


@pytest.mark.parametrize("wrong", ["12", "1234", "", "10a", "１２３", "000", "102"])
def test_a_code_that_is_none_or_anothers_is_refused_with_a_way_out(three: Three, wrong: str) -> None:
    before = three.chosen()

    with pytest.raises(InvalidInput, match=r"such as \d{3}|Give each") as refused:
        merging.choose(three.actor, three.installation, codes_chosen={three.links["1"].id: wrong}, mode="manual")

    assert "Bakery" in str(refused.value)
    assert merging.merge(three.actor, three.installation) == before


def test_a_code_in_numbers_of_another_administration_is_refused_and_the_others_stay_unchosen(three: Three) -> None:
    invoiced(three.installation.store, three.links["2"], "202110100001", "202110100002")

    with pytest.raises(InvalidInput, match="code 101 stands in invoice numbers of “Brewery” already, such as 202110100002"):
        three.chosen()

    assert {one.state for one in codes.codes_listed(three.actor, three.installation)} == {"none"}
    assert merging.merge(three.actor, three.installation) is None


def test_a_code_found_in_numbers_that_are_read_after_the_choice_is_told_and_gives_no_number(three: Three) -> None:
    three.merged()
    invoiced(three.installation.store, three.links["2"], "202110100001", "202110100002")
    bakery = three.links["1"].id

    listed = {one.company: one for one in codes.codes_listed(three.actor, three.installation)}
    with pytest.raises(InvalidInput, match="stands in invoice numbers of “Brewery” already"):
        invoice_numbers.next_invoice_number(three.actor, three.installation, bakery, 2026)

    assert "stands in invoice numbers of “Brewery”" in listed["Bakery"].problem
    codes.choose_code(three.actor, three.installation, bakery, "555")
    assert str(invoice_numbers.next_invoice_number(three.actor, three.installation, bakery, 2026)) == "202655500001"
    assert merging.complete(three.actor, three.installation).state == "completed"


def test_what_is_not_there_is_refused_and_changes_nothing(three: Three) -> None:
    three.office.put("2", address("S1", "Dorpsstraat 1", "1011 AB", "Amsterdam"))
    before = three.merged()
    ours, unknown = three.source("1", "S1"), three.source("1", "S9")
    where = (three.actor, three.installation)

    for wrong in (
        lambda: deciding.say_same(*where, [ours, unknown]),
        lambda: deciding.say_same(*where, [ours, Source(99, "S1")]),
        lambda: deciding.say_not_same(*where, ours, [unknown]),
        lambda: deciding.lead(*where, unknown, "address"),
        lambda: deciding.undo(*where, 99),
        lambda: merged_contacts.merged(*where, unknown),
        lambda: answering_questions.answer(*where, [99], "same"),
        lambda: merging.leave_out(*where, 99),
        lambda: merging.choose(*where, administrations=[99]),
    ):
        with pytest.raises((NotFound, InvalidInput)) as refused:
            wrong()
        assert refused.value.way_out

    with pytest.raises(InvalidInput, match="no field “colour”"):
        deciding.lead(*where, ours, "colour")
    assert merging.merge(*where) == before


def test_a_question_is_answered_once(three: Three) -> None:
    three.merged("manual")
    one, two = (asked.question.id for asked in answering_questions.questions_listed(three.actor, three.installation))
    answering_questions.answer(three.actor, three.installation, [one], "same")

    with pytest.raises(InvalidInput, match=f"question {one} is solved already: bo answered"):
        answering_questions.answer(three.actor, three.installation, [two, one], "not_same")

    assert open_kinds(three) == {"same": 1}


def test_it_is_not_complete_before_everything_was_done(three: Three) -> None:
    with pytest.raises(NotFound, match="no contacts of environment “acme” are being merged"):
        merging.complete(three.actor, three.installation)
    three.chosen("manual")
    for state in ("choosing", "fetching"):
        with pytest.raises(InvalidInput, match=f"while the merge is at “{state}”"):
            merging.complete(three.actor, three.installation)
        if state == "choosing":
            merging.confirm(three.actor, three.installation)
    with pytest.raises(InvalidInput, match="while the merge is at “fetching”"):
        merging.confirm(three.actor, three.installation)
    three.go_on()

    with pytest.raises(InvalidInput, match="2 are perhaps one contact"):
        merging.complete(three.actor, three.installation)


def test_an_administration_erased_while_people_choose_is_no_longer_chosen(apart: Three) -> None:
    apart.chosen()

    removed(apart, erase=True)

    merge = merging.merge(apart.actor, apart.installation)
    assert merge is not None
    assert ([one.company for one in merge.administrations], merge.missing) == (["Bakery", "Brewery"], ())
    merging.confirm(apart.actor, apart.installation)
    assert apart.go_on().state == "open_items"
    assert merged_names(apart) == {"De Vries Transport B.V.": 2}


def test_an_administration_disconnected_while_people_choose_is_refused_by_name_at_the_confirmation(apart: Three) -> None:
    apart.chosen()
    removed(apart, erase=False)

    with pytest.raises(InvalidInput, match="Mill .* is broken") as refused:
        merging.confirm(apart.actor, apart.installation)

    assert "choose without it" in refused.value.way_out
    two = [apart.links[company].id for company in "12"]
    merging.choose(apart.actor, apart.installation, administrations=two)
    merging.confirm(apart.actor, apart.installation)
    assert apart.go_on().state == "open_items"


@pytest.mark.parametrize("erase", [True, False])
def test_an_administration_removed_while_contacts_are_fetched_does_not_hold_the_others_up(
    apart: Three, erase: bool
) -> None:
    apart.chosen()
    merging.confirm(apart.actor, apart.installation)
    removed(apart, erase=erase)

    merge = apart.go_on()

    if not erase:
        (stuck,) = [one for one in merge.administrations if one.reason]
        assert (merge.state, stuck.company, merging.next_step(apart.actor, apart.installation)) == ("fetching", "Mill", "wait")
        assert "Sign in" in stuck.reason
        merging.leave_out(apart.actor, apart.installation, stuck.link_id)
        merge = apart.go_on()
    assert (merge.state, merge.open) == ("open_items", {})
    assert merged_names(apart) == {"De Vries Transport B.V.": 2}
    assert merging.complete(apart.actor, apart.installation).state == "completed"


@pytest.mark.parametrize("erase", [True, False])
def test_an_administration_removed_while_the_rest_is_read_leaves_what_was_merged(apart: Three, erase: bool) -> None:
    apart.chosen()
    merging.confirm(apart.actor, apart.installation)
    contacts_read(apart)
    merge = merge_steps.go_on(apart.actor, apart.installation)
    assert merge is not None
    assert merge.state == "synchronising"

    removed(apart, erase=erase)

    assert apart.go_on().state == "open_items"
    assert merged_names(apart) == {"De Vries Transport B.V.": 2 if erase else 3}
    assert merging.complete(apart.actor, apart.installation).state == "completed"


@pytest.mark.parametrize("erase", [True, False])
def test_questions_about_an_administration_that_was_removed_end_when_it_is_erased_or_left_out(
    apart: Three, erase: bool
) -> None:
    twice = contact("S2", name="De Vries Transport", vat_number="NL004495445B01", is_customer=False, is_supplier=True)
    apart.office.put("3", twice)
    apart.merged("manual")
    assert open_kinds(apart).keys() == {"same", "duplicate"}

    removed(apart, erase=erase)
    if not erase:
        merging.leave_out(apart.actor, apart.installation, apart.links["3"].id)

    asked = answering_questions.questions_listed(apart.actor, apart.installation)
    if erase:
        apart.go_on()
        asked = answering_questions.questions_listed(apart.actor, apart.installation)
    assert [{source.link_id for source in one.question.sources} for one in asked] == [
        {apart.links["1"].id, apart.links["2"].id}
    ]
    answering_questions.answer(apart.actor, apart.installation, [asked[0].question.id], "same")
    assert merging.complete(apart.actor, apart.installation).state == "completed"


def test_an_administration_that_was_left_out_is_asked_about_when_it_is_chosen_again(apart: Three) -> None:
    apart.merged("manual")
    merging.leave_out(apart.actor, apart.installation, apart.links["3"].id)
    (asked,) = answering_questions.questions_listed(apart.actor, apart.installation)
    answering_questions.answer(apart.actor, apart.installation, [asked.question.id], "same")
    merging.complete(apart.actor, apart.installation)

    apart.merged("manual")

    (asked,) = answering_questions.questions_listed(apart.actor, apart.installation)
    assert apart.source("3", "S1") in asked.question.sources


@pytest.mark.parametrize("how", ["erased", "left out"])
def test_an_administration_removed_while_contacts_are_compared_is_not_decided_about(
    apart: Three, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart.chosen()
    merging.confirm(apart.actor, apart.installation)
    contacts_read(apart)

    def then(*given: Any, **named: Any) -> Any:
        if how == "erased":
            removed(apart, erase=True)
        else:
            merging.leave_out(apart.actor, apart.installation, apart.links["3"].id)
        return found(*given, **named)

    found = comparing.found
    monkeypatch.setattr(comparing, "found", then)
    merge_steps.go_on_everywhere(apart.installation)
    monkeypatch.setattr(comparing, "found", found)

    assert apart.go_on().state == "open_items"
    assert merged_names(apart) == {"De Vries Transport B.V.": 2}
    decided = deciding.decisions_listed(apart.actor, apart.installation)
    assert [{source.link_id for source in one.sources} for one in decided] == [
        {apart.links["1"].id, apart.links["2"].id}
    ]
    assert open_kinds(apart) == {}


def contacts_read(three: Three) -> None:
    """Read the contacts of all administrations."""
    for link in three.links.values():
        synchronising.synchronise_link(three.actor, three.installation, link.id, streams=("contacts",))


@pytest.mark.parametrize("state", ["fetching", "synchronising"])
def test_a_consent_that_is_withdrawn_half_way_stops_one_administration_until_somebody_signs_in(
    apart: Three, state: str
) -> None:
    apart.chosen()
    merging.confirm(apart.actor, apart.installation)
    if state == "synchronising":
        contacts_read(apart)
        merge_steps.go_on(apart.actor, apart.installation)
    apart.office.revoke("ben")

    merge = apart.go_on()

    (stuck,) = [one for one in merge.administrations if one.reason]
    assert (merge.state, stuck.company) == ("fetching" if state == "fetching" else "open_items", "Mill")
    assert "Sign in again" in stuck.reason
    assert [one.ready for one in merge.administrations if one is not stuck] == [True, True]
    sign_in(apart.actor, apart.installation, apart.office)
    merge = apart.go_on()
    assert (merge.state, [one.reason for one in merge.administrations]) == ("open_items", ["", "", ""])
    assert merged_names(apart) == {"De Vries Transport B.V.": 3}
