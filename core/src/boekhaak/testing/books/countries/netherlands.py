"""The Netherlands."""

from __future__ import annotations

from decimal import Decimal

from boekhaak.testing.books import numbers
from boekhaak.testing.books.countries.country import Country, Rate, Row
from boekhaak.testing.books.languages.dutch import DUTCH

ACCOUNTS: tuple[Row, ...] = (
    ("asset", "0100", "Bedrijfsgebouwen", "B", "D", "fixed_asset"),
    ("written off", "0110", "Afschrijving bedrijfsgebouwen", "B", "C", "fixed_asset"),
    ("asset", "0200", "Machines en inventaris", "B", "D", "fixed_asset"),
    ("written off", "0210", "Afschrijving machines en inventaris", "B", "C", "fixed_asset"),
    ("asset", "0300", "Vervoermiddelen", "B", "D", "fixed_asset"),
    ("written off", "0310", "Afschrijving vervoermiddelen", "B", "C", "fixed_asset"),
    ("capital", "0500", "Aandelenkapitaal", "B", "C", "equity"),
    ("reserves", "0510", "Overige reserves", "B", "C", "equity"),
    ("loan", "0700", "Langlopende lening bank", "B", "C", "debt"),
    ("cash", "1000", "Kas", "B", "D", "cash"),
    ("bank", "1100", "Bank", "B", "D", "bank"),
    ("savings", "1150", "Spaarrekening", "B", "D", "bank"),
    ("transfers", "1290", "Kruisposten", "B", "D", "general"),
    ("receivable", "1300", "Debiteuren", "B", "D", "receivable"),
    ("prepaid", "1400", "Vooruitbetaalde kosten", "B", "D", "general"),
    ("sales tax", "1500", "Te betalen btw hoog", "B", "C", "vat"),
    ("sales tax", "1510", "Te betalen btw laag", "B", "C", "vat"),
    ("input tax", "1520", "Te vorderen btw", "B", "D", "vat"),
    ("tax settled", "1530", "Afgedragen btw", "B", "D", "vat"),
    ("payable", "1600", "Crediteuren", "B", "C", "payable"),
    ("wages due", "1700", "Te betalen lonen", "B", "C", "general"),
    ("wage tax due", "1710", "Af te dragen loonheffingen", "B", "C", "general"),
    ("accrued", "1800", "Nog te betalen kosten", "B", "C", "general"),
    ("inventory", "3000", "Voorraad handelsgoederen", "B", "D", "inventory"),
    ("wages", "4000", "Lonen en salarissen", "R", "D", "cost"),
    ("social charges", "4010", "Sociale lasten", "R", "D", "cost"),
    ("expense", "4100", "Huur bedrijfsruimte", "R", "D", "cost"),
    ("expense", "4110", "Gas, water en elektra", "R", "D", "cost"),
    ("expense", "4200", "Kantoorbenodigdheden", "R", "D", "cost"),
    ("expense", "4210", "Telefoon en internet", "R", "D", "cost"),
    ("expense", "4300", "Brandstof en onderhoud auto's", "R", "D", "cost"),
    ("expense", "4400", "Reclame en advertenties", "R", "D", "cost"),
    ("depreciation", "4500", "Afschrijvingskosten", "R", "D", "cost"),
    ("expense", "4600", "Accountantskosten", "R", "D", "cost"),
    ("bank charges", "4700", "Bankkosten", "R", "D", "cost"),
    ("exchange", "4750", "Koersverschillen", "R", "D", "cost"),
    ("goods", "7000", "Inkoop handelsgoederen", "R", "D", "cost"),
    ("goods", "7010", "Uitbesteed werk", "R", "D", "cost"),
    ("revenue", "8000", "Omzet hoog tarief", "R", "C", "revenue"),
    ("revenue", "8010", "Omzet laag tarief", "R", "C", "revenue"),
    ("revenue", "8020", "Omzet nultarief", "R", "C", "revenue"),
    ("interest", "9000", "Rentelasten", "R", "D", "cost"),
    ("interest received", "9010", "Rentebaten", "R", "C", "revenue"),
    ("allocation", "9900", "Resultaatbestemming", "R", "D", "general"),
)
CITIES = (
    ("Alkmaar", "1811"), ("Amersfoort", "3811"), ("Apeldoorn", "7311"), ("Breda", "4811"), ("Deventer", "7411"),
    ("Dordrecht", "3311"), ("Ede", "6711"), ("Enschede", "7511"), ("Gouda", "2801"), ("Haarlem", "2011"),
    ("Leeuwarden", "8911"), ("Roermond", "6041"), ("Tilburg", "5011"), ("Venlo", "5911"), ("Zwolle", "8011"),
)  # fmt: skip
NETHERLANDS = Country(
    code="NL",
    currency="EUR",
    language=DUTCH,
    accounts=ACCOUNTS,
    rates=(
        Rate(Decimal(21), "VH", "IH", "8000"),
        Rate(Decimal(9), "VL", "IL", "8010"),
        Rate(Decimal(0), "VN", "IN", "8020"),
    ),
    journals={"sales": "70", "purchase": "60", "bank": "20", "cash": "10", "general": "90"},
    phone="+31 85 000",
    legal_forms=("B.V.", "B.V.", "B.V.", "V.O.F.", "N.V."),
    spellings={
        "B.V.": ("BV", "bv", "b.v.", "Besloten Vennootschap"),
        "V.O.F.": ("VOF", "vof", "v.o.f."),
        "N.V.": ("NV", "n.v."),
    },
    cities=CITIES,
    hamlet=("Veldhaven", "0999 ZZ"),
    postcode_end=" AA",
    postcode_letters="ABCDEGHJKL",
    registration=numbers.dutch_registration,
    bank_account=numbers.dutch_account,
)
