"""The ledger of decisions about contacts: entries are added, never changed, and merged contacts are kept as they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, select

from boekhaak.errors import NotFound
from boekhaak.matching.folding import Chosen, Folded, folded, kept_apart
from boekhaak.models.contacts import Decision, DecisionDraft, Source
from boekhaak.models.value import unchecked
from boekhaak.store import merged
from boekhaak.store.database import MANY, Found, Store, Transaction, inserting
from boekhaak.store.decision_tables import (
    ContactDecisionRow,
    ContactDecisionSourceRow,
    ContactLedgerRow,
    MergedContactRow,
)
from boekhaak.store.tables import table

_heads = table(ContactLedgerRow)
_entries = table(ContactDecisionRow)
_sources = table(ContactDecisionSourceRow)
_merged = table(MergedContactRow)

_decision = unchecked(Decision)

BATCH = 5_000
"""So many rows of the whole ledger are in memory at a time."""


class Around(NamedTuple):
    """The entries that some contacts' groups depend on.

    ``reached`` are the contacts that these could be one with, ``leads`` the lowest of the group that each is stored in now.
    """

    entries: tuple[Decision, ...]
    reached: frozenset[Source]
    leads: dict[Source, Source]


def hold(tx: Transaction, environment: str) -> int:
    """Return the number of the environment's newest entry, and let nobody else decide there before this transaction ends.

    Rows of links are locked before it, the environment's with its event after it.
    """
    insert = inserting(tx, _heads).values(environment_id=environment, last_number=0)
    locked = insert.on_conflict_do_update(index_elements=["environment_id"], set_={"last_number": _heads.c.last_number})
    return int(tx.execute(locked.returning(_heads.c.last_number)).scalar_one())


def append(store: Store, tx: Transaction, environment: str, drafts: Sequence[DecisionDraft]) -> tuple[Decision, ...]:
    """Write entries into the ledger and let the merged contacts be as they say; return them with their numbers.

    Whether they may be said is not looked at; *same* of contacts that another entry keeps apart joins only what may be.
    """
    if not drafts:
        return ()
    last, now = hold(tx, environment), store.clock.now()
    made = tuple(entry(environment, number, now, draft) for number, draft in enumerate(drafts, start=last + 1))
    _write(tx, environment, made)
    mine = _heads.c.environment_id == environment
    tx.execute(_heads.update().where(mine).values(last_number=last + len(made)))
    known = around(tx, environment, [source for one in made for source in one.sources])
    groups = merged.there(tx, environment, folded(known.entries).groups)
    merged.write(tx, environment, groups, {source: known.leads.get(source) for source in known.reached})
    return made


def entry(environment: str, number: int, at: datetime, draft: DecisionDraft) -> Decision:
    """Return an entry as it is once it is written down."""
    return _decision(
        environment=environment,
        number=number,
        at=at,
        by=draft.by,
        rule=draft.rule,
        kind=draft.kind,
        sources=draft.sources,
        field=draft.field,
        seen=draft.seen,
        undoes=draft.undoes,
        together=draft.together,
        why=draft.why,
    )


def around(tx: Transaction, environment: str, sources: Iterable[Source]) -> Around:
    """Return what the groups of contacts depend on: all entries that reach them."""
    entries: dict[int, Decision] = {}
    leads: dict[Source, Source] = {}
    reached, further = set[Source](), set(sources)
    while further:
        reached |= further
        found = _about(tx, environment, further)
        entries |= found
        joining = (entry for entry in found.values() if entry.kind == "same" or entry.together)
        joined = {source for entry in joining for source in entry.sources}
        leads |= merged.leads_of(tx, environment, further | joined)
        groups = merged.members(tx, environment, {leads[source] for source in further if source in leads})
        further = joined.union(*groups.values()) - reached  # a stored group saves going along a chain step by step
    ordered = tuple(entries[number] for number in sorted(entries))
    return Around(ordered, frozenset(reached), {source: leads[source] for source in reached if source in leads})


def of_sources(tx: Transaction, environment: str, sources: Iterable[Source]) -> tuple[Decision, ...]:
    """Return the entries that are about any of these contacts, in the order of their numbers."""
    found = _about(tx, environment, sources)
    return tuple(found[number] for number in sorted(found))


def chosen(tx: Transaction, environment: str, sources: Iterable[Source]) -> Chosen:
    """Return by which entries values of these contacts lead, in whatever they are part of."""
    wanted = set(sources)
    return {key: one for key, one in folded(of_sources(tx, environment, wanted)).chosen.items() if key[0] in wanted}


def apart(tx: Transaction, environment: str, sources: Iterable[Source]) -> dict[Source, frozenset[Source]]:
    """Return of each of these contacts which others it is not, as was said of it."""
    wanted = set(sources)
    found = kept_apart(of_sources(tx, environment, wanted))
    return {source: others for source, others in found.items() if source in wanted}


def listed(tx: Transaction, environment: str, after: int, limit: int) -> tuple[Decision, ...]:
    """Return the entries after that number, in their order."""
    return tuple(_read(tx, environment, lambda number: and_(number > after, number <= after + limit)))


def get(tx: Transaction, environment: str, number: int) -> Decision:
    """Return an entry. Raises: NotFound."""
    for entry in listed(tx, environment, number - 1, 1):
        return entry
    raise NotFound(
        f"the ledger of environment “{environment}” has no entry {number}",
        way_out="List the decisions: each is shown with its number",
    )


def whole(tx: Transaction, environment: str) -> Iterator[Decision]:
    """Yield all entries of an environment, in the order of their numbers."""
    after = 0
    while found := listed(tx, environment, after, BATCH):
        yield from found
        after = found[-1].number


def replay(tx: Transaction, environment: str) -> Folded:
    """Return what all entries of an environment come to."""
    return folded(whole(tx, environment))


def replayed(tx: Transaction, environment: str) -> dict[Source, Source]:
    """Return of each contact that is one with others the lowest of them, by folding the whole ledger."""
    groups = merged.there(tx, environment, replay(tx, environment).groups)
    return {source: group[0] for group in groups for source in group}


def _write(tx: Transaction, environment: str, made: Sequence[Decision]) -> None:
    tx.execute(
        _entries.insert(),
        [
            {
                "environment_id": environment,
                "number": one.number,
                "at": one.at,
                "decided_by": one.by,
                "rule": one.rule,
                "kind": one.kind,
                "field": one.field,
                "seen": list(one.seen) or None,
                "undoes": one.undoes,
                "together": one.together,
                "why": one.why,
            }
            for one in made
        ],
    )
    rows = [
        {
            "environment_id": environment,
            "number": one.number,
            "place": place,
            "link_id": source.link_id,
            "contact_id": source.contact_id,
        }
        for one in made
        for place, source in enumerate(one.sources)
    ]
    tx.execute(_sources.insert(), rows)


def _about(tx: Transaction, environment: str, sources: Iterable[Source]) -> dict[int, Decision]:
    """Return the entries that are about any of these contacts, by their numbers.

    One table a question, by its keys: a join is planned by statistics, and those of a ledger that has just grown tell nothing.
    """
    numbers: set[int] = set()
    for some in merged.in_parts(sources):
        mine = (_sources.c.environment_id == environment, merged.is_one_of(_sources, some))
        numbers.update(tx.execute(select(_sources.c.number).where(*mine)).scalars())
    ordered = sorted(numbers)
    found: dict[int, Decision] = {}
    for start in range(0, len(ordered), MANY):
        these = ordered[start : start + MANY]
        found |= {entry.number: entry for entry in _read(tx, environment, partial(_one_of, these))}
    return found


def _one_of(numbers: Sequence[int], number: ColumnElement[int]) -> ColumnElement[bool]:
    return number.in_(numbers)


def _read(
    tx: Transaction, environment: str, which: Callable[[ColumnElement[int]], ColumnElement[bool]]
) -> Iterator[Decision]:
    """Yield the entries of which a condition on the number holds, in the order of their numbers."""
    about: dict[int, list[Source]] = {}
    query = select(_sources.c.number, _sources.c.link_id, _sources.c.contact_id)
    mine = query.where(_sources.c.environment_id == environment, which(_sources.c.number))
    for row in tx.execute(mine.order_by(_sources.c.number, _sources.c.place)):
        about.setdefault(row.number, []).append(Source(row.link_id, row.contact_id))
    entries: Select[Any] = select(_entries).where(_entries.c.environment_id == environment, which(_entries.c.number))
    yield from (_entry(row, tuple(about[row.number])) for row in tx.execute(entries.order_by(_entries.c.number)))


def _entry(row: Found, sources: tuple[Source, ...]) -> Decision:
    return _decision(
        environment=row.environment_id,
        number=row.number,
        at=row.at,
        by=row.decided_by,
        rule=row.rule,
        kind=row.kind,
        sources=sources,
        field=row.field,
        seen=tuple(row.seen or ()),
        undoes=row.undoes,
        together=row.together,
        why=row.why,
    )
