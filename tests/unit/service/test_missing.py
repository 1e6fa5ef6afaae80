"""Why somebody cannot see a company: each reason, and what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import NotFound
from boekhaak.models.link import Actor, Connection
from boekhaak.service import importing, switching
from boekhaak.service.missing import AGAIN, Missing, why_missing
from support.databases import Databases
from support.desk import Desk
from support.policies import change, decide, seen, sees, sign_in


@pytest.fixture
def databases(sqlite_files: Databases) -> Databases:
    """Return one kind of database: what is asked of them is asked of both in the tests of the list."""
    return sqlite_files


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Return the desk when “anna” sees the bakery, which is linked, and company 2, the aviary."""
    desk.office.company("2", "Aviary")
    sees(desk.office, anna=["1", "2"])
    info = desk.installation.packages["paper"].info
    guidance = (("company_missing", "Tick it.\nSave."), ("open_first", "Open it."), ("accept_invitation", "Accept."))
    desk.installation.packages["paper"].info = info.model_copy(update={"guidance": guidance})
    return desk


def why(desk: Desk, wanted: str, actor: Actor | None = None) -> Missing:
    return why_missing(actor or desk.actor, desk.installation, "paper", wanted)


def test_a_company_may_be_here_or_be_there_to_import(shop: Desk) -> None:
    for wanted in ("1", "bakery"):
        told = why(shop, wanted)
        assert (told.reason, told.link_id) == ("imported", shop.link.id)
        assert told.sentence == f"Bakery is imported here already: it is link {shop.link.id}."

    told = why(shop, "Aviary")
    assert (told.reason, told.steps) == ("visible", ("Import it: `boekhaak import 2`.",))
    decide(shop.installation, imports="one")
    told = why(shop, "Aviary")
    assert (told.reason, told.link_id) == ("one_only", shop.link.id)
    decide(shop.installation, several_administrations="helpdesk")
    assert why(shop, "Aviary").steps == ("Ask the helpdesk to switch it on.",)


def test_a_company_nobody_ever_saw_has_the_packages_own_steps_in_order(shop: Desk, connection: Connection) -> None:
    told = why(shop, "Chandler")
    assert (told.reason, told.steps) == ("never_seen", ("Tick it.", "Save.", "Accept.", "Open it.", AGAIN))
    assert told.sentence == "anna@host.example sees no “Chandler” at Paper Office, and did not before."

    change(shop.installation, connection, mailbox="host")  # the host accepts invitations itself
    assert "Accept." not in why(shop, "Chandler").steps


def test_a_company_that_was_seen_is_told_with_who_saw_it_and_since_when_no_more(shop: Desk, clock: ScaledClock) -> None:
    seen(shop.actor, shop.installation)
    clock.advance(timedelta(days=1))
    sees(shop.office, anna=["1"])

    told = why(shop, "Aviary")

    assert (told.reason, told.since, told.login) == ("seen_no_more", clock.now(), "anna@host.example")
    assert "Aviary was seen by anna@host.example before, and no more since 2026-03-03 09:00 UTC" in told.sentence
    assert told.steps[-1] == AGAIN
    assert why(shop, "2").reason == "seen_no_more"


def test_a_login_that_is_signed_in_no_more_is_named(shop: Desk, clock: ScaledClock, connection: Connection) -> None:
    seen(shop.actor, shop.installation)
    other = sign_in(shop.actor, shop.installation, shop.office, "dirk")
    change(shop.installation, connection, state="superseded")
    told = why(shop, "Aviary")
    assert (told.reason, told.login) == ("signed_out", "anna@host.example")
    assert told.steps == ("Sign in again with `boekhaak connect paper`, as anna@host.example.",)

    change(shop.installation, other, state="needs_sign_in", reason="the login was withdrawn")
    change(shop.installation, connection, state="authorised")
    told = why(shop, "Chandler")
    assert (told.reason, told.connection_id) == ("needs_sign_in", other.id)
    assert "dirk@host.example has to sign in again: the login was withdrawn" in told.sentence


def test_a_package_that_does_not_answer_is_told(shop: Desk) -> None:
    from starlette.responses import Response

    shop.office.faults.insert(0, lambda _: Response(status_code=503))

    told = why(shop, "Chandler")

    assert told.reason == "not_answering"
    assert "503" in told.steps[0]
    assert len(told.problems) == 1


def test_another_users_connection_is_told_as_such(shop: Desk, connection: Connection) -> None:
    seen(shop.actor, shop.installation)
    mine = sign_in(shop.actor, shop.installation, shop.office, "dirk")
    change(shop.installation, connection, owner="cas")
    change(shop.installation, mine, owner="bo")
    decide(shop.installation, owner="user")

    told = why(shop, "Aviary")

    assert (told.reason, told.connection_id) == ("other_login", connection.id)
    assert told.sentence == "Aviary opens under another connection only: cas's, anna@host.example."


def test_a_package_that_is_off_and_one_nobody_signed_in_at_are_told(shop: Desk, stranger: Actor) -> None:
    told = why(shop, "Aviary", stranger)
    assert (told.reason, told.steps) == ("not_connected", ("Sign in with `boekhaak connect paper`.",))

    switching.switch_off(shop.actor, shop.installation, "paper")
    told = why(shop, "Bakery")
    assert (told.reason, told.steps) == ("switched_off", ("Ask an administrator to switch it on again.",))
    with pytest.raises(NotFound):
        why_missing(shop.actor, shop.installation, "stone", "Bakery")


def test_an_office_learns_nothing_of_what_its_access_leaves_out(shop: Desk) -> None:
    seen(shop.actor, shop.installation)
    office = shop.actor.model_copy(update={"companies": frozenset({"2"})})

    answers = {why(shop, wanted, office).model_copy(update={"sentence": ""}) for wanted in ("1", "Bakery", "Chandler")}

    assert {one.reason for one in answers} == {"outside_access"}
    assert len({str(one) for one in answers}) == 1
    assert why(shop, "Aviary", office).reason == "visible"


def test_other_environments_are_never_told_of(shop: Desk, stranger: Actor) -> None:
    seen(shop.actor, shop.installation)
    sign_in(stranger, shop.installation, shop.office, "dirk")

    told = why(shop, "Aviary", stranger)

    assert told.reason == "never_seen"
    assert "anna" not in str(told)
    sees(shop.office, anna=["1", "2"], dirk=["1"])
    assert why(shop, "Bakery", stranger).reason == "visible"
    assert importing.links_listed(stranger, shop.installation) == ()
