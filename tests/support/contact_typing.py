"""How bookkeepers type what they know of a company: each function gives one of the ways, drawn from a seed."""

from __future__ import annotations

from random import Random

from support.contact_words import LANDS, SHORT, STREET_SHORT, Land, Town
from support.contact_world import Entity, Seat, unaccented

KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
BESIDE = {
    sign: row[max(0, place - 1) : place] + row[place + 1 : place + 2] for row in KEYS for place, sign in enumerate(row)
}
NOTHING = ("onbekend", "n.v.t.", "nvt", "-", "?", "x", "geen", ".", "0")
NO_VAT = (*NOTHING, "NL000000000B00", "000000000", "00000000", "NL999999999B99", "BE0000000000", "vrijgesteld")
NO_REGISTRATION = (*NOTHING, "00000000", "12345678", "99999999", "0000", "in aanvraag")
NO_IBAN = (*NOTHING, "0000", "NL00XXXX0000000000", "IBAN")
NO_EMAIL = (
    *NOTHING,
    "geen@geen.example",
    "onbekend@onbekend.example",
    "noreply@example.com",
    "info@example.com",
    "a@a",
)
NO_PHONE = (*NOTHING, "0000000000", "000-0000000", "0", "1234567890", "0123456789")
NO_STREET = ("onbekend", "Onbekend", "n.v.t.", "-", "x", "adres onbekend", "zie factuur")
NO_POSTCODE = ("", "0000", "0000 AA", "9999", "-", "1111 AA")
NO_CITY = ("onbekend", "Onbekend", "n.v.t.", "-", "x", "")


def slipped(rng: Random, text: str, digits: bool = False) -> str:
    """Return the text with one slip of the fingers, among its digits only where that is asked."""
    places = [place for place, sign in enumerate(text) if (sign.isdigit() if digits else sign.isalnum())]
    if len(places) < 3:
        return text
    place = rng.choice(places[1:])
    sign = text[place]
    kind = rng.random()
    if kind < 0.25:
        return text[:place] + text[place + 1 :]
    if kind < 0.45:
        return text[:place] + sign + text[place:]
    if kind < 0.7 and place + 1 < len(text) and text[place + 1] != sign and text[place + 1].isalnum():
        return text[:place] + text[place + 1] + sign + text[place + 2 :]
    other = (
        rng.choice(BESIDE.get(sign.lower(), "e") or "e") if not digits else rng.choice("0123456789".replace(sign, ""))
    )
    return text[:place] + (other.upper() if sign.isupper() else other) + text[place + 1 :]


def cased(rng: Random, text: str) -> str:
    """Return the text in capitals, in small letters, or as it is."""
    chance = rng.random()
    return text.upper() if chance < 0.1 else text.lower() if chance < 0.14 else text


def name(rng: Random, one: Entity, core: str, bare_form: bool) -> str:
    """Return a name as it is typed: shortened, with or without its form, in another order, misspelt."""
    words = core.split()
    if rng.random() < 0.2:
        words = [rng.choice(SHORT[word]) if word in SHORT and rng.random() < 0.7 else word for word in words]
    if rng.random() < 0.03 and len(words) == 2 and "&" not in words:
        words.reverse()
    if one.person and rng.random() < 0.15:
        words = _surname_first(words)
    if "&" in words and rng.random() < 0.3:
        words[words.index("&")] = rng.choice((one.land.conjunction, one.land.conjunction, "+"))
    text = " ".join(words)
    if rng.random() < 0.07:
        text = slipped(rng, text)
        if rng.random() < 0.2:
            text = slipped(rng, text)
    text = with_place(rng, text, one.place)
    form = "" if bare_form else rng.choice(one.form) if rng.random() < 0.5 else one.form[0]
    if form:
        text = _with_form(rng, text, form, one.land)
    text = _punctuated(rng, text)
    if rng.random() < 0.35:
        text = unaccented(text)
    return cased(rng, text)


def _surname_first(words: list[str]) -> list[str]:
    at = next((place for place, word in enumerate(words) if not word.endswith(".")), 0)
    return [*words[at:], *words[:at]] if at else words


