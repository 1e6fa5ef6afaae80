from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConfigurationError
from boekhaak.settings import Settings
from boekhaak.store import environments
from boekhaak.store.database import MIGRATIONS, VERSION_TABLE, Store
from boekhaak.store.schema import WHOLE
from boekhaak.store.types import Moment, Money
from support.databases import PostgresDatabases

NOW = "'2026-03-02 09:00:00'"
LINKED = [
    statement.replace("NOW", NOW)
    for statement in (
        "insert into boekhaak_installation (id, created_at) values ('the-tests', NOW)",
        "insert into boekhaak_environment (id, name, created_at) values ('acme', 'Acme', NOW)",
        "insert into boekhaak_app (id, package, region, mode, client_id, client_secret, redirect_uri, address, created_at)"
        " values (1, 'paper', 'nl', 'paper', 'host', '', '', '', NOW)",
        "insert into boekhaak_token_chain (id, environment_id, app_id, package, region, scope, generation, access_token,"
        " issued_at, expires_at, dead, reason) values (1, 'acme', 1, 'paper', 'nl', 's', 1, '', NOW, NOW, false, '')",
        "insert into boekhaak_connection (id, environment_id, app_id, chain_id, package, region, login_id, login_name,"
        " login_email, owner, state, reason, created_at)"
        " values (1, 'acme', 1, 1, 'paper', 'nl', 'a', '', '', '', '', '', NOW)",
        "insert into boekhaak_link (id, environment_id, connection_id, package, region, company_id, name, country, currency,"
        " registration_number, vat_number, active, host_company, login_id, state, reason, fingerprint, fence, created_at)"
        " values (7, 'acme', 1, 'paper', 'nl', '1', 'Bakery', '', '', '', '', true, '', 'a', 'ok', '', '', 3, NOW)",
        "insert into boekhaak_stream (link_id, stream, environment_id, phase, sweeping, error, warning)"
        " values (7, 'ledger', 'acme', 'import', false, '', '')",
    )
]
"""A link that was read, in the tables of version 0007."""
HOSTS = ("create view host_links as select name from boekhaak_link", "create table host_told (name varchar)")
TRIGGER = (
    "create trigger host_hears after update on boekhaak_link when new.state = 'broken'"
    " begin insert into host_told values (new.name || ': new'); end"
)
"""What a host may have made of its own in the same database."""


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def run(url: str, *statements: str) -> None:
    with connected(url) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


def differences(url: str) -> list[Any]:
    with connected(url) as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        )
        return compare_metadata(context, WHOLE)


def schema(url: str) -> dict[str, list[str]]:
    with connected(url) as connection:
        looking = inspect(connection)
        return {name: [column["name"] for column in looking.get_columns(name)] for name in looking.get_table_names()}


@pytest.fixture
def upgrading(empty_database_url: str, clock: ScaledClock) -> Iterator[Store]:
    opened = Store(Settings(database_url=empty_database_url), clock)
    yield opened
    opened.close()


def test_the_migrations_make_exactly_the_tables_of_the_code(database_url: str) -> None:
    assert differences(database_url) == []


@pytest.mark.parametrize("changed", ["add column colour varchar", "drop column city"])
def test_a_table_that_differs_from_the_code_would_be_noticed(
    upgrading: Store, empty_database_url: str, changed: str
) -> None:
    upgrading.upgrade()
    run(empty_database_url, f"alter table boekhaak_address {changed}")

    assert differences(empty_database_url)


def test_every_amount_and_moment_has_the_type_of_its_database(database_url: str) -> None:
    expected = {
        "sqlite": {Money: "BIGINT", Moment: "DATETIME"},
        "postgresql": {Money: "NUMERIC(19, 4)", Moment: "TIMESTAMP"},
    }
    with connected(database_url) as connection:
        looking, kind = inspect(connection), connection.dialect.name
        found = {
            (table.name, column["name"]): column["type"]
            for table in WHOLE.tables.values()
            for column in looking.get_columns(table.name)
        }
    custom = [
        (table.name, column.name, type(column.type))
        for table in WHOLE.tables.values()
        for column in table.columns
        if isinstance(column.type, Money | Moment)
    ]

    assert len(custom) > 50
    for table_name, column_name, column_type in custom:
        stored_as = found[table_name, column_name]
        assert str(stored_as) == expected[kind][column_type]
        assert kind == "sqlite" or column_type is Money or stored_as.timezone


def test_a_new_database_is_upgraded_to_this_version(upgrading: Store) -> None:
    upgrading.upgrade()

    upgrading.check_version()


def test_upgrading_twice_changes_nothing(upgrading: Store, empty_database_url: str) -> None:
    upgrading.upgrade()
    with upgrading.reading() as tx:
        first_id = environments.installation_id(tx)
    first_schema = schema(empty_database_url)

    upgrading.upgrade()

    with upgrading.reading() as tx:
        assert environments.installation_id(tx) == first_id
    assert schema(empty_database_url) == first_schema


