"""What becomes of connections: another login, another environment, another owner, an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from importlib_metadata import EntryPoint
from pydantic import SecretStr

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, ConsentRequired, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.auth import Credentials
from boekhaak.models.link import Actor, Connection
from boekhaak.models.policy import Policy
from boekhaak.registry import GROUP, Registry
from boekhaak.service import (
    auditing,
    connecting,
    disconnecting,
    handing_over,
    importing,
    integration_users,
    listing,
    queueing,
    registering,
    relinking,
    taking_over,
)
from boekhaak.service.integration_users import Preparation
from boekhaak.testing.simulator import served
from support.booth_vendor import Booth
from support.desk import Desk
from support.paper_office import PaperOffice
from support.renewals import died
from support.witness import Witness


@pytest.fixture
def registry() -> Registry:
    """Return a registry with packages of three ways to sign in."""
    names = ("paper", "pocket", "booth")
    return Registry(tuple(EntryPoint(name=key, value=f"support.{key}", group=GROUP) for key in names))


def signed_in(
    actor: Actor, installation: Installation, office: PaperOffice, login: str = "anna", into: Connection | None = None
) -> Connection:
    begun = connecting.begin(actor, installation, package="paper", connection_id=into.id if into else None)
    return connecting.complete(actor, installation, office.sign_in(begun.url, login))


def state(actor: Actor, installation: Installation, connection: Connection) -> tuple[str, str]:
    (found,) = [one for one in connecting.connections_listed(actor, installation) if one.id == connection.id]
    return found.state, found.reason


# One login, one connection


def test_a_login_of_another_environment_is_refused_with_three_ways_out(bakery: Desk, stranger: Actor) -> None:
    with pytest.raises(AccessMissing) as refused:
        signed_in(stranger, bakery.installation, bakery.office)

    told = str(refused.value)
    assert "anna@host.example is in use by another environment" in told
    assert "a login of this environment's own" in told
    assert "accounting office in" in told
    assert "take-over ask paper" in told
    assert "acme" not in told
    assert bakery.import_all().complete  # the vendor killed the old tokens, and the link lives by the new ones
    assert connecting.connections_listed(stranger, bakery.installation) == ()


def test_a_policy_may_let_environments_share_a_login(bakery: Desk, stranger: Actor) -> None:
    bakery.installation.policy = Policy(known_login="shared")

    theirs = signed_in(stranger, bakery.installation, bakery.office)

    assert theirs.chain_id == next(iter(connecting.connections_listed(bakery.actor, bakery.installation))).chain_id
    assert listing.list_companies(stranger, bakery.installation).companies
    assert bakery.import_all().complete
    disconnecting.disconnect(stranger, bakery.installation, theirs.id, erase=False)
    assert bakery.synchronise().complete


def test_a_login_is_left_to_the_environment_that_asks(bakery: Desk, stranger: Actor, witness: Witness) -> None:
    bakery.import_all()
    with pytest.raises(AccessMissing):
        signed_in(stranger, bakery.installation, bakery.office)
    taking_over.ask(stranger, bakery.installation, "paper", "Cas of the other shop")

    (asked,) = taking_over.asked_of(bakery.actor, bakery.installation)
    assert (asked.login, asked.note, asked.state) == ("anna@host.example", "Cas of the other shop", "asked")
    assert "other" not in asked.model_dump_json().replace("the other shop", "")
    taking_over.agree(bakery.actor, bakery.installation, asked.id)

    (theirs,) = connecting.connections_listed(stranger, bakery.installation)
    assert theirs.usable
    assert listing.list_companies(stranger, bakery.installation).companies
    (ours,) = connecting.connections_listed(bakery.actor, bakery.installation)
    assert (ours.state, ours.reason) == ("superseded", taking_over.LEFT)
    assert witness.broken == [(bakery.link.id, taking_over.LEFT)]
    with pytest.raises(ConsentRequired, match="left to another environment"):
        bakery.synchronise()
    assert bakery.stored()
    assert taking_over.asked_of(bakery.actor, bakery.installation) == ()


def test_a_login_may_be_kept(bakery: Desk, stranger: Actor) -> None:
    with pytest.raises(AccessMissing):
        signed_in(stranger, bakery.installation, bakery.office)
    asked = taking_over.ask(stranger, bakery.installation, "paper")

    taking_over.refuse(bakery.actor, bakery.installation, asked.id)

    assert bakery.import_all().complete
    with pytest.raises(NotFound, match="nobody asks"):
        taking_over.agree(bakery.actor, bakery.installation, asked.id)


def test_nobody_asks_for_a_login_that_he_did_not_sign_in_with(
    bakery: Desk, stranger: Actor, clock: ScaledClock
) -> None:
    with pytest.raises(ConsentRequired, match="nobody here signed in lately"):
        taking_over.ask(stranger, bakery.installation, "paper")
    with pytest.raises(AccessMissing):
        signed_in(stranger, bakery.installation, bakery.office)
    clock.advance(timedelta(hours=1, seconds=1))
    with pytest.raises(ConsentRequired, match="nobody here signed in lately"):
        taking_over.ask(stranger, bakery.installation, "paper")
    with pytest.raises(NotFound):
        taking_over.agree(stranger, bakery.installation, 1)


# Signing in again at a connection


def test_another_login_at_a_connection_is_named_and_nothing_of_it_is_kept(bakery: Desk) -> None:
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)
    died(bakery.installation, connection, "the consent was withdrawn")

    with pytest.raises(ConsentRequired, match=r"ben@host.example signed in, and connection \d+ is anna@host.example's"):
        signed_in(bakery.actor, bakery.installation, bakery.office, "ben", into=connection)

    assert state(bakery.actor, bakery.installation, connection) == (
        "wrong_account",
        "ben@host.example signed in, not anna@host.example",
    )
    signed_in(bakery.actor, bakery.installation, bakery.office, "anna", into=connection)
    assert state(bakery.actor, bakery.installation, connection) == ("authorised", "")


def test_another_known_login_at_a_connection_goes_on_living(bakery: Desk, stranger: Actor) -> None:
    ours = signed_in(bakery.actor, bakery.installation, bakery.office, "ben")

    with pytest.raises(ConsentRequired, match=r"anna@host\.example signed in"):
        signed_in(bakery.actor, bakery.installation, bakery.office, "anna", into=ours)

    assert state(bakery.actor, bakery.installation, ours) == ("authorised", "")
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

    found = state(bakery.actor, bakery.installation, connection)

    assert found == ("expiring", "nothing was read by it since 2026-03-02; it lapses on 2026-04-01")


# An end


def test_a_disconnected_connection_keeps_what_was_read(bakery: Desk, witness: Witness) -> None:
    bakery.import_all()
    before = bakery.stored()
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)

    done = disconnecting.disconnect(bakery.actor, bakery.installation, connection.id, erase=False)

    assert (done.links, done.erased) == (1, 0)
    assert state(bakery.actor, bakery.installation, connection) == ("revoked", "disconnected by bo")
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

    assert state(kim, bakery.installation, own)[0] == "revoked"
    assert bakery.import_all().complete


def test_a_foreign_connection_is_not_found(bakery: Desk, stranger: Actor) -> None:
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)

    with pytest.raises(NotFound, match="has no connection"):
        disconnecting.disconnect(stranger, bakery.installation, connection.id, erase=True)
    with pytest.raises(NotFound, match="has no connection"):
        handing_over.hand_over(stranger, bakery.installation, connection.id, connection.id)


# Another owner


def test_a_successor_takes_over_all_companies_with_their_records(bakery: Desk) -> None:
    bakery.import_all()
    before = bakery.stored()
    (former,) = connecting.connections_listed(bakery.actor, bakery.installation)
    successor = signed_in(bakery.actor, bakery.installation, bakery.office, "ben")

    done = handing_over.hand_over(bakery.actor, bakery.installation, former.id, successor.id)

    assert done.links == (bakery.link.id,)
    assert state(bakery.actor, bakery.installation, former)[0] == "superseded"
    bakery.office.revoke("anna")
    assert bakery.synchronise().complete
    assert bakery.stored() == before


def test_a_successor_who_does_not_see_the_same_takes_over_nothing(bakery: Desk) -> None:
    (former,) = connecting.connections_listed(bakery.actor, bakery.installation)
    successor = signed_in(bakery.actor, bakery.installation, bakery.office, "ben")
    bakery.office.hidden["ben"] = {bakery.link.company.id}

    with pytest.raises(AccessMissing, match=r"ben@host\.example does not see the same “Bakery”"):
        handing_over.hand_over(bakery.actor, bakery.installation, former.id, successor.id)

    assert state(bakery.actor, bakery.installation, former)[0] == "authorised"
    assert bakery.import_all().complete


def test_a_company_with_another_number_is_not_the_same(bakery: Desk) -> None:
    (former,) = connecting.connections_listed(bakery.actor, bakery.installation)
    bakery.import_all()
    successor = signed_in(bakery.actor, bakery.installation, bakery.office, "ben")
    bakery.office.companies["1"].vat_number = "NL999"

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


# Integration users


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
    assert state(actor, installation, connection) == ("awaiting_consent", "the password is refused")

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
    assert state(actor, installation, connection)[0] == "superseded"


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


# What a stranger found


def test_the_id_of_an_erased_company_is_given_to_no_other(bakery: Desk) -> None:
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)
    disconnecting.disconnect(bakery.actor, bakery.installation, connection.id, erase=True)
    signed_in(bakery.actor, bakery.installation, bakery.office)
    bakery.office.company("2", "Butcher")

    seen = listing.list_companies(bakery.actor, bakery.installation).companies
    bound = [importing.link_company(bakery.actor, bakery.installation, one) for one in seen]

    assert bakery.link.id not in {link.id for link in bound}


def test_a_sign_in_is_completed_by_who_began_it(actor: Actor, installation: Installation, office: PaperOffice) -> None:
    registering.register_app(None, installation, office.registration())
    begun = connecting.begin(actor, installation, package="paper")
    back = office.sign_in(begun.url)

    with pytest.raises(InvalidInput, match="belongs to no sign-in that was begun here"):
        connecting.complete(actor.model_copy(update={"user": "eve"}), installation, back)

    assert connecting.complete(actor, installation, back).usable


def test_a_connection_without_companies_is_not_handed_over(bakery: Desk) -> None:
    (former,) = connecting.connections_listed(bakery.actor, bakery.installation)
    other = signed_in(bakery.actor, bakery.installation, bakery.office, "ben")

    with pytest.raises(InvalidInput, match=f"no company lives by connection {other.id}"):
        handing_over.hand_over(bakery.actor, bakery.installation, other.id, former.id)

    assert state(bakery.actor, bakery.installation, other)[0] == "authorised"


@pytest.mark.parametrize("note", ["\x1b[31mred", "two\nlines", "x" * 201])
def test_what_one_environment_tells_another_is_a_line_of_text(bakery: Desk, stranger: Actor, note: str) -> None:
    with pytest.raises(AccessMissing):
        signed_in(stranger, bakery.installation, bakery.office)

    with pytest.raises(InvalidInput, match="more than a line of text"):
        taking_over.ask(stranger, bakery.installation, "paper", note)


def test_the_name_of_an_environment_is_a_line_of_text(installation: Installation) -> None:
    with pytest.raises(InvalidInput, match="more than a line of text"):
        registering.add_environment(Actor(environment="red", user="bo"), installation, "\x1b[31mred")
