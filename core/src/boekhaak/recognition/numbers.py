"""Registration and VAT numbers as keys: equal for all the ways that people and packages write one number."""

from __future__ import annotations

import re
from functools import lru_cache
from types import ModuleType

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.util import get_cc_module

from boekhaak.errors import InvalidInput
from boekhaak.registration import RULES, registration_number

WIDTHS = {"NL": 8, "BE": 10, "SE": 10, "GB": 8, "FR": 9}
"""How many digits a number has in the countries where it may begin with a zero, which spreadsheets drop."""
MOST_LOST = 2
ONLY_DIGITS = frozenset({"NL", "BE", "NO", "SE", "DK", "FR"})
SHORTEST = 4
"""What is shorter is a number of nothing: it would be found everywhere."""
MOST_LETTERS = 2
"""With more of them it is a register's name that makes the number, such as that of HRB 1234."""
NOTHING = frozenset({"NVT", "NA", "ONBEKEND", "GEEN", "NIHIL", "NONE", "NULL", "UNKNOWN", "INGEN", "INGET", "UKJENT", "OKAND",
                     "SAKNAS", "MANGLER", "KEINE", "UNBEKANNT", "AUCUN", "INCONNU", "NINGUNO", "TEST", "DEMO"})  # fmt: skip
"""What people write where there is no number, without spaces and dots."""

VAT_DIGITS = 5
"""A VAT number of a country whose form nobody knows has so many digits at least."""
VAT_ENDS = {"NO": "MVA", "CH": "MWST"}
"""With what VAT numbers end in their country's form that many people leave out."""

_SAME_COUNTRY = {"UK": "GB", "XI": "GB", "EL": "GR"}
_RUN = "01234567890123456789"
_NOT_A_SIGN = re.compile(r"[\W_]+")


def country_code(country: str) -> str:
    """Return a country's ISO code in capitals, for those that are also written otherwise."""
    return _SAME_COUNTRY.get(country.strip().upper(), country.strip().upper())


@lru_cache(maxsize=1 << 16)
def registration_key(text: str, country: str) -> str:
    """Return a registration number by its country's rule, or its letters and digits; nothing where it is a placeholder.

    A number that breaks the rule is kept as it is: a mistyped number is still another one.
    """
    country = country_code(country)
    bare = _bare(text)
    if _is_placeholder(bare.removeprefix(country)):
        return ""
    try:
        number = registration_number(text, country) if country in RULES else bare
    except InvalidInput:
        number = _with_zeros(_digits(bare) if country in ONLY_DIGITS else bare.removeprefix(country), country)
    return "" if _is_placeholder(number) else number


@lru_cache(maxsize=1 << 16)
def vat_key(text: str, country: str) -> str:
    """Return a VAT number with the code of its country before it, by python-stdnum; nothing where it is a placeholder.

    The number's own country, where it has one before it, goes before that of the company. NL: what ends without B and two
    digits is the first of its owner's numbers.
    """
    bare = _bare(text)
    country = _country_of(bare, country_code(country))
    module = _vat_of(country)
    number = bare[2:] if country and country_code(bare[:2]) == country else bare
    if _is_placeholder(number):
        return ""
    if country == "NL" and number.isdecimal() and len(number) in {8, 9}:
        number = f"{number}B01"
    if module is not None:
        number = str(module.compact(number))
    if country == "NO":
        number = number.removesuffix("MVA")
    held = number[:9] if country == "NL" else number[:10] if country == "SE" else number
    return "" if _is_placeholder(held) else f"{country}{number}"


def not_a_vat_number(text: str, country: str) -> str:
    """Say why a text cannot be a VAT number: by its country's form, else by its digits; nothing where it can.

    What stands for no number can be one, and so can one whose check digit is wrong: to tell those is for :func:`vat_key`, and
    for who compares.
    """
    bare = _bare(text)
    country = _country_of(bare, country_code(country))
    digits, module = len(_digits(bare)), _vat_of(country)
    if module is None:
        return "" if digits >= VAT_DIGITS else f": it has letters and digits, {VAT_DIGITS} digits or more"
    number = vat_key(text, country).removeprefix(country)
    if not number and digits >= VAT_DIGITS:
        return ""
    written = (number, bare, f"{number}{VAT_ENDS.get(country, '')}", f"{bare}{VAT_ENDS.get(country, '')}")
    return "" if any(_has_form(module, one) for one in written) else f" as they are written in {country}"


def _has_form(module: ModuleType, number: str) -> bool:
    try:
        module.validate(number)
    except InvalidChecksum:
        return True
    except ValidationError:
        return False
    return True


def derived(registration: str, vat: str, country: str) -> bool:
    """Tell whether the VAT number holds the registration number, as in BE, NO, SE, DK, FR and ES: then both are one identifier.

    In NL, DE and GB the tax office and the register number companies each on their own. Where nobody knows the country, it is
    that of the VAT number.
    """
    held = vat_key(vat, country)
    number = registration_key(registration, country or held[:2])
    return bool(number) and number in held


def _bare(text: str) -> str:
    return _NOT_A_SIGN.sub("", text).upper()


def _digits(bare: str) -> str:
    return "".join(sign for sign in bare if sign.isdecimal())


def _is_placeholder(bare: str) -> bool:
    """Tell whether letters and digits stand for no number: a word, one digit many times, digits as they are counted."""
    digits = _digits(bare)
    if len(bare) < SHORTEST or not digits or bare in NOTHING:
        return True
    if len(bare) - len(digits) > MOST_LETTERS:
        return False
    return len(set(digits)) == 1 or digits in _RUN or digits[::-1] in _RUN


def _with_zeros(number: str, country: str) -> str:
    """Put back the zeros in front that a spreadsheet took, where the country's rule then holds."""
    width = WIDTHS.get(country, 0)
    if not number.isdecimal() or not width - MOST_LOST <= len(number) < width:
        return number
    try:
        return registration_number(number.zfill(width), country)
    except InvalidInput:
        return number


def _country_of(bare: str, country: str) -> str:
    """Return the country whose code stands before a VAT number and whose number it can be, or the company's."""
    code = country_code(bare[:2])
    if code == country or not code.isalpha():
        return country
    theirs, ours = _vat_of(code), _vat_of(country)
    if theirs is None:
        return country
    return code if ours is None or theirs.is_valid(bare[2:]) or not ours.is_valid(bare) else country


@lru_cache(maxsize=256)
def _vat_of(country: str) -> ModuleType | None:
    found = get_cc_module(country, "vat") if country.isalpha() and country.isascii() else None
    return found if isinstance(found, ModuleType) else None
