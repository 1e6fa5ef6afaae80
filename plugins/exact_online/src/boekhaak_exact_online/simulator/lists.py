"""Rows of a table as other endpoints list them: some of them, or under another key. Made when they are asked for.

Under its entry's or its invoice's own key a header is found where the vendor has endpoints of headers and of lines.
Source: FACTS.md#invoices, FACTS.md#open-items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.entries import Entry
from boekhaak_exact_online.simulator.invoicing import NetLines, SalesInvoice
from boekhaak_exact_online.simulator.tables import Kept, Table
from boekhaak_exact_online.simulator.terms import Side, Term
from boekhaak_exact_online.simulator.values import order_of


class View:
    """The rows that ``choose`` makes of a table's; made anew after the table changed."""

    def __init__(self, source: Callable[[], Table[Any]], choose: Callable[[Table[Any]], Iterator[Kept[Any]]]) -> None:
        self._source = source
        self._choose = choose
        self._made: tuple[int, Table[Any]] | None = None

    def table(self) -> Table[Any]:
        """Return the rows as a table."""
        source = self._source()
        if self._made is None or self._made[0] != source.changes:
            table: Table[Any] = Table()
            table.fill(self._choose(source))
            self._made = (source.changes, table)
        return self._made[1]


class Lists:
    """The views of one division."""

    def __init__(
        self,
        *,
        dimensions: Table[books.Dimension],
        lines: Table[Entry],
        invoices: Callable[[], Table[SalesInvoice]],
        terms: Callable[[], Table[Term]],
        net_lines: NetLines,
    ) -> None:
        self.dimensions: dict[books.DimensionType, View] = {
            kind: View(lambda: dimensions, _of_dimension(kind)) for kind in ("cost_center", "cost_unit", "project")
        }
        self.invoices = View(invoices, _invoice_headers)
        self.invoice_lines = View(invoices, lambda rows: (row for row in rows if row.line))
        self.terms: dict[Side, View] = {side: View(terms, _of_side(side)) for side in ("receivable", "payable")}
        self.entries: dict[books.JournalType, View] = {
            kind: View(lambda: lines, _entry_headers(kind)) for kind in ("sales", "purchase")
        }
        self.entry_lines: dict[books.JournalType, View] = {
            kind: View(lambda: lines, _entry_lines(kind, net_lines)) for kind in ("sales", "purchase")
        }


Choice = Callable[[Table[Any]], Iterator[Kept[Any]]]


def _of_dimension(kind: books.DimensionType) -> Choice:
    return lambda rows: (row for row in rows if row.thing.type == kind)


def _of_side(side: Side) -> Choice:
    return lambda rows: (row for row in rows if row.thing.side == side)


def _invoice_headers(rows: Table[SalesInvoice]) -> Iterator[Kept[SalesInvoice]]:
    return (_under(row.thing.id, row) for row in rows if not row.line)


def _entry_headers(kind: books.JournalType) -> Choice:
    return lambda rows: (
        _under(order_of(row.thing.id), row) for row in rows if not row.line and _charges(row.thing, kind)
    )


def _entry_lines(kind: books.JournalType, net_lines: NetLines) -> Choice:
    return lambda rows: (row for row in rows if _charges(row.thing, kind) and is_charged(row, net_lines))


def _charges(entry: Entry, kind: books.JournalType) -> bool:
    return entry.journal.type == kind


def is_charged(row: Kept[Entry], net_lines: NetLines) -> bool:
    """Tell whether a line of an entry is one of those that an invoice charges."""
    return row.line - row.thing.bare in net_lines(row.thing.voucher)


def _under(order: bytes, row: Kept[Any]) -> Kept[Any]:
    """Return the row under another key."""
    return Kept(order, row.timestamp, row.created, row.modified, row.thing, row.line)
