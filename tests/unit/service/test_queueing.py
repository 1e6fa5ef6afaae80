from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.requests import Request
from starlette.responses import Response

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConsentRequired, InvalidInput, NotFound
from boekhaak.jobs.work import work
from boekhaak.models.due import Due
from boekhaak.models.link import Actor
from boekhaak.models.run import Priority, RunSummary
from boekhaak.service import auditing, browsing, queueing
from boekhaak.service.running import COMPANY
from boekhaak.service.scheduling import next_reading
from support.desk import Desk, stream

NOBODY = Actor(environment="globex", user="eve")


def turns(desk: Desk) -> dict[str, Due]:
    return {one.stream: one for one in queueing.turns(desk.actor, desk.installation, desk.link.id)}


def ask_import(desk: Desk) -> None:
    queueing.queue_import(desk.actor, desk.installation, desk.link.id)


def worked(desk: Desk) -> RunSummary:
    run = work(desk.installation, desk.link.id)
    assert run is not None
    return run


def test_what_is_asked_for_is_read_by_who_looks(bakery: Desk) -> None:
    ask_import(bakery)

    run = worked(bakery)

    assert (run.action, run.complete) == ("import", True)
    assert bakery.alive() == bakery.at_vendor()
    assert work(bakery.installation, bakery.link.id) is None


def test_everything_is_due_again_after_its_period(bakery: Desk, clock: ScaledClock) -> None:
    place = next_reading(bakery.link.id, timedelta(days=1), clock.now())
    clock.advance(
        place - clock.now()
    )  # each link has a place of its own in the day: that of many may be within the hour
    ask_import(bakery)
    assert worked(bakery).complete
    clock.advance(timedelta(hours=1))

    run = worked(bakery)

    assert run.action == "synchronise"
    assert {one.stream for one in run.streams} == {"ledger", "contacts"}  # balances are read once a day


def test_a_person_who_asks_goes_before_the_schedule(bakery: Desk) -> None:
    bakery.import_all()

    queueing.queue_synchronisation(bakery.actor, bakery.installation, bakery.link.id, ["contacts"])

    asked = turns(bakery)
    assert (asked["contacts"].priority, asked["contacts"].asked_by) == (Priority.PERSON, bakery.actor.user)
    assert asked["ledger"].priority == Priority.CHANGES
    assert [one.stream for one in worked(bakery).streams] == ["contacts"]
    assert turns(bakery)["contacts"].priority == Priority.CHANGES


def test_asking_again_loses_no_place(bakery: Desk, clock: ScaledClock) -> None:
    ask_import(bakery)
    first = turns(bakery)["ledger"]
    clock.advance(timedelta(minutes=1))

    queueing.queue_synchronisation(bakery.actor, bakery.installation, bakery.link.id)
    ask_import(bakery)

    again = turns(bakery)["ledger"]
    assert (again.since, again.priority) == (first.since, Priority.PERSON)


def test_a_run_that_waits_for_a_limit_goes_on_as_the_same_run(bakery: Desk, clock: ScaledClock) -> None:
    bakery.office.full_until = clock.now() + timedelta(seconds=50)
    ask_import(bakery)

    standing = worked(bakery)
    early = work(bakery.installation, bakery.link.id)
    clock.advance(timedelta(seconds=52))
    ended = worked(bakery)

    assert (standing.finished_at, standing.waiting_until) == (None, clock.now() - timedelta(seconds=2))
    assert early is None
    assert (ended.id, ended.complete, ended.waiting_until) == (standing.id, True, None)
    assert bakery.alive() == bakery.at_vendor()


def test_a_stream_that_waits_keeps_its_place(bakery: Desk, clock: ScaledClock) -> None:
    ask_import(bakery)
    before = turns(bakery)["ledger"].since
    bakery.office.full_until = clock.now() + timedelta(seconds=50)

    worked(bakery)

    waiting = turns(bakery)["ledger"]
    assert (waiting.since, waiting.failures) == (before, 0)
    assert "limit of calls" in waiting.reason


def fails(request: Request) -> Response | None:
    return Response(status_code=500) if "contacts" in str(request.url) else None


