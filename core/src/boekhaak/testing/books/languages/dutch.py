"""Dutch, as the books of Dutch and Belgian companies are kept."""

from __future__ import annotations

from boekhaak.testing.books.languages.language import Language, Words

WORDS = Words(
    trades=(
        "Aannemersbedrijf", "Administratiekantoor", "Architectenbureau", "Autobedrijf", "Bakkerij", "Bloemengroothandel",
        "Boomkwekerij", "Bouwmaterialen", "Cateringbedrijf", "Dakdekkers", "Drukkerij", "Elektrotechniek",
        "Fietsenfabriek", "Glashandel", "Groothandel", "Hoveniers", "Installatiebedrijf", "Interieurbouw", "Kaashandel",
        "Laboratorium", "Machinefabriek", "Meubelmakerij", "Reisbureau", "Schildersbedrijf", "Schoonmaakbedrijf",
        "Softwarehuis", "Stukadoors", "Timmerfabriek", "Transportbedrijf", "Uitgeverij", "Verpakkingen", "Wasserij",
    ),
    first_parts=(
        "Avond", "Bever", "Donder", "Elzen", "Fluister", "Glinster", "Haver", "IJzer", "Kievits", "Klaver", "Kobalt",
        "Kraaien", "Linde", "Maan", "Mist", "Nevel", "Ochtend", "Otter", "Parel", "Reiger", "Ruis", "Schemer", "Sikkel",
        "Spiegel", "Sterren", "Valken", "Vlinder", "Wilgen", "Wolken", "Zilver",
    ),
    second_parts=(
        "akker", "baken", "berg", "bron", "burcht", "dal", "daal", "donk", "eiland", "gaarde", "haven", "horst",
        "hoeve", "kamp", "laan", "meer", "molen", "oever", "poort", "rust", "sluis", "spoor", "veen", "vliet", "waard",
        "woud",
    ),
    streets=(
        "Ambachtsweg", "Dorpsstraat", "Handelskade", "Industrieweg", "Kerkstraat", "Lindelaan", "Marktplein",
        "Molenweg", "Nijverheidsstraat", "Stationsstraat", "Veerdijk", "Wilgenpad",
    ),
    company="{trade} {proper} {form}",
    street="{street} {number}",
    post_box="Postbus {number}",
    mailbox="administratie",
)  # fmt: skip
DUTCH = Language(
    words=WORDS,
    texts={
        "invoice": "Factuur",
        "sales invoice": "Verkoopfactuur",
        "purchase invoice": "Inkoopfactuur",
        "tax": "Btw",
        "exchange": "Koersverschil",
        "statement": "Bankafschrift",
        "cash sale": "Kasverkoop",
        "allocation": "Resultaatbestemming",
        "wages": "Loonjournaal",
        "net wages": "Netto lonen",
        "wage tax": "Loonheffingen",
        "bank charges": "Bankkosten",
        "tax return": "Btw-aangifte",
        "depreciation": "Afschrijving",
        "accrued": "Nog te ontvangen facturen",
        "entry": "Boeking",
    },
    journals={
        "sales": "Verkoopboek",
        "purchase": "Inkoopboek",
        "bank": "Bankboek",
        "cash": "Kasboek",
        "general": "Memoriaal",
    },
    sales_tax="Btw verkoop {rate} %",
    purchase_tax="Btw inkoop {rate} %",
    decimal_point=",",
    products=(
        "Advies", "Arbeidsuren", "Artikelen volgens bijlage", "Bestelling", "Huur materieel", "Levering goederen",
        "Maandtermijn", "Meerwerk", "Onderhoud", "Projecttermijn", "Reparatie", "Servicecontract", "Transport",
    ),
    articles=(
        ("Aanhangerverhuur", "month"), ("Afdekfolie", "length"), ("Bout", "piece"), ("Elektrokabel", "length"),
        ("Grondverf", "weight"), ("Hijsband", "piece"), ("Houtlijm", "weight"), ("Isolatieband", "length"),
        ("Kalkmortel", "weight"), ("Ledlamp", "piece"), ("Montage-uur", "hour"), ("Opslagruimte", "month"),
        ("Plint", "length"), ("Scharnier", "piece"), ("Serviceabonnement", "month"), ("Speelzand", "weight"),
        ("Tekenwerk", "hour"), ("Verpakkingsdoos", "piece"), ("Voegmiddel", "weight"), ("Werkvoorbereiding", "hour"),
    ),
    qualities=("standaard", "extra", "eerste keus", "type 2"),
    units={"piece": "stuk", "hour": "uur", "weight": "kg", "length": "m", "month": "maand"},
    dimensions={
        "cost_center": ("Directie", "Verkoop", "Werkplaats", "Magazijn", "Kantoor", "Buitendienst"),
        "cost_unit": ("Nieuwbouw", "Onderhoud", "Verhuur", "Advieswerk"),
        "project": ("Verbouwing hal 3", "Webwinkel", "Beurs voorjaar", "Zonnedak", "Nieuwe heftrucks", "Open dag"),
    },
    papers=("Huurcontract", "Polisblad verzekering", "Notulen vergadering", "Offerte", "Brief van de bank"),
)  # fmt: skip
