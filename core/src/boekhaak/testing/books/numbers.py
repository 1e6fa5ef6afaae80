"""Invented identifiers that pass the checks of their country.

They lie where no registry gives numbers out, as far as that is known, so that none of them is anybody's. Bank accounts are
of real banks, with leading zeros.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import cycle

DUTCH_BANKS = {"ABNA": "ABNANL2A", "INGB": "INGBNL2A", "RABO": "RABONL2U", "TRIO": "TRIONL2U"}
BELGIAN_BANKS = {"001": "GEBABEBB", "068": "GKCCBEBB", "310": "BBRUBEBB", "733": "KREDBEBB"}
FRENCH_BANKS = {"30002": "CRLYFRPP", "30003": "SOGEFRPP", "30004": "BNPAFRPP", "30066": "CMCIFRPP"}
BRITISH_BANKS = {"BARC": "BARCGB22", "LOYD": "LOYDGB2L", "MIDL": "MIDLGB22", "NWBK": "NWBKGB2L"}
NORWEGIAN_BANKS = {"1503": "DNBANOKK", "6005": "NDEANOKK", "8601": "DABANO22", "9046": "HANDNOKK"}
SWEDISH_BANKS = {"300": "NDEASESS", "500": "ESSESESS", "600": "HANDSESS", "800": "SWEDSESS"}
BRITISH_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)
NORWEGIAN_WEIGHTS = (2, 3, 4, 5, 6, 7)
"""From the right, the check digit left out, and again from the first."""


def dutch_registration(rng: random.Random) -> tuple[str, str]:
    """Return a number of the chamber of commerce, eight digits without a check digit, and a VAT number.

    A VAT number is nine digits that pass the eleven test, a B and two digits.
    """
    registration = f"99{rng.randrange(10**6):06d}"
    digits = _counting(rng, 10**6)
    number = next(f"99{last:07d}" for last in digits if _eleven_test(f"99{last:07d}", last_weight=-1))
    return registration, f"NL{number}B{rng.randrange(1, 4):02d}"


def belgian_registration(rng: random.Random) -> tuple[str, str]:
    """Return an enterprise number and the VAT number: ten digits, the last two 97 minus the remainder of the others."""
    head = f"199{rng.randrange(10**5):05d}"
    number = f"{head}{97 - int(head) % 97:02d}"
    return number, f"BE{number}"


def french_registration(rng: random.Random) -> tuple[str, str]:
    """Return a SIRET and the VAT number of its first nine digits, the SIREN; no SIREN begins with 0.

    Both end in a Luhn digit; a VAT number begins with the remainder of the SIREN and 12.
    """
    siren = _with_luhn_digit(f"09{rng.randrange(10**6):06d}")
    return _with_luhn_digit(f"{siren}0001"), f"FR{int(f'{siren}12') % 97:02d}{siren}"


def british_registration(rng: random.Random) -> tuple[str, str]:
    """Return a company number, eight digits without a check digit, and a VAT number.

    A VAT number has seven digits, and two that bring their weighted sum to a multiple of 97; by that rule
    none from 949 0001 to 970 0000 is given out.
    """
    head = str(rng.randrange(9_490_001, 9_700_000))
    total = sum(weight * int(digit) for weight, digit in zip(BRITISH_WEIGHTS, head, strict=True))
    return f"99{rng.randrange(10**6):06d}", f"GB{head}{-total % 97:02d}"


def norwegian_registration(rng: random.Random) -> tuple[str, str]:
    """Return an organisation number, nine digits of which the last is a check digit, and the VAT number made of it.

    Those that are given out begin with 8 or 9, and those of the authorities' own tests with 2 or 3.
    """
    number = next(filter(None, (_with_eleven_digit(f"1{head:07d}") for head in _counting(rng, 10**6))))
    return number, f"NO{number}MVA"


def swedish_registration(rng: random.Random) -> tuple[str, str]:
    """Return an organisation number, ten digits of which the last is a Luhn digit, and the VAT number made of it.

    The first digit stands for the kind of body, and 4 for none; the third is at least 2, as it is no person's number.
    """
    number = _with_luhn_digit(f"409{rng.randrange(10**6):06d}")
    return number, f"SE{number}01"


def dutch_account(rng: random.Random) -> tuple[str, str]:
    """Return an IBAN of ten digits that pass the eleven test, and its BIC."""
    bank = rng.choice(tuple(DUTCH_BANKS))
    number = next(f"{last:010d}" for last in _counting(rng, 10**6) if _eleven_test(f"{last:010d}"))
    return _iban("NL", f"{bank}{number}"), DUTCH_BANKS[bank]


def belgian_account(rng: random.Random) -> tuple[str, str]:
    """Return an IBAN of ten digits and their remainder by 97, and its BIC."""
    bank = rng.choice(tuple(BELGIAN_BANKS))
    number = f"{bank}00{rng.randrange(10**5):05d}"
    return _iban("BE", f"{number}{int(number) % 97 or 97:02d}"), BELGIAN_BANKS[bank]


def french_account(rng: random.Random) -> tuple[str, str]:
    """Return an IBAN of bank, branch, account and the key of these (RIB), and its BIC."""
    bank = rng.choice(tuple(FRENCH_BANKS))
    account = rng.randrange(1, 10**6)
    key = 97 - (89 * int(bank) + 3 * account) % 97
    return _iban("FR", f"{bank}00000{account:011d}{key:02d}"), FRENCH_BANKS[bank]


def british_account(rng: random.Random) -> tuple[str, str]:
    """Return an IBAN of a bank, a sort code of zeros and an account, and its BIC."""
    bank = rng.choice(tuple(BRITISH_BANKS))
    return _iban("GB", f"{bank}000000{rng.randrange(1, 10**6):08d}"), BRITISH_BANKS[bank]


def norwegian_account(rng: random.Random) -> tuple[str, str]:
    """Return an IBAN of a bank, an account and a check digit, and its BIC."""
    bank = rng.choice(tuple(NORWEGIAN_BANKS))
    heads = (f"{bank}{account:06d}" for account in _counting(rng, 10**5))
    number = next(filter(None, (_with_eleven_digit(head) for head in heads)))
    return _iban("NO", number), NORWEGIAN_BANKS[bank]


def swedish_account(rng: random.Random) -> tuple[str, str]:
    """Return an IBAN of a bank and an account without a clearing number, and its BIC."""
    bank = rng.choice(tuple(SWEDISH_BANKS))
    return _iban("SE", f"{bank}{rng.randrange(1, 10**6):017d}"), SWEDISH_BANKS[bank]


def _iban(country: str, number: str) -> str:
    """Put the country and the check digits of ISO 7064 mod 97-10 before a national number."""
    digits = "".join(str(int(character, 36)) for character in f"{number}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{number}"


def _eleven_test(number: str, last_weight: int = 1) -> bool:
    """Tell whether the digits, weighted by their place from the right, add up to a multiple of eleven."""
    weights = [*range(len(number), 1, -1), last_weight]
    total: int = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True))
    return total % 11 == 0


def _with_eleven_digit(number: str) -> str:
    """Add the digit that brings the weighted digits to a multiple of eleven; give nothing where that takes a ten."""
    weighted = zip(reversed(number), cycle(NORWEGIAN_WEIGHTS), strict=False)
    digit = -sum(int(sign) * weight for sign, weight in weighted) % 11
    return f"{number}{digit}" if digit < 10 else ""


def _with_luhn_digit(number: str) -> str:
    """Add the digit that brings the digits, every second one doubled, to a multiple of ten."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(number)))
    return f"{number}{-sum(value // 10 + value % 10 for value in doubled) % 10}"


def _counting(rng: random.Random, limit: int) -> Iterator[int]:
    """Yield the numbers from a random one upwards."""
    start = rng.randrange(1, limit)
    return iter(range(start, start + limit))
