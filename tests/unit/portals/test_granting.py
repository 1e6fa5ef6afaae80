from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, BoekhaakError, ConsentRequired, InvalidInput, NotFound
from boekhaak.jobs.keeper import Keeper
from boekhaak.jobs.work import work
from boekhaak.models.event import Event
from boekhaak.models.link import Actor, Link
from boekhaak.service import (
    auditing,
    browsing,
    connecting,
    feeding,
    granting,
    importing,
    listing,
    people,
    queueing,
    running,
    synchronising,
)
from boekhaak.service.people import User
from support.accountants import Accountants, client, granted, own_link
from support.bookings import contact
from support.paper_office import PaperOffice


@pytest.fixture
def signed_in(accountants: Accountants) -> Accountants:
    """Return the office when it is signed in."""
    accountants.sign_in()
    return accountants


@pytest.fixture
def activated(signed_in: Accountants, bakery: Actor) -> Link:
    """Return the bakery's link, activated by the office and not read yet."""
    granted(bakery, signed_in)
    return signed_in.activate(bakery, "1")


def happened(actor: Actor, office: Accountants) -> list[Event]:
    return list(feeding.changes(actor, office.installation).events)


def link_of(actor: Actor, office: Accountants) -> Link:
    (link,) = importing.links_listed(actor, office.installation)
    return link


def state(actor: Actor, office: Accountants) -> dict[str, Any]:
    """Return all that a client can notice."""
    host = office.installation
    return {
        "links": importing.links_listed(actor, host),
        "connections": connecting.connections_listed(actor, host),
        "turns": queueing.turns(actor, host),
        "events": happened(actor, office),
        "audit": auditing.trail(actor, host),
        "runs": browsing.runs_listed(actor, host),
    }


def test_an_office_sees_a_client_only_while_it_is_let_in(accountants: Accountants, bakery: Actor) -> None:
    host, olga = accountants.installation, accountants.at(bakery)
    with pytest.raises(NotFound, match="among your clients"):
        importing.links_listed(olga, host)

    access = granted(bakery, accountants)
    seen = importing.links_listed(olga, host)
    granting.withdraw(bakery, host, access.id)

    assert seen == ()
    with pytest.raises(AccessMissing, match="was withdrawn"):
        importing.links_listed(olga, host)


def test_asking_for_access_answers_the_same_whether_there_is_such_an_environment(
    accountants: Accountants, bakery: Actor
) -> None:
    host = accountants.installation
    answers = [granting.ask(accountants.actor, host, id_) for id_ in ("bakery", "nowhere", "bakery")]

    (asked,) = granting.access_listed(bakery, host)
    errors = [
        _said(lambda id_=id_: people.users_listed(accountants.at(id_), host)) for id_ in ("bakery", "nowhere", "x")
    ]

    assert answers == [None, None, None]
    assert (asked.state, asked.email) == ("asked", accountants.email)
    assert len({error.replace(id_, "") for error, id_ in zip(errors, ("bakery", "nowhere", "x"), strict=True)}) == 1


def _said(call: Any) -> str:
    with pytest.raises(BoekhaakError) as raised:
        call()
    return f"{type(raised.value).__name__} {raised.value}"


def test_what_an_office_asks_is_granted_or_refused_and_a_refusal_is_not_told(
    accountants: Accountants, bakery: Actor, butcher: Actor
) -> None:
    host = accountants.installation
    for asked in (bakery, butcher):
        granting.ask(accountants.actor, host, asked.environment)
    granted(bakery, accountants)
    (refused,) = granting.access_listed(butcher, host)

    granting.withdraw(butcher, host, refused.id)
    granting.ask(accountants.actor, host, "butcher")

    assert [one.state for one in granting.access_listed(bakery, host)] == ["ended", "granted"]
    assert [one.state for one in granting.access_listed(butcher, host)] == ["refused"]
    assert {id_: one.access for id_, one in accountants.clients().items()} == {"bakery": "granted", "butcher": "asked"}
    assert _said(lambda: people.users_listed(accountants.at("butcher"), host)).startswith("NotFound")


