from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from starlette.requests import Request
from starlette.responses import Response

from boekhaak.clock import ScaledClock
from boekhaak.service.beating import LEASE_SECONDS
from support.desk import Desk, stream


def test_a_full_window_within_patience_is_waited_for_and_the_work_goes_on(bakery: Desk, clock: ScaledClock) -> None:
    began = clock.now()
    bakery.office.full_until = began + timedelta(seconds=50)

    run = bakery.import_all(patience=timedelta(minutes=1))

    assert run.complete
    assert bakery.alive() == bakery.at_vendor()
    assert clock.now() == began + timedelta(seconds=51)


@pytest.mark.parametrize("patience", [timedelta(), timedelta(seconds=49)])
def test_a_full_window_beyond_patience_ends_its_stream_with_the_moment_to_come_back(
    bakery: Desk, clock: ScaledClock, patience: timedelta
) -> None:
    began = clock.now()
    bakery.office.full_until = began + timedelta(seconds=50)

    run = bakery.import_all(patience=patience)

    assert clock.now() == began
    ledger = stream(run, "ledger")
    assert "limit of calls" in ledger.error
    assert ledger.retry_after == bakery.states()["ledger"].retry_after == began + timedelta(seconds=51)


def fill_before_each_page(desk: Desk, clock: ScaledClock) -> None:
    """Let the office's window be full for 40 seconds when a page is asked for the first time."""
    asked: dict[str, datetime] = {}

    def full(request: Request) -> Response | None:
        open_again = asked.setdefault(str(request.url), clock.now() + timedelta(seconds=40))
        if "/changes/" not in request.url.path or clock.now() >= open_again:
            return None
        return Response(status_code=429, headers={"X-Reset": str(int(open_again.timestamp() * 1000))})

    desk.office.faults.append(full)


def test_after_a_wait_the_stream_goes_on_where_it_was(bakery: Desk, clock: ScaledClock) -> None:
    fill_before_each_page(bakery, clock)

    run = bakery.import_all(patience=timedelta(minutes=1))

    assert run.complete
    assert stream(run, "ledger").records == 8
    assert bakery.alive() == bakery.at_vendor()


def test_a_long_wait_keeps_the_lease(bakery: Desk, clock: ScaledClock) -> None:
    bakery.office.full_until = clock.now() + timedelta(seconds=LEASE_SECONDS * 3)

    run = bakery.import_all(patience=timedelta(seconds=LEASE_SECONDS * 4))

    assert run.complete


def test_a_stream_that_has_recovered_tells_no_moment_to_come_back(bakery: Desk, clock: ScaledClock) -> None:
    bakery.office.full_until = clock.now() + timedelta(seconds=50)
    bakery.import_all()
    clock.advance(timedelta(minutes=2))

    bakery.import_all()

    assert {(state.error, state.retry_after) for state in bakery.states().values()} == {("", None)}


def test_waits_of_several_pages_do_not_use_up_each_others_patience(bakery: Desk, clock: ScaledClock) -> None:
    began = clock.now()
    fill_before_each_page(bakery, clock)

    run = bakery.import_all(patience=timedelta(minutes=1))

    assert run.complete
    assert clock.now() - began > timedelta(minutes=3)


def _answering(status: int) -> Callable[[Request], Response | None]:
    def fault(request: Request) -> Response | None:
        return Response(status_code=status) if "/changes/ledger" in request.url.path else None

    return fault


def test_a_package_that_only_ever_says_later_is_not_waited_for_without_end(bakery: Desk, clock: ScaledClock) -> None:
    began = clock.now()
    bakery.office.faults.append(_answering(429))

    run = bakery.import_all(patience=timedelta(minutes=5))

    assert "limit of calls" in stream(run, "ledger").error
    assert stream(run, "contacts").error == ""
    assert timedelta(minutes=4) < clock.now() - began <= timedelta(minutes=5)


def test_a_package_that_fails_is_not_waited_for(bakery: Desk, clock: ScaledClock) -> None:
    began = clock.now()
    bakery.office.faults.append(_answering(503))

    run = bakery.import_all(patience=timedelta(minutes=5))

    assert "status 503" in stream(run, "ledger").error
    assert stream(run, "contacts").error == ""
    assert clock.now() - began < timedelta(seconds=5)
