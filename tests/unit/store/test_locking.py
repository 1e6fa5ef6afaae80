from __future__ import annotations

import sqlite3
import threading
import time

import pytest
from sqlalchemy import create_engine, make_url, text

from boekhaak.clock import ScaledClock
from boekhaak.errors import Busy
from boekhaak.models.link import Environment
from boekhaak.settings import Settings
from boekhaak.store import environments
from boekhaak.store.database import Store
from boekhaak.store.tables import EnvironmentRow, table
from support.databases import PostgresDatabases, SqliteFiles
from support.interruption import Interrupted, interrupt


def add(store: Store, name: str = "acme") -> None:
    with store.writing() as tx:
        environments.add(store, tx, Environment(id=name, name=name))


def held(store: Store) -> list[str]:
    with store.reading() as tx:
        return [environment.id for environment in environments.listed(tx)]


def test_a_sqlite_file_that_another_program_writes_to_is_busy(sqlite_files: SqliteFiles, clock: ScaledClock) -> None:
    url = sqlite_files.migrated()
    store = Store(Settings(database_url=url, busy_seconds=0.05), clock)
    other = sqlite3.connect(make_url(url).database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Busy, match=r"locked by another program, or in use, for more than 0\.05 seconds"):
        add(store)

    other.execute("ROLLBACK")
    other.close()
    add(store)
    assert held(store) == ["acme"]
    store.close()


def test_a_writer_waits_for_another_that_is_quick(sqlite_files: SqliteFiles, clock: ScaledClock) -> None:
    url = sqlite_files.migrated()
    store = Store(Settings(database_url=url, busy_seconds=10), clock)
    other = sqlite3.connect(make_url(url).database or "", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ending = threading.Timer(0.03, other.execute, ("ROLLBACK",))

    ending.start()
    add(store)

    ending.join()
    other.close()
    assert held(store) == ["acme"]
    store.close()


def test_reading_does_not_wait_for_a_writer(store: Store) -> None:
    add(store)

    with store.writing() as tx:
        environments.add(store, tx, Environment(id="other", name="other"))
        seen = held(store)

    assert seen == ["acme"]


@pytest.mark.postgres
@pytest.mark.parametrize("busy_seconds", [0.05, 0.0])
def test_a_row_that_another_program_holds_in_postgresql_is_busy(
    postgres_databases: PostgresDatabases, clock: ScaledClock, busy_seconds: float
) -> None:
    url = postgres_databases.migrated()
    store = Store(Settings(database_url=url, busy_seconds=busy_seconds), clock)
    other = create_engine(url)
    with other.connect() as connection:
        connection.execute(text("lock table boekhaak_environment in exclusive mode"))
        began = time.monotonic()

        with pytest.raises(Busy):
            add(store)

    assert time.monotonic() - began < 5
    add(store)
    assert held(store) == ["acme"]
    other.dispose()
    store.close()
    postgres_databases.drop(url)


def test_a_row_that_another_program_was_quicker_to_insert_is_busy(store: Store) -> None:
    add(store)

    with pytest.raises(Busy, match="Try again"), store.writing() as tx:
        tx.execute(table(EnvironmentRow).insert().values(id="acme", name="acme", created_at=store.clock.now()))


def test_when_all_connections_are_in_use_it_is_busy(database_url: str, clock: ScaledClock) -> None:
    engine = create_engine(database_url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    store = Store(Settings(database_url=database_url), clock, engine)

    with engine.connect(), pytest.raises(Busy):
        held(store)

    engine.dispose()


def test_a_transaction_is_committed_whole_or_not_at_all(store: Store) -> None:
    def half() -> None:
        with store.writing() as tx:
            environments.add(store, tx, Environment(id="acme", name="acme"))
            interrupt()

    with pytest.raises(Interrupted):
        half()

    assert held(store) == []


def test_the_databases_own_clock_goes_with_the_machines(store: Store) -> None:
    with store.reading() as tx:
        first, second = store.database_time(tx), store.database_time(tx)

    assert abs(first - time.time()) < 5
    assert first <= second


@pytest.mark.postgres
def test_what_must_survive_a_power_cut_is_written_at_once_also_where_the_server_would_rather_wait(
    postgres_databases: PostgresDatabases, clock: ScaledClock
) -> None:
    url = postgres_databases.migrated()
    store = Store(Settings(database_url=url), clock)

    with store.writing(durable=True) as tx:
        found = tx.exec_driver_sql("show synchronous_commit").scalar_one()
    store.close()
    postgres_databases.drop(url)

    assert found == "on"
