"""Workers as processes of their own: on PostgreSQL several of them by the queue, on SQLite one with threads."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime

from boekhaak.clock import ScaledClock
from boekhaak.service import queueing
from boekhaak.service.standing import standing
from boekhaak.testing.books.generator import generate
from support.databases import Databases, PostgresDatabases
from support.site import connected
from support.workers import all_read, until, working


def test_workers_read_what_somebody_asked_for_and_end_when_they_are_told(databases: Databases) -> None:
    url = databases.migrated()
    many = isinstance(databases, PostgresDatabases)
    clock = ScaledClock(datetime.now(UTC), speed=1)
    with (
        connected("exact_online", generate(companies=3, lines=150, seed=5), url, clock) as site,
        ExitStack() as workers,
    ):
        links = site.link_all()
        for link in links:
            queueing.queue_import(site.actor, site.installation, link.id)

        for _ in range(2 if many else 1):
            workers.enter_context(working(site.settings, "--threads", "2"))
        now = until(site.actor, site.installation, all_read)

        assert now.dispatching
        assert now.workers == (2 if many else 0)
        assert [site.stored(link) for link in links] == [site.expected(link) for link in links]
        workers.close()
        assert not standing(site.actor, site.installation).dispatching
    databases.drop(url)
