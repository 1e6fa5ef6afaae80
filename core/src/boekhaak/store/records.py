"""Records: storing a page whole or not at all, sweeping what a full reading missed, and reading what is there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Table, exists, func, or_, select, true

from boekhaak.errors import NotFound
from boekhaak.models.link import Link
from boekhaak.models.page import Completes, Deletion
from boekhaak.models.records import Record
from boekhaak.models.value import Value
from boekhaak.store.database import MANY, Store, Transaction, inserting
from boekhaak.store.record_tables import TABLES
from boekhaak.store.tables import MarkRow, table
from boekhaak.store.upserts import upsert

_marks = table(MarkRow)

R = TypeVar("R", bound=Record)

HEADERS = {"ledger_line": "voucher", "invoice_line": "invoice"}
"""The kind that the lines of a kind belong to."""

Tally = Counter[str]
"""How many records of each kind."""


class Provenance(Value):
    """Where a stored record came from: the run that last changed it, and when it came, changed and went."""

    link_id: int
    run_id: int
    first_seen_at: datetime
    stored_at: datetime
    deleted_at: datetime | None


def send(
    store: Store, tx: Transaction, link: Link, run_id: int, records: Sequence[Record], *, tally: Tally | None = None
) -> Callable[[], int]:
    """Insert what is new and change what differs; what came again unchanged, or in an older version, is left alone.

    When this returns, Python's half is done. What it returns must be called: it has the database do the rest, and tells how
    many records were inserted or changed; ``tally`` counts them by kind.
    """
    now = store.clock.now()
    origin = {
        "link_id": link.id,
        "environment_id": link.environment,
        "run_id": run_id,
        "first_seen_at": now,
        "stored_at": now,
        "deleted_at": None,
    }
    by_kind: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_kind[record.kind].append(record)
    halves = {
        kind: upsert(tx, TABLES[kind], [record.__dict__ for record in _newest(found)], origin)
        for kind, found in by_kind.items()
    }

    def take_over() -> int:
        changed = {kind: half() for kind, half in halves.items()}
        if tally is not None:
            tally.update(changed)
        return sum(changed.values())

    return take_over


def delete(
    store: Store,
    tx: Transaction,
    link: Link,
    run_id: int,
    deletions: Sequence[Deletion],
    *,
    tally: Tally | None = None,
) -> int:
    """Mark records as deleted, unless a newer version is stored; return how many were there, counted by kind in ``tally``."""
    now = store.clock.now()
    gone_by_kind: Tally = Counter()
    emptied: dict[str, set[str]] = {kind: set() for kind in HEADERS}
    for deletion in deletions:
        rows = TABLES[deletion.kind]
        gone = rows.update().where(rows.c.link_id == link.id, rows.c.id == deletion.id, rows.c.deleted_at.is_(None))
        if deletion.version is not None:
            gone = gone.where(or_(rows.c.version.is_(None), rows.c.version <= deletion.version))
            gone = gone.values(version=deletion.version)
        gone_by_kind[deletion.kind] += tx.execute(gone.values(deleted_at=now, run_id=run_id)).rowcount
        if deletion.kind in HEADERS:
            header = rows.c[f"{HEADERS[deletion.kind]}_id"]
            emptied[deletion.kind].update(
                tx.execute(select(header).where(rows.c.link_id == link.id, rows.c.id == deletion.id)).scalars()
            )
    for kind, ids in emptied.items():
        gone_by_kind += _bury_emptied(store, tx, link, run_id, kind=kind, ids=ids)
    if tally is not None:
        tally.update(gone_by_kind)
    return gone_by_kind.total()


def forget_versions(tx: Transaction, link: Link) -> None:
    """Forget the versions of a link's records: the package counts its changes anew."""
    for rows in TABLES.values():
        tx.execute(rows.update().where(rows.c.link_id == link.id, rows.c.version.is_not(None)).values(version=None))


