"""What reading costs in calls, as the page about it says: an import, and a synchronisation in which nothing happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from pathlib import Path

import pytest

from boekhaak.models.link import Link
from boekhaak.testing.books.generator import generate
from boekhaak_exact_online.plugin import STREAMS
from boekhaak_exact_online.streams import SOURCES
from support.databases import Databases
from support.exact_site import Site, changed, count, errors, exact_site

PAGE = Path(__file__).parents[2] / "docs/explanation/calls.md"
ROW = re.compile(r"^\| (\w+) \| ([\w/]+) \| (always|once a day) \| (.+?) \| ", re.MULTILINE)
TABLE = {stream: (address, due, calls) for stream, address, due, calls in ROW.findall(PAGE.read_text())}
COMPANY = "system/Divisions"
LARGE, SMALL = 1_000, 60


@pytest.fixture
def site(databases: Databases) -> Iterator[Site]:
    url = databases.migrated()
    with exact_site(generate(lines=3_000, seed=11, foreign_currency=True), url) as opened:
        yield opened
    databases.drop(url)


def calls(site: Site) -> dict[str, int]:
    """Return what the simulator was asked since the last time, sign-ins apart."""
    counted = {address: count for address, count in site.simulator.calls.items() if address != "oauth2/token"}
    site.simulator.calls.clear()
    return counted


def test_the_page_tells_of_every_stream() -> None:
    assert {stream: (source.path, told) for stream, source in SOURCES.items() for told in [TABLE[stream][1]]} == {
        stream.key: (TABLE[stream.key][0], "once a day" if stream.every else "always") for stream in STREAMS
    }


def test_an_import_takes_a_call_for_the_company_and_one_a_page(site: Site) -> None:
    (link,) = site.link_all()
    calls(site)

    run = site.imported(link)

    counted = calls(site)
    assert counted.pop(COMPANY) == 1
    pages = {
        source.path: max(1, ceil(rows(site, link, stream) / (LARGE if source.path.startswith("sync/") else SMALL)))
        for stream, source in SOURCES.items()
    }
    assert counted == pages
    assert run.requests == sum(pages.values()) + 1


def rows(site: Site, link: Link, stream: str) -> int:
    """Return how many rows the simulator has under the address of a stream."""
    return count(site, link, SOURCES[stream].path)


def test_an_hour_later_every_stream_that_is_due_costs_one_call(site: Site) -> None:
    (link,) = site.link_all()
    site.imported(link)
    site.clock.advance(timedelta(hours=1))
    site.synchronised(link)
    site.clock.advance(timedelta(hours=1))
    calls(site)

    run = site.synchronised(link)

    always = {address for address, due, _ in TABLE.values() if due == "always"}
    assert calls(site) == dict.fromkeys(always | {COMPANY}, 1)
    assert (errors(run), changed(run)) == ({}, 0)
    assert {told for _, due, told in TABLE.values() if due == "always" and not told.startswith("1")} == set()


def test_a_day_later_only_what_tells_no_changes_costs_more(site: Site) -> None:
    (link,) = site.link_all()
    site.imported(link)
    site.clock.advance(timedelta(hours=1))
    site.synchronised(link)
    site.clock.advance(timedelta(days=1))
    calls(site)

    run = site.synchronised(link)

    counted = calls(site)
    more = {address for address, count in counted.items() if count > 1}
    assert set(counted) == {address for address, _, _ in TABLE.values()} | {COMPANY}
    assert more <= {address for address, _, told in TABLE.values() if told.startswith("1 per")}
    assert (errors(run), changed(run)) == ({}, 0)
