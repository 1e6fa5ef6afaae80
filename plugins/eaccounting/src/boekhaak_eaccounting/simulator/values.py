"""How the vendor writes values: dates without a time, stamps in UTC with seven digits, amounts as numbers.

Source: FACTS.md#values.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

Value = Any
"""What stands in a field before it is written: text, number, date, aware moment, list or object."""
Row = dict[str, Value]

LARGEST_ACCOUNT = 9_999_999_999
LARGEST_INT32 = 2**31 - 1


def guid(*key: object) -> str:
    """Return the GUID of something, the same for the same key."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, "\x1f".join(map(str, key))))


def stamp(moment: datetime) -> str:
    """Return a moment as rows carry it: ``2026-06-27T17:34:17.6728160Z``."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}0Z"


def short_stamp(moment: datetime) -> str:
    """Return a moment as the envelope carries it: whole seconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def cut(text: str, length: int) -> str | None:
    """Return a text of at most that length; None for an empty one."""
    return text[:length] or None


def wire(value: Value, *, dates_as_moments: bool = False) -> Value:
    """Return a value as JSON carries it."""
    match value:
        case datetime():
            return stamp(value)
        case date():
            return f"{value.isoformat()}T00:00:00" if dates_as_moments else value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {name: wire(inner, dates_as_moments=dates_as_moments) for name, inner in value.items()}
        case list():
            return [wire(inner, dates_as_moments=dates_as_moments) for inner in value]
    return value
