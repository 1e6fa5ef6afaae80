from __future__ import annotations

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConfigurationError, InvalidInput
from boekhaak.installation import Installation
from boekhaak.registry import Registry
from boekhaak.service import auditing, moving
from support.databases import Databases
from support.desk import Desk


def at(desk: Desk, url: str, clock: ScaledClock, registry: Registry) -> Installation:
    settings = desk.installation.settings.model_copy(update={"database_url": url})
    return Installation(settings, clock=clock, registry=registry)


@pytest.mark.parametrize("kind", ["sqlite_files", "postgres_databases"])
def test_a_moved_installation_goes_on_where_it_was_without_a_sign_in(
    bakery: Desk, clock: ScaledClock, registry: Registry, request: pytest.FixtureRequest, kind: str
) -> None:
    elsewhere: Databases = request.getfixturevalue(kind)
    url = elsewhere.empty()
    bakery.import_all()
    before = bakery.stored()

    moved = moving.move("bo", bakery.installation, url)

    installation = at(bakery, url, clock, registry)
    desk = Desk(bakery.actor, installation, bakery.office, bakery.link)
    assert desk.stored() == before
    assert moved.rows > len(before)
    assert desk.synchronise("ledger").complete
    assert desk.import_all(again=True).complete
    assert auditing.trail_of_all(installation)[0].action == "database moved"
    installation.close()
    elsewhere.drop(url)


def test_no_token_is_used_from_a_database_that_was_moved_away(bakery: Desk, sqlite_files: Databases) -> None:
    bakery.import_all()
    calls = len(bakery.office.requests)
    moving.move("bo", bakery.installation, sqlite_files.empty())

    with pytest.raises(ConfigurationError, match="moved to sqlite"):
        bakery.synchronise()

    assert len(bakery.office.requests) == calls


def test_a_database_with_something_in_it_is_not_moved_to(bakery: Desk, sqlite_files: Databases) -> None:
    url = sqlite_files.empty()
    moving.move("bo", bakery.installation, url)
    with bakery.installation.store.writing() as tx:
        tx.exec_driver_sql("update boekhaak_installation set id = 'the-tests'")

    with pytest.raises(InvalidInput, match="is not empty"):
        moving.move("bo", bakery.installation, url)

    assert bakery.import_all().complete
