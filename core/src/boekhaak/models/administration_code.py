"""Codes of administrations, the numbers of invoices that are made with them, and which codes numbers hold already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple, Self

from pydantic import Field

from boekhaak.models.value import Value

FIRST_YEAR, LAST_YEAR = 1990, 2099
"""The years that the beginning of a number is taken for."""
HIGHEST = 99_999
"""The last number of a year that five digits hold."""
NOBODYS = "000"
"""What stands for a code in numbers without one: those of a year and eight digits."""
MOST = 3
"""An administration whose numbers of one year hold more codes than these has another way of numbering."""
PROVES = 3
"""So many numbers of one code prove that it is the administration's."""


class AdministrationCode(Value):
    """The code of an administration: three digits, unique in its environment, for good once it was used.

    ``first_used_at`` is when the first number was made with it; the moment of the choice where numbers had it before. The link
    may have been erased since.
    """

    environment: str
    code: str
    link_id: int
    chosen_by: str
    chosen_at: datetime
    first_used_at: datetime | None = None


class InvoiceNumber(Value):
    """The number of an invoice: four digits for the year, three for the administration, five that count within both."""

    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    code: str = Field(pattern=r"^[0-9]{3}$")
    sequence: int = Field(ge=0, le=HIGHEST)

    def __str__(self) -> str:
        """Return the number as it is written."""
        return f"{self.year:04}{self.code}{self.sequence:05}"

    @classmethod
    def parsed(cls, text: str) -> Self | None:
        """Return what a number says, or None for one of another pattern."""
        if len(text) != 12 or not (text.isascii() and text.isdigit()):
            return None
        if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
            return None
        return cls(year=int(text[:4]), code=text[4:7], sequence=int(text[7:]))


class Series(NamedTuple):
    """The numbers of one administration that begin with the same year and code.

    ``on_their_day`` counts those that begin with the date of their own invoice, as year, month and day.
    """

    link_id: int
    year: int
    code: str
    many: int
    lowest: str
    highest: str
    on_their_day: int


class Suggestion(NamedTuple):
    """A code that an administration may have; ``number`` is one of its own that holds it, or empty for one that is new."""

    code: str
    number: str = ""


def why_no_code(text: str) -> str:
    """Return why a text is no code, or nothing where it is one."""
    seen = "".join(one if one.isprintable() else "?" for one in text[:12])
    shown = f"“{seen}{'…' if len(text) > 12 else ''}”"
    if not text:
        return "a code is missing"
    if not (text.isascii() and text.isdigit()):
        return f"{shown} is no code: it has other characters than the digits 0 to 9"
    if len(text) != 3:
        return f"{shown} is no code: it has {len(text)} digits, not three"
    return f"{shown} is no code: numbers without a code look like it" if text == NOBODYS else ""


def looks_like_a_day(code: str) -> bool:
    """Tell whether what follows a year and the code may be read as the end of a date: 2021 | 123 | 0… as 30 December."""
    return 1 <= int(code[:2]) <= 12 and code[2] in "0123"


def codes_in(found: Iterable[Series]) -> dict[int, tuple[Series, ...]]:
    """Return for each administration the series whose numbers hold a code, the newest first.

    No codes are: dates, where half of the numbers that can be read as one begin with their own invoice's; and what stands in the
    code's place of administrations that have more than a few in one year.
    """
    by_link: dict[int, list[Series]] = defaultdict(list)
    for one in found:
        if FIRST_YEAR <= one.year <= LAST_YEAR and one.code != NOBODYS:
            by_link[one.link_id].append(one)
    held = {link_id: _without_dates(series) for link_id, series in by_link.items()}
    return {
        link_id: tuple(sorted(series, key=lambda one: (-one.year, -one.many, one.code)))
        for link_id, series in held.items()
        if series and not _too_many(series)
    }


def own_code(series: Collection[Series]) -> Series | None:
    """Return the newest series of an administration whose numbers all hold one code, and are enough to prove it."""
    if len({one.code for one in series}) != 1 or sum(one.many for one in series) < PROVES:
        return None
    return max(series, key=lambda one: one.year)


def suggested(
    wanting: Iterable[int], held: Mapping[int, tuple[Series, ...]], taken: Collection[str]
) -> dict[int, Suggestion]:
    """Return a code for each administration that wants one, no code twice: what its own numbers hold, else a free one.

    Codes are not suggested that are taken or that numbers of another administration hold, nor new ones that look like a day.
    """
    wanting, chosen = list(wanting), dict[int, Suggestion]()
    holders: dict[str, set[int]] = defaultdict(set)
    for link_id, series in held.items():
        for one in series:
            holders[one.code].add(link_id)
    used = set(taken)
    for link_id in wanting:
        for one in held.get(link_id, ()):
            if one.code not in used and holders[one.code] == {link_id}:
                chosen[link_id] = Suggestion(one.code, one.highest)
                used.add(one.code)
                break
    free = (code for code in _new() if code not in used and code not in holders)
    for link_id in wanting:
        if link_id not in chosen and (code := next(free, "")):
            chosen[link_id] = Suggestion(code)
    return chosen


def _new() -> Iterable[str]:
    """Return all codes, those that look like a day last."""
    return sorted((f"{number:03}" for number in range(1, 1000)), key=lambda code: (looks_like_a_day(code), code))


def _without_dates(series: list[Series]) -> list[Series]:
    days = [one for one in series if _is_day(one.lowest) and _is_day(one.highest)]
    if 2 * sum(one.on_their_day for one in days) < sum(one.many for one in days):
        return series
    return [one for one in series if one not in days]


def _is_day(number: str) -> bool:
    try:
        date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        return False
    return True


def _too_many(series: list[Series]) -> bool:
    by_year: dict[int, set[str]] = defaultdict(set)
    for one in series:
        by_year[one.year].add(one.code)
    return max(map(len, by_year.values())) > MOST
