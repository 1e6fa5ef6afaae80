from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import BaseModel, ValidationError

from boekhaak.answers import data, misshapen, refused
from boekhaak.errors import PackageRefused, PackageUnavailable
from boekhaak.response import Response

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Row(BaseModel):
    name: str
    amount: float


def answer(content: bytes, status: int = 200, kind: str = "application/json") -> Response:
    return Response("https://package.example/rows?page=2", status, {"content-type": kind}, content, NOON)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html><body>Back soon", "application/json"),
        (b"  <HTML>", ""),
        (b"<!DOCTYPE html><html>", "application/json"),
        (b"{}", "text/html; charset=utf-8"),
    ],
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
