from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConfigurationError
from boekhaak.identity import name_place, of_place
from boekhaak.settings import Settings
from boekhaak.store import environments
from boekhaak.store.database import Store


@pytest.fixture
def place(tmp_path: Path, empty_database_url: str) -> Settings:
    """Return the settings of a place that belongs to no installation yet, with a database without tables."""
    return Settings(database_url=empty_database_url, installation="", installation_file=tmp_path / "installation")


@contextmanager
def opened(settings: Settings, clock: ScaledClock) -> Iterator[Store]:
    store = Store(settings, clock)
    yield store
    store.close()


def upgraded(settings: Settings, clock: ScaledClock) -> str:
    """Bring the tables to this version; return which installation the database belongs to."""
    with opened(settings, clock) as store:
        store.upgrade()
        with store.reading() as tx:
            return environments.installation_id(tx)


def test_a_new_database_names_a_place_that_has_no_name(place: Settings, clock: ScaledClock) -> None:
    made = upgraded(place, clock)

    assert len(made) == 32
    assert of_place(place) == made
    with opened(place, clock) as store:
        store.check_belongs_here()


def test_a_new_database_takes_the_name_of_its_place(place: Settings, clock: ScaledClock) -> None:
    name_place(place, "the-office")

    assert upgraded(place, clock) == "the-office"


def test_the_setting_wins_and_leaves_the_file_alone(place: Settings, clock: ScaledClock) -> None:
    named = place.model_copy(update={"installation": "the-host"})

    assert upgraded(named, clock) == "the-host"

    assert not place.installation_file.exists()


def test_a_database_from_before_belongs_where_it_is_upgraded(place: Settings, clock: ScaledClock) -> None:
    with opened(place, clock) as store, store.writing() as tx:
        command.upgrade(store._alembic(tx), "0004")
        tx.exec_driver_sql("insert into boekhaak_installation values ('of-old', '2026-01-01 00:00:00+00:00')")

    assert upgraded(place, clock) == of_place(place) == "of-old"


def test_a_database_that_belongs_somewhere_is_not_bound_by_an_upgrade(place: Settings, clock: ScaledClock) -> None:
    made = upgraded(place, clock)
    place.installation_file.unlink()

    assert upgraded(place, clock) == made

    assert not place.installation_file.exists()
    with opened(place, clock) as store, pytest.raises(ConfigurationError, match="nothing outside") as caught:
        store.check_belongs_here()
    assert "boekhaak adopt-installation" in caught.value.way_out


def test_a_copy_elsewhere_does_not_belong_there(place: Settings, clock: ScaledClock) -> None:
    upgraded(place, clock)
    elsewhere = place.model_copy(update={"installation": "elsewhere"})

    with (
        opened(elsewhere, clock) as store,
        pytest.raises(ConfigurationError, match="this place belongs to “elsewhere”"),
    ):
        store.check_belongs_here()


def test_where_the_name_cannot_be_written_no_table_is_made(place: Settings, clock: ScaledClock, tmp_path: Path) -> None:
    (tmp_path / "installation.new").mkdir()

    with opened(place, clock) as store:
        with pytest.raises(ConfigurationError, match="BOEKHAAK_INSTALLATION=") as caught:
            store.upgrade()
        with pytest.raises(ConfigurationError, match="no tables"):
            store.check_version()
    assert str(place.installation_file) in caught.value.what


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_name_that_cannot_be_read_is_a_fault_of_the_installation(place: Settings, content: bytes | None) -> None:
    if content is None:
        place.installation_file.mkdir()
    else:
        place.installation_file.write_bytes(content)

    with pytest.raises(ConfigurationError, match="cannot be read"):
        of_place(place)
