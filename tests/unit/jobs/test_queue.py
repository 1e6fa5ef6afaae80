from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.jobs.queue import Queue
from boekhaak.models.due import DueLink
from boekhaak.models.run import Priority

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def due(
    link_id: int,
    environment: str = "acme",
    priority: Priority = Priority.CHANGES,
    *,
    next_in: float = 0,
    since: float = 0,
    package: str = "paper",
    calls: int = 0,
) -> DueLink:
    return DueLink(
        link_id=link_id,
        environment=environment,
        package=package,
        app="app",
        login="sam",
        priority=priority,
        next_at=NOW + timedelta(seconds=next_in),
        since=NOW + timedelta(seconds=since),
        calls=calls,
    )


def queue(*links: DueLink) -> Queue:
    made = Queue()
    made.put(links)
    return made


def taken(queue: Queue, count: int = 100, *, after: float = 0) -> list[int]:
    now = NOW + timedelta(seconds=after)
    return [link.link_id for link in queue.take(now, count, lambda _link, _promised: True)]


def test_whoever_waits_longest_goes_first() -> None:
    assert taken(queue(due(1, since=-5), due(2, since=-9), due(3, since=-7))) == [2, 3, 1]


def test_a_person_goes_before_changes_and_changes_before_first_loads() -> None:
    waiting = queue(due(1, priority=Priority.FIRST_LOAD, since=-9), due(2, priority=Priority.PERSON), due(3, since=-5))

    assert taken(waiting) == [2, 3, 1]


def test_what_is_not_due_yet_is_left() -> None:
    waiting = queue(due(1, next_in=10), due(2))

    assert taken(waiting) == [2]
    assert waiting.next_moment() == NOW + timedelta(seconds=10)
    assert taken(waiting, after=9.9) == []
    assert taken(waiting, after=10) == [1]


def test_an_environment_with_one_link_does_not_wait_for_all_of_a_large_one() -> None:
    large = [due(number, "large", since=-100) for number in range(1, 1001)]

    first = taken(queue(*large, due(9_999, "small", since=-1)), 2)

    assert 9_999 in first


def test_environments_take_turns() -> None:
    waiting = queue(*(due(number, "one") for number in range(10)), *(due(100 + number, "two") for number in range(10)))

    first = taken(waiting, 10)

    assert sum(number >= 100 for number in first) == 5


def test_an_environment_that_comes_late_does_not_make_up_for_the_time_it_wanted_nothing() -> None:
    waiting = queue(*(due(number, "one") for number in range(20)))
    taken(waiting, 10)
    waiting.put(due(100 + number, "two") for number in range(10))

    next_ten = taken(waiting, 10)

    assert sum(number >= 100 for number in next_ten) == 5


def test_an_environment_that_wanted_less_does_not_make_up_for_it() -> None:
    waiting = queue()
    for number in range(50):
        waiting.put([due(number, "small" if number % 10 == 0 else "large")])
        taken(waiting, 1)

    waiting.put(due(100 + number, ("small", "large")[number % 2]) for number in range(40))

    assert sum(number % 2 for number in taken(waiting, 10)) in {4, 5, 6}


def test_only_the_newest_word_on_a_link_counts() -> None:
    waiting = queue(due(1), due(2))
    waiting.put([due(1, next_in=60)])
    waiting.drop([2])

    assert taken(waiting) == []
    assert taken(waiting, after=60) == [1]
    assert taken(waiting, after=60) == []


def test_links_without_room_keep_their_place_and_others_go_on() -> None:
    waiting = queue(due(1, package="closed"), due(2), due(3, package="closed", since=-5))

    first = waiting.take(NOW, 10, lambda link, _: link.package != "closed")

    assert [link.link_id for link in first] == [2]
    assert taken(waiting) == [3, 1]


def test_first_loads_without_room_do_not_hold_back_changes() -> None:
    waiting = queue(due(1, priority=Priority.FIRST_LOAD), due(2))

    first = waiting.take(NOW, 10, lambda link, _: link.priority is Priority.CHANGES)

    assert [link.link_id for link in first] == [2]


def test_what_those_take_who_have_begun_is_promised_to_them_until_they_come_back() -> None:
    waiting = queue(*(due(number) for number in range(10)))
    told: list[float] = []

    def has_room(link: DueLink, promised: float) -> bool:
        told.append(promised)
        return promised < 60

    first = waiting.take(NOW, 10, has_room)
    waiting.put(link.model_copy(update={"calls": 30, "next_at": NOW + timedelta(hours=1)}) for link in first)

    assert told == [0, 30, 60]
    assert len(waiting.take(NOW, 10, has_room)) == 2


def test_runs_that_ended_without_a_word_are_promised_nothing() -> None:
    waiting = queue(due(1), due(2))
    waiting.take(NOW, 1, lambda _, promised: promised == 0)

    waiting.ended(1)

    assert [link.link_id for link in waiting.take(NOW, 1, lambda _, promised: promised == 0)] == [2]


def test_who_was_served_is_remembered_when_all_links_are_read_afresh() -> None:
    links = [due(number, ("one", "two")[number % 2]) for number in range(40)]
    waiting = queue(*links)
    first = waiting.take(NOW, 10, lambda _link, _promised: True)
    waiting.put(link.model_copy(update={"calls": 10 if link.environment == "two" else 90}) for link in first)

    waiting.forget()
    waiting.put(links)

    assert [number % 2 for number in taken(waiting, 4)] == [1, 1, 1, 1]


@pytest.mark.parametrize("of", ["environment", "package"])
def test_an_environment_or_a_package_whose_runs_take_more_calls_gets_fewer_runs(of: str) -> None:
    costs = {"large": 90, "small": 10}
    links = [due(number).model_copy(update={of: "large" if number % 2 else "small"}) for number in range(400)]
    waiting, made = queue(*links), {"large": 0, "small": 0}

    for _ in range(200):
        (link,) = waiting.take(NOW, 1, lambda _link, _promised: True)
        size = getattr(link, of)
        made[size] += costs[size]
        waiting.put([link.model_copy(update={"calls": costs[size], "next_at": NOW + timedelta(hours=1)})])

    assert 0.8 < made["large"] / made["small"] < 1.25


def test_first_loads_come_although_changes_alone_are_more_than_there_is_room_for() -> None:
    waiting = queue(
        *(due(number, since=-99) for number in range(100)),
        *(due(200 + number, priority=Priority.FIRST_LOAD) for number in range(100)),
    )

    first = taken(waiting, 40)

    assert sum(number >= 200 for number in first) == 10


def test_one_package_with_much_to_do_does_not_keep_another_waiting() -> None:
    waiting = queue(*(due(number, since=-99) for number in range(100)), due(200, package="other"))

    assert 200 in taken(waiting, 2)


def test_ten_thousand_links_are_all_taken_once() -> None:
    waiting = queue(*(due(number, f"environment {number % 97}") for number in range(10_000)))

    found: list[int] = []
    while more := taken(waiting, 50):
        found += more

    assert sorted(found) == list(range(10_000))
