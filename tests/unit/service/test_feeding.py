"""The change feed tells what happened in an environment, and never lets a reader miss something silently."""

from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import InvalidInput, NotFound
from boekhaak.models.event import Changes, Event, EventKind
from boekhaak.models.link import Actor
from boekhaak.service import browsing, feeding
from boekhaak.service.breaking import chain_died, chain_mended, link_broke
from boekhaak.store import connections, events, tokens
from support.bookings import account
from support.desk import Desk
from support.witness import Witness


def heard(desk: Desk, after: int | None = None, *kinds: EventKind) -> list[Event]:
    return list(feeding.changes(desk.actor, desk.installation, after=after, kinds=kinds).events)


def happen(desk: Desk, *kinds: EventKind) -> None:
    for kind in kinds:
        with desk.installation.store.writing() as tx:
            events.add(desk.installation.store, tx, desk.actor.environment, kind)


def end_login(desk: Desk) -> int:
    """Let the chain of the link's login die; returns it."""
    with desk.installation.store.writing() as tx:
        chain_id = connections.get(tx, desk.actor, desk.link.connection_id).chain_id
        assert tokens.bury(tx, tokens.get(tx, desk.installation.vault, chain_id), "the login ended")
    chain_died(desk.installation, chain_id, "the login ended")
    return chain_id


def total(found: list[Event], what: str, kind: str) -> int:
    return sum(event.data[what].get(kind, 0) for event in found)


def test_an_import_tells_what_it_changed_kind_by_kind(bakery: Desk) -> None:
    begun = feeding.newest(bakery.actor, bakery.installation)

    run = bakery.import_all()

    changed = heard(bakery, begun, "records_changed")
    assert total(changed, "changed", "contact") == 5
    assert total(changed, "changed", "account") == 2
    assert {(one.link_id, one.package, one.data["run"]) for one in changed} == {(bakery.link.id, "paper", run.id)}
    assert heard(bakery, begun)[-1].kind == "run_finished"
    assert heard(bakery, begun)[-1].data["complete"] is True
    assert sum(sum(one.data["changed"].values()) for one in changed) == sum(one.changed for one in run.streams)


def test_a_synchronisation_that_finds_nothing_new_tells_of_no_change(bakery: Desk, witness: Witness) -> None:
    bakery.import_all()
    begun, told = feeding.newest(bakery.actor, bakery.installation), len(witness.changed)

    bakery.synchronise()

    assert [one.kind for one in heard(bakery, begun)] == ["run_finished"]
    assert len(witness.changed) == told


def test_a_host_fetches_exactly_what_a_run_changed_with_what_went(bakery: Desk) -> None:
    bakery.import_all()
    bakery.enter(account("1000", name="Renamed"), account("9000"))
    bakery.strike("account", "2000")
    begun = feeding.newest(bakery.actor, bakery.installation)

    run = bakery.synchronise()

    found = browsing.changed(bakery.actor, bakery.installation, bakery.link.id, "account", run=run.id)
    assert {one.record.id: one.provenance.deleted_at is not None for one in found} == {
        "1000": False, "2000": True, "9000": False,
    }  # fmt: skip
    changed = heard(bakery, begun, "records_changed")
    assert (total(changed, "changed", "account"), total(changed, "deleted", "account")) == (2, 1)
    page = browsing.changed(
        bakery.actor, bakery.installation, bakery.link.id, "account", run=run.id, after="1000", limit=1
    )
    assert [one.record.id for one in page] == ["2000"]


def test_a_dead_login_tells_who_has_to_sign_in_and_which_links_broke(desk: Desk, witness: Witness) -> None:
    connection = desk.link.connection_id
    begun = feeding.newest(desk.actor, desk.installation)

    end_login(desk)

    assert [(one.kind, one.link_id, one.connection_id, one.data) for one in heard(desk, begun)] == [
        ("needs_sign_in", None, connection, {"reason": "the login ended"}),
        ("link_broken", desk.link.id, connection, {"cause": "sign_in_needed", "reason": "the login ended"}),
    ]
    assert witness.signs_in == [(connection, "the login ended")]


def test_a_link_that_broke_alone_is_told(desk: Desk, witness: Witness) -> None:
    begun = feeding.newest(desk.actor, desk.installation)

    link_broke(desk.installation, desk.link, "rights_withdrawn", "the company is closed", fence=0)

    assert [(one.kind, one.link_id) for one in heard(desk, begun)] == [("link_broken", desk.link.id)]


