from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boekhaak import limits
from boekhaak.limits import CallError, Count, Full, Hold, Scope
from boekhaak.models.package import RateHeaders, Window
from boekhaak.models.run import Priority

NOW = datetime(2026, 3, 2, 9, 0, 20, tzinfo=UTC)
NEXT = datetime(2026, 3, 2, 9, 1, tzinfo=UTC)
MINUTE = Window(what="calls", scopes=frozenset({"app", "company"}), count=60, period=timedelta(minutes=1))
DAY = MINUTE.model_copy(update={"count": 5_000, "period": timedelta(days=1)})
SHARED = MINUTE.model_copy(update={"scopes": frozenset({"app"}), "count": 200})
ERRORS = Window(
    what="errors", scopes=frozenset({"app", "login", "company", "endpoint"}), count=10, period=timedelta(hours=1)
)
HERE = Scope(app="host", login="anna", company="1", endpoint="ledger")
TEXTS = st.text(max_size=8)


def fresh(window: Window = MINUTE, used: int = 0) -> Count:
    return Count(NEXT, used, window.count)


@given(app=TEXTS, login=TEXTS, company=TEXTS, endpoint=TEXTS)
def test_the_values_of_scopes_come_back_from_their_text(app: str, login: str, company: str, endpoint: str) -> None:
    key = Scope(app, login, company, endpoint).key(ERRORS)

    assert limits.scope_parts(key) == {"app": app, "login": login, "company": company, "endpoint": endpoint}


def test_scopes_that_a_window_does_not_count_by_are_not_in_its_text() -> None:
    assert HERE.key(MINUTE) == "app=host&company=1"
    assert HERE.key(MINUTE.model_copy(update={"scopes": frozenset()})) == ""


@pytest.mark.parametrize("window", [MINUTE, DAY, ERRORS, SHARED.model_copy(update={"scopes": frozenset()})])
def test_a_window_comes_back_from_its_text(window: Window) -> None:
    assert limits.window_of(limits.window_key(window)) == window


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (MINUTE, "60 calls a minute"),
        (DAY, "5000 calls a day"),
        (ERRORS, "10 errors an hour"),
        (MINUTE.model_copy(update={"period": timedelta(seconds=90)}), "60 calls in 90 seconds"),
    ],
)
def test_a_window_is_told_in_words(window: Window, words: str) -> None:
    assert limits.window_words(limits.window_key(window)) == words


@given(period=st.integers(1, 86_400), second=st.integers(0, 86_399))
def test_a_window_ends_at_a_whole_multiple_of_its_period(period: int, second: int) -> None:
    window = MINUTE.model_copy(update={"period": timedelta(seconds=period)})
    now = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(seconds=second)

    ends = limits.current(None, window, now).resets_at

    assert now < ends <= now + window.period
    assert ends.timestamp() % period == 0


def test_a_window_that_has_ended_begins_anew_with_what_the_package_allowed_last() -> None:
    ended = Count(NOW, 40, 90)

    assert limits.current(ended, MINUTE, NOW) == Count(NEXT, 0, 90)
    assert limits.current(fresh(used=7), MINUTE, NOW) == fresh(used=7)


@pytest.mark.parametrize(
    ("priority", "calls"), [(Priority.PERSON, 200), (Priority.CHANGES, 196), (Priority.FIRST_LOAD, 190)]
)
def test_the_last_calls_that_companies_share_are_kept_for_who_goes_first(priority: Priority, calls: int) -> None:
    assert limits.room(fresh(SHARED), SHARED, priority) == calls


@pytest.mark.parametrize("priority", Priority)
def test_the_calls_of_a_company_are_there_for_all(priority: Priority) -> None:
    assert limits.room(fresh(), MINUTE, priority) == 60


@pytest.mark.parametrize(("used", "size"), [(0, 5), (40, 5), (44, 4), (56, 1), (59, 1)])
def test_blocks_are_a_twelfth_and_smaller_at_the_end(used: int, size: int) -> None:
    assert limits.block(fresh(used=used), MINUTE, Priority.PERSON) == size


@given(
    used=st.integers(0, 60), day_used=st.integers(0, 5_000), left=st.integers(0, 5), priority=st.sampled_from(Priority)
)
def test_no_more_is_taken_than_each_window_allows(used: int, day_used: int, left: int, priority: Priority) -> None:
    windows, counts = {"minute": MINUTE, "day": DAY}, {"minute": fresh(used=used), "day": fresh(DAY, day_used)}
    holds = {"minute": Hold(counts["minute"], min(left, used))}

    taken = limits.taken(windows, counts, holds, priority)

    full = (used == 60 and not min(left, used)) or day_used == 5_000
    assert isinstance(taken, Full) == full
    for key, hold in {} if isinstance(taken, Full) else taken.items():
        assert counts[key].used <= hold.count.used <= windows[key].count
        assert hold.left >= 1
        assert hold.left - (holds[key].left if key in holds else 0) == hold.count.used - counts[key].used


