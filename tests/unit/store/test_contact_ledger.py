"""The ledger of decisions: it only grows, its numbers have no hole, and the stored groups are those of a replay."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from boekhaak.clock import Clock, ScaledClock
from boekhaak.errors import NotFound
from boekhaak.matching.folding import counting
from boekhaak.models.contacts import Decision, DecisionDraft, Source
from boekhaak.models.link import Actor, Environment, Link
from boekhaak.settings import Settings
from boekhaak.store import decisions, environments, erasing, merged, moving
from boekhaak.store.database import Store
from support.contact_lists import administrations
from support.databases import PostgresDatabases, SqliteFiles
from support.interruption import Interrupted, interrupt

ACME = Actor(environment="acme", user="kim")


@pytest.fixture
def three(store: Store) -> tuple[Link, ...]:
    """Return three administrations of “acme”."""
    return administrations(store, ACME, 3)


def appended(store: Store, *drafts: DecisionDraft, environment: str = "acme") -> tuple[Decision, ...]:
    with store.writing() as tx:
        return decisions.append(store, tx, environment, drafts)


def same(*sources: Source, by: str = "") -> DecisionDraft:
    return DecisionDraft("same", sources, by=by, rule="" if by else "contacts/1", why="names equal")


def undoing(entry: Decision) -> DecisionDraft:
    return DecisionDraft("undo", entry.sources, by="kim", undoes=entry.number)


def stored(store: Store) -> dict[Source, Source]:
    """Return what is stored of merged contacts, once it was compared with a replay of the whole ledger."""
    with store.reading() as tx:
        found = merged.leads(tx, "acme")
        assert found == decisions.replayed(tx, "acme")
    return found


def pairs(links: tuple[Link, ...], count: int) -> list[DecisionDraft]:
    ids = [link.id for link in links]
    return [
        same(Source(ids[number % 3], f"a{number}"), Source(ids[(number + 1) % 3], f"b{number}"))
        for number in range(count)
    ]


def test_an_entry_comes_back_as_it_was_written(store: Store, three: tuple[Link, ...], clock: ScaledClock) -> None:
    one, other = Source(three[0].id, "1"), Source(three[1].id, "2")
    draft = DecisionDraft("leading", (one,), by="kim", field="address", seen=("x", "y"), why="it moved")

    made = appended(store, same(one, other), draft, DecisionDraft("not_same", (one, other), by="kim", together=True))

    with store.reading() as tx:
        assert decisions.listed(tx, "acme", 0, 10) == made
        assert decisions.listed(tx, "acme", 1, 1) == made[1:2]
        assert decisions.get(tx, "acme", 2) == Decision(
            environment="acme", number=2, at=clock.now(), by="kim", kind="leading", sources=(one,), field="address",
            seen=("x", "y"), why="it moved",
        )  # fmt: skip
        with pytest.raises(NotFound, match="has no entry 4"):
            decisions.get(tx, "acme", 4)


@pytest.mark.parametrize("rows", ["boekhaak_contact_decision", "boekhaak_contact_decision_source"])
@pytest.mark.parametrize(
    "statement",
    [
        "update {rows} set number = 7",
        "delete from {rows}",
        "insert into {rows} select * from {rows} where true on conflict (KEY) do update set number = 7",
        "REPLACE",
    ],
)
def test_the_database_refuses_to_change_the_ledger(
    store: Store, three: tuple[Link, ...], lent: tuple[str, Engine], rows: str, statement: str
) -> None:
    made = appended(store, *pairs(three, 2))
    key = "environment_id, number" + (", place" if rows.endswith("source") else "")
    replacing = {
        "sqlite": "insert or replace into {rows} select * from {rows}",
        "postgresql": "merge into {rows} using {rows} other on true when matched then delete",
    }
    said = replacing[lent[1].dialect.name] if statement == "REPLACE" else statement
    said = said.replace("{rows}", rows).replace("KEY", key)

    with pytest.raises(DBAPIError, match="the ledger of decisions only grows"), lent[1].begin() as connection:
        connection.exec_driver_sql(said)

    with store.reading() as tx:
        assert decisions.listed(tx, "acme", 0, 10) == made


def test_what_is_rolled_back_gives_its_numbers_back(store: Store, three: tuple[Link, ...]) -> None:
    def broken_off() -> None:
        with store.writing() as tx:
            decisions.append(store, tx, "acme", pairs(three, 3))
            interrupt()

    with pytest.raises(Interrupted):
        broken_off()

    assert [one.number for one in appended(store, *pairs(three, 2))] == [1, 2]
    assert len(stored(store)) == 4


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def patient(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return a store that waits for its turn, with two environments."""
    makers: SqliteFiles | PostgresDatabases = request.getfixturevalue(
        "sqlite_files" if request.param == "sqlite" else "postgres_databases"
    )
    url, engine = makers.lend()
    opened = Store(Settings(database_url=url, busy_seconds=20, _env_file=None), Clock(), engine)
    with opened.writing() as tx:
        environments.add(opened, tx, Environment(id="other", name="Other"))
    yield opened
    makers.give_back(url)


