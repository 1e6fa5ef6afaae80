"""Febrl's people, as a configuration of the matcher and nothing else: the fields that all rivals get, without soc_sec_id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from boekhaak.matching.comparing import number, text
from boekhaak.matching.configuration import Block, Field, How, Level, Matcher, Record

FIELDS = (
    "date_of_birth",
    "surname",
    "given_name",
    "postcode",
    "suburb",
    "address_1",
    "street_number",
    "address_2",
    "state",
)
_TEXT = (Level("equal", 7.0), Level("near", 5.0), Level("alike", 3.0), Level("differs", -3.0))
_NUMBER = (Level("equal", 7.0), Level("near", 3.0), Level("differs", -3.0))
_AT = {name: place for place, name in enumerate(FIELDS)}


def record(row: Mapping[str, str]) -> Record:
    """Return a row of Febrl as a record."""
    return tuple(" ".join(str(row.get(name) or "").split()) or None for name in FIELDS)


def _terms(value: str) -> Iterable[str]:
    return (value,)


def _field(name: str, how: How, levels: tuple[Level, ...]) -> Field:
    return Field(name, how, levels, terms=_terms, usual=0.0, bonus=4.0)


def _keys(*of: tuple[str, int]) -> Callable[[Record], Iterable[str]]:
    """Return what makes a key of the beginnings of fields, where a record has all of them."""

    def keys(row: Record) -> Iterable[str]:
        values = [row[_AT[name]] for name, _ in of]
        return ("|".join(value[:size] for value, (_, size) in zip(values, of, strict=True)),) if all(values) else ()

    return keys


def _order(row: Record) -> Any:
    return tuple(row[_AT[name]] or "" for name in ("surname", "given_name", "date_of_birth"))


FEBRL = Matcher(
    name="febrl/1",
    fields=(
        _field("date_of_birth", number, _NUMBER),
        _field("surname", text, _TEXT),
        _field("given_name", text, _TEXT),
        _field("postcode", number, _NUMBER),
        _field("suburb", text, _TEXT),
        _field("address_1", text, _TEXT),
        _field("street_number", number, _NUMBER),
        _field("address_2", text, _TEXT),
        _field("state", text, _TEXT),
    ),
    blocks=(
        Block("born", _keys(("date_of_birth", 8)), _order),
        Block("names", _keys(("surname", 4), ("given_name", 3)), _order),
        Block("surname and postcode", _keys(("surname", 3), ("postcode", 2)), _order),
        Block("given name and suburb", _keys(("given_name", 3), ("suburb", 4)), _order),
        Block("suburb and number", _keys(("suburb", 4), ("street_number", 3)), _order),
        Block("street", _keys(("address_1", 6), ("street_number", 3)), _order),
        Block("postcode and number", _keys(("postcode", 4), ("street_number", 3)), _order),
        Block("second line", _keys(("address_2", 6), ("suburb", 3)), _order),
    ),
    same_from=20.0,
    maybe_from=-10.0,
    estimated=True,
)