def with_place(rng: Random, text: str, place: str) -> str:
    """Return a branch's name: its place always stands in it."""
    if not place:
        return text
    return rng.choice(
        ("{0} {1}", "{0} {1}", "{0} {1}", "{0} - {1}", "{0} ({1})", "{0}, {1}", "{0} vestiging {1}", "{0} filiaal {1}")
    ).format(text, place)


def _with_form(rng: Random, text: str, form: str, land: Land) -> str:
    chance = rng.random()
    if chance < land.form_before:
        return f"{form} {text}"
    return f"{text}, {form}" if chance > 0.97 else f"{text} {form}"


def _punctuated(rng: Random, text: str) -> str:
    chance = rng.random()
    if chance < 0.05:
        return text.replace(".", "")
    if chance < 0.08:
        return text.replace("-", " ")
    if chance < 0.09:
        return text.replace(" ", "  ", 1)
    if chance < 0.1:
        return f"{text} "
    return text[:30] if chance > 0.985 else text


def vat(rng: Random, number: str, country: str, home: str) -> str:
    """Return a VAT number with or without its country, spaces and dots."""
    if rng.random() < 0.012:
        number = slipped(rng, number, digits=True)
    bare = number.removeprefix(country)
    chance = rng.random()
    if country == "BE":
        body = (
            f"{bare[:4]}.{bare[4:7]}.{bare[7:]}"
            if chance < 0.35
            else f"{bare[:4]} {bare[4:7]} {bare[7:]}"
            if chance < 0.45
            else bare
        )
        body = body[1:] if body.startswith("0") and rng.random() < 0.04 else body
    elif country == "NL":
        body = (
            f"{bare[:4]}.{bare[4:6]}.{bare[6:9]}.{bare[9:]}"
            if chance < 0.1
            else f"{bare[:9]}.{bare[9:]}"
            if chance < 0.16
            else bare
        )
    elif country == "NO":
        digits = bare.removesuffix("MVA")
        body = f"{digits[:3]} {digits[3:6]} {digits[6:]} MVA" if chance < 0.3 else digits if chance < 0.5 else bare
    else:
        body = f"{bare[:3]} {bare[3:6]} {bare[6:]}".strip() if chance < 0.25 else bare
    if rng.random() < (0.25 if country == home else 0.05):
        return body
    made = f"{country}{' ' if rng.random() < 0.12 else ''}{body}"
    return made.lower() if rng.random() < 0.02 else made


def registration(rng: Random, number: str, country: str) -> str:
    """Return a registration number as it is copied from a letterhead."""
    if rng.random() < 0.008:
        number = slipped(rng, number, digits=True)
    chance = rng.random()
    threes = f"{number[:3]} {number[3:6]} {number[6:]}"
    ways: dict[str, tuple[tuple[float, str], ...]] = {
        "NL": ((0.03, f"KvK {number}"), (0.06, f"KVK{number}"), (0.1, f"kvk {number}")),
        "BE": ((0.5, f"{number[:4]}.{number[4:7]}.{number[7:]}"), (0.6, f"BE{number}")),
        "SE": ((0.7, f"{number[:6]}-{number[6:]}"),),
        "DE": ((0.2, f"Amtsgericht {number}"), (0.35, number[max(number.find("HR"), 0) :])),
        "GB": ((0.05, number.lstrip("0")),),
        "FR": ((0.3, siret(number) if country == "FR" else ""), (0.6, threes)),
        "NO": ((0.6, threes),),
    }
    return next((way for share, way in ways[country] if chance < share), number)


def siret(siren: str) -> str:
    """Return the number of a French company's first establishment."""
    head = f"{siren}0001"
    total = sum(int(sign) if place % 2 else sum(divmod(2 * int(sign), 10)) for place, sign in enumerate(reversed(head)))
    return f"{head}{-total % 10}"


def iban(rng: Random, number: str) -> str:
    """Return an IBAN, in fours or in one."""
    if rng.random() < 0.008:
        number = slipped(rng, number, digits=True)
    if rng.random() < 0.35:
        return " ".join(number[place : place + 4] for place in range(0, len(number), 4))
    return number.lower() if rng.random() < 0.01 else number


