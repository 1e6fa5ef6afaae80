from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import InvalidInput, NotFound
from boekhaak.models.due import Schedule
from boekhaak.models.link import Actor
from boekhaak.models.package import StreamInfo
from boekhaak.service import queueing, scheduling
from boekhaak.service.scheduling import NEVER, next_reading, next_try, period
from support.desk import Desk

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def stream(key: str = "ledger", every: timedelta = timedelta()) -> StreamInfo:
    return StreamInfo(key=key, name=key, kinds=("account",), deletions="told", every=every)


def test_a_thousand_links_are_spread_over_the_hour() -> None:
    seconds = Counter(next_reading(link, HOUR, NOW) for link in range(1, 1001))

    assert max(seconds.values()) <= 6
    assert all(NOW < moment <= NOW + HOUR for moment in seconds)


@pytest.mark.parametrize("every", [HOUR, DAY, timedelta(minutes=1)])
def test_a_link_keeps_its_place_in_every_period(every: timedelta) -> None:
    first = next_reading(7, every, NOW)

    assert next_reading(7, every, first) == first + every
    assert next_reading(7, every, first - timedelta(seconds=1)) == first


def test_the_daily_turn_of_a_link_is_one_of_its_hourly_turns() -> None:
    daily = next_reading(7, DAY, NOW)

    assert next_reading(7, HOUR, daily - timedelta(seconds=1)) == daily


def test_the_most_special_choice_counts() -> None:
    chosen = [
        Schedule(every=2 * HOUR),
        Schedule(every=3 * HOUR, stream="ledger"),
        Schedule(every=4 * HOUR, link_id=7),
        Schedule(every=5 * HOUR, link_id=7, stream="ledger"),
    ]

    assert period(chosen, 7, stream(), HOUR) == 5 * HOUR
    assert period(chosen, 7, stream("contacts"), HOUR) == 4 * HOUR
    assert period(chosen, 8, stream(), HOUR) == 3 * HOUR
    assert period(chosen, 8, stream("contacts"), HOUR) == 2 * HOUR
    assert period((), 8, stream(), HOUR) == HOUR


def test_a_stream_is_not_read_more_often_than_its_package_makes_sense_of() -> None:
    assert period((), 7, stream(every=DAY), HOUR) == DAY
    assert period([Schedule(every=timedelta(days=7))], 7, stream(every=DAY), HOUR) == timedelta(days=7)


def test_never_means_only_when_somebody_asks() -> None:
    assert period([Schedule(every=None)], 7, stream(), HOUR) is None
    assert next_reading(7, None, NOW) == NEVER


def test_pauses_after_failures_double_up_to_a_day() -> None:
    pauses = [next_try(failures, NOW) - NOW for failures in (0, 1, 2, 100)]

    assert pauses == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20), DAY]


def test_what_was_read_is_due_again_in_the_period_that_was_chosen(bakery: Desk) -> None:
    scheduling.choose(bakery.actor, bakery.installation, Schedule(every=2 * HOUR))
    scheduling.choose(bakery.actor, bakery.installation, Schedule(every=None, stream="ledger"))

    bakery.import_all()

    turns = {one.stream: one for one in queueing.turns(bakery.actor, bakery.installation, bakery.link.id)}
    now = bakery.installation.clock.now()
    assert turns["ledger"].next_at == NEVER
    assert turns["contacts"].next_at == next_reading(bakery.link.id, 2 * HOUR, now)
    assert turns["balances"].next_at == next_reading(bakery.link.id, DAY, now)


def test_a_choice_that_is_taken_back_counts_no_more(bakery: Desk) -> None:
    scheduling.choose(bakery.actor, bakery.installation, Schedule(every=2 * HOUR))
    scheduling.choose(bakery.actor, bakery.installation, Schedule(every=3 * HOUR))

    assert [one.every for one in scheduling.chosen(bakery.actor, bakery.installation)] == [3 * HOUR]
    scheduling.forget(bakery.actor, bakery.installation, None, "")
    assert scheduling.chosen(bakery.actor, bakery.installation) == ()


def test_what_was_read_only_when_asked_is_read_by_its_schedule_again(bakery: Desk) -> None:
    scheduling.choose(bakery.actor, bakery.installation, Schedule(every=None))
    scheduling.choose(bakery.actor, bakery.installation, Schedule(every=None, stream="contacts"))
    bakery.import_all()

    scheduling.choose(bakery.actor, bakery.installation, Schedule(every=2 * HOUR))

    turns = {one.stream: one.next_at for one in queueing.turns(bakery.actor, bakery.installation, bakery.link.id)}
    now = bakery.installation.clock.now()
    assert turns["ledger"] == next_reading(bakery.link.id, 2 * HOUR, now)
    assert turns["contacts"] == NEVER
    scheduling.forget(bakery.actor, bakery.installation, None, "contacts")
    (contacts,) = [one for one in queueing.turns(bakery.actor, bakery.installation) if one.stream == "contacts"]
    assert contacts.next_at == next_reading(bakery.link.id, 2 * HOUR, now)


def test_what_cannot_be_chosen_is_refused(bakery: Desk) -> None:
    foreign = Actor(environment="globex", user="bo")

    with pytest.raises(InvalidInput, match="too often"):
        scheduling.choose(bakery.actor, bakery.installation, Schedule(every=timedelta(seconds=59)))
    with pytest.raises(InvalidInput, match="no package has a stream “lunch”"):
        scheduling.choose(bakery.actor, bakery.installation, Schedule(every=HOUR, stream="lunch"))
    with pytest.raises(NotFound):
        scheduling.choose(foreign, bakery.installation, Schedule(every=HOUR, link_id=bakery.link.id))


def test_who_asks_while_a_stream_is_being_read_is_not_forgotten(bakery: Desk, clock: ScaledClock) -> None:
    asked = []

    def told(stream: str, count: int) -> None:
        if stream == "contacts" and not asked:
            clock.advance(timedelta(seconds=1))
            asked.append(clock.now())
            queueing.queue_synchronisation(bakery.actor, bakery.installation, bakery.link.id, ("contacts",))
            clock.advance(timedelta(seconds=1))

    bakery.import_all(progress=told)

    turns = {one.stream: one.next_at for one in queueing.turns(bakery.actor, bakery.installation, bakery.link.id)}
    assert turns["contacts"] == asked[0] < clock.now() < turns["ledger"]
