"""All tables together, for what concerns the whole database: migrations, and moving it."""

from __future__ import annotations

from sqlalchemy import Table

from boekhaak.store.code_tables import CODES
from boekhaak.store.decision_tables import DECISIONS
from boekhaak.store.environment_tables import ENVIRONMENTS
from boekhaak.store.event_tables import EVENTS
from boekhaak.store.merge_tables import MERGES
from boekhaak.store.plan_tables import PLANS
from boekhaak.store.record_tables import TABLES
from boekhaak.store.tables import metadata

KNOWN = {*CODES, *DECISIONS, *ENVIRONMENTS, *EVENTS, *MERGES, *PLANS, *TABLES.values()}
assert set(metadata.sorted_tables) >= KNOWN  # noqa: S101 - importing them makes them known

WHOLE = metadata
"""The metadata that knows every table."""


def below_link() -> tuple[Table, ...]:
    """Return the tables whose rows belong to one link and go when it is erased, children first."""
    return tuple(
        rows
        for rows in reversed(WHOLE.sorted_tables)
        if any(key.column.table.name == "boekhaak_link" for key in rows.foreign_keys) or rows.name == "boekhaak_mark"
    )
