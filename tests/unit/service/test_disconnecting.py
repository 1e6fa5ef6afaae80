"""A connection that is used no more: what was read by it stays, or is erased."""

from __future__ import annotations

import pytest
from importlib_metadata import EntryPoint

from boekhaak.errors import AccessMissing, ConsentRequired, NotFound
from boekhaak.models.link import Actor
from boekhaak.models.policy import Policy
from boekhaak.registry import GROUP, Registry
from boekhaak.service import (
    auditing,
    connecting,
    disconnecting,
    handing_over,
    importing,
    listing,
    queueing,
    relinking,
)
from support.consenting import how_it_stands, signed_in
from support.desk import Desk
from support.witness import Witness


@pytest.fixture
def registry() -> Registry:
    """Return a registry with packages of three ways to sign in."""
    names = ("paper", "pocket", "booth")
    return Registry(tuple(EntryPoint(name=key, value=f"support.{key}", group=GROUP) for key in names))


def test_a_disconnected_connection_keeps_what_was_read(bakery: Desk, witness: Witness) -> None:
    bakery.import_all()
    before = bakery.stored()
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)

    done = disconnecting.disconnect(bakery.actor, bakery.installation, connection.id, erase=False)

    assert (done.links, done.erased) == (1, 0)
    assert how_it_stands(bakery.actor, bakery.installation, connection) == ("revoked", "disconnected by bo")
    assert bakery.stored() == before
    assert witness.broken == [(bakery.link.id, "disconnected by bo")]
    assert {one.state for one in queueing.turns(bakery.actor, bakery.installation)} == {"stopped"}
    with pytest.raises(ConsentRequired, match="is connected no more"):
        listing.list_companies(bakery.actor, bakery.installation)


def test_who_signs_in_after_a_disconnection_binds_the_companies_again(bakery: Desk) -> None:
    bakery.import_all()
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)
    disconnecting.disconnect(bakery.actor, bakery.installation, connection.id, erase=False)

    again = signed_in(bakery.actor, bakery.installation, bakery.office)
    (bound,) = relinking.relink(bakery.actor, bakery.installation)

    assert again.id != connection.id
    assert (bound.bound, bound.link.id, bound.link.connection_id) == (True, bakery.link.id, again.id)
    assert {one.state for one in queueing.turns(bakery.actor, bakery.installation)} == {"due"}
    assert bakery.synchronise().complete


def test_what_was_read_is_erased_when_that_is_chosen(bakery: Desk) -> None:
    bakery.import_all()
    held = len(bakery.stored())
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)

    done = disconnecting.disconnect(bakery.actor, bakery.installation, connection.id, erase=True)

    assert (done.links, done.erased) == (1, held)
    assert importing.links_listed(bakery.actor, bakery.installation) == ()
    actions = [entry.action for entry in auditing.trail(bakery.actor, bakery.installation)][:2]
    assert actions == ["companies erased", "disconnected"]


def test_a_user_disconnects_what_is_his_and_nothing_else(bakery: Desk) -> None:
    kim = Actor(environment="acme", user="kim")
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)
    with pytest.raises(AccessMissing, match="may not disconnect it"):
        disconnecting.disconnect(kim, bakery.installation, connection.id, erase=False)
    bakery.installation.policy = Policy(owner="user")
    own = signed_in(kim, bakery.installation, bakery.office, "kim")
    with pytest.raises(AccessMissing):
        disconnecting.disconnect(kim, bakery.installation, own.id, erase=True)

    disconnecting.disconnect(kim, bakery.installation, own.id, erase=False)

    assert how_it_stands(kim, bakery.installation, own)[0] == "revoked"
    assert bakery.import_all().complete


def test_a_foreign_connection_is_not_found(bakery: Desk, stranger: Actor) -> None:
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)

    with pytest.raises(NotFound, match="has no connection"):
        disconnecting.disconnect(stranger, bakery.installation, connection.id, erase=True)
    with pytest.raises(NotFound, match="has no connection"):
        handing_over.hand_over(stranger, bakery.installation, connection.id, connection.id)


def test_the_id_of_an_erased_company_is_given_to_no_other(bakery: Desk) -> None:
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)
    disconnecting.disconnect(bakery.actor, bakery.installation, connection.id, erase=True)
    signed_in(bakery.actor, bakery.installation, bakery.office)
    bakery.office.company("2", "Butcher")

    seen = listing.list_companies(bakery.actor, bakery.installation).companies
    bound = [importing.link_company(bakery.actor, bakery.installation, one) for one in seen]

    assert bakery.link.id not in {link.id for link in bound}
