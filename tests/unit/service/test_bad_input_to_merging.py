"""What people do wrong on the way to one list of contacts, and what comes between; nothing is lost or done twice by it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import BoekhaakError, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.contacts import Decision, Source
from boekhaak.models.link import Actor, Link
from boekhaak.models.merge import Merge
from boekhaak.service import (
    answering_questions,
    asking,
    codes,
    comparing,
    connecting,
    deciding,
    decision_checks,
    disconnecting,
    invoice_numbers,
    merge_steps,
    merged_contacts,
    merging,
    synchronising,
)
from boekhaak.settings import Settings
from boekhaak.store import questions
from support import three as three_administrations
from support.bookings import contact
from support.contact_lists import enter
from support.invoicing import invoiced
from support.paper_office import PaperOffice
from support.policies import decide
from support.three import Three, address


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return settings with patience for locks: several people are at it at once."""
    return settings.model_copy(update={"busy_seconds": 10})


@pytest.fixture
def apart(actor: Actor, installation: Installation, office: PaperOffice, link: Link) -> Three:
    """Return the desk of three administrations the third of which is another login's, ben's, and can be removed alone."""
    office.hidden |= {"anna": {"3"}, "ben": {"1", "2"}}
    sign_in(actor, installation, office)
    return three_administrations.opened(actor, installation, office)


def sign_in(actor: Actor, installation: Installation, office: PaperOffice, link_id: int | None = None) -> None:
    """Sign in as ben, for a link that is broken where one is named."""
    url = connecting.begin(actor, installation, package="paper", link_id=link_id).url
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

    with pytest.raises(
        InvalidInput, match="code 101 stands in invoice numbers of “Brewery” already, such as 202110100002"
    ):
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


def test_settings_of_administrations_come_once_the_list_is_complete(
    actor: Actor, installation: Installation, office: PaperOffice, link: Link
) -> None:
    decide(installation, set_up="host")
    three = three_administrations.opened(actor, installation, office)
    three.merged()
    before = merging.next_step(actor, installation)

    merging.complete(actor, installation)
    after = merging.next_step(actor, installation)
    asking.set_up(actor, installation, [three.links[company].id for company in "23"])

    assert (before, after, merging.next_step(actor, installation)) == ("complete", "settings", "done")


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
    one, two, _ = (asked.question.id for asked in answering_questions.questions_listed(three.actor, three.installation))
    answering_questions.answer(three.actor, three.installation, [one], "same")

    with pytest.raises(InvalidInput, match=f"question {one} is solved already: bo answered"):
        answering_questions.answer(three.actor, three.installation, [two, one], "not_same")

    assert open_kinds(three) == {"same": 2}


def test_it_is_not_complete_before_everything_was_done(three: Three) -> None:
    with pytest.raises(NotFound, match="no contacts of environment “acme” are being merged"):
        merging.complete(three.actor, three.installation)
    three.chosen("manual")
    for state, why in (("choosing", "nobody has confirmed yet"), ("fetching", "contacts are being read")):
        with pytest.raises(InvalidInput, match=why):
            merging.complete(three.actor, three.installation)
        if state == "choosing":
            merging.confirm(three.actor, three.installation)
    with pytest.raises(InvalidInput, match="it was confirmed already, and contacts are being read"):
        merging.confirm(three.actor, three.installation)
    three.go_on()

    with pytest.raises(InvalidInput, match=r"3 same \(may be one contact\)"):
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


def test_an_administration_disconnected_while_people_choose_is_refused_by_name_at_the_confirmation(
    apart: Three,
) -> None:
    apart.chosen()
    removed(apart, erase=False)

    with pytest.raises(InvalidInput, match=r"Mill .* is broken") as refused:
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
        assert (merge.state, stuck.company, merging.next_step(apart.actor, apart.installation)) == (
            "fetching",
            "Mill",
            "mend",
        )
        assert "Sign in with `boekhaak connect" in stuck.reason
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

    asked_again = answering_questions.questions_listed(apart.actor, apart.installation)
    assert len(asked_again) == 2
    assert all(apart.source("3", "S1") in one.question.sources for one in asked_again)


