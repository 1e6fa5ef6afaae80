"""What the page on copies and backups tells to type does what it says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pages import commands

from boekhaak.cli.main import main
from boekhaak.clock import Clock
from boekhaak.errors import ConfigurationError, ConsentRequired
from boekhaak.service import connecting, listing, webhooks
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from boekhaak.testing.books.generator import generate
from support.site import Site, connected

PAGE = "docs/how-to/copy-or-restore-a-database.md"


Typed = Callable[[str], str]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Return what types a command of the page and tells what it said."""

    def run(line: str) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(line.removeprefix("boekhaak ").split())
        printed = capsys.readouterr()
        assert ended.value.code == 0, printed.err
        return printed.out

    return run


def test_the_page_leads_a_backup_and_a_copy_to_where_they_may_be_used(
    place: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_a_backup, look, resume, for_a_copy, show = commands(PAGE)
    url = f"sqlite:///{place / 'boekhaak.db'}"
    store = Store(Settings(database_url=url), Clock())
    store.upgrade()
    store.close()
    with connected("exact_online", generate(lines=20, seed=2), url) as site:
        assert site.settings.key is not None
        monkeypatch.setenv("BOEKHAAK_KEY", site.settings.key.get_secret_value())
        administrator = site.actor.model_copy(update={"role": "administrator"})
        webhooks.add(administrator, site.installation, "https://host.example/boekhaak")
        backup = _copied(place / "boekhaak.db")
        site.clock.advance(timedelta(hours=2))
        assert listing.list_companies(site.actor, site.installation).companies
        _put_back(site, backup)

        said = typed(after_a_backup)
        assert "1 logins are renewed before" in said
        assert "1 webhooks are paused" in said
        assert "the database was adopted here" in typed(look)
        assert "goes on after event" in typed(resume)
        (connection,) = connecting.connections_listed(site.actor, site.installation)
        assert (connection.state, connection.reason) == ("authorised", "restored: check")
        with pytest.raises(ConsentRequired, match="came back from a backup or is a copy"):
            listing.list_companies(site.actor, site.installation)
        assert site.connect().state == "authorised"

        (place / "boekhaak.installation").unlink()
        with pytest.raises(ConfigurationError, match="no token is used"):
            listing.list_companies(site.actor, site.installation)
        assert "1 logins are left to the original" in typed(for_a_copy)
        assert len((place / show.removeprefix("cat ")).read_text().strip()) == 32


def _copied(database: Path) -> Path:
    """Return a backup of a database that nobody writes to at this moment."""
    backup = database.with_name("backup")
    backup.mkdir()
    for file in database.parent.glob("boekhaak.db*"):
        shutil.copy(file, backup)
    return backup


def _put_back(site: Site, backup: Path) -> None:
    """Put a backup in the database's place, while nobody has it open."""
    site.installation.store.close()
    for file in backup.parent.glob("boekhaak.db*"):
        file.unlink()
    for file in backup.iterdir():
        shutil.copy(file, backup.parent)
