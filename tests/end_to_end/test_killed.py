"""A process that is killed while it reads costs the page in flight, and nothing else."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.service.balancing import trial_balance
from boekhaak.testing.books.generator import generate, new_voucher
from boekhaak.testing.books.model import Books
from support.databases import Databases
from support.site import COUNTRY, Site, changed, connected

TRIES = 60
SEED = 20260302
LATEST = {"exact_online": (26, 40), "twentyfour_seven": (90, 110), "eaccounting": (55, 60)}
"""The latest call at which a process is killed that imports, and one that synchronises: a run makes about so many."""


def books(package: str) -> Books:
    """Return books of several pages where it costs little: Exact gives entries by the thousand, the rest by sixty."""
    lines = 2_300 if package == "exact_online" else 60
    return generate(companies=1, lines=lines, seed=11, countries=[COUNTRY[package]])


def machine_time() -> ScaledClock:
    """Return a clock that shows what other processes see."""
    return ScaledClock(datetime.now(UTC), speed=1)


def command(site: Site, *arguments: str) -> subprocess.Popen[str]:
    """Start boekhaak as a process of its own."""
    assert site.settings.key is not None
    environment = os.environ | {
        "BOEKHAAK_DATABASE_URL": site.settings.database_url,
        "BOEKHAAK_KEY": site.settings.key.get_secret_value(),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "boekhaak.cli.main", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def killed_at(site: Site, process: subprocess.Popen[str], calls: int) -> Iterator[None]:
    """Kill the process when it makes its so-manieth call, just before that is answered."""
    seen = 0

    def listen(path: str) -> None:
        nonlocal seen
        seen += not any(sign_in in path for sign_in in ("oauth2", "/connect/", "/authenticate/"))
        if seen == calls:
            process.send_signal(signal.SIGKILL)
            process.wait()

    site.simulator.on_request = listen
    try:
        yield
    finally:
        site.simulator.on_request = None


def until_it_ends(site: Site, *arguments: str, latest: int) -> int:
    """Run a command again and again, killed at another call each time, until one run comes to its end; return the kills."""
    chance = random.Random(SEED)
    for kills in range(TRIES):
        process = command(site, *arguments)
        with killed_at(site, process, chance.randint(4, latest)):
            said, complained = process.communicate(timeout=60)
        if process.returncode == 0:
            return kills
        assert process.returncode == -signal.SIGKILL, f"{said}\n{complained}"
    raise AssertionError(f"it did not end within {TRIES} runs")


@pytest.mark.parametrize("package", LATEST)
def test_an_import_killed_at_any_page_gives_the_same_ledger_in_the_end(databases: Databases, package: str) -> None:
    url = databases.migrated()
    with connected(package, books(package), url, machine_time()) as site:
        kills = until_it_ends(site, "import", "--all", latest=LATEST[package][0])

        (link,) = site.link_all()
        assert kills >= 1
        assert site.stored(link) == site.expected(link)
        assert trial_balance(site.actor, site.installation, link.id).checked_at is not None
        assert changed(site.imported(link, again=True)) == 0
    databases.drop(url)


@pytest.mark.parametrize("package", LATEST)
def test_a_synchronisation_killed_at_any_page_misses_no_change(databases: Databases, package: str) -> None:
    url = databases.migrated()
    with connected(package, books(package), url, machine_time()) as site:
        (link,) = site.link_all()
        site.imported(link)
        company = site.simulator.books.companies[0]
        for number in range(400 if package == "exact_online" else 20):
            voucher = new_voucher(company, number=str(99_000_000 + number), seed=number)
            site.simulator.post_voucher(company.name, replace(voucher, description=f"Entry {number}"))
        for voucher in company.vouchers[10:40] if package == "exact_online" else ():  # others tell no deletions
            site.simulator.delete_voucher(company.name, voucher.journal, voucher.year, voucher.number)

        kills = until_it_ends(site, "synchronise", latest=LATEST[package][1])

        assert kills >= 1
        assert site.stored(link) == site.expected(link)
    databases.drop(url)


def test_a_process_killed_while_it_renews_the_token_leaves_the_others_working(databases: Databases) -> None:
    url = databases.migrated()
    with connected("exact_online", generate(lines=50, seed=2), url, faults=["old_token_grace"]) as site:
        (link,) = site.link_all()
        site.clock.advance(timedelta(hours=2))
        process = command(site, "import", "--all")

        def kill_before_the_answer(path: str) -> None:
            if "oauth2/token" in path and process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()

        site.simulator.on_request = kill_before_the_answer
        process.communicate(timeout=60)
        site.simulator.on_request = None
        run = site.imported(link)

        assert process.returncode == -signal.SIGKILL
        assert run.complete
    databases.drop(url)
