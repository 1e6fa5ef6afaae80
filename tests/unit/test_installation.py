from __future__ import annotations

import logging
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from boekhaak import hostimpl
from boekhaak.clock import ScaledClock
from boekhaak.errors import ConfigurationError
from boekhaak.installation import Installation
from boekhaak.redaction import Redactor
from boekhaak.registry import Registry
from boekhaak.settings import Settings
from support.witness import Witness

KEY = SecretStr(Fernet.generate_key().decode())


class Failing:
    """An observer that fails at everything."""

    @hostimpl
    def link_broken(self) -> None:
        """Fail."""
        raise ZeroDivisionError("the-live-token")


def installed(settings: Settings, *observers: object) -> Installation:
    return Installation(settings, registry=Registry(()), observers=observers)


@pytest.mark.parametrize("order", [1, -1])
def test_an_observer_that_fails_is_logged_and_stops_nobody(
    settings: Settings, caplog: pytest.LogCaptureFixture, order: int
) -> None:
    first, last = Witness(), Witness()
    installation = installed(settings, first, *[Failing(), last][::order])
    installation.redactor.learn(SecretStr("the-live-token"))

    installation.tell("link_broken", link_id=7, reason="gone")

    installation.close()
    assert first.broken == last.broken == [(7, "gone")]
    assert "an observer of the host failed at_event=link_broken" in caplog.text
    assert "the-live-token" not in caplog.text


@pytest.mark.parametrize(
    "methods",
    [{"page_sored": lambda: None}, {"page_stored": lambda page: page}],
    ids=["name", "argument"],
)
def test_an_observer_that_could_never_be_told_is_refused(settings: Settings, methods: dict[str, object]) -> None:
    observer = type("Observer", (), {name: staticmethod(hostimpl(method)) for name, method in methods.items()})()

    with pytest.raises(ConfigurationError, match="an observer of the host does not fit"):
        installed(settings, observer)


def test_without_a_key_the_way_to_make_one_is_told(tmp_path: Path, database_url: str) -> None:
    settings = Settings(database_url=database_url, key_file=tmp_path / "none.key")

    with pytest.raises(ConfigurationError, match="no vault key"):
        installed(settings)


def test_a_database_without_tables_is_told_at_the_opening(empty_database_url: str, clock: ScaledClock) -> None:
    settings = Settings(database_url=empty_database_url, key=KEY)

    with (
        pytest.raises(ConfigurationError, match="boekhaak db upgrade"),
        Installation.opened(settings, clock=clock, registry=Registry(())),
    ):
        pass


def test_a_closed_installation_leaves_no_filter_in_the_logs(settings: Settings) -> None:
    before = [list(logging.getLogger(name).filters) for name in Redactor.LOGGERS]

    installed(settings).close()

    assert [list(logging.getLogger(name).filters) for name in Redactor.LOGGERS] == before


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOEKHAAK_DATABASE_URL", "postgresql+psycopg://bo@db.example/books")
    monkeypatch.setenv("BOEKHAAK_BUSY_SECONDS", "2.5")

    settings = Settings()

    assert settings.database_url == "postgresql+psycopg://bo@db.example/books"
    assert settings.busy_seconds == 2.5
