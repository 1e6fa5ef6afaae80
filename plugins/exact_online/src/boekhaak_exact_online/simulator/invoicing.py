"""Sales invoices as the vendor's invoicing module keeps them: a row for the header, line 0, and one for each line.

One that was processed is an entry of the ledger as well, with the same number, and its lines are that entry's.
Source: FACTS.md#invoices. The GUIDs of header rows are inferred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.entries import Entry, VoucherKey
from boekhaak_exact_online.simulator.keeper import BOOKED_AT, SALES_INVOICE, Keeper
from boekhaak_exact_online.simulator.tables import Kept, Table
from boekhaak_exact_online.simulator.trade import InvoiceKey, Trade

NetLines = Callable[[books.Voucher], list[int]]
"""Gives the places of the postings that an invoice charges."""


@dataclass(slots=True, eq=False)
class SalesInvoice:
    """An invoice of the invoicing module; with ``entry`` once it was processed."""

    key: InvoiceKey
    id: bytes
    order_number: int
    invoice: books.Invoice
    entry: Entry | None = None


class Invoicing:
    """The sales invoices of one division. They are made of the books and the entries when they are first needed."""

    def __init__(
        self, keeper: Keeper, trade: Trade, entries: Mapping[VoucherKey, list[Kept[Entry]]], net_lines: NetLines
    ) -> None:
        self.table: Table[SalesInvoice] = Table()
        self._keeper = keeper
        self._trade = trade
        self._entries = entries
        self._net_lines = net_lines
        self._of: dict[InvoiceKey, list[Kept[SalesInvoice]]] = {}
        self._ordered = 0
        for key in trade.printed:
            first = entries[key][0]
            self._make(key, trade.invoices[key], first.thing, first.created)
        for number, invoice in trade.unposted():
            if invoice.direction == "sales":
                self._make(number, invoice, None, keeper.site.past(invoice.date, BOOKED_AT))
        self.table.fill(row for rows in self._of.values() for row in rows)

    def of(self, key: InvoiceKey) -> SalesInvoice | None:
        """Return an invoice of this module by its voucher, or by its number before it has one."""
        rows = self._of.get(key)
        return rows[0].thing if rows else None

    def lines_of(self, held: SalesInvoice) -> list[Kept[SalesInvoice]]:
        """Return the rows of an invoice's lines."""
        return self._of[held.key][1:]

    def add(self, key: int, invoice: books.Invoice) -> None:
        """Follow a new invoice."""
        for row in self._make(key, invoice, None, self._keeper.site.now()):
            self.table.add(row)

    def change(self, key: InvoiceKey, invoice: books.Invoice, entry: Entry | None = None) -> None:
        """Follow an invoice that changed: header and lines get new rowversions, all of them."""
        rows = self._of.get(key)
        if rows is None:
            return
        held = rows[0].thing
        held.invoice, held.entry = invoice, entry
        wanted = 1 + self._count(held)
        self._drop(rows[wanted:])
        del rows[wanted:]
        for row in rows:
            self._keeper.restamp(self.table, row)
        now = self._keeper.site.now()
        for line in range(len(rows), wanted):
            rows.append(self._row(held, line, now))
            self.table.add(rows[-1])

    def process(self, key: int, posted: VoucherKey) -> None:
        """Follow an invoice that became an entry."""
        self._of[posted] = self._of.pop(key)
        self._of[posted][0].thing.key = posted
        self.follow(posted)

    def follow(self, key: VoucherKey) -> None:
        """Follow an entry that changed."""
        if key in self._of:
            self.change(key, self._trade.invoices[key], self._entries[key][0].thing)

    def forget(self, key: InvoiceKey) -> None:
        """Follow an invoice that is gone: each of its rows is told of."""
        self._drop(self._of.pop(key, []))

    def _make(
        self, key: InvoiceKey, invoice: books.Invoice, entry: Entry | None, at: datetime
    ) -> list[Kept[SalesInvoice]]:
        self._ordered += 1
        held = SalesInvoice(key, self._keeper.order_of("invoice", self._ordered), self._ordered, invoice, entry)
        self._of[key] = [self._row(held, line, at) for line in range(1 + self._count(held))]
        return self._of[key]

    def _row(self, held: SalesInvoice, line: int, at: datetime) -> Kept[SalesInvoice]:
        order = self._keeper.order_of("invoice_line", held.order_number, line)
        return self._keeper.row(order, held, at, line)

    def _count(self, held: SalesInvoice) -> int:
        return len(self._net_lines(held.entry.voucher)) if held.entry else len(held.invoice.lines)

    def _drop(self, rows: Iterable[Kept[SalesInvoice]]) -> None:
        for row in rows:
            self.table.remove(row)
            self._keeper.delete(SALES_INVOICE, row.order)
