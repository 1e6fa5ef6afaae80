"""Asking eAccounting: one object, or all pages of a list, as checked rows. Source: FACTS.md#paging, #reading-lists.

A list is whole when as many different rows came as it had at the beginning. Pages that bring nothing new, a list that
shrinks meanwhile, and a count that does not fit have it read again from its first page, and told at last.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

from boekhaak.plugin import Company, Http, PackageUnavailable, Response, data, misshapen, unexpected
from boekhaak_eaccounting.errors import refusal
from boekhaak_eaccounting.mapping.rows import Row

PAGE_SIZE = 1000
"""The most that is given at once. Source: FACTS.md#paging."""
READINGS = 3
"""How often a list is read before it is told that it does not hold still."""
PAUSE = timedelta(minutes=5)
"""How long a list is left alone that does not hold still."""

M = TypeVar("M", bound=BaseModel)
R = TypeVar("R", bound=Row)


class Meta(BaseModel):
    """What a page tells of its list."""

    CurrentPage: int
    TotalNumberOfPages: int
    TotalNumberOfResults: int
    ServerTimeUtc: AwareDatetime


class _Envelope(BaseModel, Generic[R]):
    model_config = ConfigDict(hide_input_in_errors=True)

    Meta: Meta
    Data: list[R]


@dataclass(frozen=True)
class Answer(Generic[R]):
    """The rows of one page, what it tells of its list, and how the reading stands after it.

    ``following`` is the page to read next: 0 after the last one, 1 when the list has to be read again.
    """

    rows: list[R]
    content: bytes
    read_at: datetime
    following: int
    total: int
    seen: int


def one(http: Http, shape: type[M], path: str, *, company: Company | None, endpoint: str) -> M:
    """Return a single object. Raises: as ``http.get``; UnexpectedAnswer when it is not of the documented shape."""
    return _checked(_ask(http, path, {}, company=company, endpoint=endpoint), TypeAdapter(shape))


def pages(
    http: Http,
    rows: type[R],
    path: str,
    *,
    company: Company | None,
    endpoint: str,
    params: Mapping[str, str],
    start: int = 1,
    total: int | None = None,
    seen: int = 0,
) -> Iterator[Answer[R]]:
    """Yield page after page of a list; ``start``, ``total`` and ``seen`` tell how far an earlier reading came.

    Raises: PackageUnavailable when the list does not hold still; UnexpectedAnswer when a page is not of the documented shape,
    or not the one that was asked for; else as ``http.get``.
    """
    page, readings, known = start, 1, set[int]()
    while page:
        asked = {**params, "$page": str(page), "$pagesize": str(PAGE_SIZE)}
        response = _ask(http, path, asked, company=company, endpoint=endpoint)
        body = _checked(response, _adapter(rows))
        meta = body.Meta
        if meta.CurrentPage != page:
            raise unexpected(endpoint, f"is page {meta.CurrentPage}, where page {page} was asked for")
        before = len(known)
        known.update(hash(row.key()) for row in body.Data)
        seen += len(known) - before
        total = meta.TotalNumberOfResults if total is None else total
        stuck = meta.TotalNumberOfResults < total or (bool(total) and len(known) == before)
        ended = stuck or page >= meta.TotalNumberOfPages
        again = ended and (stuck or seen < total)
        if again and readings == READINGS:
            raise _restless(endpoint, seen, total, response)
        page = (1 if again else 0) if ended else page + 1
        yield Answer(body.Data, response.content, meta.ServerTimeUtc, page, total, 0 if again else seen)
        if again:
            readings, total, seen = readings + 1, None, 0
            known.clear()


def parsed(rows: type[R], content: bytes) -> list[R]:
    """Return the rows of a body. Raises: ValidationError."""
    return _adapter(rows).validate_json(content).Data


def texts(content: bytes) -> list[str]:
    """Return each row of a body as it was written."""
    return [json.dumps(row, ensure_ascii=False) for row in json.loads(content)["Data"]]


def _ask(http: Http, path: str, params: Mapping[str, str], *, company: Company | None, endpoint: str) -> Response:
    return data(
        http.get(
            f"/v2/{path}",
            company=company,
            endpoint=endpoint,
            params=params,
            headers={"Accept": "application/json"},
            explain=refusal,
        )
    )


def _checked(response: Response, shape: TypeAdapter[M]) -> M:
    try:
        return shape.validate_json(response.content)
    except ValidationError as error:
        raise misshapen(response.url.partition("?")[0], error, response) from error


@cache
def _adapter(rows: type[R]) -> TypeAdapter[_Envelope[Any]]:
    return TypeAdapter(_Envelope[rows])  # type: ignore[valid-type]


def _restless(endpoint: str, seen: int, total: int, response: Response) -> PackageUnavailable:
    return PackageUnavailable(
        f"the list {endpoint} does not hold still: {seen} of its {total} rows came, in {READINGS} readings",
        way_out="What came is stored, and nothing was taken for gone; it is read again later",
        retry_after=response.received_at + PAUSE,
    )
