"""Registration numbers of companies: by which rule each country makes them, and whether a number may be one.

What is checked is the number's form and, where a country has one, its check digit; nobody is asked whether it was given out.

NL  KvK number: eight digits, no check digit (kvk.nl, "Numbers in the Business Register").
BE  enterprise number: ten digits from 0 or 1 on, the last two 97 minus the others modulo 97 (python-stdnum, ``be.vat``).
NO  organisation number: nine digits, modulo 11 (``no.orgnr``; brreg.no).
SE  organisation number, or a sole trader's personal number: ten digits, Luhn (``se.orgnr``; skatteverket.se).
DK  CVR number: eight digits, modulo 11 (``dk.cvr``; datacvr.virk.dk).
DE  court, register and number; courts and registers are known, numbers have no check digit (``de.handelsregisternummer``).
GB  eight characters: digits, or a prefix of the register's and six digits (Companies House, "company number prefixes").
FR  SIREN: nine digits, Luhn; of a SIRET, which is one establishment's, the first nine (``fr.siren``, ``fr.siret``).
ES  NIF: a letter, digits and a check character (``es.nif``: companies' CIF, and people's DNI and NIE).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from stdnum.be import vat as be_vat
from stdnum.de import handelsregisternummer
from stdnum.dk import cvr
from stdnum.es import nif
from stdnum.exceptions import InvalidFormat, ValidationError
from stdnum.fr import siren, siret
from stdnum.no import orgnr as no_orgnr
from stdnum.se import orgnr as se_orgnr
from stdnum.util import clean

from boekhaak.errors import InvalidInput

MOST = 60
"""No number is longer, with all that people write in it."""

_PREFIXES = (  # of Companies House, without those of registers that it does not keep
    "AC|CE|CS|EN|ES|FC|FE|GE|GN|GS|IC|IP|LP|NA|NC|NF|NI|NL|NO|NP|NR|NV|NZ|OC|OE|PC|R0|RC|RS|SA|SC|SE|SF|SG|SI|SL|SO|SP|SR|SZ|ZC"
)
_GB = re.compile(rf"[0-9]{{8}}|(?:{_PREFIXES})(?:[0-9]{{6}}|[0-9]{{5}}[A-Z])")
_REGISTERS = {one.upper(): one for one in handelsregisternummer.REGISTRY_TYPES}
_REGISTER = f"(?P<register>{'|'.join(_REGISTERS)})"
_DE_COURT_FIRST = re.compile(rf"(?P<court>.*[^\s,]),?\s+{_REGISTER}\s*(?P<number>[0-9].*)", re.IGNORECASE)
_DE_COURT_LAST = re.compile(
    rf"{_REGISTER}\s*(?P<number>[0-9]+(?:\s*(?-i:[A-ZÖ]{{1,3}})(?=[\s,]))?)[\s,]+(?P<court>.+)", re.IGNORECASE
)


class Rule(NamedTuple):
    """A country's: ``check`` returns the number in its one form or raises, ``words`` say to people what it looks like."""

    words: str
    check: Callable[[str], str]


def registration_number(text: str, country: str) -> str:
    """Return a company's registration number in the one form that its country writes it in.

    Spaces, dots, dashes and the country's code before it may be there. ``country`` is ISO 3166 alpha-2. The number of a
    country without a rule here, or of an empty one, is NOT checked: any letters with digits pass, as they are.
    Raises: InvalidInput, with the rule in words.
    """
    rule = RULES.get({"UK": "GB"}.get(country.upper(), country.upper()), ELSEWHERE)
    try:
        if len(text) > MOST:
            raise InvalidFormat
        number = rule.check(" ".join(clean(text).split()))
        if not any(digit in number for digit in "123456789"):
            raise InvalidFormat
    except ValidationError as error:
        shown = text if len(text) <= MOST else f"{text[:MOST]}…"
        raise InvalidInput(
            f"“{shown}” is no registration number of {rule.words}",
            way_out="Copy it from the register's extract, or give a reason why there is none: no_company or test_demo",
        ) from error
    return number


def _bare(text: str, country: str) -> str:
    """Return a number without what people write in it, and without the country before it."""
    return "".join(sign for sign in text.upper() if sign not in " .-/").removeprefix(country)


def _dutch(text: str) -> str:
    return _matching(re.compile(r"[0-9]{8}"), _bare(text, "NL").removeprefix("KVK").lstrip(":"))


def _belgian(text: str) -> str:
    return str(be_vat.validate(_bare(text, "BE")))


def _norwegian(text: str) -> str:
    return str(no_orgnr.validate(_bare(text, "NO").removesuffix("MVA")))


def _swedish(text: str) -> str:
    """Take also the VAT number, which ends in 01, and the twelve digits in which a century or 16 comes first."""
    number = _bare(text, "")
    if number.startswith("SE"):
        number = number[2:12] if len(number) == 14 and number.endswith("01") else number[2:]
    elif len(number) == 12 and number[:2] in {"16", "18", "19", "20"}:
        number = number[2:]
    return str(se_orgnr.validate(number))


def _danish(text: str) -> str:
    return str(cvr.validate(_bare(text, "DK").removeprefix("CVR").lstrip(":")))


def _german(text: str) -> str:
    """Put the court first, as it is normally written, before it is checked: behind, its first word may look like a suffix."""
    text = re.sub(r"(?:Amtsgericht|AG)\s+", "", text, flags=re.IGNORECASE)
    if there := _DE_COURT_LAST.fullmatch(text):
        text = f"{there['court']} {there['register']} {there['number']}"
    there = _DE_COURT_FIRST.fullmatch(text)
    if there is None:
        raise InvalidFormat
    register = _REGISTERS[there["register"].upper()]
    return str(handelsregisternummer.validate(f"{there['court']} {register} {there['number'].upper()}"))


def _british(text: str) -> str:
    return _matching(_GB, _bare(text, "GB"))


def _french(text: str) -> str:
    number = _bare(text, "FR")
    return str(siret.validate(number))[:9] if len(number) == 14 else str(siren.validate(number))


def _spanish(text: str) -> str:
    return str(nif.validate(_bare(text, "ES")))


def _any(text: str) -> str:
    if not _bare(text, "").isalnum():
        raise InvalidFormat
    return text


def _matching(pattern: re.Pattern[str], number: str) -> str:
    if pattern.fullmatch(number) is None:
        raise InvalidFormat
    return number


RULES: dict[str, Rule] = {
    "NL": Rule("the Netherlands: a KvK number has 8 digits", _dutch),
    "BE": Rule("Belgium: an enterprise number has 10 digits, begins with 0 or 1, and ends in 2 check digits", _belgian),
    "NO": Rule("Norway: an organisation number has 9 digits, the last of them a check digit", _norwegian),
    "SE": Rule("Sweden: an organisation number has 10 digits, the last of them a check digit", _swedish),
    "DK": Rule("Denmark: a CVR number has 8 digits, the last of them a check digit", _danish),
    "DE": Rule("Germany: it is the court, the register and a number, such as “Aachen HRB 11223”", _german),
    "GB": Rule(
        "Great Britain: it has 8 digits, zeros in front included, or 2 letters such as SC and 6 digits", _british
    ),
    "FR": Rule("France: a SIREN has 9 digits, a SIRET 14, each with a check digit", _french),
    "ES": Rule("Spain: a NIF has 9 characters, such as B12345674, the last of them a check character", _spanish),
}
"""The countries whose numbers are checked."""

ELSEWHERE = Rule("any country: it has letters and digits", _any)
