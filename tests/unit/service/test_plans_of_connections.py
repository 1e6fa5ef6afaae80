"""Plans before a connection ends or is handed over: what they show, applied once, whole or in part, refused, moved back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from boekhaak.errors import AccessMissing, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.company import Candidate, Evidence
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.plan import Plan, Step
from boekhaak.models.records import Contact
from boekhaak.service import (
    auditing,
    connecting,
    disconnecting,
    handing_over,
    importing,
    listing,
    plans,
    queueing,
    relinking,
)
from boekhaak.service.carrying_out import carry_out
from boekhaak.service.disconnecting import DISCONNECT
from boekhaak.service.planning import Done
from boekhaak.store import tokens
from boekhaak.store.database import Transaction
from support.accountants import Accountants, client, granted, opened
from support.bookings import contact
from support.consenting import how_it_stands, signed_in
from support.desk import Desk
from support.paper_office import PaperOffice
from support.witness import Witness


@pytest.fixture
def two(bakery: Desk) -> Desk:
    """Return the desk when the bakery was read by anna's login, and the butcher is to be."""
    bakery.office.company("2", "Butcher", vat_number="NL007654321B01", registration_number="24318683")
    bakery.office.put("2", contact("c1"))
    importing.import_companies(bakery.actor, bakery.installation)
    bakery.import_all()
    return bakery


def there(desk: Desk) -> dict[str, Link]:
    return {one.company.name: one for one in importing.links_listed(desk.actor, desk.installation)}


def states(desk: Desk) -> dict[str, tuple[str, str]]:
    return {name: (one.state, one.cause) for name, one in there(desk).items()}


def former(desk: Desk) -> Connection:
    return connecting.connections_listed(desk.actor, desk.installation)[0]


def successor(desk: Desk, *hidden: str) -> Connection:
    desk.office.hidden["ben"] = set(hidden)
    return signed_in(desk.actor, desk.installation, desk.office, "ben")


def applied(desk: Desk, plan: Plan, *only: int) -> Plan:
    return plans.apply(desk.actor, desk.installation, plan.id, only or None)


def becoming(plan: Plan) -> dict[str, str]:
    return {step.name: step.becomes for step in plan.steps}


def dead(desk: Desk, connection: Connection) -> bool:
    with desk.installation.store.reading() as tx:
        return tokens.get(tx, desk.installation.vault, connection.chain_id).dead


def deeds(desk: Desk) -> list[str]:
    return [entry.action for entry in auditing.trail(desk.actor, desk.installation)]


def disconnection(desk: Desk, *, erase: bool = False) -> Plan:
    return disconnecting.plan_disconnect(desk.actor, desk.installation, former(desk).id, erase=erase)


def hand_over(desk: Desk, to: Connection) -> Plan:
    return handing_over.plan_hand_over(desk.actor, desk.installation, former(desk).id, to.id)


def reauthorisation(desk: Desk, to: Connection) -> Plan:
    return handing_over.plan_reauthorise(desk.actor, desk.installation, former(desk).id, to.id)


def test_a_plan_to_disconnect_shows_what_becomes_of_each_link_and_changes_nothing(two: Desk) -> None:
    before = states(two)

    plan = disconnection(two)

    assert (plan.kind, plan.package, plan.reversible) == ("disconnect", "paper", False)
    assert becoming(plan) == {"Bakery": "orphaned", "Butcher": "orphaned"}
    assert plan.steps[0].records == len(two.alive())
    assert plan.totals.orphaned == sum(step.records for step in plan.steps)
    assert "Its tokens are thrown away: only a new sign-in gives others." in plan.sentences
    assert states(two) == before
    assert how_it_stands(two.actor, two.installation, former(two))[0] == "authorised"


