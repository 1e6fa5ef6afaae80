"""Invented names of companies and places. No real person or company is meant."""

from __future__ import annotations

import random
import unicodedata

from boekhaak.testing.books.countries.country import Country

WITHOUT_ACCENT = str.maketrans({"æ": "ae", "ø": "o"})
"""Letters of their own that have no accent to take away."""
TRADES_ABROAD = ("Trading", "Supplies", "Works")


def company_name(rng: random.Random, country: Country, taken: set[str], *, seat: Country) -> str:
    """Return a name that is not in ``taken``, and add it there.

    ``country`` gives the words; a company with its seat elsewhere has the usual legal form of that place.
    """
    words = country.language.words
    while True:
        proper = proper_name(rng, country)
        if seat is country:
            form = rng.choice(country.legal_forms)
            name = words.company.format(trade=rng.choice(words.trades), proper=proper, form=form).strip()
        else:
            name = f"{proper} {rng.choice(TRADES_ABROAD)} {seat.legal_forms[0]}"
        if name not in taken:
            taken.add(name)
            return name


def proper_name(rng: random.Random, country: Country) -> str:
    """Return a name such as a house or a hamlet has."""
    words = country.language.words
    return f"{rng.choice(words.first_parts)}{rng.choice(words.second_parts)}"


def place(rng: random.Random, country: Country) -> tuple[str, str]:
    """Return a city and a postcode there; a city of a country that is not known has no postcode."""
    if not country.cities:
        return proper_name(rng, country), ""
    city, postcode = rng.choice(country.cities)
    return city, postcode + "".join(_letter(rng, sign, country) for sign in country.postcode_end)


def street(rng: random.Random, country: Country) -> str:
    """Return a street and a house number."""
    words = country.language.words
    return words.street.format(street=rng.choice(words.streets), number=rng.randrange(1, 240))


def domain(name: str) -> str:
    """Return the domain of a company, which nobody can have: the first two words of its name in plain letters."""
    return f"{'-'.join(plain(name).split('-')[:2])}.example"


def plain(text: str) -> str:
    """Return a text in small letters of ASCII, with a dash between words."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(WITHOUT_ACCENT)).encode("ascii", "ignore").decode()
    return "-".join(letters.split())


def _letter(rng: random.Random, sign: str, country: Country) -> str:
    if sign == "9":
        return str(rng.randrange(10))
    return rng.choice(country.postcode_letters) if sign == "A" else sign
