from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, ConsentRequired, InvalidInput
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.auth import Tokens
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.service import connecting, importing, listing, registering
from boekhaak.store import connections, tokens
from support import paper
from support.paper_office import PaperOffice
from support.renewals import MARGIN_REACHED, answer, chain_of, failing, issued, refreshes, sign_in, who
from support.witness import Witness


@pytest.fixture
def http(installation: Installation, connection: Connection) -> Http:
    """Return the way to the office over the connection of “acme”."""
    return listing.session(installation, connection)


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
    answer(installation, chain, Tokens(access_token=chain.access_token, lifetime=paper.LIFETIME))
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
    answer(installation, older, issued(office))

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
