"""The numbers that belong to one legal person, as they are compared: those alone that can be theirs."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from stdnum.util import get_cc_module

from boekhaak.errors import InvalidInput
from boekhaak.matching.comparing import slipped
from boekhaak.recognition.numbers import country_code, registration_key, vat_key
from boekhaak.registration import RULES, registration_number

EQUAL, INCOMPARABLE, SLIP, DIFFERS, HELD = range(5)
WIDTHS = {"BE": 10, "NO": 9, "SE": 10, "DK": 8, "FR": 9}
"""Countries whose VAT numbers hold the registration number, and how many digits that has; it is last in FR, else first."""
LAST = frozenset({"FR"})


class Registered(NamedTuple):
    """The registration number of a contact, and the one that its VAT number holds; either may be empty."""

    own: str
    held: str


@lru_cache(maxsize=1 << 17)
def registration(text: str, country: str) -> str:
    """Return a registration number with its country before it; nothing where it is a placeholder or cannot be one."""
    country = country_code(country)
    if not text or country not in RULES:
        return ""
    try:
        return f"{country}{registration_number(registration_key(text, country), country)}"
    except InvalidInput:
        return ""


@lru_cache(maxsize=1 << 17)
def vat(text: str, country: str) -> str:
    """Return a VAT number with its country before it; nothing where it is a placeholder or its check digit is wrong."""
    held = vat_key(text, country) if text else ""
    rule = get_cc_module(held[:2], "vat") if held[:2].isalpha() else None
    if not held or rule is None:
        return ""
    number = held[2:] + ("MVA" if held.startswith("NO") else "")
    return held if rule.is_valid(number) or rule.is_valid(held) else ""


def inside(vat_number: str) -> str:
    """Return the registration number that a VAT number holds, with its country; nothing where it holds none."""
    country, number = vat_number[:2], "".join(filter(str.isdecimal, vat_number[2:]))
    width = WIDTHS.get(country, 0)
    if not width or len(number) < width:
        return ""
    return registration(number[-width:] if country in LAST else number[:width], country)


def registrations(ours: Registered, theirs: Registered) -> int:
    """Compare registration numbers: equal (0), nothing to compare (1), a slip apart (2), different (3), or the one in the other's
    VAT number (4).

    The number in a VAT number stands in for the contact's own, and proves no more than a VAT number: it may be a group's.
    """
    if ours.own and theirs.own:
        return vats(ours.own, theirs.own)
    if (ours.held and theirs.held) or (not ours.own and not theirs.own):
        return INCOMPARABLE
    one, other = ours.own or ours.held, theirs.own or theirs.held
    if not one or not other:
        return INCOMPARABLE
    return vats(one, other) or HELD


def vats(one: str, other: str) -> int:
    """Compare numbers with their country before them: equal (0), of two countries (1), a slip apart (2), or different (3)."""
    if one == other:
        return EQUAL
    if one[:2] != other[:2]:
        return INCOMPARABLE
    return SLIP if slipped(one, other) else DIFFERS
