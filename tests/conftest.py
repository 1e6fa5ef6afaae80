"""What all tests are given: a clock that stands still, databases of both kinds, an installation with a package on paper."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from importlib_metadata import EntryPoint
from pydantic import SecretStr
from sqlalchemy import Engine

from boekhaak.clock import ScaledClock
from boekhaak.http import Clients
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.registry import GROUP, Registry
from boekhaak.service import connecting, importing, listing, registering
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from support.databases import Databases, PostgresDatabases, SqliteFiles, postgres_server
from support.paper_office import Door, PaperOffice
from support.witness import Witness

os.environ.setdefault("BOEKHAAK_INSTALLATION", "the-tests")
"""Databases that the tests make, copy and lend belong here, for the programs that they start too."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many tests run at a time: one more than there are processors, for some always wait for a server."""
    return (os.cpu_count() or 1) + 1


KINDS = ("postgres", "sqlite")
ON_ONE = (Path(__file__).parent / "unit" / "service", Path(__file__).parent / "unit" / "portals")
"""The tests of what stands above the store: by hand each runs on one of both databases, half of them on each."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what ``BOEKHAAK_TEST_DATABASES=all`` runs on the other database as well, as CI does."""
    if os.environ.get("BOEKHAAK_TEST_DATABASES") == "all":
        return
    pairs: dict[str, dict[str, pytest.Item]] = {}
    for item in items:
        if (kind := _database(item)) and any(folder in item.path.parents for folder in ON_ONE):
            pairs.setdefault(item.nodeid.replace(kind, "", 1), {})[kind] = item
    left_out = {pair[KINDS[zlib.crc32(name.encode()) % 2]] for name, pair in pairs.items() if pair.keys() == set(KINDS)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _database(item: pytest.Item) -> str:
    """Return the kind of database that a test runs on, or nothing where there is no other."""
    given = getattr(item, "callspec", None)
    kind = given.params.get("databases", "") if given is not None else ""
    return kind if kind in KINDS else ""


@pytest.fixture
def clock() -> ScaledClock:
    """Return a clock that stands still on a Monday morning."""
    return ScaledClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteFiles]:
    """Return the maker of SQLite databases."""
    databases = SqliteFiles(tmp_path_factory.mktemp("sqlite"))
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    """Return the maker of PostgreSQL databases, on the server that the environment names or on one of our own."""
    if named := os.environ.get("BOEKHAAK_TEST_DATABASE_URL"):
        databases = PostgresDatabases(named)
        yield databases
        databases.close()
        return
    with postgres_server() as url:
        databases = PostgresDatabases(url)
        yield databases
        databases.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Return the maker of databases of each kind in turn."""
    wanted = "sqlite_files" if request.param == "sqlite" else "postgres_databases"
    found: Databases = request.getfixturevalue(wanted)
    return found


@pytest.fixture
def lent(databases: Databases) -> Iterator[tuple[str, Engine]]:
    """Return the address and the engine of a database whose tables are up to date; only its rows may be changed."""
    url, engine = databases.lend()
    yield url, engine
    databases.give_back(url)


@pytest.fixture
def database_url(lent: tuple[str, Engine]) -> str:
    """Return the address of that database."""
    return lent[0]


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """Return the address of a database without tables."""
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Return settings with a key of their own and little patience for locks."""
    return Settings(
        database_url=database_url, key=SecretStr(Fernet.generate_key().decode()), busy_seconds=0.2, _env_file=None
    )


@pytest.fixture
def store(settings: Settings, clock: ScaledClock, lent: tuple[str, Engine]) -> Store:
    """Return a store whose tables are up to date."""
    return Store(settings, clock, lent[1])


@pytest.fixture(scope="session")
def clients() -> Iterator[Clients]:
    """Return the clients that all tests share: what they need for TLS takes long to make."""
    shared = Clients()
    yield shared
    shared.close()


@pytest.fixture(scope="session")
def door() -> Iterator[tuple[Door, str]]:
    """Serve the door behind which each test puts its own office; gives its address too."""
    from boekhaak.testing.simulator import served

    opened = Door()
    with served(opened.app) as address:
        yield opened, address


@pytest.fixture
def office(door: tuple[Door, str], clock: ScaledClock) -> PaperOffice:
    """Return the vendor's side of the package on paper, empty."""
    opened, address = door
    opened.office = PaperOffice(clock, address)
    return opened.office


@pytest.fixture
def registry() -> Registry:
    """Return a registry that holds the package on paper alone."""
    return Registry((EntryPoint(name="paper", value="support.paper", group=GROUP),))


@pytest.fixture
def witness() -> Witness:
    """Return an observer of the host that remembers what it was told."""
    return Witness()


@pytest.fixture
def installation(
    store: Store, settings: Settings, registry: Registry, witness: Witness, clients: Clients
) -> Iterator[Installation]:
    """Return an installation with the package on paper."""
    given = {"clock": store.clock, "registry": registry, "observers": (witness,), "engine": store._engine}
    with Installation.opened(settings, **given) as opened:
        opened.sessions.clients = clients
        yield opened


@pytest.fixture
def actor(installation: Installation) -> Actor:
    """Return somebody of the environment “acme”."""
    acting = Actor(environment="acme", user="bo", role="administrator")
    registering.add_environment(acting, installation)
    return acting


@pytest.fixture
def stranger(installation: Installation) -> Actor:
    """Return somebody of another environment, “other”."""
    acting = Actor(environment="other", user="cas", role="administrator")
    registering.add_environment(acting, installation)
    return acting


@pytest.fixture
def connection(actor: Actor, installation: Installation, office: PaperOffice) -> Connection:
    """Return a connection of the environment “acme” as the login “anna”."""
    registering.register_app(None, installation, office.registration())
    sign_in = connecting.begin(actor, installation, package="paper")
    return connecting.complete(actor, installation, office.sign_in(sign_in.url))


@pytest.fixture
def link(actor: Actor, installation: Installation, office: PaperOffice, connection: Connection) -> Link:
    """Return a link to the company “1”, Bakery, which has no books yet."""
    office.company("1", "Bakery", vat_number="NL001234567B01", registration_number="24318675")
    seen = listing.list_companies(actor, installation)
    return importing.link_company(actor, installation, importing.choose(seen.companies, "1"))
