"""Words of which invented companies and places are made. No real person or company is meant."""

from __future__ import annotations

import random

TRADES = (
    "Aannemersbedrijf", "Administratiekantoor", "Architectenbureau", "Autobedrijf", "Bakkerij", "Bloemengroothandel",
    "Boomkwekerij", "Bouwmaterialen", "Cateringbedrijf", "Dakdekkers", "Drukkerij", "Elektrotechniek", "Fietsenfabriek",
    "Glashandel", "Groothandel", "Hoveniers", "Installatiebedrijf", "Interieurbouw", "Kaashandel", "Laboratorium",
    "Machinefabriek", "Meubelmakerij", "Reisbureau", "Schildersbedrijf", "Schoonmaakbedrijf", "Softwarehuis",
    "Stukadoors", "Timmerfabriek", "Transportbedrijf", "Uitgeverij", "Verpakkingen", "Wasserij",
)  # fmt: skip
FIRST_PARTS = (
    "Avond", "Bever", "Donder", "Elzen", "Fluister", "Glinster", "Haver", "IJzer", "Kievits", "Klaver", "Kobalt",
    "Kraaien", "Linde", "Maan", "Mist", "Nevel", "Ochtend", "Otter", "Parel", "Reiger", "Ruis", "Schemer", "Sikkel",
    "Spiegel", "Sterren", "Valken", "Vlinder", "Wilgen", "Wolken", "Zilver",
)  # fmt: skip
SECOND_PARTS = (
    "akker", "baken", "berg", "bron", "burcht", "dal", "daal", "donk", "eiland", "gaarde", "haven", "horst", "hoeve",
    "kamp", "laan", "meer", "molen", "oever", "poort", "rust", "sluis", "spoor", "veen", "vliet", "waard", "woud",
)  # fmt: skip
LEGAL_FORMS = {"NL": ("B.V.", "B.V.", "B.V.", "V.O.F.", "N.V."), "BE": ("BV", "BV", "NV", "VOF")}
FOREIGN_FORMS = {"GB": "Ltd", "US": "Inc."}
FOREIGN_PLACES = {"GB": ("Northmere", "ZZ9 4AB"), "US": ("Fairhollow", "00499")}
CITIES = {
    "NL": (
        ("Alkmaar", "1811"), ("Amersfoort", "3811"), ("Apeldoorn", "7311"), ("Breda", "4811"), ("Deventer", "7411"),
        ("Dordrecht", "3311"), ("Ede", "6711"), ("Enschede", "7511"), ("Gouda", "2801"), ("Haarlem", "2011"),
        ("Leeuwarden", "8911"), ("Roermond", "6041"), ("Tilburg", "5011"), ("Venlo", "5911"), ("Zwolle", "8011"),
    ),
    "BE": (
        ("Aalst", "9300"), ("Antwerpen", "2000"), ("Brugge", "8000"), ("Genk", "3600"), ("Gent", "9000"),
        ("Hasselt", "3500"), ("Kortrijk", "8500"), ("Leuven", "3000"), ("Mechelen", "2800"), ("Turnhout", "2300"),
    ),
}  # fmt: skip
STREETS = (
    "Ambachtsweg", "Dorpsstraat", "Handelskade", "Industrieweg", "Kerkstraat", "Lindelaan", "Marktplein", "Molenweg",
    "Nijverheidsstraat", "Stationsstraat", "Veerdijk", "Wilgenpad",
)  # fmt: skip
PRODUCTS = (
    "Advies", "Arbeidsuren", "Artikelen volgens bijlage", "Bestelling", "Huur materieel", "Levering goederen",
    "Maandtermijn", "Meerwerk", "Onderhoud", "Projecttermijn", "Reparatie", "Servicecontract", "Transport",
)  # fmt: skip


def company_name(rng: random.Random, country: str, taken: set[str]) -> str:
    """Return a name that is not in ``taken``, and add it there."""
    while True:
        proper = f"{rng.choice(FIRST_PARTS)}{rng.choice(SECOND_PARTS)}"
        if country in FOREIGN_FORMS:
            name = f"{proper} {rng.choice(('Trading', 'Supplies', 'Works'))} {FOREIGN_FORMS[country]}"
        else:
            form = rng.choice(LEGAL_FORMS.get(country, ("",)))
            name = f"{rng.choice(TRADES)} {proper} {form}".strip()
        if name not in taken:
            taken.add(name)
            return name


def place(rng: random.Random, country: str) -> tuple[str, str]:
    """Return a city and a postcode there; a city of another country than the known ones has no postcode."""
    if country in FOREIGN_PLACES:
        return FOREIGN_PLACES[country]
    if country not in CITIES:
        return f"{rng.choice(FIRST_PARTS)}{rng.choice(SECOND_PARTS)}", ""
    city, postcode = rng.choice(CITIES[country])
    if country == "NL":
        postcode = f"{postcode} {rng.choice('ABCDEGHJKL')}{rng.choice('ABCDEGHJKL')}"
    return city, postcode


def street(rng: random.Random) -> str:
    """Return a street and a house number."""
    return f"{rng.choice(STREETS)} {rng.randrange(1, 240)}"
