"""A successor takes over all companies of a connection, or none."""

from __future__ import annotations

import pytest
from importlib_metadata import EntryPoint

from boekhaak.errors import AccessMissing, InvalidInput
from boekhaak.registry import GROUP, Registry
from boekhaak.service import (
    connecting,
    handing_over,
)
from support.consenting import how_it_stands, signed_in
from support.desk import Desk
from support.renewals import died


@pytest.fixture
def registry() -> Registry:
    """Return a registry with packages of three ways to sign in."""
    names = ("paper", "pocket", "booth")
    return Registry(tuple(EntryPoint(name=key, value=f"support.{key}", group=GROUP) for key in names))


def test_a_successor_takes_over_all_companies_with_their_records(bakery: Desk) -> None:
    bakery.import_all()
    before = bakery.stored()
    (former,) = connecting.connections_listed(bakery.actor, bakery.installation)
    successor = signed_in(bakery.actor, bakery.installation, bakery.office, "ben")

    done = handing_over.hand_over(bakery.actor, bakery.installation, former.id, successor.id)

    assert done.links == (bakery.link.id,)
    assert how_it_stands(bakery.actor, bakery.installation, former)[0] == "superseded"
    bakery.office.revoke("anna")
    assert bakery.synchronise().complete
    assert bakery.stored() == before


def test_a_successor_who_does_not_see_the_same_takes_over_nothing(bakery: Desk) -> None:
    (former,) = connecting.connections_listed(bakery.actor, bakery.installation)
    successor = signed_in(bakery.actor, bakery.installation, bakery.office, "ben")
    bakery.office.hidden["ben"] = {bakery.link.company.id}

    with pytest.raises(AccessMissing, match=r"ben@host\.example does not see the same “Bakery”"):
        handing_over.hand_over(bakery.actor, bakery.installation, former.id, successor.id)

    assert how_it_stands(bakery.actor, bakery.installation, former)[0] == "authorised"
    assert bakery.import_all().complete


def test_a_company_with_another_number_is_not_the_same(bakery: Desk) -> None:
    (former,) = connecting.connections_listed(bakery.actor, bakery.installation)
    bakery.import_all()
    successor = signed_in(bakery.actor, bakery.installation, bakery.office, "ben")
    bakery.office.companies["1"].vat_number = "NL007654321B01"

    with pytest.raises(AccessMissing, match="does not see the same"):
        handing_over.hand_over(bakery.actor, bakery.installation, former.id, successor.id)


def test_only_a_living_connection_of_the_same_package_takes_over(bakery: Desk) -> None:
    (former,) = connecting.connections_listed(bakery.actor, bakery.installation)
    dead = signed_in(bakery.actor, bakery.installation, bakery.office, "ben")
    died(bakery.installation, dead, "the consent was withdrawn")

    with pytest.raises(InvalidInput, match="cannot take over from"):
        handing_over.hand_over(bakery.actor, bakery.installation, former.id, former.id)
    with pytest.raises(InvalidInput, match="nobody is signed in by connection"):
        handing_over.hand_over(bakery.actor, bakery.installation, former.id, dead.id)


def test_a_connection_without_companies_is_not_handed_over(bakery: Desk) -> None:
    (former,) = connecting.connections_listed(bakery.actor, bakery.installation)
    other = signed_in(bakery.actor, bakery.installation, bakery.office, "ben")

    with pytest.raises(InvalidInput, match=f"no company lives by connection {other.id}"):
        handing_over.hand_over(bakery.actor, bakery.installation, other.id, former.id)

    assert how_it_stands(bakery.actor, bakery.installation, other)[0] == "authorised"
