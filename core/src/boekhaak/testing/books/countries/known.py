"""The countries that are known, by their codes. Without accounts they only are where contacts have their seat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from boekhaak.testing.books.countries.belgium import BELGIUM
from boekhaak.testing.books.countries.britain import BRITAIN
from boekhaak.testing.books.countries.country import Country
from boekhaak.testing.books.countries.france import FRANCE
from boekhaak.testing.books.countries.netherlands import NETHERLANDS
from boekhaak.testing.books.countries.norway import NORWAY
from boekhaak.testing.books.countries.sweden import SWEDEN
from boekhaak.testing.books.languages.dutch import DUTCH
from boekhaak.testing.books.languages.english import ENGLISH

AMERICA = Country(
    code="US",
    currency="USD",
    language=ENGLISH,
    accounts=(),
    rates=(),
    journals={},
    phone="+1 202 555",
    legal_forms=("Inc.",),
    hamlet=("Fairhollow", "00499"),
)
KNOWN: Mapping[str, Country] = {
    country.code: country for country in (NETHERLANDS, BELGIUM, FRANCE, BRITAIN, NORWAY, SWEDEN, AMERICA)
}
ELSEWHERE = Country(
    code="",
    currency="",
    language=DUTCH,
    accounts=(),
    rates=(),
    journals={},
    phone="+00 00 000",
)


def country(code: str) -> Country:
    """Return a country; one that is not known has Dutch words and no numbers of its own."""
    return KNOWN.get(code) or replace(ELSEWHERE, code=code)
