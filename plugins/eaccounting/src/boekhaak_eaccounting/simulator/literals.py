"""Literals of the vendor's queries: 'strings' with '' for a quote; GUIDs, numbers and moments stand without quotes.

Source: FACTS.md#queries.
"""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

from boekhaak_eaccounting.simulator.values import Value

_TOKEN = re.compile(r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<mark>[(),])|(?P<word>[^\s(),']+))")
_BOOLEANS = {"true": True, "false": False}

BAD_FILTER, BAD_DATE = 6000, 6001

Token = tuple[str, str]
"""Kind (string, mark or word) and text."""


class BadQuery(Exception):
    """The query cannot be understood: 6001 for a date, 6000 for anything else."""

    def __init__(self, message: str, code: int = BAD_FILTER) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def tokens(text: str) -> list[Token]:
    """Return the tokens of a filter. Raises: BadQuery."""
    found: list[Token] = []
    place, text = 0, text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise BadQuery(f"The filter cannot be read from position {place} on.")
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return found


def read_moment(text: str) -> datetime:
    """Return a moment or the midnight of a day; without a zone it is UTC. Raises: BadQuery."""
    try:
        if len(text) < len("2026-01-01") or text[4] != "-":
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadQuery(f"'{text}' is not a date.", BAD_DATE) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_literal(token: Token, kind: str) -> Value:
    """Return the value of a literal for a field of that kind. Raises: BadQuery."""
    form, text = token
    if form == "word" and text == "null":
        return None
    if kind in {"date", "moment"}:
        return read_moment(text if form == "word" else "")
    try:
        if kind == "text" and form == "string":
            return text[1:-1].replace("''", "'")
        if kind == "guid" and form == "word" and len(text) == 36:
            return str(uuid.UUID(text))
        if kind in {"int", "number"} and form == "word":
            return Decimal(text)
        if kind == "bool" and form == "word":
            return _BOOLEANS[text.lower()]
    except (ValueError, InvalidOperation, KeyError) as error:
        raise BadQuery(f"{text} does not fit the field.") from error
    raise BadQuery(f"{text} does not fit the field.")


def comparable(value: Value) -> Value:
    """Return a field's value as literals are: a day as its midnight in UTC."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(tzinfo=UTC))
    return value
