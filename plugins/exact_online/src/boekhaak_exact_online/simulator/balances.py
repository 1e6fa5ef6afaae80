"""What the vendor declares per account, year and period: the rows of ReportingBalance.

An amount is what moved in that period. Openings stand in period 0 with type 10. Where the books themselves declare a
closing that does not follow from their lines, that period's amount is what makes it follow.

Source: FACTS.md#balances. Unverified: that debit and credit are both positive, and that openings stand in period 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.entries import ENTRY_TYPE_OPENING, Entry
from boekhaak_exact_online.simulator.tables import Kept, Table

BalanceKey = tuple[str, int, int, int, str, str]
"""Account, year, period, entry type, cost centre and cost unit."""

FIRST_ID = 400_001


@dataclass(slots=True)
class Movement:
    """What moved: the two sides, both positive, and the number of lines."""

    debit: Decimal = Decimal()
    credit: Decimal = Decimal()
    count: int = 0

    def add(self, amount: Decimal, count: int = 0) -> None:
        """Add an amount to the side on which it stands."""
        if amount >= 0:
            self.debit += amount
        else:
            self.credit -= amount
        self.count += count


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """A row of ReportingBalance."""

    account: str
    year: int
    period: int
    type: int
    cost_center: str
    cost_unit: str
    movement: Movement

    @property
    def amount(self) -> Decimal:
        """Debit less credit."""
        return self.movement.debit - self.movement.credit


class Balances:
    """The movements of one division, kept up to date with every entry."""

    def __init__(self) -> None:
        self._moved: dict[BalanceKey, Movement] = defaultdict(Movement)
        self._differences: dict[BalanceKey, Decimal] = {}
        self._ids: dict[BalanceKey, int] = {}
        self._table: Table[BalanceRow] | None = None

    def post(self, entry: Entry) -> None:
        """Count an entry's lines."""
        self._table = None
        voucher = entry.voucher
        period = 0 if entry.type == ENTRY_TYPE_OPENING else voucher.period
        for line in voucher.lines:
            self._moved[_key(line, voucher.year, period, entry.type)].add(line.amount, 1)

    def unpost(self, entry: Entry) -> None:
        """Count an entry's lines no longer."""
        self._table = None
        voucher = entry.voucher
        for line in voucher.lines:
            movement = self._moved[_key(line, voucher.year, voucher.period, entry.type)]
            if line.amount >= 0:
                movement.debit -= line.amount
            else:
                movement.credit += line.amount
            movement.count -= 1

    def declare(self, differences: Mapping[tuple[str, books.Period], Decimal], entry_type: int) -> None:
        """Remember by how much declared closings differ from what the lines give."""
        for (account, period), difference in differences.items():
            self._differences[account, period.year, period.period, entry_type, "", ""] = difference
        self._table = None

    def table(self, now: datetime) -> Table[BalanceRow]:
        """Return the rows that have lines, or a declared difference."""
        if self._table is None:
            self._table = Table()
            self._table.fill(self._rows(now))
        return self._table

    def _rows(self, now: datetime) -> Iterable[Kept[BalanceRow]]:
        keys = {key for key, movement in self._moved.items() if movement.count} | set(self._differences)
        for key in sorted(keys):
            movement = self._moved[key]
            if key in self._differences:
                movement = Movement(movement.debit, movement.credit, movement.count)
                movement.add(self._differences[key])
            order = self._ids.setdefault(key, FIRST_ID + len(self._ids))
            yield Kept(order, 0, now, now, BalanceRow(*key, movement))


def _key(line: books.Line, year: int, period: int, entry_type: int) -> BalanceKey:
    return line.account, year, period, entry_type, line.cost_center, line.cost_unit
