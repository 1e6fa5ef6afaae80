"""What is said of invoices and of what is unpaid, beside the entries: the books' own values, kept up to date.

Rows are made of it where they are listed (``invoicing``, ``terms``).
Source: FACTS.md#invoices, FACTS.md#open-items.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.entries import VoucherKey, key_of, plain_number

Direction = Literal["sales", "purchase"]
InvoiceKey = VoucherKey | int
"""The voucher of a posted invoice; a running number for one that is not posted."""

SIDES: dict[Direction, Literal["receivable", "payable"]] = {"sales": "receivable", "purchase": "payable"}
USUAL_CREDIT = timedelta(days=30)


def direction_of(
    voucher: books.Voucher, journal: books.Journal, accounts: Mapping[str, books.AccountRole]
) -> Direction | None:
    """Return whether a voucher is an invoice of ours or to us: by its journal and the account of its first line."""
    if not voucher.lines or journal.type not in {"sales", "purchase"}:
        return None
    direction: Direction = "sales" if journal.type == "sales" else "purchase"
    return direction if accounts.get(voucher.lines[0].account) == SIDES[direction] else None


def invoiced(direction: Direction, voucher: books.Voucher) -> books.Invoice:
    """Return what a voucher says of its invoice, where nobody says more."""
    first = voucher.lines[0]
    return books.Invoice(
        direction=direction,
        state="posted",
        number=voucher.number,
        contact=first.contact or "",
        date=voucher.date,
        due_date=voucher.date + USUAL_CREDIT,
        amount=first.amount if direction == "sales" else -first.amount,
        description=voucher.description,
        voucher=key_of(voucher),
    )


class Trade:
    """The invoices and open items of one company. Printed invoices were processed in the sales module."""

    def __init__(self, company: books.Company) -> None:
        self.invoices: dict[InvoiceKey, books.Invoice] = {}
        self.open_items = list(company.open_items)
        self._numbered = 0
        for invoice in company.invoices:
            self.invoices[invoice.voucher or self._next()] = invoice
        sales = {journal.code for journal in company.journals if journal.type == "sales"}
        posted = (held.voucher for held in company.invoices if held.direction == "sales" and held.voucher)
        self.printed = sorted((key for key in posted if key[0] in sales), key=_by_number)[::2]

    def posted(self, key: VoucherKey) -> books.Invoice | None:
        """Return the invoice that a voucher is."""
        return self.invoices.get(key)

    def unposted(self) -> Iterator[tuple[int, books.Invoice]]:
        """Yield the invoices that are not in the ledger."""
        for key, invoice in self.invoices.items():
            if isinstance(key, int):
                yield key, invoice

    def find(self, invoice: books.Invoice) -> int | None:
        """Return the key of an invoice that is not in the ledger."""
        return next((key for key, held in self.unposted() if held == invoice), None)

    def add(self, invoice: books.Invoice) -> int:
        """Note an invoice that is not in the ledger."""
        key = self._next()
        self.invoices[key] = invoice
        return key

    def process(self, key: int, direction: Direction, voucher: books.Voucher) -> None:
        """Note that an invoice becomes a voucher."""
        invoice = self.invoices.pop(key)
        posted = invoiced(direction, voucher)
        self.invoices[key_of(voucher)] = replace(
            posted, due_date=invoice.due_date, description=invoice.description, reference=invoice.reference
        )
        self.printed.append(key_of(voucher))

    def post(self, direction: Direction, voucher: books.Voucher) -> books.OpenItem:
        """Note a new voucher that is an invoice; it is unpaid."""
        key, first = key_of(voucher), voucher.lines[0]
        invoice = self.invoices.setdefault(key, invoiced(direction, voucher))
        item = books.OpenItem(
            direction=SIDES[direction],
            account=first.account,
            contact=invoice.contact,
            number=invoice.number,
            date=invoice.date,
            due_date=invoice.due_date,
            amount=first.amount,
            description=invoice.description,
            voucher=key,
            foreign_amount=first.foreign_amount,
            foreign_currency=first.foreign_currency,
        )
        self.open_items.append(item)
        return item

    def change(self, direction: Direction | None, voucher: books.Voucher) -> None:
        """Follow a voucher that changed: its invoice and what is unpaid of it are made anew; terms of payment stay."""
        key = key_of(voucher)
        invoice, unpaid = self.invoices.get(key), self.unpaid(key)
        if direction is None:
            self.forget(key)
            return
        changed = invoiced(direction, voucher)
        if invoice is not None:
            terms = {"due_date": invoice.due_date, "reference": invoice.reference}
            self.invoices[key] = replace(changed, **terms)  # type: ignore[arg-type]
        self.open_items = [item for item in self.open_items if item.voucher != key]
        if unpaid:
            self.post(direction, voucher)

    def forget(self, key: VoucherKey) -> None:
        """Forget a voucher that is gone."""
        self.invoices.pop(key, None)
        self.open_items = [item for item in self.open_items if item.voucher != key]
        if key in self.printed:
            self.printed.remove(key)

    def unpaid(self, key: VoucherKey) -> list[books.OpenItem]:
        """Return the open items of a voucher."""
        return [item for item in self.open_items if item.voucher == key]

    def uses(self, contact: str) -> int:
        """Return how many invoices and open items name a contact, those of vouchers left out."""
        unposted = sum(invoice.contact == contact for _, invoice in self.unposted())
        return unposted + sum(item.contact == contact for item in self.open_items if item.voucher is None)

    def _next(self) -> int:
        self._numbered += 1
        return self._numbered


def _by_number(key: VoucherKey) -> tuple[str, int, bool, int, str]:
    """Sort vouchers by journal, year and number: whole numbers as such, before all others."""
    journal, year, number = key
    plain = plain_number(number)
    return journal, year, plain is None, plain or 0, number
