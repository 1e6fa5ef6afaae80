"""Moving everything from one database to another, of whichever kind: every row of every table, as it is."""

from __future__ import annotations

from sqlalchemy import Integer, Table, func, select

from boekhaak.errors import InvalidInput
from boekhaak.identity import MOVED
from boekhaak.store.database import Transaction
from boekhaak.store.schema import WHOLE
from boekhaak.store.tables import InstallationRow, table

BATCH = 2_000
"""So many rows are in memory at a time."""
_installation = table(InstallationRow)


def require_empty(tx: Transaction) -> None:
    """Raise InvalidInput unless nothing is in the database yet: what is there would be mixed with what comes."""
    for rows in WHOLE.sorted_tables:
        if rows is not _installation and tx.execute(select(rows).limit(1)).first() is not None:
            raise InvalidInput(
                f"the database to move to is not empty: there is something in {rows.name}",
                way_out="Name a new one, or drop what is in it; nothing was moved",
            )


def copy(source: Transaction, target: Transaction) -> int:
    """Copy all rows, parents first, while nobody else can write; return how many."""
    if source.dialect.name == "postgresql":
        names = ", ".join(rows.name for rows in WHOLE.sorted_tables)
        source.exec_driver_sql(f"lock table {names} in share row exclusive mode")
    target.execute(_installation.delete())
    return sum(_copy(source, target, rows) for rows in WHOLE.sorted_tables)


def mark_moved(tx: Transaction, to: str) -> None:
    """Let the database that was moved away be no place to work any more: its id is nobody's."""
    tx.execute(_installation.update().values(id=f"{MOVED}{to}"))


def _copy(source: Transaction, target: Transaction, rows: Table) -> int:
    count = 0
    for batch in source.execute(select(rows).execution_options(yield_per=BATCH)).mappings().partitions():
        target.execute(rows.insert(), [dict(row) for row in batch])
        count += len(batch)
    _count_on(target, rows)
    return count


def _count_on(target: Transaction, rows: Table) -> None:
    """Let PostgreSQL number new rows after those that came; SQLite does by itself."""
    numbers = [column.name for column in rows.primary_key if isinstance(column.type, Integer)]
    if target.dialect.name == "postgresql" and numbers == ["id"]:
        newest = func.max(rows.c.id)
        target.execute(select(func.setval(func.pg_get_serial_sequence(rows.name, "id"), newest)).having(newest > 0))