def test_only_administrators_of_the_client_itself_let_in_and_put_out(accountants: Accountants, bakery: Actor) -> None:
    host = accountants.installation
    access = granted(bakery, accountants)
    user = bakery.model_copy(update={"role": "user"})

    for who in (user, accountants.at(bakery)):
        with pytest.raises(AccessMissing):
            granting.grant(who, host, "rival@accountants.example")
        with pytest.raises(AccessMissing):
            granting.withdraw(who, host, access.id)
    with pytest.raises(AccessMissing, match="only people of environment"):
        granting.access_listed(accountants.at(bakery), host)
    with pytest.raises(NotFound):
        granting.withdraw(client(host, "other"), host, access.id)
    assert [one.state for one in granting.access_listed(user, host)] == ["granted"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"email": "nobody"}, "no e-mail address"),
        ({"companies": frozenset()}, "include no company"),
        ({"ends_at": datetime(2026, 3, 3)}, "not clear when"),  # noqa: DTZ001 - the mistake
        ({"ends_at": "now"}, "ended already"),
    ],
)
def test_an_access_that_makes_no_sense_is_refused(
    accountants: Accountants, bakery: Actor, clock: ScaledClock, given: dict[str, Any], why: str
) -> None:
    bounds = {"email": accountants.email} | given
    if bounds.get("ends_at") == "now":
        bounds["ends_at"] = clock.now()

    with pytest.raises(InvalidInput, match=why):
        granting.grant(bakery, accountants.installation, **bounds)

    assert granting.access_listed(bakery, accountants.installation) == ()


def test_a_portal_does_not_let_itself_in(accountants: Accountants) -> None:
    with pytest.raises(InvalidInput, match="your own address"):
        granted(accountants.actor, accountants)
    granting.ask(accountants.actor, accountants.installation, accountants.id)
    assert accountants.clients() == {}


def test_reading_alone_lets_look_and_no_more(accountants: Accountants, bakery: Actor, office: PaperOffice) -> None:
    host, olga = accountants.installation, accountants.at(bakery)
    link = own_link(bakery, host, office, "1")
    accountants.sign_in()
    granted(bakery, accountants, scope="read")

    assert [one.id for one in importing.links_listed(olga, host)] == [link.id]
    for deed in (
        lambda: queueing.queue_import(olga, host, link.id),
        lambda: connecting.begin(olga, host, package="paper"),
        lambda: accountants.plan(bakery, "1"),
        lambda: people.hand_in(olga, host, [User(id="olga")]),
    ):
        with pytest.raises(AccessMissing, match="not for this"):
            deed()


def test_an_office_sees_the_companies_of_its_access_and_no_others(
    accountants: Accountants, bakery: Actor, office: PaperOffice
) -> None:
    host, olga = accountants.installation, accountants.at(bakery)
    one, other = (own_link(bakery, host, office, company) for company in ("1", "2"))
    queueing.queue_import(bakery, host, one.id)
    queueing.queue_import(bakery, host, other.id)
    for link in (one, other):
        work(host, link.id)
    accountants.sign_in()

    granted(bakery, accountants, companies={"1"})

    assert [link.id for link in importing.links_listed(olga, host)] == [one.id]
    assert {turn.link_id for turn in queueing.turns(olga, host)} == {one.id}
    assert {run.link_id for run in browsing.runs_listed(olga, host)} == {one.id}
    assert {entry.link_id for entry in auditing.trail(olga, host)} == {one.id}
    for foreign in (
        lambda: browsing.streams_listed(olga, host, other.id),
        lambda: queueing.queue_import(olga, host, other.id),
        lambda: browsing.browse(olga, host, other.id, "contact"),
    ):
        with pytest.raises(NotFound):
            foreign()
    with pytest.raises(AccessMissing, match="does not include “Butcher”"):
        accountants.plan(bakery, "2")