def test_a_stream_that_fails_is_tried_again_when_the_error_says_and_then_ever_later(
    bakery: Desk, clock: ScaledClock
) -> None:
    bakery.office.faults.append(fails)
    ask_import(bakery)
    pauses = []

    for _ in range(3):
        worked(bakery)
        turn = turns(bakery)["contacts"]
        pauses.append(turn.next_at - clock.now())
        clock.advance(pauses[-1])

    assert pauses == [timedelta(minutes=minutes) for minutes in (1, 5, 10)]
    assert turns(bakery)["contacts"].failures == 3
    assert turns(bakery)["ledger"].failures == 0


def test_a_company_that_cannot_be_reached_puts_all_of_its_streams_off(bakery: Desk, clock: ScaledClock) -> None:
    bakery.office.companies[bakery.link.company.id].id = "another"
    ask_import(bakery)

    worked(bakery)

    assert {one.next_at for one in turns(bakery).values()} == {clock.now() + timedelta(minutes=5)}


def test_a_link_that_was_cancelled_is_left_alone_until_somebody_asks(bakery: Desk, clock: ScaledClock) -> None:
    ask_import(bakery)

    at_work = queueing.cancel(bakery.actor, bakery.installation, bakery.link.id)
    clock.advance(timedelta(days=2))

    assert not at_work
    assert work(bakery.installation, bakery.link.id) is None
    assert {one.reason for one in turns(bakery).values()} == {"cancelled by bo"}
    ask_import(bakery)
    assert worked(bakery).complete


def test_a_run_that_is_cancelled_ends_at_its_next_page_and_loses_nothing(bakery: Desk) -> None:
    def cancel(key: str, count: int) -> None:
        if key == "ledger" and count == 3:
            queueing.cancel(bakery.actor, bakery.installation, bakery.link.id)

    run = bakery.import_all(progress=cancel)

    assert "cancelled by bo" in stream(run, COMPANY).error
    assert stream(run, "ledger").records == 3
    assert not run.complete
    assert bakery.states()["ledger"].error == ""
    again = bakery.import_all()
    assert again.complete
    assert bakery.alive() == bakery.at_vendor()


def test_a_run_ends_after_its_page_when_its_process_ends_and_goes_on_in_the_next(bakery: Desk) -> None:
    ask_import(bakery)

    def end(key: str, count: int) -> None:
        if key == "ledger" and count == 3:
            bakery.installation.stopping.set()

    broken_off = bakery.import_all(progress=end)
    bakery.installation.stopping.clear()

    assert "its process ends" in stream(broken_off, COMPANY).error
    assert stream(broken_off, "ledger").records == 3
    assert worked(bakery).complete
    assert bakery.alive() == bakery.at_vendor()


def test_progress_tells_how_far_a_run_has_come(bakery: Desk, clock: ScaledClock) -> None:
    seen = []

    def look(key: str, count: int) -> None:
        clock.advance(timedelta(seconds=2))
        seen.extend(one for one in browsing.progress(bakery.actor, bakery.installation) if one.stream == key)

    bakery.import_all(progress=look)

    ledger = [one for one in seen if one.stream == "ledger"]
    assert [one.done for one in ledger] == [3, 6, 8]
    assert ledger[-1].rate == pytest.approx(2)
    assert browsing.progress(bakery.actor, bakery.installation) == ()


def test_asking_is_written_in_the_audit_trail(bakery: Desk) -> None:
    ask_import(bakery)
    queueing.cancel(bakery.actor, bakery.installation, bakery.link.id)

    newest = auditing.trail(bakery.actor, bakery.installation)[:2]
    assert [(one.actor, one.action, one.link_id) for one in newest] == [
        ("bo", "cancelled", bakery.link.id),
        ("bo", "import asked", bakery.link.id),
    ]


def test_what_makes_no_sense_is_refused_and_nothing_becomes_due(bakery: Desk) -> None:
    with pytest.raises(InvalidInput, match="no stream “lunch”"):
        queueing.queue_synchronisation(bakery.actor, bakery.installation, bakery.link.id, ["lunch"])
    for foreign in (queueing.queue_import, queueing.cancel, queueing.turns):
        with pytest.raises(NotFound):
            foreign(NOBODY, bakery.installation, bakery.link.id)

    assert turns(bakery) == {}


def test_a_broken_link_is_not_queued(bakery: Desk, clock: ScaledClock) -> None:
    bakery.import_all()
    bakery.office.revoke()
    clock.advance(timedelta(hours=1))
    bakery.synchronise()

    with pytest.raises(ConsentRequired, match="the link is broken"):
        ask_import(bakery)