def test_who_begins_again_with_fewer_administrations_is_asked_about_these_once_it_is_confirmed(three: Three) -> None:
    three.merged("manual")
    merging.cancel(three.actor, three.installation)
    two = [three.links[company].id for company in "12"]

    merging.choose(three.actor, three.installation, administrations=two)
    while_choosing = open_kinds(three)
    merging.confirm(three.actor, three.installation)

    assert while_choosing == {}
    assert three.go_on().open == {"same": 1}


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
    apart: Three, clock: ScaledClock, state: str
) -> None:
    apart.chosen()
    merging.confirm(apart.actor, apart.installation)
    if state == "synchronising":
        contacts_read(apart)
        merge_steps.go_on(apart.actor, apart.installation)
    apart.office.revoke("ben")
    clock.advance(timedelta(minutes=10))

    merge = apart.go_on()

    (stuck,) = [one for one in merge.administrations if one.reason]
    assert (merge.state, stuck.company) == ("fetching" if state == "fetching" else "open_items", "Mill")
    assert "Sign in with `boekhaak connect paper`" in stuck.reason
    assert [one.ready for one in merge.administrations if one is not stuck] == [True, True]
    sign_in(apart.actor, apart.installation, apart.office, stuck.link_id)
    merge = apart.go_on()
    assert (merge.state, [one.reason for one in merge.administrations]) == ("open_items", ["", "", ""])
    assert merged_names(apart) == {"De Vries Transport B.V.": 3}


def test_ten_thousand_contacts_without_a_number_are_compared_in_seconds_and_what_is_no_match_stays_apart(
    three: Three,
) -> None:
    store, streets = three.installation.store, range(2_000)
    names = [f"{first}{second}" for first in ("Boter", "Kaas", "Eier", "Melk", "Room") for second in streets]
    for company, link in three.links.items():
        mine = names[:3_334] if company == "1" else names[3_334:6_667] if company == "2" else names[6_667:]
        enter(store, link, *(contact(f"N{number}", name=name) for number, name in enumerate(mine)))
        enter(store, link, *(contact(f"J{number}", name="Jansen") for number in range(20)))
    begun = time.process_time()

    merge = three.merged()

    assert time.process_time() - begun < 30
    assert merge.state == "open_items"
    assert merged_names(three) == {"De Vries Transport B.V.": 3}
    assert all("Jansen" in one for one in asked_names(three))
    assert merge.open.get("same", 0) < 300


def asked_names(three: Three) -> list[set[str]]:
    """Return the names of the contacts of each question."""
    asked = answering_questions.questions_listed(three.actor, three.installation, limit=1_000)
    return [{one.fields["name"] for one in each.contacts} for each in asked]


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do things at the same moment, and return what came of each: what it gave, or our error."""
    ready = threading.Barrier(len(deeds))

    def done(deed: Callable[[], object]) -> object:
        ready.wait(10)
        try:
            return deed()
        except BoekhaakError as error:
            return error

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(done, deeds))


def test_two_who_answer_the_same_question_at_once_decide_once(three: Three) -> None:
    three.merged("manual")
    where = (three.actor, three.installation)
    asked = [one.question.id for one in answering_questions.questions_listed(*where)]

    came = at_once(
        lambda: answering_questions.answer(*where, asked, "same"),
        lambda: answering_questions.answer(*where, asked[::-1], "same"),
    )

    (refused,) = [each for each in came if isinstance(each, BoekhaakError)]
    assert isinstance(refused, InvalidInput), refused
    assert "is solved already" in refused.what
    decided = [one.sources for one in deciding.decisions_listed(*where)]
    assert len(decided) == len(set(decided))
    assert merged_names(three) == {"De Vries Transport B.V.": 3}


def test_a_decision_that_ends_a_question_waits_for_who_answers_it(
    three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.merged("manual")
    where = (three.actor, three.installation)
    asked = [one.question.id for one in answering_questions.questions_listed(*where)]
    all_three = [three.source(company, "S1") for company in "123"]
    read, decides = threading.Event(), threading.Event()
    get, known = questions.get, decision_checks.known

    def reading(*given: Any) -> Any:
        found = get(*given)
        read.set()
        decides.wait(0.1)
        return found

    def knowing(*given: Any, **named: Any) -> Any:
        decides.set()
        return known(*given, **named)

    def decide() -> Decision:
        assert read.wait(10)
        return deciding.say_same(*where, all_three)

    monkeypatch.setattr(questions, "get", reading)
    monkeypatch.setattr(decision_checks, "known", knowing)

    came = at_once(lambda: answering_questions.answer(*where, asked[:1], "same"), decide)

    assert [one for one in came if isinstance(one, BoekhaakError)] == []
    assert merged_names(three) == {"De Vries Transport B.V.": 3}
    assert open_kinds(three) == {}


def test_who_completes_while_another_answers_completes_after_it_or_is_refused(three: Three) -> None:
    three.merged("manual")
    where = (three.actor, three.installation)
    questions = [asked.question.id for asked in answering_questions.questions_listed(*where)]

    completed, answered = at_once(
        lambda: merging.complete(*where), lambda: answering_questions.answer(*where, questions, "same")
    )

    assert not isinstance(answered, BoekhaakError)
    if isinstance(completed, BoekhaakError):
        assert isinstance(completed, InvalidInput), completed
        assert "what is open has to be solved first" in completed.what
        completed = merging.complete(*where)
    assert isinstance(completed, Merge)
    assert (completed.state, completed.open) == ("completed", {})
