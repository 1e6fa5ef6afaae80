"""Answers of a script, and rows as eAccounting writes them (made up; their shape is specified)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime
from typing import Any

import pytest

from boekhaak.plugin import Company
from boekhaak.response import Response
from boekhaak_eaccounting.mapping.rows import FiscalYearRow, Register, numbered
from support.databases import SqliteFiles
from support.scripted import ScriptedHttp
from support.site import Site, connected

NOON = datetime(2026, 6, 25, 12, 0, tzinfo=UTC)
YEARS = ((2024, "2024-07-01", "2025-06-30"), (2025, "2025-07-01", "2026-06-30"))


def make_response(
    body: object = b"", *, status: int = 200, headers: Mapping[str, str] | None = None, at: datetime = NOON
) -> Response:
    """Return an answer; whatever is not bytes is written as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"content-type": "application/json;charset=UTF-8"}
    return Response(
        url="https://eaccountingapi.vismaonline.com/v2/asked",
        status=status,
        headers=given | dict(headers or {}),
        content=content,
        received_at=at,
    )


def make_page(
    *rows: Mapping[str, Any], page: int = 1, pages: int = 1, total: int | None = None, at: datetime = NOON
) -> Response:
    """Return a page of a list."""
    meta = {
        "CurrentPage": page,
        "PageSize": 1000,
        "TotalNumberOfPages": pages,
        "TotalNumberOfResults": len(rows) if total is None else total,
        "ServerTimeUtc": f"{at:%Y-%m-%dT%H:%M:%SZ}",
    }
    return make_response({"Meta": meta, "Data": list(rows)}, at=at)


@pytest.fixture
def company() -> Company:
    return Company(id="c0ffee", region="eu", name="Bageriet Limpan", country="SE", currency="SEK")


@pytest.fixture
def register(company: Company) -> Register:
    """Return what rows are read beside: two broken years, a VAT code, and an item of each dimension."""
    years = [FiscalYearRow(Id=f"y{number}", StartDate=start, EndDate=end) for number, start, end in YEARS]
    return Register(
        company,
        years=numbered(years),
        tax_codes={"vat25": "MP1"},
        items={"i1": "CC1", "i2": "CU1", "i3": "X1"},
        year=numbered(years)[1],
        on=date(2026, 5, 31),
    )


@pytest.fixture
def response() -> Callable[..., Response]:
    return make_response


@pytest.fixture
def page() -> Callable[..., Response]:
    return make_page


@pytest.fixture
def script() -> Callable[..., ScriptedHttp]:
    """Return an Http that gives these answers."""
    return lambda *answers: ScriptedHttp(list(answers), region="eu")


@pytest.fixture
def opened(sqlite_files: SqliteFiles) -> Iterator[Callable[..., Site]]:
    """Return what opens a host that is connected to a simulator."""
    with ExitStack() as stack:
        yield lambda data, **options: stack.enter_context(
            connected("eaccounting", data, sqlite_files.migrated(), **options)
        )
