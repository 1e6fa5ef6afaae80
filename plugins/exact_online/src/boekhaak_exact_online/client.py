"""Asking Exact: one answer, or all pages of one, as checked rows. Source: FACTS.md#negotiation, #envelope, #paging."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from boekhaak.plugin import Company, Http, PackageUnavailable, Response, UnexpectedAnswer, malformed
from boekhaak_exact_online.errors import refusal

MAINTENANCE = timedelta(minutes=5)
"""How long we stay away when Exact shows its maintenance page; it does not say."""

R = TypeVar("R", bound=BaseModel)


class _Results(BaseModel, Generic[R]):
    results: list[R]
    following: str | None = Field(default=None, alias="__next")


class _Envelope(BaseModel, Generic[R]):
    model_config = ConfigDict(hide_input_in_errors=True)

    d: _Results[R] | list[R] = Field(union_mode="left_to_right")


@dataclass(frozen=True)
class Answer(Generic[R]):
    """The rows of one page, the address of the page that follows (empty after the last), and when it was answered."""

    rows: list[R]
    following: str
    date: datetime
    content: bytes


def pages(
    http: Http, rows: type[R], url: str, *, company: Company | None, endpoint: str, params: Mapping[str, str] | None
) -> Iterator[Answer[R]]:
    """Yield page after page, following Exact's own addresses literally.

    Raises: UnexpectedAnswer when a page is not of the documented shape or points to itself; else as ``http.get``.
    """
    while True:
        response = http.get(
            url,
            company=company,
            endpoint=endpoint,
            params=params,
            headers={"Accept": "application/json"},
            explain=refusal,
        )
        answer = _read(response, rows)
        yield answer
        if not answer.following:
            return
        if answer.following in {url, response.url}:
            raise _unexpected(endpoint, "names itself as the page that follows")
        url, params = answer.following, None


def _read(response: Response, rows: type[R]) -> Answer[R]:
    if "text/html" in response.headers.get("content-type", "") or response.content.lstrip()[:5].lower() == b"<html":
        raise PackageUnavailable(
            "a page came instead of data, as during maintenance",
            way_out="Nothing was lost; try again in a few minutes",
            retry_after=response.received_at + MAINTENANCE,
        )
    try:
        found, following = parsed(rows, response.content)
    except ValidationError as error:
        worst = max(error.errors(include_input=False, include_url=False), key=lambda one: len(one["loc"]))
        if worst["type"] == "json_invalid":
            raise malformed(response) from error
        what = f"is not of the documented shape at {worst['loc'][-1]} ({worst['type']})"
        raise _unexpected(rows.__name__, what) from error
    return Answer(found, following, response.date, response.content)


def parsed(rows: type[R], content: bytes) -> tuple[list[R], str]:
    """Return the rows of a body, and the address of the page that follows. Raises: ValidationError."""
    body = _adapter(rows).validate_json(content).d
    return (body, "") if isinstance(body, list) else (body.results, body.following or "")


def texts(content: bytes) -> list[str]:
    """Return each row of a body as Exact wrote it."""
    body = json.loads(content)["d"]
    rows = body if isinstance(body, list) else body["results"]
    return [json.dumps(row, ensure_ascii=False) for row in rows]


@cache
def _adapter(rows: type[R]) -> TypeAdapter[_Envelope[Any]]:
    return TypeAdapter(_Envelope[rows])  # type: ignore[valid-type]


def _unexpected(subject: str, what: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        f"an answer ({subject}) {what}",
        way_out="Nothing of it was stored; try again, and report it if it stays",
    )
