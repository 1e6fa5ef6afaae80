"""What packages sent for records, compressed: kept where the environment wants it, and erased with the record."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

from sqlalchemy import exists, select

from boekhaak.models.link import Link
from boekhaak.models.page import Payload
from boekhaak.store.database import Store, Transaction, inserting
from boekhaak.store.record_tables import TABLES
from boekhaak.store.tables import PayloadRow, table

_payloads = table(PayloadRow)


def save(store: Store, tx: Transaction, link: Link, payloads: Iterable[Payload]) -> None:
    """Keep what was sent, in place of what was sent before."""
    now = store.clock.now()
    rows = [
        {
            "link_id": link.id,
            "kind": payload.kind,
            "id": payload.id,
            "environment_id": link.environment,
            "content": zlib.compress(payload.text.encode()),
            "stored_at": now,
        }
        for payload in payloads
    ]
    if rows:
        insert = inserting(tx, _payloads)
        new = {"content": insert.excluded.content, "stored_at": insert.excluded.stored_at}
        tx.execute(insert.on_conflict_do_update(index_elements=["link_id", "kind", "id"], set_=new), rows)


def texts(tx: Transaction, link: Link, kind: str, ids: Iterable[str]) -> Mapping[str, str]:
    """Return what is kept for these records, by id."""
    query = select(_payloads.c.id, _payloads.c.content).where(
        _payloads.c.link_id == link.id, _payloads.c.kind == kind, _payloads.c.id.in_(list(ids))
    )
    return {row.id: zlib.decompress(row.content).decode() for row in tx.execute(query)}


def erase_of_deleted(tx: Transaction, link: Link, kinds: Iterable[str]) -> None:
    """Erase what is kept for records that are deleted."""
    for kind in kinds:
        rows = TABLES[kind]
        gone = exists().where(rows.c.link_id == link.id, rows.c.id == _payloads.c.id, rows.c.deleted_at.is_not(None))
        tx.execute(_payloads.delete().where(_payloads.c.link_id == link.id, _payloads.c.kind == kind, gone))


def erase(tx: Transaction, environment: str) -> int:
    """Erase all that is kept for an environment; return how many payloads those were."""
    return tx.execute(_payloads.delete().where(_payloads.c.environment_id == environment)).rowcount
