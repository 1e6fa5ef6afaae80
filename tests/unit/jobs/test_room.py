"""Whether a run would find calls, as a dispatcher sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from boekhaak.jobs.dispatcher import has_room
from boekhaak.models.due import DueLink
from boekhaak.models.run import Priority
from boekhaak.store.windows import SharedWindow

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def link(priority: Priority = Priority.CHANGES, **other: str) -> DueLink:
    named = {"environment": "acme", "package": "paper", "app": "host", "login": "sam"} | other
    return DueLink(link_id=1, **named, priority=priority, next_at=NOW, since=NOW)


def window(*rooms: int, endpoint: str = "", opens_in: float = 30) -> SharedWindow:
    opens = NOW + timedelta(seconds=opens_in)
    return SharedWindow(package="paper", app="host", login="", endpoint=endpoint, rooms=rooms, until=opens)


def test_a_run_begins_where_more_is_left_than_others_will_take() -> None:
    left = [window(100, 98, 95)]

    assert has_room(left, link(), 97, NOW)
    assert not has_room(left, link(), 98, NOW)
    assert not has_room(left, link(Priority.FIRST_LOAD), 97, NOW)


def test_a_person_waits_only_where_nothing_is_left() -> None:
    assert has_room([window(1, 0, 0)], link(Priority.PERSON), 1_000, NOW)
    assert not has_room([window(0, 0, 0)], link(Priority.PERSON), 0, NOW)


def test_windows_of_others_hold_nobody_back() -> None:
    used_up = [window(0, 0, 0)]

    assert has_room(used_up, link(package="other"), 0, NOW)
    assert has_room(used_up, link(app="another"), 0, NOW)
    assert not has_room(used_up, link(login="eve"), 0, NOW)


def test_the_window_of_an_endpoint_holds_runs_back_that_would_find_it_used_up() -> None:
    used_up_for_first_loads = [window(30, 18, 0, endpoint="vouchers")]

    assert not has_room(used_up_for_first_loads, link(Priority.FIRST_LOAD), 0, NOW)
    assert has_room(used_up_for_first_loads, link(), 1_000, NOW)


def test_the_window_of_an_endpoint_holds_nobody_back_for_long() -> None:
    assert has_room([window(0, 0, 0, endpoint="vouchers", opens_in=61)], link(), 0, NOW)
