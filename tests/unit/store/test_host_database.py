"""The tables of boekhaak in the database, the engine and the process of a host that has tables of the same names."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Relationship, Session, SQLModel, select

from boekhaak.clock import ScaledClock
from boekhaak.errors import Busy
from boekhaak.models.link import Environment
from boekhaak.settings import Settings
from boekhaak.store import environments
from boekhaak.store.database import Store
from boekhaak.store.tables import metadata
from support.interruption import Interrupted, interrupt


class Company(SQLModel, table=True):
    """A company as the host knows it."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    links: list["Link"] = Relationship(back_populates="company")


class Link(SQLModel, table=True):
    """A link of the host's own kind."""

    id: int | None = Field(default=None, primary_key=True)
    company_id: int | None = Field(default=None, foreign_key="company.id")
    company: Company | None = Relationship(back_populates="links")


class LinkRow(SQLModel, table=True):
    """A table of the host whose class is called like one of ours."""

    id: int | None = Field(default=None, primary_key=True)


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    """Return the host's engine; its own tables are made."""
    made = create_engine(empty_database_url)
    SQLModel.metadata.create_all(made)
    yield made
    made.dispose()


def opened(engine: Engine, clock: ScaledClock) -> Store:
    store = Store(Settings(database_url="sqlite:///not-used.db", busy_seconds=0.2), clock, engine)
    store.upgrade()
    return store


def names(store: Store) -> list[str]:
    with store.reading() as tx:
        return [environment.id for environment in environments.listed(tx)]


def add(store: Store, name: str) -> None:
    with store.writing() as tx:
        environments.add(store, tx, Environment(id=name, name=name))


def add_half(store: Store, name: str) -> None:
    with store.writing() as tx:
        environments.add(store, tx, Environment(id=name, name=name))
        interrupt()


def test_a_hosts_tables_and_ours_do_not_know_each_other(engine: Engine) -> None:
    assert engine
    assert set(SQLModel.metadata.tables) == {"company", "link", "linkrow"}
    assert not set(SQLModel.metadata.tables) & set(metadata.tables)


def test_a_host_with_tables_named_link_and_company_lives_beside_ours(engine: Engine, clock: ScaledClock) -> None:
    store = opened(engine, clock)

    add(store, "acme")
    with Session(engine) as session:
        session.add(Link(company=Company(name="Bakery")))
        session.commit()

    with Session(engine) as session:
        found = session.exec(select(Link)).one()
        assert found.company is not None
        assert found.company.name == "Bakery"
    assert names(store) == ["acme"]


def test_the_hosts_own_migrations_keep_their_version(engine: Engine, clock: ScaledClock) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("create table alembic_version (version_num varchar(32) primary key)")
        connection.exec_driver_sql("insert into alembic_version values ('theirs')")

    opened(engine, clock)

    with engine.connect() as connection:
        assert connection.exec_driver_sql("select version_num from alembic_version").scalars().all() == ["theirs"]


def test_a_write_that_fails_is_undone_whatever_the_hosts_engine_commits(
    empty_database_url: str, clock: ScaledClock
) -> None:
    engine = create_engine(empty_database_url, isolation_level="AUTOCOMMIT")
    store = opened(engine, clock)

    with pytest.raises(Interrupted):
        add_half(store, "acme")

    assert names(store) == []
    engine.dispose()


def test_closing_our_side_leaves_the_hosts_connections_alone(clock: ScaledClock) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    store = opened(engine, clock)
    add(store, "acme")

    store.close()

    assert names(Store(Settings(), clock, engine)) == ["acme"]
    engine.dispose()


def test_what_is_read_does_not_change_while_it_is_read(engine: Engine, clock: ScaledClock) -> None:
    store = opened(engine, clock)
    add(store, "acme")

    with store.reading() as tx:
        before = environments.listed(tx)
        thread = threading.Thread(target=add, args=(store, "other"))
        thread.start()
        thread.join()
        after = environments.listed(tx)

    assert before == after
    assert names(store) == ["acme", "other"]


@pytest.mark.parametrize("durable", [False, True])
def test_a_sqlite_host_finds_its_connection_as_it_left_it(tmp_path: Path, clock: ScaledClock, durable: bool) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/host.db", connect_args={"timeout": 7}, pool_size=1, max_overflow=0)
    wanted = {"synchronous": 2, "foreign_keys": 0, "busy_timeout": 7000}
    store = opened(engine, clock)

    with store.writing(durable=durable) as tx:
        environments.add(store, tx, Environment(id="acme", name="acme"))
        assert tx.exec_driver_sql("pragma foreign_keys").scalar_one() == 1
        assert tx.exec_driver_sql("pragma synchronous").scalar_one() == (2 if durable else 1)
    with pytest.raises(Interrupted), store.writing(durable=durable):
        interrupt()

    with engine.connect() as connection:
        assert {name: connection.exec_driver_sql(f"pragma {name}").scalar_one() for name in wanted} == wanted
    engine.dispose()


@pytest.fixture
def beginning(tmp_path: Path) -> Iterator[Engine]:
    """Return the engine of a SQLite host that begins its transactions itself, as SQLAlchemy's manual shows."""
    engine = create_engine(f"sqlite:///{tmp_path}/host.db")

    @event.listens_for(engine, "connect")
    def leave_to_us(connection, record):  # noqa: ANN001, ANN202
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection):  # noqa: ANN001, ANN202
        connection.exec_driver_sql("BEGIN")

    yield engine
    engine.dispose()


def test_a_sqlite_host_may_begin_its_transactions_itself(beginning: Engine, clock: ScaledClock) -> None:
    store = opened(beginning, clock)

    add(store, "acme")

    assert names(store) == ["acme"]


def test_a_write_takes_its_lock_at_once_also_when_the_host_begins_it(beginning: Engine, clock: ScaledClock) -> None:
    store = opened(beginning, clock)

    with store.writing(), pytest.raises(Busy), store.writing():
        pass
