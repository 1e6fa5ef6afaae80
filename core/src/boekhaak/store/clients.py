"""The clients of an accounting office: what they permit it, and which companies they have, in few questions for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from boekhaak.models.link import ConnectionState
from boekhaak.models.portal import Access
from boekhaak.models.value import Value
from boekhaak.store import accesses
from boekhaak.store.database import Transaction
from boekhaak.store.environment_tables import AccessRow, SwitchRow
from boekhaak.store.tables import ConnectionRow, EnvironmentRow, LinkRow, table

_accesses = table(AccessRow)
_environments = table(EnvironmentRow)
_switches = table(SwitchRow)
_links = table(LinkRow)
_connections = table(ConnectionRow)


class ClientLink(Value):
    """A company that a client has, as far as its office needs to know; ``ours`` is read by the office's own login."""

    environment: str
    link_id: int
    package: str
    region: str
    company: str
    working: bool
    ours: bool
    connection: ConnectionState


def newest(tx: Transaction, portal: str) -> tuple[Access, ...]:
    """Return what each client permits an office now, or last permitted, or is asked for."""
    found = {access.environment: access for access in accesses.of_portal(tx, portal)}
    return tuple(found[environment] for environment in sorted(found))


def names(tx: Transaction, portal: str, now: datetime) -> Mapping[str, tuple[str, str]]:
    """Return the names of the environments that let an office in now, and which portal they are billed to."""
    query = select(_environments.c.id, _environments.c.name, _environments.c.billed_to)
    rows = tx.execute(
        query.join(_accesses, and_(*_letting_in(portal, now), _accesses.c.environment_id == _environments.c.id))
    )
    return {row.id: (row.name, row.billed_to) for row in rows}


def switches(tx: Transaction, portal: str, now: datetime) -> Mapping[tuple[str, str], bool]:
    """Return what was switched on or off in the environments that let an office in, by environment and key."""
    query = select(_switches).join(
        _accesses, and_(*_letting_in(portal, now), _accesses.c.environment_id == _switches.c.environment_id)
    )
    return {(row.environment_id, row.key): row.switched_on for row in tx.execute(query)}


def links(tx: Transaction, portal: str, now: datetime) -> tuple[ClientLink, ...]:
    """Return the companies of the environments that let an office in now, of those that it may see."""
    query = (
        select(_links, _connections.c.portal_id, _connections.c.state.label("connection_state"), _accesses.c.companies)
        .join(_connections, _connections.c.id == _links.c.connection_id)
        .join(_accesses, and_(*_letting_in(portal, now), _accesses.c.environment_id == _links.c.environment_id))
        .order_by(_links.c.id)
    )
    return tuple(
        ClientLink(
            environment=row.environment_id,
            link_id=row.id,
            package=row.package,
            region=row.region,
            company=row.company_id,
            working=row.state == "ok",
            ours=row.portal_id == portal,
            connection=row.connection_state,
        )
        for row in tx.execute(query)
        if row.companies is None or row.company_id in row.companies
    )


def _letting_in(portal: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for the access that counts now: the newest one, granted and not over."""
    last = _accesses.alias()
    same = (last.c.environment_id == _accesses.c.environment_id, last.c.portal_id == portal)
    return (
        _accesses.c.portal_id == portal,
        _accesses.c.state == "granted",
        or_(_accesses.c.ends_at.is_(None), _accesses.c.ends_at > now),
        _accesses.c.id == select(func.max(last.c.id)).where(*same).scalar_subquery(),
    )
