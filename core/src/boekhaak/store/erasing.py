"""Erasing links with everything that was read by them; what was done with them stays in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from boekhaak.models.link import Link
from boekhaak.store import codes, decisions, merged, plans, questions
from boekhaak.store.database import Transaction
from boekhaak.store.record_tables import TABLES
from boekhaak.store.schema import below_link
from boekhaak.store.tables import InstallationRow, LinkRow, RunRow, RunStreamRow, ScheduleRow, table

_links, _runs, _run_streams, _schedules = table(LinkRow), table(RunRow), table(RunStreamRow), table(ScheduleRow)
_installation = table(InstallationRow)


def erase(tx: Transaction, links: Sequence[Link]) -> int:
    """Erase links, children first; return how many records that were."""
    ids = [link.id for link in links]
    if not ids:
        return 0
    kinds, erased = set(TABLES.values()), 0
    codes.forget_links(tx, ids)
    for environment in sorted({link.environment for link in links}):
        decisions.hold(tx, environment)
        merged.leave(tx, environment, ids)
    runs = select(_runs.c.id).where(_runs.c.link_id.in_(ids))
    tx.execute(_run_streams.delete().where(_run_streams.c.run_id.in_(runs)))
    tx.execute(_schedules.delete().where(_schedules.c.link_id.in_(ids)))
    for rows in below_link():
        gone = tx.execute(rows.delete().where(rows.c.link_id.in_(ids))).rowcount
        erased += gone if rows in kinds else 0
    plans.forget_links(tx, ids)
    questions.end_lonely(tx, sorted({link.environment for link in links}))
    newest = max(ids)
    tx.execute(_installation.update().where(_installation.c.last_link < newest).values(last_link=newest))
    tx.execute(_links.delete().where(_links.c.id.in_(ids)))
    return erased
