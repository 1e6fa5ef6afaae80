"""The page about downloading does what it says, against a simulator."""

from __future__ import annotations

import json
import mimetypes
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import walk
from pages import blocks, commands

from boekhaak.clock import Clock, ScaledClock
from boekhaak.models.link import Link
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from boekhaak.testing.books.generator import generate
from support.exact_site import Site, exact_site

PAGES = ("docs/how-to/download-documents.md", "docs/how-to/keep-what-was-sent.md")


@pytest.fixture
def site(place: Path) -> Iterator[tuple[Site, Link]]:
    """Return an installation in the working folder, with one company imported."""
    url = f"sqlite:///{place}/books.db"
    store = Store(Settings(database_url=url), Clock())
    store.upgrade()
    store.close()
    with exact_site(generate(lines=60, seed=4), url, ScaledClock(datetime.now(UTC), speed=1)) as opened:
        (link,) = opened.link_all()
        opened.imported(link)
        yield opened, link


def run(site: Site, line: str) -> str:
    """Run a command of a page, and return what it printed."""
    assert site.settings.key is not None
    key = site.settings.key.get_secret_value()
    return walk.run(shlex.split(line), BOEKHAAK_DATABASE_URL=site.settings.database_url, BOEKHAAK_KEY=key)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_works(site: tuple[Site, Link], place: Path, page: str) -> None:
    (place / "files").mkdir()
    attachment = json.loads(run(site[0], "boekhaak records 1 attachment --limit 1 --json"))[0]["id"]

    for line in commands(page):
        run(site[0], line.replace("ATTACHMENT", attachment))

    assert len(list((place / "files").iterdir())) == ("download" in page)


def test_the_host_of_the_page_gets_the_file(site: tuple[Site, Link], place: Path) -> None:
    opened, link = site
    attachment = json.loads(run(opened, "boekhaak records 1 attachment --limit 1 --json"))[0]
    (code,) = blocks(PAGES[0], "python")
    host: dict[str, object] = {}
    exec(code, host)  # noqa: S102 - the page's own example

    where = (opened.installation, opened.actor, link.id, attachment["id"])
    told = host["fetch"](*where, place)  # type: ignore[operator]
    pieces = b"".join(host["pass_on"](*where))  # type: ignore[operator]

    assert told.split()[1] == mimetypes.guess_type(attachment["file_name"])[0]
    assert len(pieces) == attachment["size"]
    assert Path(told.split()[0]).read_bytes() == pieces
