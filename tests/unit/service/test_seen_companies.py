"""What a list tells besides the companies: what is new, why it is empty, what came since the last one, and what went."""

from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, ConsentRequired, NotFound
from boekhaak.models.link import Actor, Connection
from boekhaak.models.portal import Access
from boekhaak.service import disconnecting, importing, listing, missing, registering
from boekhaak.store import accesses
from support.desk import Desk
from support.policies import change, decide, names, seen, sees, sign_in, told


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Return the desk when “anna” sees the bakery, which is linked, and nothing else."""
    sees(desk.office, anna=["1"], dirk=["1", "2"])
    return desk


def granted(desk: Desk, connection: Connection) -> list[str]:
    return names(listing.granted(desk.actor, desk.installation, connection.id))


def test_a_list_tells_what_is_new_and_why_nothing_is(shop: Desk) -> None:
    listed = listing.list_companies(shop.actor, shop.installation)
    assert (names(listed.companies), listed.new, listed.empty) == (["Bakery"], (), "all_imported")

    sees(shop.office, anna=["1", "2"])
    listed = listing.list_companies(shop.actor, shop.installation)
    assert (names(listed.new), listed.empty) == (["2"], "")

    sees(shop.office)
    listed = listing.list_companies(shop.actor, shop.installation)
    assert (listed.companies, listed.empty) == ((), "nothing_visible")


def test_a_consent_tells_which_companies_it_granted(shop: Desk, connection: Connection) -> None:
    sees(shop.office, anna=["1", "2", "3", "4"])
    assert granted(shop, connection) == ["2", "3", "4"]
    assert granted(shop, connection) == []

    sees(shop.office, anna=["1", "2", "3", "4", "5"])
    assert granted(shop, connection) == ["5"]

    events = told(shop.installation, "acme", "companies_granted")
    assert [(one.connection_id, one.data) for one in events] == [
        (connection.id, {"count": 3}),
        (connection.id, {"count": 1}),
    ]


def test_what_the_environment_knows_already_is_not_granted_by_another_login(shop: Desk) -> None:
    another = sign_in(shop.actor, shop.installation, shop.office, "dirk")
    assert granted(shop, another) == ["2"]

    third = sign_in(shop.actor, shop.installation, shop.office, "eva")
    sees(shop.office, dirk=["1", "2"], eva=["2", "3"])
    assert granted(shop, third) == ["3"]


def test_a_linked_company_that_vanished_is_told_once_and_is_granted_when_it_comes_back(
    shop: Desk, connection: Connection
) -> None:
    sees(shop.office, anna=["1", "2"])
    seen(shop.actor, shop.installation)
    sees(shop.office)
    for _ in range(2):
        seen(shop.actor, shop.installation)

    (gone,) = told(shop.installation, "acme", "company_gone")
    assert (gone.link_id, gone.data) == (shop.link.id, {"company": "1"})
    sees(shop.office, anna=["1", "2"])
    assert granted(shop, connection) == ["2"]  # the bakery is linked


def test_a_list_that_failed_makes_no_company_vanish(shop: Desk, clock: ScaledClock) -> None:
    seen(shop.actor, shop.installation)
    shop.office.revoke()
    clock.advance(timedelta(hours=1))

    with pytest.raises(ConsentRequired):
        seen(shop.actor, shop.installation)

    assert told(shop.installation, "acme", "company_gone") == []


def test_connections_that_are_prepared_or_over_are_never_asked(shop: Desk, connection: Connection) -> None:
    other = sign_in(shop.actor, shop.installation, shop.office, "dirk")
    for state in ("awaiting_integration_user", "invitation_pending", "awaiting_consent", "revoked", "superseded"):
        change(shop.installation, other, state=state)
        assert names(seen(shop.actor, shop.installation)) == ["Bakery"]

    change(shop.installation, connection, state="superseded")
    asked = len(shop.office.requests)
    with pytest.raises(ConsentRequired, match="is connected no more"):
        seen(shop.actor, shop.installation)
    change(shop.installation, connection, state="awaiting_consent")
    with pytest.raises(ConsentRequired, match="is not connected yet"):
        seen(shop.actor, shop.installation)
    assert len(shop.office.requests) == asked


def test_where_users_own_connections_each_sees_his_own_and_the_helpdesk_all(shop: Desk, connection: Connection) -> None:
    mine = sign_in(shop.actor, shop.installation, shop.office, "dirk")
    change(shop.installation, connection, owner="cas")
    change(shop.installation, mine, owner="bo")
    sees(shop.office, anna=["1", "Aviary"], dirk=["1", "Dairy"])
    cas, desk = (shop.actor.model_copy(update=one) for one in ({"user": "cas"}, {"user": "x", "role": "helpdesk"}))
    nobody = shop.actor.model_copy(update={"user": "dora", "role": "administrator"})
    assert names(seen(nobody, shop.installation)) == ["Aviary", "Bakery", "Dairy"]

    decide(shop.installation, owner="user")

    assert names(seen(shop.actor, shop.installation)) == ["Bakery", "Dairy"]
    assert names(seen(cas, shop.installation)) == ["Aviary", "Bakery"]
    assert names(seen(desk, shop.installation)) == ["Aviary", "Bakery", "Dairy"]
    assert {one.link_id for one in seen(shop.actor, shop.installation) if one.company.id == "1"} == {shop.link.id}
    with pytest.raises(ConsentRequired):
        seen(nobody, shop.installation)
    with pytest.raises(NotFound, match=f"bo has no connection {connection.id}"):
        listing.granted(shop.actor, shop.installation, connection.id)
    (foreign,) = (one for one in seen(cas, shop.installation) if one.company.id == "Aviary")
    with pytest.raises(NotFound):
        importing.link_company(shop.actor, shop.installation, foreign)


def test_what_is_erased_is_not_remembered_as_seen(shop: Desk, connection: Connection) -> None:
    seen(shop.actor, shop.installation)
    disconnecting.disconnect(shop.actor, shop.installation, connection.id, erase=False)
    kept = missing.why_missing(shop.actor, shop.installation, "paper", "1")
    disconnecting.disconnect(shop.actor, shop.installation, connection.id, erase=True)

    assert kept.reason == "imported"
    assert missing.why_missing(shop.actor, shop.installation, "paper", "1").reason == "not_connected"


def test_by_an_offices_login_a_client_sees_only_what_it_is_linked_to(shop: Desk, connection: Connection) -> None:
    sees(shop.office, anna=["1", "2", "3"])
    change(shop.installation, connection, portal_id="office")
    store, now = shop.installation.store, shop.installation.clock.now()
    with store.writing() as tx:
        let_in = Access(id=0, environment="acme", email="office@host.example", portal="office", created_at=now)
        accesses.add(store, tx, let_in)

    assert names(seen(shop.actor, shop.installation)) == ["Bakery"]
    assert granted(shop, connection) == []
    foreign = seen(shop.actor, shop.installation)[0].model_copy(update={"link_id": None})
    foreign = foreign.model_copy(update={"company": foreign.company.model_copy(update={"id": "2"})})
    with pytest.raises(AccessMissing, match="is an accounting office's"):
        importing.link_company(shop.actor, shop.installation, foreign)


def test_an_actor_sees_the_companies_that_he_may_and_makes_none_of_the_others_vanish(shop: Desk) -> None:
    sees(shop.office, anna=["1", "2", "3"])
    every = seen(shop.actor, shop.installation)
    some = shop.actor.model_copy(update={"companies": frozenset({"2"})})

    assert names(seen(some, shop.installation)) == ["2"]
    assert told(shop.installation, "acme", "company_gone") == []
    for hidden in ("1", "3"):
        with pytest.raises(NotFound):
            importing.link_company(some, shop.installation, next(one for one in every if one.company.id == hidden))


def test_environments_know_nothing_of_each_others_lists(shop: Desk, connection: Connection) -> None:
    seen(shop.actor, shop.installation)
    other = Actor(environment="other", user="cas")
    registering.add_environment(other, shop.installation)
    theirs = sign_in(other, shop.installation, shop.office, "dirk")

    assert names(listing.granted(other, shop.installation, theirs.id)) == ["2", "Bakery"]
    with pytest.raises(NotFound):
        listing.granted(other, shop.installation, connection.id)
