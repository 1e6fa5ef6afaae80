"""A stand-in for Http that answers from a script, and rows as Exact writes them (made up; their shape is recorded)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest

from boekhaak.plugin import Company, PackageRefused
from boekhaak.response import Response

NOON = datetime(2026, 6, 25, 12, 0, tzinfo=UTC)
Answer = Response | Callable[[str, Mapping[str, str]], Response]


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


@dataclass
class FakeHttp:
    """Gives the scripted answers in their order (the last one for ever) and remembers what was asked."""

    answers: list[Answer]
    region: str = "nl"
    asked: list[dict[str, Any]] = field(default_factory=list)

    def get(self, url: str, **asked: Any) -> Response:
        return self._answer({"url": url, **asked})

    def post_form(self, url: str, form: Mapping[str, str], **asked: Any) -> Response:
        return self._answer({"url": url, "form": dict(form), "params": {}, **asked})

    def _answer(self, asked: dict[str, Any]) -> Response:
        self.asked.append(asked)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        response = answer if isinstance(answer, Response) else answer(asked["url"], asked["params"] or {})
        if response.status < 300:
            return response
        raise asked["explain"](response) or PackageRefused("refused", way_out="none")


@pytest.fixture
def company() -> Company:
    return Company(id="124132", region="nl", name="Bakkerij De Korst", currency="EUR")


@pytest.fixture
def response() -> Callable[..., Response]:
    return make_response


@pytest.fixture
def script() -> Callable[..., FakeHttp]:
    """Return an Http that gives these answers."""
    return lambda *answers: FakeHttp(list(answers))


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