def test_a_plan_to_disconnect_ends_the_connection_with_all_its_links_and_only_once(two: Desk, witness: Witness) -> None:
    connection, plan, stored = former(two), disconnection(two), two.stored()

    done = applied(two, plan)

    assert done.state == "applied"
    assert states(two) == {"Bakery": ("broken", "disconnected"), "Butcher": ("broken", "disconnected")}
    assert how_it_stands(two.actor, two.installation, connection) == ("revoked", "disconnected by bo")
    assert dead(two, connection)
    assert two.stored() == stored
    assert sorted(witness.broken) == [(step.link_id, "disconnected by bo") for step in plan.steps]
    told = deeds(two)
    assert applied(two, plan) == done
    assert deeds(two) == told


def test_a_plan_to_erase_ends_what_disconnecting_with_erasing_ends(two: Desk) -> None:
    plan = disconnection(two, erase=True)
    assert (plan.kind, becoming(plan)) == ("erase", {"Bakery": "erased", "Butcher": "erased"})
    assert "What is erased cannot be brought back." in plan.sentences

    done = applied(two, plan)

    assert there(two) == {}
    assert [step.name for step in done.steps] == ["", ""]
    assert deeds(two)[:3] == ["companies erased", "companies erased", "disconnected"]
    assert applied(two, plan) == done


@pytest.mark.parametrize("erase", [False, True])
def test_a_link_that_is_named_ends_alone_and_the_rest_with_the_connection_later(two: Desk, erase: bool) -> None:
    plan, bakery, connection = disconnection(two, erase=erase), there(two)["Bakery"], former(two)

    half = applied(two, plan, bakery.id)

    assert half.state == "open"
    assert how_it_stands(two.actor, two.installation, connection)[0] == "authorised"
    assert states(two) == ({} if erase else {"Bakery": ("broken", "disconnected")}) | {"Butcher": ("ok", "")}
    assert importing.import_link(two.actor, two.installation, there(two)["Butcher"].id, again=True).complete
    assert applied(two, plan).state == "applied"
    assert how_it_stands(two.actor, two.installation, connection)[0] == "revoked"
    assert len(there(two)) == (0 if erase else 2)


def test_all_links_named_end_without_their_connection(two: Desk) -> None:
    plan = disconnection(two)

    done = applied(two, plan, *(step.link_id or 0 for step in plan.steps))

    assert (done.state, states(two)["Bakery"]) == ("applied", ("broken", "disconnected"))
    assert how_it_stands(two.actor, two.installation, former(two))[0] == "authorised"
    (bound, other) = relinking.relink(two.actor, two.installation)
    assert bound.bound
    assert other.bound


def another_link(desk: Desk) -> None:
    desk.office.company("3", "Cobbler")
    importing.import_companies(desk.actor, desk.installation)


def a_link_breaks(desk: Desk) -> None:
    disconnection_ = disconnection(desk)
    applied(desk, disconnection_, there(desk)["Butcher"].id)


def the_connection_ends(desk: Desk) -> None:
    disconnecting.disconnect(desk.actor, desk.installation, former(desk).id, erase=False)


@pytest.mark.parametrize(
    ("change", "erase"), [(another_link, True), (a_link_breaks, False), (the_connection_ends, True)]
)
def test_a_plan_to_disconnect_whose_facts_changed_is_refused(
    two: Desk, change: Callable[[Desk], None], erase: bool
) -> None:
    plan = disconnection(two, erase=erase)
    change(two)
    before = (there(two), how_it_stands(two.actor, two.installation, former(two)), deeds(two))

    with pytest.raises(InvalidInput, match="changed"):
        applied(two, plan)

    assert (there(two), how_it_stands(two.actor, two.installation, former(two)), deeds(two)) == before


def test_a_connection_without_links_ends_by_a_plan_once(two: Desk) -> None:
    other = successor(two)
    plan = disconnecting.plan_disconnect(two.actor, two.installation, other.id, erase=False)
    assert plan.steps == ()

    done = applied(two, plan)

    assert done.state == "applied"
    assert how_it_stands(two.actor, two.installation, other)[0] == "revoked"
    told = deeds(two)
    assert (applied(two, plan).state, deeds(two)) == ("applied", told)