def mark(tx: Transaction, link: Link, stream: str, records: Iterable[Record]) -> None:
    """Remember that a full reading has seen these records."""
    seen = {(record.kind, record.id) for record in records}
    if not seen:
        return
    insert = inserting(tx, _marks).on_conflict_do_nothing()
    rows = [
        {"link_id": link.id, "stream": stream, "kind": kind, "id": record_id, "environment_id": link.environment}
        for kind, record_id in sorted(seen)
    ]
    tx.execute(insert, rows)


def clear_marks(tx: Transaction, link: Link, stream: str) -> None:
    """Forget what an earlier full reading of the stream saw."""
    tx.execute(_marks.delete().where(_marks.c.link_id == link.id, _marks.c.stream == stream))


def unseen(tx: Transaction, link: Link, stream: str, completes: Completes) -> tuple[int, int]:
    """Return how many live records a complete reading missed, and how many there are."""
    rows = TABLES[completes.kind]
    live = select(func.count()).select_from(rows).where(*_within(rows, link, completes))
    total: int = tx.execute(live).scalar_one()
    missed: int = tx.execute(live.where(~_marked(rows, stream, completes.kind))).scalar_one()
    return missed, total


def sweep(
    store: Store,
    tx: Transaction,
    link: Link,
    *,
    run_id: int,
    stream: str,
    completes: Completes,
    tally: Tally | None = None,
) -> int:
    """Mark as deleted what a complete reading missed; return how many, counted by kind in ``tally``."""
    rows = TABLES[completes.kind]
    missed = (*_within(rows, link, completes), ~_marked(rows, stream, completes.kind))
    emptied: set[str] = set()
    if completes.kind in HEADERS:
        emptied.update(tx.execute(select(rows.c[f"{HEADERS[completes.kind]}_id"]).where(*missed)).scalars())
    swept = tx.execute(rows.update().where(*missed).values(deleted_at=store.clock.now(), run_id=run_id)).rowcount
    gone = _bury_emptied(store, tx, link, run_id, kind=completes.kind, ids=emptied)
    gone[completes.kind] += swept
    if tally is not None:
        tally.update(gone)
    return gone.total()


def any_live(tx: Transaction, link: Link, kinds: Iterable[str]) -> bool:
    """Tell whether the link holds a live record of one of these kinds."""
    return any(
        tx.execute(select(rows.c.id).where(rows.c.link_id == link.id, rows.c.deleted_at.is_(None)).limit(1)).first()
        for rows in (TABLES[kind] for kind in kinds)
    )


def counts(tx: Transaction, link: Link) -> dict[str, int]:
    """Return how many live records of each kind the link holds; a vendor's opening entries count as balances only."""
    return {
        kind: tx.execute(
            select(func.count())
            .select_from(rows)
            .where(rows.c.link_id == link.id, rows.c.deleted_at.is_(None))
            .where(rows.c.opening.is_(False) if "opening" in rows.c else true())
        ).scalar_one()
        for kind, rows in TABLES.items()
    }


def totals(tx: Transaction, environment: str, link_ids: Collection[int]) -> Counter[int]:
    """Return how many live records of all kinds each of these links of an environment holds."""
    found: Counter[int] = Counter()
    wanted = sorted(set(link_ids))
    for start in range(0, len(wanted), MANY):
        some = wanted[start : start + MANY]
        for rows in TABLES.values():
            mine = (rows.c.environment_id == environment, rows.c.link_id.in_(some), rows.c.deleted_at.is_(None))
            query = select(rows.c.link_id, func.count().label("live")).where(*mine).group_by(rows.c.link_id)
            found.update({row.link_id: row.live for row in tx.execute(query)})
    return found


