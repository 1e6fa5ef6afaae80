"""The whole numbers by which the vendor knows what books know by codes.

A code that is a whole number within the width keeps it; all others get running numbers that are free.
Source: FACTS.md#values.
"""

from __future__ import annotations

from collections.abc import Iterable

LARGEST_INT = 2**31 - 1


class Numbers:
    """Hands out numbers for codes, the same for the same books."""

    def __init__(self, codes: Iterable[str] = (), *, first: int = 1, largest: int = LARGEST_INT) -> None:
        self._largest = largest
        self._next = first
        self._by_code: dict[str, int] = {}
        self._taken: set[int] = set()
        codes = tuple(codes)
        for code in codes:
            self._keep(code)
        for code in codes:
            self.number(code)

    def number(self, code: str) -> int:
        """Return the number of a code, a new one where it has none."""
        if code not in self._by_code and not self._keep(code):
            while self._next in self._taken:
                self._next += 1
            self._set(code, self._next)
        return self._by_code[code]

    def _keep(self, code: str) -> bool:
        own = plain_number(code, self._largest)
        if code in self._by_code or own is None or own in self._taken:
            return False
        self._set(code, own)
        return True

    def _set(self, code: str, number: int) -> None:
        self._by_code[code] = number
        self._taken.add(number)


def plain_number(code: str, largest: int = LARGEST_INT) -> int | None:
    """Return a code that is a positive whole number without leading zeros; None where it is none."""
    if not (code.isascii() and code.isdecimal()) or code.startswith("0"):
        return None
    return int(code) if int(code) <= largest else None
