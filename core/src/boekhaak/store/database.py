"""The database: one store per installation, on SQLite or PostgreSQL, in a host's database or one of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Row, create_engine, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, ProgrammingError

from boekhaak.clock import Clock
from boekhaak.errors import BoekhaakError, Busy, ConfigurationError
from boekhaak.settings import Settings
from boekhaak.store.tables import InstallationRow, table

VERSION_TABLE = "boekhaak_alembic_version"
MIGRATIONS = Path(__file__).parent / "migrations"

Transaction = Connection
"""What the store's modules work within; opened by :meth:`Store.reading` and :meth:`Store.writing`."""

Found = Row[Any]
"""A row as the store's modules read it; it does not leave the store."""


class Store:
    """The database of an installation. Give it a URL, or an engine that the host has already."""

    def __init__(self, settings: Settings, clock: Clock, engine: Engine | None = None) -> None:
        self.clock = clock
        self._busy_seconds = settings.busy_seconds
        self._engine = engine if engine is not None else _engine(settings)
        self._sqlite = self._engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Open a transaction that only reads."""
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Transaction]:
        """Open a transaction that is committed at the end of the block, or rolled back as a whole when it raises.

        On SQLite it takes the write lock at once: one that read first could not wait for it. ``durable`` makes the commit
        survive a power cut also where the database would rather be fast (tokens: an answer exists once).
        """
        with self._translated(), self._engine.connect() as connection:
            if self._sqlite:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(self._busy_seconds * 1000)}")
                connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    def upgrade(self) -> None:
        """Bring the tables to this version of boekhaak. Raises: ConfigurationError when they are of a newer one."""
        if self._sqlite:
            with self._translated(), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        with self.writing(durable=True) as connection:
            if self._version(connection) == self._newest():
                return
            command.upgrade(self._alembic(connection), "head")
            installation = table(InstallationRow)
            if not connection.execute(select(func.count()).select_from(installation)).scalar():
                connection.execute(installation.insert().values(id=secrets.token_hex(16), created_at=self.clock.now()))

    def check_version(self) -> None:
        """Raise ConfigurationError unless the tables are those of this version of boekhaak."""
        with self.reading() as connection:
            version = self._version(connection)
        if version is None:
            raise ConfigurationError("the database has no tables of boekhaak yet", way_out="Run `boekhaak db upgrade`")
        if version != self._newest():
            raise ConfigurationError(
                f"the database is at version {version}, this boekhaak needs {self._newest()}",
                way_out="Run `boekhaak db upgrade` (after a backup)",
            )

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def database_time(self, connection: Transaction) -> float:
        """Return the database's own clock, in seconds since 1970: leases end by it, wherever the workers are."""
        expression = (
            "(julianday('now') - 2440587.5) * 86400.0" if self._sqlite else "extract(epoch from clock_timestamp())"
        )
        return float(connection.execute(text(f"select {expression}")).scalar_one())

    def _version(self, connection: Transaction) -> str | None:
        """Return the version of the tables; None for none. Raises: ConfigurationError for an unknown one."""
        version = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
        known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
        if version is not None and version not in known:
            raise ConfigurationError(
                f"the database was made by a newer boekhaak (its version {version} is not known here)",
                way_out="Install that boekhaak or a later one; nothing was changed",
            )
        return version

    def _newest(self) -> str | None:
        return ScriptDirectory(str(MIGRATIONS)).get_current_head()

    def _alembic(self, connection: Transaction) -> Config:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        return config

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the database's own errors into ours, by what to do next."""
        try:
            yield
        except (OperationalError, ProgrammingError) as error:
            raise self._error(str(error.orig)) from error

    def _error(self, said: str) -> BoekhaakError:
        where = self._engine.url.render_as_string(hide_password=True)
        if "locked" in said or "lock timeout" in said:
            return Busy(
                f"the database {where} is locked by another program for more than {self._busy_seconds:g} seconds",
                way_out="Try again when that program has finished; nothing was half-written",
            )
        if "no such table" in said or "does not exist" in said:
            return ConfigurationError(
                f"the database {where} lacks tables of boekhaak", way_out="Run `boekhaak db upgrade`"
            )
        return ConfigurationError(
            f"the database {where} cannot be used ({said.splitlines()[0]})",
            way_out="Check the address (BOEKHAAK_DATABASE_URL), the rights on it and that its server runs",
        )


def _engine(settings: Settings) -> Engine:
    try:
        url = make_url(settings.database_url)
        options = {"timeout": settings.busy_seconds} if url.get_backend_name() == "sqlite" else {}
        return create_engine(url, connect_args=options, pool_pre_ping=url.get_backend_name() != "sqlite")
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigurationError(
            f"the database address cannot be used ({error})",
            way_out="Give one like sqlite:///boekhaak.db or postgresql+psycopg://user@host/name (needs the extra “postgres”)",
        ) from error
