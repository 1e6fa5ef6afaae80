from __future__ import annotations

import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from starlette.requests import Request

from boekhaak.chains import GRACE_SECONDS, SEND_SECONDS, ChainSession
from boekhaak.clock import ScaledClock
from boekhaak.errors import ConsentRequired, PackageUnavailable
from boekhaak.http import TOKEN_TIMEOUT, Http
from boekhaak.installation import Installation
from boekhaak.leases import holder
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.service import connecting, importing, listing
from boekhaak.service.breaking import chain_died, chain_mended
from boekhaak.settings import Settings
from boekhaak.store import tokens
from support import paper
from support.paper_office import PaperOffice
from support.renewals import MARGIN_REACHED, answer, chain_of, died, issued, refreshes, sign_in, who

ELSEWHERE = "another machine/7/1"


@pytest.fixture
def http(installation: Installation, connection: Connection) -> Http:
    """Return the way to the office, which waits but a moment for the answers of others."""
    opened = listing.session(installation, connection)
    assert isinstance(opened.session, ChainSession)
    opened.session.patience = 0.1
    return opened


def begun_by(owner: str, installation: Installation, connection: Connection) -> None:
    """Let somebody else begin an exchange of the stored pair, and not come back."""
    chain = chain_of(installation, connection)
    with installation.store.writing() as tx:
        assert tokens.lease(installation.store, tx, chain, owner, GRACE_SECONDS)


