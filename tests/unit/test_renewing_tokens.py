from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import PackageUnavailable
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.link import Connection
from boekhaak.registry import Registry
from boekhaak.service import listing
from boekhaak.settings import Settings
from boekhaak.store import tokens
from support import neighbour, paper
from support.paper_office import PaperOffice
from support.renewals import MARGIN_REACHED, chain_of, refreshes, who


@pytest.fixture
def http(installation: Installation, connection: Connection) -> Http:
    """Return the way to the office over the connection of “acme”."""
    return listing.session(installation, connection)


@pytest.fixture
def twin(settings: Settings, clock: ScaledClock, registry: Registry) -> Iterator[Installation]:
    """Return the same installation as another process of the host has it."""
    with Installation.opened(settings, clock=clock, registry=registry) as opened:
        yield opened


# When tokens are renewed


def test_a_fresh_token_is_used_without_asking_for_another(http: Http, office: PaperOffice, clock: ScaledClock) -> None:
    for _ in range(3):
        assert who(http) == "anna"
        clock.advance(timedelta(minutes=3))

    assert refreshes(office) == 0


def test_a_token_is_renewed_when_less_than_the_margin_is_left(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    before = chain_of(installation, connection)
    clock.advance(MARGIN_REACHED)

    who(http)

    after = chain_of(installation, connection)
    assert refreshes(office) == 1
    assert after.generation == before.generation + 1
    assert {after.access_token, after.refresh_token}.isdisjoint({before.access_token, before.refresh_token})
    assert (after.issued_at, after.intent_generation) == (clock.now(), None)


def test_rotation_goes_on_for_days(http: Http, office: PaperOffice, clock: ScaledClock) -> None:
    for _ in range(30):
        clock.advance(timedelta(hours=3))
        assert who(http) == "anna"

    assert refreshes(office) == 30


def test_another_session_finds_the_renewed_token(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    other = listing.session(installation, connection)
    who(other)
    clock.advance(MARGIN_REACHED)
    who(http)

    who(other)

    assert refreshes(office) == 1


def test_a_refused_token_is_not_renewed_before_the_packages_earliest_moment(
    http: Http, office: PaperOffice, clock: ScaledClock
) -> None:
    began = clock.now()
    clock.advance(timedelta(minutes=8))
    office.forget_access()

    with pytest.raises(PackageUnavailable, match="renews none before 09:09:00 UTC") as caught:
        who(http)

    assert caught.value.retry_after == began + paper.EARLIEST
    assert refreshes(office) == 0


def test_a_refused_token_is_renewed_after_the_packages_earliest_moment(
    http: Http, office: PaperOffice, clock: ScaledClock
) -> None:
    clock.advance(paper.EARLIEST)
    office.forget_access()

    assert who(http) == "anna"
    assert refreshes(office) == 1


def test_a_token_that_cannot_be_renewed_yet_is_used_while_it_lives(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation
) -> None:
    package = installation.packages["paper"]
    early = package.info.auth.model_copy(update={"refresh_margin": timedelta(minutes=5)})
    package.info = http.package = package.info.model_copy(update={"auth": early})
    clock.advance(timedelta(minutes=6))

    assert who(http) == "anna"
    assert refreshes(office) == 0


# Who renews


def test_two_threads_that_need_a_new_token_ask_for_one(
    office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    ways = [listing.session(installation, connection) for _ in range(4)]

    assert _renewed_together(ways, office, clock) == ["anna"] * 4
    assert refreshes(office) == 1


def test_two_installations_on_one_database_ask_for_one(
    office: PaperOffice, clock: ScaledClock, installation: Installation, twin: Installation, connection: Connection
) -> None:
    ways = [listing.session(one, connection) for one in (installation, twin)]

    assert _renewed_together(ways, office, clock) == ["anna"] * 2
    assert refreshes(office) == 1


def _renewed_together(ways: list[Http], office: PaperOffice, clock: ScaledClock) -> list[str]:
    """Let all ask for a new token while the office keeps the first of them waiting."""
    clock.advance(MARGIN_REACHED)
    office.gate = threading.Event()
    with ThreadPoolExecutor(len(ways)) as pool:
        asked = [pool.submit(who, way) for way in ways]
        while not refreshes(office):
            threading.Event().wait(0.001)
        office.gate.set()
        return [one.result() for one in asked]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_two_processes_that_need_a_new_token_ask_for_one(
    office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection, settings: Settings
) -> None:
    clock.advance(MARGIN_REACHED)
    assert settings.key is not None
    given = (settings.database_url, settings.key.get_secret_value(), clock.now(), connection)

    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        seen = [one.result() for one in [pool.submit(neighbour.who, *given) for _ in range(2)]]

    assert seen == ["anna", "anna"]
    assert refreshes(office) == 1
    assert chain_of(installation, connection).generation == 2


def test_the_lease_of_a_process_that_died_can_be_taken_over(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    clock.advance(MARGIN_REACHED)
    with installation.store.writing() as tx:
        tokens.lease(installation.store, tx, chain_of(installation, connection), "a dead process", -1)

    assert who(http) == "anna"
    assert refreshes(office) == 1
