from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from boekhaak.plugin import (
    AccessMissing,
    ConsentRequired,
    LimitReached,
    PackageRefused,
    PackageUnavailable,
    Response,
)
from boekhaak_eaccounting.errors import CLOSED, refusal


def said(code: int, text: str | None = None) -> dict[str, Any]:
    return {"ErrorCode": code, "DeveloperErrorMessage": text, "ErrorId": "e", "Errors": []}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("API calls quota exceeded! maximum admitted 600 per Minute. Please try again in 37 second(s).", 37),
        ("Quota of calls is exceeded: at most 600 per Minute. Please try again in 5 seconds.", 5),
        ("Try again in 12s", 12),
        ("Too many", 60),
    ],
)
def test_how_long_to_wait_is_read_from_the_text(response: Callable[..., Response], text: str, seconds: int) -> None:
    error = refusal(response(said(4010, text), status=429))

    assert isinstance(error, LimitReached)
    assert error.retry_after == response().received_at + timedelta(seconds=seconds + 1)


def test_how_long_to_wait_is_read_from_the_header_where_the_text_is_silent(response: Callable[..., Response]) -> None:
    error = refusal(response(b"", status=429, headers={"retry-after": "9"}))

    assert isinstance(error, LimitReached)
    assert error.retry_after == response().received_at + timedelta(seconds=10)


def test_a_company_without_the_module_is_no_dead_token(response: Callable[..., Response]) -> None:
    text = "ForbiddenRequestException - No access to module: api_standard"

    error = refusal(response(said(4002, text), status=403))

    assert isinstance(error, AccessMissing)
    assert not isinstance(error, ConsentRequired)
    assert "a new consent alone does not help" in error.way_out


@pytest.mark.parametrize("code", sorted(CLOSED))
def test_each_code_has_its_own_way_out(response: Callable[..., Response], code: int) -> None:
    error = refusal(response(said(code, "ForbiddenRequestException - No."), status=403))

    assert isinstance(error, AccessMissing)
    assert (error.what, error.way_out) == (f"access was refused: {CLOSED[code][0]}", CLOSED[code][1])


@pytest.mark.parametrize("body", [said(4999, "Nobody knows"), b"", b"<html>no</html>"])
def test_another_refusal_names_the_rights(response: Callable[..., Response], body: object) -> None:
    error = refusal(response(body, status=403))

    assert isinstance(error, AccessMissing)
    assert "rights" in error.way_out


@pytest.mark.parametrize("code", [6000, 6001, 3001])
def test_a_refused_question_keeps_the_vendor_s_words(response: Callable[..., Response], code: int) -> None:
    error = refusal(response(said(code, "The filter   cannot be read."), status=400))

    assert isinstance(error, PackageRefused)
    assert f"The filter cannot be read. (code {code})" in error.what


def test_a_long_text_is_shortened(response: Callable[..., Response]) -> None:
    assert len(refusal(response(said(6000, "word " * 500), status=400)).what) < 300


def test_a_failure_there_is_tried_later(response: Callable[..., Response]) -> None:
    error = refusal(response(said(5000, "InternalServerException"), status=500))

    assert isinstance(error, PackageUnavailable)
    assert error.retry_after > response().received_at


@pytest.mark.parametrize(("status", "body"), [(404, b""), (503, b"<html></html>"), (400, {"x": 1})])
def test_what_says_nothing_is_left_to_the_general_reading(
    response: Callable[..., Response], status: int, body: object
) -> None:
    assert refusal(response(body, status=status)) is None
