from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from boekhaak.clock import ScaledClock
from boekhaak.errors import Busy, ConfigurationError
from boekhaak.installation import Installation
from boekhaak.models.auth import Tokens
from boekhaak.models.link import Connection
from boekhaak.registry import Registry
from boekhaak.service import listing
from boekhaak.service.rotating import rotate_key
from boekhaak.settings import Settings
from boekhaak.store import tokens
from boekhaak.vault import Vault, add_key, open_vault, read_keys
from support.paper_office import PaperOffice
from support.renewals import MARGIN_REACHED, answer, chain_of, issued, refreshes, who

ANSWERS = 40


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Return settings whose key is in a file."""
    file = tmp_path / "boekhaak.key"
    add_key(file)
    return settings.model_copy(update={"key": None, "key_file": file})


@pytest.fixture
def twin(settings: Settings, clock: ScaledClock, registry: Registry) -> Iterator[Installation]:
    """Return the same installation as another process of the host has it."""
    with Installation.opened(settings, clock=clock, registry=registry) as opened:
        yield opened


def test_a_process_that_runs_goes_on_when_another_changes_the_key(
    installation: Installation, twin: Installation, connection: Connection, office: PaperOffice, clock: ScaledClock
) -> None:
    http = listing.session(twin, connection)
    assert who(http) == "anna"

    rotate_key(installation)
    clock.advance(MARGIN_REACHED)

    assert who(http) == "anna"
    assert refreshes(office) == 1
    assert chain_of(installation, connection).generation == 2


def test_no_pair_that_is_stored_while_keys_change_is_lost(
    installation: Installation, twin: Installation, connection: Connection
) -> None:
    newest, ended = [0], threading.Event()

    def renew() -> None:
        while newest[0] < ANSWERS:
            secret = SecretStr(f"refresh-{newest[0] + 1}")
            given = Tokens(access_token=secret, refresh_token=secret, lifetime=timedelta(minutes=10))
            try:
                if answer(twin, chain_of(twin, connection), given).adopted:
                    newest[0] += 1
            except Busy:
                continue
        ended.set()

    worker = threading.Thread(target=renew)
    worker.start()
    while not ended.is_set():
        try:
            rotate_key(installation)
        except Busy:
            continue
    worker.join()

    chain = chain_of(installation, connection)
    assert chain.generation == ANSWERS + 1
    assert chain.refresh_token == SecretStr(f"refresh-{ANSWERS}")


class Hesitant(Vault):
    """A vault that lets others in between reading a secret and writing it back."""

    def __init__(self, keys: list[str], meanwhile: Callable[[], None]) -> None:
        super().__init__(keys)
        self._meanwhile = meanwhile

    def reseal(self, sealed: str) -> str:
        """Return the secret encrypted anew, after a while."""
        self._meanwhile()
        return super().reseal(sealed)


@pytest.mark.postgres
@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
def test_a_pair_cannot_be_stored_between_reading_the_older_and_writing_it_back(
    installation: Installation, twin: Installation, connection: Connection, settings: Settings, office: PaperOffice
) -> None:
    chain, refused = chain_of(twin, connection), []

    def store() -> None:
        try:
            answer(twin, chain, issued(office))
        except Busy as error:
            refused.append(error)

    with installation.store.writing() as tx:
        tokens.reseal(tx, Hesitant(read_keys(settings.key_file), store))

    assert refused
    assert answer(twin, chain, issued(office)).adopted


def test_a_vault_reads_a_key_that_came_since(tmp_path: Path) -> None:
    file = tmp_path / "boekhaak.key"
    add_key(file)
    former = open_vault(Settings(key_file=file))
    add_key(file)
    sealed = open_vault(Settings(key_file=file)).seal(SecretStr("the-secret"))

    assert former.open(sealed).get_secret_value() == "the-secret"

    assert Vault(read_keys(file)[:1]).open(former.seal(SecretStr("the-other"))).get_secret_value() == "the-other"


def test_a_secret_that_no_key_of_the_file_opens_is_refused(tmp_path: Path) -> None:
    for name in ("one", "other"):
        add_key(tmp_path / name)
    sealed = open_vault(Settings(key_file=tmp_path / "one")).seal(SecretStr("the-secret"))

    with pytest.raises(ConfigurationError, match="does not fit this database"):
        open_vault(Settings(key_file=tmp_path / "other")).open(sealed)
