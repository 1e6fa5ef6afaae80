from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boekhaak import identity
from boekhaak.clock import ScaledClock
from boekhaak.errors import ConfigurationError, ConsentRequired, PackageUnavailable
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.registry import Registry
from boekhaak.service import auditing, connecting, delivering, importing, listing, webhooks
from boekhaak.service.adopting import ADOPTED, IN_DOUBT, adopt
from boekhaak.settings import Settings
from boekhaak.store import environments, events
from support import paper
from support.paper_office import PaperOffice
from support.renewals import chain_of, refreshes, sign_in, who


@pytest.fixture
def copy(
    settings: Settings, installation: Installation, registry: Registry, clock: ScaledClock, tmp_path: Path
) -> Iterator[Installation]:
    """Return the database as another place has it: for the tests, the copy is the database itself."""
    with installation.store.reading() as tx:
        former = environments.installation_id(tx)
    elsewhere = settings.model_copy(update={"installation": "", "installation_file": tmp_path / "installation"})
    with Installation.opened(elsewhere, clock=clock, registry=registry) as opened:
        yield opened
    with installation.store.writing() as tx:
        environments.adopt(tx, former)


def connected(copy: Installation) -> Connection:
    (found,) = connecting.connections_listed(Actor(environment="acme", user="bo"), copy)
    return found


def test_a_copy_uses_no_token_and_asks_for_none_but_shows_its_data(
    copy: Installation, actor: Actor, link: Link, office: PaperOffice
) -> None:
    asked = len(office.requests)

    with pytest.raises(ConfigurationError, match="no token is used") as caught:
        listing.list_companies(actor, copy)
    with pytest.raises(ConfigurationError, match="no token is used"):
        sign_in(actor, copy, office)

    assert "boekhaak adopt-installation" in caught.value.way_out
    assert [one.company.name for one in importing.links_listed(actor, copy)] == ["Bakery"]
    assert len(office.requests) == asked


def test_an_adopted_login_is_renewed_before_it_is_used(
    copy: Installation, connection: Connection, office: PaperOffice, clock: ScaledClock
) -> None:
    adopted = adopt("bo", copy)
    assert (adopted.in_doubt, adopted.to_be_set) == (1, False)
    assert identity.of_place(copy.settings) == adopted.id
    assert (connected(copy).state, connected(copy).reason) == ("authorised", IN_DOUBT)
    clock.advance(paper.EARLIEST)
    office.forget_access()

    assert who(listing.session(copy, connection)) == "anna"

    assert (refreshes(office), office.asked("/me")) == (1, 2)
    assert (connected(copy).reason, chain_of(copy, connection).restored) == ("", False)
    (entry, *_) = auditing.trail_of_all(copy)
    assert (entry.action, entry.actor, entry.details["logins"]) == ("installation adopted", "bo", 1)


def test_an_adopted_login_waits_for_the_packages_earliest_moment(
    copy: Installation, connection: Connection, office: PaperOffice, clock: ScaledClock
) -> None:
    adopt("bo", copy)

    with pytest.raises(PackageUnavailable, match="came back from a backup") as caught:
        who(listing.session(copy, connection))

    assert caught.value.retry_after == clock.now() + paper.EARLIEST
    assert refreshes(office) == 0


def test_a_login_that_was_renewed_since_the_backup_asks_to_sign_in_and_says_why(
    copy: Installation, connection: Connection, office: PaperOffice, clock: ScaledClock
) -> None:
    adopt("bo", copy)
    office.revoke()
    clock.advance(paper.EARLIEST)

    with pytest.raises(ConsentRequired, match="backup or is a copy, and this login's tokens have been renewed since"):
        who(listing.session(copy, connection))

    assert connected(copy).state == "needs_sign_in"


def test_without_tokens_every_login_is_left_to_the_original(
    copy: Installation, connection: Connection, link: Link, office: PaperOffice, actor: Actor
) -> None:
    asked = len(office.requests)

    assert adopt("bo", copy, with_tokens=False).left_behind == 1

    assert (connected(copy).state, importing.links_listed(actor, copy)[0].state) == ("needs_sign_in", "broken")
    with pytest.raises(ConsentRequired, match="a copy, and the logins were left to the original"):
        who(listing.session(copy, connection))
    assert len(office.requests) == asked
    assert sign_in(actor, copy, office).state == "authorised"


def test_an_adopted_database_tells_no_receiver_of_the_original(copy: Installation, actor: Actor) -> None:
    by_hand, active = (webhooks.add(actor, copy, f"https://host.example/{n}").webhook.id for n in range(2))
    webhooks.pause(actor, copy, by_hand)

    assert adopt("bo", copy).paused == 1

    assert {one.id: one.reason for one in webhooks.listed(actor, copy)} == {by_hand: "paused by bo", active: ADOPTED}
    with copy.store.writing() as tx:
        events.add(copy.store, tx, actor.environment, "connected")
    assert delivering.waiting_webhooks(copy) == ()
    assert webhooks.resume(actor, copy, active).state == "active"


def test_a_place_keeps_its_name_and_the_database_takes_it(copy: Installation, connection: Connection) -> None:
    identity.name_place(copy.settings, "the-stage")

    adopted = adopt("bo", copy)

    assert adopted.id == "the-stage"
    copy.store.check_belongs_here()


def test_where_the_database_came_back_to_its_own_place_both_get_another_name(copy: Installation) -> None:
    first = adopt("bo", copy).id

    again = adopt("bo", copy).id

    assert again != first
    copy.store.check_belongs_here()


def test_a_name_that_the_environment_gives_is_to_be_set_by_people(copy: Installation) -> None:
    copy.settings.installation = adopt("bo", copy).id

    adopted = adopt("bo", copy)

    assert adopted.to_be_set
    with pytest.raises(ConfigurationError):
        copy.store.check_belongs_here()
