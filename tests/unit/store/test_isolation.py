"""Nobody gets at what belongs to another environment."""

from __future__ import annotations

import pytest

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.models.auth import App
from boekhaak.models.link import Actor, Link
from boekhaak.store import apps, connections, environments, links, runs
from boekhaak.store.database import Store
from boekhaak.store.schema import WHOLE
from boekhaak.vault import Vault
from support.stored import Linked

COMMON = {"boekhaak_call_error", "boekhaak_lease", "boekhaak_slot", "boekhaak_window"}
"""What all environments share: duties of processes, and limits as packages count them."""


@pytest.fixture
def stranger(linked: Linked) -> Actor:
    """Return somebody of an environment with a link of its own."""
    linked("other", "1")
    return Actor(environment="other", user="cas")


def test_every_table_tells_the_environment_of_its_rows() -> None:
    without = {table.name for table in WHOLE.tables.values() if "environment_id" not in table.columns}

    assert without == {"boekhaak_environment", "boekhaak_installation", *COMMON}


def test_a_link_of_another_environment_is_not_found(store: Store, link: Link, stranger: Actor) -> None:
    with store.reading() as tx, pytest.raises(NotFound, match=f"“other” has no link {link.id}"):
        links.get(tx, stranger, link.id)


def test_a_connection_of_another_environment_is_not_found(store: Store, link: Link, stranger: Actor) -> None:
    with store.reading() as tx, pytest.raises(NotFound, match="has no connection"):
        connections.get(tx, stranger, link.connection_id)


def test_a_run_of_another_environment_is_not_found(store: Store, link: Link, acme: Actor, stranger: Actor) -> None:
    with store.writing() as tx:
        run_id = runs.begin(store, tx, acme, link, "import")

    with store.reading() as tx, pytest.raises(NotFound, match=f"has no run {run_id}"):
        runs.summary(tx, stranger, run_id)


def test_lists_hold_what_is_of_the_environment_alone(store: Store, link: Link, acme: Actor, stranger: Actor) -> None:
    with store.writing() as tx:
        runs.begin(store, tx, acme, link, "import")

    with store.reading() as tx:
        assert [one.environment for one in links.listed(tx, stranger)] == ["other"]
        assert [one.environment for one in connections.listed(tx, stranger)] == ["other"]
        assert runs.history(tx, stranger, None, 10) == ()
        assert runs.history(tx, stranger, link.id, 10) == ()


def test_the_same_company_may_be_linked_in_two_environments(store: Store, linked: Linked) -> None:
    one, other = linked("acme", "1"), linked("other", "1")

    assert one.id != other.id
    assert one.company == other.company


def test_a_company_that_is_linked_already_is_returned_as_it_is(linked: Linked) -> None:
    assert linked("acme", "1") == linked("acme", "1")


def test_a_sign_in_that_another_environment_began_is_unknown(
    store: Store, vault: Vault, acme: Actor, stranger: Actor
) -> None:
    with store.writing() as tx:
        registered = apps.find(tx, vault, acme, package="paper", region="nl", mode=None)
        apps.begin_consent(store, tx, acme, registered, state="the-state")

    with store.writing() as tx, pytest.raises(InvalidInput, match="belongs to no sign-in"):
        apps.take_consent(store, tx, stranger, "the-state")
    with store.writing() as tx:
        assert apps.take_consent(store, tx, acme, "the-state").owner == "bo"


def test_an_app_of_another_environment_is_not_found(store: Store, vault: Vault, acme: Actor, linked: Linked) -> None:
    with store.reading() as tx:
        app = apps.find(tx, vault, acme, package="paper", region="nl", mode=None).app
    with store.writing() as tx:
        apps.add(store, tx, vault, app.model_copy(update={"region": "be"}), acme.environment)
    linked("other", "1")

    with store.reading() as tx, pytest.raises(NotFound, match="no app is registered"):
        apps.find(tx, vault, Actor(environment="other", user="cas"), package="paper", region="be", mode=None)


def test_an_environments_own_app_comes_before_the_shared_one(store: Store, vault: Vault, acme: Actor) -> None:
    with store.reading() as tx:
        own = apps.find(tx, vault, acme, package="paper", region="nl", mode=None)
    shared = App(**own.app.model_dump() | {"client_id": "shared"})
    with store.writing() as tx:
        apps.add(store, tx, vault, shared, None)

    with store.reading() as tx:
        found = apps.find(tx, vault, acme, package="paper", region="nl", mode=None)
        elsewhere = apps.find(tx, vault, Actor(environment="none", user=""), package="paper", region="nl", mode=None)

    assert found == own
    assert elsewhere.app.client_id == "shared"


def test_an_own_app_of_one_mode_does_not_hide_that_a_shared_one_of_another_mode_could_be_meant(
    store: Store, vault: Vault, acme: Actor
) -> None:
    with store.writing() as tx:
        own = apps.find(tx, vault, acme, package="paper", region="nl", mode=None)
        apps.add(store, tx, vault, own.app.model_copy(update={"mode": "sandbox"}), None)

    with store.reading() as tx, pytest.raises(InvalidInput, match="modes production, sandbox"):
        apps.find(tx, vault, acme, package="paper", region="nl", mode=None)
    with store.reading() as tx:
        assert apps.find(tx, vault, acme, package="paper", region="nl", mode="production") == own


def test_an_environment_is_made_once(store: Store, link: Link) -> None:
    with store.writing() as tx, pytest.raises(InvalidInput, match="there is an environment “acme” already"):
        environments.add(store, tx, environments.listed(tx)[0])


def test_an_environment_that_nobody_made_is_not_found(store: Store) -> None:
    with store.reading() as tx, pytest.raises(NotFound, match="boekhaak environment add nowhere"):
        environments.get(tx, "nowhere")