def test_a_client_sees_nothing_of_what_else_the_office_s_login_opens(
    signed_in: Accountants, activated: Link, bakery: Actor
) -> None:
    seen = listing.list_companies(bakery, signed_in.installation)

    assert [one.company.name for one in seen.companies] == ["Bakery"]
    assert "Cobbler" not in str(state(bakery, signed_in))


def test_a_withdrawal_stops_what_is_read_of_that_client_and_of_nobody_else(
    signed_in: Accountants, activated: Link, bakery: Actor, butcher: Actor, office: PaperOffice
) -> None:
    host = signed_in.installation
    granted(butcher, signed_in)
    other = signed_in.activate(butcher, "2")
    office.put("2", contact("c1"))
    before, requests = state(butcher, signed_in), len(office.requests)
    people.hand_in(signed_in.actor, host, [User(id="olga", role="administrator")])

    access = granting.withdraw(bakery, host, granting.access_listed(bakery, host)[0].id)

    assert (access.state, link_of(bakery, signed_in).state) == ("withdrawn", "broken")
    assert link_of(bakery, signed_in).reason == granting.WITHDRAWN
    assert [(one.state, one.reason) for one in connecting.connections_listed(bakery, host)] == [
        ("revoked", granting.WITHDRAWN)
    ]
    assert {one.state for one in queueing.turns(bakery, host)} == {"stopped"}
    assert [event.kind for event in happened(bakery, signed_in)][-2:] == ["link_broken", "access_withdrawn"]
    assert auditing.trail(bakery, host)[0].action == "access withdrawn"
    assert work(host, activated.id) is None
    assert len(office.requests) == requests
    assert state(butcher, signed_in) == before
    run = work(host, other.id)
    assert run is not None
    assert run.complete
    assert [one.actor.environment for one in people.accounts(host, "olga")] == ["office", "butcher"]


def test_withdrawing_twice_changes_nothing_more(signed_in: Accountants, activated: Link, bakery: Actor) -> None:
    (access,) = granting.access_listed(bakery, signed_in.installation)
    granting.withdraw(bakery, signed_in.installation, access.id)
    before = state(bakery, signed_in)

    granting.withdraw(bakery, signed_in.installation, access.id)

    assert state(bakery, signed_in) == before


