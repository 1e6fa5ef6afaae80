"""Windows in the database: many threads and processes at once, what a killed process held, and what is listed of them."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from boekhaak.budgets import SharedBudget
from boekhaak.clock import ScaledClock
from boekhaak.limits import Scope
from boekhaak.models.package import Window
from boekhaak.models.run import Priority
from boekhaak.store import windows
from boekhaak.store.database import Store
from boekhaak.store.tables import CallErrorRow, SlotRow, WindowRow, table
from boekhaak.store.windows import ParkedEndpoint, SharedWindow, WindowState

MINUTE = Window(what="calls", scopes=frozenset({"app", "company"}), count=60, period=timedelta(minutes=1))
SHARED = Window(what="calls", scopes=frozenset({"app"}), count=90, period=timedelta(minutes=1))
ERRORS = Window(
    what="errors", scopes=frozenset({"app", "login", "company", "endpoint"}), count=10, period=timedelta(hours=1)
)
ENDPOINT = Window(what="calls", scopes=frozenset({"app", "endpoint"}), count=90, period=timedelta(minutes=1))
NEXT = datetime(2026, 3, 2, 9, 1, tzinfo=UTC)
HERE = Scope(app="host", login="anna", company="1", endpoint="ledger")

PROCESS = """
import sys
from datetime import UTC, datetime, timedelta
from boekhaak.budgets import SharedBudget
from boekhaak.clock import ScaledClock
from boekhaak.limits import Scope
from boekhaak.models.package import Window
from boekhaak.models.run import Priority
from boekhaak.settings import Settings
from boekhaak.store.database import Store

url, package = sys.argv[1:3]
known = tuple(Window.model_validate_json(window) for window in sys.argv[3:])
store = Store(Settings(database_url=url), ScaledClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC)))
budget = SharedBudget(package, known, store)
print("ready", flush=True)
sys.stdin.readline()
calls = 0
while budget.reserve_call(Scope("host", "anna", "1", "ledger"), Priority.PERSON) is None:
    calls += 1
print(calls, flush=True)
sys.stdin.readline()
"""


def process(url: str, *known: Window) -> subprocess.Popen[str]:
    """Start a process that, told to go, reserves all that it can and then waits."""
    told = [window.model_dump_json() for window in known]
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, url, "paper", *told], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def go(started: subprocess.Popen[str]) -> None:
    """Let a process go on that has come to its pause."""
    assert started.stdin
    started.stdin.write("\n")
    started.stdin.flush()


def said(started: subprocess.Popen[str]) -> str:
    """Return what a process says next."""
    assert started.stdout
    return started.stdout.readline().strip()


def end(started: subprocess.Popen[str]) -> None:
    """Kill a process, as the machine's owner would."""
    started.kill()
    started.communicate()


def patient(store: Store) -> Store:
    """Return the same store with the patience of an installation."""
    store._busy_seconds = 5.0
    return store


def test_processes_together_reserve_no_more_than_a_window_allows(database_url: str) -> None:
    both = [process(database_url, MINUTE) for _ in range(2)]
    assert {said(one) for one in both} == {"ready"}
    for one in both:
        go(one)

    made = [int(said(one)) for one in both]

    for one in both:
        end(one)
    assert sum(made) == 60


def test_threads_together_reserve_no_more_than_each_of_several_windows_allows(store: Store) -> None:
    budgets = [SharedBudget("paper", (SHARED, MINUTE, ERRORS), patient(store)) for _ in range(8)]

    def call(number: int) -> bool:
        scope = Scope("host", "anna", str(number % 2), f"endpoint {number}")
        budget = budgets[number % 8]
        free = budget.reserve_call(scope, Priority.PERSON) is None
        budget.answered(scope, 200)
        return free

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(call, range(130)))

    with store.reading() as tx:
        listed = {tuple(state.scope): state for state in windows.listed(tx, store.clock.now())}
    assert 60 <= sum(made) <= listed["app",].used <= 90
    assert listed["app", "company"].used <= 60


def test_the_slots_of_a_killed_process_are_free_at_once(counts: Store) -> None:
    one, budget = process(str(counts._engine.url), ERRORS), SharedBudget("paper", (ERRORS,), counts)
    said(one)
    go(one)
    assert said(one) == "6"

    while_it_lives = budget.reserve_call(HERE, Priority.PERSON)
    end(one)

    assert while_it_lives is not None
    assert while_it_lives.why == "errors"
    assert budget.reserve_call(HERE, Priority.PERSON) is None


def test_a_slot_ends_by_the_clock_of_the_database(store: Store) -> None:
    one, other = (SharedBudget("paper", (ERRORS,), store) for _ in range(2))
    for _ in range(6):
        one.reserve_call(HERE, Priority.PERSON)
    full = other.reserve_call(HERE, Priority.PERSON)
    with store.writing() as tx:
        tx.execute(table(SlotRow).update().values(until=store.database_time(tx) - 1))

    assert full is not None
    assert timedelta() < full.until - store.clock.now() <= timedelta(seconds=120)
    assert other.reserve_call(HERE, Priority.PERSON) is None


