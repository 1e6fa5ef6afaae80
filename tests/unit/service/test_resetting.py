"""Resetting by a plan: what it shows, that it comes to what an import of all again comes to, and how it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from boekhaak.errors import ConsentRequired, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.jobs.work import work
from boekhaak.models.link import Actor, Link
from boekhaak.models.plan import Plan, Step
from boekhaak.models.run import Priority, RunSummary
from boekhaak.service import (
    auditing,
    browsing,
    connecting,
    disconnecting,
    handing_over,
    importing,
    plans,
    queueing,
    resetting,
)
from boekhaak.service.carrying_out import carry_out
from boekhaak.service.planning import Done
from boekhaak.service.resetting import RESET
from boekhaak.store import fences
from boekhaak.store.database import Transaction
from support.bookings import account, contact, entry
from support.consenting import signed_in
from support.desk import Desk
from support.statements import statements


@pytest.fixture
def read(bakery: Desk) -> Desk:
    """Return the desk when the bakery was read."""
    bakery.import_all()
    return bakery


def reset(desk: Desk, *link_ids: int) -> Plan:
    return resetting.plan_reset(desk.actor, desk.installation, link_ids or (desk.link.id,))


def applied(desk: Desk, plan: Plan, *only: int) -> Plan:
    return plans.apply(desk.actor, desk.installation, plan.id, only or None)


def worked(desk: Desk, link_id: int) -> RunSummary:
    run = work(desk.installation, link_id)
    assert run is not None
    return run


def turns(desk: Desk) -> set[tuple[str, Priority]]:
    return {(one.state, one.priority) for one in queueing.turns(desk.actor, desk.installation, desk.link.id)}


def holds(desk: Desk, link: Link) -> dict[tuple[str, str], tuple[object, bool, bool]]:
    """Return what a link holds: each record without its version, whether it lives, and whether it is as it first came."""
    found = replace(desk, link=link).stored()
    return {
        key: (
            one.record.model_copy(update={"version": None}),
            one.provenance.deleted_at is None,
            one.provenance.first_seen_at == one.provenance.stored_at,
        )
        for key, one in found.items()
    }


def second(desk: Desk) -> Link:
    """Return a link to another company, with the same books."""
    desk.office.company("2", "Butcher")
    desk.office.put("2", *(change.record for change in desk.office.companies["1"].changes.values() if change.record))
    importing.import_companies(desk.actor, desk.installation)
    link = next(one for one in importing.links_listed(desk.actor, desk.installation) if one.company.id == "2")
    importing.import_link(desk.actor, desk.installation, link.id)
    return link


def test_a_plan_to_reset_shows_what_is_read_again_and_changes_nothing(read: Desk) -> None:
    before = (read.states(), turns(read))

    plan = reset(read)

    (step,) = plan.steps
    assert (plan.kind, plan.package, plan.reversible) == ("reset", "paper", True)
    assert (step.becomes, step.records, step.calls) == ("read_again", len(read.alive()), 4)
    assert plan.totals.read_again == step.records
    assert (read.states(), turns(read)) == before


def test_applied_everything_is_due_from_nothing_and_a_second_time_changes_nothing(read: Desk) -> None:
    plan, stored = reset(read), read.stored()

    done = applied(read, plan)

    assert done.state == "applied"
    assert {(state.phase, state.cursor) for state in read.states().values()} == {("import", None)}
    assert turns(read) == {("due", Priority.FIRST_LOAD)}
    assert read.stored() == stored
    assert worked(read, read.link.id).complete
    assert applied(read, plan) == done
    assert {state.phase for state in read.states().values()} == {"synchronise"}
    actions = [entry.action for entry in auditing.trail(read.actor, read.installation)]
    assert actions.count("reset") == 1


def test_a_reset_comes_to_what_an_import_of_all_again_comes_to(read: Desk) -> None:
    other = second(read)
    for company in ("1", "2"):
        read.office.put(company, account("3000"), *entry("3", "1000", "3000", 5), contact("c1", name="Renamed"))
        read.office.remove(company, "contact", "c2", "c3")
        read.office.remove(company, "account", "2000")
        del read.office.companies[company].changes["account", "2000"]  # gone, and nobody tells

    importing.import_link(read.actor, read.installation, other.id, again=True)
    applied(read, reset(read))
    run = worked(read, read.link.id)

    assert holds(read, read.link) == holds(read, other)
    assert read.alive() == read.at_vendor()
    assert ("account", "2000") not in read.alive()
    theirs = browsing.runs_listed(read.actor, read.installation, other.id)[0]
    changes = [
        {one.stream: (one.records, one.changed, one.deletions, one.swept) for one in summary.streams}
        for summary in (run, theirs)
    ]
    assert changes[0] == changes[1]
    again = worked_again(read)
    assert all(one.changed == one.swept == 0 for one in again.streams)


def worked_again(desk: Desk) -> RunSummary:
    applied(desk, reset(desk))
    return worked(desk, desk.link.id)


def test_a_reset_stops_the_run_that_is_at_it(read: Desk) -> None:
    with read.installation.store.writing() as tx:
        fence = fences.lease(read.installation.store, tx, read.link, "another process", 60)

    applied(read, reset(read))

    with read.installation.store.writing() as tx:
        assert not fences.holds(tx, read.link.id, fence)
    assert worked(read, read.link.id).complete


def test_a_reset_is_taken_back_while_nothing_was_read(read: Desk) -> None:
    before = read.states()
    plan = reset(read)
    applied(read, plan)

    undone = plans.undo(read.actor, read.installation, plan.id)

    assert [step.state for step in undone.steps] == ["undone"]
    assert read.states() == before
    assert auditing.trail(read.actor, read.installation)[0].action == "reset undone"
    assert all(one.records == 0 for one in worked(read, read.link.id).streams if one.stream == "ledger")


def test_what_was_cancelled_stays_so_when_its_reset_is_taken_back(read: Desk) -> None:
    queueing.cancel(read.actor, read.installation, read.link.id)
    plan = reset(read)
    applied(read, plan)
    assert {state for state, _ in turns(read)} == {"due"}

    plans.undo(read.actor, read.installation, plan.id)

    assert {state for state, _ in turns(read)} == {"stopped"}


def test_a_reset_is_not_taken_back_after_a_reading(read: Desk) -> None:
    plan = reset(read)
    applied(read, plan)
    worked(read, read.link.id)
    before = read.states()

    with pytest.raises(InvalidInput, match="it was read since"):
        plans.undo(read.actor, read.installation, plan.id)

    assert read.states() == before


def test_a_reset_is_not_taken_back_once_another_login_reads_the_company(read: Desk) -> None:
    plan = reset(read)
    applied(read, plan)
    ben = signed_in(read.actor, read.installation, read.office, "ben")
    moved = handing_over.plan_hand_over(read.actor, read.installation, read.link.connection_id or 0, ben.id)
    applied(read, moved, read.link.id)
    before = read.states()

    with pytest.raises(InvalidInput, match="changed otherwise since"):
        plans.undo(read.actor, read.installation, plan.id)

    assert read.states() == before


def test_of_many_companies_one_is_reset_in_as_many_statements_as_of_two(read: Desk) -> None:
    for number in range(2, 12):
        read.office.company(str(number), f"Shop {number}")
    importing.import_companies(read.actor, read.installation)
    ids = [link.id for link in importing.links_listed(read.actor, read.installation)]
    counted = []

    for some in (ids[:2], ids):
        with statements(read.installation) as seen:
            applied(read, reset(read, *some), some[0])
        counted.append(len(seen))

    assert counted[0] == counted[1]


def test_links_that_are_named_are_reset_alone(read: Desk) -> None:
    other = second(read)
    plan = reset(read, read.link.id, other.id)

    half = applied(read, plan, other.id)

    assert [(step.link_id, step.state) for step in half.steps] == [(read.link.id, "open"), (other.id, "applied")]
    assert {state.phase for state in read.states().values()} == {"synchronise"}
    assert applied(read, plan).state == "applied"
    assert {state.phase for state in read.states().values()} == {"import"}


def test_a_plan_to_reset_a_link_that_broke_since_is_refused(read: Desk) -> None:
    plan = reset(read)
    (connection,) = connecting.connections_listed(read.actor, read.installation)
    disconnecting.disconnect(read.actor, read.installation, connection.id, erase=False)
    before = (read.states(), turns(read))

    with pytest.raises(InvalidInput, match=r"what plan .* rests on has changed: “Bakery”"):
        applied(read, plan)

    assert (read.states(), turns(read)) == before
    with pytest.raises(ConsentRequired, match="the link is broken"):
        reset(read)


def test_a_crash_between_two_links_leaves_each_old_or_new_and_a_second_time_finishes(read: Desk) -> None:
    other = second(read)
    plan = reset(read, read.link.id, other.id)

    def breaks(actor: Actor, installation: Installation, tx: Transaction, made: Plan, step: Step) -> Done:
        assert RESET.one is not None
        done = RESET.one(actor, installation, tx, made, step)
        if step.link_id == other.id:
            raise RuntimeError("the power went")
        return done

    with pytest.raises(RuntimeError):
        carry_out(read.actor, read.installation, replace(RESET, one=breaks), plan.id)

    phases = {link: phases_of(read, link) for link in (read.link.id, other.id)}
    assert phases == {read.link.id: {"import"}, other.id: {"synchronise"}}
    assert applied(read, plan).state == "applied"
    assert phases_of(read, other.id) == {"import"}


def phases_of(desk: Desk, link_id: int) -> set[str]:
    return {state.phase for state in browsing.streams_listed(desk.actor, desk.installation, link_id)}


@pytest.mark.parametrize("ids", [(), (987_654,)])
def test_no_link_or_one_that_is_not_there_is_not_reset(read: Desk, ids: Sequence[int]) -> None:
    with pytest.raises((InvalidInput, NotFound), match=r"no company is named|has no link 987654"):
        resetting.plan_reset(read.actor, read.installation, ids)


def test_the_links_of_another_environment_are_not_reset(read: Desk, stranger: Actor) -> None:
    plan = reset(read)

    with pytest.raises(NotFound, match="has no link"):
        resetting.plan_reset(stranger, read.installation, [read.link.id])
    with pytest.raises(NotFound, match="has no plan"):
        plans.apply(stranger, read.installation, plan.id)
    assert phases_of(read, read.link.id) == {"synchronise"}
