"""What a country's companies book with, as values of the books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from boekhaak.testing.books.countries.country import Country, Kind, Rate, Row
from boekhaak.testing.books.countries.known import KNOWN
from boekhaak.testing.books.languages.language import Language
from boekhaak.testing.books.model import Account, Journal, JournalType, Nature, TaxCode

JOURNAL_ACCOUNTS = {"sales": "receivable", "purchase": "payable", "bank": "bank", "cash": "cash"}
NATURES: dict[Kind, Nature] = {"B": "balance", "R": "result"}


@dataclass(frozen=True, slots=True)
class Chart:
    """What a country's companies book with. The last rate is the one of nothing."""

    currency: str
    language: Language
    accounts: tuple[Account, ...]
    journals: Mapping[JournalType, Journal]
    rates: tuple[Rate, ...]
    tax_codes: tuple[TaxCode, ...]
    by_use: Mapping[str, tuple[str, ...]]

    def number(self, use: str) -> str:
        """Return the first account for a use."""
        return self.by_use[use][0]


def chart(code: str) -> Chart:
    """Return the chart of a country. Raises: KeyError when it has none."""
    country = KNOWN[code]
    by_use: dict[str, tuple[str, ...]] = {}
    for use, number, *_ in country.accounts:
        by_use[use] = (*by_use.get(use, ()), number)
    return Chart(
        currency=country.currency,
        language=country.language,
        accounts=tuple(_account(row, country.rates) for row in country.accounts),
        journals={kind: _journal(kind, country, by_use) for kind in get_args(JournalType)},
        rates=country.rates,
        tax_codes=tuple(code for rate in country.rates for code in _tax_codes(rate, country.language)),
        by_use=by_use,
    )


def _account(row: Row, rates: tuple[Rate, ...]) -> Account:
    use, number, name, kind, side, role = row
    tax_code = {rate.revenue: rate.sales for rate in rates}.get(number, "")
    if use in {"expense", "goods"}:
        tax_code = rates[0].purchase
    return Account(number, name, NATURES[kind], "debit" if side == "D" else "credit", role, tax_code)


def _journal(kind: JournalType, country: Country, by_use: Mapping[str, tuple[str, ...]]) -> Journal:
    account = by_use[JOURNAL_ACCOUNTS[kind]][0] if kind in JOURNAL_ACCOUNTS else None
    return Journal(country.journals[kind], country.language.journals[kind], kind, account)


def _tax_codes(rate: Rate, language: Language) -> tuple[TaxCode, TaxCode]:
    written = str(rate.percentage).replace(".", language.decimal_point)
    return (
        TaxCode(rate.sales, language.sales_tax.format(rate=written), rate.percentage, "sales"),
        TaxCode(rate.purchase, language.purchase_tax.format(rate=written), rate.percentage, "purchase"),
    )
