from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.jobs import dispatcher as dispatching
from boekhaak.jobs.dispatcher import Dispatcher
from boekhaak.jobs.host import Jobs
from boekhaak.jobs.work import work
from boekhaak.service import queueing
from boekhaak.service.standing import standing
from boekhaak.store import due
from support.desk import Desk


class Hand:
    """An executor that keeps what it is handed, until it is told to work."""

    def __init__(self, room: int = 10) -> None:
        self.free = room
        self.handed: list[int] = []

    def room(self) -> int:
        return self.free

    def hand_over(self, link_ids: Sequence[int]) -> None:
        self.handed += link_ids

    def work(self, installation: Installation) -> None:
        for link_id in self.handed:
            work(installation, link_id)
        self.handed = []


def ask(desk: Desk) -> None:
    queueing.queue_import(desk.actor, desk.installation, desk.link.id)


def test_what_is_due_is_handed_over_once(bakery: Desk) -> None:
    ask(bakery)
    hand = Hand()
    dispatcher = Dispatcher(bakery.installation, hand)

    assert [dispatcher.step(), dispatcher.step()] == [1, 0]
    assert hand.handed == [bakery.link.id]


def test_what_was_read_is_handed_over_again_when_its_time_comes(bakery: Desk, clock: ScaledClock) -> None:
    ask(bakery)
    hand = Hand()
    dispatcher = Dispatcher(bakery.installation, hand)
    dispatcher.step()
    hand.work(bakery.installation)

    early = dispatcher.step()
    clock.advance(timedelta(hours=1))

    assert (early, dispatcher.step()) == (0, 1)


def test_nothing_is_handed_over_without_room(bakery: Desk) -> None:
    ask(bakery)
    hand = Hand(room=0)
    dispatcher = Dispatcher(bakery.installation, hand)

    assert dispatcher.step() == 0
    hand.free = 1
    assert dispatcher.step() == 1


def test_how_many_calls_a_run_took_is_told_of_its_link(bakery: Desk) -> None:
    ask(bakery)
    summary = work(bakery.installation, bakery.link.id)

    with bakery.installation.store.reading() as tx:
        (link,) = due.all_links(tx)

    assert summary is not None
    assert link.calls == summary.requests > 0


def test_a_run_that_goes_on_counts_for_its_own_calls_alone(bakery: Desk, clock: ScaledClock) -> None:
    ask(bakery)
    bakery.office.full_until = clock.now() + timedelta(minutes=5)
    work(bakery.installation, bakery.link.id)
    clock.advance(timedelta(minutes=6))
    before = len(bakery.office.requests)
    summary = work(bakery.installation, bakery.link.id)

    with bakery.installation.store.reading() as tx:
        (link,) = due.all_links(tx)

    assert summary is not None
    assert link.calls == len(bakery.office.requests) - before
    assert link.calls < summary.requests


def test_a_hand_over_that_was_lost_is_made_again(bakery: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatching, "HANDED_SECONDS", 0.05)
    ask(bakery)
    hand = Hand()
    dispatcher = Dispatcher(bakery.installation, hand)
    dispatcher.step()

    time.sleep(0.1)

    assert dispatcher.step() == 1
    assert hand.handed == [bakery.link.id] * 2


def test_a_link_that_is_being_read_is_not_handed_over_although_it_takes_long(
    bakery: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "HANDED_SECONDS", 0.01)
    ask(bakery)
    hand = Hand()
    dispatcher = Dispatcher(bakery.installation, hand)
    dispatcher.step()
    steps: list[int | None] = []

    def look(key: str, count: int) -> None:
        time.sleep(0.02)
        steps.append(dispatcher.step())

    bakery.import_all(progress=look)

    assert set(steps) == {0}


def test_one_process_dispatches_and_the_other_takes_over_when_it_resigns(bakery: Desk) -> None:
    ask(bakery)
    one, other = (Dispatcher(bakery.installation, Hand()) for _ in range(2))

    first, second = one.step(), other.step()
    one.resign()
    with bakery.installation.store.writing() as tx:
        due.take_back(bakery.installation.store, tx, bakery.link.id)

    assert (first, second, other.step()) == (1, None, 1)


def test_links_of_before_there_were_schedules_become_due(bakery: Desk, clock: ScaledClock) -> None:
    bakery.import_all()
    with bakery.installation.store.writing() as tx:
        tx.exec_driver_sql("delete from boekhaak_due")
    hand = Hand()

    Dispatcher(bakery.installation, hand).step()
    hand.work(bakery.installation)

    assert len(queueing.turns(bakery.actor, bakery.installation)) == 3
    assert clock.now() < queueing.turns(bakery.actor, bakery.installation)[0].next_at


def waited(condition: Any) -> None:
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_jobs_in_a_host_read_what_is_due(bakery: Desk) -> None:
    ask(bakery)

    with Jobs(bakery.installation, threads=2):
        waited(lambda: (now := standing(bakery.actor, bakery.installation)).due_now == 0 and not now.running)
        now = standing(bakery.actor, bakery.installation)

    assert bakery.alive() == bakery.at_vendor()
    assert (now.dispatching, now.due_now, now.failing, now.running) == (True, 0, (), ())
    assert not standing(bakery.actor, bakery.installation).dispatching


def test_how_things_stand_tells_why_something_waits(bakery: Desk, clock: ScaledClock) -> None:
    bakery.office.full_until = clock.now() + timedelta(minutes=5)
    ask(bakery)
    work(bakery.installation, bakery.link.id)

    now = standing(bakery.actor, bakery.installation)

    assert [(one.streams, one.links) for one in now.waiting if "limit of calls" in one.reason] != []
    assert now.next_at is not None
    assert not now.dispatching


def test_how_things_stand_tells_of_links_that_wait_too_long_for_their_turn(bakery: Desk, clock: ScaledClock) -> None:
    ask(bakery)
    clock.advance(timedelta(hours=2))

    (late,) = standing(bakery.actor, bakery.installation).stretched

    assert (late.package, late.links, late.late, late.every) == ("paper", 1, timedelta(hours=2), None)


def test_how_things_stand_tells_what_becomes_of_the_schedule(bakery: Desk, clock: ScaledClock) -> None:
    bakery.import_all()
    clock.advance(timedelta(hours=3))

    (late,) = standing(bakery.actor, bakery.installation).stretched

    assert late.every == timedelta(hours=1)
    assert timedelta(hours=3) <= (late.period or timedelta()) < timedelta(hours=4)
    assert late.limits == ()
