"""The hosts in Django and in FastAPI serve, and are used over HTTP from the sign-in to the change feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pages import ROOT, blocks, commands

from boekhaak.clock import ScaledClock
from boekhaak.testing.books.generator import generate
from boekhaak.testing.consent import give_consent
from support.databases import SqliteFiles
from support.site import connected
from support.web_server import WebServer

HOSTS = {"django": "docs/how-to/embed-in-django.md", "fastapi": "docs/how-to/embed-in-fastapi.md"}


def asked(server: WebServer, method: str, path: str, status: int = 200) -> tuple[object, str]:
    """Return what an address answered as JSON, and where it sends the browser."""
    connection = HTTPConnection(urlsplit(server.address).netloc, timeout=30)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == status, content
        return json.loads(content or b"null"), answer.headers.get("Location", "")
    finally:
        connection.close()


@pytest.mark.parametrize("framework", HOSTS)
def test_the_host_signs_in_imports_and_tells_what_changed(
    framework: str, sqlite_files: SqliteFiles, tmp_path: Path
) -> None:
    url = sqlite_files.migrated()
    (line,) = [one for one in commands(HOSTS[framework]) if f"{framework}_host" in one]
    command = [*line.split(), *(("--port={port}",) if framework == "fastapi" else ("--bind=127.0.0.1:{port}",))]
    if framework == "django":
        command.append("--no-control-socket")
    clock = ScaledClock(datetime.now(UTC), speed=1)
    books = generate(companies=1, lines=20, seed=5)
    with connected("exact_online", books, url, clock, signed_in=False) as site:
        with WebServer.started(site, tmp_path / "log", *command) as server:
            _, consent = asked(server, "GET", "/authorize", 307 if framework == "fastapi" else 302)
            back = urlsplit(give_consent(consent))
            told, _ = asked(server, "GET", f"/callback?{back.query}")
            assert told == {"connection": 1}
            links, _ = asked(server, "POST", "/companies", 202)
            assert links == [1]
            server.until(lambda: {"run_finished"} <= kinds(server))
            assert kinds(server, after=2) >= {"records_changed", "run_finished"}
            refused, _ = asked(server, "GET", "/changes?after=99999", 409)
            assert "Read the records anew" in str(refused)
            assert server.stop()
        assert "Traceback" not in server.log.read_text()
        (link,) = site.link_all()
        assert site.stored(link) == site.expected(link)
    sqlite_files.drop(url)


def kinds(server: WebServer, after: int = 0) -> set[str]:
    found, _ = asked(server, "GET", f"/changes?after={after}")
    assert isinstance(found, dict)
    return {one["kind"] for one in found["events"]}


@pytest.mark.parametrize("framework", HOSTS)
def test_the_page_shows_the_host_that_is_run(framework: str) -> None:
    example = (ROOT / f"docs/examples/{framework}_host.py").read_text().split('"""\n\n', 1)[1]

    assert blocks(HOSTS[framework], "python")[0] == example
