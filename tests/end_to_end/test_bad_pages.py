"""eAccounting lists whose pages are wrong, move or are refused; files whose address is; and minutes that are full."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from boekhaak.clock import ScaledClock
from boekhaak.models.link import Link
from boekhaak.models.records import Attachment
from boekhaak.testing.ledger import Records
from boekhaak_eaccounting.simulator.downloads import temporary_url
from support.command_line import CommandLine, books_and_cursors, everything, failed, filled
from support.site import Serve, Site

Told = Callable[[Request], Response]


@pytest.fixture
def site(serve: Serve) -> Site:
    """Return a simulator of two companies to which the environment “acme” is connected."""
    return serve(package="eaccounting")


def answer(site: Site, path: str, told: Told) -> None:
    """Let an address be answered by a function instead of the simulator."""

    async def answered(request: Request) -> Response:
        return told(request)

    site.simulator.app.router.routes.insert(0, Route(path, answered))


def well_again(boekhaak: CommandLine, site: Site) -> bool:
    """Let the simulator answer itself again, import what is left, and tell whether the store holds what it does."""
    del site.simulator.app.router.routes[0]
    ended = boekhaak("import", site.names[0])
    link = site.link_all()[0]
    return (ended.code, ended.err) == (0, "") and site.stored(link) == site.expected(link)


def refused(code: int, text: str) -> Told:
    """Return what answers as the vendor does to a query that it does not take."""
    body = {"ErrorCode": code, "DeveloperErrorMessage": text, "ErrorId": "1", "Errors": []}
    return lambda _: JSONResponse(body, 400)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (6000, "BadRequestException - $pagesize cannot be '1000'."),
        (6001, "BadRequestException - Unable to parse the filter."),
    ],
)
def test_a_query_that_is_not_taken_stops_its_stream_alone_and_is_told_with_code_and_text(
    boekhaak: CommandLine, site: Site, code: int, text: str
) -> None:
    answer(site, "/v2/projects", refused(code, text))

    errors = failed(boekhaak, "import", site.names[0])

    assert set(errors) == {"projects"}
    assert f"{text} " in errors["projects"].replace("..", ". ") or text in errors["projects"]
    assert str(code) in errors["projects"]
    assert "report it with this text" in errors["projects"]
    assert well_again(boekhaak, site)


def listed(*rows: dict[str, Any], page: int, pages: int, total: int) -> Response:
    """Return a page of a list."""
    meta = {"CurrentPage": page, "PageSize": 1000, "TotalNumberOfPages": pages, "TotalNumberOfResults": total}
    return JSONResponse({"Meta": meta | {"ServerTimeUtc": "2026-03-02T09:00:00Z"}, "Data": rows})


def project(number: int) -> dict[str, Any]:
    """Return a row of the list of projects."""
    return {"Id": f"00000000-0000-0000-0000-{number:012}", "Number": str(number), "Name": "Made up", "Status": 1}


def test_a_page_that_is_asked_for_and_does_not_come_is_noticed(boekhaak: CommandLine, site: Site) -> None:
    answer(site, "/v2/projects", lambda _: listed(project(1), page=1, pages=3, total=3))

    errors = failed(boekhaak, "import", site.names[0])

    assert set(errors) == {"projects"}
    assert "(projects) is page 1, where page 2 was asked for. Nothing of it was stored; try again" in errors["projects"]
    assert boekhaak("synchronise", "1").code == 1


def test_rows_that_move_so_that_some_never_come_are_told_and_nothing_is_taken_for_gone(
    boekhaak: CommandLine, site: Site
) -> None:
    def moving(request: Request) -> Response:
        page = int(request.query_params["$page"])
        return listed(project(1), page=page, pages=3, total=3)

    answer(site, "/v2/projects", moving)

    errors = failed(boekhaak, "import", site.names[0])

    assert set(errors) == {"projects"}
    assert "the list projects does not hold still: " in errors["projects"]
    assert (
        "in 3 readings. What came is stored, and nothing was taken for gone; it is read again later"
        in errors["projects"]
    )


def test_rows_that_move_between_pages_whose_order_is_not_asked_for_are_all_read(
    boekhaak: CommandLine, site: Site
) -> None:
    site.simulator.faults = {"moving_pages"}

    ended = boekhaak("import", site.names[0])

    link = site.link_all()[0]
    assert (ended.code, ended.err) == (0, "")
    assert site.stored(link) == site.expected(link)


def test_another_company_than_the_link_s_is_not_read(boekhaak: CommandLine, site: Site) -> None:
    link = site.link_all()[0]
    site.simulator.faults = {"moved_identifier"}

    ended = boekhaak("synchronise", str(link.id))

    assert ended.code == 1
    assert f"the package answered for another company ({link.company.name}). Nothing was stored; " in ended.errors[0]
    assert filled(books_and_cursors(boekhaak.url)) == set()


def test_a_full_minute_is_told_with_the_moment_at_which_it_ends(boekhaak: CommandLine, serve: Serve) -> None:
    site = serve(package="eaccounting", clock=ScaledClock(datetime.now(UTC)))
    site.simulator.per_minute = 0
    before, started = everything(boekhaak.url), datetime.now(UTC)

    ended = boekhaak("companies", "--json")

    told = ended.json["error"]
    until = datetime.fromisoformat(told["retry_after"])
    assert (ended.code, told["type"]) == (1, "LimitReached")
    assert timedelta(seconds=60) <= until - started <= timedelta(seconds=90)
    assert f"no more calls of this kind are allowed until {until:%Y-%m-%d %H:%M:%S} UTC" in told["what"]
    assert everything(boekhaak.url) == before
    asked = site.simulator.requests
    assert f"no more calls to companysettings until {until:%Y-%m-%d %H:%M:%S} UTC" in boekhaak("companies").err
    assert site.simulator.requests == asked


@pytest.fixture
def file(site: Site) -> tuple[Link, Attachment, bytes]:
    """Return a link that is imported, a file of it, and what that file holds."""
    link = site.link_all()[0]
    assert site.imported(link).complete
    found = Records(site.actor, site.installation, link.id).of(Attachment)[0]
    held = {one.name: one for document in site.company(link).documents for one in document.attachments}
    return link, found, b"".join(held[found.file_name].content())


def test_an_address_of_a_file_that_has_expired_is_told_and_the_next_one_works(
    boekhaak: CommandLine, site: Site, file: tuple[Link, Attachment, bytes], tmp_path: Path
) -> None:
    link, found, content = file
    download = ("download", str(link.id), found.id, "--to", str(tmp_path / "file"))
    old = temporary_url(site.address, link.company.name, found.id, site.clock.now() - timedelta(hours=2))
    answer(site, "/v2/attachments/{id}", lambda _: JSONResponse({"TemporaryUrl": old}))

    sentence = boekhaak.refused(*download)

    assert "the address of the file is no longer good (status 403). Download it again: " in sentence
    assert list(tmp_path.glob("file*")) == []
    del site.simulator.app.router.routes[0]
    ended = boekhaak(*download, "--json")
    assert (ended.code, ended.json["sha256"]) == (0, hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("address", ["http://files.example/stolen", "http://127.0.0.1:9/x", "http://[::1", "nonsense"])
def test_an_address_of_a_file_elsewhere_is_asked_for_nothing(
    boekhaak: CommandLine, site: Site, file: tuple[Link, Attachment, bytes], tmp_path: Path, address: str
) -> None:
    link, found, _ = file
    answer(site, "/v2/attachments/{id}", lambda _: JSONResponse({"TemporaryUrl": address}))

    boekhaak.refused("download", str(link.id), found.id, "--to", str(tmp_path / "file"))

    assert list(tmp_path.glob("file*")) == []


@pytest.mark.parametrize("body", [{}, {"TemporaryUrl": None}])
def test_a_file_without_an_address_is_told(
    boekhaak: CommandLine, site: Site, file: tuple[Link, Attachment, bytes], tmp_path: Path, body: dict[str, None]
) -> None:
    link, found, _ = file
    answer(site, "/v2/attachments/{id}", lambda _: Response(json.dumps(body), media_type="application/json"))

    sentence = boekhaak.refused("download", str(link.id), found.id, "--to", str(tmp_path / "file"))

    assert f"the file “{found.file_name}” has no content there. It was probably deleted; synchronise." in sentence
