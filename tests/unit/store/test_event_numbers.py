"""Events are numbered without a hole and never become visible out of order, whoever writes at the same time."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Iterator

import pytest

from boekhaak.clock import Clock, ScaledClock
from boekhaak.models.link import Environment
from boekhaak.settings import Settings
from boekhaak.store import environments, events
from boekhaak.store.database import Store
from support.databases import PostgresDatabases

PLACES = ("one", "two", "three")
WRITERS, EACH = 8, 40


class Changed(Exception):
    """What lets a transaction be rolled back."""


@pytest.fixture
def shared(postgres_databases: PostgresDatabases) -> Iterator[Store]:
    url, engine = postgres_databases.lend()
    opened = Store(Settings(database_url=url, busy_seconds=20, _env_file=None), Clock(), engine)
    with opened.writing() as tx:
        for place in PLACES:
            environments.add(opened, tx, Environment(id=place, name=place))
    yield opened
    postgres_databases.give_back(url)


def write(store: Store, seed: int, written: defaultdict[str, int], lock: threading.Lock) -> None:
    """Write events in random environments; roll every fifth deed back after its number was given."""
    chance = random.Random(seed)
    for turn in range(EACH):
        place = chance.choice(PLACES)
        try:
            with store.writing() as tx:
                events.add(store, tx, place, "records_changed", link_id=seed, data={"turn": turn})
                if chance.random() < 0.3:
                    threading.Event().wait(chance.random() / 200)  # others write meanwhile
                if turn % 5 == 4:
                    raise Changed
            with lock:
                written[place] += 1
        except Changed:
            continue


def change_ones_mind(store: Store, place: str) -> None:
    """Roll a deed back after its number was given."""
    with store.writing() as tx:
        events.add(store, tx, place, "disconnected")
        raise Changed


def read(store: Store, place: str, found: list[int], ended: threading.Event) -> None:
    """Read by number, as a host does, until the writers have ended and nothing new comes."""
    while True:
        last_look = ended.is_set()
        with store.reading() as tx:
            new = events.after(tx, place, found[-1] if found else 0, 7)
        found.extend(one.number for one in new)
        if not new and last_look:
            return


@pytest.mark.postgres
def test_readers_by_number_miss_nothing_that_is_committed_late(shared: Store) -> None:
    written: defaultdict[str, int] = defaultdict(int)
    ended, lock = threading.Event(), threading.Lock()
    found: dict[str, list[int]] = {place: [] for place in PLACES}
    readers = [threading.Thread(target=read, args=(shared, place, found[place], ended)) for place in PLACES]
    writers = [threading.Thread(target=write, args=(shared, seed, written, lock)) for seed in range(WRITERS)]

    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    ended.set()
    for thread in readers:
        thread.join()

    assert sum(written.values()) == WRITERS * EACH * 4 // 5
    assert found == {place: list(range(1, written[place] + 1)) for place in PLACES}


def test_a_deed_that_is_rolled_back_leaves_no_hole(store: Store, clock: ScaledClock) -> None:
    with store.writing() as tx:
        environments.add(store, tx, Environment(id="one", name="One"))
        first = events.add(store, tx, "one", "connected")
    with pytest.raises(Changed):
        change_ones_mind(store, "one")
    with store.writing() as tx:
        second = events.add(store, tx, "one", "link_mended")

    with store.reading() as tx:
        assert [(one.number, one.kind) for one in events.after(tx, "one", 0, 10)] == [
            (first, "connected"),
            (second, "link_mended"),
        ]
    assert (first, second) == (1, 2)
