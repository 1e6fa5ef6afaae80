"""The pages of a generated company's books: lines, vouchers, their numbers, and what stands on each account.

Inside, amounts are whole cents; they become Decimal when a line is made, one object for equal amounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from boekhaak.testing.books.charts import Chart
from boekhaak.testing.books.model import Declared, JournalType, Line, Period, Voucher


class Daybook:
    """Takes vouchers at the day where it was opened with :meth:`at`, and keeps count."""

    def __init__(self, chart: Chart) -> None:
        self._journals = {kind: journal.code for kind, journal in chart.journals.items()}
        self._result_accounts = {account.number for account in chart.accounts if account.nature == "result"}
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
        self.openings = {account: self._amount(cents) for account, cents in sorted(stand.items()) if cents}

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
    ) -> Line:
        """Make a line and count it; it must be part of the next voucher. ``foreign`` is cents and their currency."""
        self._page[account] += cents
        self._stand[account] += cents
        own_day = None if day == self.day else day
        amount = self._amount(cents)
        if foreign is None:
            return Line(account, amount, description, contact, tax_code, own_day)
        return Line(account, amount, description, contact, tax_code, own_day, self._amount(foreign[0]), foreign[1])

    def next_number(self, kind: JournalType) -> str:
        """Return the number that the next voucher of a journal will have: two digits of the year and six of a count."""
        return f"{self.period.year % 100:02d}{self._numbers[kind, self.period.year] + 1:06d}"

    def post(self, kind: JournalType, description: str, lines: Sequence[Line]) -> int:
        """Add a voucher and return how many lines it has."""
        number = self.next_number(kind)
        self._numbers[kind, self.period.year] += 1
        year, period = self.period.year, self.period.period
        self.vouchers.append(Voucher(self._journals[kind], number, self.day, year, period, description, tuple(lines)))
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
                found.append(Declared(account, year, period, self._amount(stand[account])))
        return tuple(found)

    def _amount(self, cents: int) -> Decimal:
        amount = self._money.get(cents)
        if amount is None:
            amount = self._money[cents] = Decimal(cents).scaleb(-2)
        return amount
