"""A fresh database for each test: without tables, or with tables that are up to date and empty."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url

from boekhaak.clock import Clock
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from boekhaak.store.schema import WHOLE
from support.postgres import server

EMPTYING = tuple(
    f"delete from {table.name}"  # noqa: S608 - our own tables
    for table in reversed(WHOLE.sorted_tables)
    if table.name != "boekhaak_installation"
)
"""What takes all rows away; quicker than making so many small tables anew."""

GROWING = ("boekhaak_audit", "boekhaak_contact_decision", "boekhaak_contact_decision_source")
"""The tables of which the database itself lets no row be changed or taken away."""


class Databases:
    """Makes databases of one kind."""

    def __init__(self) -> None:
        self._engines: dict[str, Engine] = {}
        self._free: list[str] = []

    def empty(self) -> str:
        """Return the address of a new database without tables."""
        raise NotImplementedError

    def migrated(self) -> str:
        """Return the address of a new database whose tables are up to date: a copy of one that was upgraded."""
        raise NotImplementedError

    def drop(self, url: str) -> None:
        """Take a new database away, with all that is in it."""
        raise NotImplementedError

    def lend(self) -> tuple[str, Engine]:
        """Return the address of a database whose tables are up to date and empty, and its engine.

        It is lent again when it was given back, for both are slow to make: nothing but its rows may be changed.
        """
        if not self._free:
            url = self.migrated()
            self._engines[url] = create_engine(url)
            self._free.append(url)
        url = self._free.pop()
        return url, self._engines[url]

    def give_back(self, url: str) -> None:
        """Take the rows of a lent database away; it belongs to the tests again, whoever it was moved to."""
        with self._engines[url].begin() as connection, self._unguarded(connection):
            for statement in EMPTYING:
                connection.exec_driver_sql(statement)
            mine = os.environ["BOEKHAAK_INSTALLATION"]
            connection.exec_driver_sql(f"update boekhaak_installation set id = '{mine}', hash_key = null")  # noqa: S608
        self._free.append(url)

    @contextmanager
    def _unguarded(self, connection: Connection) -> Iterator[None]:  # noqa: ARG002 - each kind does it in its way
        """Let rows be taken out of the tables that refuse it otherwise."""
        raise NotImplementedError
        yield

    def close(self) -> None:
        """Take the lent databases away."""
        for url, engine in self._engines.items():
            engine.dispose()
            self.drop(url)


class SqliteFiles(Databases):
    """Databases as files in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._template = self.empty()
        _upgrade(self._template)

    def empty(self) -> str:
        """Return the address of a file that does not exist yet."""
        return f"sqlite:///{self._folder / uuid.uuid4().hex}.db"

    def migrated(self) -> str:
        """Return the address of a copy of the template."""
        url = self.empty()
        shutil.copyfile(_file(self._template), _file(url))
        return url

    def drop(self, url: str) -> None:
        """Delete the file and what SQLite keeps beside it."""
        file = _file(url)
        for suffix in ("", "-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)

    @contextmanager
    def _unguarded(self, connection: Connection) -> Iterator[None]:
        made: list[str] = []
        for guard in (f"{rows}_no_delete" for rows in _grown(connection)):
            of_guard = "select sql from sqlite_master where name = ?"
            made.append(connection.exec_driver_sql(of_guard, (guard,)).scalar_one())
            connection.exec_driver_sql(f"drop trigger {guard}")
        yield
        for statement in made:
            connection.exec_driver_sql(statement)


class PostgresDatabases(Databases):
    """Databases on a server that allows making them."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = make_url(url)
        self._server = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._template = self.empty()
        _upgrade(self._template)

    def empty(self) -> str:
        """Return the address of a new database."""
        return self._create("")

    def migrated(self) -> str:
        """Return the address of a copy of the template."""
        return self._create(f"template {make_url(self._template).database} strategy file_copy")

    def drop(self, url: str) -> None:
        """Drop the database, whoever is still connected to it."""
        with self._server.connect() as connection:
            connection.exec_driver_sql(f"drop database if exists {make_url(url).database} with (force)")

    def close(self) -> None:
        """Take the lent databases and the template away, and leave the server."""
        super().close()
        self.drop(self._template)
        self._server.dispose()

    @contextmanager
    def _unguarded(self, connection: Connection) -> Iterator[None]:
        grown = _grown(connection)
        for rows in grown:
            connection.exec_driver_sql(f"alter table {rows} disable trigger user")
        yield
        for rows in grown:
            connection.exec_driver_sql(f"alter table {rows} enable trigger user")

    def _create(self, how: str) -> str:
        name = f"boekhaak_{uuid.uuid4().hex}"
        with self._server.connect() as connection:
            connection.exec_driver_sql(f"create database {name} {how}")
        return self._url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Serve PostgreSQL for one process of tests; gives the address of its first database.

    It may forget its data in a power cut: nobody needs them after the tests.
    """
    with tempfile.TemporaryDirectory(prefix="boekhaak-") as folder, ExitStack() as running:
        try:
            started = running.enter_context(server(Path(folder)))
        except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
            pytest.skip(f"PostgreSQL cannot be started here ({type(error).__name__}: {error})")
        started.set(fsync="off", synchronous_commit="off", full_page_writes="off")
        yield started.url


def _grown(connection: Connection) -> list[str]:
    """Return which of the tables that refuse it have rows to be taken out: few tests write decisions."""
    anything = "select 1 from {rows} limit 1"
    return [rows for rows in GROWING if connection.exec_driver_sql(anything.format(rows=rows)).first()]


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _upgrade(url: str) -> None:
    store = Store(Settings(database_url=url), Clock())
    store.upgrade()
    store.close()
