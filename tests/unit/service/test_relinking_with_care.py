"""Relinking with care: places that others took, books of another company, what is out of sight, and who may do what."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boekhaak.errors import AccessMissing, InvalidInput
from boekhaak.models.dossier import Dossier
from boekhaak.models.link import Actor
from boekhaak.models.plan import Plan
from boekhaak.service import browsing, carrying_out, connecting, disconnecting, dossiers, plans, relinking
from boekhaak.service.breaking import chain_mended
from support.bookings import account
from support.consenting import signed_in
from support.desk import Desk
from support.five import NAMES, by_name, link, planned, states, swap


def swapped(desk: Desk) -> Plan:
    """Let two companies change their ids at the package, bind both links to them by name, and return the plan."""
    swap(desk)
    plan = planned(desk)
    plans.apply(desk.actor, desk.installation, plan.id, [link(desk, "Mill").id])
    return plan


def test_a_link_whose_place_another_one_took_does_not_work_again_by_itself(five: Desk) -> None:
    plan = swapped(five)
    assert (link(five, "Mill").company.id, link(five, "Smithy").company.id) == ("4", "")

    connection = connecting.connections_listed(five.actor, five.installation)[0]
    chain_mended(five.installation, connection.chain_id)
    assert link(five, "Smithy").state == "broken"

    plans.undo(five.actor, five.installation, plan.id)
    assert (link(five, "Mill").company.id, link(five, "Smithy").company.id) == ("3", "4")


def test_an_undone_link_does_not_take_its_place_from_another_one(five: Desk) -> None:
    plan = swapped(five)
    later = planned(five)
    plans.apply(five.actor, five.installation, later.id, [link(five, "Smithy").id])
    assert (link(five, "Mill").company.id, link(five, "Smithy").company.id) == ("4", "3")

    with pytest.raises(
        InvalidInput, match=rf"“Mill”: its former company is that of link {link(five, 'Smithy').id} now"
    ):
        plans.undo(five.actor, five.installation, plan.id)
    plans.undo(five.actor, five.installation, later.id)
    plans.undo(five.actor, five.installation, plan.id)

    assert (link(five, "Mill").company.id, link(five, "Smithy").company.id) == ("3", "4")


def cursors(desk: Desk, name: str) -> set[str | None]:
    return {state.cursor for state in browsing.streams_listed(desk.actor, desk.installation, link(desk, name).id)}


def test_a_link_that_left_its_place_is_read_from_the_beginning_at_its_next_one(five: Desk) -> None:
    swapped(five)
    assert cursors(five, "Smithy") != {None}

    later = planned(five)
    plans.apply(five.actor, five.installation, later.id, [link(five, "Smithy").id])

    assert (by_name(later)["Smithy"].new_id, later.totals.ids_changed) == ("3", 1)
    assert cursors(five, "Smithy") == {None}


def test_both_of_a_swap_may_be_named_at_once(five: Desk) -> None:
    swap(five)
    plan = planned(five)

    plans.apply(five.actor, five.installation, plan.id, [link(five, "Mill").id, link(five, "Smithy").id])
    assert (link(five, "Mill").company.id, link(five, "Smithy").company.id) == ("4", "3")

    plans.undo(five.actor, five.installation, plan.id)
    assert (link(five, "Mill").company.id, link(five, "Smithy").company.id) == ("3", "4")


def test_books_of_another_company_take_the_place_of_those_before(five: Desk) -> None:
    bakery = five.office.companies.pop("1")
    five.office.company("11", "Bakery", vat_number=bakery.vat_number, registration_number=bakery.registration_number)
    five.office.put("11", *(account(f"{number}") for number in range(4000, 4030)))
    plan = planned(five)
    plans.apply(five.actor, five.installation, plan.id, [link(five, "Bakery").id])

    assert five.import_all().complete

    assert {id_ for kind, id_ in five.alive() if kind == "account"} == {f"{number}" for number in range(4000, 4030)}


def adopted(desk: Desk, name: str, **known: str) -> None:
    desk.office.company("50", name, **known)
    dossiers.adopt(desk.actor, desk.installation, [Dossier(host_company="d1", name=name, country="NL", **known)])


NUMBERS = {"registration_number": "24318699", "vat_number": "NL004495445B01"}


def test_numbers_alone_prove_nothing_while_somebody_cannot_be_asked(five: Desk) -> None:
    adopted(five, "Tannery", **NUMBERS)
    assert by_name(planned(five))["Tannery"].verdict == "proved"
    signed_in(five.actor, five.installation, five.office, "ben")

    def deaf(request: Request) -> Response | None:
        ben = request.url.path.endswith("/companies") and five.office._login(request) == "ben"
        return JSONResponse({}, 503) if ben else None

    five.office.faults.append(deaf)
    step = by_name(planned(five))["Tannery"]

    assert step.verdict == "likely"
    assert step.words[-1] == "somebody could not be asked, who may see another company that fits"
    assert by_name(planned(five))["Bakery"].verdict == "proved"


def test_a_company_that_lets_nobody_look_still_stands_in_the_way_of_its_namesake(five: Desk) -> None:
    dossiers.adopt(
        five.actor, five.installation, [Dossier(host_company="d1", name="Tannery", country="NL", year_start="01-01")]
    )
    for id_ in ("60", "61"):
        five.office.company(id_, "Tannery")

    def closed(request: Request) -> Response | None:
        return JSONResponse({}, 403) if request.url.path.endswith("/companies/60") else None

    five.office.faults.append(closed)

    assert by_name(planned(five))["Tannery"].verdict in {"likely", "no_rights"}


def test_a_plan_is_applied_for_all_when_all_of_it_is_and_not_when_one_sees_no_more(five: Desk) -> None:
    plan = planned(five)
    limited = five.actor.model_copy(update={"companies": frozenset({"1"})})

    assert carrying_out.carry_out(limited, five.installation, relinking.RELINK, plan.id).state == "open"
    assert plans.apply(five.actor, five.installation, plan.id).state == "applied"
    assert set(states(five).values()) == {"ok"}


def test_a_crash_at_the_very_end_is_finished_by_applying_again(five: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned(five)

    def killed(*_: object) -> Plan:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "_settled", killed)
        with pytest.raises(KeyboardInterrupt):
            plans.apply(five.actor, five.installation, plan.id)

    assert plans.apply(five.actor, five.installation, plan.id).state == "applied"


def test_somebody_else_s_plan_is_dropped_by_an_administrator(five: Desk) -> None:
    kim = Actor(environment="acme", user="kim")
    theirs, own = planned(five), relinking.plan(kim, five.installation)
    erase = disconnecting.plan_disconnect(
        five.actor, five.installation, link(five, "Mill").connection_id or 0, erase=True
    )

    for plan in (theirs, erase):
        with pytest.raises(AccessMissing, match="drop somebody else's plan"):
            plans.drop(kim, five.installation, plan.id)

    assert plans.drop(kim, five.installation, own.id).state == "dropped"
    assert plans.drop(five.actor, five.installation, theirs.id).state == "dropped"


def test_an_erased_company_does_not_keep_the_others_of_a_plan(five: Desk) -> None:
    plan, other = planned(five), signed_in(five.actor, five.installation, five.office, "ben")
    plans.apply(five.actor, five.installation, plan.id, [link(five, name).id for name in NAMES[:3]])
    erase = disconnecting.plan_disconnect(
        five.actor, five.installation, link(five, "Bakery").connection_id or 0, erase=True
    )
    plans.apply(five.actor, five.installation, erase.id, [link(five, name).id for name in ("Bakery", "Weavers")])

    applied = plans.apply(five.actor, five.installation, plan.id)
    assert {name for name, state in states(five).items() if state == "ok"} == {"Brewery", "Mill", "Smithy"}
    assert applied.steps[-1].reason == "the company was erased since"
    with pytest.raises(InvalidInput, match="All others were undone"):
        plans.undo(five.actor, five.installation, plan.id)
    assert set(states(five).values()) == {"broken"}
    assert other.usable


def test_what_was_bound_otherwise_since_is_not_undone(five: Desk) -> None:
    plan = planned(five)
    plans.apply(five.actor, five.installation, plan.id)
    for connection in connecting.connections_listed(five.actor, five.installation):
        if connection.usable:
            disconnecting.disconnect(five.actor, five.installation, connection.id, erase=False)

    with pytest.raises(InvalidInput, match="it was changed otherwise since"):
        plans.undo(five.actor, five.installation, plan.id)


def test_a_plan_that_was_undone_says_so_and_is_not_applied_again_without_a_word(five: Desk) -> None:
    plan = planned(five)
    with pytest.raises(InvalidInput, match=f"nothing of plan {plan.id} is applied"):
        plans.undo(five.actor, five.installation, plan.id)
    plans.apply(five.actor, five.installation, plan.id)

    assert plans.undo(five.actor, five.installation, plan.id).state == "undone"
    with pytest.raises(InvalidInput, match="“Mill” was undone: undone by bo"):
        plans.apply(five.actor, five.installation, plan.id, [link(five, "Mill").id])
    assert set(states(five).values()) == {"broken"}


def test_a_link_whose_company_is_another_link_s_already_says_which(five: Desk) -> None:
    dossiers.adopt(five.actor, five.installation, [Dossier(host_company="d1", name="Mill", country="NL")])
    relinking.relink(five.actor, five.installation)
    mill = by_name(planned(five))["Mill"]

    assert mill.words[0] == f"its company, “Mill”, is link {five.link.id + 2} already"
    assert mill.verdict == "no_rights"
