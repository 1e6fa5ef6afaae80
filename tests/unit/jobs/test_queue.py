from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
    )


def queue(*links: DueLink) -> Queue:
    made = Queue()
    made.put(links)
    return made


def taken(queue: Queue, count: int = 100, *, after: float = 0) -> list[int]:
    now = NOW + timedelta(seconds=after)
    return [link.link_id for link in queue.take(now, count, lambda _: None)]


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


def test_only_the_newest_word_on_a_link_counts() -> None:
    waiting = queue(due(1), due(2))
    waiting.put([due(1, next_in=60)])
    waiting.drop([2])

    assert taken(waiting) == []
    assert taken(waiting, after=60) == [1]
    assert taken(waiting, after=60) == []


def test_links_of_a_closed_window_wait_for_it_and_others_go_on() -> None:
    waiting = queue(due(1, package="closed"), due(2), due(3, package="closed"))
    opens = NOW + timedelta(minutes=30)

    first = waiting.take(NOW, 10, lambda link: opens if link.package == "closed" else None)

    assert [link.link_id for link in first] == [2]
    assert taken(waiting, after=29 * 60) == []
    assert sorted(taken(waiting, after=30 * 60)) == [1, 3]


def test_ten_thousand_links_are_all_taken_once() -> None:
    waiting = queue(*(due(number, f"environment {number % 97}") for number in range(10_000)))

    found: list[int] = []
    while more := taken(waiting, 50):
        found += more

    assert sorted(found) == list(range(10_000))
