"""A thousand clients on one connection of an accounting office: one of them withdraws, and nobody else notices."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, select

from boekhaak.installation import Installation
from boekhaak.jobs.dispatcher import Dispatcher
from boekhaak.jobs.work import work
from boekhaak.models.link import Actor, Link
from boekhaak.models.run import RunSummary
from boekhaak.service import activating, granting, importing, queueing
from boekhaak.store.environment_tables import AccessRow
from boekhaak.store.schema import WHOLE
from boekhaak.store.tables import ConnectionRow, DueRow, EnvironmentRow, LinkRow, table
from support.accountants import Accountants, client, granted, opened
from support.bookings import contact
from support.databases import Databases, PostgresDatabases
from support.paper_office import PaperOffice

CLIENTS = 1000
STREAMS = ("ledger", "contacts", "balances")


class Hand:
    """An executor that keeps what it is handed, until it is told to work."""

    def __init__(self, room: int) -> None:
        self.free = room
        self.handed: list[int] = []

    def room(self) -> int:
        return self.free

    def hand_over(self, link_ids: Sequence[int]) -> None:
        self.handed += link_ids

    def work(self, installation: Installation) -> dict[int, RunSummary | None]:
        done = {link_id: work(installation, link_id) for link_id in self.handed}
        self.handed = []
        return done


pytestmark = pytest.mark.postgres


@pytest.fixture
def databases(postgres_databases: PostgresDatabases) -> Databases:
    """Return the maker of databases that many machines share."""
    return postgres_databases


@pytest.fixture
def accountants(installation: Installation, office: PaperOffice) -> Accountants:
    """Return an office that is signed in, and in whose three clients it has activated a company each."""
    accountants = Accountants(opened(installation, office), office)
    accountants.sign_in()
    for number in range(1, 4):
        acting = client(installation, f"c{number}")
        granted(acting, accountants)
        accountants.activate(acting, str(number))
    return accountants


def fill(accountants: Accountants, office: PaperOffice, now: datetime) -> None:
    """Add the other clients as the second stands: let in, activated, everything due."""
    store = accountants.installation.store
    ids = [f"c{number}" for number in range(4, CLIENTS + 1)]
    for number in range(1, CLIENTS + 1):
        office.company(str(number), f"Company {number}")
        office.put(str(number), contact("one"))
    with store.writing() as tx:

        def like(rows: Any, **differently: Any) -> dict[str, Any]:
            owner = rows.c.id if rows.name == "boekhaak_environment" else rows.c.environment_id
            (one,) = tx.execute(select(rows).where(owner == "c2").limit(1)).mappings()
            return {**{key: value for key, value in one.items() if key != "id"}, **differently}

        tx.execute(table(EnvironmentRow).insert(), [like(table(EnvironmentRow), id=id_) for id_ in ids])
        for rows in (table(AccessRow), table(ConnectionRow)):
            tx.execute(rows.insert(), [like(rows, environment_id=id_) for id_ in ids])
        found = select(table(ConnectionRow).c.environment_id, table(ConnectionRow).c.id)
        connections = {row.environment_id: row.id for row in tx.execute(found)}
        link = like(table(LinkRow))
        tx.execute(
            table(LinkRow).insert(),
            [link | {"environment_id": id_, "connection_id": connections[id_], "company_id": id_[1:]} for id_ in ids],
        )
        links = tx.execute(select(table(LinkRow).c.environment_id, table(LinkRow).c.id)).all()
        due = like(table(DueRow))
        tx.execute(
            table(DueRow).insert(),
            [
                due | {"environment_id": row.environment_id, "link_id": row.id, "stream": stream}
                for row in links
                if row.environment_id in set(ids)
                for stream in STREAMS
            ],
        )


def of_others(installation: Installation, *but: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table that belongs to another environment, or to none."""
    told = {}
    with installation.store.reading() as tx:
        for rows in WHOLE.sorted_tables:
            owner = rows.c.get("environment_id", rows.c.id if rows.name == "boekhaak_environment" else None)
            query = select(rows) if owner is None else select(rows).where(owner.not_in(but) | owner.is_(None))
            told[rows.name] = sorted(map(tuple, tx.execute(query)), key=repr)
    return told


@contextmanager
def counted(installation: Installation) -> Iterator[list[str]]:
    """Give the statements that are sent in the block."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        sent.append(statement)

    engine = installation.store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def link_of(installation: Installation, client: str) -> Link:
    (link,) = importing.links_listed(administrator(client), installation)
    return link


def administrator(client: str) -> Actor:
    return Actor(environment=client, user="adam", role="administrator")


def withdraw(installation: Installation, client: str) -> None:
    (access,) = granting.access_listed(administrator(client), installation)
    granting.withdraw(administrator(client), installation, access.id)


def test_after_a_withdrawal_its_job_does_not_run_and_the_other_clients_notice_nothing(
    accountants: Accountants, office: PaperOffice
) -> None:
    host = accountants.installation
    with counted(host) as few:
        withdraw(host, "c3")
    granted(administrator("c3"), accountants)
    accountants.activate("c3", "3")
    fill(accountants, office, host.clock.now())
    handed, queued = link_of(host, "c500"), link_of(host, "c700")
    for link in (handed, queued):
        queueing.queue_synchronisation(administrator(link.environment), host, link.id)
    hand = Hand(room=1)
    dispatcher = Dispatcher(host, hand)
    dispatcher.step()
    requests, before = len(office.requests), of_others(host, "c500", "c700")
    assert hand.handed == [handed.id]

    began = time.monotonic()
    with counted(host) as many:
        withdraw(host, "c500")
    seconds = time.monotonic() - began
    withdraw(host, "c700")

    assert of_others(host, "c500", "c700") == before
    assert len(many) == len(few)
    assert seconds < 1
    hand.free = 8
    dispatcher.step()
    done = hand.work(host)
    assert done.pop(handed.id) is None
    assert done.pop(queued.id, None) is None
    assert len(done) >= 7
    assert all(run is not None and run.complete for run in done.values())
    assert not [one for one in office.requests[requests:] if "/companies/500" in one or "/companies/700" in one]
    assert {link_of(host, client).state for client in ("c500", "c700")} == {"broken"}
    assert dispatcher.step() == 8
    assert len(accountants.clients()) == CLIENTS
    there = activating.choices(accountants.actor, host, "paper")
    assert sum(bool(one.clients) for one in there.companies) == CLIENTS - 2
