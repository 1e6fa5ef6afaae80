"""What refusals mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.plugin import LimitReached, PackageRefused, PackageUnavailable
from boekhaak_twentyfour_seven.errors import Blocked, TooWide, lapsed, refusal, sign_in_refusal
from support.seven_answers import NOON, fault, response


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("System.Exception: The provided IdentityId is blocked. Call …", Blocked),
        ("System.Exception: Timeout expired. The timeout period elapsed", TooWide),
        ("Instance validation error: 'X' is not a valid value", PackageRefused),
        ("Please specify at least one search parameter", PackageRefused),
        ("Limit exceeded by 3. Request is blocked. Quarantine ends at 2026-06-25 13:00:00", LimitReached),
        ("Something nobody has seen", PackageUnavailable),
    ],
)
def test_a_fault_is_read_by_its_sentence(said: str, error: type[Exception]) -> None:
    assert type(refusal(fault(said))) is error


@pytest.mark.parametrize(
    ("said", "headers"),
    [
        ("Limit exceeded by 3. Request is blocked. Quarantine ends at 2026-06-25 13:00:00", {}),
        ("Limit exceeded by 3. Request is blocked. Quarantine ends soon", {"apilimitreset": "2026-06-25T13:00:00Z"}),
        ("Limit exceeded by 3.", {}),
    ],
)
def test_the_end_of_a_quarantine_is_told(said: str, headers: dict[str, str]) -> None:
    found = refusal(fault(said, headers=headers))

    assert isinstance(found, LimitReached)
    assert found.retry_after == datetime(2026, 6, 25, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize("said", ["Session is not authenticated", "Client is not authenticated on this identity"])
def test_a_session_that_ended_is_told_by_its_sentence(said: str) -> None:
    assert lapsed(fault(said))
    assert not lapsed(response(said.encode()))
    assert not lapsed(fault("Something else"))


def test_too_many_calls_wait_a_second_and_too_many_sign_ins_longer() -> None:
    many = response(b"Too many", status=429)

    calls, sign_ins = refusal(many), sign_in_refusal(many)

    assert isinstance(calls, LimitReached)
    assert calls.retry_after == NOON + timedelta(seconds=1)
    assert isinstance(sign_ins, PackageUnavailable)
    assert not isinstance(sign_ins, LimitReached)
    assert sign_ins.retry_after is not None
    assert sign_ins.retry_after > NOON + timedelta(minutes=1)


def test_what_is_no_fault_is_left_to_the_general_reading() -> None:
    assert refusal(response(b"<html>Not found</html>", status=404)) is None
