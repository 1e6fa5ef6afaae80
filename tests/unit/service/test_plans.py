"""Plans for relinking: looked at, applied whole or in part, refused when their facts changed, undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, InvalidInput, NotFound
from boekhaak.models.link import Actor, StreamState
from boekhaak.models.plan import Step
from boekhaak.service import (
    auditing,
    browsing,
    feeding,
    importing,
    listing,
    plans,
    relinking,
    synchronising,
)
from boekhaak.service.planning import Changed
from support.consenting import signed_in
from support.desk import Desk
from support.five import NAMES, by_name, link, lost, planned, states, swap


def test_a_plan_tells_each_link_s_verdict_with_its_evidence_and_changes_nothing(five: Desk) -> None:
    del five.office.companies["5"]
    before = five.stored()

    plan = planned(five)

    verdicts = {name: step.verdict for name, step in by_name(plan).items()}
    assert verdicts == {**dict.fromkeys(NAMES[:4], "proved"), "Weavers": "gone"}
    assert "the registration number 24318675 is the same" in by_name(plan)["Bakery"].words
    assert all(step.words for step in plan.steps)
    held = {
        step.name: sum(browsing.counted(five.actor, five.installation, link(five, step.name).id).values())
        for step in plan.steps
    }
    assert (plan.totals.kept, plan.totals.orphaned) == (held["Bakery"] + 3, held["Weavers"])
    assert plan.totals.calls == 4 * 4
    assert plan.expires_at - plan.made_at == timedelta(days=1)
    assert set(states(five).values()) == {"broken"}
    assert five.stored() == before


def test_an_applied_plan_binds_what_is_proved_with_ids_and_records(five: Desk) -> None:
    before, ids = five.stored(), {one.id for one in importing.links_listed(five.actor, five.installation)}
    plan = planned(five)

    applied = plans.apply(five.actor, five.installation, plan.id)

    assert (applied.state, {step.state for step in applied.steps}) == ("applied", {"applied"})
    assert set(states(five).values()) == {"ok"}
    assert {one.id for one in importing.links_listed(five.actor, five.installation)} == ids
    assert five.stored() == before
    assert five.synchronise().complete


def test_a_plan_that_is_applied_twice_does_nothing_the_second_time(five: Desk) -> None:
    plan = planned(five)
    first = plans.apply(five.actor, five.installation, plan.id)
    asked, newest = len(five.office.requests), feeding.newest(five.actor, five.installation)

    second = plans.apply(five.actor, five.installation, plan.id)

    assert second == first
    assert (len(five.office.requests), feeding.newest(five.actor, five.installation)) == (asked, newest)


def test_only_the_links_that_are_named_are_applied_and_the_rest_later(five: Desk) -> None:
    plan = planned(five)

    half = plans.apply(five.actor, five.installation, plan.id, [link(five, "Mill").id])

    assert half.state == "open"
    assert {name for name, state in states(five).items() if state == "ok"} == {"Mill"}
    assert plans.apply(five.actor, five.installation, plan.id).state == "applied"
    assert set(states(five).values()) == {"ok"}


def test_a_plan_whose_facts_changed_at_the_package_is_refused(five: Desk) -> None:
    plan = planned(five)
    five.office.companies["3"].registration_number = "99887766"

    with pytest.raises(InvalidInput, match=r"what plan \d+ rests on has changed: “Mill”.*nothing was changed"):
        plans.apply(five.actor, five.installation, plan.id)

    assert set(states(five).values()) == {"broken"}
    others = [link(five, name).id for name in NAMES if name != "Mill"]
    assert plans.apply(five.actor, five.installation, plan.id, others).steps[0].state == "applied"


def test_a_plan_whose_facts_changed_here_is_refused(five: Desk) -> None:
    plan = planned(five)
    relinking.relink(five.actor, five.installation)
    lost(five)
    signed_in(five.actor, five.installation, five.office, "ben")

    with pytest.raises(InvalidInput, match="has changed"):
        plans.apply(five.actor, five.installation, plan.id)


def test_what_changes_at_the_last_moment_is_refused_and_leaves_the_others_alone(
    five: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned(five)
    bind = relinking.bind_again

    def bound(*given: object, **named: object) -> object:
        if given[3].name == "Mill":  # type: ignore[attr-defined]
            raise Changed("“Mill” is no longer what it was")
        return bind(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(relinking, "bind_again", bound)
    done = plans.apply(five.actor, five.installation, plan.id)

    assert (by_name(done)["Mill"].state, by_name(done)["Mill"].reason) == ("refused", "“Mill” is no longer what it was")
    assert {name for name, state in states(five).items() if state == "broken"} == {"Mill"}


def test_a_crash_half_way_leaves_each_link_old_or_new_and_is_finished_later(
    five: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned(five)
    bind, count = relinking.bind_again, iter(range(9))

    def crashing(*given: object, **named: object) -> object:
        done = bind(*given, **named)  # type: ignore[arg-type]
        if next(count) == 2:
            raise KeyboardInterrupt
        return done

    with monkeypatch.context() as patched:
        patched.setattr(relinking, "bind_again", crashing)
        with pytest.raises(KeyboardInterrupt):
            plans.apply(five.actor, five.installation, plan.id)

    after = {step.name: step.state for step in plans.plan(five.actor, five.installation, plan.id).steps}
    assert after == {**dict.fromkeys(NAMES[:2], "applied"), **dict.fromkeys(NAMES[2:], "open")}
    assert {name: state == "ok" for name, state in states(five).items()} == {
        name: state == "applied" for name, state in after.items()
    }
    assert plans.apply(five.actor, five.installation, plan.id).state == "applied"
    assert set(states(five).values()) == {"ok"}


def test_what_is_no_proof_needs_a_person_who_names_the_link(five: Desk) -> None:
    mill, smithy = five.office.companies["3"], five.office.companies["4"]
    mill.vat_number = mill.registration_number = ""
    mill.name = "Watermill"
    smithy.vat_number = "NL007654321B01"
    plan = planned(five)
    assert {name: by_name(plan)[name].verdict for name in ("Mill", "Smithy")} == {
        "Mill": "likely",
        "Smithy": "conflict",
    }

    plans.apply(five.actor, five.installation, plan.id)
    assert {name for name, state in states(five).items() if state == "broken"} == {"Mill", "Smithy"}

    user = Actor(environment="acme", user="kim")
    with pytest.raises(InvalidInput, match="needs a person who names it"):
        plans.apply(user.model_copy(update={"user": ""}), five.installation, plan.id, [link(five, "Mill").id])
    with pytest.raises(AccessMissing, match="decide about a conflict"):
        plans.apply(user, five.installation, plan.id, [link(five, "Smithy").id])
    plans.apply(user, five.installation, plan.id, [link(five, "Mill").id])
    done = plans.apply(five.actor, five.installation, plan.id, [link(five, "Smithy").id])

    assert done.state == "applied"
    assert set(states(five).values()) == {"ok"}
    assert [by_name(done)[name].applied_by for name in ("Mill", "Smithy")] == ["kim", "bo"]


def test_the_audit_tells_on_which_evidence_each_link_was_bound(five: Desk) -> None:
    plan = planned(five)
    plans.apply(five.actor, five.installation, plan.id)

    told = [one for one in auditing.trail(five.actor, five.installation) if one.action == "relinked"]

    assert len(told) == len(NAMES)
    assert told[0].details == {
        "plan": plan.id,
        "verdict": "proved",
        "agrees": ("currency", "id", "login", "name", "registration_number", "vat_number"),
        "contradicts": (),
        "company": "5",
        "former": "5",
    }


def test_nothing_can_be_done_for_a_link_without_a_company(five: Desk) -> None:
    del five.office.companies["5"]
    plan = planned(five)

    with pytest.raises(InvalidInput, match=r"nothing can be done for “Weavers”: its login sees no company 5 any more"):
        plans.apply(five.actor, five.installation, plan.id, [link(five, "Weavers").id])
    with pytest.raises(NotFound, match="has no link 987654"):
        plans.apply(five.actor, five.installation, plan.id, [987654])

    assert set(states(five).values()) == {"broken"}


def test_a_plan_expires_and_can_be_dropped(five: Desk, clock: ScaledClock) -> None:
    old, dropped = planned(five), planned(five)
    plans.drop(five.actor, five.installation, dropped.id)

    with pytest.raises(InvalidInput, match=f"plan {dropped.id} was dropped"):
        plans.apply(five.actor, five.installation, dropped.id)
    clock.advance(timedelta(days=1, seconds=1))
    with pytest.raises(InvalidInput, match=f"plan {old.id} could be applied until"):
        plans.apply(five.actor, five.installation, old.id)

    listed = plans.plans_listed(five.actor, five.installation)
    assert [(one.plan.id, one.plan.state, one.steps) for one in listed] == [
        (dropped.id, "dropped", {"open": 5}),
        (old.id, "expired", {"open": 5}),
    ]


def test_a_relink_is_undone_while_nothing_was_read(five: Desk) -> None:
    before = importing.links_listed(five.actor, five.installation)
    plan = planned(five)
    plans.apply(five.actor, five.installation, plan.id)

    undone = plans.undo(five.actor, five.installation, plan.id, [link(five, "Mill").id])
    assert {step.name for step in undone.steps if step.state == "undone"} == {"Mill"}
    assert {name for name, state in states(five).items() if state == "broken"} == {"Mill"}

    plans.undo(five.actor, five.installation, plan.id)
    assert importing.links_listed(five.actor, five.installation) == before
    relinking.relink(five.actor, five.installation)
    assert set(states(five).values()) == {"ok"}


def test_what_was_read_since_is_not_undone_and_the_others_are(five: Desk) -> None:
    plan = planned(five)
    plans.apply(five.actor, five.installation, plan.id)
    synchronising.synchronise_link(five.actor, five.installation, link(five, "Mill").id)

    with pytest.raises(InvalidInput, match=r"“Mill”: it was read since.*All others were undone"):
        plans.undo(five.actor, five.installation, plan.id)

    assert {name for name, state in states(five).items() if state == "ok"} == {"Mill"}


def test_swapped_ids_are_never_bound_without_a_person(five: Desk) -> None:
    swap(five)

    plan = planned(five)
    plans.apply(five.actor, five.installation, plan.id)

    assert {name: by_name(plan)[name].verdict for name in ("Mill", "Smithy")} == {
        "Mill": "conflict",
        "Smithy": "conflict",
    }
    assert {name for name, state in states(five).items() if state == "broken"} == {"Mill", "Smithy"}


def test_a_company_that_got_another_id_is_bound_by_a_person_and_read_from_the_beginning(five: Desk) -> None:
    five.office.companies["22"] = five.office.companies.pop("3")
    five.office.companies["22"].id = "22"
    plan = planned(five)
    mill = by_name(plan)["Mill"]
    assert (mill.verdict, mill.former_id, mill.new_id, plan.totals.ids_changed) == ("conflict", "3", "22", 1)
    former = {state.stream: state.cursor for state in _streams(five, mill)}

    plans.apply(five.actor, five.installation, plan.id, [link(five, "Mill").id])
    assert (link(five, "Mill").company.id, {state.cursor for state in _streams(five, mill)}) == ("22", {None})
    plans.undo(five.actor, five.installation, plan.id, [link(five, "Mill").id])

    assert link(five, "Mill").company.id == "3"
    assert {state.stream: state.cursor for state in _streams(five, mill)} == former


def _streams(desk: Desk, step: Step) -> tuple[StreamState, ...]:
    return browsing.streams_listed(desk.actor, desk.installation, step.link_id or 0)


def test_plans_of_another_environment_are_not_found(five: Desk, stranger: Actor) -> None:
    plan = planned(five)

    for service in (plans.plan, plans.apply, plans.undo, plans.drop):
        with pytest.raises(NotFound, match="has no plan"):
            service(stranger, five.installation, plan.id)
    assert plans.plans_listed(stranger, five.installation) == ()
    assert listing.list_companies(five.actor, five.installation).companies
