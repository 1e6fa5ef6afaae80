"""Amounts and dates as audit files write them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from boekhaak.errors import InvalidInput

AMOUNT = re.compile(r"[+-]?([0-9]{1,16}(\.[0-9]*)?|\.[0-9]+)")
DATE = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}")
CENT = Decimal("0.01")
EARLIEST, LATEST = 1900, 2199
"""The years in which a date may lie: others are slips, and the calendar ends near some of them."""


def amount(text: str, line: int) -> Decimal:
    """Return an amount with two decimals.

    Raises: InvalidInput when the text is no number, or one that two decimals cannot carry: it is never rounded.
    """
    text = text.strip()
    if not AMOUNT.fullmatch(text):
        raise InvalidInput(
            f"line {line:,}: “{text[:40]}” is no amount", way_out="Correct the line, or export the file again"
        )
    found = Decimal(text)
    cents = found.quantize(CENT)
    if cents != found:
        raise InvalidInput(
            f"line {line:,}: the amount {text[:40]} has more than two decimals",
            way_out="Export the file again with amounts in whole cents",
        )
    return cents


def day(text: str, line: int) -> date:
    """Return a date that is written as 20240131 or 2024-01-31. Raises: InvalidInput."""
    text = text.strip()
    if DATE.fullmatch(text) and EARLIEST <= int(text[:4]) <= LATEST:
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise InvalidInput(f"line {line:,}: “{text[:40]}” is no date", way_out="Correct the line, or export the file again")


def year(text: str, line: int) -> int:
    """Return the number of a financial year. Raises: InvalidInput."""
    found = whole_number(text, line)
    if not EARLIEST <= found <= LATEST:
        raise InvalidInput(
            f"line {line:,}: {found} is no financial year", way_out="Correct the line, or export the file again"
        )
    return found


def whole_number(text: str, line: int) -> int:
    """Return a whole number of at most four digits, such as a period. Raises: InvalidInput."""
    text = text.strip()
    if not re.fullmatch(r"-?[0-9]{1,4}", text):
        raise InvalidInput(
            f"line {line:,}: “{text[:40]}” is no year or period", way_out="Correct the line, or export the file again"
        )
    return int(text)
