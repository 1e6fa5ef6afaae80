"""Part ``scale``: 10,000 links, read for the first time and kept up to date, within what their packages allow.

The dispatcher, the budgets, what is due and PostgreSQL are real. The clock is virtual, a call takes 0.2 seconds of it, and
the vendors are nothing but their limits. Bounds, in seconds:

*   A first load of a package whose companies each have windows of their own is compared for each link, from its first hand-over
    on: its calls divided by what its shortest window gives a second, or the calls' own time where that is longer.
    The figure is all links' time divided by all links' bound.
*   A first load of a package whose companies share windows is compared as a whole, from the asking on: the calls of all links in
    the fullest window divided by what that window gives a second.
*   The shortest even period of an environment is the hour that is scheduled, or where the window gives less: its links, times
    what a quiet synchronisation of them costs, divided by its equal share of the window.
*   Dispatching is what all steps of the dispatcher took on the machine in the first load and while all links are kept up to date,
    divided by the runs. With fewer links it is more: a step costs nearly as much when it finds one link as when it finds many.
*   The share of an environment is compared with an equal one among those that had more to do in the whole of a span: an hour, or
    ten periods of a shorter window. The figure is the largest ratio either way.

The figures are the worst of all packages.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import mean

from cryptography.fernet import Fernet
from pydantic import SecretStr
from scale_companies import Company, companies, first_load, inspecting, quiet
from scale_office import LATENCY, SAMPLE, Office
from scale_tables import fill

from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.jobs import dispatcher as dispatching
from boekhaak.jobs.dispatcher import Dispatcher
from boekhaak.models.package import Window
from boekhaak.models.run import Priority
from boekhaak.settings import Settings
from support.databases import PostgresDatabases, postgres_server

LINKS, FEWER = 10_000, 1_000
START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = 3600.0
SHORT, LONG = 1.5 * HOUR, 24 * HOUR
"""So long changes are read of packages that keep up, and then of those that do not."""
NEVER_ENDS = 1e12
OVERLAP_SECONDS = 0.05
"""Five seconds of the machine are hours of this clock: so many rows are written in them that the share of those that are looked
at twice would be that of no real installation."""


@dataclass
class Scene:
    """All that a measurement needs."""

    installation: Installation
    companies: dict[int, Company]
    office: Office

    def dispatcher(self) -> Dispatcher:
        """Return a dispatcher that has just taken over; what it hands over is begun at once, and never given up for lost."""
        return Dispatcher(self.installation, self.office, handed_seconds=1e6)

    def of(self, package: str) -> list[Company]:
        """Return the companies of a package."""
        return [one for one in self.companies.values() if one.package == package]

    def windows(self, package: str) -> list[Window]:
        """Return the windows of calls of a package."""
        return [one for one in self.installation.packages[package].info.windows if one.what == "calls"]


def measured() -> dict[str, float]:
    """Return the figures of 10,000 links, and what dispatching costs with 1,000."""
    began = time.monotonic()
    with postgres_server() as url:
        databases = PostgresDatabases(url)
        with scene(databases.migrated(), FEWER) as few:
            fewer = loaded(few) | kept_up(few)
        with scene(databases.migrated(), LINKS) as many:
            figures = loaded(many) | kept_up(many)
    figures["scale.dispatch_ms_per_run_1000"] = fewer["scale.dispatch_ms_per_run"]
    figures["scale.seconds"] = time.monotonic() - began
    return figures


@contextmanager
def scene(url: str, count: int, sample: int = SAMPLE) -> Iterator[Scene]:
    """Give so many links, all of which were asked for at one moment, in an empty database of PostgreSQL."""
    overlap, dispatching.OVERLAP_SECONDS = dispatching.OVERLAP_SECONDS, OVERLAP_SECONDS
    os.environ.setdefault("BOEKHAAK_INSTALLATION", "the-benchmark")
    clock = ScaledClock(START)
    settings = Settings(database_url=url, key=SecretStr(Fernet.generate_key().decode()))
    installation = Installation(settings, clock=clock)
    found = companies(count)
    for one in found.values():
        one.left = first_load(one.package, one.lines)
        one.due = dict.fromkeys(one.left, 0.0)
    fill(installation, list(found.values()), START)
    try:
        yield Scene(installation, found, Office(installation, found, clock, sample))
    finally:
        installation.close()
        dispatching.OVERLAP_SECONDS = overlap


def loaded(scene: Scene) -> dict[str, float]:
    """Read all links for the first time; return what that came to."""
    needed = {one.link_id: _needed(one) for one in scene.companies.values()}
    dispatcher, office = scene.dispatcher(), scene.office
    office.work(dispatcher, NEVER_ENDS)
    dispatcher.resign()
    if missing := [one for one in scene.companies.values() if one.done is None]:
        raise RuntimeError(f"{len(missing)} links were never read, such as {missing[0]}")
    figures = {
        f"scale.{package}.first_load_over_bound": _over_bound(scene, package, needed)
        for package in scene_packages(scene)
    }
    _say(f"first load of {len(scene.companies)} links", scene, figures)
    return figures | {
        "scale.first_load_over_bound": max(figures.values()),
        "scale.first_load_hours": max(one.done or 0.0 for one in scene.companies.values()) / HOUR,
    }


def kept_up(scene: Scene) -> dict[str, float]:
    """Keep all links up to date, every hour; then those alone whose packages do not allow that. Return all figures."""
    office, began = scene.office, (scene.office.now // HOUR + 1) * HOUR
    behind = [package for package in scene_packages(scene) if _stretches(scene, package)]
    _schedule(scene, scene_packages(scene), began)
    dispatcher = scene.dispatcher()
    office.work(dispatcher, began + SHORT)
    dispatching_ms = 1000 * office.step_seconds / office.handed
    _say(f"{SHORT / HOUR:g} hours of changes", scene, {})
    if behind:
        for package in set(scene_packages(scene)) - set(behind):
            office.rest(package)
        office.work(dispatcher, began + LONG)
    dispatcher.resign()
    periods = {
        f"scale.{package}.period_over_bound": _period(scene, package, began) for package in scene_packages(scene)
    }
    _say(f"{LONG / HOUR:g} hours of changes", scene, periods)
    return periods | {
        "scale.period_over_bound": max(periods.values()),
        "scale.worst_share": max(shares(scene), default=1.0),
        "scale.dispatch_ms_per_run": dispatching_ms,
        "scale.runs": office.handed,
        "scale.calls": office.vendors.calls.total(),
        "scale.over_limit": office.vendors.refused,
    }


def scene_packages(scene: Scene) -> list[str]:
    """Return the packages that have links."""
    return sorted({one.package for one in scene.companies.values()})


def _needed(company: Company) -> Counter[str]:
    """Return how many calls a first load takes, by endpoint."""
    calls = Counter[str]()
    for endpoint, count in [*inspecting(company.package), *(one for lists in company.left.values() for one in lists)]:
        calls[endpoint] += count
    return calls


def _over_bound(scene: Scene, package: str, needed: dict[int, Counter[str]]) -> float:
    """Return what a first load took, as a multiple of the bound."""
    mine, windows = scene.of(package), scene.windows(package)
    if all("company" in window.scopes for window in windows):
        rate = min([window.count / window.period.total_seconds() for window in windows[:1]])
        taken = sum((one.done or 0.0) - (one.begun or 0.0) for one in mine)
        return taken / sum(
            max(needed[one.link_id].total() / rate, needed[one.link_id].total() * LATENCY) for one in mine
        )
    (window,) = windows
    total = sum((needed[one.link_id] for one in mine), Counter[str]())
    fullest = max(total.values()) if "endpoint" in window.scopes else total.total()
    return max(one.done or 0.0 for one in mine) * window.count / window.period.total_seconds() / fullest


def _stretches(scene: Scene, package: str) -> bool:
    """Tell whether the hour that is scheduled is too short for what a package allows all links together."""
    calls = sum(count for lists in quiet(package).values() for _, count in lists) * len(scene.of(package))
    return any(
        not one.scopes and one.count / one.period.total_seconds() * HOUR < calls for one in scene.windows(package)
    )


def _schedule(scene: Scene, packages: list[str], began: float) -> None:
    """Let changes be read every hour from that moment on, spread as schedules spread them."""
    office = scene.office
    office.until(began)
    rows = []
    for company in scene.companies.values():
        office.schedule[company.package] = timedelta(hours=1)
        for info in scene.installation.packages[company.package].info.streams:
            at = office.next_reading(company, info.key)
            assert at is not None
            rows.append((company.link_id, info.key, at))
            company.due[info.key] = (at - START).total_seconds()
        office.wake(company)
    with scene.installation.store.writing() as tx:
        tx.exec_driver_sql(
            "update boekhaak_due set next_at = told.at, since = told.at, priority = %s from"
            " unnest(%s::int[], %s::text[], %s::timestamptz[]) as told(link_id, stream, at)"
            " where boekhaak_due.link_id = told.link_id and boekhaak_due.stream = told.stream",
            (Priority.CHANGES.value, *(list(column) for column in zip(*rows, strict=True))),
        )


def _period(scene: Scene, package: str, began: float) -> float:
    """Return the longest mean period of an environment, as a multiple of the shortest that the windows allow."""
    by_environment: defaultdict[str, list[Company]] = defaultdict(list)
    for one in scene.of(package):
        by_environment[one.environment].append(one)
    found = []
    for mine in by_environment.values():
        gaps = [later - earlier for one in mine for earlier, later in zip(one.read, one.read[1:], strict=False)]
        if gaps:
            found.append(mean(gaps) / max(HOUR, _shortest(scene, package, mine, len(by_environment))))
    return max(found)


def _shortest(scene: Scene, package: str, mine: list[Company], environments: int) -> float:
    """Return the shortest even period of an environment's links in its equal share of what the package allows."""
    reads = sum(len(one.read) for one in mine)
    if not _stretches(scene, package) or not reads:
        return HOUR
    (window,) = scene.windows(package)
    share = window.count / window.period.total_seconds() / environments
    return len(mine) * sum(one.useful for one in mine) / reads / share


def shares(scene: Scene) -> list[float]:
    """Return for each span and package the largest ratio of what an environment got to an equal share, either way."""
    found = []
    for (package, span), calls in scene.office.vendors.by_environment.items():
        own = all("company" in window.scopes for window in scene.windows(package))
        everybody = {one.environment for one in scene.of(package)}
        contending = everybody - scene.office.idle[package, span]
        if own or len(contending) < 2:
            continue
        got = [max(1, calls[environment]) for environment in contending]
        found.append(max(max(got) / mean(got), mean(got) / min(got)))
    return found


def _say(what: str, scene: Scene, figures: dict[str, float]) -> None:
    office = scene.office
    told = ", ".join(f"{name.removeprefix('scale.')} {value:.3f}" for name, value in figures.items())
    spent = 1000 * office.step_seconds / max(1, office.handed)
    sys.stderr.write(
        f"{what}: {office.now / HOUR:.1f} h, {office.handed} runs in {office.steps} steps of {spent:.2f} ms a run, "
        f"{office.vendors.calls.total()} calls, {office.vendors.refused} too many; {told}\n"
    )
