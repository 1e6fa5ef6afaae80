"""Makes voucher numbers unique that an audit file leaves out or repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

Wanted = tuple[str, int, str]
"""Journal, year, and the number in the file, which may be empty."""


def unique_numbers(wanted: Sequence[Wanted]) -> list[str]:
    """Return a number for each voucher: its own the first time, with a suffix (-2, -3 …) when it comes again.

    One without a number gets the next one of its journal and year, counted from 1, that the file does not use.
    """
    used = set(wanted)
    counts: Counter[Wanted] = Counter()
    found = []
    for journal, year, number in wanted:
        while True:
            counts[journal, year, number] += 1
            count = counts[journal, year, number]
            candidate = str(count) if not number else number if count == 1 else f"{number}-{count}"
            if candidate == number or (journal, year, candidate) not in used:
                found.append(candidate)
                break
    return found
