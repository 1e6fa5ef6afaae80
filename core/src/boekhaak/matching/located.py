"""Where a contact is, and how alike two addresses are, part by part."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from boekhaak.matching.abbreviations import LONG_STREETS, STREETS, TOWNS
from boekhaak.matching.configuration import DETAIL, PARTS
from boekhaak.models.contacts import Place
from boekhaak.recognition.names import name
from boekhaak.recognition.numbers import country_code

EQUAL, NEAR, TOWN, IN_TOWN, DIFFERS = range(5)
CLOSE = (0, 1)
ALIKE = 80.0
"""Streets that are less alike than this are other streets."""
NOTHING = frozenset(
    {"", "onbekend", "nvt", "geen", "unknown", "ukjent", "okand", "unbekannt", "inconnu", "x", "xx", "xxx", "test"}
)
NUMBER_FIRST = frozenset({"GB", "FR", "IE", "US"})
SORTS = {"visit": 0, None: 1, "": 1, "postal": 2, "invoice": 3, "delivery": 4}
MOST = 3
"""So many addresses of one contact are compared."""

_NUMBER = re.compile(r"(?<![\w])(\d{1,5})\s*[-/]?\s*([a-z]{0,2}\d{0,3})\b")
_WORDS = re.compile(r"[a-z]+|\d+")
_SIGNS = re.compile(r"[^\w/-]+|_")
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss"})
_CODE = re.compile(r"[\W_]+")


class Located(NamedTuple):
    """An address: the street folded and shortened, its number with what follows it, postcode, town and country."""

    street: str
    number: str
    more: str
    postcode: str
    town: str
    country: str


def located(places: tuple[Place, ...], home: str) -> tuple[Located, ...] | None:
    """Return a contact's addresses as they are compared, the main one of visits first; None without any."""
    ranked = sorted(places, key=lambda place: (not place.main, SORTS.get(place.type, 5)))
    read = dict.fromkeys(
        _located(place.line1, place.line2, place.postcode, place.city, place.country or home) for place in ranked
    )
    return tuple(one for one in read if one.street or one.postcode or one.town)[:MOST] or None


@lru_cache(maxsize=1 << 17)
def _located(line1: str, line2: str, postcode: str, city: str, country: str) -> Located:
    country = country_code(country)
    line = line1 if any(map(str.isdigit, line1)) or not any(map(str.isdigit, line2)) else f"{line1} {line2}"
    street, number, more = _street(line, country)
    code = _CODE.sub("", postcode).upper().removeprefix(country)
    if (code.isdecimal() and not code.strip("0")) or code.casefold() in NOTHING:
        code = ""
    town = "".join(word for word in name(city).words)
    town = "" if town in NOTHING else TOWNS.get(town, town)
    return Located(street, number, more, code, town, country)


def _street(line: str, country: str) -> tuple[str, str, str]:
    """Return a line's street without spaces, with long words shortened, its number and what follows it."""
    folded = _folded(line)
    found = list(_NUMBER.finditer(folded))
    if not found:
        return _shortened(folded), "", ""
    first = found[0]
    begins = not folded[: first.start()].strip()
    at = first if country in NUMBER_FIRST or begins else found[-1]
    before, after = folded[: at.start()].strip(), folded[at.end() :]
    return _shortened(before or after), str(int(at[1])), at[2]


def _folded(line: str) -> str:
    plain = unicodedata.normalize("NFKD", line.casefold().translate(_LETTERS))
    return _SIGNS.sub(" ", "".join(sign for sign in plain if not unicodedata.combining(sign))).strip()


@lru_cache(maxsize=1 << 16)
def _shortened(street: str) -> str:
    plain = "".join(map(_word, _WORDS.findall(street)))
    return "" if plain in NOTHING else plain


@lru_cache(maxsize=1 << 14)
def _word(word: str) -> str:
    ending = next((long for long in LONG_STREETS if word.endswith(long)), "")
    return word[: len(word) - len(ending)] + STREETS.get(ending, "")


def addresses(ours: tuple[Located, ...], theirs: tuple[Located, ...]) -> int:
    """Compare addresses, the best of all pairs: equal (0), near (1), in one town (2), elsewhere in it (3), different (4).

    What more is told is in how many parts they differ: street, number, postcode, town, country.
    """
    if len(ours) == 1 == len(theirs):
        return _address(ours[0], theirs[0])
    return min((_address(one, other) for one in ours for other in theirs), key=lambda seen: (seen % DETAIL, seen))


@lru_cache(maxsize=1 << 16)
def _address(one: Located, other: Located) -> int:
    if one == other:
        return EQUAL if one.street else TOWN
    parts = (
        _street_differs(one.street, other.street),
        _differs(one.number, other.number),
        _differs(one.postcode, other.postcode),
        _town_differs(one.town, other.town),
        _differs(one.country, other.country),
    )
    known = [part for part in parts if part is not None]
    return _level(one, other, parts) + DETAIL * (PARTS * sum(part > 1 for part in known) + len(known))


def _level(one: Located, other: Located, parts: tuple[int | None, ...]) -> int:
    street, number, postcode, town, _ = parts
    together = postcode == 0 or (town is not None and town <= 1)
    apart = not together and (town is not None or postcode is not None)
    slipped = postcode is not None and postcode <= 1
    if street == 0 and number == 0 and not apart:
        return EQUAL if one.more == other.more or not (one.more and other.more) else NEAR
    if number == 0 and (postcode == 0 or (street == 0 and slipped)):
        return NEAR
    if street in CLOSE and not apart and (number is None or number <= 1):
        return NEAR
    if not together:
        return DIFFERS
    return TOWN if street is None else IN_TOWN


def _differs(one: str, other: str) -> int | None:
    """Return 0 for equal, 1 for a slip apart, 2 for different, None where either is unknown."""
    if not one or not other:
        return None
    if one == other:
        return 0
    return 1 if len(one) > 2 and OSA.distance(one, other, score_cutoff=1) <= 1 else 2


def _street_differs(one: str, other: str) -> int | None:
    if not one or not other:
        return None
    return 0 if one == other else 1 if ratio(one, other, score_cutoff=ALIKE) else 2


def _town_differs(one: str, other: str) -> int | None:
    if not one or not other:
        return None
    if one == other:
        return 0
    longest = max(len(one), len(other))
    slips = 2 if longest >= 9 else 1 if longest >= 5 else 0
    near = bool(slips) and OSA.distance(one, other, score_cutoff=slips) <= slips
    return 1 if near or (min(len(one), len(other)) >= 4 and (one.startswith(other) or other.startswith(one))) else 2
