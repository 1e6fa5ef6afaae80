"""A forecast, then the import: it holds what that took, is narrow where the package counts, and costs few calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from boekhaak.clock import Clock, ScaledClock
from boekhaak.errors import NotFound
from boekhaak.models.estimate import Interval
from boekhaak.service import forecasting, importing
from boekhaak.service.forecasting import CompanyForecast
from boekhaak.service.listing import ListedCompany
from boekhaak.testing.books.generator import generate
from support.command_line import CommandLine
from support.databases import SqliteFiles
from support.site import COUNTRY, PACKAGES, Serve, Site, connected, errors

COUNTING = ("exact_online", "eaccounting")
"""The packages that tell how many rows a list has."""
SMALL, MEDIUM = 60, 3000


@pytest.fixture
def opened(sqlite_files: SqliteFiles) -> Iterator[Callable[..., Site]]:
    """Return what serves the books of one company, of so many ledger lines."""
    with ExitStack() as stack:

        def served(package: str, lines: int, **options: object) -> Site:
            data = generate(companies=1, lines=lines, seed=4, countries=[COUNTRY[package]])
            return stack.enter_context(connected(package, data, sqlite_files.migrated(), **options))

        yield served


def forecast(site: Site, *listed: ListedCompany) -> CompanyForecast:
    (one,) = forecasting.forecast(site.actor, site.installation, listed or None).companies
    return one


def holds(interval: Interval, found: int) -> bool:
    low, high = interval
    return low <= found and (high is None or found <= high)


def is_narrow(interval: Interval) -> bool:
    """Tell whether an interval is no wider than a tenth to either side of its middle."""
    low, high = interval
    return high is not None and (high - low) / (high + low) <= 0.1


@pytest.mark.parametrize("lines", [SMALL, MEDIUM])
@pytest.mark.parametrize("package", PACKAGES)
def test_a_forecast_holds_what_the_import_then_takes(opened: Callable[..., Site], package: str, lines: int) -> None:
    site = opened(package, lines, clock=ScaledClock(Clock().now(), speed=1))
    one = forecast(site)
    link = importing.link_company(site.actor, site.installation, one.listed)
    began = site.clock.now()

    run = site.imported(link)

    took = site.clock.now() - began
    assert run.complete
    assert one.problems == ()
    assert holds(one.calls, run.requests)
    assert holds(one.records, sum(stream.records for stream in run.streams))
    assert one.time[0] <= took
    assert one.time[1] is not None
    assert took <= one.time[1]
    read = {stream.stream: stream.records for stream in run.streams}
    assert [told.stream for told in one.streams if not holds(told.records, read.get(told.stream, 0))] == []
    assert one.calls_used <= len(one.streams) - 1
    if package in COUNTING:
        assert is_narrow(one.calls)
        assert is_narrow(one.records)


def test_what_is_left_of_a_window_lets_the_import_wait(opened: Callable[..., Site]) -> None:
    site = opened("exact_online", SMALL, per_minute=60)
    first = forecast(site)
    second, third, fourth = (forecast(site, first.listed) for _ in range(3))

    assert first.calls == second.calls == third.calls
    assert first.time[0] < timedelta(seconds=1)
    assert third.time[0] == timedelta(minutes=1)
    assert fourth.calls[1] is None
    assert "it was not asked, as the package takes no more calls before 2026-03-02 09:0" in fourth.problems[0]
    assert fourth.time == (timedelta(minutes=1), None)


def test_a_missing_right_is_told_and_the_rest_is_forecast(opened: Callable[..., Site]) -> None:
    site = opened("exact_online", SMALL)
    site.simulator.missing_scopes.add("crm.accounts")

    one = forecast(site)
    run = site.imported(importing.link_company(site.actor, site.installation, one.listed))

    (problem,) = one.problems
    assert "the app lacks the right" in problem
    assert problem.endswith("Streams: contacts, addresses, bank_accounts.")
    assert set(errors(run)) == {"contacts", "addresses", "bank_accounts"}
    assert holds(one.calls, run.requests)
    assert holds(one.records, sum(stream.records for stream in run.streams))


def test_a_company_that_no_login_sees_is_not_forecast(opened: Callable[..., Site]) -> None:
    site = opened("exact_online", SMALL)
    own = forecast(site)
    other = own.listed.company.model_copy(update={"id": "999"})

    with pytest.raises(NotFound, match="no company “999” can be seen by connection"):
        forecasting.forecast(site.actor, site.installation, [own.listed.model_copy(update={"company": other})])


def test_the_answers_of_a_wrong_company_are_told(serve: Serve) -> None:
    site = serve()
    site.simulator.faults = {"wrong_division"}
    told = forecasting.forecast(site.actor, site.installation)

    assert all("about another company" in one.problems[0] for one in told.companies)


def test_a_dry_run_shows_people_what_an_import_takes_and_binds_nothing(boekhaak: CommandLine, site: Site) -> None:
    told = boekhaak("import", "--dry-run")

    assert (told.code, told.err) == (0, "")
    assert all(company in told.out for company in site.names)
    assert "2 companies: " in told.out.splitlines()[-1]
    assert "This forecast took 38 calls." in told.out.splitlines()[-1]
    assert "new" in boekhaak("companies").out
    assert "link 1" not in boekhaak("companies").out


def test_a_dry_run_tells_programs_the_same(boekhaak: CommandLine, site: Site) -> None:
    (first,) = boekhaak("import", "100001", "--dry-run", "--json").json["companies"]

    run = boekhaak("import", "100001", "--json").json["runs"][0]

    low, high = first["calls"]
    assert low <= run["requests"] <= high
    assert [type(one) for one in first["time"]] == [float, float]
    assert boekhaak("import", "100001", "--dry-run").out.split("\n")[2].rstrip().endswith("is link 1 already")
    assert len(boekhaak("import", "--dry-run", "--json").json["companies"]) == 1
    assert len(boekhaak("import", "--dry-run", "--all", "--json").json["companies"]) == 2


def test_a_dry_run_without_new_companies_says_so(boekhaak: CommandLine, site: Site) -> None:
    site.link_all()

    assert boekhaak("import", "--dry-run").out.strip() == "There is no company to import."


def test_a_dry_run_tells_of_what_it_could_not_ask(boekhaak: CommandLine, site: Site) -> None:
    site.simulator.missing_scopes.add("crm.accounts")

    told = boekhaak("import", "100001", "--dry-run")

    (note,) = told.err.splitlines()
    assert told.code == 0
    assert note.startswith(f"Note: {site.names[0]}: the app lacks the right “crm.accounts")
