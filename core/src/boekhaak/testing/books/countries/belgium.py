"""Belgium, whose invented companies keep their books in Dutch."""

from __future__ import annotations

from decimal import Decimal

from boekhaak.testing.books import numbers
from boekhaak.testing.books.countries.country import Country, Rate, Row
from boekhaak.testing.books.languages.dutch import DUTCH

ACCOUNTS: tuple[Row, ...] = (
    ("capital", "100000", "Geplaatst kapitaal", "B", "C", "equity"),
    ("reserves", "140000", "Overgedragen winst", "B", "C", "equity"),
    ("loan", "173000", "Kredietinstellingen", "B", "C", "debt"),
    ("asset", "221000", "Gebouwen", "B", "D", "fixed_asset"),
    ("written off", "221900", "Afschrijvingen op gebouwen", "B", "C", "fixed_asset"),
    ("asset", "230000", "Installaties, machines en uitrusting", "B", "D", "fixed_asset"),
    ("written off", "230900", "Afschrijvingen op installaties", "B", "C", "fixed_asset"),
    ("asset", "241000", "Rollend materieel", "B", "D", "fixed_asset"),
    ("written off", "241900", "Afschrijvingen op rollend materieel", "B", "C", "fixed_asset"),
    ("inventory", "340000", "Handelsgoederen", "B", "D", "inventory"),
    ("receivable", "400000", "Handelsdebiteuren", "B", "D", "receivable"),
    ("input tax", "411000", "Terug te vorderen btw", "B", "D", "vat"),
    ("payable", "440000", "Leveranciers", "B", "C", "payable"),
    ("sales tax", "451000", "Te betalen btw", "B", "C", "vat"),
    ("tax settled", "451900", "Rekening-courant btw", "B", "D", "vat"),
    ("wage tax due", "453000", "Ingehouden voorheffingen", "B", "C", "general"),
    ("wages due", "455000", "Bezoldigingen", "B", "C", "general"),
    ("prepaid", "490000", "Over te dragen kosten", "B", "D", "general"),
    ("accrued", "492000", "Toe te rekenen kosten", "B", "C", "general"),
    ("bank", "550000", "Bank zichtrekening", "B", "D", "bank"),
    ("savings", "551000", "Bank spaarrekening", "B", "D", "bank"),
    ("cash", "570000", "Kas", "B", "D", "cash"),
    ("transfers", "580000", "Interne overboekingen", "B", "D", "general"),
    ("goods", "603000", "Algemene onderaannemingen", "R", "D", "cost"),
    ("goods", "604000", "Aankopen handelsgoederen", "R", "D", "cost"),
    ("expense", "610000", "Huur en huurlasten", "R", "D", "cost"),
    ("expense", "612000", "Elektriciteit, gas en water", "R", "D", "cost"),
    ("expense", "612100", "Telefoon en internet", "R", "D", "cost"),
    ("expense", "612300", "Kantoorbenodigdheden", "R", "D", "cost"),
    ("expense", "613200", "Erelonen boekhouder", "R", "D", "cost"),
    ("expense", "614000", "Publiciteit", "R", "D", "cost"),
    ("expense", "615000", "Brandstof en onderhoud wagens", "R", "D", "cost"),
    ("wages", "620200", "Bezoldigingen bedienden", "R", "D", "cost"),
    ("social charges", "621000", "Werkgeversbijdragen", "R", "D", "cost"),
    ("depreciation", "630200", "Afschrijvingen materiële vaste activa", "R", "D", "cost"),
    ("interest", "650000", "Rente op schulden", "R", "D", "cost"),
    ("exchange", "654000", "Wisselresultaten", "R", "D", "cost"),
    ("bank charges", "657000", "Bankkosten", "R", "D", "cost"),
    ("allocation", "693000", "Over te dragen resultaat", "R", "D", "general"),
    ("revenue", "700000", "Verkopen 21 %", "R", "C", "revenue"),
    ("revenue", "700100", "Verkopen 12 %", "R", "C", "revenue"),
    ("revenue", "700200", "Verkopen 6 %", "R", "C", "revenue"),
    ("revenue", "700300", "Verkopen zonder btw", "R", "C", "revenue"),
    ("interest received", "751000", "Opbrengsten uit vlottende activa", "R", "C", "revenue"),
)
CITIES = (
    ("Aalst", "9300"), ("Antwerpen", "2000"), ("Brugge", "8000"), ("Genk", "3600"), ("Gent", "9000"),
    ("Hasselt", "3500"), ("Kortrijk", "8500"), ("Leuven", "3000"), ("Mechelen", "2800"), ("Turnhout", "2300"),
)  # fmt: skip
BELGIUM = Country(
    code="BE",
    currency="EUR",
    language=DUTCH,
    accounts=ACCOUNTS,
    rates=(
        Rate(Decimal(21), "V21", "A21", "700000"),
        Rate(Decimal(12), "V12", "A12", "700100"),
        Rate(Decimal(6), "V6", "A6", "700200"),
        Rate(Decimal(0), "V0", "A0", "700300"),
    ),
    journals={"sales": "VER", "purchase": "AAN", "bank": "FIN", "cash": "KAS", "general": "DIV"},
    phone="+32 2 000",
    legal_forms=("BV", "BV", "NV", "VOF"),
    spellings={"BV": ("B.V.", "bv", "BVBA"), "NV": ("N.V.", "nv"), "VOF": ("V.O.F.", "vof")},
    cities=CITIES,
    registration=numbers.belgian_registration,
    bank_account=numbers.belgian_account,
)
