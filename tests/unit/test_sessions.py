from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import create_engine, make_url, text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, ConfigurationError, ConsentRequired, InvalidInput, PackageUnavailable
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.auth import Tokens
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.registry import Registry
from boekhaak.service import connecting, importing, listing, registering
from boekhaak.settings import Settings
from boekhaak.store import connections, tokens
from boekhaak.store.tokens import TokenChain
from support import neighbour, paper
from support.paper_office import PaperOffice
from support.witness import Witness

MARGIN_REACHED = paper.LIFETIME - paper.MARGIN + timedelta(seconds=1)
"""So long after a renewal less than the margin is left, and the package allows the next one."""


def chain_of(installation: Installation, connection: Connection) -> TokenChain:
    with installation.store.reading() as tx:
        return tokens.get(tx, installation.vault, connection.chain_id)


def who(http: Http) -> str:
    login: str = http.get("/me", company=None, endpoint="me").json()["id"]
    return login


def refreshes(office: PaperOffice) -> int:
    """Return how often tokens were asked for since the consent."""
    return office.asked("/token") - 1


def sign_in(actor: Actor, installation: Installation, office: PaperOffice, login: str = "anna") -> Connection:
    begun = connecting.begin(actor, installation, package="paper")
    return connecting.complete(actor, installation, office.sign_in(begun.url, login))


def failing(status: int, path: str = "/token") -> Callable[[Request], Response | None]:
    def fault(request: Request) -> Response | None:
        return JSONResponse({}, status) if request.url.path == path else None

    return fault


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
    _keep_aside(installation, older, dead)
    clock.advance(MARGIN_REACHED)

    assert who(http) == "anna"
    assert living


def _answer_late(installation: Installation, office: PaperOffice, older: TokenChain) -> Tokens:
    """Let the office give a pair that replaces all others, in answer to a pair that is no longer stored."""
    office.revoke()
    told = office._issue("anna")
    given = Tokens(
        access_token=SecretStr(str(told["access_token"])),
        refresh_token=SecretStr(str(told["refresh_token"])),
        lifetime=paper.LIFETIME,
    )
    _keep_aside(installation, older, given)
    return given


def _keep_aside(installation: Installation, older: TokenChain, given: Tokens) -> None:
    with installation.store.writing(durable=True) as tx:
        adopted = tokens.store_answer(installation.store, tx, installation.vault, older, given)
    assert not adopted


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
    told = office._issue("anna")
    given = Tokens(access_token=SecretStr(str(told["access_token"])), lifetime=paper.LIFETIME)

    with installation.store.writing() as tx:
        adopted = tokens.store_answer(installation.store, tx, installation.vault, chain, given)

    assert adopted
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


# When only a sign-in helps


def test_a_dead_consent_breaks_every_link_that_lives_by_it_and_tells_the_host(
    installation: Installation, office: PaperOffice, clock: ScaledClock, link: Link, witness: Witness
) -> None:
    actor = Actor(environment="acme", user="bo")
    office.company("2", "Butcher")
    seen = listing.list_companies(actor, installation)
    other = importing.link_company(actor, installation, importing.choose(seen.companies, "2"))
    office.revoke()
    clock.advance(MARGIN_REACHED)

    with pytest.raises(ConsentRequired, match="Paper Office knows this grant no longer"):
        listing.list_companies(actor, installation)

    broken = importing.links_listed(actor, installation)
    connected = connecting.connections_listed(actor, installation)
    assert {(one.id, one.state) for one in broken} == {(link.id, "broken"), (other.id, "broken")}
    assert {one.reason for one in broken} == {connected[0].reason} == {"Paper Office knows this grant no longer"}
    assert connected[0].state == "needs_sign_in"
    assert sorted(link_id for link_id, _ in witness.broken) == sorted([link.id, other.id])


def test_a_dead_consent_is_told_once_and_the_package_is_not_asked_again(
    http: Http, office: PaperOffice, clock: ScaledClock, link: Link, witness: Witness
) -> None:
    office.revoke()
    clock.advance(MARGIN_REACHED)

    for _ in range(3):
        with pytest.raises(ConsentRequired, match="Sign in again"):
            who(http)

    assert refreshes(office) == 1
    assert [link_id for link_id, _ in witness.broken] == [link.id]


def test_an_access_that_cannot_be_renewed_lasts_to_its_end_and_then_breaks_its_links(
    http: Http, clock: ScaledClock, installation: Installation, link: Link, witness: Witness
) -> None:
    with installation.store.reading() as tx:
        connection = connections.get(tx, Actor(environment="acme", user="bo"), link.connection_id)
    chain = chain_of(installation, connection)
    with installation.store.writing() as tx:
        only = Tokens(access_token=chain.access_token, lifetime=paper.LIFETIME)
        tokens.store_answer(installation.store, tx, installation.vault, chain, only)
    clock.advance(MARGIN_REACHED)
    used_to_its_end = who(http)
    clock.advance(timedelta(minutes=1))

    with pytest.raises(ConsentRequired, match="the access has ended"):
        who(http)

    assert used_to_its_end == "anna"
    assert [link_id for link_id, _ in witness.broken] == [link.id]


# Signing in again


def test_a_second_consent_of_the_same_login_is_written_into_its_chain(
    http: Http, actor: Actor, installation: Installation, office: PaperOffice, connection: Connection
) -> None:
    again = sign_in(actor, installation, office)

    chain = chain_of(installation, connection)
    assert (again.id, again.chain_id) == (connection.id, connection.chain_id)
    assert chain.generation == 2
    assert who(http) == "anna"