def email(rng: Random, one: Entity) -> str:
    """Return one of a company's addresses, mostly its main one."""
    if one.shared_email and rng.random() < 0.7:
        return one.shared_email
    mailbox = one.mailbox
    if not one.person and rng.random() < 0.2:
        mailbox = rng.choice(
            (
                "facturen",
                "administratie",
                "invoice",
                "debiteuren",
                "boekhouding",
                "sales",
                rng.choice(one.land.first_names).lower(),
            )
        )
    made = unaccented(f"{mailbox}@{one.domain}")
    if rng.random() < 0.015:
        made = slipped(rng, made)
    return made.upper() if rng.random() < 0.02 else made.capitalize() if rng.random() < 0.05 else made


def phone(rng: Random, one: Entity, home: str) -> str:
    """Return a phone number, national mostly at home, in one of the ways to group it."""
    area, rest = one.shared_phone if one.shared_phone and rng.random() < 0.7 else one.phone
    land = one.land
    if rng.random() < 0.015:
        rest = slipped(rng, rest, digits=True)
    at_home = rng.random() < (0.7 if land.code == home else 0.12)
    return _national(rng, land, area, rest) if at_home else _international(rng, land, area, rest)


def _national(rng: Random, land: Land, area: str, rest: str) -> str:
    first = f"{land.trunk}{area}"
    shape = rng.random()
    if shape < 0.4 and land.trunk:
        return f"{first}-{rest}"
    if shape < 0.6:
        return f"{first}{rest}"
    return f"({first}) {rest}" if shape < 0.75 else f"{first} {grouped(rest)}"


def _international(rng: Random, land: Land, area: str, rest: str) -> str:
    plus = "+" if rng.random() < 0.8 else "00"
    shape = rng.random()
    if shape < 0.35:
        return f"{plus}{land.dial}{area}{rest}"
    if shape < 0.55 and land.trunk:
        return f"{plus}{land.dial} ({land.trunk}){area} {rest}"
    return f"{plus}{land.dial} {area} {grouped(rest)}"


def grouped(digits: str) -> str:
    """Return digits in groups of two or three."""
    head = len(digits) % 2
    return " ".join([digits[: 2 + head], *(digits[place : place + 2] for place in range(2 + head, len(digits), 2))])


def website(rng: Random, domain: str) -> str:
    """Return a site's address."""
    return rng.choice(("www.{}", "https://www.{}", "http://www.{}/", "{}", "https://{}/")).format(unaccented(domain))


def street(rng: Random, seat: Seat, land: Land) -> str:
    """Return street and house number in a line."""
    text, house = seat.street, seat.house
    if rng.random() < 0.18:
        shorter = [
            (long, short) for long, short in STREET_SHORT if (text.endswith(long) if long.islower() else long in text)
        ]
        if shorter:
            text = text.replace(*rng.choice(shorter))
    if rng.random() < 0.05:
        text = slipped(rng, text)
    if rng.random() < 0.35:
        text = unaccented(text)
    if " " in house and rng.random() < 0.5:
        house = house.replace(" ", "")
    chance = rng.random()
    if chance < 0.03:
        return text
    if chance < 0.04:
        house = slipped(rng, house, digits=True)
    if land.number_first:
        return f"{house}, {text}" if rng.random() < 0.3 else f"{house} {text}"
    return f"{text} nr. {house}" if chance > 0.98 else f"{text}, {house}" if chance > 0.95 else f"{text} {house}"


def postcode(rng: Random, code: str) -> str:
    """Return a postcode with or without its space."""
    if rng.random() < 0.01:
        code = slipped(rng, code, digits=True)
    chance = rng.random()
    return code.replace(" ", "") if chance < 0.4 else code.lower() if chance < 0.43 else code


def city(rng: Random, town: Town) -> str:
    """Return a town by one of its names."""
    text = town.names[0] if rng.random() < 0.85 else rng.choice(town.names)
    if rng.random() < 0.015:
        text = slipped(rng, text)
    return text.upper() if rng.random() < 0.2 else text


def country(rng: Random, code: str, home: str) -> str:
    """Return the country's code, which is often left out at home."""
    if rng.random() < (0.2 if code == home else 0.03):
        return ""
    return code if code in LANDS else ""