def test_a_connection_that_got_a_link_since_is_not_ended_by_an_empty_plan(two: Desk) -> None:
    other = successor(two)
    plan = disconnecting.plan_disconnect(two.actor, two.installation, other.id, erase=True)
    applied(two, hand_over(two, other))

    with pytest.raises(InvalidInput, match="changed"):
        applied(two, plan)

    assert len(there(two)) == 2


def test_who_may_not_disconnect_may_neither_plan_nor_apply_it(two: Desk, stranger: Actor) -> None:
    kim, connection, plan = Actor(environment="acme", user="kim"), former(two), disconnection(two)

    with pytest.raises(AccessMissing, match="may not disconnect it"):
        disconnecting.plan_disconnect(kim, two.installation, connection.id, erase=False)
    with pytest.raises(AccessMissing, match="may not disconnect it"):
        plans.apply(kim, two.installation, plan.id)
    with pytest.raises(AccessMissing, match="may not disconnect it"):
        plans.apply(kim, two.installation, plan.id, [there(two)["Bakery"].id])
    with pytest.raises(NotFound, match="has no connection"):
        disconnecting.plan_disconnect(stranger, two.installation, connection.id, erase=False)
    with pytest.raises(NotFound, match="has no plan"):
        plans.apply(stranger, two.installation, plan.id)
    assert set(states(two).values()) == {("ok", "")}


def test_a_crash_between_two_links_leaves_each_old_or_new_and_a_second_time_finishes(two: Desk) -> None:
    plan = disconnection(two, erase=True)
    ids = [step.link_id or 0 for step in plan.steps]

    def breaks(actor: Actor, installation: Installation, tx: Transaction, made: Plan, step: Step) -> Done:
        assert DISCONNECT.one is not None
        done = DISCONNECT.one(actor, installation, tx, made, step)
        if step.number == 2:
            raise RuntimeError("the power went")
        return done

    with pytest.raises(RuntimeError):
        carry_out(two.actor, two.installation, replace(DISCONNECT, one=breaks), plan.id, ids)

    assert list(there(two)) == ["Butcher"]
    assert importing.import_link(two.actor, two.installation, ids[1], again=True).complete
    assert applied(two, plan, *ids).state == "applied"
    assert there(two) == {}


def test_a_crash_while_the_whole_is_applied_leaves_all_as_it_was(two: Desk) -> None:
    plan = disconnection(two)

    def breaks(actor: Actor, installation: Installation, tx: Transaction, made: Plan) -> Mapping[int, Done]:
        assert DISCONNECT.whole is not None
        DISCONNECT.whole(actor, installation, tx, made)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        carry_out(two.actor, two.installation, replace(DISCONNECT, whole=breaks), plan.id)

    assert set(states(two).values()) == {("ok", "")}
    assert applied(two, plan).state == "applied"


def test_of_an_offices_clients_only_their_number_is_told(installation: Installation, office: PaperOffice) -> None:
    opened(installation, office)
    accountants, clients = (
        Accountants(installation, office),
        [client(installation, id_) for id_ in ("bakery", "butcher")],
    )
    own = accountants.sign_in()
    for number, one in enumerate(clients, start=1):
        granted(one, accountants)
        accountants.activate(one, str(number))

    plan = disconnecting.plan_disconnect(accountants.actor, installation, own.id, erase=False)

    assert plan.steps == ()
    told = "2 connections of clients end with it, and 2 companies there are read no more; what was read of them stays."
    assert told in plan.sentences
    assert "akery" not in str(plan)
    plans.apply(accountants.actor, installation, plan.id)
    for one in clients:
        (link,) = importing.links_listed(one, installation)
        assert (link.state, link.reason) == ("broken", disconnecting.BY_OFFICE)


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
