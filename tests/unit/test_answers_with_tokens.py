from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, make_url, text
from starlette.requests import Request

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConfigurationError, PackageUnavailable
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.auth import Tokens
from boekhaak.models.link import Actor, Connection
from boekhaak.service import connecting, listing
from boekhaak.settings import Settings
from boekhaak.store import tokens
from boekhaak.store.tokens import TokenChain
from support import paper
from support.paper_office import PaperOffice
from support.renewals import MARGIN_REACHED, answer, chain_of, failing, issued, refreshes, who


@pytest.fixture
def http(installation: Installation, connection: Connection) -> Http:
    """Return the way to the office over the connection of “acme”."""
    return listing.session(installation, connection)


# No pair is lost


def test_a_new_pair_is_stored_before_it_is_used(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    stored_at_use: list[bool] = []

    def look(request: Request) -> None:
        if request.url.path == "/me":
            used = request.headers["authorization"].removeprefix("Bearer ")
            stored_at_use.append(chain_of(installation, connection).access_token.get_secret_value() == used)

    office.faults.append(look)
    clock.advance(MARGIN_REACHED)

    who(http)

    assert stored_at_use == [True]


def test_a_new_pair_is_kept_although_the_database_is_locked_when_it_comes(
    http: Http, office: PaperOffice, clock: ScaledClock, settings: Settings
) -> None:
    locks: list[threading.Timer] = []

    def lock(request: Request) -> None:
        if request.url.path == "/token" and not locks:
            locking = _locked(settings.database_url)
            locking.__enter__()
            locks.append(threading.Timer(0.3, locking.__exit__, (None, None, None)))
            locks[0].start()

    office.faults.append(lock)
    clock.advance(MARGIN_REACHED)

    assert who(http) == "anna"
    assert refreshes(office) == 1
    locks[0].join()


@contextmanager
def _locked(url: str) -> Iterator[None]:
    """Lock the tokens in the database for others."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(make_url(url).database or "", isolation_level=None, check_same_thread=False)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
        connection.close()
    else:
        engine = create_engine(url)
        with engine.begin() as tx:
            tx.execute(text("lock table boekhaak_token_chain in exclusive mode"))
            yield
        engine.dispose()


def test_the_answer_to_an_older_pair_is_kept_aside_and_tried_before_anybody_signs_in(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    older = chain_of(installation, connection)
    clock.advance(MARGIN_REACHED)
    who(http)
    clock.advance(MARGIN_REACHED)
    _answer_late(installation, office, older)

    assert who(http) == "anna"

    revived = chain_of(installation, connection)
    assert (revived.dead, revived.generation) == (False, 3)
    assert connecting.connections_listed(Actor(environment="acme", user="bo"), installation)[0].state == "authorised"


def test_answers_that_were_kept_aside_are_tried_one_by_one(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    older = chain_of(installation, connection)
    clock.advance(MARGIN_REACHED)
    who(http)
    _answer_late(installation, office, older)
    living = _answer_late(installation, office, older)
    dead = Tokens(access_token=SecretStr("dead-1"), refresh_token=SecretStr("dead-2"), lifetime=paper.LIFETIME)
    assert not answer(installation, older, dead).adopted
    clock.advance(MARGIN_REACHED)

    assert who(http) == "anna"
    assert living


def _answer_late(installation: Installation, office: PaperOffice, older: TokenChain) -> Tokens:
    """Let the office give a pair that replaces all others, in answer to a pair that is no longer stored."""
    office.revoke()
    given = issued(office)
    assert not answer(installation, older, given).adopted
    return given


def test_an_answer_that_is_aside_stays_there_while_the_pair_is_replaced(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    older = chain_of(installation, connection)
    clock.advance(MARGIN_REACHED)
    who(http)
    _answer_late(installation, office, older)

    with installation.store.writing() as tx:
        taken_over_an_old_pair = tokens.take_aside(tx, older)
    with installation.store.writing() as tx:
        taken = tokens.take_aside(tx, chain_of(installation, connection))

    assert (taken_over_an_old_pair, taken) == (False, True)


def test_a_late_answer_to_the_stored_pair_is_adopted_although_the_chain_was_given_up(
    http: Http, office: PaperOffice, installation: Installation, connection: Connection
) -> None:
    chain = chain_of(installation, connection)
    with installation.store.writing() as tx:
        tokens.bury(tx, chain, "refused")

    kept = answer(installation, chain, issued(office))

    assert (kept.adopted, kept.mended) == (True, True)
    assert who(http) == "anna"


# When renewing fails


def test_a_failing_package_leaves_the_old_token_in_use_while_it_lives(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    office.faults.append(failing(503))
    clock.advance(MARGIN_REACHED)

    assert who(http) == "anna"
    assert chain_of(installation, connection).intent_generation is None


def test_a_failing_package_is_not_asked_for_a_token_with_every_call(
    http: Http, office: PaperOffice, clock: ScaledClock
) -> None:
    office.faults.append(failing(503))
    clock.advance(MARGIN_REACHED)

    for _ in range(5):
        who(http)
    clock.advance(timedelta(seconds=11))
    who(http)

    assert refreshes(office) == 2


def test_a_failing_package_stops_the_work_when_the_old_token_has_ended(
    http: Http, office: PaperOffice, clock: ScaledClock
) -> None:
    office.faults.append(failing(503))
    clock.advance(paper.LIFETIME)

    with pytest.raises(PackageUnavailable, match="status 503"):
        who(http)


def test_a_refused_token_that_cannot_be_renewed_now_is_no_reason_to_sign_in(
    http: Http, office: PaperOffice, clock: ScaledClock
) -> None:
    office.faults.append(failing(503))
    office.forget_access()
    clock.advance(paper.EARLIEST)

    with pytest.raises(PackageUnavailable, match="status 503"):
        who(http)


def test_after_a_failure_the_next_renewal_goes_on_with_the_same_pair(
    http: Http, office: PaperOffice, clock: ScaledClock
) -> None:
    office.faults.append(failing(503))
    clock.advance(MARGIN_REACHED)
    who(http)
    office.faults.clear()
    clock.advance(timedelta(seconds=11))

    assert who(http) == "anna"
    assert refreshes(office) == 2


def test_an_app_that_the_package_does_not_know_is_a_fault_of_the_installation(
    http: Http, office: PaperOffice, clock: ScaledClock
) -> None:
    office.faults.append(failing(401))
    clock.advance(paper.LIFETIME)

    with pytest.raises(ConfigurationError, match="does not know the app"):
        who(http)
