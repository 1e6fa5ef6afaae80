"""Literals of the vendor's queries: guid'…', datetime'…', 123L, numbers and 'strings' with '' for a quote.

Source: FACTS.md#queries; the text of a refused GUID is recorded (FACTS.md#errors), the others are in its manner.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from boekhaak_exact_online.simulator.fields import EDM
from boekhaak_exact_online.simulator.values import Value, order_of

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<guid>guid\s*'(?P<guid_text>[^']*)')
      | (?P<datetime>datetime\s*'(?P<datetime_text>[^']*)')
      | (?P<string>'(?P<string_text>(?:[^']|'')*)')
      | (?P<long>-?\d+[lL])
      | (?P<real>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[mMdDfF]?)
      | (?P<name>[A-Za-z_][A-Za-z_0-9]*)
      | (?P<mark>[(),])
    )""",
    re.VERBOSE,
)
_KINDS = ("guid", "datetime", "string", "long", "real", "name", "mark")


class BadQuery(Exception):
    """The query cannot be understood; the text is what the vendor answers with status 400."""


def tokens(text: str) -> list[tuple[str, str, int]]:
    """Return the kind, the text and the place of each token. Raises: BadQuery."""
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise BadQuery(f"Syntax error at position {place}.")
        kind = next(name for name in _KINDS if match[name])
        inner = match[f"{kind}_text"] if kind in {"guid", "datetime", "string"} else match[kind]
        found.append((kind, inner, match.start(kind)))
        place = match.end()
    return found


def read_literal(kind: str, text: str) -> Value:
    """Return the value of a token that is a literal. Raises: BadQuery."""
    match kind:
        case "guid":
            return _guid(text)
        case "datetime":
            return _datetime(text)
        case "string":
            return text.replace("''", "'")
        case "long":
            return int(text[:-1])
    plain = text.rstrip("mMdDfF")
    return int(plain) if plain.lstrip("-").isdecimal() else Decimal(plain)


def _guid(text: str) -> str:
    try:
        order_of(text)
    except ValueError as error:
        raise BadQuery(f"Unrecognized '{EDM['guid']}' literal 'guid'{text}'' in '6'.") from error
    return text.lower()


def _datetime(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadQuery(f"Unrecognized '{EDM['dt']}' literal 'datetime'{text}'' in '6'.") from error
    return moment.replace(tzinfo=None)
