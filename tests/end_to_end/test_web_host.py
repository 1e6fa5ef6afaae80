"""The example host under web servers: one process reads, the others mark due; whoever is killed when, nothing is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.jobs.work import work
from boekhaak.models.link import Link
from boekhaak.testing.books.generator import generate, new_voucher
from boekhaak.testing.consent import sign_in_everywhere
from support.an_hour_back import BACK
from support.databases import PostgresDatabases, SqliteFiles
from support.site import Site, connected
from support.web_server import Call, Calls, WebServer

PLAIN = ("uvicorn", "--port", "{port}", "web_host:app")
FOUR = (
    "gunicorn", "--no-control-socket", "--workers=4", "--preload", "--worker-class=asgi", "--bind=127.0.0.1:{port}",
    "--config=python:support.an_hour_back", "web_host:app",
)  # fmt: skip
TWO_HOURS = timedelta(hours=2)


@contextmanager
def exact(url: str, calls: defaultdict[str, list[Call]], companies: int) -> Iterator[Site]:
    """Serve companies to an installation whose tokens, two hours old, have to be renewed first."""
    clock = ScaledClock(datetime.now(UTC) - TWO_HOURS, speed=1)
    books = generate(companies=companies, lines=40, seed=5)
    with connected("exact_online", books, url, clock, signed_in=False, faults=["old_token_grace"]) as site:
        site.simulator.app.add_middleware(Calls, noted=calls)
        sign_in_everywhere(site.actor, site.installation, site.simulator, site.package)
        yield site


def post(site: Site, link: Link, number: int) -> None:
    """Enter a voucher at the package."""
    site.simulator.post_voucher(
        link.company.name, new_voucher(site.company(link), number=str(99_000_000 + number), seed=number)
    )


def told(site: Site, links: list[Link]) -> bool:
    return [site.stored(link) for link in links] == [site.expected(link) for link in links]


@pytest.mark.postgres
def test_whichever_process_is_killed_when_nothing_is_read_twice_or_lost(
    postgres_databases: PostgresDatabases, tmp_path: Path
) -> None:
    url = postgres_databases.migrated()
    calls: defaultdict[str, list[Call]] = defaultdict(list)
    with exact(url, calls, companies=6) as site:
        links = site.link_all()
        site.clock.advance(TWO_HOURS)
        with WebServer.started(site, tmp_path / "log", *FOUR) as server:
            changed = killed_in_each_phase(server, links)
            server.until(server.all_read)
            for link in changed:
                server.ask(link)
            server.until(server.all_read)

            assert told(site, links)
            assert server.duties[:-1] == list(server.killed)
            assert server.strangers == []
            assert server.at_once(calls) == []
            assert not runs_that_met(server)
            assert set(hour_back(server)) & set(server.duties)

            ended_in_the_midst(server, changed)
        assert "Traceback" not in server.log.read_text()
        for link in changed:
            work(site.installation, link.id)
        assert told(site, links)
    postgres_databases.drop(url)


def killed_in_each_phase(server: WebServer, links: list[Link]) -> list[Link]:
    """Kill the process on duty six times; return the links to whose companies vouchers came meanwhile."""
    fifteen, changed = iter(range(15)), links[:3]
    server.until(server.on_duty)
    server.kill(server.on_duty())  # nothing is handed over
    server.until(server.on_duty)
    kill_who_was_handed(server, links)
    post(server.site, changed[0], 1)
    server.kill_at(lambda path: "oauth2/token" in path)
    post(server.site, changed[1], 2)
    server.kill_at(lambda path: "/api/v1/" in path)  # the first call of a run
    server.kill_at(lambda _: next(fifteen, None) is None)  # in the middle of streams
    post(server.site, changed[2], 3)
    kill_who_was_at_the_end(server)
    return changed


def kill_who_was_handed(server: WebServer, links: list[Link]) -> None:
    """Kill the process that was handed links, before it begins: it cannot lease them while somebody holds their rows."""
    with server.engine.begin() as connection:
        connection.exec_driver_sql("select id from boekhaak_link for no key update")
        for link in links:
            server.ask(link)
        server.until(lambda: server.rows("select 1 from boekhaak_due where handed_until is not null"))
        server.kill(server.on_duty())


def kill_who_was_at_the_end(server: WebServer) -> None:
    """Kill the process that has stored the last page of a run, and now compares: it cannot write what it finds."""
    with server.engine.begin() as connection:
        connection.exec_driver_sql("lock table boekhaak_mismatch in share mode")
        server.until(lambda: server.rows("select 1 from pg_locks where not granted"))
        server.kill(server.on_duty())


def runs_that_met(server: WebServer) -> list[object]:
    """Return the runs of a link that began before the one before had ended; and leases by which nobody ran."""
    fences = server.rows(
        "select l.id, l.fence, count(*) from boekhaak_link l join boekhaak_run r on r.link_id = l.id "
        "group by l.id, l.fence having l.fence <> count(*)"
    )
    met = server.rows(
        "select a.id, b.id from boekhaak_run a join boekhaak_run b on a.link_id = b.link_id and a.id < b.id "
        "where b.started_at < a.finished_at"
    )
    return [*fences, *met]


def hour_back(server: WebServer) -> list[int]:
    """Return the processes whose clock was an hour back."""
    lines = [line for line in server.log.read_text().splitlines() if BACK in line]
    return [int(line.split(": ")[0].rpartition(" ")[2]) for line in lines]


def ended_in_the_midst(server: WebServer, links: list[Link]) -> None:
    """End the server while it reads: it ends after the pages in flight, and gives back what it holds."""
    for link in links:
        server.ask(link)
    server.until(server.at_work)

    assert server.stop()
    assert not server.all_read()
    assert (server.on_duty(), server.at_work()) == (None, set())


def test_the_host_reads_what_somebody_asks_for_in_one_process(sqlite_files: SqliteFiles, tmp_path: Path) -> None:
    url = sqlite_files.migrated()
    with exact(url, defaultdict(list), companies=1) as site:
        (link,) = site.link_all()
        site.clock.advance(TWO_HOURS)
        with WebServer.started(site, tmp_path / "log", *PLAIN) as server:
            server.ask(link)
            server.until(server.all_read)

            assert told(site, [link])
            assert server.stop()
            assert server.on_duty() is None
        assert "Traceback" not in server.log.read_text()
    sqlite_files.drop(url)
