"""Norway, with accounts after the standard chart NS 4102."""

from __future__ import annotations

from decimal import Decimal

from boekhaak.testing.books import numbers
from boekhaak.testing.books.countries.country import Country, Rate, Row
from boekhaak.testing.books.languages.norwegian import NORWEGIAN

ACCOUNTS: tuple[Row, ...] = (
    ("asset", "1100", "Bygninger", "B", "D", "fixed_asset"),
    ("written off", "1109", "Akkumulerte avskrivninger på bygninger", "B", "C", "fixed_asset"),
    ("asset", "1200", "Maskiner og anlegg", "B", "D", "fixed_asset"),
    ("written off", "1209", "Akkumulerte avskrivninger på maskiner og anlegg", "B", "C", "fixed_asset"),
    ("asset", "1230", "Biler", "B", "D", "fixed_asset"),
    ("written off", "1239", "Akkumulerte avskrivninger på biler", "B", "C", "fixed_asset"),
    ("inventory", "1460", "Varer for videresalg", "B", "D", "inventory"),
    ("receivable", "1500", "Kundefordringer", "B", "D", "receivable"),
    ("prepaid", "1700", "Forskuddsbetalte kostnader", "B", "D", "general"),
    ("cash", "1900", "Kontanter", "B", "D", "cash"),
    ("bank", "1920", "Bankinnskudd", "B", "D", "bank"),
    ("savings", "1930", "Sparekonto", "B", "D", "bank"),
    ("transfers", "1990", "Overføringer mellom egne konti", "B", "D", "general"),
    ("capital", "2000", "Aksjekapital", "B", "C", "equity"),
    ("reserves", "2050", "Annen egenkapital", "B", "C", "equity"),
    ("loan", "2220", "Gjeld til kredittinstitusjoner", "B", "C", "debt"),
    ("payable", "2400", "Leverandørgjeld", "B", "C", "payable"),
    ("wage tax due", "2600", "Forskuddstrekk", "B", "C", "general"),
    ("sales tax", "2700", "Utgående merverdiavgift, høy sats", "B", "C", "vat"),
    ("sales tax", "2701", "Utgående merverdiavgift, middels sats", "B", "C", "vat"),
    ("sales tax", "2702", "Utgående merverdiavgift, lav sats", "B", "C", "vat"),
    ("input tax", "2710", "Inngående merverdiavgift", "B", "D", "vat"),
    ("tax settled", "2740", "Oppgjørskonto merverdiavgift", "B", "D", "vat"),
    ("wages due", "2930", "Skyldig lønn", "B", "C", "general"),
    ("accrued", "2960", "Påløpte kostnader", "B", "C", "general"),
    ("revenue", "3000", "Salgsinntekter, høy sats", "R", "C", "revenue"),
    ("revenue", "3010", "Salgsinntekter, middels sats", "R", "C", "revenue"),
    ("revenue", "3020", "Salgsinntekter, lav sats", "R", "C", "revenue"),
    ("revenue", "3100", "Salgsinntekter, avgiftsfrie", "R", "C", "revenue"),
    ("goods", "4300", "Innkjøp av varer for videresalg", "R", "D", "cost"),
    ("goods", "4500", "Fremmedytelser og underentreprise", "R", "D", "cost"),
    ("wages", "5000", "Lønn til ansatte", "R", "D", "cost"),
    ("social charges", "5400", "Arbeidsgiveravgift", "R", "D", "cost"),
    ("depreciation", "6000", "Avskrivninger", "R", "D", "cost"),
    ("expense", "6300", "Leie av lokaler", "R", "D", "cost"),
    ("expense", "6340", "Lys og varme", "R", "D", "cost"),
    ("expense", "6705", "Regnskapshonorar", "R", "D", "cost"),
    ("expense", "6800", "Kontorrekvisita", "R", "D", "cost"),
    ("expense", "6900", "Telefon og internett", "R", "D", "cost"),
    ("expense", "7000", "Drivstoff og vedlikehold av biler", "R", "D", "cost"),
    ("expense", "7320", "Reklame", "R", "D", "cost"),
    ("bank charges", "7770", "Bankgebyrer", "R", "D", "cost"),
    ("interest received", "8050", "Renteinntekter", "R", "C", "revenue"),
    ("interest", "8150", "Rentekostnader", "R", "D", "cost"),
    ("exchange", "8160", "Valutatap", "R", "D", "cost"),
    ("allocation", "8960", "Overføringer annen egenkapital", "R", "D", "general"),
)
CITIES = (
    ("Alta", "9510"), ("Arendal", "4836"), ("Bodø", "8006"), ("Drammen", "3015"), ("Gjøvik", "2815"), ("Halden", "1767"),
    ("Hamar", "2317"), ("Kongsberg", "3611"), ("Larvik", "3256"), ("Levanger", "7600"), ("Lillehammer", "2609"),
    ("Molde", "6413"), ("Narvik", "8514"), ("Skien", "3717"), ("Ålesund", "6002"),
)  # fmt: skip
NORWAY = Country(
    code="NO",
    currency="NOK",
    language=NORWEGIAN,
    accounts=ACCOUNTS,
    # the codes of the tax authority's standard list
    rates=(
        Rate(Decimal(25), "3", "1", "3000"),
        Rate(Decimal(15), "31", "11", "3010"),
        Rate(Decimal(12), "33", "13", "3020"),
        Rate(Decimal(0), "5", "0", "3100"),
    ),
    journals={"sales": "UF", "purchase": "IF", "bank": "BA", "cash": "KA", "general": "DIV"},
    # no number of eight digits begins with a zero
    phone="+47 0000",
    legal_forms=("AS", "AS", "AS", "ASA", "ANS"),
    spellings={
        "AS": ("A/S", "as", "a.s.", "Aksjeselskap"),
        "ASA": ("asa", "A.S.A."),
        "ANS": ("ans", "A.N.S."),
    },
    cities=CITIES,
    hamlet=("Skoddevik", "0099"),
    foreign=("GB", "NL", "US"),
    registration=numbers.norwegian_registration,
    bank_account=numbers.norwegian_account,
)
