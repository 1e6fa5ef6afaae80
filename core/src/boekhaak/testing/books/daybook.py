"""The pages of a generated company's books: lines, vouchers, their numbers, and what stands on each account.

Inside, amounts are whole cents; they become Decimal when a line is made, one object for equal amounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from boekhaak.testing.books.charts import Chart
from boekhaak.testing.books.dimensions import Codes
from boekhaak.testing.books.model import Declared, JournalType, Line, Period, Voucher, VoucherKey

NO_CODES = Codes()


class Daybook:
    """Takes vouchers at the day where it was opened with :meth:`at`, and keeps count.

    Each line on a result account, but for the allocation of the result, takes the next ``codes``.
    """

    def __init__(self, chart: Chart, codes: Iterator[Codes]) -> None:
        self._codes = codes
        self._journals = {kind: journal.code for kind, journal in chart.journals.items()}
        self._result_accounts = {account.number for account in chart.accounts if account.nature == "result"}
        self._analysed = self._result_accounts - {chart.number("allocation")}
        self._money: dict[int, Decimal] = {}
        self._numbers: dict[tuple[str, int], int] = defaultdict(int)
        self._moved: dict[tuple[int, int], dict[str, int]] = {}
        self._page: dict[str, int] = {}
        self._stand: dict[str, int] = defaultdict(int)
        self.period = Period(0, 0, date.min, date.min)
        self.day = date.min
        self.openings: dict[str, Decimal] = {}
        self.vouchers: list[Voucher] = []

    def open(self, stand: Mapping[str, int]) -> None:
        """Set the openings, in cents by account."""
        self._stand.update(stand)
        self.openings = {account: self.amount(cents) for account, cents in sorted(stand.items()) if cents}

    def at(self, period: Period, day: date) -> None:
        """Turn to a day; what is posted from now on belongs to it."""
        if period is not self.period:
            self.period = period
            self._page = self._moved.setdefault((period.year, period.period), defaultdict(int))
        self.day = day

    def line(
        self,
        account: str,
        cents: int,
        description: str,
        *,
        contact: str | None = None,
        tax_code: str = "",
        day: date | None = None,
        foreign: tuple[int, str] | None = None,
        article: str = "",
        quantity: Decimal | None = None,
    ) -> Line:
        """Make a line and count it; it must be part of the next voucher. ``foreign`` is cents and their currency."""
        self._page[account] += cents
        self._stand[account] += cents
        own_day = None if day == self.day else day
        amount, paid = self.amount(cents), None if foreign is None else self.amount(foreign[0])
        currency = "" if foreign is None else foreign[1]
        codes = next(self._codes) if account in self._analysed else NO_CODES
        return Line(account, amount, description, contact, tax_code, own_day, paid, currency, *codes, article, quantity)

    def next_key(self, kind: JournalType) -> VoucherKey:
        """Return the key that the next voucher of a journal will have; numbers are two digits of the year, six of a count."""
        year = self.period.year
        return self._journals[kind], year, f"{year % 100:02d}{self._numbers[kind, year] + 1:06d}"

    def post(self, kind: JournalType, description: str, lines: Sequence[Line]) -> int:
        """Add a voucher and return how many lines it has."""
        journal, year, number = self.next_key(kind)
        self._numbers[kind, year] += 1
        period = self.period.period
        self.vouchers.append(Voucher(journal, number, self.day, year, period, description, tuple(lines)))
        return len(lines)

    def stand(self, account: str) -> int:
        """Return what stands on a balance account, in cents."""
        return self._stand[account]

    def result(self) -> int:
        """Return the result of the open year so far, in cents: a profit is negative, as it is a credit."""
        return sum(
            cents
            for (year, _), page in self._moved.items()
            if year == self.period.year
            for account, cents in page.items()
            if account in self._result_accounts
        )

    def declared(self) -> tuple[Declared, ...]:
        """Return the closing of every account in every period in which it moved."""
        stand = {account: int(amount.scaleb(2)) for account, amount in self.openings.items()}
        year = 0
        found = []
        for (moved_year, period), page in sorted(self._moved.items()):
            if moved_year != year:
                year = moved_year
                stand = {account: cents for account, cents in stand.items() if account not in self._result_accounts}
            for account, cents in sorted(page.items()):
                stand[account] = stand.get(account, 0) + cents
                found.append(Declared(account, year, period, self.amount(stand[account])))
        return tuple(found)

    def amount(self, cents: int) -> Decimal:
        """Return an amount; equal ones are one object."""
        amount = self._money.get(cents)
        if amount is None:
            amount = self._money[cents] = Decimal(cents).scaleb(-2)
        return amount
