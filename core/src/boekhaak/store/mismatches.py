"""Differences with what the package declares: open items, replaced by each comparison."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from boekhaak.models.link import Link
from boekhaak.models.value import Value
from boekhaak.store.database import Store, Transaction
from boekhaak.store.tables import LinkRow, MismatchRow, table

_mismatches = table(MismatchRow)
_links = table(LinkRow)


class Mismatch(Value):
    """A period from whose end on our balance of an account differs from the declared one; ``account`` is its number."""

    account_id: str
    account: str
    period: str
    ours: Decimal
    declared: Decimal


def replace(store: Store, tx: Transaction, link: Link, found: tuple[Mismatch, ...]) -> None:
    """Keep what a comparison found, instead of what the one before found."""
    tx.execute(_mismatches.delete().where(_mismatches.c.link_id == link.id))
    if found:
        of_link = {"link_id": link.id, "environment_id": link.environment}
        tx.execute(_mismatches.insert(), [of_link | dict(one) for one in found])
    tx.execute(_links.update().where(_links.c.id == link.id).values(checked_at=store.clock.now()))


def listed(tx: Transaction, link: Link) -> tuple[tuple[Mismatch, ...], datetime | None]:
    """Return what the last comparison found, and when that was; None when there was none."""
    checked_at = tx.execute(select(_links.c.checked_at).where(_links.c.id == link.id)).scalar_one()
    rows = tx.execute(
        select(_mismatches)
        .where(_mismatches.c.link_id == link.id)
        .order_by(_mismatches.c.account, _mismatches.c.account_id, _mismatches.c.period)
    )
    found = (Mismatch(**{name: row[name] for name in Mismatch.model_fields}) for row in rows.mappings())
    return tuple(found), checked_at
