"""What a generated company does with its customers and suppliers: invoices, and their payment through the bank."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from boekhaak.testing.books.articles import Shelf
from boekhaak.testing.books.cents import share
from boekhaak.testing.books.charts import Chart
from boekhaak.testing.books.countries.country import Rate
from boekhaak.testing.books.countries.known import country
from boekhaak.testing.books.currencies import worth
from boekhaak.testing.books.daybook import Daybook
from boekhaak.testing.books.model import Contact, Invoice, Line, OpenItem, VoucherKey
from boekhaak.testing.books.open_items import Item, due, open_item

GRACE = timedelta(days=14)


class Side(NamedTuple):
    """Selling or buying. ``sign`` is 1 where an invoice is a debit."""

    kind: Literal["sales", "purchase"]
    sign: int
    account: str
    tax_accounts: tuple[str, ...]
    contacts: tuple[Contact, ...]
    items: deque[Item]


class Trade:
    """Posts invoices and payments; an invoice is paid two weeks later or any time after that.

    What is sold names an article of the ``shelf`` where one fits.
    """

    def __init__(
        self, rng: random.Random, chart: Chart, contacts: Sequence[Contact], book: Daybook, shelf: Shelf
    ) -> None:
        self.invoices: list[Invoice] = []
        self._rng = rng
        self._currency = chart.currency
        self._language = chart.language
        self._words = chart.language.texts["invoice"]
        self._rates = chart.rates
        self._bank = chart.number("bank")
        self._exchange = chart.number("exchange")
        self._bought = (*chart.by_use["expense"], *chart.by_use["goods"])
        self._book = book
        self._shelf = shelf
        customers = tuple(contact for contact in contacts if contact.is_customer)
        suppliers = tuple(contact for contact in contacts if contact.is_supplier)
        self.sales = Side("sales", 1, chart.number("receivable"), chart.by_use["sales tax"], customers, deque())
        self.purchases = Side("purchase", -1, chart.number("payable"), chart.by_use["input tax"], suppliers, deque())

    def open(self, side: Side, day: date) -> int:
        """Assume some invoices of before the first year; return what they are on the side's account."""
        for index in range(3):
            invoiced = day - GRACE + timedelta(days=index)
            contact, cents = self._rng.choice(side.contacts), self.price()
            invoice = self._invoice(side, contact, cents, f"{invoiced:%y}{index + 1:06d}", invoiced)
            side.items.append(Item(contact, cents, invoice))
        return side.sign * sum(item.cents for item in side.items)

    def invoice(self, side: Side) -> int:
        """Post an invoice, or once in a while a credit note; abroad in the contact's currency and without tax."""
        book, rng, sign = self._book, self._rng, side.sign
        contact = rng.choice(side.contacts)
        currency = self._foreign_currency(contact)
        rate = self._rates[-1] if currency else self.rate()
        net = -self.price() if rng.random() < 0.03 else self.price()
        tax = rate.tax(net)
        parts = [(part, self._at_home(part, currency)) for part in self._parts(net)]
        total = sum(cents for _, cents in parts) + tax
        invoice = self._next_invoice(side, contact, total)
        side.items.append(Item(contact, total, invoice, (net, currency) if currency else None))
        text, foreign = invoice.description, (sign * net, currency) if currency else None
        lines = [book.line(side.account, sign * total, text, contact=contact.code, foreign=foreign)]
        lines += [self._charge(side, contact, rate, part, currency) for part in parts]
        if tax:
            code = rate.sales if sign > 0 else rate.purchase
            account, words = self.tax_account(side, rate), self._language.texts["tax"]
            lines.append(book.line(account, -sign * tax, words, contact=contact.code, tax_code=code))
        return book.post(side.kind, text, lines)

    def open_items(self) -> tuple[OpenItem, ...]:
        """Return what is unpaid, customers before suppliers."""
        return tuple(
            open_item(item, side.account, side.sign, self._book)
            for side in (self.sales, self.purchases)
            for item in side.items
        )

    def settle(self, side: Side) -> int:
        """Post a bank statement with payments of up to three invoices, or an invoice when none is due.

        A foreign invoice is paid at the month's worth of its currency, and the difference is booked.
        """
        book, sign, texts = self._book, side.sign, self._language.texts
        items = self._due(side)
        if not items:
            return self.invoice(side)
        lines = []
        total = 0
        for item in items:
            day = max(book.day - timedelta(days=self._rng.randrange(3)), book.period.start)
            code, text = item.invoice.contact, item.invoice.description
            paid, foreign = item.cents, None
            if item.foreign:
                paid = self._at_home(*item.foreign)
                foreign = (-sign * item.foreign[0], item.foreign[1])
            lines.append(book.line(side.account, -sign * item.cents, text, contact=code, day=day, foreign=foreign))
            if paid != item.cents:
                lines.append(book.line(self._exchange, sign * (item.cents - paid), texts["exchange"], day=day))
            total += paid
        text = items[0].invoice.description if len(items) == 1 else texts["statement"]
        return book.post("bank", texts["statement"], [book.line(self._bank, sign * total, text), *lines])

    def rate(self) -> Rate:
        """Return the general rate three times out of four."""
        return self._rates[0] if self._rng.random() < 0.75 else self._rng.choice(self._rates[1:])

    def tax_account(self, side: Side, rate: Rate) -> str:
        """Return the account that takes the tax of a rate."""
        return side.tax_accounts[min(self._rates.index(rate), len(side.tax_accounts) - 1)]

    def price(self) -> int:
        """Return an amount between 5 and 6,000, in cents."""
        return self._rng.choice((1, 2, 5, 10, 20)) * self._rng.randrange(500, 30_000)

    def _next_invoice(self, side: Side, contact: Contact, cents: int) -> Invoice:
        """Make the invoice that the next voucher of a side is; a supplier has a number of its own for it."""
        key = self._book.next_key(side.kind)
        reference = "" if side.sign > 0 else str(self._rng.randrange(10**4, 10**6))
        invoice = self._invoice(side, contact, cents, key[2], self._book.day, reference=reference, voucher=key)
        self.invoices.append(invoice)
        return invoice

    def _invoice(
        self,
        side: Side,
        contact: Contact,
        cents: int,
        number: str,
        day: date,
        *,
        reference: str = "",
        voucher: VoucherKey | None = None,
    ) -> Invoice:
        return Invoice(
            direction=side.kind,
            state="posted",
            number=number,
            contact=contact.code,
            date=day,
            due_date=due(contact, day),
            amount=self._book.amount(cents),
            description=f"{self._words} {reference or number}",
            reference=reference,
            voucher=voucher,
        )

    def _charge(self, side: Side, contact: Contact, rate: Rate, part: tuple[int, int], currency: str) -> Line:
        """Make the line of a part of an invoice, which is in the invoice's currency and in ours."""
        foreign, cents = part
        sells = side.sign > 0
        account = rate.revenue if sells else self._rng.choice(self._bought)
        article, quantity = self._shelf.fitting(rate.sales, cents) if sells else ("", None)
        return self._book.line(
            account,
            -side.sign * cents,
            self._rng.choice(self._language.products),
            contact=contact.code,
            tax_code=rate.sales if sells else rate.purchase,
            foreign=(-side.sign * foreign, currency) if currency else None,
            article=article,
            quantity=quantity,
        )

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
        while side.items and len(found) < wanted and side.items[0].invoice.date <= latest:
            if found and (side.items[0].foreign or found[0].foreign):
                break
            found.append(side.items.popleft())
        return found

    def _foreign_currency(self, contact: Contact) -> str:
        """Return a contact's currency; nothing where it is ours."""
        currency = country(contact.addresses[0].country).currency
        return "" if currency == self._currency else currency

    def _at_home(self, cents: int, currency: str) -> int:
        """Return what an amount is worth in our currency this month."""
        return share(cents, worth(currency, self._currency, self._book.period), 1000) if currency else cents
