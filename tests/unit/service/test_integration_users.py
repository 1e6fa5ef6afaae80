"""Integration users, step by step until somebody signs in by one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from importlib_metadata import EntryPoint
from pydantic import SecretStr

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, ConsentRequired, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.auth import Credentials
from boekhaak.models.link import Actor
from boekhaak.registry import GROUP, Registry
from boekhaak.service import (
    connecting,
    integration_users,
    listing,
    registering,
)
from boekhaak.service.integration_users import Preparation
from boekhaak.testing.simulator import served
from support.booth_vendor import Booth
from support.consenting import how_it_stands


@pytest.fixture
def registry() -> Registry:
    """Return a registry with packages of three ways to sign in."""
    names = ("paper", "pocket", "booth")
    return Registry(tuple(EntryPoint(name=key, value=f"support.{key}", group=GROUP) for key in names))


@pytest.fixture
def booth(clock: ScaledClock, actor: Actor, installation: Installation) -> Iterator[Booth]:
    """Return a vendor whose programs sign in as integration users."""
    vendor = Booth(clock)
    with served(vendor.app) as address:
        registering.register_app(None, installation, vendor.registration(address))
        yield vendor


def prepared(actor: Actor, installation: Installation, mailbox: integration_users.Mailbox) -> Preparation:
    return integration_users.prepare(actor, installation, package="booth", mailbox=mailbox, email="anna@host.example")


def given(password: str = "opened") -> Credentials:
    return Credentials(username="anna@host.example", password=SecretStr(password))


@pytest.mark.usefixtures("booth")
def test_the_steps_follow_who_manages_the_mailbox(actor: Actor, installation: Installation) -> None:
    theirs, ours = prepared(actor, installation, "customer"), prepared(actor, installation, "host")
    assert (theirs.connection.state, theirs.who) == ("awaiting_integration_user", "customer")
    assert theirs.steps == ("Make a user of its own.", "Invite it in each company.")

    theirs, ours = (integration_users.told(actor, installation, one.connection.id) for one in (theirs, ours))

    assert (theirs.connection.state, theirs.who) == ("invitation_pending", "customer")
    assert (ours.connection.state, ours.who) == ("awaiting_consent", "host")
    theirs = integration_users.told(actor, installation, theirs.connection.id)
    assert theirs.connection.state == "awaiting_consent"
    with pytest.raises(InvalidInput, match=r"is ready.*boekhaak connect booth --username anna@host.example"):
        integration_users.told(actor, installation, theirs.connection.id)


@pytest.mark.usefixtures("booth")
def test_credentials_are_taken_once_the_integration_user_is_ready(actor: Actor, installation: Installation) -> None:
    connection = prepared(actor, installation, "host").connection
    with pytest.raises(InvalidInput, match="is not ready"):
        connecting.sign_in(actor, installation, given(), package="booth", connection_id=connection.id)
    integration_users.told(actor, installation, connection.id)
    with pytest.raises(ConsentRequired, match="the password is refused"):
        connecting.sign_in(actor, installation, given("wrong"), package="booth", connection_id=connection.id)
    assert how_it_stands(actor, installation, connection) == ("awaiting_consent", "the password is refused")

    signed = connecting.sign_in(actor, installation, given(), package="booth", connection_id=connection.id)

    assert (signed.id, signed.state, signed.login.id) == (connection.id, "authorised", "anna")
    assert [one.company.id for one in listing.list_companies(actor, installation, "booth").companies] == ["1", "2"]


@pytest.mark.usefixtures("booth")
def test_a_prepared_connection_whose_login_is_known_is_superseded(actor: Actor, installation: Installation) -> None:
    known = connecting.sign_in(actor, installation, given(), package="booth")
    connection = prepared(actor, installation, "host").connection
    integration_users.told(actor, installation, connection.id)

    signed = connecting.sign_in(actor, installation, given(), package="booth", connection_id=connection.id)

    assert signed.id == known.id
    assert how_it_stands(actor, installation, connection)[0] == "superseded"


@pytest.mark.usefixtures("booth")
def test_two_environments_may_know_one_password(actor: Actor, stranger: Actor, installation: Installation) -> None:
    for who in (actor, stranger):
        connecting.sign_in(who, installation, given(), package="booth")

    assert all(listing.list_companies(who, installation, "booth").companies for who in (actor, stranger))


@pytest.mark.usefixtures("booth")
def test_what_cannot_be_prepared_is_refused(actor: Actor, stranger: Actor, installation: Installation) -> None:
    connection = prepared(actor, installation, "customer").connection

    with pytest.raises(InvalidInput, match="is no e-mail address"):
        integration_users.prepare(actor, installation, package="booth", mailbox="host", email="@")
    with pytest.raises(InvalidInput, match="knows no integration users"):
        integration_users.prepare(actor, installation, package="paper", mailbox="host", email="a@host.example")
    with pytest.raises(NotFound):
        integration_users.told(stranger, installation, connection.id)
    with pytest.raises(AccessMissing):
        integration_users.told(Actor(environment="acme", user="kim"), installation, connection.id)
    with pytest.raises(ConsentRequired):
        listing.list_companies(actor, installation, "booth")
