"""What foreign currencies are worth in invented books: another amount each month, the same in every company."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from boekhaak.testing.books.model import ExchangeRate, Period

WORTH = {
    ("GBP", "EUR"): 1165,
    ("USD", "EUR"): 925,
    ("EUR", "GBP"): 858,
    ("USD", "GBP"): 794,
    ("EUR", "NOK"): 11700,
    ("GBP", "NOK"): 13600,
    ("USD", "NOK"): 10500,
    ("EUR", "SEK"): 11200,
    ("GBP", "SEK"): 13100,
    ("USD", "SEK"): 10100,
}
"""What a thousand of the first currency are worth in the second, give or take twenty."""


def worth(source: str, target: str, period: Period) -> int:
    """Return what a thousand of a currency are worth in another in a period."""
    return WORTH[source, target] + (period.year * 3 + period.period * 7) % 41 - 20


def exchange_rates(sources: Sequence[str], target: str, periods: Sequence[Period]) -> tuple[ExchangeRate, ...]:
    """Return a rate a month for each currency, by which vouchers of that month are booked."""
    return tuple(
        ExchangeRate(source, target, period.start, Decimal(worth(source, target, period)).scaleb(-3))
        for period in periods
        if period.period <= 12
        for source in sources
    )
