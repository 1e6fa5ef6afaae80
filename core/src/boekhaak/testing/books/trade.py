"""What a generated company does with its customers and suppliers: invoices, and their payment through the bank."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from boekhaak.testing.books import names
from boekhaak.testing.books.charts import Chart, Rate
from boekhaak.testing.books.daybook import Daybook
from boekhaak.testing.books.model import Contact

CURRENCIES = {"GB": ("GBP", 1165), "US": ("USD", 925)}
"""The currency of a foreign contact, and about how many euros a thousand of it are worth."""
GRACE = timedelta(days=14)


class Item(NamedTuple):
    """An unpaid invoice; its amount is positive, also at a supplier, and negative for a credit note."""

    contact: Contact
    cents: int
    description: str
    day: date
    foreign: tuple[int, str] | None = None


class Side(NamedTuple):
    """Selling or buying. ``sign`` is 1 where an invoice is a debit."""

    kind: Literal["sales", "purchase"]
    sign: int
    account: str
    tax_accounts: tuple[str, ...]
    contacts: tuple[Contact, ...]
    items: deque[Item]


class Trade:
    """Posts invoices and payments; an invoice is paid two weeks later or any time after that."""

    def __init__(self, rng: random.Random, chart: Chart, contacts: Sequence[Contact], book: Daybook) -> None:
        self._rng = rng
        self._rates = chart.rates
        self._bank = chart.number("bank")
        self._exchange = chart.number("exchange")
        self._bought = (*chart.by_use["expense"], *chart.by_use["goods"])
        self._book = book
        customers = tuple(contact for contact in contacts if contact.is_customer)
        suppliers = tuple(contact for contact in contacts if contact.is_supplier)
        self.sales = Side("sales", 1, chart.number("receivable"), chart.by_use["sales tax"], customers, deque())
        self.purchases = Side("purchase", -1, chart.number("payable"), chart.by_use["input tax"], suppliers, deque())

    def open(self, side: Side, day: date) -> int:
        """Assume some invoices of before the first year; return what they are on the side's account."""
        for number in range(3):
            invoiced = day - GRACE + timedelta(days=number)
            text = f"Factuur {invoiced:%y}{number + 1:06d}"
            side.items.append(Item(self._rng.choice(side.contacts), self.price(), text, invoiced))
        return side.sign * sum(item.cents for item in side.items)

    def invoice(self, side: Side) -> int:
        """Post an invoice, or once in a while a credit note; abroad in the contact's currency and without tax."""
        book, rng, sign = self._book, self._rng, side.sign
        contact = rng.choice(side.contacts)
        currency, worth = self._currency(contact)
        rate = self._rates[-1] if currency else self.rate()
        net = -self.price() if rng.random() < 0.03 else self.price()
        tax = share(net, rate.percentage, 100)
        parts = [(part, share(part, worth, 1000)) for part in self._parts(net)]
        total = sum(cents for _, cents in parts) + tax
        text = f"Factuur {book.next_number('sales') if sign > 0 else rng.randrange(10**4, 10**6)}"
        side.items.append(Item(contact, total, text, book.day, (net, currency) if currency else None))
        foreign = (sign * net, currency) if currency else None
        lines = [book.line(side.account, sign * total, text, contact=contact.code, foreign=foreign)]
        code = rate.sales if sign > 0 else rate.purchase
        for part, cents in parts:
            account = rate.revenue if sign > 0 else rng.choice(self._bought)
            foreign = (-sign * part, currency) if currency else None
            product = rng.choice(names.PRODUCTS)
            lines.append(
                book.line(account, -sign * cents, product, contact=contact.code, tax_code=code, foreign=foreign)
            )
        if tax:
            account = self.tax_account(side, rate)
            lines.append(book.line(account, -sign * tax, "Btw", contact=contact.code, tax_code=code))
        return book.post(side.kind, contact.name, lines)

    def settle(self, side: Side) -> int:
        """Post a bank statement with payments of up to three invoices, or an invoice when none is due.

        A foreign invoice is paid at the month's worth of its currency, and the difference is booked.
        """
        book, sign = self._book, side.sign
        items = self._due(side)
        if not items:
            return self.invoice(side)
        lines = []
        total = 0
        for item in items:
            day = max(book.day - timedelta(days=self._rng.randrange(3)), book.period.start)
            code = item.contact.code
            paid, foreign = item.cents, None
            if item.foreign:
                paid = share(item.foreign[0], self._currency(item.contact)[1], 1000)
                foreign = (-sign * item.foreign[0], item.foreign[1])
            lines.append(
                book.line(side.account, -sign * item.cents, item.description, contact=code, day=day, foreign=foreign)
            )
            if paid != item.cents:
                lines.append(book.line(self._exchange, sign * (item.cents - paid), "Koersverschil", day=day))
            total += paid
        text = items[0].description if len(items) == 1 else "Bankafschrift"
        return book.post("bank", "Bankafschrift", [book.line(self._bank, sign * total, text), *lines])

    def rate(self) -> Rate:
        """Return the general rate three times out of four."""
        return self._rates[0] if self._rng.random() < 0.75 else self._rng.choice(self._rates[1:])

    def tax_account(self, side: Side, rate: Rate) -> str:
        """Return the account that takes the tax of a rate."""
        return side.tax_accounts[min(self._rates.index(rate), len(side.tax_accounts) - 1)]

    def price(self) -> int:
        """Return an amount between 5 and 6,000, in cents."""
        return self._rng.choice((1, 2, 5, 10, 20)) * self._rng.randrange(500, 30_000)

    def _parts(self, net: int) -> tuple[int, ...]:
        """Divide an amount over one or two lines."""
        if self._rng.random() >= 0.35:
            return (net,)
        first = net * self._rng.randrange(2, 9) // 10
        return first, net - first

    def _due(self, side: Side) -> list[Item]:
        """Take up to three invoices whose time has come; a foreign one stands alone."""
        latest = self._book.day - GRACE
        wanted = self._rng.randrange(1, 4)
        found: list[Item] = []
        while side.items and len(found) < wanted and side.items[0].day <= latest:
            if found and (side.items[0].foreign or found[0].foreign):
                break
            found.append(side.items.popleft())
        return found

    def _currency(self, contact: Contact) -> tuple[str, int]:
        """Return a contact's currency and what a thousand of it are worth this month; none and a thousand at home."""
        seat = contact.addresses[0].country
        if seat not in CURRENCIES:
            return "", 1000
        currency, worth = CURRENCIES[seat]
        period = self._book.period
        return currency, worth + (period.year * 3 + period.period * 7) % 41 - 20


def share(cents: int, numerator: int, denominator: int) -> int:
    """Return a fraction of an amount, half a cent away from zero."""
    size = (2 * abs(cents) * numerator + denominator) // (2 * denominator)
    return size if cents >= 0 else -size