def test_of_several_full_windows_the_longest_counts() -> None:
    later = NEXT + timedelta(hours=1)
    counts = {"minute": fresh(used=60), "day": Count(later, 5_000, 5_000)}

    assert limits.taken({"minute": MINUTE, "day": DAY}, counts, {}, Priority.PERSON) == Full(later, "calls")


def test_a_block_of_an_older_window_is_worth_nothing() -> None:
    older = Hold(Count(NOW, 5, 60), left=5)

    taken = limits.taken({"minute": MINUTE}, {"minute": fresh()}, {"minute": older}, Priority.PERSON)

    assert taken == {"minute": Hold(fresh(used=5), 5)}


def test_use_by_others_is_added_to_ours() -> None:
    told = limits.told(Hold(fresh(used=5), left=4), remaining=30, resets_at=NEXT)

    assert told == Hold(fresh(used=34), left=4)


def test_of_what_others_have_left_nobody_holds_more_than_a_quarter() -> None:
    assert limits.told(Hold(fresh(used=5), left=4), remaining=8, resets_at=NEXT) == Hold(fresh(used=54), left=2)


def test_another_reset_begins_a_new_window() -> None:
    later = NEXT + timedelta(seconds=30)

    assert limits.told(Hold(fresh(used=60)), remaining=59, resets_at=later) == Hold(Count(later, 1, 60))


def test_more_remaining_than_is_known_is_another_allowance() -> None:
    assert limits.told(Hold(fresh(used=5), left=4), remaining=899, resets_at=NEXT) == Hold(Count(NEXT, 5, 899), 4)


def test_what_is_not_told_stays_as_it_was_counted() -> None:
    hold = Hold(fresh(used=5), left=4)
    later = NEXT + timedelta(minutes=1)

    assert limits.told(hold, remaining=None, resets_at=None) == hold
    assert limits.told(hold, remaining=None, resets_at=later) == Hold(Count(later, 5, 60), 4)


@pytest.mark.parametrize(("remaining", "at_once"), [(61, True), (60, False), (16, False), (15, True), (0, True)])
def test_others_hear_at_once_of_what_they_must_know(remaining: int, at_once: bool) -> None:
    noticed = limits.noticed(Hold(fresh(used=5), left=4), remaining, NEXT)

    assert (noticed is None) == at_once


def error(minutes: int, said: str = "no", status: int = 400, *, parks: bool = False) -> CallError:
    return CallError(NOW + timedelta(minutes=minutes), status, said, parks)


@pytest.mark.parametrize(
    ("earlier", "now", "repeated"),
    [
        ([error(0)], 10, True),
        ([error(0)], 60, False),
        ([error(0, parks=True)], 60, True),
        ([error(0, "another")], 10, False),
        ([error(0, status=403)], 10, False),
        ([], 10, False),
    ],
)
def test_a_refusal_is_repeated_when_it_is_the_same_within_the_period(
    earlier: list[CallError], now: int, repeated: bool
) -> None:
    assert limits.repeats(earlier, ERRORS, NOW + timedelta(minutes=now), 400, "no") == repeated


def test_refused_tokens_park_nothing() -> None:
    assert not limits.repeats([error(0, status=401)], ERRORS, NOW, 401, "no")


def test_an_endpoint_is_parked_for_a_period_and_says_why() -> None:
    errors = [error(0), error(5, parks=True)]

    parked = limits.parking(errors, ERRORS, NOW + timedelta(minutes=64))

    assert parked == Full(NOW + timedelta(minutes=65), "parked", "status 400: no")
    assert limits.parking(errors, ERRORS, NOW + timedelta(minutes=65)) is None


@pytest.mark.parametrize(("later", "first"), [([], True), ([error(40, "other")], True), ([error(65, "other")], False)])
def test_one_call_goes_first_until_an_answer_came_after_parking(later: list[CallError], first: bool) -> None:
    assert limits.probing([error(0), error(5, parks=True), *later], ERRORS) == first


HEADED = MINUTE.model_copy(update={"headers": RateHeaders(remaining="Left", reset="Reset")})
DAILY = DAY.model_copy(update={"headers": RateHeaders(remaining="Day-Left", reset="Day-Reset")})
ENDS = {"reset": NEXT.isoformat(), "day-reset": "2026-03-03T00:00:00Z"}
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "headers", "told"),
    [
        (200, {"left": "7"}, [(HEADED, 7, None)]),
        (200, {"left": "many"}, []),
        (200, {"left": "9" * 5_000}, []),
        (429, {"reset": ENDS["reset"]}, [(HEADED, 0, NEXT)]),
        (429, {"left": "0", "day-left": "40", **ENDS}, [(HEADED, 0, NEXT), (DAILY, 40, MIDNIGHT)]),
        (429, {"left": "3", **ENDS}, [(HEADED, 3, NEXT), (DAILY, None, MIDNIGHT)]),
        (429, {}, []),
    ],
)
def test_an_answer_tells_of_the_windows_that_it_names(status: int, headers: dict[str, str], told: list[object]) -> None:
    assert list(limits.windows_told((HEADED, DAILY, ERRORS), status, headers)) == told
