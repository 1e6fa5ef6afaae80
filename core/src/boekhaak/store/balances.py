"""Sums over what is stored: per account, per voucher, and beside what the package declares. Computed by the database."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Numeric, and_, cast, func, select
from sqlalchemy.sql.elements import ColumnElement

from boekhaak.models.link import Link
from boekhaak.models.value import Value
from boekhaak.store.database import Transaction
from boekhaak.store.record_tables import TABLES
from boekhaak.store.types import PLACES

_lines = TABLES["ledger_line"]
_balances = TABLES["balance"]
_vouchers = TABLES["voucher"]


class Movement(Value):
    """What moved on an account in a period; in period 0 of the first year that is its opening."""

    account_id: str
    year: int
    period: int
    amount: Decimal


class Imbalance(Value):
    """A voucher whose lines do not add up to zero."""

    voucher_id: str
    number: str
    difference: Decimal


def openings(tx: Transaction, link: Link) -> tuple[Movement, ...]:
    """Return the canonical openings: those of the first financial year in which any were given."""
    opening = and_(_balances.c.link_id == link.id, _balances.c.deleted_at.is_(None), _balances.c.measure == "opening")
    first = select(func.min(_balances.c.year)).where(opening).scalar_subquery()
    return _movements(
        tx,
        select(_balances.c.account_id, _balances.c.year, _balances.c.period, func.sum(_balances.c.amount))
        .where(opening, _balances.c.year == first)
        .group_by(_balances.c.account_id, _balances.c.year, _balances.c.period),
    )


def movements(tx: Transaction, link: Link) -> tuple[Movement, ...]:
    """Return what moved per account and period, without the lines of opening entries."""
    return _movements(
        tx,
        select(_lines.c.account_id, _lines.c.year, _lines.c.period, func.sum(_lines.c.amount))
        .where(_lines.c.link_id == link.id, _lines.c.deleted_at.is_(None), _lines.c.opening.is_(False))
        .group_by(_lines.c.account_id, _lines.c.year, _lines.c.period),
    )


def declared(tx: Transaction, link: Link, measure: str) -> tuple[Movement, ...]:
    """Return what the package declares per account and period (``movement`` or ``closing``)."""
    return _movements(
        tx,
        select(_balances.c.account_id, _balances.c.year, _balances.c.period, func.sum(_balances.c.amount))
        .where(_balances.c.link_id == link.id, _balances.c.deleted_at.is_(None), _balances.c.measure == measure)
        .group_by(_balances.c.account_id, _balances.c.year, _balances.c.period),
    )


def imbalances(tx: Transaction, link: Link, limit: int) -> tuple[Imbalance, ...]:
    """Return vouchers, opening entries apart, whose lines do not add up to zero."""
    difference = func.sum(_lines.c.amount)
    query = (
        select(_lines.c.voucher_id, func.max(_vouchers.c.number), difference)
        .join_from(
            _lines,
            _vouchers,
            and_(_vouchers.c.link_id == _lines.c.link_id, _vouchers.c.id == _lines.c.voucher_id),
            isouter=True,
        )
        .where(_lines.c.link_id == link.id, _lines.c.deleted_at.is_(None), _lines.c.opening.is_(False))
        .group_by(_lines.c.voucher_id)
        .having(difference != _zero())
        .order_by(_lines.c.voucher_id)
        .limit(limit)
    )
    return tuple(Imbalance(voucher_id=row[0], number=row[1] or "", difference=row[2]) for row in tx.execute(query))


def _zero() -> ColumnElement[Decimal]:
    return cast(0, Numeric(19, PLACES))


def _movements(tx: Transaction, query: object) -> tuple[Movement, ...]:
    rows = tx.execute(query)  # type: ignore[call-overload]
    return tuple(Movement(account_id=row[0], year=row[1], period=row[2], amount=row[3]) for row in rows)
