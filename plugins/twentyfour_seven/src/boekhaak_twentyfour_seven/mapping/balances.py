"""The balances that the vendor declares. Pure. Source: FACTS.md#how-lines-are-read."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from boekhaak.plugin import Balance, Record
from boekhaak_twentyfour_seven.mapping.ledger import Book
from boekhaak_twentyfour_seven.mapping.masters import nature
from boekhaak_twentyfour_seven.mapping.rows import Row
from boekhaak_twentyfour_seven.values import Amount, Number, money

LAST_PERIOD = 13
"""In which a year's declared closing stands: after the entries of a period of their own."""


class AggregatedRow(Row):
    """What moved on an account since a day, to the end of the books."""

    element: ClassVar = "AggregatedData"

    AccountNo: Number = None
    TotalBalance: Amount = None


def closings(book: Book, moved: list[dict[str, Decimal]]) -> Iterator[Record]:
    """Yield what is declared to stand on each account at the end of each year.

    ``moved`` holds what moved on each account since the start of each year, in the order of the years. Result accounts count
    within their year; what moved in a year is the difference between two starts.
    """
    for place, year in enumerate(book.years):
        after = moved[place + 1] if place + 1 < len(moved) else {}
        for account in moved[0].keys() | moved[place].keys():
            since = moved[place] if nature(account, book.company) == "result" else moved[0]
            yield Balance(
                id=f"closing-{year.start}-{account}",
                account_id=account,
                measure="closing",
                year=year.number,
                period=LAST_PERIOD,
                amount=money(since.get(account, Decimal()) - after.get(account, Decimal())),
                currency=book.company.currency,
            )
