"""The database: one store per installation, on SQLite or PostgreSQL, in a host's database or one of its own."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Float,
    Row,
    Table,
    create_engine,
    event,
    literal_column,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    NoSuchModuleError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.pool import QueuePool

from boekhaak import identity
from boekhaak.clock import Clock, SharedClock
from boekhaak.errors import BoekhaakError, Busy, ConfigurationError, InvalidInput
from boekhaak.settings import Settings
from boekhaak.store.forking import Gate
from boekhaak.store.tables import InstallationRow, table

VERSION_TABLE = "boekhaak_alembic_version"
MIGRATIONS = Path(__file__).parent / "migrations"

_upgrading = threading.Lock()
"""Alembic runs one migration at a time in a process, whatever the database."""
UPGRADE_LOCK = 0x626F656B
"""The number of PostgreSQL's lock under which one program at a time makes tables."""

CACHE_KIB, CHECKPOINT_PAGES = 32_768, 32_000
"""What SQLite may hold in memory of a database, and how many pages (of 4 KiB) may wait in its log."""

IDLE_SECONDS = 20
"""So long a process may stand still within a transaction; then PostgreSQL ends it, and others need not wait."""

BOUND_SINCE = "0005"
"""The version since which a database belongs to the installation of a place."""

_BEGINNING = (
    "select extract(epoch from clock_timestamp()), set_config('lock_timeout', %s, true), "
    "set_config('idle_in_transaction_session_timeout', %s, true)"
)
"""What begins each transaction of PostgreSQL: how long it waits for others, and they for it, and the time."""
FRESH_SECONDS = 5.0
"""A connection that was used so shortly ago is taken to be alive, as its server was."""

BUSY_SIGNS = ("is locked", "lock timeout", "deadlock", "could not serialize")
"""What the databases say when another program was in the way."""

Transaction = Connection
"""What the store's modules work within; opened by :meth:`Store.reading` and :meth:`Store.writing`."""

MANY = 900
"""So many ids go into one question: databases have limits."""

Found = Row[Any]
"""A row as the store's modules read it; it does not leave the store."""


