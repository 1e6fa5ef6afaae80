"""The budget of a package as its processes share it: blocks, what the package tells, slots, parking, refreshes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from boekhaak import budgets
from boekhaak.budgets import SharedBudget
from boekhaak.clock import ScaledClock
from boekhaak.limits import Full, Scope
from boekhaak.models.package import Window
from boekhaak.models.run import Priority
from boekhaak.settings import Settings
from boekhaak.store.database import Store, Transaction
from support.databases import SqliteFiles

MINUTE = Window(what="calls", scopes=frozenset({"app", "company"}), count=60, period=timedelta(minutes=1))
DAY = MINUTE.model_copy(update={"count": 70, "period": timedelta(days=1)})
SHARED = MINUTE.model_copy(update={"scopes": frozenset({"app"}), "count": 100})
ERRORS = Window(
    what="errors", scopes=frozenset({"app", "login", "company", "endpoint"}), count=10, period=timedelta(hours=1)
)
REFRESHES = Window(what="refreshes", scopes=frozenset({"app", "login"}), count=3, period=timedelta(days=1))
HERE = Scope(app="host", login="anna", company="1", endpoint="ledger")
ELSEWHERE = Scope(app="host", login="anna", company="1", endpoint="contacts")
NEXT = datetime(2026, 3, 2, 9, 1, tzinfo=UTC)


class Counting(Store):
    """A store that counts what is written."""

    writings = 0

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Transaction]:
        """Open a transaction as any store does."""
        self.writings += 1
        with super().writing(durable=durable) as tx:
            yield tx


@pytest.fixture
def counted(sqlite_files: SqliteFiles, clock: ScaledClock) -> Iterator[Counting]:
    url, engine = sqlite_files.lend()
    yield Counting(Settings(database_url=url), clock, engine)
    sqlite_files.give_back(url)


def budget(store: Store, *windows: Window) -> SharedBudget:
    """Return the budget as another process has it."""
    return SharedBudget("paper", windows, store)


def calls(one: SharedBudget, most: int, priority: Priority = Priority.PERSON, scope: Scope = HERE) -> int:
    """Return how many calls fit, at most so many."""
    for number in range(most):
        if one.reserve_call(scope, priority):
            return number
        one.answered(scope, 200)
    return most


def refused(one: SharedBudget, status: int = 400, said: str = "no", scope: Scope = HERE) -> Full | None:
    """Make a call that is refused, if it may be made."""
    full = one.reserve_call(scope, Priority.PERSON)
    if full is None:
        one.answered(scope, status, said)
    return full


def test_processes_together_never_call_more_than_a_window_allows(counts: Store) -> None:
    one, other = budget(counts, MINUTE), budget(counts, MINUTE)

    made = [calls(process, 7) for _ in range(10) for process in (one, other)]

    assert sum(made) == 60
    assert one.reserve_call(HERE, Priority.PERSON) == Full(NEXT, "calls")


def test_a_window_begins_anew_at_the_whole_minute(counts: Store, clock: ScaledClock) -> None:
    one = budget(counts, MINUTE)
    calls(one, 100)
    clock.advance(timedelta(seconds=60))

    assert calls(one, 100) == 60


def test_a_call_that_one_window_refuses_counts_in_no_other(counts: Store, clock: ScaledClock) -> None:
    one = budget(counts, MINUTE, DAY)
    calls(one, 60)
    for _ in range(30):
        one.reserve_call(HERE, Priority.PERSON)
    clock.advance(timedelta(seconds=60))

    assert calls(one, 100) == 10
    assert one.reserve_call(HERE, Priority.PERSON) == Full(datetime(2026, 3, 3, tzinfo=UTC), "calls")


def test_other_companies_have_calls_of_their_own(counts: Store) -> None:
    one = budget(counts, MINUTE)
    calls(one, 60)

    assert one.reserve_call(Scope("host", "anna", "2", "ledger"), Priority.PERSON) is None
    assert one.reserve_call(Scope("host", "cas", "1", "contacts"), Priority.PERSON) is not None


def test_what_is_given_back_is_there_for_others(counts: Store) -> None:
    one, other = budget(counts, MINUTE), budget(counts, MINUTE)
    calls(one, 1)
    one.give_back()

    assert calls(other, 100) == 59


def test_what_companies_share_is_given_back_with_the_last_of_them(counts: Store) -> None:
    one, other = budget(counts, SHARED), budget(counts, SHARED)
    for company in ("1", "2"):
        one.reserve_call(Scope("host", "anna", company, "ledger"), Priority.PERSON)

    one.give_back({"1"})
    while_one_runs = calls(other, 100)
    one.give_back({"2"})

    assert while_one_runs < 98
    assert while_one_runs + calls(other, 100) == 98


def test_who_calls_no_more_keeps_nothing_from_others(counts: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = budget(counts, SHARED), budget(counts, SHARED)
    for company in ("1", "2"):
        one.reserve_call(Scope("host", "anna", company, "ledger"), Priority.PERSON)

    monkeypatch.setattr(budgets, "QUIET_SECONDS", 0.0)
    one.give_back({"1"})

    assert calls(other, 100) == 98


def test_what_a_company_has_for_itself_is_given_back_with_its_run(counts: Store) -> None:
    one, other = budget(counts, MINUTE), budget(counts, MINUTE)
    calls(one, 1)
    one.reserve_call(Scope("host", "anna", "2", "ledger"), Priority.PERSON)

    one.give_back({HERE.company})

    assert calls(other, 100) == 59


def test_the_end_of_a_run_costs_others_no_transaction(counted: Counting) -> None:
    one = budget(counted, SHARED)
    for company in ("1", "2"):
        one.reserve_call(Scope("host", "anna", company, "ledger"), Priority.PERSON)
    before = counted.writings

    one.give_back({"1"})
    one.reserve_call(Scope("host", "anna", "2", "ledger"), Priority.PERSON)

    assert counted.writings == before


def test_a_call_costs_no_transaction_while_there_is_a_block_and_a_slot(counted: Counting) -> None:
    one = budget(counted, MINUTE, ERRORS)
    calls(one, 1)
    before = counted.writings
    for left in (58, 57, 56):
        calls(one, 1)
        one.heard(HERE, MINUTE, remaining=left, resets_at=NEXT)

    assert counted.writings == before


def test_a_limit_that_the_package_has_lifted_costs_hardly_a_transaction(counted: Counting) -> None:
    one = budget(counted, MINUTE, ERRORS)
    for number in range(1_000):
        assert one.reserve_call(HERE, Priority.PERSON) is None
        one.answered(HERE, 200)
        one.heard(HERE, MINUTE, remaining=1_000_000_000 - number, resets_at=NEXT)

    assert counted.writings == 3


def test_who_waits_goes_before_changes_and_these_before_first_loads(counts: Store) -> None:
    one, other = budget(counts, SHARED), budget(counts, SHARED)

    made = [calls(one, 200, Priority.FIRST_LOAD), calls(other, 200, Priority.CHANGES)]
    one.give_back()
    first_load = one.reserve_call(HERE, Priority.FIRST_LOAD)
    made.append(calls(one, 200, Priority.PERSON))

    assert made == [95, 3, 2]
    assert first_load == Full(NEXT, "calls")


def test_a_first_load_takes_nothing_of_a_block_that_a_person_was_given(counts: Store) -> None:
    one = budget(counts, SHARED.model_copy(update={"count": 1_000}))
    calls(one, 950, Priority.FIRST_LOAD)
    calls(one, 1)

    assert one.reserve_call(HERE, Priority.FIRST_LOAD) == Full(NEXT, "calls")
    assert one.reserve_call(HERE, Priority.PERSON) is None


def test_foreign_use_that_one_process_hears_of_is_left_alone_by_all(counts: Store) -> None:
    one, other = budget(counts, MINUTE), budget(counts, MINUTE)
    calls(one, 1)
    one.heard(HERE, MINUTE, remaining=0, resets_at=NEXT)

    assert other.reserve_call(HERE, Priority.PERSON) == Full(NEXT, "calls")
    assert one.reserve_call(HERE, Priority.PERSON) == Full(NEXT, "calls")


def test_foreign_use_is_taken_off_with_the_next_block(counts: Store) -> None:
    one, other = budget(counts, MINUTE), budget(counts, MINUTE)
    calls(one, 5)
    one.heard(HERE, MINUTE, remaining=15, resets_at=NEXT)

    assert calls(one, 1) == 1
    assert calls(other, 100) + calls(one, 100) == 14


def test_what_an_answer_of_the_last_minute_tells_comes_too_late(counts: Store, clock: ScaledClock) -> None:
    one = budget(counts, MINUTE)
    calls(one, 60)
    clock.advance(timedelta(seconds=60))
    one.heard(HERE, MINUTE, remaining=0, resets_at=NEXT)

    assert calls(one, 100) == 60


def test_errors_and_calls_that_may_become_errors_stay_within_our_share(counts: Store) -> None:
    processes = [budget(counts, ERRORS) for _ in range(8)]
    for number in range(3):
        refused(processes[0], said=f"no {number}")

    waiting = [process.reserve_call(HERE, Priority.PERSON) for process in processes]

    assert waiting[:3] == [None] * 3
    assert [full.why for full in waiting[3:] if full] == ["errors"] * 5


def test_a_process_makes_no_two_calls_with_one_slot(counts: Store) -> None:
    one = budget(counts, ERRORS)

    made = [one.reserve_call(HERE, Priority.PERSON) is None for _ in range(7)]

    assert made == [True] * 6 + [False]


def test_errors_slide_out_of_their_window_one_by_one(counts: Store, clock: ScaledClock) -> None:
    one, first = budget(counts, ERRORS), clock.now()
    for number in range(6):
        refused(one, said=f"no {number}")
        clock.advance(timedelta(minutes=5))

    full = refused(one)
    clock.advance(first + timedelta(hours=1) - clock.now())
    freed = refused(one)
    again = refused(one)

    assert full == Full(first + timedelta(hours=1), "errors")
    assert freed is None
    assert again == Full(first + timedelta(hours=1, minutes=5), "errors")


def test_an_endpoint_is_parked_after_two_identical_refusals_and_no_other_is(counts: Store, clock: ScaledClock) -> None:
    one, other = budget(counts, ERRORS), budget(counts, ERRORS)
    refused(one)
    clock.advance(timedelta(minutes=10))
    refused(other)

    parked = Full(clock.now() + timedelta(hours=1), "parked", "status 400: no")
    assert one.reserve_call(HERE, Priority.PERSON) == parked
    assert one.reserve_call(ELSEWHERE, Priority.PERSON) is None


@pytest.mark.parametrize(("status", "said"), [(400, "yes"), (403, "no"), (401, "no")])
def test_refusals_that_differ_park_nothing(counts: Store, status: int, said: str) -> None:
    one = budget(counts, ERRORS)

    assert [refused(one), refused(one, status, said)] == [None, None]
    assert one.reserve_call(HERE, Priority.PERSON) is None


def test_refused_tokens_are_errors_and_park_nothing(counts: Store) -> None:
    one = budget(counts, ERRORS)

    stopped = [full and full.why for full in (refused(one, 401, "") for _ in range(7))]

    assert stopped == [None] * 6 + ["errors"]


def test_after_parking_one_call_goes_first_and_the_others_follow_a_good_answer(
    counts: Store, clock: ScaledClock
) -> None:
    one, other = budget(counts, ERRORS), budget(counts, ERRORS)
    refused(one)
    refused(one)
    clock.advance(timedelta(hours=1))

    first = one.reserve_call(HERE, Priority.PERSON)
    second = other.reserve_call(HERE, Priority.PERSON)
    one.answered(HERE, 200)
    third = other.reserve_call(HERE, Priority.PERSON)

    assert (first, second and second.why, third) == (None, "errors", None)


def test_an_endpoint_that_says_the_same_after_parking_is_parked_by_one_call_an_hour(
    counts: Store, clock: ScaledClock
) -> None:
    one, made = budget(counts, ERRORS), 0
    for _ in range(10 * 12):
        full = refused(one)
        made += full is None
        assert full is None or full.said == "status 400: no"
        clock.advance(timedelta(minutes=5))

    assert made == 2 + 9


def test_a_token_is_renewed_no_more_often_than_the_package_allows(counts: Store, clock: ScaledClock) -> None:
    one, other, first = budget(counts, REFRESHES), budget(counts, REFRESHES), clock.now()
    for process in (one, other, one):
        assert process.reserve_refresh(HERE) is None
        clock.advance(timedelta(hours=1))

    full = other.reserve_refresh(HERE)
    clock.advance(timedelta(hours=21))

    assert full == Full(first + timedelta(days=1), "refreshes")
    assert other.reserve_refresh(HERE) is None
    assert other.reserve_refresh(HERE) is not None


def test_a_package_without_limits_asks_nothing_of_the_database(counted: Counting) -> None:
    one = budget(counted)
    refused(one)
    one.reserve_refresh(HERE)
    one.give_back()

    assert calls(one, 10) == 10
    assert counted.writings == 0
