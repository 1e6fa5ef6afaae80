"""The vendor's ways to write dates, amounts and "nothing", turned into ours. Pure. Source: FACTS.md#values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator

NO_NUMBER = frozenset({"", "-2147483648", "-32768", "-9223372036854775808"})
NO_AMOUNT = frozenset({"", "-79228162514264337593543950335", "-1.7976931348623157E+308"})
NO_DAY = "0001-01-01"
NO_GUID = frozenset({"", "00000000-0000-0000-0000-000000000000"})
CENT = Decimal("0.01")
REMEMBERED = 4096
"""So many days and moments are worked out once: the lines of a window share most of theirs."""


def number(text: str | None) -> int | None:
    """Return a whole number; None for one that stands for none. Raises: ValueError."""
    return None if text is None or text in NO_NUMBER else int(text)


def amount(text: str | None) -> Decimal | None:
    """Return an amount, quantity or rate; None for one that stands for none. Raises: ArithmeticError."""
    return None if text is None or text in NO_AMOUNT else Decimal(text)


@lru_cache(maxsize=REMEMBERED)
def day(text: str | None) -> date | None:
    """Return a day, whatever its hour; None for one that stands for none. Raises: ValueError."""
    return None if not text or text.startswith(NO_DAY) else date.fromisoformat(text[:10])


@lru_cache(maxsize=REMEMBERED)
def moment(text: str | None) -> datetime | None:
    """Return a moment, which is in UTC where it names no zone; None for one that stands for none. Raises: ValueError."""
    if not text or text.startswith(NO_DAY):
        return None
    told = datetime.fromisoformat(text)
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


def guid(text: str | None) -> str | None:
    """Return a GUID in small letters; None for one that stands for none."""
    return None if text is None or text in NO_GUID else text.lower()


def flag(text: str | None) -> bool:
    """Return a yes or no; what is not told is no."""
    return text in {"true", "1"}


def money(value: Decimal | None) -> Decimal:
    """Return an amount with two decimals at least, as amounts are shown."""
    if value is None:
        return Decimal("0.00")
    exponent = value.as_tuple().exponent
    return value if isinstance(exponent, int) and exponent <= -2 else value.quantize(CENT)


def _items(value: object) -> object:
    """Return the items of an array, of which an answer with one item makes no list and one without any makes nothing."""
    if not isinstance(value, dict):
        return []
    inner = [item for items in value.values() for item in (items if isinstance(items, list) else [items])]
    return [item for item in inner if item is not None]


Number = Annotated[int | None, BeforeValidator(number)]
Amount = Annotated[Decimal | None, BeforeValidator(amount)]
Day = Annotated[date | None, BeforeValidator(day)]
Moment = Annotated[datetime | None, BeforeValidator(moment)]
Guid = Annotated[str | None, BeforeValidator(guid)]
Flag = Annotated[bool, BeforeValidator(flag)]
Text = Annotated[str, BeforeValidator(lambda value: (value or "").strip())]
Items = BeforeValidator(_items)
"""How each is read in a row; an array is ``Annotated[list[Row], Items]``."""
