"""Administrations of invented companies in five countries: their names, their numbers, who sees them."""

from __future__ import annotations

import string
from dataclasses import dataclass
from random import Random

from stdnum import luhn
from stdnum.no import orgnr

COUNTRIES = {"NL": "EUR", "BE": "EUR", "NO": "NOK", "SE": "SEK", "DE": "EUR"}
TRADES = {
    "NL": "Bakkerij|Bouwbedrijf|Loodgieter|Garage|Schildersbedrijf|Transport|Advies|Vastgoed|Installatie|Tuincentrum",
    "BE": "Bakkerij|Bouw|Dakwerken|Garage|Transport|Consult|Immo|Drukkerij|Tuinaanleg|Slagerij",
    "NO": "Bygg|Rør|Elektro|Regnskap|Eiendom|Transport|Bakeri|Maskin|Rådgivning|Fisk",
    "SE": "Bygg|Rör|El|Redovisning|Fastigheter|Åkeri|Bageri|Maskin|Konsult|Måleri",
    "DE": "Bäckerei|Bau|Elektro|Autohaus|Immobilien|Spedition|Beratung|Druckerei|Gartenbau|Metzgerei",
}
FAMILIES = {
    "NL": "Jansen|Hansen|de Vries|van den Berg|Bakker|Visser|Smit|Meijer|Mulder|Bos|Vos|Peters|Pieters|Hendriks|Dekker",
    "BE": "Peeters|Janssens|Maes|Jacobs|Mertens|Willems|Claes|Goossens|Wouters|De Smet|Desmet|Dubois|Lambert|Dupont|Leroy",
    "NO": "Hansen|Johansen|Olsen|Larsen|Andersen|Nilsen|Kristiansen|Jensen|Karlsen|Johnsen|Bø|Ødegård|Sæther|Haugen|Lund",
    "SE": "Andersson|Johansson|Karlsson|Nilsson|Eriksson|Larsson|Olsson|Persson|Svensson|Gustafsson|Öberg|Åkesson|Lind|Lund|Berg",
    "DE": "Müller|Schmidt|Schneider|Fischer|Weber|Meyer|Maier|Wagner|Becker|Schulz|Hoffmann|Schäfer|Koch|Bauer|Groß",
}
PLACES = {
    "NL": "Utrecht|Hoorn|Doorn|Ede|Epe|Leiden|Goes|Delft|Breda|Zwolle",
    "BE": "Gent|Aalst|Aalter|Mol|Brugge|Leuven|Luik|Hasselt|Halle|Ieper",
    "NO": "Oslo|Bergen|Moss|Voss|Bodø|Hamar|Skien|Larvik|Narvik|Molde",
    "SE": "Lund|Umeå|Piteå|Luleå|Borås|Kalmar|Visby|Gävle|Malmö|Falun",
    "DE": "Köln|Ulm|Bonn|Essen|Hessen|Mainz|Jena|Gera|Kiel|Trier",
}
FORMS = {
    "NL": (" B.V.", " BV", "", " V.O.F."),
    "BE": (" BV", " BVBA", " NV", ""),
    "NO": (" AS", " ASA", " ENK", ""),
    "SE": (" AB", " Aktiebolag", " HB", ""),
    "DE": (" GmbH", " UG (haftungsbeschränkt)", " GmbH & Co. KG", " AG"),
}


@dataclass
class Admin:
    """One administration at the package as it really is; ``person`` is who owns the numbers, ``group`` the VAT group."""

    key: int
    id: str
    country: str
    stem: str
    form: str
    registration: str
    vat: str
    logins: set[str]
    fingerprint: str
    tail: str = ""
    unmarked_copy_of: int = 0
    has_unmarked_copy: bool = False

    @property
    def name(self) -> str:
        """Return its name as it is registered at the package."""
        return f"{self.stem}{self.form}{self.tail}"


def an_admin(random: Random, number: int, country: str) -> Admin:
    """Return a company of a country; no two have the same numbers but by chance."""
    registration = a_registration_number(random, country)
    words = [random.choice(TRADES[country].split("|")), random.choice(FAMILIES[country].split("|"))]
    random.shuffle(words)
    return Admin(
        key=number,
        id=str(100000 + number),
        country=country,
        stem=" ".join(words),
        form=random.choice(FORMS[country]),
        registration=registration,
        vat=a_vat_number(random, country, registration),
        logins={random.choice(("anna", "bert"))},
        fingerprint=f"books-{random.getrandbits(40):x}",
    )


def a_registration_number(random: Random, country: str) -> str:
    """Return a registration number that a country could have given out."""

    def digits(count: int) -> str:
        return "".join(random.choice(string.digits) for _ in range(count))

    match country:
        case "NL":
            return f"{random.choice('0123456789')}{digits(7)}"
        case "BE":
            body = f"{random.choice('01')}{random.choice('23456789')}{digits(6)}"
            return f"{body}{97 - int(body) % 97:02d}"
        case "NO":
            while True:
                body = f"9{digits(7)}"
                check = orgnr.checksum(body + "0")
                if (last := -check % 11) < 10:
                    return f"{body}{last}"
        case "SE":
            body = f"55{digits(7)}"
            return f"{body}{luhn.calc_check_digit(body)}"
        case _:
            return f"{random.choice(('Aachen', 'Bonn', 'Stuttgart'))} HRB {random.randint(1000, 99999)}"


def a_vat_number(random: Random, country: str, registration: str) -> str:
    """Return a VAT number; of a group, which has no registration number, one that begins as no company's does."""
    match country:
        case "NL":
            return f"NL{random.randint(1, 999999999):09d}B0{random.choice('12')}"
        case "DE":
            return f"DE{random.randint(100000000, 999999999)}"
        case "BE":
            return f"BE{registration or a_registration_number(random, 'BE')}"
        case "NO":
            return f"{registration or a_registration_number(random, 'NO')}MVA"
        case _:
            return f"SE{registration or a_registration_number(random, 'SE')}01"
