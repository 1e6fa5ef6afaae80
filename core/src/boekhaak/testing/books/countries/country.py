"""What invented books need of a country."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from boekhaak.testing.books.cents import share
from boekhaak.testing.books.languages.language import Language
from boekhaak.testing.books.model import AccountRole, JournalType

Kind = Literal["B", "R"]
Row = tuple[str, str, str, Kind, Literal["D", "C"], AccountRole]
"""What it is used for (several accounts may share that), number, name, balance or result, debit or credit, role."""
Numbers = Callable[[random.Random], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of value added tax with the codes that carry it and the account that takes its sales.

    ``percentage`` is 5.5 for 5.5 %, with at most one decimal.
    """

    percentage: Decimal
    sales: str
    purchase: str
    revenue: str

    def tax(self, cents: int) -> int:
        """Return the tax on an amount, half a cent away from zero."""
        return share(cents, int(self.percentage * 10), 1000)


@dataclass(frozen=True, slots=True)
class Country:
    """A country. The last rate is the one of nothing; a tax code has at most three characters."""

    code: str
    currency: str
    language: Language
    accounts: tuple[Row, ...]
    rates: tuple[Rate, ...]
    journals: Mapping[JournalType, str]
    phone: str
    """The beginning of numbers that nobody answers."""
    phone_end: int = 100
    """The first of the hundred endings of four digits that follow it."""
    legal_forms: tuple[str, ...] = ("",)
    """As often as they occur."""
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """How else people write a legal form."""
    cities: tuple[tuple[str, str], ...] = ()
    """Cities with a postcode, or its beginning."""
    postcode_end: str = ""
    """What follows that beginning: 9 stands for a digit and A for one of ``postcode_letters``."""
    postcode_letters: str = ""
    hamlet: tuple[str, str] = ("", "")
    """A place that does not exist, with its postcode: the seat of those who deal with companies of other countries."""
    foreign: tuple[str, ...] = ("GB", "US")
    """Where contacts with another currency have their seat."""
    registration: Numbers = lambda _: ("", "")
    """Gives a registration and a VAT number."""
    bank_account: Numbers | None = None
    """Gives an IBAN and its BIC."""