class Store:
    """The database of an installation. Give it a URL, or an engine that the host has already.

    Without a ``clock`` it goes by the time that PostgreSQL tells with every transaction: machines may differ.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None, engine: Engine | None = None) -> None:
        self._settings = settings
        self._busy_seconds = settings.busy_seconds
        self._own = engine is None
        self._engine = engine if engine is not None else _engine(settings)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._gate = Gate()
        self.clock = clock or (Clock() if self._sqlite else SharedClock())

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Open a transaction that only reads, and sees all of the database as it was at one moment."""
        with self._translated(), self._connected("REPEATABLE READ") as connection:
            self._begin(connection, "BEGIN")
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Transaction]:
        """Open a transaction that is committed at the end of the block, or rolled back as a whole when it raises.

        On SQLite it takes the write lock at once: one that read first could not wait for it. ``durable`` makes the commit
        survive a power cut also where the database would rather be fast (tokens: an answer exists once).
        """
        with self._translated(), self._connected("READ COMMITTED") as connection, self._tuned(connection, durable):
            self._begin(connection, "BEGIN IMMEDIATE")
            if durable and not self._sqlite:
                connection.exec_driver_sql("set local synchronous_commit = on")
            yield connection
            connection.commit()

    def upgrade(self) -> None:
        """Bring the tables to this version of boekhaak. Raises: ConfigurationError when they are of a newer one."""
        with self.reading() as connection:
            self._version(connection)
        with _upgrading:
            self._upgrade()

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

    def check_belongs_here(self) -> None:
        """Raise ConfigurationError unless this place is of the database's installation: a copy must not use its tokens."""
        with self.reading() as connection:
            found = connection.execute(select(table(InstallationRow).c.id)).scalar_one()
        identity.check(self._settings, str(found))

    def rest(self) -> None:
        """Let no thread use a connection until :meth:`go_on`, as this process forks; idle ones to SQLite are closed."""
        in_memory = not isinstance(self._engine.pool, QueuePool)
        self._gate.shut(self._engine.dispose if self._sqlite and not in_memory else lambda: None)

    def go_on(self) -> None:
        """Let threads use connections again: this process has forked."""
        self._gate.open()

    def renew(self) -> None:
        """Begin with connections of one's own, in a process that was forked; the other's stay as they are."""
        self._gate = Gate()
        self._engine.dispose(close=False)

    def close(self) -> None:
        """Give back all connections; those of a host's engine are the host's."""
        if self._own:
            self._engine.dispose()

    @property
    def name(self) -> str:
        """The database's address without its password."""
        return self._engine.url.set(query={}).render_as_string(hide_password=True)

    @property
    def many_machines(self) -> bool:
        """Whether programs on other machines can use this database."""
        return not self._sqlite

    def connect_arguments(self) -> dict[str, Any]:
        """Return how a library of its own connects to this PostgreSQL. Raises: ConfigurationError for SQLite."""
        if self._sqlite:
            raise ConfigurationError(
                "workers on several machines need PostgreSQL; this database is SQLite",
                way_out="Move it (`boekhaak db move`), or work in threads of one process",
            )
        _, arguments = self._engine.dialect.create_connect_args(self._engine.url)
        return dict(arguments)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one program at a time make tables in this PostgreSQL."""
        with self._translated(), self._connected("READ COMMITTED") as connection:
            connection.exec_driver_sql(f"select pg_advisory_xact_lock({UPGRADE_LOCK})")
            yield

    def database_time(self, connection: Transaction) -> float:
        """Return the database's own clock, in seconds since 1970: leases end by it, wherever the workers are."""
        return float(connection.execute(select(self.database_moment())).scalar_one())

    def database_moment(self) -> ColumnElement[float]:
        """Return what a statement reads the database's own clock with."""
        expression = (
            "(julianday('now') - 2440587.5) * 86400.0" if self._sqlite else "extract(epoch from clock_timestamp())"
        )
        return literal_column(expression, Float())

    def _upgrade(self) -> None:
        if self._sqlite:
            with self._translated(), self._connected("") as connection:
                self._begin(connection, "PRAGMA journal_mode = WAL")
        with (
            self._translated(),
            self._connected("READ COMMITTED") as connection,
            self._tuned(connection, True, foreign_keys="OFF"),  # SQLite changes a table by making it anew
        ):
            self._begin(connection, "BEGIN IMMEDIATE")
            if not self._sqlite:
                connection.exec_driver_sql(f"select pg_advisory_xact_lock({UPGRADE_LOCK})")
            version = self._version(connection)
            if version == self._newest():
                return
            command.upgrade(self._alembic(connection), "head")
            if version is None or version < BOUND_SINCE:
                self._bind(connection)
            connection.commit()

    def _bind(self, connection: Transaction) -> None:
        """Let the database belong to the installation of this place, and this place to it where it belonged to none."""
        rows, place = table(InstallationRow), identity.of_place(self._settings)
        own = place or connection.execute(select(rows.c.id)).scalar() or secrets.token_hex(16)
        if not connection.execute(rows.update().values(id=own)).rowcount:
            connection.execute(rows.insert().values(id=own, created_at=self.clock.now()))
        if not place:
            identity.name_place(
                self._settings, own
            )  # before the commit: a database without its place could not be used

    def _version(self, connection: Transaction) -> str | None:
        """Return the version of the tables; None for none. Raises: ConfigurationError for an unknown one."""
        version = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
        known = {script.revision for script in _scripts().walk_revisions()}
        if version is not None and version not in known:
            raise ConfigurationError(
                f"the database was made by a newer boekhaak (its version {version} is not known here)",
                way_out="Install that boekhaak or a later one; nothing was changed",
            )
        return version

    def _newest(self) -> str | None:
        return _scripts().get_current_head()

    def _alembic(self, connection: Transaction) -> Config:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        return config

    @contextmanager
    def _connected(self, isolation: str) -> Iterator[Transaction]:
        """Lend a connection. On PostgreSQL the isolation is named, whatever the host's engine has."""
        if not self._sqlite:
            with self._engine.connect() as connection:
                yield connection.execution_options(isolation_level=isolation)
            return
        with self._gate.passed(), self._engine.connect() as connection:
            yield connection

    def _begin(self, connection: Transaction, how: str) -> None:
        """Begin a transaction; on SQLite in that way, also where the host's engine begins one in its own."""
        connection.begin()
        if not self._sqlite:
            patience = max(1, int(self._busy_seconds * 1000))  # nought would mean without end
            told = connection.exec_driver_sql(_BEGINNING, (str(patience), str(IDLE_SECONDS * 1000))).one()
            if isinstance(self.clock, SharedClock):
                self.clock.hear(datetime.fromtimestamp(float(told[0]), UTC))
            return
        if _raw(connection).in_transaction:
            connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql(how)

    @contextmanager
    def _tuned(self, connection: Transaction, durable: bool, foreign_keys: str = "ON") -> Iterator[None]:
        """Set up SQLite for a transaction and put back what was there: the connection may be the host's."""
        wanted: dict[str, int | str] = {
            "busy_timeout": int(self._busy_seconds * 1000),
            "synchronous": "FULL" if durable else "NORMAL",
            "foreign_keys": foreign_keys,
        }
        former = {name: _pragma(connection, name) for name in wanted} if self._sqlite else {}
        for name in former:
            _pragma(connection, name, wanted[name])
        try:
            yield
        finally:
            connection.rollback()
            for name, value in former.items():
                _pragma(connection, name, value)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the database's own errors into ours, by what to do next."""
        try:
            yield
        except (StatementError, NoConnectionLeft, OverflowError) as error:
            raise self._error(error) from error

    def _error(self, error: Exception) -> BoekhaakError:
        where = self.name
        said = (str(getattr(error, "orig", error)).splitlines() or ["it gave no reason"])[0]
        if isinstance(error, DataError) or not isinstance(error, DBAPIError | NoConnectionLeft):
            return InvalidInput(
                f"the database {where} cannot hold a value ({said})",
                way_out="Nothing was stored; report it with this text if the value came from a package",
            )
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return Busy(
                f"the connection to the database {where} broke off ({said})",
                way_out="Try again when its server is back; nothing was half-written",
            )
        unique = isinstance(error, IntegrityError) and "unique" in said.lower()
        if unique or isinstance(error, NoConnectionLeft) or any(sign in said for sign in BUSY_SIGNS):
            return Busy(
                f"the database {where} is locked by another program, or in use, for more than {self._busy_seconds:g} seconds",
                way_out="Try again when that program has finished; nothing was half-written",
            )
        if "no such table" in said or ("relation" in said and "does not exist" in said):
            return ConfigurationError(
                f"the database {where} lacks tables of boekhaak", way_out="Run `boekhaak db upgrade`"
            )
        return ConfigurationError(
            f"the database {where} cannot be used ({said})",
            way_out="Check the address (BOEKHAAK_DATABASE_URL), the rights on it and that its server runs",
        )


