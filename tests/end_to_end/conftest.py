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
from boekhaak_exact_online.simulator.simulator import CLIENT_SECRET
from support.command_line import CommandLine
from support.exact_site import Serve, Site, exact_site


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
    yield CommandLine(url, variables, capsys, caplog, monkeypatch)
    logger.setLevel(level)


@pytest.fixture
def serve(boekhaak: CommandLine) -> Iterator[Serve]:
    """Return what serves books to the installation, and signs in."""
    with ExitStack() as stack:

        def served(data: Books | None = None, clock: ScaledClock | None = None, **options: Any) -> Site:
            clock = clock or ScaledClock(datetime.now(UTC), speed=1)
            data = data or generate(companies=2, lines=60, seed=4)
            site = stack.enter_context(exact_site(data, boekhaak.url, clock, **options))
            site.installation.redactor.leave_logs()
            assert site.settings.key is not None
            boekhaak.variables["BOEKHAAK_KEY"] = site.settings.key.get_secret_value()
            boekhaak.secrets = lambda: {CLIENT_SECRET} | {one.rpartition("!")[2] for one in site.simulator.handed_out}
            return site

        yield served


@pytest.fixture
def site(serve: Serve) -> Site:
    """Return a simulator of two companies to which the environment “acme” is connected."""
    return serve()


@pytest.fixture
def link(site: Site) -> Link:
    """Return the link to the first company, imported."""
    link = site.link_all()[0]
    assert site.imported(link).complete
    return link
