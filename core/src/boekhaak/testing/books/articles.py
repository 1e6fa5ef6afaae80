"""Invented articles, and which of them an amount may be for."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import cycle

from boekhaak.testing.books.countries.country import Rate
from boekhaak.testing.books.languages.language import Language, Measure
from boekhaak.testing.books.model import Article

FEWEST, MOST = 10, 40
PRICES: dict[Measure, tuple[int, int, int]] = {
    "piece": (500, 250_000, 500),
    "hour": (450_000, 1_350_000, 5_000),
    "weight": (4_000, 190_000, 1),
    "length": (4_000, 190_000, 1),
    "month": (100_000, 4_000_000, 10_000),
}
"""Lowest, highest and step, in hundredths of a cent."""
DECIMALS: dict[Measure, int] = {"piece": 0, "hour": 2, "weight": 3, "length": 3, "month": 0}
"""How exactly a quantity is counted."""
TRIES = 3


def articles(rng: random.Random, language: Language, rates: Sequence[Rate]) -> tuple[Article, ...]:
    """Return ten to forty articles; half of them at the first rate, and some sold at each of the others."""
    kinds = some_kinds(rng, language, rng.randrange(FEWEST, MOST + 1))
    return tuple(_article(rng, language, rates, index, kind) for index, kind in enumerate(kinds))


Kind = tuple[str, Measure]
"""The name of an article and how it is counted."""


def article(
    rng: random.Random, language: Language, *, code: str, tax_code: str, is_sold: bool, is_bought: bool, kind: Kind
) -> Article:
    """Return an article; its prices have up to four decimals."""
    name, measure = kind
    price = rng.randrange(*PRICES[measure])
    return Article(
        code=code,
        name=name,
        unit=language.units[measure],
        is_sold=is_sold,
        is_bought=is_bought,
        sales_price=_price(price) if is_sold else None,
        cost_price=_price(price * 3 // 5) if is_bought else None,
        tax_code=tax_code,
    )


def decimals(language: Language, unit: str) -> int:
    """Return how many decimals a quantity of a unit has; none of one that the language does not know."""
    return max((DECIMALS[measure] for measure, name in language.units.items() if name == unit), default=0)


def _article(rng: random.Random, language: Language, rates: Sequence[Rate], index: int, kind: Kind) -> Article:
    """Make the article at a place in the list: one in five is not sold, two in five are bought."""
    rate = rates[1 + index // 2 % (len(rates) - 1)] if index % 2 else rates[0]
    is_sold = index % 5 != 4
    return article(
        rng,
        language,
        code=f"A{index + 1:03d}",
        tax_code=rate.sales if is_sold else rate.purchase,
        is_sold=is_sold,
        is_bought=index % 5 >= 3,
        kind=kind,
    )


class Shelf:
    """The articles that are sold, by tax code, each taken in its turn."""

    def __init__(self, held: Iterable[Article], language: Language) -> None:
        sold: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for one in held:
            if one.sales_price is not None:
                row = one.code, int(one.sales_price.scaleb(4)), decimals(language, one.unit)
                sold[one.tax_code].append(row)
        self._turns: dict[str, Iterator[tuple[str, int, int]]] = {code: cycle(rows) for code, rows in sold.items()}

    def fitting(self, tax_code: str, cents: int) -> tuple[str, Decimal | None]:
        """Return an article and how much of it comes to an amount, give or take a cent; nothing where none does."""
        for _ in range(TRIES):
            code, price, places = next(self._turns[tax_code])
            scale = 10**places
            wanted = cents * 100 * scale
            quantity = (2 * wanted + price) // (2 * price)
            if quantity and abs(quantity * price - wanted) <= 100 * scale:
                return code, Decimal(quantity).scaleb(-places)
        return "", None


def some_kinds(rng: random.Random, language: Language, count: int) -> list[Kind]:
    """Return different kinds of articles."""
    every = [(f"{name}, {quality}", measure) for name, measure in language.articles for quality in language.qualities]
    return rng.sample(every, count)


def _price(hundredths: int) -> Decimal:
    """Return a price with two decimals, or as many as it needs up to four."""
    price = Decimal(hundredths).scaleb(-4)
    cents = price.quantize(Decimal("0.01"))
    return cents if cents == price else price