def read(
    tx: Transaction,
    link: Link,
    kind: type[R],
    *,
    deleted: bool = False,
    after: str = "",
    limit: int | None = None,
    run_id: int | None = None,
) -> Iterator[tuple[R, Provenance]]:
    """Yield the link's records of a kind by id, each with where it came from; with a run, what it was the last to change."""
    rows = TABLES[kind.kind]
    query = select(rows).where(rows.c.link_id == link.id, rows.c.id > after).order_by(rows.c.id)
    if run_id is not None:
        query = query.where(rows.c.run_id == run_id)
    if not deleted:
        query = query.where(rows.c.deleted_at.is_(None))
    for row in tx.execute(query.limit(limit)).mappings():
        yield _record(kind, row), Provenance(**{name: row[name] for name in Provenance.model_fields})


def get(tx: Transaction, link: Link, kind: type[R], record_id: str) -> R:
    """Return a live record of the link. Raises: NotFound."""
    rows = TABLES[kind.kind]
    query = select(rows).where(rows.c.link_id == link.id, rows.c.id == record_id, rows.c.deleted_at.is_(None))
    row = tx.execute(query).mappings().first()
    if row is None:
        raise NotFound(
            f"link {link.id} has no {kind.kind} “{record_id}”",
            way_out=f"`boekhaak records {link.id} {kind.kind}` lists them",
        )
    return _record(kind, row)


def _newest(records: Sequence[Record]) -> Iterable[Record]:
    """Return each record once: of those with the same id the newest, and of equally new ones the last."""
    newest = {record.id: record for record in records}
    if len(newest) == len(records):
        return records
    newest.clear()
    for record in records:
        other = newest.setdefault(record.id, record)
        if not _older(record, other):
            newest[record.id] = record
    return newest.values()


def _older(record: Record, other: Record) -> bool:
    return record.version is not None and other.version is not None and record.version < other.version


def _record(kind: type[R], row: Mapping[Any, Any]) -> R:
    return cast(R, kind.model_construct(**{name: row[name] for name in kind.model_fields}))


def _within(rows: Table, link: Link, completes: Completes) -> tuple[Any, ...]:
    live = [rows.c.link_id == link.id, rows.c.deleted_at.is_(None)]
    live += [rows.c[name] == value for name, value in completes.only]
    if completes.since is not None:
        live.append(rows.c.date >= completes.since)
    if completes.until is not None:
        live.append(rows.c.date <= completes.until)
    return tuple(live)


def _marked(rows: Table, stream: str, kind: str) -> Any:  # noqa: ANN401 - an SQL expression
    return exists().where(
        _marks.c.link_id == rows.c.link_id, _marks.c.stream == stream, _marks.c.kind == kind, _marks.c.id == rows.c.id
    )


def _bury_emptied(store: Store, tx: Transaction, link: Link, run_id: int, *, kind: str, ids: set[str]) -> Tally:
    """Mark headers as deleted whose last line is gone: a header lives as long as one of its lines.

    With a voucher goes the invoice that it is. Returns how many of each kind went.
    """
    count: Tally = Counter()
    if not ids:
        return count
    headers, lines = TABLES[HEADERS[kind]], TABLES[kind]
    alive = exists().where(
        lines.c.link_id == headers.c.link_id,
        lines.c[f"{HEADERS[kind]}_id"] == headers.c.id,
        lines.c.deleted_at.is_(None),
    )
    gone = {"deleted_at": store.clock.now(), "run_id": run_id}
    invoices = TABLES["invoice"]
    for header_id in sorted(ids):
        live = (headers.c.link_id == link.id, headers.c.id == header_id, headers.c.deleted_at.is_(None))
        buried = tx.execute(headers.update().where(*live, ~alive).values(gone)).rowcount
        if buried and kind == "ledger_line":
            of_it = (invoices.c.link_id == link.id, invoices.c.voucher_id == header_id, invoices.c.deleted_at.is_(None))
            count["invoice"] += tx.execute(invoices.update().where(*of_it).values(gone)).rowcount
        count[HEADERS[kind]] += buried
    return count
