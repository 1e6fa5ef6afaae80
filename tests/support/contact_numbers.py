"""Numbers of companies with right check digits, drawn anew from a seed and kept nowhere."""

from __future__ import annotations

from random import Random

from stdnum import luhn
from stdnum.iso7064 import mod_11_10

COURTS = ("Aachen", "Berlin (Charlottenburg)", "Köln", "München", "Hamburg", "Stuttgart", "Bremen", "Kiel", "Münster")
_ELEVEN = (3, 2, 7, 6, 5, 4, 3, 2)
_ACCOUNT = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def numbers(rng: Random, country: str, person: bool = False) -> tuple[str, str]:
    """Return a registration number and a VAT number, bare: with the country's letters, without spaces or dots."""
    return _NUMBERS[country](rng, person)


def _dutch(rng: Random, person: bool) -> tuple[str, str]:
    registration = f"{rng.randrange(1_000_000, 95_000_000):08d}"
    if person:  # since 2020 made so that the letters and digits together are 1 modulo 97
        while True:
            number = f"{rng.randrange(10**8, 10**9)}"
            check = (98 - _mod97(f"NL{number}B00")) % 97
            if check >= 2:
                return registration, f"NL{number}B{check:02d}"
    while True:
        head = f"{rng.randrange(80_000_00, 87_000_00) * 10:08d}"
        total = sum((9 - place) * int(digit) for place, digit in enumerate(head)) % 11
        if total < 10:
            return registration, f"NL{head}{total}B0{1 if rng.random() < 0.97 else 2}"


def _mod97(text: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in text)) % 97


def _belgian(rng: Random, person: bool) -> tuple[str, str]:
    head = rng.randrange(40_000_00, 80_000_00) * 10 + rng.randrange(10)
    number = f"0{head // 10:07d}"
    number = f"{number}{97 - int(number) % 97:02d}"
    return number, f"BE{number}"


def _norwegian(rng: Random, person: bool) -> tuple[str, str]:
    while True:
        head = str(rng.randrange(81_000_000, 99_999_999))
        digit = -sum(weight * int(sign) for weight, sign in zip(_ELEVEN, head, strict=True)) % 11
        if digit < 10:
            return f"{head}{digit}", f"NO{head}{digit}MVA"


def _swedish(rng: Random, person: bool) -> tuple[str, str]:
    head = f"{rng.choice(('55', '55', '55', '96', '76'))}{rng.randrange(2, 10)}{rng.randrange(10**6):06d}"
    number = f"{head}{luhn.calc_check_digit(head)}"
    return number, f"SE{number}01"


def _german(rng: Random, person: bool) -> tuple[str, str]:
    head = str(rng.randrange(10_000_000, 40_000_000))
    register = "HRA" if person else "HRB"
    return (
        f"{rng.choice(COURTS)} {register} {rng.randrange(100, 250_000)}",
        f"DE{head}{mod_11_10.calc_check_digit(head)}",
    )


def _british(rng: Random, person: bool) -> tuple[str, str]:
    head = str(rng.randrange(1_000_000, 9_400_000))
    total = sum((8 - place) * int(digit) for place, digit in enumerate(head))
    registration = (
        f"{rng.choice(('SC', 'NI')) if rng.random() < 0.08 else f'{rng.randrange(16):02d}'}{rng.randrange(10**6):06d}"
    )
    return registration, f"GB{head}{(97 - (total + 55) % 97) % 97:02d}"


def _french(rng: Random, person: bool) -> tuple[str, str]:
    head = str(rng.randrange(30_000_000, 95_000_000))
    siren = f"{head}{luhn.calc_check_digit(head)}"
    return siren, f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


_NUMBERS = {
    "NL": _dutch,
    "BE": _belgian,
    "NO": _norwegian,
    "SE": _swedish,
    "DE": _german,
    "GB": _british,
    "FR": _french,
}


def iban(rng: Random, country: str) -> str:
    """Return an IBAN whose national part is right too."""
    national = _ACCOUNTS[country](rng)
    return f"{country}{98 - _mod97(f'{national}{country}00'):02d}{national}"


def _dutch_account(rng: Random) -> str:
    while True:
        number = f"{rng.randrange(10**7, 10**9):010d}"
        if sum((10 - place) * int(digit) for place, digit in enumerate(number)) % 11 == 0:
            return f"{rng.choice(('INGB', 'RABO', 'ABNA', 'TRIO', 'KNAB'))}{number}"


def _belgian_account(rng: Random) -> str:
    head = f"{rng.choice(('001', '068', '310', '733', '363'))}{rng.randrange(10**7):07d}"
    return f"{head}{int(head) % 97 or 97:02d}"


def _norwegian_account(rng: Random) -> str:
    while True:
        head = f"{rng.choice(('1503', '6005', '8601', '9046'))}{rng.randrange(10**6):06d}"
        digit = -sum(weight * int(sign) for weight, sign in zip(_ACCOUNT, head, strict=True)) % 11
        if digit < 10:
            return f"{head}{digit}"


def _swedish_account(rng: Random) -> str:
    return f"{rng.choice(('300', '500', '600', '800'))}{rng.randrange(10**12):017d}"


def _german_account(rng: Random) -> str:
    return f"{rng.choice(('37040044', '10010010', '50010517', '70020270'))}{rng.randrange(10**9):010d}"


def _british_account(rng: Random) -> str:
    return f"{rng.choice(('BARC', 'LOYD', 'MIDL', 'NWBK'))}{rng.randrange(200_000, 999_999)}{rng.randrange(10**8):08d}"


def _french_account(rng: Random) -> str:
    bank, branch, account = rng.choice((30002, 30003, 30004, 30066)), rng.randrange(10**4), rng.randrange(10**10)
    return f"{bank}{branch:05d}{account:011d}{97 - (89 * bank + 15 * branch + 3 * account) % 97:02d}"


_ACCOUNTS = {
    "NL": _dutch_account, "BE": _belgian_account, "NO": _norwegian_account, "SE": _swedish_account, "DE": _german_account,
    "GB": _british_account, "FR": _french_account,
}  # fmt: skip
