"""Amounts to be received and to be paid, as the vendor keeps them: one row for each, open or matched.

An invoice of which nothing is unpaid is matched; when it was paid is not known to the books and taken to be its due date.
Source: FACTS.md#open-items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.entries import Entry, VoucherKey, key_of
from boekhaak_exact_online.simulator.keeper import BOOKED_AT, PAYMENT_TERM, Keeper
from boekhaak_exact_online.simulator.tables import Kept, Table
from boekhaak_exact_online.simulator.trade import SIDES, Direction, Trade

Side = Literal["receivable", "payable"]


@dataclass(slots=True, eq=False)
class Term:
    """An amount of an entry, of an open item of before the first year, or of both. It is open until it was ``ended``."""

    side: Side
    entry: Entry | None
    item: books.OpenItem | None
    ended: date | None = None

    @property
    def owed(self) -> books.OpenItem | books.Line:
        """What tells the amount, the account and the contact."""
        if self.item is not None:
            return self.item
        assert self.entry is not None  # noqa: S101 - a term without an item is made of an entry
        return self.entry.voucher.lines[0]


class Terms:
    """The payment terms of one division. They are made of the entries and the open items when they are first needed."""

    def __init__(
        self,
        keeper: Keeper,
        trade: Trade,
        entries: Mapping[VoucherKey, list[Kept[Entry]]],
        direction: Callable[[books.Voucher], Direction | None],
    ) -> None:
        self.table: Table[Term] = Table()
        self._keeper = keeper
        self._trade = trade
        self._entries = entries
        self._direction = direction
        self._of: dict[VoucherKey, list[Kept[Term]]] = {}
        self._older: list[Kept[Term]] = []
        self.table.fill(self._made())

    def post(self, row: Kept[Entry]) -> None:
        """Follow a new entry; ``row`` is its first."""
        for made in self._of_entry(row):
            self.table.add(made)

    def follow(self, key: VoucherKey) -> None:
        """Follow an entry that changed."""
        row = self._entries[key][0]
        held = self._of.get(key, [])
        terms = list(self._terms(row.thing))
        if len(terms) != len(held):
            self.forget(key)
            self.post(row)
            return
        for kept, term in zip(held, terms, strict=True):
            kept.thing = term
            self._keeper.restamp(self.table, kept)

    def forget(self, key: VoucherKey) -> None:
        """Follow an entry that is gone."""
        for kept in self._of.pop(key, []):
            self.table.remove(kept)
            self._keeper.delete(PAYMENT_TERM, kept.order)

    def settle(self, item: books.OpenItem) -> None:
        """Match an open item."""
        rows = self._older if item.voucher is None else self._of[item.voucher]
        row = next(kept for kept in rows if kept.thing.item == item and kept.thing.ended is None)
        row.thing.ended = self._keeper.site.now().date()
        self._keeper.restamp(self.table, row)

    def _made(self) -> Iterator[Kept[Term]]:
        unpaid = self._by_voucher()
        for place, item in enumerate(item for item in self._trade.open_items if item.voucher is None):
            at = self._keeper.site.past(item.date, BOOKED_AT)
            row = self._keeper.kept(Term(item.direction, None, item), at, "term", place)
            self._older.append(row)
            yield row
        for key, rows in self._entries.items():
            yield from self._of_entry(rows[0], unpaid.get(key, []))

    def _by_voucher(self) -> dict[VoucherKey, list[books.OpenItem]]:
        found: dict[VoucherKey, list[books.OpenItem]] = {}
        for item in self._trade.open_items:
            if item.voucher is not None:
                found.setdefault(item.voucher, []).append(item)
        return found

    def _of_entry(self, row: Kept[Entry], items: list[books.OpenItem] | None = None) -> list[Kept[Term]]:
        entry = row.thing
        found = [
            self._keeper.kept(term, row.modified, "term", entry.id, place)
            for place, term in enumerate(self._terms(entry, items))
        ]
        if found:
            self._of[key_of(entry.voucher)] = found
        return found

    def _terms(self, entry: Entry, items: list[books.OpenItem] | None = None) -> Iterator[Term]:
        """Yield what an entry is owed or owes."""
        key = key_of(entry.voucher)
        invoice = self._trade.posted(key)
        direction = invoice.direction if invoice else self._direction(entry.voucher)
        unpaid = self._trade.unpaid(key) if items is None else items
        for item in unpaid:
            yield Term(item.direction, entry, item)
        if not unpaid and direction and entry.voucher.lines:
            due = invoice.due_date if invoice else entry.voucher.date
            yield Term(SIDES[direction], entry, None, min(due, self._keeper.site.now().date()))
