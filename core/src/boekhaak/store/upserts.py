"""Storing many records of a kind at once: what is new is inserted, what differs is changed.

SQLAlchemy works on each value of each row, which costs more than the database does. Here its part is done once for a table:
the statement, and what turns a column's values into the driver's. Then all rows go to the driver in one go: to SQLite for
one prepared statement, to PostgreSQL (psycopg) by COPY into a table beside, from which one statement takes them over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import repeat
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Dialect, Insert, MetaData, Table, and_, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.types import TypeEngine

from boekhaak.store.database import Transaction
from boekhaak.store.record_tables import PROVENANCE
from boekhaak.store.types import Extra, Fixed

Values = Mapping[str, Any]
"""Values by the name of their column."""

Turn = Callable[[Iterable[Any]], Iterable[Any]]
"""Makes the driver's values of a column's."""


def upsert(tx: Transaction, table: Table, records: Sequence[Values], origin: Values) -> Callable[[], int]:
    """Insert what is new, change what differs and is no older than what is stored.

    ``records`` hold the columns of the kind, no id twice; ``origin`` holds those of PROVENANCE, which all rows share. When
    this returns, the driver has the rows. What it returns ends the work and tells how many rows were inserted or changed.
    """
    if tx.dialect.name == "sqlite":
        statement, names = _inserting(table, tx.dialect)
        changed = tx.exec_driver_sql(statement, _rows(tx, table, names, records, origin)).rowcount
        return lambda: changed
    beside = _beside(table)
    tx.execute(CreateTable(beside))
    _copy(tx, beside, _rows(tx, table, beside.columns.keys(), records, origin))
    return lambda: _taken_over(tx, table, origin)


def _taken_over(tx: Transaction, table: Table, origin: Values) -> int:
    changed = tx.execute(_taking_over(table), origin).rowcount
    tx.execute(DropTable(_beside(table)))
    return changed


def _rows(
    tx: Transaction, table: Table, names: Iterable[str], records: Sequence[Values], origin: Values
) -> list[tuple[Any, ...]]:
    """Return the driver's values of these columns, a tuple a record. Works column by column: most need no turning."""
    turns = _turns(table, tx.dialect)
    own = [name for name in names if name not in origin]
    told = dict(zip(own, zip(*map(itemgetter(*own), records), strict=True), strict=True))

    def column(name: str) -> Iterable[Any]:
        turned = turns[name](told[name] if name in told else (origin[name],))
        return turned if name in told else repeat(*turned)

    try:
        return list(zip(*map(column, names), strict=False))
    except (TypeError, ValueError, ArithmeticError) as error:
        raise StatementError(str(error), None, None, error) from error


def _copy(tx: Transaction, beside: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    statement, errors = f"COPY {beside.name} FROM STDIN", tx.dialect.loaded_dbapi.Error
    driver: Any = tx.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except errors as error:
        raise DBAPIError.instance(statement, None, error, errors, dialect=tx.dialect) from error


@lru_cache(maxsize=128)
def _turns(table: Table, dialect: Dialect) -> dict[str, Turn]:
    """Return what turns the values of each column into the driver's."""
    return {column.name: _turn(column.type, dialect) for column in table.columns}


def _turn(column: TypeEngine[Any], dialect: Dialect) -> Turn:
    """Turn each value once where a page has many rows and few days, moments and states; amounts are cheaper turned than known."""
    each: Callable[[Any], Any] | None = column.dialect_impl(dialect).bind_processor(dialect)
    if each is None:
        return iter
    if isinstance(column, Fixed | Extra):
        return partial(map, each)

    def once(values: Iterable[Any]) -> Iterable[Any]:
        known = {value: each(value) for value in set(values)}
        return map(known.__getitem__, values)

    return once


@lru_cache(maxsize=128)
def _inserting(table: Table, dialect: Dialect) -> tuple[str, list[str]]:
    """Return SQLite's statement for one row, and the columns whose values it takes, in order."""
    compiled = _or_change(sqlite.insert(table), table).compile(dialect=dialect)
    return str(compiled), list(compiled.positiontup or ())


@lru_cache(maxsize=32)
def _beside(table: Table) -> Table:
    """Return a table for this session alone, with the columns of the kind."""
    own = [Column(column.name, column.type) for column in table.columns if column.name not in PROVENANCE]
    return Table(f"{table.name}_coming", MetaData(), *own, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")


@lru_cache(maxsize=32)
def _taking_over(table: Table) -> Insert:
    """Return PostgreSQL's statement that takes over what was copied."""
    beside = _beside(table)
    origin = sorted(PROVENANCE)
    shared = [bindparam(name, type_=table.c[name].type).label(name) for name in origin]
    insert = postgresql.insert(table).from_select([*beside.columns.keys(), *origin], select(*beside.columns, *shared))
    return _or_change(insert, table).execution_options(preserve_rowcount=True)


def _or_change(insert: Any, table: Table) -> Insert:  # noqa: ANN401 - an INSERT of either dialect
    """Change what differs instead, unless it is newer than what came."""
    new = insert.excluded
    content = [column.name for column in table.columns if column.name not in PROVENANCE | {"id"}]
    differs = or_(table.c.deleted_at.is_not(None), *(table.c[name].is_distinct_from(new[name]) for name in content))
    not_older = or_(new.version.is_(None), table.c.version.is_(None), new.version >= table.c.version)
    changed = {name: new[name] for name in [*content, "run_id", "stored_at", "deleted_at"]}
    statement: Insert = insert.on_conflict_do_update(
        index_elements=[table.c.link_id, table.c.id], set_=changed, where=and_(differs, not_older)
    )
    return statement
