"""What the page on growing tells to type moves a real installation, and three workers go on with it."""

from __future__ import annotations

import re
import shlex
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from pages import commands
from walk import run

from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.service import queueing
from boekhaak.service.connecting import connections_listed
from boekhaak.testing.books.generator import generate, new_voucher
from support.databases import PostgresDatabases, SqliteFiles
from support.site import connected
from support.workers import all_read, until, working

PAGE = "docs/how-to/grow-to-many-machines.md"


@pytest.mark.postgres
def test_an_installation_moves_to_postgresql_and_three_workers_go_on_without_a_sign_in(
    sqlite_files: SqliteFiles, postgres_databases: PostgresDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    move, doctor, worker, status = commands(PAGE)
    old, new = sqlite_files.migrated(), postgres_databases.empty()
    clock = ScaledClock(datetime.now(UTC), speed=1)
    with connected("exact_online", generate(companies=3, lines=40, seed=9), old, clock) as site:
        assert site.settings.key is not None
        monkeypatch.setenv("BOEKHAAK_KEY", site.settings.key.get_secret_value())
        links = site.link_all()
        runs = [site.imported(link) for link in links]
        signed_in = site.simulator.calls["oauth2/auth"]

        told = run([*shlex.split(move)[:-1], new], BOEKHAAK_DATABASE_URL=old)
        assert re.match(r"\d{3,} rows were moved to postgresql", told)
        monkeypatch.setenv("BOEKHAAK_DATABASE_URL", new)
        assert "ok" in run(shlex.split(doctor))
        for link in links:
            company = site.simulator.books.company(link.company.name)
            site.simulator.post_voucher(company.name, new_voucher(company, number="99000001"))

        settings = site.settings.model_copy(update={"database_url": new})
        with Installation.opened(settings, clock=clock) as installation, ExitStack() as workers:
            for _ in range(3):
                workers.enter_context(working(settings, *shlex.split(worker)[2:]))
            for link in links:
                queueing.queue_synchronisation(site.actor, installation, link.id)
            until(site.actor, installation, lambda now: now.workers == 3 and all_read(now))
            assert "3 workers" in run(shlex.split(status))
            site.installation = installation

            assert [site.stored(link) for link in links] == [site.expected(link) for link in links]
            assert [one.state for one in connections_listed(site.actor, installation)] == ["authorised"]
        assert site.simulator.calls["oauth2/auth"] == signed_in
        assert all(run.complete for run in runs)
    sqlite_files.drop(old)
    postgres_databases.drop(new)
