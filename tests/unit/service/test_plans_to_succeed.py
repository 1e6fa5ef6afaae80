"""Plans before a connection is handed over or another login takes its place: shown, applied, refused, moved back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from boekhaak.errors import AccessMissing, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.company import Candidate, Evidence
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.plan import Plan
from boekhaak.models.records import Contact
from boekhaak.service import (
    connecting,
    handing_over,
    importing,
    listing,
    plans,
    queueing,
)
from support.accountants import Accountants, client, granted, opened
from support.bookings import contact
from support.consenting import how_it_stands, signed_in
from support.desk import Desk
from support.paper_office import PaperOffice
from support.two import (
    a_link_breaks,
    another_link,
    applied,
    becoming,
    dead,
    deeds,
    former,
    hand_over,
    reauthorisation,
    states,
    successor,
    there,
)


def test_a_plan_to_hand_over_shows_the_proof_and_hands_over_as_handing_over_does(two: Desk) -> None:
    connection, stored = former(two), two.stored()
    ben = successor(two)

    plan = hand_over(two, ben)

    assert [(step.becomes, step.verdict, step.login) for step in plan.steps] == [("linked", "proved", "ben")] * 2
    assert plan.steps[0].evidence.agrees >= {"id", "vat_number"}
    assert (plan.calls_used, plan.steps[0].calls, plan.reversible) == (1, 4, False)
    done = applied(two, plan)
    assert (done.state, done.reversible) == ("applied", False)
    assert {one.connection_id for one in there(two).values()} == {ben.id}
    assert (how_it_stands(two.actor, two.installation, connection)[0], dead(two, connection)) == ("superseded", True)
    assert two.stored() == stored
    assert two.synchronise().complete
    told = deeds(two)
    assert (applied(two, plan), deeds(two)) == (done, told)
    with pytest.raises(InvalidInput, match="cannot be undone"):
        plans.undo(two.actor, two.installation, plan.id)


def test_what_the_successor_does_not_prove_is_shown_and_forbids_the_whole(two: Desk) -> None:
    ben = successor(two, "2")

    plan = hand_over(two, ben)

    assert becoming(plan) == {"Bakery": "linked", "Butcher": "unchanged"}
    assert plan.steps[1].words == ("the successor's login does not see it",)
    with pytest.raises(AccessMissing, match=r"ben@host\.example does not see the same “Butcher”"):
        applied(two, plan)
    assert {one.login for one in there(two).values()} == {"anna"}
    with pytest.raises(InvalidInput, match="nothing can be done for “Butcher”"):
        applied(two, plan, there(two)["Butcher"].id)
    applied(two, plan, there(two)["Bakery"].id)
    assert {name: one.login for name, one in there(two).items()} == {"Bakery": "ben", "Butcher": "anna"}
    assert how_it_stands(two.actor, two.installation, former(two))[0] == "authorised"


def test_the_same_id_without_a_number_is_enough_for_another_owner(two: Desk) -> None:
    for company in two.office.companies.values():
        company.vat_number = company.registration_number = ""

    plan = hand_over(two, successor(two))

    assert [(step.becomes, step.verdict) for step in plan.steps] == [("linked", None)] * 2
    assert plan.steps[0].words[0] == "the login sees the company of the same id and name, and nothing contradicts"
    assert applied(two, plan).state == "applied"


def another_number(desk: Desk) -> None:
    desk.office.companies["1"].vat_number = "NL009999999B01"


def no_rights(desk: Desk) -> None:
    desk.office.hidden["ben"] = {"1"}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (another_link, hand_over),
        (another_link, reauthorisation),
        (a_link_breaks, reauthorisation),
        (another_number, hand_over),
        (no_rights, reauthorisation),
    ],
)
def test_a_plan_to_hand_over_whose_facts_changed_is_refused(
    two: Desk, change: Callable[[Desk], None], kind: Callable[[Desk, Connection], Plan]
) -> None:
    plan = kind(two, successor(two))
    change(two)
    before = (there(two), how_it_stands(two.actor, two.installation, former(two)))

    with pytest.raises(InvalidInput, match="changed"):
        applied(two, plan)

    assert (there(two), how_it_stands(two.actor, two.installation, former(two))) == before


def test_a_link_that_was_moved_alone_goes_back_while_nothing_was_read(two: Desk) -> None:
    before, plan = there(two), hand_over(two, successor(two))
    applied(two, plan, before["Bakery"].id)
    assert plans.plan(two.actor, two.installation, plan.id).reversible

    undone = plans.undo(two.actor, two.installation, plan.id)

    assert there(two) == before
    assert [step.state for step in undone.steps] == ["undone", "open"]
    assert deeds(two)[0] == "hand-over undone"
    assert two.synchronise().complete


def test_a_link_that_was_read_or_whose_former_connection_ended_does_not_go_back(two: Desk) -> None:
    plan = hand_over(two, successor(two))
    applied(two, plan, there(two)["Bakery"].id)
    two.synchronise()

    with pytest.raises(InvalidInput, match="read since"):
        plans.undo(two.actor, two.installation, plan.id)
    again = applied(two, hand_over(two, connecting.connections_listed(two.actor, two.installation)[1]))

    assert again.state == "applied"
    assert {one.login for one in there(two).values()} == {"ben"}


def test_another_login_takes_what_it_sees_and_the_rest_is_read_no_more(two: Desk) -> None:
    connection, stored = former(two), two.stored()
    ben = successor(two, "2")

    plan = reauthorisation(two, ben)
    assert becoming(plan) == {"Bakery": "linked", "Butcher": "orphaned"}
    done = applied(two, plan)

    assert (done.state, done.reversible) == ("applied", False)
    assert states(two) == {"Bakery": ("ok", ""), "Butcher": ("broken", "another_account")}
    assert there(two)["Bakery"].connection_id == ben.id
    assert (how_it_stands(two.actor, two.installation, connection)[0], dead(two, connection)) == ("superseded", True)
    assert two.stored() == stored
    assert {turn.state for turn in queueing.turns(two.actor, two.installation, there(two)["Butcher"].id)} == {"stopped"}
    assert deeds(two)[0] == "re-authorised"
    assert applied(two, plan) == done


def of_the_butcher_its_name_only(link: Link, candidate: Candidate) -> Evidence | None:
    return Evidence(agrees=frozenset({"name"})) if link.company.name == candidate.company.name == "Butcher" else None


def test_what_is_only_likely_is_named_first_and_the_former_connection_ends_with_the_rest(two: Desk) -> None:
    connection, ben = former(two), successor(two)
    two.installation.packages["paper"].relink = of_the_butcher_its_name_only  # type: ignore[method-assign]
    plan = reauthorisation(two, ben)

    half = applied(two, plan, there(two)["Butcher"].id)

    assert [(step.name, step.verdict) for step in plan.questions] == [("Butcher", "likely")]
    assert {name: one.login for name, one in there(two).items()} == {"Bakery": "anna", "Butcher": "ben"}
    assert (half.state, how_it_stands(two.actor, two.installation, connection)[0]) == ("open", "authorised")
    whole = applied(two, plan)
    assert (whole.state, there(two)["Bakery"].login) == ("applied", "ben")
    assert how_it_stands(two.actor, two.installation, connection)[0] == "superseded"
    assert applied(two, plan) == whole


def test_while_something_is_only_likely_what_is_proved_moves_and_the_former_connection_stays(two: Desk) -> None:
    connection, ben = former(two), successor(two)
    two.installation.packages["paper"].relink = of_the_butcher_its_name_only  # type: ignore[method-assign]
    plan = reauthorisation(two, ben)

    half = applied(two, plan)

    stays = f"Links that are only likely are to be named first: until then connection {connection.id} stays in use."
    assert stays in plan.sentences
    assert {name: one.login for name, one in there(two).items()} == {"Bakery": "ben", "Butcher": "anna"}
    assert (half.state, how_it_stands(two.actor, two.installation, connection)[0]) == ("open", "authorised")


@pytest.mark.parametrize("kind", [hand_over, reauthorisation])
def test_links_that_are_named_move_without_their_connection_be_it_all_of_them_and_go_back(
    two: Desk, kind: Callable[[Desk, Connection], Plan]
) -> None:
    before, connection, plan = there(two), former(two), kind(two, successor(two))
    bakery, butcher = (before[name].id for name in ("Bakery", "Butcher"))

    applied(two, plan, bakery)
    done = applied(two, plan, butcher)

    assert (done.state, done.reversible) == ("applied", True)
    assert {one.login for one in there(two).values()} == {"ben"}
    assert (how_it_stands(two.actor, two.installation, connection)[0], dead(two, connection)) == ("authorised", False)
    plans.undo(two.actor, two.installation, plan.id)
    assert there(two) == before


def shipyard(desk: Desk) -> None:
    company = desk.office.companies["2"]
    company.name, company.vat_number, company.registration_number = "Shipyard", "", ""


def dollars(desk: Desk) -> None:
    company = desk.office.companies["2"]
    company.currency, company.vat_number, company.registration_number = "USD", "", ""


@pytest.mark.parametrize("change", [shipyard, dollars])
@pytest.mark.parametrize("kind", [hand_over, reauthorisation])
def test_another_name_or_currency_under_the_same_id_is_a_question(
    two: Desk, kind: Callable[[Desk, Connection], Plan], change: Callable[[Desk], None]
) -> None:
    connection, ben, butcher = former(two), successor(two), there(two)["Butcher"]
    change(two)

    plan = kind(two, ben)
    applied(two, plan)

    assert [(step.name, step.verdict, step.becomes) for step in plan.questions] == [("Butcher", "likely", "linked")]
    assert there(two)["Butcher"] == butcher
    with pytest.raises(AccessMissing, match="does not see the same “Butcher”"):
        handing_over.hand_over(two.actor, two.installation, connection.id, ben.id)
    applied(two, plan, butcher.id)
    assert {one.login for one in there(two).values()} == {"ben"}


def test_a_slip_of_the_pen_in_the_name_under_the_same_id_is_no_question(two: Desk) -> None:
    shipyard(two)
    two.office.companies["2"].name = "Butchre"

    plan = hand_over(two, successor(two))

    assert (plan.questions, becoming(plan)["Butcher"]) == ((), "linked")
    assert applied(two, plan).state == "applied"


def test_who_may_not_hand_over_does_not_take_it_back(two: Desk) -> None:
    kim, plan = Actor(environment="acme", user="kim"), hand_over(two, successor(two))
    applied(two, plan, there(two)["Bakery"].id)
    moved = there(two)

    with pytest.raises(AccessMissing, match="may not move it back"):
        plans.undo(kim, two.installation, plan.id)

    assert there(two) == moved


def test_a_company_of_another_id_is_not_taken_for_the_same(two: Desk) -> None:
    ben = successor(two)
    two.office.companies["7"] = replace(two.office.companies.pop("2"), id="7")

    plan = reauthorisation(two, ben)

    assert becoming(plan) == {"Bakery": "linked", "Butcher": "orphaned"}
    assert "the id is another one: 2 here, 7 there" in plan.steps[1].words


def test_a_company_of_another_id_is_read_anew_whatever_its_versions_unless_it_goes_back(two: Desk) -> None:
    def said(link: Link, candidate: Candidate) -> Evidence | None:
        same = link.company.name == candidate.company.name == "Butcher"
        return Evidence(agrees=frozenset({"registration_number", "vat_number", "name"})) if same else None

    facts = two.office.companies["2"]
    two.office.company("7", "Butcher", vat_number=facts.vat_number, registration_number=facts.registration_number)
    two.office.put("7", contact("c1", name="Of an older version"))
    two.office.put("2", contact("c1"))
    importing.import_link(two.actor, two.installation, there(two)["Butcher"].id)
    two.link = there(two)["Butcher"]
    two.office.hidden["ben"] = {"2"}
    before, ben = two.states(), signed_in(two.actor, two.installation, two.office, "ben")
    two.installation.packages["paper"].relink = said  # type: ignore[method-assign]
    plan = reauthorisation(two, ben)

    applied(two, plan, two.link.id)
    assert {state.cursor for state in two.states().values()} == {None}
    plans.undo(two.actor, two.installation, plan.id)
    assert (two.states(), there(two)["Butcher"]) == (before, two.link)
    applied(two, reauthorisation(two, ben), two.link.id)
    two.import_all()

    assert there(two)["Butcher"].company.id == "7"
    (held,) = [one for (kind, _), one in two.alive().items() if kind == "contact"]
    assert isinstance(held, Contact)
    assert held.name == "Of an older version"


def test_a_link_that_another_login_does_not_see_comes_back_when_that_is_undone(two: Desk) -> None:
    before = there(two)
    plan = reauthorisation(two, successor(two, "2"))
    applied(two, plan, before["Butcher"].id)
    assert states(two)["Butcher"] == ("broken", "another_account")

    plans.undo(two.actor, two.installation, plan.id)

    assert there(two) == before
    assert importing.import_link(two.actor, two.installation, before["Butcher"].id).finished_at


def test_handing_over_is_planned_by_who_may_do_it_only(two: Desk, stranger: Actor) -> None:
    kim, ben = Actor(environment="acme", user="kim"), successor(two)
    connection, plan = former(two), hand_over(two, ben)

    for planned in (handing_over.plan_hand_over, handing_over.plan_reauthorise):
        with pytest.raises(AccessMissing, match="may not hand it over"):
            planned(kim, two.installation, connection.id, ben.id)
        with pytest.raises(NotFound, match="has no connection"):
            planned(stranger, two.installation, connection.id, ben.id)
        with pytest.raises(InvalidInput, match="cannot take over from"):
            planned(two.actor, two.installation, connection.id, connection.id)
    with pytest.raises(AccessMissing, match="may not hand it over"):
        plans.apply(kim, two.installation, plan.id)
    assert {one.login for one in there(two).values()} == {"anna"}


def test_the_clients_of_an_office_go_along_and_only_their_number_is_told(
    installation: Installation, office: PaperOffice
) -> None:
    opened(installation, office)
    accountants, bakery = Accountants(installation, office), client(installation, "bakery")
    own = accountants.sign_in()
    granted(bakery, accountants)
    accountants.activate(bakery, "1")
    petra = signed_in(accountants.actor, installation, office, "petra")
    office.hidden["petra"] = {"1"}
    unseen = handing_over.plan_hand_over(accountants.actor, installation, own.id, petra.id)

    assert "1 companies of clients are not seen by the successor's login." in unseen.sentences
    with pytest.raises(AccessMissing, match="does not see 1 companies of clients"):
        plans.apply(accountants.actor, installation, unseen.id)
    office.hidden.clear()
    with pytest.raises(InvalidInput, match="changed"):
        plans.apply(accountants.actor, installation, unseen.id)
    plan = handing_over.plan_hand_over(accountants.actor, installation, own.id, petra.id)
    assert "akery" not in str(plan)
    plans.apply(accountants.actor, installation, plan.id)
    (link,) = importing.links_listed(bakery, installation)
    assert (link.state, link.login) == ("ok", "petra")
    assert listing.list_companies(bakery, installation).companies
