"""What is unpaid: of which invoice, and how it stands in the books at their end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from boekhaak.testing.books.daybook import Daybook
from boekhaak.testing.books.model import Contact, Invoice, OpenItem

TERMS = (timedelta(days=14), timedelta(days=30), timedelta(days=30), timedelta(days=60))
"""After how long contacts pay, or ought to; each has its own."""


class Item(NamedTuple):
    """An unpaid invoice; its cents are positive, also at a supplier, and negative for a credit note."""

    contact: Contact
    cents: int
    invoice: Invoice
    foreign: tuple[int, str] | None = None


def due(contact: Contact, day: date) -> date:
    """Return the day on which a contact ought to pay an invoice of that day."""
    return day + TERMS[ord(contact.code[-1:] or " ") % len(TERMS)]


def open_item(item: Item, account: str, sign: int, book: Daybook) -> OpenItem:
    """Return an unpaid invoice as it stands on an account; ``sign`` is 1 where an invoice is a debit."""
    foreign, currency = item.foreign or (None, "")
    invoice = item.invoice
    return OpenItem(
        direction="receivable" if sign > 0 else "payable",
        account=account,
        contact=invoice.contact,
        number=invoice.number,
        date=invoice.date,
        due_date=invoice.due_date,
        amount=book.amount(sign * item.cents),
        description=invoice.description,
        voucher=invoice.voucher,
        foreign_amount=None if foreign is None else book.amount(sign * foreign),
        foreign_currency=currency,
    )