def test_a_second_consent_revives_what_had_died(
    actor: Actor, installation: Installation, office: PaperOffice, connection: Connection, clock: ScaledClock
) -> None:
    office.revoke()
    clock.advance(MARGIN_REACHED)
    with pytest.raises(ConsentRequired):
        listing.list_companies(actor, installation)

    again = sign_in(actor, installation, office)

    assert (again.id, again.state, again.reason) == (connection.id, "authorised", "")
    assert who(listing.session(installation, again)) == "anna"


def test_a_consent_makes_what_was_kept_aside_worthless(
    actor: Actor, installation: Installation, office: PaperOffice, connection: Connection, clock: ScaledClock
) -> None:
    older = chain_of(installation, connection)
    clock.advance(MARGIN_REACHED)
    who(listing.session(installation, connection))
    _answer_late(installation, office, older)

    sign_in(actor, installation, office)

    with installation.store.writing() as tx:
        assert not tokens.take_aside(tx, chain_of(installation, connection))


def test_another_login_has_a_chain_of_its_own(
    actor: Actor, installation: Installation, office: PaperOffice, connection: Connection
) -> None:
    other = sign_in(actor, installation, office, "dirk")

    assert other.chain_id != connection.chain_id
    assert who(listing.session(installation, other)) == "dirk"
    assert who(listing.session(installation, connection)) == "anna"


def test_where_each_grant_has_its_chain_a_second_consent_leaves_the_first_alone(
    actor: Actor, installation: Installation, office: PaperOffice, connection: Connection
) -> None:
    package = installation.packages["paper"]
    by_grant = package.info.auth.model_copy(update={"chain": "grant"})
    package.info = package.info.model_copy(update={"auth": by_grant})

    other = sign_in(actor, installation, office)

    assert other.chain_id != connection.chain_id
    assert chain_of(installation, connection).generation == 1


def test_a_login_that_another_environment_uses_is_refused_and_nobodys_link_dies(
    stranger: Actor, installation: Installation, office: PaperOffice, connection: Connection
) -> None:
    with pytest.raises(AccessMissing, match=r"anna@host\.example is in use by another environment"):
        sign_in(stranger, installation, office)

    assert connecting.connections_listed(stranger, installation) == ()
    assert chain_of(installation, connection).generation == 2
    assert who(listing.session(installation, connection)) == "anna"
    assert refreshes(office) == 1


def test_an_answer_of_a_sign_in_works_once(actor: Actor, installation: Installation, office: PaperOffice) -> None:
    registering.register_app(None, installation, office.registration())
    begun = connecting.begin(actor, installation, package="paper")
    back = office.sign_in(begun.url)
    connecting.complete(actor, installation, back)

    with pytest.raises(InvalidInput, match="belongs to no sign-in that was begun here"):
        connecting.complete(actor, installation, back)


def test_an_answer_that_comes_after_an_hour_is_too_old(
    actor: Actor, installation: Installation, office: PaperOffice, clock: ScaledClock
) -> None:
    registering.register_app(None, installation, office.registration())
    begun = connecting.begin(actor, installation, package="paper")
    clock.advance(timedelta(hours=1, seconds=1))

    with pytest.raises(InvalidInput, match="too old"):
        connecting.complete(actor, installation, office.sign_in(begun.url))


def test_a_token_that_is_refused_during_the_sign_in_asks_to_begin_again(
    actor: Actor, installation: Installation, office: PaperOffice
) -> None:
    registering.register_app(None, installation, office.registration())
    office.faults.append(failing(401, "/me"))

    with pytest.raises(ConsentRequired, match="refuses the token it just gave"):
        sign_in(actor, installation, office)


# The rest


def test_no_secret_lies_open_in_the_database(
    installation: Installation, office: PaperOffice, connection: Connection, settings: Settings
) -> None:
    chain = chain_of(installation, connection)
    assert chain.refresh_token is not None
    engine = create_engine(settings.database_url)
    with engine.connect() as tx:
        lying = "".join(
            str(tx.execute(text(f"select * from {table}")).all())  # noqa: S608 - our own tables
            for table in ("boekhaak_token_chain", "boekhaak_app", "boekhaak_connection", "boekhaak_consent")
        )
    engine.dispose()

    for secret in (chain.access_token, chain.refresh_token, office.registration().client_secret):
        assert secret.get_secret_value() not in lying


def test_live_tokens_are_known_to_the_redactor(installation: Installation, http: Http, connection: Connection) -> None:
    who(http)

    chain = chain_of(installation, connection)
    assert installation.redactor.redact(chain.access_token.get_secret_value()) == "[secret]"


def test_all_sessions_at_a_package_share_its_windows(installation: Installation, connection: Connection) -> None:
    one, other = (listing.session(installation, connection) for _ in range(2))

    assert one.budget is other.budget


def test_a_region_that_the_package_has_not_is_a_fault_of_the_installation(
    installation: Installation, office: PaperOffice
) -> None:
    app = office.registration("fr")

    with pytest.raises(ConfigurationError, match=r"no region “fr”.*nl, be"):
        installation.sessions.without_token(installation.packages["paper"], app)


def test_without_an_address_of_its_own_an_app_goes_to_the_regions(
    installation: Installation, office: PaperOffice
) -> None:
    app = office.registration("be").model_copy(update={"address": ""})

    http = installation.sessions.without_token(installation.packages["paper"], app)

    assert http.base == "https://be.paper.example"


def test_tokens_sealed_with_another_key_ask_for_the_former_key(
    settings: Settings, clock: ScaledClock, registry: Registry, connection: Connection
) -> None:
    other_key = settings.model_copy(update={"key": SecretStr(Fernet.generate_key().decode())})

    with (
        Installation.opened(other_key, clock=clock, registry=registry) as opened,
        pytest.raises(ConfigurationError, match="does not fit this database"),
    ):
        who(listing.session(opened, connection))