def test_links_and_what_belongs_to_them_survive_that_their_table_is_made_anew(
    upgrading: Store, empty_database_url: str
) -> None:
    with connected(empty_database_url) as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        connection.commit()
    with connected(empty_database_url) as connection:
        trigger = [TRIGGER] if _is_sqlite(connection.engine) else []
    run(
        empty_database_url,
        *LINKED,
        *HOSTS,
        *trigger,
        "update boekhaak_link set state = 'broken', reason = 'overwritten: so'",
    )

    upgrading.upgrade()

    with connected(empty_database_url) as connection:
        link = connection.exec_driver_sql("select id, connection_id, company_id, fence, cause from boekhaak_link").one()
        assert connection.exec_driver_sql("select name from host_links").scalars().all() == ["Bakery"]
        connection.exec_driver_sql("update boekhaak_link set name = 'Baker'")
        if _is_sqlite(connection.engine):
            assert connection.exec_driver_sql("select name from host_told").scalars().all()[-1] == "Baker: new"
        streams = connection.exec_driver_sql("select link_id from boekhaak_stream").scalars().all()
        adrift = _is_sqlite(connection.engine) and connection.exec_driver_sql("pragma foreign_key_check").all()
    assert (tuple(link), streams) == ((7, 1, "1", 3, "overwritten"), [7])
    assert not adrift
    run(
        empty_database_url,
        "drop view host_links",
        *(["drop trigger host_hears"] if trigger else []),
        "drop table host_told",
    )
    assert differences(empty_database_url) == []


def test_two_programs_may_upgrade_at_the_same_time(empty_database_url: str, clock: ScaledClock) -> None:
    failures: list[Exception] = []
    together = threading.Barrier(3)

    def upgrade() -> None:
        opened = Store(Settings(database_url=empty_database_url), clock)
        together.wait()
        try:
            opened.upgrade()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is one too many
            failures.append(error)
        finally:
            opened.close()

    threads = [threading.Thread(target=upgrade) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []


def test_all_names_begin_with_that_of_boekhaak(database_url: str) -> None:
    names = set(schema(database_url))

    assert {name for name in names if not name.startswith("boekhaak_")} == set()
    assert names == {*WHOLE.tables, VERSION_TABLE}


def test_a_database_without_tables_says_how_to_make_them(upgrading: Store) -> None:
    with pytest.raises(ConfigurationError, match=r"no tables of boekhaak yet\. Run `boekhaak db upgrade`"):
        upgrading.check_version()


def test_using_a_database_without_tables_says_how_to_make_them(upgrading: Store) -> None:
    with pytest.raises(ConfigurationError, match="lacks tables of boekhaak"), upgrading.reading() as tx:
        environments.listed(tx)


@pytest.mark.parametrize("step", ["upgrade", "check_version"])
def test_a_database_of_a_newer_version_is_refused_with_nothing_changed(
    upgrading: Store, empty_database_url: str, step: str
) -> None:
    run(
        empty_database_url,
        f"create table {VERSION_TABLE} (version_num varchar(32) primary key)",
        f"insert into {VERSION_TABLE} values ('9999')",  # noqa: S608 - a constant
    )

    with pytest.raises(ConfigurationError, match=r"made by a newer boekhaak .*9999"):
        getattr(upgrading, step)()

    assert schema(empty_database_url) == {VERSION_TABLE: ["version_num"]}
    assert _journal_mode(empty_database_url) in {"delete", None}


def test_an_upgrade_that_fails_half_way_leaves_nothing(upgrading: Store, empty_database_url: str) -> None:
    run(empty_database_url, "create table boekhaak_run_stream (in_the_way integer)")

    with pytest.raises(ConfigurationError, match="boekhaak_run_stream"):
        upgrading.upgrade()

    assert schema(empty_database_url) == {"boekhaak_run_stream": ["in_the_way"]}


def test_a_database_that_is_not_there_is_a_fault_of_the_installation(clock: ScaledClock) -> None:
    opened = Store(Settings(database_url="sqlite:////no/such/folder/boekhaak.db"), clock)

    with pytest.raises(ConfigurationError, match="unable to open database file"):
        opened.check_version()

    opened.close()


@pytest.mark.postgres
def test_a_server_that_does_not_answer_is_a_fault_of_the_installation(clock: ScaledClock) -> None:
    opened = Store(Settings(database_url="postgresql+psycopg://bo:the-password@127.0.0.1:1/none"), clock)

    with pytest.raises(ConfigurationError, match=r"cannot be used .*BOEKHAAK_DATABASE_URL") as caught:
        opened.check_version()

    assert "the-password" not in str(caught.value)
    opened.close()


@pytest.mark.postgres
def test_a_database_that_the_server_does_not_have_is_no_lack_of_tables(
    postgres_databases: PostgresDatabases, clock: ScaledClock
) -> None:
    url = postgres_databases.empty()
    postgres_databases.drop(url)
    opened = Store(Settings(database_url=url), clock)

    with pytest.raises(ConfigurationError, match="cannot be used"):
        opened.check_version()

    opened.close()


@pytest.mark.parametrize("url", ["nonsense", "mysterydb://host/name", "postgresql+nodriver://host/name"])
def test_an_address_that_is_none_is_a_fault_of_the_installation(clock: ScaledClock, url: str) -> None:
    with pytest.raises(ConfigurationError, match="database address cannot be used"):
        Store(Settings(database_url=url), clock)


def _journal_mode(url: str) -> str | None:
    with connected(url) as connection:
        if not _is_sqlite(connection.engine):
            return None
        mode: str = connection.exec_driver_sql("pragma journal_mode").scalar_one()
        return mode


def _is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"
