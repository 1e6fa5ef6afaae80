"""Answers of a script, and rows as Exact writes them (made up; their shape is recorded)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest

from boekhaak.plugin import Company
from boekhaak.response import Response
from support.scripted import ScriptedHttp

NOON = datetime(2026, 6, 25, 12, 0, tzinfo=UTC)


def make_response(
    body: object = b"",
    *,
    status: int = 200,
    date: datetime = NOON,
    headers: Mapping[str, str] | None = None,
    url: str = "https://start.exactonline.nl/asked",
) -> Response:
    """Return an answer; whatever is not bytes is written as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"date": format_datetime(date, usegmt=True), "content-type": "application/json;charset=utf-8"}
    return Response(url=url, status=status, headers=given | dict(headers or {}), content=content, received_at=date)


@pytest.fixture
def company() -> Company:
    return Company(id="124132", region="nl", name="Bakkerij De Korst", currency="EUR")


@pytest.fixture
def response() -> Callable[..., Response]:
    return make_response


@pytest.fixture
def script() -> Callable[..., ScriptedHttp]:
    """Return an Http that gives these answers."""
    return lambda *answers: ScriptedHttp(list(answers), region="nl")


@pytest.fixture
def page() -> Callable[..., Response]:
    """Return a page of rows, with the address of the page that follows."""

    def make(*rows: Mapping[str, Any], following: str | None = None, date: datetime = NOON) -> Response:
        d: dict[str, Any] = {"results": list(rows)}
        if following:
            d["__next"] = following
        return make_response({"d": d}, date=date)

    return make


@pytest.fixture
def stamp() -> Callable[[datetime], str]:
    """Return a wall clock as Exact writes it: read as if it were UTC, in milliseconds."""
    return lambda shown: f"/Date({round(shown.replace(tzinfo=UTC).timestamp() * 1000)})/"


@pytest.fixture
def line() -> Callable[..., dict[str, Any]]:
    """Return a line of an entry, as the sync address gives it."""

    def make(timestamp: int = 7001, **changes: Any) -> dict[str, Any]:
        return {
            "__metadata": {"uri": f"https://start.exactonline.nl/x({timestamp}L)", "type": "Exact.Web.Api.Models.Sync"},
            "Timestamp": str(timestamp),
            "Division": 124132,
            "ID": f"00000000-0000-0000-0000-{timestamp:012}",
            "EntryID": "20b9ba3a-0000-0000-0000-000000000001",
            "EntryNumber": 26700001,
            "LineNumber": 1,
            "JournalCode": "70",
            "Date": "/Date(1782345600000)/",
            "FinancialYear": 2026,
            "FinancialPeriod": 6,
            "Type": 20,
            "Status": 50,
            "Description": "Bread",
            "GLAccount": "706a0000-0000-0000-0000-000000000000",
            "AmountDC": -16.5,
            "AmountFC": -16.5,
            "Currency": "EUR",
            "Account": "c0ffee00-0000-0000-0000-000000000000",
            "VATCode": "VB ",
            "Modified": "/Date(1782388800000)/",
        } | changes

    return make
