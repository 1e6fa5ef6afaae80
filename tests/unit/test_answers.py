"""What plugins share: answers that are of no use, amounts, and cursors of other versions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from boekhaak.answers import data, exact, misshapen, money, refused, stored_cursor
from boekhaak.errors import CursorLost, PackageRefused, PackageUnavailable
from boekhaak.response import Response

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Row(BaseModel):
    name: str
    amount: float


class Mark(BaseModel):
    model_config = ConfigDict(extra="forbid")

    page: int = 1


def answer(content: bytes, status: int = 200, kind: str = "application/json") -> Response:
    return Response("https://package.example/rows?page=2", status, {"content-type": kind}, content, NOON)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"<html><body>Back soon", "application/json"), (b"  <HTML>", ""), (b"{}", "text/html; charset=utf-8")],
)
def test_a_page_for_people_is_no_data(content: bytes, kind: str) -> None:
    with pytest.raises(PackageUnavailable, match="a page came instead of data") as caught:
        data(answer(content, kind=kind))

    assert caught.value.retry_after == NOON + timedelta(minutes=5)


@pytest.mark.parametrize("content", [b'{"rows": []}', b"", b'{"text": "<html>"}'])
def test_anything_else_is(content: bytes) -> None:
    assert data(answer(content)).content == content


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'{"name": "secret of somebody"}', "an answer (rows) is not of the documented shape at amount (missing)"),
        (b'{"name": 1, "amount": 2}', "at name (string_type)"),
        (b"[]", "at its beginning (model_type)"),
        (b'{"name": "cut', "is not complete JSON (13 bytes)"),
    ],
)
def test_an_answer_of_another_shape_is_told_without_its_values(content: bytes, what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Row.model_validate_json(content)

    error = misshapen("rows", caught.value, answer(content))

    assert what in error.what
    assert "secret" not in str(error)
    assert error.way_out


def test_a_refusal_that_tells_its_reason_is_passed_on() -> None:
    later, never = refused(answer(b"", 503), "too busy"), refused(answer(b"", 400), "no such field")

    assert isinstance(later, PackageUnavailable)
    assert later.retry_after == NOON + timedelta(minutes=1)
    assert isinstance(never, PackageRefused)
    assert "status 400: no such field" in never.what


def test_a_cursor_is_read_as_it_was_written_and_begins_anew_without_one() -> None:
    assert stored_cursor(Mark, "rows", Mark(page=7).model_dump_json()) == Mark(page=7)
    assert stored_cursor(Mark, "rows", None) == Mark()


@pytest.mark.parametrize("text", ["", "{", '{"nobody_knows": 1}', '{"page": "x"}'])
def test_a_cursor_of_another_version_is_lost(text: str) -> None:
    with pytest.raises(CursorLost) as caught:
        stored_cursor(Mark, "rows", text)

    assert caught.value.streams == {"rows"}


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (120.0, "120.00"),
        (-0.01, "-0.01"),
        (0.1 + 0.2, "0.30"),
        (1234567.8900000001, "1234567.89"),
        (999999999999.99, "999999999999.99"),
        (19.9999999999, "20.00"),
        (-0.0, "0.00"),
        (None, "0.00"),
        (0.125, "0.1250"),
        (-16.4949, "-16.4949"),
    ],
)
def test_an_amount_has_two_decimals_or_the_four_it_really_has(value: float | None, amount: str) -> None:
    assert str(money(value)) == amount


def test_an_amount_keeps_its_cents_at_any_size() -> None:
    for cents in range(-30_000, 30_000, 7):
        assert money(cents / 100) == Decimal(cents) / 100


@pytest.mark.parametrize(
    ("value", "number"), [(12.0, "12"), (2.2535, "2.2535"), (0.1, "0.1"), (-3.0, "-3"), (1e20, "100000000000000000000")]
)
def test_a_quantity_keeps_all_its_decimals(value: float, number: str) -> None:
    assert str(exact(value)) == number


def test_no_quantity_is_none() -> None:
    assert exact(None) is None
