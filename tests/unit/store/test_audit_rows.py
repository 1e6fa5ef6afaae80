from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from boekhaak.models.link import Actor
from boekhaak.store import audit
from boekhaak.store.database import Store
from support.interruption import Interrupted, interrupt


def written(store: Store, environment: str | None = "acme", count: int = 1) -> None:
    with store.writing() as tx:
        for link in range(count):
            by = Actor(environment=environment, user="bo") if environment else "bo"
            audit.add(store, tx, by, "relinked", link_id=link, details={"login": "7"})


@pytest.mark.parametrize(
    "statement",
    [
        "update boekhaak_audit set actor = 'eve'",
        "delete from boekhaak_audit",
        "delete from boekhaak_audit where id in (select max(id) from boekhaak_audit)",
        "insert into boekhaak_audit select * from boekhaak_audit where true on conflict (id) do update set actor = 'eve'",
    ],
)
def test_the_database_refuses_to_change_the_trail(store: Store, lent: tuple[str, Engine], statement: str) -> None:
    written(store)

    with pytest.raises(DBAPIError, match="the audit trail only grows"), lent[1].begin() as connection:
        connection.exec_driver_sql(statement)

    with store.reading() as tx:
        (entry,) = audit.listed(tx, Actor(environment="acme", user="bo"), before=None, limit=10)
    assert (entry.actor, entry.action, entry.at, entry.details) == ("bo", "relinked", store.clock.now(), {"login": "7"})


def test_no_row_is_replaced_by_another(store: Store, lent: tuple[str, Engine]) -> None:
    ways = {
        "sqlite": "insert or replace into boekhaak_audit select * from boekhaak_audit",
        "postgresql": "merge into boekhaak_audit using boekhaak_audit other on true when matched then delete",
    }
    written(store)

    with pytest.raises(DBAPIError, match="the audit trail only grows"), lent[1].begin() as connection:
        connection.exec_driver_sql(ways[connection.dialect.name])


def test_a_deed_that_is_rolled_back_leaves_no_row(store: Store) -> None:
    def broken_off() -> None:
        with store.writing() as tx:
            audit.add(store, tx, "", "key rotated")
            interrupt()

    with pytest.raises(Interrupted):
        broken_off()

    with store.reading() as tx:
        assert audit.listed(tx, None, before=None, limit=10) == ()


def test_the_trail_is_read_page_by_page_newest_first_and_of_one_environment(store: Store) -> None:
    written(store, count=3)
    written(store, "other")
    written(store, None)

    with store.reading() as tx:
        newest = audit.listed(tx, Actor(environment="acme", user="bo"), before=None, limit=2)
        older = audit.listed(tx, Actor(environment="acme", user="bo"), before=newest[-1].id, limit=2)
        shared = audit.listed(tx, None, before=None, limit=9)

    assert [entry.link_id for entry in (*newest, *older)] == [2, 1, 0]
    assert [entry.environment for entry in shared] == [None]
