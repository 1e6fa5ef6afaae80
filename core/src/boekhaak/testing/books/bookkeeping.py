"""The bookkeeper of a generated company: posts vouchers day by day until its lines are used up."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate

from boekhaak.testing.books.articles import Shelf
from boekhaak.testing.books.charts import Chart
from boekhaak.testing.books.daybook import Daybook
from boekhaak.testing.books.languages.language import Text
from boekhaak.testing.books.model import Contact, Period
from boekhaak.testing.books.trade import Trade

MONTHLY_FROM = 240
"""A year of so many lines has monthly depreciation and quarterly tax payments."""
LONGEST = 5
"""No kind of voucher has more lines than this."""


class Bookkeeper:
    """Spreads the lines of a year over its days and over the kinds of vouchers."""

    def __init__(
        self, rng: random.Random, chart: Chart, contacts: Sequence[Contact], book: Daybook, shelf: Shelf
    ) -> None:
        self._rng = rng
        self._chart = chart
        self._book = book
        self._texts = chart.language.texts
        self.trade = trade = Trade(rng, chart, contacts, book, shelf)
        self._kinds: tuple[Callable[[], int], ...] = (
            lambda: trade.invoice(trade.sales),
            lambda: trade.invoice(trade.purchases),
            lambda: trade.settle(trade.sales),
            lambda: trade.settle(trade.purchases),
            self._use_cash,
            self._book_wages,
            self._charge,
        )
        self._weights = tuple(accumulate((30, 22, 20, 14, 6, 3, 5)))

    def open(self, day: date) -> None:
        """Set the openings: assets, debts and unpaid invoices, with the reserves making them add up to zero."""
        use, trade = self._chart.number, self.trade
        stand = {use(name): self._round_sum(5_000_000) for name in ("bank", "savings", "inventory", "cash")}
        for asset, written_off in zip(self._chart.by_use["asset"], self._chart.by_use["written off"], strict=True):
            stand[asset] = self._round_sum(20_000_000)
            stand[written_off] = -stand[asset] * self._rng.randrange(1, 8) // 10
        for side in (trade.sales, trade.purchases):
            stand[side.account] = trade.open(side, day)
        stand[use("capital")] = -1_800_000
        stand[use("loan")] = -self._round_sum(10_000_000)
        stand[use("reserves")] = -sum(stand.values())
        self._book.open(stand)

    def write_year(self, periods: Sequence[Period], lines: int, *, allocate: bool) -> None:
        """Post exactly ``lines`` lines in the year of these periods; a thirteenth period gets adjusting entries.

        With ``allocate`` the last voucher moves the year's result to the reserves. A year of very few lines has room
        for neither.
        """
        if not lines:
            return
        last = periods[-1]
        depreciate = lines >= 24
        adjustments = (6 if lines >= MONTHLY_FROM else 2) if last.period > 12 and lines >= 8 else 0
        allocate = allocate and lines >= 4
        self._fill(periods, lines - 2 * (depreciate + adjustments + allocate), monthly=lines >= MONTHLY_FROM)
        self._book.at(last, last.end)
        if depreciate:
            self._depreciate()
        for _ in range(adjustments):
            self._accrue(2)
        if allocate:
            result = self._book.result()
            self._general("allocation", {"allocation": -result, "reserves": result})

    def _fill(self, periods: Sequence[Period], lines: int, *, monthly: bool) -> None:
        """Spread ``lines`` lines over the days of the months, never leaving a single line for the last voucher."""
        days = [(period, day) for period in periods if period.period <= 12 for day in _days(period)]
        book, used = self._book, 0
        while used < lines:
            period, day = days[used * len(days) // lines]
            month = book.period
            if monthly and period.period > 1 and period is not month and lines - used > 3 * LONGEST:
                book.at(month, month.end)
                used += self._depreciate()
                used += self._settle_tax() if month.period % 3 == 0 else 0
            book.at(period, day)
            if lines - used < LONGEST + 2:
                used += self._accrue(lines - used)
            else:
                used += self._rng.choices(self._kinds, cum_weights=self._weights)[0]()

    def _use_cash(self) -> int:
        """Post a sale or an expense in cash."""
        book, trade = self._book, self.trade
        sells = self._rng.random() < 0.6
        side = trade.sales if sells else trade.purchases
        rate = trade.rate()
        net = self._rng.randrange(100, 15_000)
        tax = rate.tax(net)
        text = self._texts["cash sale"] if sells else self._rng.choice(self._chart.language.products)
        account = rate.revenue if sells else self._rng.choice(self._chart.by_use["expense"])
        code = rate.sales if sells else rate.purchase
        lines = [
            book.line(self._chart.number("cash"), side.sign * (net + tax), text),
            book.line(account, -side.sign * net, text, tax_code=code),
        ]
        if tax:
            account, words = trade.tax_account(side, rate), self._texts["tax"]
            lines.append(book.line(account, -side.sign * tax, words, tax_code=code))
        return book.post("cash", text, lines)

    def _book_wages(self) -> int:
        gross = self._round_sum(500_000)
        charges, net = gross // 5, gross * 7 // 10
        withheld = gross + charges - net
        due = {"wages": gross, "social charges": charges, "wages due": -net, "wage tax due": -withheld}
        return self._general("wages", due)

    def _charge(self) -> int:
        """Post what the bank pays without an invoice: wages that are due, the tax on them, or else its own charges."""
        dues: tuple[tuple[str, Text], ...] = (("wages due", "net wages"), ("wage tax due", "wage tax"))
        for use, text in dues:
            if owed := -self._book.stand(self._chart.number(use)):
                return self._pay(use, owed, text)
        return self._pay("bank charges", self._rng.randrange(150, 4_000), "bank charges")

    def _settle_tax(self) -> int:
        uses = ("sales tax", "input tax", "tax settled")
        owed = -sum(self._book.stand(account) for use in uses for account in self._chart.by_use[use])
        return self._pay("tax settled", owed, "tax return")

    def _pay(self, use: str, cents: int, what: Text) -> int:
        text = self._texts[what]
        bank = self._book.line(self._chart.number("bank"), -cents, text)
        return self._book.post("bank", text, [bank, self._book.line(self._chart.number(use), cents, text)])

    def _depreciate(self) -> int:
        text = self._texts["depreciation"]
        index = self._rng.randrange(len(self._chart.by_use["asset"]))
        cents = self._book.stand(self._chart.by_use["asset"][index]) // 120
        cost = self._book.line(self._chart.number("depreciation"), cents, text)
        written_off = self._book.line(self._chart.by_use["written off"][index], -cents, text)
        return self._book.post("general", text, [cost, written_off])

    def _accrue(self, count: int) -> int:
        """Post a general voucher of ``count`` lines: expenses whose invoice is still to come."""
        text = self._texts["accrued"]
        amounts = [self.trade.price() for _ in range(count - 1)]
        lines = [self._book.line(self._rng.choice(self._chart.by_use["expense"]), cents, text) for cents in amounts]
        lines.append(self._book.line(self._chart.number("accrued"), -sum(amounts), text))
        return self._book.post("general", text, lines)

    def _general(self, what: Text, cents: Mapping[str, int]) -> int:
        text = self._texts[what]
        lines = [self._book.line(self._chart.number(use), amount, text) for use, amount in cents.items()]
        return self._book.post("general", text, lines)

    def _round_sum(self, limit: int) -> int:
        return self._rng.randrange(limit // 10, limit) // 10_000 * 10_000


def _days(period: Period) -> list[date]:
    return [period.start + timedelta(days=number) for number in range((period.end - period.start).days + 1)]
