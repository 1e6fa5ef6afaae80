from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import (
    LimitReached,
    PackageUnavailable,
)
from boekhaak.http import Http
from boekhaak.models.package import Window
from support.purse import Way, ask
from support.wire import CUT, Answer, Wire, answer

RESET = datetime(2026, 3, 2, 9, 1, tzinfo=UTC)
RESET_MS = str(int(RESET.timestamp() * 1000))


def test_too_many_calls_end_one_second_after_the_reset(http: Http, wire: Wire) -> None:
    wire.says(answer(429, X_Limit="60", X_Remaining="0", X_Reset=RESET_MS))

    with pytest.raises(PackageUnavailable, match="limit of calls") as caught:
        ask(http)

    assert caught.value.retry_after == RESET + timedelta(seconds=1)
    assert len(wire.received) == 1


def test_too_many_calls_without_a_word_about_the_reset_end_after_a_minute(
    http: Http, wire: Wire, clock: ScaledClock
) -> None:
    wire.says(answer(429))

    with pytest.raises(PackageUnavailable) as caught:
        ask(http)

    assert caught.value.retry_after == clock.now() + timedelta(seconds=61)


def test_a_limit_whose_end_stands_in_the_text_is_read_by_the_plugin(way: Way, wire: Wire, clock: ScaledClock) -> None:
    http = way(windows=(_calls(600, timedelta(minutes=1)),))
    until = clock.now() + timedelta(seconds=20)
    wire.says(answer(429, {"text": "try again in 20 seconds"}))

    for _ in range(2):
        with pytest.raises(LimitReached) as caught:
            http.get(
                "/books",
                company=None,
                endpoint="books",
                explain=lambda _: LimitReached("full", way_out="Wait", retry_after=until),
            )
        assert caught.value.retry_after == until

    assert len(wire.received) == 1


def test_a_limit_that_ends_within_two_seconds_is_waited_out(http: Http, wire: Wire, clock: ScaledClock) -> None:
    until = clock.now() + timedelta(seconds=1)
    limit = LimitReached("too many in this second", way_out="Wait", retry_after=until)
    wire.says(answer(429), answer(body="here"))

    got = http.get("/books", company=None, endpoint="books", explain=lambda _: limit)

    assert got.json() == "here"
    assert clock.now() == until


@pytest.mark.parametrize("reset", ["2026-03-02T09:01:00Z", "2026-03-02T10:01:00+01:00", "2026-03-02T09:01:00"])
def test_a_reset_may_be_written_as_a_moment(http: Http, wire: Wire, reset: str) -> None:
    wire.says(answer(429, X_Remaining="0", X_Reset=reset))

    with pytest.raises(PackageUnavailable) as caught:
        ask(http)

    assert caught.value.retry_after == RESET + timedelta(seconds=1)


def test_a_limit_that_was_told_once_is_not_run_into_again(http: Http, wire: Wire) -> None:
    wire.says(answer(429, X_Remaining="0", X_Reset=RESET_MS))
    with pytest.raises(PackageUnavailable):
        ask(http)

    with pytest.raises(PackageUnavailable) as caught:
        ask(http)

    assert caught.value.retry_after == RESET
    assert len(wire.received) == 1


def test_the_headers_of_any_answer_set_the_window(http: Http, wire: Wire) -> None:
    wire.says(answer(X_Limit="60", X_Remaining="0", X_Reset=RESET_MS))
    ask(http)

    with pytest.raises(PackageUnavailable, match="no more calls to books until 2026-03-02 09:01:00 UTC"):
        ask(http)


@pytest.mark.parametrize("reset", ["soon", "", "²", "9" * 30, "-1"])
def test_headers_that_make_no_sense_change_nothing(http: Http, wire: Wire, reset: str) -> None:
    wire.says(Answer(200, b"{}", {"X-Remaining": "²", "X-Reset": reset}), answer(body="here"))
    ask(http)

    assert ask(http).json() == "here"


def test_a_wait_of_two_seconds_is_waited_out(way: Way, wire: Wire, clock: ScaledClock) -> None:
    http = way(windows=(_calls(1, timedelta(minutes=1)),))
    clock.advance(timedelta(seconds=58))
    wire.says(answer(), answer(body="here"))
    ask(http)

    got = ask(http).json()

    assert got == "here"
    assert clock.now() == RESET


def test_a_longer_wait_is_left_to_the_caller(way: Way, wire: Wire, clock: ScaledClock) -> None:
    http = way(windows=(_calls(1, timedelta(minutes=1)),))
    clock.advance(timedelta(seconds=57))
    wire.says(answer())
    ask(http)

    with pytest.raises(PackageUnavailable) as caught:
        ask(http)

    assert caught.value.retry_after == RESET
    assert http.requests == 1


def test_requests_are_counted_with_their_repetitions(http: Http, wire: Wire) -> None:
    wire.says(CUT, answer())

    ask(http)

    assert http.requests == 2


def _calls(count: int, period: timedelta) -> Window:
    return Window(what="calls", scopes=frozenset({"app"}), count=count, period=period)
