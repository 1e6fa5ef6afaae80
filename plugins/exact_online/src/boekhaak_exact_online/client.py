"""Asking Exact: one answer, or all pages of one, as checked rows. Source: FACTS.md#negotiation, #envelope, #paging."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from boekhaak.plugin import Company, Http, Response, data, misshapen, unexpected
from boekhaak_exact_online.errors import refusal

R = TypeVar("R", bound=BaseModel)


class _Results(BaseModel, Generic[R]):
    results: list[R]
    following: str | None = Field(default=None, alias="__next")
    counted: int | None = Field(default=None, alias="__count")


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
            raise unexpected(endpoint, "names itself as the page that follows")
        url, params = answer.following, None


def _read(response: Response, rows: type[R]) -> Answer[R]:
    try:
        found, following = parsed(rows, data(response).content)
    except ValidationError as error:
        raise misshapen(rows.__name__, error, response) from error
    return Answer(found, following, response.date, response.content)


def parsed(rows: type[R], content: bytes) -> tuple[list[R], str]:
    """Return the rows of a body, and the address of the page that follows. Raises: ValidationError."""
    body = _adapter(rows).validate_json(content).d
    return (body, "") if isinstance(body, list) else (body.results, body.following or "")


def counted(content: bytes) -> int | None:
    """Return how many rows all pages have, where a body tells it. Raises: ValidationError."""
    body = _adapter(BaseModel).validate_json(content).d
    return None if isinstance(body, list) else body.counted


def texts(content: bytes) -> list[str]:
    """Return each row of a body as Exact wrote it."""
    body = json.loads(content)["d"]
    rows = body if isinstance(body, list) else body["results"]
    return [json.dumps(row, ensure_ascii=False) for row in rows]


@cache
def _adapter(rows: type[R]) -> TypeAdapter[_Envelope[Any]]:
    return TypeAdapter(_Envelope[rows])  # type: ignore[valid-type]
