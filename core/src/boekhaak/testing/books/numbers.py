"""Invented identifiers that pass the checks of the Netherlands and Belgium.

They begin with digits that no registry has given out, so that none of them is anybody's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

DUTCH_BANKS = {"ABNA": "ABNANL2A", "INGB": "INGBNL2A", "RABO": "RABONL2U", "TRIO": "TRIONL2U"}
BELGIAN_BANKS = {"001": "GEBABEBB", "068": "GKCCBEBB", "310": "BBRUBEBB", "733": "KREDBEBB"}


def kvk_number(rng: random.Random) -> str:
    """Return a number as the Dutch chamber of commerce gives them: eight digits, without a check digit."""
    return f"99{rng.randrange(10**6):06d}"


def dutch_vat_number(rng: random.Random) -> str:
    """Return a Dutch VAT number: nine digits that pass the eleven test, a B and two digits."""
    digits = _counting(rng, 10**6)
    number = next(f"99{last:07d}" for last in digits if _eleven_test(f"99{last:07d}", last_weight=-1))
    return f"NL{number}B{rng.randrange(1, 4):02d}"


def belgian_number(rng: random.Random) -> str:
    """Return a Belgian enterprise number: ten digits, the last two 97 minus the remainder of the others."""
    head = f"199{rng.randrange(10**5):05d}"
    return f"{head}{97 - int(head) % 97:02d}"


def bank_account(rng: random.Random, country: str) -> tuple[str, str]:
    """Return an IBAN and its BIC, of a Belgian bank when ``country`` is BE and of a Dutch one otherwise."""
    return _belgian_account(rng) if country == "BE" else _dutch_account(rng)


def _dutch_account(rng: random.Random) -> tuple[str, str]:
    bank = rng.choice(tuple(DUTCH_BANKS))
    number = next(f"{last:010d}" for last in _counting(rng, 10**6) if _eleven_test(f"{last:010d}"))
    return _iban("NL", f"{bank}{number}"), DUTCH_BANKS[bank]


def _belgian_account(rng: random.Random) -> tuple[str, str]:
    bank = rng.choice(tuple(BELGIAN_BANKS))
    number = f"{bank}00{rng.randrange(10**5):05d}"
    return _iban("BE", f"{number}{int(number) % 97 or 97:02d}"), BELGIAN_BANKS[bank]


def _iban(country: str, number: str) -> str:
    """Put the country and the check digits of ISO 7064 mod 97-10 before a national number."""
    digits = "".join(str(int(character, 36)) for character in f"{number}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{number}"


def _eleven_test(number: str, last_weight: int = 1) -> bool:
    """Tell whether the digits, weighted by their place from the right, add up to a multiple of eleven."""
    weights = [*range(len(number), 1, -1), last_weight]
    total: int = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True))
    return total % 11 == 0


def _counting(rng: random.Random, limit: int) -> Iterator[int]:
    """Yield the numbers from a random one upwards."""
    start = rng.randrange(1, limit)
    return iter(range(start, start + limit))
