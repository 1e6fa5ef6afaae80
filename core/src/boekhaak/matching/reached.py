"""How a contact is reached and paid: e-mail, telephone, web site and IBAN, each in one form, or unknown."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from rapidfuzz.distance import OSA
from stdnum import iban as iban_rule
from stdnum.exceptions import ValidationError

LEAST_DIGITS = 6
_PROVIDERS = """
aol arcor bbox belgacom bredband btinternet casema chello comhem email example free freenet frisurf getmail gmail gmx
googlemail hetnet home hotmail icloud kpnmail kpnplanet laposte live mac mail me msn neuf ntlworld online orange
outlook pandora planet proton protonmail proximus quicknet scarlet sfr sky skynet solcon spray t-online talktalk tele2
telenet telfort telia upcmail virginmedia wanadoo web xs4all yahoo ymail ziggo
"""
PROVIDERS = frozenset(_PROVIDERS.split())
"""Names of domains that anybody has an address at."""
_NOBODY = """
donotreply geen geenemail geenmail inconnu no-reply none noreply nvt okand onbekend test ukjent unbekannt unknown x xx
xxx
"""
NOBODY = frozenset(_NOBODY.split())
"""What people write before the @ where there is no address."""

_EMAIL = re.compile(r"[^\s@<>;,]+@[^\s@<>;,]+\.[^\s@<>;,]+")
_SITE = re.compile(r"(?:https?://)?(?:www\d?\.)?([a-z0-9.-]+\.[a-z]{2,})", re.IGNORECASE)


@lru_cache(maxsize=1 << 17)
def email(text: str) -> str | None:
    """Return an e-mail address in small letters, the first where there are several; None where it is none."""
    found = _EMAIL.search(text.casefold())
    if not found:
        return None
    one = found[0].strip(".'\"()").removeprefix("mailto:")
    return None if one.split("@")[0] in NOBODY else one


@lru_cache(maxsize=1 << 17)
def domain(mail: str | None, website: str) -> str | None:
    """Return the domain of a web site, else of an e-mail address; None where anybody may have an address at it."""
    found = _SITE.match(website.strip().casefold())
    one = found[1] if found else (mail or "").rpartition("@")[2]
    one = one.removeprefix("www.")
    parts = one.split(".")
    return None if len(parts) < 2 or (parts[-2] in PROVIDERS and len(parts) == 2) else one


class Site(NamedTuple):
    """A domain, and the e-mail address at it, where there is one."""

    domain: str
    mail: str | None


def site(mail: str | None, website: str) -> Site | None:
    """Return a contact's domain as it is compared; None where anybody may have an address at it."""
    one = domain(mail, website)
    return None if one is None else Site(one, mail if mail and mail.endswith(f"@{one}") else None)


def sites(one: Site, other: Site) -> int:
    """Compare domains: equal (0), different (1), or of one e-mail address (2), beside which its domain proves nothing more."""
    if one.domain != other.domain:
        return 1
    return 2 if one.mail and one.mail == other.mail else 0


@lru_cache(maxsize=1 << 17)
def phone(text: str, country: str) -> str | None:
    """Return a telephone number as it is dialled from anywhere; None where it cannot be one."""
    digits = "".join(filter(str.isdecimal, text))
    if len(digits) < LEAST_DIGITS or len(set(digits)) < 3 or digits in "01234567890123456789":
        return None
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return f"+{number.country_code}{'0' if number.italian_leading_zero else ''}{number.national_number}"


@lru_cache(maxsize=1 << 17)
def iban(text: str) -> str | None:
    """Return an IBAN in one form; None where its check digits are wrong or it is none."""
    try:
        return str(iban_rule.validate(text, check_country=False))
    except ValidationError:
        return None


def emails(one: str, other: str) -> int:
    """Compare e-mail addresses: equal (0), a slip apart (1), or different (2)."""
    if one == other:
        return 0
    return 1 if OSA.distance(one, other, score_cutoff=1) <= 1 and len(one) >= LEAST_DIGITS else 2