def inserting(tx: Transaction, rows: Table) -> Any:  # noqa: ANN401 - the INSERT of either dialect
    """Return an INSERT that knows ON CONFLICT, which both databases have and SQLAlchemy spells twice."""
    return (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(rows)


def _raw(connection: Transaction) -> Any:  # noqa: ANN401 - the connection of SQLite's driver
    return connection.connection.driver_connection


def _pragma(connection: Transaction, name: str, value: int | str | None = None) -> int | str:
    """Return a pragma of SQLite, set first where a value is given; past SQLAlchemy, whose use would begin a transaction."""
    statement = f"PRAGMA {name}" if value is None else f"PRAGMA {name} = {value}"
    found = _raw(connection).execute(statement).fetchone()
    answer: int | str = found[0] if found else ""
    return answer


def _alive(connection: Any, record: Any, proxy: object) -> None:  # noqa: ANN401, ARG001 - an event of SQLAlchemy
    """Ask a connection that was not used for a while whether its server is there; the pool replaces it when it is not."""
    if time.monotonic() - record.info.get("used", -FRESH_SECONDS) < FRESH_SECONDS:
        return
    try:
        connection.execute("select 1")
        connection.rollback()
    except connection.OperationalError as error:
        raise DisconnectionError from error


def _used(connection: object, record: Any) -> None:  # noqa: ANN401, ARG001 - an event of SQLAlchemy
    """Note when a connection was given back."""
    record.info["used"] = time.monotonic()


def _roomy(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 - an event of SQLAlchemy
    """Give a connection of our own room for the pages that an import touches everywhere: ids come in no order."""
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")


@cache
def _scripts() -> ScriptDirectory:
    """Return the migrations, which take long to read."""
    return ScriptDirectory(str(MIGRATIONS))


def _engine(settings: Settings) -> Engine:
    try:
        url = make_url(settings.database_url)
        if url.get_backend_name() != "sqlite":
            engine = create_engine(url)
            event.listen(engine, "checkout", _alive)
            event.listen(engine, "checkin", _used)
            return engine
        engine = create_engine(url, connect_args={"timeout": settings.busy_seconds})
        event.listen(engine, "connect", _roomy)
        return engine
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        # A ValueError quotes what it took for the port, which may be a piece of the password.
        why = "its port is no number" if isinstance(error, ValueError) else str(error)
        raise ConfigurationError(
            f"the database address cannot be used ({why})",
            way_out="Give one like sqlite:///boekhaak.db or postgresql+psycopg://user@host/name (needs the extra “postgres”)",
        ) from error
