"""Signing in again at a connection, by who began it and as its own login."""

from __future__ import annotations

from datetime import timedelta

import pytest
from importlib_metadata import EntryPoint

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConsentRequired, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.registry import GROUP, Registry
from boekhaak.service import (
    connecting,
    registering,
)
from support.consenting import how_it_stands, signed_in
from support.desk import Desk
from support.paper_office import PaperOffice
from support.renewals import died


@pytest.fixture
def registry() -> Registry:
    """Return a registry with packages of three ways to sign in."""
    names = ("paper", "pocket", "booth")
    return Registry(tuple(EntryPoint(name=key, value=f"support.{key}", group=GROUP) for key in names))


def test_another_login_at_a_connection_is_named_and_nothing_of_it_is_kept(bakery: Desk) -> None:
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)
    died(bakery.installation, connection, "the consent was withdrawn")

    with pytest.raises(ConsentRequired, match=r"ben@host.example signed in, and connection \d+ is anna@host.example's"):
        signed_in(bakery.actor, bakery.installation, bakery.office, "ben", into=connection)

    assert how_it_stands(bakery.actor, bakery.installation, connection) == (
        "wrong_account",
        "ben@host.example signed in, not anna@host.example",
    )
    signed_in(bakery.actor, bakery.installation, bakery.office, "anna", into=connection)
    assert how_it_stands(bakery.actor, bakery.installation, connection) == ("authorised", "")


def test_another_known_login_at_a_connection_goes_on_living(bakery: Desk, stranger: Actor) -> None:
    ours = signed_in(bakery.actor, bakery.installation, bakery.office, "ben")

    with pytest.raises(ConsentRequired, match=r"anna@host\.example signed in"):
        signed_in(bakery.actor, bakery.installation, bakery.office, "anna", into=ours)

    assert how_it_stands(bakery.actor, bakery.installation, ours) == ("authorised", "")
    assert bakery.import_all().complete


def test_a_sign_in_for_a_foreign_connection_is_not_found(bakery: Desk, stranger: Actor) -> None:
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)

    with pytest.raises(NotFound, match="has no connection"):
        connecting.begin(stranger, bakery.installation, package="paper", connection_id=connection.id)
    with pytest.raises(InvalidInput, match=f"connection {connection.id} is one of paper"):
        connecting.begin(bakery.actor, bakery.installation, package="pocket", connection_id=connection.id)


def test_a_connection_that_lapses_soon_is_expiring(
    bakery: Desk, clock: ScaledClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)
    package = bakery.installation.packages["paper"]
    auth = package.info.auth.model_copy(update={"refresh_lifetime": timedelta(days=30)})
    monkeypatch.setattr(package, "info", package.info.model_copy(update={"auth": auth}))
    clock.advance(timedelta(days=16))

    found = how_it_stands(bakery.actor, bakery.installation, connection)

    assert found == ("expiring", "nothing was read by it since 2026-03-02; it lapses on 2026-04-01")


def test_a_sign_in_is_completed_by_who_began_it(actor: Actor, installation: Installation, office: PaperOffice) -> None:
    registering.register_app(None, installation, office.registration())
    begun = connecting.begin(actor, installation, package="paper")
    back = office.sign_in(begun.url)

    with pytest.raises(InvalidInput, match="belongs to no sign-in that was begun here"):
        connecting.complete(actor.model_copy(update={"user": "eve"}), installation, back)

    assert connecting.complete(actor, installation, back).usable
