"""Plans before a connection ends: what they show, applied once, whole or in part, refused when something changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from boekhaak.errors import AccessMissing, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.plan import Plan, Step
from boekhaak.service import (
    disconnecting,
    importing,
    plans,
    relinking,
)
from boekhaak.service.carrying_out import carry_out
from boekhaak.service.disconnecting import DISCONNECT
from boekhaak.service.planning import Done
from boekhaak.store.database import Transaction
from support.accountants import Accountants, client, granted, opened
from support.consenting import how_it_stands
from support.desk import Desk
from support.paper_office import PaperOffice
from support.two import (
    a_link_breaks,
    another_link,
    applied,
    becoming,
    dead,
    deeds,
    disconnection,
    former,
    hand_over,
    states,
    successor,
    there,
)
from support.witness import Witness


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