def test_a_run_that_was_handed_over_and_not_begun_makes_no_call(
    signed_in: Accountants, activated: Link, bakery: Actor, office: PaperOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, requests = signed_in.installation, len(office.requests)
    (access,) = granting.access_listed(bakery, host)
    opened = listing.session

    def late(*given: Any) -> Any:
        http = opened(*given)
        granting.withdraw(bakery, host, access.id)  # between the look at the link and the lease
        return http

    monkeypatch.setattr(running, "session", late)

    assert work(host, activated.id) is None
    assert len(office.requests) == requests
    assert browsing.runs_listed(bakery, host) == ()


def test_a_run_in_flight_ends_at_its_next_page_and_asks_no_more(
    signed_in: Accountants, activated: Link, bakery: Actor, office: PaperOffice
) -> None:
    host = signed_in.installation
    office.put("1", *(contact(f"c{number}") for number in range(30)))
    (access,) = granting.access_listed(bakery, host)

    def withdraw(key: str, count: int) -> None:
        if key == "contacts" and count == 3:
            granting.withdraw(bakery, host, access.id)

    run = synchronising.synchronise_link(bakery, host, activated.id, progress=withdraw)

    assert not run.complete
    assert "the end of its connection" in str(run.streams)
    assert office.asked("/changes/contacts") == 2  # the second page was on its way
    assert len(browsing.browse(bakery, host, activated.id, "contact")) == 3
    assert link_of(bakery, signed_in).state == "broken"
    with pytest.raises(ConsentRequired, match="was withdrawn"):
        synchronising.synchronise_link(bakery, host, activated.id)


def test_an_access_ends_at_its_moment_for_people_and_for_what_is_read(
    signed_in: Accountants, bakery: Actor, office: PaperOffice, clock: ScaledClock
) -> None:
    host = signed_in.installation
    granted(bakery, signed_in, ends_at=clock.now() + timedelta(minutes=5))
    link = signed_in.activate(bakery, "1")
    requests = len(office.requests)
    clock.advance(timedelta(minutes=5))

    with pytest.raises(AccessMissing, match="ended"):
        importing.links_listed(signed_in.at(bakery), host)
    assert signed_in.clients()["bakery"].access == "ended"
    assert work(host, link.id) is None

    assert len(office.requests) == requests
    assert link_of(bakery, signed_in).reason == granting.ENDED
    assert [one.state for one in granting.access_listed(bakery, host)] == ["ended"]
    assert granting.end_overdue(host) == 0


def test_the_keeper_ends_what_was_granted_until_a_day_that_has_come(
    signed_in: Accountants, bakery: Actor, clock: ScaledClock
) -> None:
    granted(bakery, signed_in, ends_at=clock.now() + timedelta(minutes=5))
    signed_in.activate(bakery, "1")
    clock.advance(timedelta(minutes=5))

    Keeper(signed_in.installation).step()

    assert link_of(bakery, signed_in).reason == granting.ENDED
    assert happened(bakery, signed_in)[-1].kind == "access_withdrawn"


def test_a_changed_access_is_a_new_one_and_what_it_still_includes_goes_on(
    signed_in: Accountants, activated: Link, bakery: Actor, clock: ScaledClock
) -> None:
    host = signed_in.installation

    granted(bakery, signed_in, ends_at=clock.now() + timedelta(days=30), companies={"1"})

    assert [one.state for one in granting.access_listed(bakery, host)] == ["ended", "granted"]
    assert link_of(bakery, signed_in).state == "ok"
    assert work(host, activated.id) is not None


def test_a_company_that_the_access_includes_no_longer_stops_being_read(
    signed_in: Accountants, activated: Link, bakery: Actor
) -> None:
    other = signed_in.activate(bakery, "2")

    granted(bakery, signed_in, companies={"2"})

    states = {one.id: one.reason for one in importing.links_listed(bakery, signed_in.installation)}
    assert states == {activated.id: granting.NARROWED, other.id: ""}
    assert work(signed_in.installation, activated.id) is None
    assert work(signed_in.installation, other.id) is not None


def test_a_client_that_lets_the_office_in_again_is_read_once_it_is_activated_again(
    signed_in: Accountants, activated: Link, bakery: Actor, office: PaperOffice
) -> None:
    host = signed_in.installation
    office.put("1", contact("c1"))
    work(host, activated.id)
    granting.withdraw(bakery, host, granting.access_listed(bakery, host)[0].id)
    office.put("1", contact("c2"))

    granted(bakery, signed_in)
    idle = work(host, activated.id)
    plan = signed_in.plan(bakery, "1")
    again = signed_in.activate(bakery, "1")

    assert idle is None
    assert (plan.action, [one.becomes for one in plan.links], plan.sign_ins) == ("activate", ["kept"], 0)
    assert again.id == activated.id
    run = work(host, again.id)
    assert run is not None
    assert {one.records for one in run.streams if one.stream == "contacts"} == {1}  # from its cursor on
    assert len(browsing.browse(bakery, host, again.id, "contact")) == 2
    assert [event.kind for event in happened(bakery, signed_in)].count("link_mended") == 1


def test_two_offices_at_one_client_are_let_in_and_put_out_on_their_own(
    signed_in: Accountants, activated: Link, bakery: Actor, office: PaperOffice
) -> None:
    host = signed_in.installation
    rival = Accountants(host, office, "rival", "rita")
    rival.sign_in()
    theirs = granted(bakery, rival)
    other = rival.activate(bakery, "2")

    granting.withdraw(bakery, host, theirs.id)

    states = {one.id: one.state for one in importing.links_listed(bakery, host)}
    assert states == {activated.id: "ok", other.id: "broken"}
    assert signed_in.clients()["bakery"].access == "granted"
    assert "rival" not in str(
        (connecting.connections_listed(signed_in.at(bakery), host), importing.links_listed(signed_in.at(bakery), host))
    )