def test_numbers_have_no_hole_and_groups_are_those_of_a_replay_whoever_decides_at_once(patient: Store) -> None:
    links = administrations(patient, ACME, 3)
    everybody = [Source(link.id, f"c{number}") for link in links for number in range(4)]

    def decide(seed: int) -> None:
        chance = random.Random(seed)
        for turn in range(12):
            try:
                with patient.writing() as tx:
                    kind = chance.choice(["same", "same", "not_same"])
                    draft = DecisionDraft(kind, tuple(chance.sample(everybody, 2)), by=f"user{seed}")
                    decisions.append(patient, tx, chance.choice(["acme", "acme", "other"]), [draft])
                    if turn % 5 == 4:
                        raise LookupError
            except LookupError:
                continue

    threads = [threading.Thread(target=decide, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with patient.reading() as tx:
        numbers = {name: [one.number for one in decisions.whole(tx, name)] for name in ("acme", "other")}
        assert merged.leads(tx, "acme") == decisions.replayed(tx, "acme")
    assert sum(map(len, numbers.values())) == 4 * 10
    assert numbers == {name: list(range(1, len(found) + 1)) for name, found in numbers.items()}


drafts = st.tuples(
    st.sampled_from(["same", "same", "same", "not_same", "together", "undo", "undo", "leading"]),
    st.lists(st.integers(0, 8), min_size=2, max_size=4, unique=True),
    st.sampled_from(["", "kim"]),
    st.integers(0, 100),
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(batches=st.lists(st.lists(drafts, min_size=1, max_size=4), min_size=1, max_size=6))
def test_the_stored_groups_are_those_of_a_replay_after_each_batch(
    sqlite_files: SqliteFiles, clock: ScaledClock, batches: list[list[tuple[str, list[int], str, int]]]
) -> None:
    url, engine = sqlite_files.lend()
    store = Store(Settings(database_url=url, _env_file=None), clock, engine)
    links = administrations(store, ACME, 3)
    made: list[Decision] = []

    for batch in batches:
        said = []
        for kind, places, by, number in batch:
            sources = tuple(Source(links[place % 3].id, f"c{place}") for place in places)
            if kind == "undo" and made:
                said.append(undoing(made[number % len(made)]))
            elif kind == "leading":
                said.append(DecisionDraft("leading", sources[:1], by=by, field="name"))
            elif kind != "undo":
                one = "not_same" if kind == "together" else kind
                said.append(DecisionDraft(one, sources, by=by, together=kind == "together"))  # type: ignore[arg-type]
        made += appended(store, *said)
        now = stored(store)
    never = [
        DecisionDraft(one.kind, one.sources, one.by, together=one.together)
        for one in counting(made)
        if one.kind != "undo"
    ]
    with store.writing() as tx:
        environments.add(store, tx, Environment(id="never", name="Never"))
    others = administrations(store, Actor(environment="never", user="kim"), 3)
    moved = {link.id: other.id for link, other in zip(links, others, strict=True)}
    there = [
        DecisionDraft(
            one.kind, tuple(Source(moved[s.link_id], s.contact_id) for s in one.sources), one.by, together=one.together
        )
        for one in never
    ]
    appended(store, *there, environment="never")
    with store.reading() as tx:
        found = merged.leads(tx, "never")
    assert found == {
        Source(moved[s.link_id], s.contact_id): Source(moved[of.link_id], of.contact_id) for s, of in now.items()
    }
    sqlite_files.give_back(url)


def test_ten_thousand_contacts_merged_and_fifty_undone_are_as_if_these_had_never_been_merged(
    store: Store, three: tuple[Link, ...]
) -> None:
    said = pairs(three, 5_000)  # two contacts each
    made = appended(store, *said)
    undone = random.Random(8).sample(made, 50)

    appended(store, *map(undoing, undone))

    gone = {entry.number for entry in undone}
    left = [draft for number, draft in enumerate(said, start=1) if number not in gone]
    assert stored(store) == {source: min(one.sources) for one in left for source in one.sources}


def test_a_group_is_found_over_a_chain_and_what_is_undone_in_it_parts_it(store: Store, three: tuple[Link, ...]) -> None:
    chain = [Source(three[number % 3].id, f"c{number:02}") for number in range(30)]
    made = appended(store, *(same(one, other) for one, other in itertools.pairwise(chain)))
    assert set(stored(store).values()) == {min(chain)}

    appended(store, undoing(made[14]))

    assert len(set(stored(store).values())) == 2
    with store.reading() as tx:
        assert merged.groups(tx, "acme", chain[:1])[chain[0]] == tuple(sorted(chain[:15]))
        assert merged.groups(tx, "acme", [Source(three[0].id, "?")]) == {
            Source(three[0].id, "?"): (Source(three[0].id, "?"),)
        }
        assert decisions.around(tx, "acme", chain[:1]).reached == set(chain)


def test_what_is_known_of_a_contact_is_told_of_it(store: Store, three: tuple[Link, ...]) -> None:
    one, other, third = (Source(link.id, "1") for link in three)
    said = (
        DecisionDraft("not_same", (one, other), by="kim"),
        DecisionDraft("leading", (one,), by="kim", field="address", seen=("x",)),
        same(other, third),
    )
    made = appended(store, *said)

    with store.reading() as tx:
        assert decisions.apart(tx, "acme", [one, third]) == {one: {other}}
        assert decisions.chosen(tx, "acme", [one, third]) == {(one, "address"): made[1]}
        assert decisions.of_sources(tx, "acme", [one]) == made[:2]
        assert decisions.of_sources(tx, "other", [one]) == ()


def test_an_erased_link_leaves_the_merged_contacts_and_the_ledger_stays(store: Store, three: tuple[Link, ...]) -> None:
    first, second, third = three
    made = appended(
        store,
        same(*(Source(link.id, "all") for link in three)),
        same(Source(first.id, "two"), Source(second.id, "two")),
    )

    with store.writing() as tx:
        erasing.erase(tx, (first,))

    assert stored(store) == dict.fromkeys([Source(second.id, "all"), Source(third.id, "all")], Source(second.id, "all"))
    with store.reading() as tx:
        assert decisions.listed(tx, "acme", 0, 9) == made
    appended(store, same(Source(second.id, "all"), Source(second.id, "two")))
    assert set(stored(store).values()) == {Source(second.id, "all")}
    with store.writing() as tx:
        erasing.erase(tx, (second, third))
    assert stored(store) == {}


@pytest.mark.parametrize("kind", ["sqlite_files", pytest.param("postgres_databases", marks=pytest.mark.postgres)])
def test_the_ledger_is_moved_as_it_is_and_goes_on(
    store: Store, three: tuple[Link, ...], request: pytest.FixtureRequest, clock: ScaledClock, kind: str
) -> None:
    made = appended(store, *pairs(three, 4))
    appended(store, undoing(made[0]))
    elsewhere: SqliteFiles | PostgresDatabases = request.getfixturevalue(kind)
    url, engine = elsewhere.lend()
    target = Store(Settings(database_url=url, _env_file=None), clock, engine)

    with store.writing() as source, target.writing() as tx:
        moving.require_empty(tx)
        moving.copy(source, tx)

    assert stored(target) == stored(store)
    assert [one.number for one in appended(target, same(Source(three[0].id, "x"), Source(three[1].id, "y")))] == [6]
    assert len(stored(target)) == 8
    elsewhere.give_back(url)