def dead_process() -> str:
    """Return the holder's name of a process of this machine that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    machine, _, unique = holder().split("/")
    return f"{machine}/{process.pid}/{unique}"


# The grace


def test_a_request_for_tokens_ends_well_within_the_grace() -> None:
    longest = sum(part or 0.0 for part in TOKEN_TIMEOUT.as_dict().values())

    assert SEND_SECONDS + longest < GRACE_SECONDS


def test_while_another_may_hold_the_answer_the_old_token_is_used(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    clock.advance(MARGIN_REACHED)
    begun_by(ELSEWHERE, installation, connection)

    assert who(http) == "anna"

    assert refreshes(office) == 0


def test_when_the_old_token_has_ended_the_thread_is_given_back_until_the_grace_is_over(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    clock.advance(paper.LIFETIME)
    begun_by(ELSEWHERE, installation, connection)
    began = time.monotonic()

    with pytest.raises(PackageUnavailable, match="asked for by another process") as caught:
        who(http)

    assert time.monotonic() - began < 5
    assert caught.value.retry_after is not None
    assert timedelta(seconds=50) < caught.value.retry_after - clock.now() <= timedelta(seconds=GRACE_SECONDS)
    assert refreshes(office) == 0


def test_after_a_process_of_this_machine_was_killed_nobody_waits(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    clock.advance(paper.LIFETIME)
    begun_by(dead_process(), installation, connection)

    assert who(http) == "anna"

    assert refreshes(office) == 1


def test_the_answer_of_another_is_used_as_soon_as_it_is_stored(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    chain = chain_of(installation, connection)
    clock.advance(paper.LIFETIME)
    begun_by(ELSEWHERE, installation, connection)
    assert answer(installation, chain, issued(office)).adopted

    assert who(http) == "anna"

    assert refreshes(office) == 0


def test_a_request_for_tokens_that_comes_too_late_is_not_sent(http: Http, office: PaperOffice) -> None:
    http.not_after = time.monotonic() - 0.1

    with pytest.raises(PackageUnavailable, match="stood still too long"):
        http.post_form("/token", {}, endpoint="token")

    assert refreshes(office) == 0


# What a token's life is counted from


def test_a_life_is_counted_from_the_question_and_the_next_renewal_from_the_answer(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    def stand_still(request: Request) -> None:
        if request.url.path == "/token":
            clock.advance(timedelta(minutes=2))

    office.faults.append(stand_still)
    clock.advance(MARGIN_REACHED)
    asked_at = clock.now()

    who(http)

    chain = chain_of(installation, connection)
    assert chain.expires_at == asked_at + paper.LIFETIME
    assert chain.issued_at == asked_at + timedelta(minutes=2)


def test_a_token_that_one_call_was_refused_with_is_not_tried_by_the_next(
    http: Http, office: PaperOffice, clock: ScaledClock, installation: Installation, connection: Connection
) -> None:
    began = clock.now()
    clock.advance(timedelta(minutes=8))
    office.forget_access()
    with pytest.raises(PackageUnavailable):
        who(http)
    asked = office.asked("/me")

    for way in (http, listing.session(installation, connection)):
        with pytest.raises(PackageUnavailable, match="renews none before") as caught:
            who(way)
        assert caught.value.retry_after == began + paper.EARLIEST

    assert office.asked("/me") == asked
    clock.advance(timedelta(minutes=1))
    assert who(http) == "anna"


# Answers that come late


def test_a_late_answer_mends_what_broke_without_it_and_nothing_else(
    installation: Installation, office: PaperOffice, link: Link, connection: Connection, actor: Actor
) -> None:
    office.company("2", "Butcher")
    seen = listing.list_companies(actor, installation)
    other = importing.link_company(actor, installation, importing.choose(seen.companies, "2"))
    with installation.store.writing() as tx:
        tx.exec_driver_sql(f"update boekhaak_link set state = 'broken', reason = 'no rights' where id = {other.id}")  # noqa: S608
    chain = died(installation, connection, "refused")
    assert {one.state for one in importing.links_listed(actor, installation)} == {"broken"}

    assert answer(installation, chain, issued(office)).mended
    chain_mended(installation, chain.id)

    states = {one.id: (one.state, one.reason) for one in importing.links_listed(actor, installation)}
    assert states == {link.id: ("ok", ""), other.id: ("broken", "no rights")}
    (connected,) = connecting.connections_listed(actor, installation)
    assert (connected.state, connected.reason) == ("authorised", "")


def test_a_death_that_is_told_after_the_chain_was_mended_breaks_nothing(
    installation: Installation, office: PaperOffice, link: Link, actor: Actor, connection: Connection
) -> None:
    chain_died(installation, connection.chain_id, "refused")

    assert [one.state for one in importing.links_listed(actor, installation)] == ["ok"]


def test_a_death_that_its_process_did_not_live_to_tell_is_told_by_the_next(
    installation: Installation, http: Http, link: Link, actor: Actor, connection: Connection
) -> None:
    with installation.store.writing() as tx:
        tokens.bury(tx, tokens.get(tx, installation.vault, connection.chain_id), "refused")

    with pytest.raises(ConsentRequired, match="refused"):
        who(http)

    assert [one.state for one in importing.links_listed(actor, installation)] == ["broken"]


def test_an_answer_to_any_older_pair_is_taken_where_the_chain_was_given_up(
    installation: Installation, office: PaperOffice, http: Http, connection: Connection, clock: ScaledClock
) -> None:
    oldest = chain_of(installation, connection)
    clock.advance(MARGIN_REACHED)
    who(http)
    with installation.store.writing() as tx:
        tokens.bury(tx, tokens.get(tx, installation.vault, connection.chain_id), "refused")

    assert answer(installation, oldest, issued(office)).mended

    assert chain_of(installation, connection).generation == 3


def test_an_answer_that_is_stored_twice_is_the_same_pair(
    installation: Installation, office: PaperOffice, connection: Connection
) -> None:
    chain, given = chain_of(installation, connection), issued(office)

    assert [answer(installation, chain, given).adopted for _ in range(2)] == [True, True]

    with installation.store.reading() as tx:
        assert tx.exec_driver_sql("select count(*) from boekhaak_token_answer").scalar_one() == 0


def test_an_answer_that_comes_after_a_new_consent_does_not_take_its_place(
    installation: Installation, office: PaperOffice, actor: Actor, connection: Connection, http: Http
) -> None:
    chain, given = chain_of(installation, connection), issued(office)
    sign_in(actor, installation, office)

    assert not answer(installation, chain, given).adopted

    assert chain_of(installation, connection).access_token != given.access_token
    assert who(http) == "anna"


@pytest.mark.postgres
@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
def test_a_new_pair_is_kept_although_the_database_went_away_meanwhile(
    http: Http, office: PaperOffice, clock: ScaledClock, settings: Settings
) -> None:
    def throw_out(request: Request) -> None:
        if request.url.path == "/token":
            engine = create_engine(settings.database_url)
            with engine.begin() as tx:
                others = "datname = current_database() and pid <> pg_backend_pid()"
                tx.execute(text(f"select pg_terminate_backend(pid) from pg_stat_activity where {others}"))  # noqa: S608
            engine.dispose()

    office.faults.append(throw_out)
    clock.advance(paper.LIFETIME)

    assert who(http) == "anna"
    assert refreshes(office) == 1
