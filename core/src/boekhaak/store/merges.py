"""Merges: how far an environment has come on the way to one list of contacts, and which versions were compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from boekhaak.models.contacts import Source
from boekhaak.models.link import Actor
from boekhaak.models.merge import AT_WORK, NOT_IN_FORCE, Merge, Progress
from boekhaak.store.database import MANY, Found, Store, Transaction, inserting
from boekhaak.store.merge_tables import ContactComparedRow, MergeAdministrationRow, MergeRow
from boekhaak.store.tables import LinkRow, StreamRow, table

_merges = table(MergeRow)
_chosen = table(MergeAdministrationRow)
_compared = table(ContactComparedRow)
_streams, _links = table(StreamRow), table(LinkRow)

CONTACT_KINDS = frozenset({"contact", "address", "bank_account"})
"""The kinds of records that are compared."""
OVERLAP = timedelta(seconds=5)
"""Rows that were written so long before contacts were read are looked at again: a transaction may have been slow to commit."""


def begin(store: Store, tx: Transaction, actor: Actor) -> None:
    """Write down that somebody began; nothing where a merge is under way."""
    now = store.clock.now()
    values = {"environment_id": actor.environment, "state": "choosing", "begun_by": actor.user, "begun_at": now}
    empty = {"seen": "", "mode": "", "confirmed_by": "", "ended_by": "", "done": 0}
    tx.execute(inserting(tx, _merges).values(**values, **empty).on_conflict_do_nothing())


def newest(tx: Transaction, environment: str, *, held: bool = False) -> Merge | None:
    """Return the newest merge of an environment that was not cancelled, else the newest that was.

    ``held``: nobody else changes it before this transaction ends.
    """
    return _first(tx, environment, (_merges.c.state == "cancelled", _merges.c.id.desc()), held=held)


def in_force(tx: Transaction, environment: str, *, held: bool = False) -> Merge | None:
    """Return the merge that contacts go by: the newest that was confirmed and not cancelled; None before that."""
    found = _first(tx, environment, (_merges.c.state.in_(NOT_IN_FORCE), _merges.c.id.desc()), held=held)
    return None if found is None or found.state in NOT_IN_FORCE else found


def _first(
    tx: Transaction, environment: str, order: tuple[ColumnElement[Any], ColumnElement[Any]], *, held: bool
) -> Merge | None:
    query = select(_merges).where(_merges.c.environment_id == environment).order_by(*order).limit(1)
    row = tx.execute(query.with_for_update() if held else query).first()
    return None if row is None else _merge(row)


def waiting(tx: Transaction) -> tuple[str, ...]:
    """Return the environments whose merge waits for a program, or with a company that was read since contacts were compared."""
    read = (
        select(_streams.c.link_id)
        .join(_chosen, _chosen.c.link_id == _streams.c.link_id)
        .where(_chosen.c.merge_id == _merges.c.id, _streams.c.last_success >= _merges.c.compared_at)
    )
    later = _merges.alias("later")
    newer = select(later.c.id).where(
        later.c.environment_id == _merges.c.environment_id,
        later.c.id > _merges.c.id,
        later.c.state.not_in(NOT_IN_FORCE),
    )
    looked_after = and_(_merges.c.state.in_(("open_items", "completed")), read.exists())
    query = select(_merges.c.environment_id).where(or_(_merges.c.state.in_(AT_WORK), looked_after), ~newer.exists())
    return tuple(tx.execute(query.order_by(_merges.c.environment_id)).scalars())


def write(tx: Transaction, merge: Merge, **values: Any) -> None:  # noqa: ANN401 - columns
    """Write down how a merge stands now."""
    tx.execute(_merges.update().where(_merges.c.id == merge.id).values(**values))


def choose(tx: Transaction, merge: Merge, link_ids: Iterable[int]) -> None:
    """Let these be the administrations of a merge, in the place of those before; those that stay are not touched."""
    wanted, there = set(link_ids), set(chosen(tx, merge))
    for link_id in sorted(there - wanted):
        tx.execute(_chosen.delete().where(_chosen.c.merge_id == merge.id, _chosen.c.link_id == link_id))
    rows = [
        {"merge_id": merge.id, "link_id": link_id, "environment_id": merge.environment}
        for link_id in sorted(wanted - there)
    ]
    if rows:
        tx.execute(_chosen.insert(), rows)


def chosen(tx: Transaction, merge: Merge) -> tuple[int, ...]:
    """Return the links of a merge's administrations."""
    query = select(_chosen.c.link_id).where(_chosen.c.merge_id == merge.id).order_by(_chosen.c.link_id)
    return tuple(tx.execute(query).scalars())


def hold_links(tx: Transaction, link_ids: Sequence[int]) -> None:
    """Let nobody erase these links before this transaction ends."""
    for start in range(0, len(link_ids), MANY):
        these = select(_links.c.id).where(_links.c.id.in_(link_ids[start : start + MANY])).order_by(_links.c.id)
        tx.execute(these.with_for_update(read=True, key_share=True))


def compared(tx: Transaction, link_ids: Sequence[int]) -> Iterator[tuple[Source, str]]:
    """Yield which contacts of links were compared, and the digest of what they held then."""
    mine = _compared.c.link_id.in_(link_ids)
    for row in tx.execute(select(_compared.c.link_id, _compared.c.contact_id, _compared.c.digest).where(mine)):
        yield Source(row.link_id, row.contact_id), row.digest


def note_compared(tx: Transaction, environment: str, digests: dict[Source, str]) -> None:
    """Write down what contacts held when they were compared."""
    rows = [
        {"link_id": one.link_id, "contact_id": one.contact_id, "environment_id": environment, "digest": digest}
        for one, digest in digests.items()
    ]
    if rows:
        insert = inserting(tx, _compared)
        anew = insert.on_conflict_do_update(
            index_elements=["link_id", "contact_id"], set_={"digest": insert.excluded.digest}
        )
        tx.execute(anew, rows)


def forget_compared(tx: Transaction, sources: Sequence[Source]) -> None:
    """Forget contacts that are gone."""
    for source in sources:
        tx.execute(
            _compared.delete().where(_compared.c.link_id == source.link_id, _compared.c.contact_id == source.contact_id)
        )


def forget_links(tx: Transaction, link_ids: Iterable[int]) -> None:
    """Forget what was compared of links: when they are chosen again, all of it is new."""
    for link_id in sorted(link_ids):
        tx.execute(_compared.delete().where(_compared.c.link_id == link_id))


def standing(tx: Transaction, streams: Iterable[tuple[int, str]]) -> str:
    """Return how far streams of links were read, as a digest: another one whenever a page of theirs was committed since."""
    wanted = set(streams)
    links = sorted({link_id for link_id, _ in wanted})
    rows = [
        (row.link_id, row.stream, row.cursor, row.phase, str(row.last_success), str(row.full_at))
        for start in range(0, len(links), MANY)
        for row in tx.execute(select(_streams).where(_streams.c.link_id.in_(links[start : start + MANY])))
        if (row.link_id, row.stream) in wanted
    ]
    return blake2b(repr(sorted(rows, key=repr)).encode(), digest_size=8).hexdigest()


def _merge(row: Found) -> Merge:
    told = row.state in AT_WORK and (row.done or row.total is not None)
    return Merge(
        id=row.id,
        environment=row.environment_id,
        state=row.state,
        mode=row.mode or None,
        administrations=(),
        progress=Progress(step=row.state, done=row.done, total=row.total) if told else None,
        begun_by=row.begun_by,
        begun_at=row.begun_at,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        expected_end=row.expected_end,
        compared_at=row.compared_at,
        seen=row.seen,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
    )
