"""What the tests of the documentation share: the generator of the reference beside its pages, and an empty place to work."""

from __future__ import annotations

import logging
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pages import Opened, Typed

from boekhaak.cli.main import main
from boekhaak.clock import Clock, ScaledClock
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Books
from support.site import Site, connected

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder without an installation's addresses in the environment, and work there."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("BOEKHAAK_")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def opened(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Return what serves Exact Online and opens an installation in the place."""
    url, level = f"sqlite:///{place / 'books.db'}", logging.getLogger("boekhaak").level
    store = Store(Settings(database_url=url), Clock())
    store.upgrade()
    store.close()
    with ExitStack() as stack:

        def opening(companies: int = 1, lines: int = 20, books: Books | None = None, **options: Any) -> Site:
            clock = ScaledClock(Clock().now(), speed=1)
            books = books or generate(companies=companies, lines=lines, seed=4)
            site = stack.enter_context(connected("exact_online", books, url, clock, **options))
            assert site.settings.key is not None
            monkeypatch.setenv("BOEKHAAK_DATABASE_URL", url)
            monkeypatch.setenv("BOEKHAAK_KEY", site.settings.key.get_secret_value())
            return site

        yield opening
    logging.getLogger("boekhaak").setLevel(level)


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    """Return what gives commands."""

    def type_in(line: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(shlex.split(line)[1:])
        printed = capsys.readouterr()
        assert ended.value.code == 0, f"{line}\n{printed.err}"
        return printed.out

    return type_in