def used_up(store: Store, *known: Window) -> None:
    """Let first loads of two companies use all that they get."""
    budget = SharedBudget("paper", known, store)
    for company in ("1", "2"):
        while budget.reserve_call(Scope("host", "anna", company, "ledger"), Priority.FIRST_LOAD) is None:
            pass


def test_of_windows_that_companies_share_is_told_how_much_room_each_priority_has(store: Store) -> None:
    used_up(store, SHARED, MINUTE)
    told = SharedWindow(package="paper", app="host", login="", endpoint="", rooms=(5, 3, 0), until=NEXT)

    with store.reading() as tx:
        assert windows.shared(tx, store.clock.now(), [("paper", SHARED)]) == (told,)
        assert windows.shared(tx, store.clock.now(), []) == ()


def test_a_window_that_has_ended_has_all_its_room_again(store: Store) -> None:
    used_up(store, SHARED)

    with store.reading() as tx:
        (told,) = windows.shared(tx, NEXT, [("paper", SHARED)])

    assert (told.rooms, told.until) == ((90, 88, 85), NEXT + timedelta(minutes=1))


def test_a_window_of_an_endpoint_is_told_only_when_it_is_used_up_for_somebody(store: Store) -> None:
    budget = SharedBudget("paper", (ENDPOINT,), store)
    budget.reserve_call(HERE, Priority.PERSON)
    with store.reading() as tx:
        before = windows.shared(tx, store.clock.now(), [("paper", ENDPOINT)])
    used_up(store, ENDPOINT)

    with store.reading() as tx:
        (told,) = windows.shared(tx, store.clock.now(), [("paper", ENDPOINT)])
        later = windows.shared(tx, NEXT, [("paper", ENDPOINT)])

    assert (before, later) == ((), ())
    assert (told.app, told.endpoint, told.rooms[Priority.FIRST_LOAD]) == ("host", "ledger", 0)


def test_windows_of_companies_are_listed_when_enough_of_them_is_used(store: Store) -> None:
    SharedBudget("paper", (SHARED, MINUTE), store).reserve_call(HERE, Priority.PERSON)

    with store.reading() as tx:
        assert len(windows.listed(tx, store.clock.now())) == 2
        assert [one.scope for one in windows.listed(tx, store.clock.now(), 0.5)] == [{"app": "host"}]


def test_what_is_used_is_listed_in_words(store: Store) -> None:
    budget = SharedBudget("paper", (MINUTE, ERRORS), store)
    budget.reserve_call(HERE, Priority.PERSON)
    budget.answered(HERE, 404, "gone")
    budget.give_back()

    with store.reading() as tx:
        calls, errors = windows.listed(tx, store.clock.now())

    scope = {"app": "host", "company": "1"}
    assert calls == WindowState(
        package="paper", window="60 calls a minute", scope=scope, used=1, allowed=60, resets_at=NEXT
    )
    assert (errors.window, errors.used, errors.allowed) == ("10 errors an hour", 1, 6)
    assert errors.scope == scope | {"login": "anna", "endpoint": "ledger"}


def test_parked_endpoints_are_told_with_what_the_package_said(store: Store, clock: ScaledClock) -> None:
    budget = SharedBudget("paper", (ERRORS,), store)
    for _ in range(2):
        budget.reserve_call(HERE, Priority.PERSON)
        budget.answered(HERE, 400, "no such field")
    until = clock.now() + timedelta(hours=1)

    with store.reading() as tx:
        (parked,) = windows.parked(tx, clock.now())
        later = windows.parked(tx, until)

    assert later == ()
    assert parked == ParkedEndpoint(
        package="paper",
        app="host",
        login="anna",
        company="1",
        endpoint="ledger",
        until=until,
        said="status 400: no such field",
    )


def test_what_ended_long_ago_is_forgotten_when_calls_are_given_back(store: Store, clock: ScaledClock) -> None:
    budget = SharedBudget("paper", (MINUTE, ERRORS), store)
    for number in range(5):
        scope = Scope("host", "anna", str(number), "ledger")
        budget.reserve_call(scope, Priority.PERSON)
        budget.answered(scope, 400, "no")
    clock.advance(timedelta(days=2))

    budget.reserve_call(HERE, Priority.PERSON)
    budget.answered(HERE, 200)
    budget.give_back()

    assert _rows(store) == {WindowRow: 1, SlotRow: 0, CallErrorRow: 0}


def _rows(store: Store) -> dict[type, int]:
    with store.reading() as tx:
        return {
            row: tx.execute(select(func.count()).select_from(table(row))).scalar_one()
            for row in (WindowRow, SlotRow, CallErrorRow)
        }
