from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boekhaak.clock import ScaledClock
from boekhaak.limits import ERROR_SHARE, Budget, Scope
from boekhaak.models.package import Window

MINUTE = Window(what="calls", scopes=frozenset({"app", "company"}), count=3, period=timedelta(minutes=1))
DAY = Window(what="calls", scopes=frozenset({"app", "company"}), count=5, period=timedelta(days=1))
ERRORS = Window(
    what="errors", scopes=frozenset({"app", "login", "company", "endpoint"}), count=10, period=timedelta(hours=1)
)
REFRESHES = Window(what="refreshes", scopes=frozenset({"app", "login"}), count=200, period=timedelta(days=1))
HERE = Scope(app="host", login="anna", company="1", endpoint="ledger")


@pytest.fixture
def clock() -> ScaledClock:
    return ScaledClock(datetime(2026, 3, 2, 9, 0, 20, tzinfo=UTC))


def test_calls_fit_until_the_window_is_full(clock: ScaledClock) -> None:
    budget = Budget((MINUTE,), clock)

    answers = [budget.reserve_call(HERE) for _ in range(4)]

    assert answers == [None, None, None, datetime(2026, 3, 2, 9, 1, tzinfo=UTC)]


def test_a_window_begins_anew_at_the_whole_minute(clock: ScaledClock) -> None:
    budget = Budget((MINUTE,), clock)
    for _ in range(3):
        budget.reserve_call(HERE)

    clock.advance(timedelta(seconds=40))

    assert budget.reserve_call(HERE) is None


def test_of_several_full_windows_the_longest_counts(clock: ScaledClock) -> None:
    budget = Budget((MINUTE, DAY), clock)
    for _ in range(3):
        budget.reserve_call(HERE)
    clock.advance(timedelta(minutes=1))
    for _ in range(2):
        budget.reserve_call(HERE)

    assert budget.reserve_call(HERE) == datetime(2026, 3, 3, tzinfo=UTC)


def test_a_call_that_one_window_refuses_counts_in_no_other(clock: ScaledClock) -> None:
    budget = Budget((MINUTE, DAY), clock)
    for _ in range(10):
        budget.reserve_call(HERE)

    clock.advance(timedelta(minutes=1))

    assert [budget.reserve_call(HERE) for _ in range(2)] == [None, None]


def test_what_another_company_uses_does_not_count(clock: ScaledClock) -> None:
    budget = Budget((MINUTE,), clock)
    for _ in range(3):
        budget.reserve_call(HERE)

    assert budget.reserve_call(Scope("host", "anna", "2", "ledger")) is None


def test_what_another_login_uses_counts_where_the_window_is_not_per_login(clock: ScaledClock) -> None:
    budget = Budget((MINUTE,), clock)
    for _ in range(3):
        budget.reserve_call(HERE)

    assert budget.reserve_call(Scope("host", "cas", "1", "contacts")) is not None


def test_what_the_package_tells_wins_over_what_was_counted(clock: ScaledClock) -> None:
    budget = Budget((MINUTE,), clock)
    reset = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)

    budget.heard(HERE, MINUTE, remaining=0, resets_at=reset)

    assert budget.reserve_call(HERE) == reset


def test_a_package_that_tells_of_more_room_gives_room(clock: ScaledClock) -> None:
    budget = Budget((MINUTE,), clock)
    for _ in range(3):
        budget.reserve_call(HERE)

    budget.heard(HERE, MINUTE, remaining=2, resets_at=None)

    assert [budget.reserve_call(HERE) is None for _ in range(3)] == [True, True, False]


def test_what_the_package_does_not_tell_stays_as_it_was_counted(clock: ScaledClock) -> None:
    budget = Budget((MINUTE,), clock)
    for _ in range(3):
        budget.reserve_call(HERE)
    reset = datetime(2026, 3, 2, 9, 2, tzinfo=UTC)

    budget.heard(HERE, MINUTE, remaining=None, resets_at=reset)

    assert budget.reserve_call(HERE) == reset


def test_an_endpoint_is_parked_at_six_tenths_of_its_errors(clock: ScaledClock) -> None:
    budget = Budget((ERRORS,), clock)
    for _ in range(5):
        budget.note("errors", HERE)

    before = budget.reserve_call(HERE)
    budget.note("errors", HERE)
    after = budget.reserve_call(HERE)

    assert before is None
    assert after == clock.now() + timedelta(hours=1)


def test_errors_slide_out_of_their_window_one_by_one(clock: ScaledClock) -> None:
    budget = Budget((ERRORS,), clock)
    first = clock.now()
    for _ in range(6):
        budget.note("errors", HERE)
        clock.advance(timedelta(minutes=5))

    parked_until = budget.reserve_call(HERE)
    clock.advance(first + timedelta(hours=1) - clock.now())
    freed = budget.reserve_call(HERE)
    budget.note("errors", HERE)
    parked_again = budget.reserve_call(HERE)

    assert parked_until == first + timedelta(hours=1)
    assert freed is None
    assert parked_again == first + timedelta(hours=1, minutes=5)


def test_a_parked_endpoint_leaves_the_others_alone(clock: ScaledClock) -> None:
    budget = Budget((ERRORS,), clock)
    for _ in range(6):
        budget.note("errors", HERE)

    assert budget.reserve_call(Scope("host", "anna", "1", "contacts")) is None


def test_a_call_to_a_parked_endpoint_uses_up_no_window(clock: ScaledClock) -> None:
    budget = Budget((MINUTE, ERRORS), clock)
    for _ in range(6):
        budget.note("errors", HERE)
    for _ in range(5):
        budget.reserve_call(HERE)

    assert budget.reserve_call(Scope("host", "anna", "1", "contacts")) is None


def test_errors_and_refreshes_are_counted_apart(clock: ScaledClock) -> None:
    budget = Budget((ERRORS, REFRESHES), clock)
    for _ in range(10):
        budget.note("refreshes", HERE)

    assert budget.reserve_call(HERE) is None


@given(calls=st.integers(1, 30), count=st.integers(1, 10), period=st.integers(1, 86_400), second=st.integers(0, 86_399))
def test_never_more_calls_fit_than_the_window_allows(calls: int, count: int, period: int, second: int) -> None:
    clock = ScaledClock(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(seconds=second))
    window = Window(what="calls", scopes=frozenset({"app"}), count=count, period=timedelta(seconds=period))
    budget = Budget((window,), clock)

    answers = [budget.reserve_call(HERE) for _ in range(calls)]

    assert answers.count(None) == min(calls, count)
    assert all(clock.now() < until <= clock.now() + window.period for until in answers if until)


@given(errors=st.integers(0, 20), count=st.integers(1, 20))
def test_an_endpoint_is_parked_exactly_from_its_share_on(errors: int, count: int) -> None:
    clock = ScaledClock(datetime(2026, 3, 2, tzinfo=UTC))
    budget = Budget((ERRORS.model_copy(update={"count": count}),), clock)
    for _ in range(errors):
        budget.note("errors", HERE)

    parked = budget.reserve_call(HERE) is not None

    assert parked == (errors >= count * ERROR_SHARE)
