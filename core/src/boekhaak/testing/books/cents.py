"""Amounts in whole cents."""

from __future__ import annotations


def share(cents: int, numerator: int, denominator: int) -> int:
    """Return a fraction of an amount, half a cent away from zero."""
    size = (2 * abs(cents) * numerator + denominator) // (2 * denominator)
    return size if cents >= 0 else -size
