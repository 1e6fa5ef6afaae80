"""What a support case needs of the database: counts and states, with ids; no record, no payload, no token even sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from boekhaak.store.database import Transaction
from boekhaak.store.tables import (
    AppRow,
    AuditRow,
    ConnectionRow,
    DueRow,
    EnvironmentRow,
    LinkRow,
    Row,
    RunRow,
    RunStreamRow,
    ScheduleRow,
    StreamRow,
    TokenChainRow,
    WindowRow,
    metadata,
    table,
)

NEWEST_RUNS = 200
Rows = list[dict[str, Any]]

SHOWN: dict[str, tuple[type[Row], str]] = {
    "environments": (EnvironmentRow, "id keeps_payloads created_at"),
    "apps": (AppRow, "id environment_id package region mode created_at"),
    "chains": (
        TokenChainRow,
        "id environment_id app_id package region generation issued_at expires_at dead reason lease_until "
        "intent_generation intent_at restored",
    ),
    "connections": (ConnectionRow, "id environment_id app_id chain_id package region owner state reason created_at"),
    "links": (
        LinkRow,
        "id environment_id connection_id package region company_id country currency active state reason settings "
        "created_at checked_at lease_until fence",
    ),
    "streams": (
        StreamRow,
        "link_id stream environment_id phase mapping_version chosen sweeping chosen_anew full_at last_attempt "
        "last_success error warning retry_after",
    ),
    "due": (
        DueRow,
        "link_id stream environment_id state priority next_at since reason asked_by failures handed_until changed_at",
    ),
    "schedules": (ScheduleRow, "environment_id link_id stream every_seconds"),
    "windows": (WindowRow, "package window scope resets_at used allowed"),
}
"""What is shown, by its columns: a column that is not named here is in no bundle."""

NAMES: dict[str, tuple[type[Row], str]] = {
    "link": (LinkRow, "name registration_number vat_number host_company"),
    "login": (ConnectionRow, "login_id login_name login_email"),
    "app": (AppRow, "client_id"),
}
"""Where the names, numbers and addresses stand that no bundle may tell."""

PEOPLE: tuple[tuple[type[Row], str], ...] = (
    (ConnectionRow, "owner"),
    (RunRow, "actor"),
    (AuditRow, "actor"),
    (DueRow, "asked_by"),
)


def counts(tx: Transaction) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        rows.name: int(tx.execute(select(func.count()).select_from(rows)).scalar_one())
        for rows in metadata.sorted_tables
    }


def shown(tx: Transaction, part: str) -> Rows:
    """Return the rows of a part of :data:`SHOWN`."""
    row, columns = SHOWN[part]
    return _rows(tx, _selected(row, columns).order_by(*table(row).primary_key))


def newest_runs(tx: Transaction) -> tuple[Rows, Rows]:
    """Return the newest runs, and what they did to each stream."""
    runs, streams = table(RunRow), table(RunStreamRow)
    newest = _rows(tx, select(runs).order_by(runs.c.id.desc()).limit(NEWEST_RUNS))
    oldest = min((run["id"] for run in newest), default=0)
    return newest, _rows(tx, select(streams).where(streams.c.run_id >= oldest).order_by(streams.c.run_id.desc()))


def audited(tx: Transaction) -> Rows:
    """Return how often each deed stands in the audit trail, and the id of the last one."""
    trail = table(AuditRow)
    query = select(
        trail.c.environment_id, trail.c.action, func.count().label("count"), func.max(trail.c.id).label("last")
    )
    return _rows(tx, query.group_by(trail.c.environment_id, trail.c.action).order_by(trail.c.action))


def names(tx: Transaction) -> dict[str, str]:
    """Return what stands for each name, number and address: that of link 12 is “link-12”, a login's is its connection's."""
    found: dict[str, str] = {}
    for kind, (row, columns) in NAMES.items():
        for one in _rows(tx, _selected(row, f"id {columns}")):
            found |= {one[column]: f"{kind}-{one['id']}" for column in columns.split() if one[column]}
    return found


def people(tx: Transaction) -> list[str]:
    """Return the host's users who did something, in a fixed order."""
    found = {name for row, column in PEOPLE for name in tx.execute(select(table(row).c[column]).distinct()).scalars()}
    return sorted(found - {""})


def chain_ids(tx: Transaction) -> list[int]:
    """Return the ids of all token chains."""
    return list(tx.execute(select(table(TokenChainRow).c.id)).scalars())


def address(database_url: str) -> tuple[str, str, str]:
    """Return a database's address without user and password, then these two."""
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        return "(no address)", "", ""
    shown_as = url.set(username=None, password=None, query={}).render_as_string()
    return shown_as, url.username or "", str(url.password or "")


def _selected(row: type[Row], columns: str) -> Select[Any]:
    return select(*(table(row).c[column] for column in columns.split()))


def _rows(tx: Transaction, query: Select[Any]) -> Rows:
    return [dict(row._mapping) for row in tx.execute(query)]
