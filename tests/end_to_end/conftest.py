"""What the tests of the command line are given: an installation, and a simulator that it is connected to."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from boekhaak.clock import Clock, ScaledClock
from boekhaak.models.link import Link
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Books
from boekhaak.vault import add_key
from support.command_line import CommandLine
from support.site import COUNTRY, Serve, Site, connected


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database file whose tables are up to date, to be copied: the tests may spoil theirs."""
    file = tmp_path_factory.mktemp("upgraded") / "books.db"
    store = Store(Settings(database_url=f"sqlite:///{file}"), Clock())
    store.upgrade()
    store.close()
    return file


@pytest.fixture
def boekhaak(
    upgraded: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[CommandLine]:
    """Return the command line of an installation that has its tables and a key, and nothing else."""
    database, key = tmp_path / "books.db", tmp_path / "key"
    shutil.copyfile(upgraded, database)
    add_key(key)
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{database}"
    variables = {"BOEKHAAK_DATABASE_URL": url, "BOEKHAAK_KEY_FILE": str(key), "BOEKHAAK_BUSY_SECONDS": "0.2"}
    logger = logging.getLogger("boekhaak")
    level = logger.level
    line = CommandLine(url, variables, capsys, caplog, monkeypatch)
    yield line
    logger.setLevel(level)
    for file in tmp_path.glob("books.db*"):
        held = file.read_bytes().decode("latin-1")
        assert not [secret for secret in {*line.secrets(), variables.get("BOEKHAAK_KEY", "")} - {""} if secret in held]


@pytest.fixture
def serve(boekhaak: CommandLine) -> Iterator[Serve]:
    """Return what serves books to the installation, and signs in."""
    with ExitStack() as stack:

        def served(
            data: Books | None = None,
            clock: ScaledClock | None = None,
            *,
            package: str = "exact_online",
            **options: Any,
        ) -> Site:
            clock = clock or ScaledClock(datetime.now(UTC), speed=1)
            countries = [COUNTRY[package]] if package != "exact_online" else ["NL", "BE"]
            data = data or generate(companies=2, lines=60, seed=4, countries=countries)
            site = stack.enter_context(connected(package, data, boekhaak.url, clock, **options))
            site.installation.redactor.leave_logs()
            assert site.settings.key is not None
            boekhaak.variables["BOEKHAAK_KEY"] = site.settings.key.get_secret_value()
            boekhaak.secrets = lambda: site.secrets
            return site

        yield served


@pytest.fixture
def site(serve: Serve) -> Site:
    """Return a simulator of Exact Online with two companies, to which the environment “acme” is connected."""
    return serve()


@pytest.fixture
def link(site: Site) -> Link:
    """Return the link to the first company, imported."""
    link = site.link_all()[0]
    assert site.imported(link).complete
    return link