def test_what_came_before_is_told_in_its_order(desk: Desk, witness: Witness) -> None:
    assert [one.kind for one in heard(desk)] == ["connected", "company_imported"]
    assert heard(desk)[1].data == {"company": "1", "region": "nl", "host_company": ""}
    assert [link.id for link in witness.imported] == [desk.link.id]


def test_a_reader_sees_no_event_of_another_environment(bakery: Desk, stranger: Actor) -> None:
    bakery.import_all()

    assert feeding.changes(stranger, bakery.installation) == Changes(events=(), upto=0)
    assert feeding.newest(stranger, bakery.installation) == 0
    with pytest.raises(NotFound):
        feeding.changes(Actor(environment="none", user="x"), bakery.installation)


def test_numbers_that_are_kept_no_more_are_refused(desk: Desk, clock: ScaledClock) -> None:
    happen(desk, "connected", "disconnected")
    clock.advance(timedelta(days=desk.installation.settings.keep_events + 1))
    happen(desk, "connected")
    last = feeding.newest(desk.actor, desk.installation)

    assert feeding.forget_old(desk.installation) == last - 1

    assert [one.number for one in heard(desk)] == [last]
    assert [one.number for one in heard(desk, last - 1)] == [last]
    with pytest.raises(InvalidInput, match=f"go on from number {last}"):
        heard(desk, last - 2)


def test_when_all_is_forgotten_the_newest_number_still_counts(desk: Desk, clock: ScaledClock) -> None:
    happen(desk, "connected")
    last = feeding.newest(desk.actor, desk.installation)
    clock.advance(timedelta(days=400))
    feeding.forget_old(desk.installation)

    assert heard(desk, last) == []
    with pytest.raises(InvalidInput, match="kept no more"):
        heard(desk, last - 1)
    happen(desk, "connected")
    assert [one.number for one in heard(desk, last)] == [last + 1]


def test_a_reader_of_a_kind_that_is_rare_goes_on_from_what_was_looked_at(desk: Desk, clock: ScaledClock) -> None:
    begun = feeding.newest(desk.actor, desk.installation)
    happen(desk, "needs_sign_in", *["records_changed"] * 3)
    found = feeding.changes(desk.actor, desk.installation, after=begun, kinds=["needs_sign_in"])
    assert ([one.number for one in found.events], found.upto) == ([begun + 1], begun + 4)
    page = feeding.changes(desk.actor, desk.installation, after=begun, limit=2)
    assert (len(page.events), page.upto) == (2, begun + 2)
    clock.advance(timedelta(days=desk.installation.settings.keep_events + 1))
    happen(desk, "needs_sign_in")
    feeding.forget_old(desk.installation)

    with pytest.raises(InvalidInput, match="kept no more"):
        heard(desk, found.events[-1].number, "needs_sign_in")
    assert [one.number for one in heard(desk, found.upto, "needs_sign_in")] == [begun + 5]


def test_an_event_of_a_link_tells_by_which_connection(desk: Desk) -> None:
    store, begun = desk.installation.store, feeding.newest(desk.actor, desk.installation)
    with store.writing() as tx:
        number = events.of_link(store, tx, desk.link, "company_set_up", {"company": "1"})

    (told,) = heard(desk, begun)
    assert told.model_dump(exclude={"at"}) == {
        "environment": "acme", "number": number, "kind": "company_set_up", "package": "paper", "link_id": desk.link.id,
        "connection_id": desk.link.connection_id, "data": {"company": "1"},
    }  # fmt: skip


def test_a_number_that_was_never_given_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="came back from a backup"):
        heard(desk, 1_000)


def test_a_kind_that_there_is_not_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="no kind of event “records”"):
        heard(desk, None, "records")  # type: ignore[arg-type]


def test_a_login_that_lives_after_all_mends_its_links(desk: Desk) -> None:
    chain_id = end_login(desk)
    begun = feeding.newest(desk.actor, desk.installation)
    with desk.installation.store.writing() as tx:
        tx.exec_driver_sql("update boekhaak_token_chain set dead = false")

    chain_mended(desk.installation, chain_id)

    assert [(one.kind, one.link_id) for one in heard(desk, begun)] == [("link_mended", desk.link.id)]
