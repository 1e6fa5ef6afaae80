"""eAccounting's ways to write days, moments and amounts, turned into ours. Pure. Source: FACTS.md#values."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

REMEMBERED = 4096
"""So many days are worked out once: the rows of a page share most of theirs."""


@lru_cache(maxsize=REMEMBERED)
def day(text: str) -> date:
    """Return a day, which may be written with a time behind it."""
    return date.fromisoformat(text[:10])


def _a_day(text: str) -> str:
    day(text)
    return text


Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d(T.*)?$"), AfterValidator(_a_day)]
"""A day of the bookkeeping, with or without a time behind it."""

AccountNumber = Annotated[str, StringConstraints(pattern=r"^\d{1,10}$")]
"""The number of a ledger account where it is a text. Source: FACTS.md#lengths."""


def literal(moment: datetime) -> str:
    """Return a moment in UTC as filters take it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.00Z"


def account_id(number: str | int) -> str:
    """Return the id of a ledger account: its number as postings name it, without zeros in front. FACTS.md#accounts."""
    return str(int(number))
