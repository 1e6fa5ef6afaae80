"""The vendor's types, each with its elements in the order of the published schemas, and how values of them are written.

A shape is told in words, one element after the other: ``Name kind``. After the kind, ``!`` says that it is always there,
``=value`` which value stands for none and is left out, ``~`` that nothing is written as nil. ``Item:Kind[]`` is an array.
Value kinds without ``=`` have the value that .NET clients take for none.
Source: FACTS.md#values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from xml.sax.saxutils import escape

from boekhaak_twentyfour_seven.simulator.vocabulary import SHAPES

Row = Mapping[str, object]

NEW_ELEMENT = "<AddedLater>1</AddedLater>"

NONE_VALUES = {
    "int": "-2147483648",
    "long": "-9223372036854775808",
    "short": "-32768",
    "decimal": "-79228162514264337593543950335",
    "double": "-1.7976931348623157E+308",
    "dateTime": "0001-01-01T00:00:00",
    "date": "0001-01-01",
    "guid": "00000000-0000-0000-0000-000000000000",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What stands in an element: a simple value, a shape, or an array of one of both (then ``item`` names each)."""

    name: str
    item: str = ""
    required: bool = False
    nil: bool = False
    none: str | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How answers are written: with the values that stand for none, with an element that nobody knows."""

    sentinels: bool = False
    drift: bool = False


def kind_of(text: str) -> Kind:
    """Return the kind that a word tells."""
    text, _, none = text.partition("=")
    nil, text = text.endswith("~"), text.rstrip("~")
    required, text = text.endswith("!"), text.rstrip("!")
    if text.endswith("[]"):
        item, _, name = text[:-2].rpartition(":")
        return Kind(name, item or name)
    return Kind(text, "", required, nil, none or (None if required or nil else NONE_VALUES.get(text)))


@cache
def elements_of(shape: str) -> tuple[tuple[str, Kind], ...]:
    """Return the elements of a shape in their order."""
    words = [element.split() for element in SHAPES[shape].split(",")]
    return tuple((name, kind_of(kind)) for name, kind in words)


def written(name: str, kind: Kind, value: object, manner: Manner) -> str:
    """Return an element as XML; an empty text where it is left out."""
    if value is None:
        return _absent(name, kind, manner)
    if kind.item or kind.name in SHAPES:
        return "".join(pieces(name, kind, value, manner))
    text = simple(value)
    if text == kind.none and not manner.sentinels:
        return ""
    return f"<{name}>{text}</{name}>" if text else f"<{name} />"


def pieces(name: str, kind: Kind, value: object, manner: Manner) -> Iterator[str]:
    """Yield an element in pieces: an array item by item, so that a long one is never held as a tree."""
    if value is None:
        yield _absent(name, kind, manner)
    elif kind.item:
        assert isinstance(value, Sequence)  # noqa: S101 - arrays are given as sequences
        if not value:
            yield f"<{name} />"
            return
        yield f"<{name}>"
        one = Kind(kind.name, required=True)
        for item in value:
            yield from pieces(kind.item, one, item, manner)
        yield f"</{name}>"
    elif kind.name in SHAPES:
        assert isinstance(value, Mapping)  # noqa: S101 - shapes are given as mappings
        inner = "".join(written(*element, value.get(element[0]), manner) for element in elements_of(kind.name))
        new = NEW_ELEMENT if manner.drift else ""
        yield f"<{name}>{inner}{new}</{name}>"
    else:
        yield written(name, kind, value, manner)


def simple(value: object) -> str:
    """Return a value as the vendor writes it, as XML: moments without zone, numbers without exponent."""
    return escape(value) if isinstance(value, str) else _WRITERS[type(value)](value)


def _absent(name: str, kind: Kind, manner: Manner) -> str:
    if kind.nil and kind.required:
        return f'<{name} xsi:nil="true" />'
    if manner.sentinels and kind.none is not None:
        return f"<{name}>{kind.none}</{name}>"
    return ""


_WRITERS: dict[type, Callable[..., str]] = {
    bool: lambda value: "true" if value else "false",
    int: str,
    Decimal: lambda value: format(value, "f"),
    datetime: lambda value: value.replace(tzinfo=None).isoformat(),
    date: lambda value: value.isoformat(),
}
