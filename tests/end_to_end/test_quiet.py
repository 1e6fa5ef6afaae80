"""What reading costs in calls, as the page about it says: an import, and a synchronisation in which nothing happened."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from pathlib import Path

import pytest

from boekhaak.models.link import Link
from boekhaak.registry import Registry
from boekhaak.testing.books.generator import generate
from boekhaak.testing.simulator import simulator_class
from boekhaak_exact_online.streams import SOURCES
from support.databases import Databases
from support.exact_site import count
from support.site import Site, changed, connected, errors

PAGE = Path(__file__).parents[2] / "docs/explanation/calls.md"
ROW = re.compile(r"^\| (\w+) \| ([^|]+) \| (always|once a day) \| ([^|]+) \| ", re.MULTILINE)
YEARLY = re.compile(r"(\d+)(?:, and (\d+) a fiscal year)?")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEARS = 3
LARGE, SMALL = 1_000, 60


@dataclass(frozen=True)
class Told:
    """A row of a table: which addresses a stream asks, when it is due, and how many calls that is."""

    addresses: frozenset[str]
    due: str
    calls: str

    @property
    def fixed(self) -> int | None:
        """How many calls it is for the books of these tests; None where it goes by the number of rows."""
        found = YEARLY.fullmatch(self.calls)
        return int(found[1]) + int(found[2] or 0) * YEARS if found else None


@dataclass(frozen=True)
class Vendor:
    """What is peculiar to a package: what proves the company when a run begins, and each answer and page; what signs in."""

    company: Counter[str]
    proofs: frozenset[str] = frozenset()
    signing_in: frozenset[str] = frozenset()

    def table(self, name: str) -> dict[str, Told]:
        """Return the package's table by stream."""
        section = PAGE.read_text().split(f"\n## {name}\n")[1].split("\n## ")[0]
        return {
            stream: Told(frozenset(addresses.split(", ")), due, calls)
            for stream, addresses, due, calls in ROW.findall(section)
        }


VENDORS = {
    "exact_online": Vendor(Counter({"system/Divisions": 1}), signing_in=frozenset({"oauth2/token"})),
    "twentyfour_seven": Vendor(
        Counter({"GetIdentity": 2, "GetClientInformation": 1}),
        frozenset({"GetIdentity", "GetClientInformation"}),
        frozenset({"GetIdentitiesWithCredential", "Login"}),
    ),
    "eaccounting": Vendor(Counter({"companysettings": 1}), signing_in=frozenset({"connect/token"})),
}


@pytest.fixture(params=VENDORS)
def package(request: pytest.FixtureRequest) -> str:
    """Return the key of each package in turn."""
    key: str = request.param
    return key


@pytest.fixture
def opened(databases: Databases) -> Iterator[Callable[[str], Site]]:
    """Return what serves books of three years as a package, to an installation that is signed in."""
    url = databases.migrated()
    with ExitStack() as stack:

        def site(package: str) -> Site:
            countries = {} if package == "exact_online" else {"countries": simulator_class(package).countries}
            books = generate(lines=3_000, seed=11, foreign_currency=True, **countries)
            return stack.enter_context(connected(package, books, url))

        yield site
    databases.drop(url)


@pytest.fixture
def quiet(opened: Callable[[str], Site], package: str) -> tuple[Site, Link]:
    """Return a company that was imported and synchronised, an hour later."""
    site = opened(package)
    (link,) = site.link_all()
    site.imported(link)
    site.clock.advance(HOUR)
    site.synchronised(link)
    site.clock.advance(HOUR)
    calls(site)
    return site, link


def told(package: str) -> dict[str, Told]:
    """Return the table of a package."""
    return VENDORS[package].table(Registry()[package].info.name)


def calls(site: Site) -> Counter[str]:
    """Return what the simulator was asked since the last time, sign-ins apart."""
    apart = VENDORS[site.package].signing_in
    counted = Counter({address: count for address, count in site.simulator.calls.items() if address not in apart})
    site.simulator.calls.clear()
    return counted


def of_streams(site: Site) -> Counter[str]:
    """Return what the simulator was asked for streams alone: without what proves the company when a run begins."""
    counted = calls(site)
    start = VENDORS[site.package].company
    assert counted & start == start
    return counted - start


def test_the_page_tells_of_every_stream(package: str) -> None:
    assert {stream: row.due for stream, row in told(package).items()} == {
        one.key: "once a day" if one.every else "always" for one in Registry()[package].info.streams
    }


def test_the_page_tells_the_addresses_of_exact() -> None:
    assert {stream: row.addresses for stream, row in told("exact_online").items()} == {
        stream: frozenset({source.path}) for stream, source in SOURCES.items()
    }


def test_an_import_takes_a_call_for_the_company_and_one_a_page(opened: Callable[[str], Site]) -> None:
    site = opened("exact_online")
    (link,) = site.link_all()
    calls(site)

    run = site.imported(link)

    pages = {
        source.path: max(1, ceil(rows(site, link, stream) / (LARGE if source.path.startswith("sync/") else SMALL)))
        for stream, source in SOURCES.items()
    }
    assert run.requests == sum(pages.values()) + 1


def rows(site: Site, link: Link, stream: str) -> int:
    """Return how many rows the simulator of Exact has under the address of a stream."""
    return count(site, link, SOURCES[stream].path)


def test_a_quiet_stream_costs_what_the_page_says(quiet: tuple[Site, Link]) -> None:
    site, link = quiet
    vendor = VENDORS[site.package]
    wrong = {}

    for stream, row in told(site.package).items():
        site.synchronised(link, stream)
        counted = of_streams(site)
        if set(counted) - vendor.proofs != row.addresses or counted.total() != (row.fixed or counted.total()):
            wrong[stream] = counted

    assert wrong == {}


def test_an_hour_later_what_is_always_due_is_asked_for(quiet: tuple[Site, Link]) -> None:
    site, link = quiet
    always = {stream: row for stream, row in told(site.package).items() if row.due == "always"}

    run = site.synchronised(link)

    counted = of_streams(site)
    costs = [row.fixed for row in always.values()]
    assert None not in costs
    assert counted.total() == sum(cost or 0 for cost in costs)
    assert run.requests == counted.total() + VENDORS[site.package].company.total()
    assert (errors(run), changed(run)) == ({}, 0)
    assert {one.stream for one in run.streams} == set(always)
    said = f"costs {run.requests} calls" if site.package != "exact_online" else "costs one call and one for each"
    assert said in PAGE.read_text()


def test_a_day_later_everything_is_asked_for(quiet: tuple[Site, Link]) -> None:
    site, link = quiet
    vendor, table = VENDORS[site.package], told(site.package)
    site.clock.advance(DAY)

    run = site.synchronised(link)

    counted = of_streams(site)
    assert set(counted) - vendor.proofs == {address for row in table.values() for address in row.addresses}
    assert (errors(run), changed(run)) == ({}, 0)
    if site.package == "exact_online":
        more = {address for address, count in counted.items() if count > 1}
        assert more <= {address for row in table.values() if row.fixed is None for address in row.addresses}
    else:
        assert counted.total() == sum(row.fixed or 0 for row in table.values())
        assert f"and once a day {run.requests}" in PAGE.read_text()
