"""A sign-in gives the only living tokens of a login: nothing that happens beside it loses them."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from importlib_metadata import EntryPoint
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, BoekhaakError, ConsentRequired, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.policy import Policy
from boekhaak.registry import GROUP, Registry
from boekhaak.service import (
    connecting,
    disconnecting,
    handing_over,
    importing,
    listing,
    registering,
    standing,
    taking_over,
)
from boekhaak.store import environments, tokens
from support.desk import Desk
from support.paper_office import PaperOffice


@pytest.fixture
def registry() -> Registry:
    """Return a registry with packages whose consents open all companies of a login, and one."""
    return Registry(tuple(EntryPoint(name=key, value=f"support.{key}", group=GROUP) for key in ("paper", "pocket")))


def sign_in(
    actor: Actor,
    installation: Installation,
    office: PaperOffice,
    login: str = "anna",
    package: str = "paper",
    **at: int,
) -> Connection:
    begun = connecting.begin(actor, installation, package=package, **at)  # type: ignore[arg-type]
    return connecting.complete(actor, installation, office.sign_in(begun.url, login))


def test_a_login_of_a_time_before_keyed_hashes_is_found_again(bakery: Desk, clock: ScaledClock) -> None:
    with bakery.installation.store.writing() as tx:
        tx.execute(text("update boekhaak_token_chain set scope = 'anna'"))
    (first,) = connecting.connections_listed(bakery.actor, bakery.installation)

    again = sign_in(bakery.actor, bakery.installation, bakery.office)

    assert (again.id, again.chain_id) == (first.id, first.chain_id)
    clock.advance(timedelta(hours=1))
    assert bakery.import_all().complete


def test_a_sign_in_at_a_connection_is_by_the_connections_own_app(bakery: Desk, clock: ScaledClock) -> None:
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)
    own = bakery.office.registration().model_copy(update={"client_id": "own-app"})
    registering.register_app(bakery.actor, bakery.installation, own)

    begun = connecting.begin(bakery.actor, bakery.installation, package="paper", connection_id=connection.id)
    again = connecting.complete(bakery.actor, bakery.installation, bakery.office.sign_in(begun.url))

    assert "own-app" not in begun.url
    assert (again.app_id, again.chain_id) == (connection.app_id, connection.chain_id)
    clock.advance(timedelta(hours=1))
    assert bakery.import_all().complete


def test_a_consent_for_another_company_does_not_take_the_place_of_a_connections(
    actor: Actor, installation: Installation, office: PaperOffice
) -> None:
    for id_, name in (("7", "Bakery"), ("8", "Butcher")):
        office.company(id_, name)
    registering.register_app(None, installation, office.registration().model_copy(update={"package": "pocket"}))
    connection = sign_in(actor, installation, office, "7", "pocket")
    importing.link_company(actor, installation, listing.list_companies(actor, installation).companies[0])

    with pytest.raises(ConsentRequired, match="begun for “Bakery” and opened “Butcher”"):
        sign_in(actor, installation, office, "8", "pocket", connection_id=connection.id)

    assert [one.company.name for one in listing.list_companies(actor, installation).companies] == ["Bakery"]


def test_tokens_are_kept_although_the_list_fails_after_them(bakery: Desk, clock: ScaledClock) -> None:
    begun = connecting.begin(bakery.actor, bakery.installation, package="paper", link_id=bakery.link.id)
    back = bakery.office.sign_in(begun.url)
    bakery.office.faults.append(lambda request: JSONResponse({}, 403) if request.url.path == "/companies" else None)

    with pytest.raises(BoekhaakError):
        connecting.complete(bakery.actor, bakery.installation, back)

    bakery.office.faults.clear()
    clock.advance(timedelta(hours=1))
    assert bakery.import_all().complete


def test_tokens_are_kept_although_the_database_is_locked_for_long(bakery: Desk, clock: ScaledClock) -> None:
    back = bakery.office.sign_in(connecting.begin(bakery.actor, bakery.installation, package="paper").url)
    held, free, begun = threading.Event(), threading.Event(), []

    def hold() -> None:
        with bakery.installation.store.writing() as tx:
            environments.alone(tx)
            environments.hold(tx, "acme")
            tx.execute(text("update boekhaak_token_chain set dead = dead"))
            held.set()
            free.wait(5)

    def lock(request: Request) -> Response | None:
        if request.url.path == "/me" and not begun:
            begun.append(holder.start())
            held.wait(5)
            threading.Timer(0.6, free.set).start()  # three times as long as the database waits for a lock
        return None

    holder = threading.Thread(target=hold)
    bakery.office.faults.append(lock)
    connecting.complete(bakery.actor, bakery.installation, back)
    holder.join()

    bakery.office.faults.clear()
    clock.advance(timedelta(hours=1))
    assert bakery.import_all().complete


def test_a_renewal_that_is_on_its_way_does_not_revive_what_was_disconnected(bakery: Desk, clock: ScaledClock) -> None:
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)
    clock.advance(timedelta(hours=1))
    disconnected = []

    def disconnect(request: Request) -> Response | None:
        if request.url.path == "/token" and not disconnected:
            disconnected.append(disconnecting.disconnect(bakery.actor, bakery.installation, connection.id, erase=False))
        return None

    bakery.office.faults.append(disconnect)
    bakery.import_all()

    with bakery.installation.store.reading() as tx:
        chain = tokens.get(tx, bakery.installation.vault, connection.chain_id)
    assert disconnected
    assert (chain.dead, chain.refresh_token, chain.access_token.get_secret_value()) == (True, None, "")


def test_a_run_whose_company_is_erased_ends_in_words(bakery: Desk) -> None:
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)
    erased = []

    def erase(request: Request) -> Response | None:
        if "/changes/" in request.url.path and not erased:
            erased.append(disconnecting.disconnect(bakery.actor, bakery.installation, connection.id, erase=True))
        return None

    bakery.office.faults.append(erase)
    with pytest.raises(NotFound, match="has no run"):
        bakery.import_all()

    assert importing.links_listed(bakery.actor, bakery.installation) == ()


def test_an_agreed_take_over_answers_all_that_was_asked(bakery: Desk, stranger: Actor) -> None:
    for note in ("first", "second"):
        with pytest.raises(AccessMissing):
            sign_in(stranger, bakery.installation, bakery.office)
        taking_over.ask(stranger, bakery.installation, "paper", note)
    first, _ = taking_over.asked_of(bakery.actor, bakery.installation)

    taking_over.agree(bakery.actor, bakery.installation, first.id)

    assert taking_over.asked_of(stranger, bakery.installation) == ()
    assert taking_over.asked_of(bakery.actor, bakery.installation) == ()


def test_a_login_that_was_disconnected_is_not_taken_over(bakery: Desk, stranger: Actor) -> None:
    with pytest.raises(AccessMissing):
        sign_in(stranger, bakery.installation, bakery.office)
    asked = taking_over.ask(stranger, bakery.installation, "paper")
    (connection,) = connecting.connections_listed(bakery.actor, bakery.installation)
    disconnecting.disconnect(bakery.actor, bakery.installation, connection.id, erase=False)

    with pytest.raises(ConsentRequired, match="nobody is signed in as"):
        taking_over.agree(bakery.actor, bakery.installation, asked.id)

    assert connecting.connections_listed(stranger, bakery.installation) == ()


def test_a_user_hands_over_what_is_his_alone(bakery: Desk, link: Link) -> None:
    bakery.installation.policy = Policy(owner="user")
    first, second = (Actor(environment="acme", user=name) for name in ("a", "b"))
    theirs = sign_in(first, bakery.installation, bakery.office, "berta")
    own = sign_in(second, bakery.installation, bakery.office, "carla")

    with pytest.raises(AccessMissing, match="may not hand it over"):
        handing_over.hand_over(second, bakery.installation, theirs.id, own.id)


def test_no_login_of_another_environment_is_told_with_the_limits(bakery: Desk, stranger: Actor) -> None:
    bakery.import_all()

    told = standing.standing(stranger, bakery.installation)

    assert not any("anna" in one.scope.values() for one in told.windows)
