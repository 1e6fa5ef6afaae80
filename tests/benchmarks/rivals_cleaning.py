"""Invented contacts as a rival's documentation asks for them: in columns, cleaned, with nothing where a value cannot be right."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import phonenumbers
from stdnum import iban
from stdnum.eu import vat
from stdnum.exceptions import ValidationError

_FORMS = """
    bv besloten vennootschap nv vof cv stichting coop cooperatie bvba srl sprl commv vzw as ans da sa ba ab aktiebolag hb
    handelsbolag kb gmbh ag kg ohg ek ug haftungsbeschrankt ltd limited plc llp sarl sas eurl snc sci co firma fa eenmanszaak enk
"""
FORMS = frozenset(_FORMS.split())
FREE_MAIL = frozenset({"post.example", "mailbus.example", "netpost.example", "webbrief.example"})


def cleaned(card: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that Splink compares; what cannot be right is null."""
    home = card["country"] or card["home"]
    name = folded(card["name"])
    words = [word for word in name.split() if word not in FORMS]
    email = card["email"].strip().lower() if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", card["email"].strip()) else None
    domain = (
        email.split("@")[1]
        if email
        else re.sub(r"^(https?://)?(www\.)?", "", card["website"]).strip("/").lower() or None
    )
    return {
        "name": " ".join(words) or None,
        "words": " ".join(sorted(words)) or None,
        "first_word": words[0] if words else None,
        "registration": registration(card["registration"]),
        "vat": vat_number(card["vat"], home),
        "iban": next((number for number in map(iban_number, card["ibans"]) if number), None),
        "email": email,
        "domain": None if domain in FREE_MAIL else domain,
        "phone": phone(card["phone"], home),
        "street": street(card["street"]),
        "house": house(card["street"]),
        "postcode": re.sub(r"\W", "", card["postcode"]).upper() or None,
        "city": folded(card["city"]) or None,
    }


def folded(text: str) -> str:
    """Return a text in small letters of ASCII, with single spaces."""
    text = unicodedata.normalize(
        "NFKD", text.lower().replace("ø", "o").replace("ß", "ss").replace("æ", "ae").replace("&", " ")
    )
    return " ".join(
        re.sub(r"[^a-z0-9]+", " ", re.sub(r"(?<=\b[a-z])\.", "", text.encode("ascii", "ignore").decode())).split()
    )


def registration(text: str) -> str | None:
    """Return the digits of a registration number, or nothing where there are too few."""
    number = re.sub(r"[^0-9]", "", text)
    number = number[:9] if len(number) == 14 else number
    return number.zfill(8) if len(number) >= 5 and len(set(number)) > 1 and number != "12345678" else None


def vat_number(text: str, home: str) -> str | None:
    """Return a VAT number that passes its check, with its country."""
    for tried in (text, f"{home}{text}"):
        try:
            return str(vat.validate(tried)) if not re.fullmatch(r"\D*0*B?0*", tried, re.IGNORECASE) else None
        except ValidationError:
            continue
    number = re.sub(r"\W", "", text).upper().removeprefix(home)
    return (
        f"{home}{number}" if home in {"NO", "GB"} and re.match(r"[0-9]{9}", number) and len(set(number)) > 2 else None
    )


def iban_number(text: str) -> str | None:
    """Return an IBAN that passes its check."""
    try:
        return str(iban.validate(text))
    except ValidationError:
        return None


def phone(text: str, home: str) -> str | None:
    """Return a phone number in the international form."""
    try:
        number = phonenumbers.parse(text, home)
    except phonenumbers.NumberParseException:
        return None
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return shown if phonenumbers.is_possible_number(number) else None


def street(text: str) -> str | None:
    """Return a street without numbers, its usual endings shortened."""
    text = re.sub(r"\b[0-9]+\w?\b|\bnr\b|\bbis\b", " ", folded(text))
    return re.sub(r"(straat|strasse|str)\b", "str", " ".join(text.split())) or None


def house(text: str) -> str | None:
    """Return the first number of a street's line."""
    there = re.search(r"[0-9]+", text)
    return there[0] if there else None
