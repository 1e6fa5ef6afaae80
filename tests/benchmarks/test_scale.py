"""The benchmark of scale itself, with a few links."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from scale import Scene, loaded, scene
from sqlalchemy import select

from boekhaak.service.scheduling import NEVER
from boekhaak.store.tables import DueRow, table
from support.databases import PostgresDatabases

pytestmark = pytest.mark.postgres
LINKS, SAMPLE = 60, 5


@pytest.fixture(scope="module")
def read(postgres_databases: PostgresDatabases) -> Iterator[Scene]:
    """Give a few links that were all read once."""
    url = postgres_databases.migrated()
    with scene(url, LINKS, SAMPLE) as made:
        loaded(made)
        yield made
    postgres_databases.drop(url)


def test_all_links_are_read_and_no_window_is_asked_for_more_than_it_allows(read: Scene) -> None:
    assert all(one.done is not None for one in read.companies.values())
    assert read.office.vendors.refused == 0
    assert read.office.vendors.calls.total() > 50 * LINKS


def test_what_is_written_in_bulk_is_what_runs_write(read: Scene) -> None:
    due = table(DueRow)
    written = (due.c.next_at, due.c.since, due.c.priority, due.c.reason, due.c.handed_until, due.c.failures)
    with read.installation.store.reading() as tx:
        rows = tx.execute(select(due.c.link_id, *written)).all()

    by_runs = {tuple(row[1:]) for row in rows if row.link_id % SAMPLE == 0}
    in_bulk = {tuple(row[1:]) for row in rows if row.link_id % SAMPLE}

    assert by_runs == in_bulk == {(NEVER, NEVER, 1, "", None, 0)}
