"""France."""

from __future__ import annotations

from decimal import Decimal

from boekhaak.testing.books import numbers
from boekhaak.testing.books.countries.country import Country, Rate, Row
from boekhaak.testing.books.languages.french import FRENCH

ACCOUNTS: tuple[Row, ...] = (
    ("capital", "101300", "Capital souscrit, appelé, versé", "B", "C", "equity"),
    ("reserves", "106800", "Autres réserves", "B", "C", "equity"),
    ("loan", "164000", "Emprunts auprès des établissements de crédit", "B", "C", "debt"),
    ("asset", "213100", "Bâtiments", "B", "D", "fixed_asset"),
    ("asset", "215400", "Matériel industriel", "B", "D", "fixed_asset"),
    ("asset", "218200", "Matériel de transport", "B", "D", "fixed_asset"),
    ("written off", "281310", "Amortissements des bâtiments", "B", "C", "fixed_asset"),
    ("written off", "281540", "Amortissements du matériel industriel", "B", "C", "fixed_asset"),
    ("written off", "281820", "Amortissements du matériel de transport", "B", "C", "fixed_asset"),
    ("inventory", "371000", "Marchandises", "B", "D", "inventory"),
    ("payable", "401000", "Fournisseurs", "B", "C", "payable"),
    ("accrued", "408100", "Fournisseurs, factures non parvenues", "B", "C", "general"),
    ("receivable", "411000", "Clients", "B", "D", "receivable"),
    ("wages due", "421000", "Personnel, rémunérations dues", "B", "C", "general"),
    ("wage tax due", "431000", "Sécurité sociale", "B", "C", "general"),
    ("tax settled", "445510", "TVA à décaisser", "B", "D", "vat"),
    ("input tax", "445660", "TVA déductible sur biens et services", "B", "D", "vat"),
    ("sales tax", "445710", "TVA collectée 20 %", "B", "C", "vat"),
    ("sales tax", "445711", "TVA collectée 10 %", "B", "C", "vat"),
    ("sales tax", "445712", "TVA collectée 5,5 %", "B", "C", "vat"),
    ("prepaid", "486000", "Charges constatées d’avance", "B", "D", "general"),
    ("bank", "512000", "Banque", "B", "D", "bank"),
    ("savings", "512100", "Compte sur livret", "B", "D", "bank"),
    ("cash", "530000", "Caisse", "B", "D", "cash"),
    ("transfers", "580000", "Virements internes", "B", "D", "general"),
    ("expense", "606100", "Eau, gaz, électricité", "R", "D", "cost"),
    ("expense", "606400", "Fournitures administratives", "R", "D", "cost"),
    ("goods", "607000", "Achats de marchandises", "R", "D", "cost"),
    ("goods", "611000", "Sous-traitance générale", "R", "D", "cost"),
    ("expense", "613200", "Locations immobilières", "R", "D", "cost"),
    ("expense", "615500", "Entretien du matériel de transport", "R", "D", "cost"),
    ("expense", "622600", "Honoraires", "R", "D", "cost"),
    ("expense", "623100", "Annonces et insertions", "R", "D", "cost"),
    ("expense", "626000", "Frais postaux et de télécommunications", "R", "D", "cost"),
    ("bank charges", "627000", "Services bancaires", "R", "D", "cost"),
    ("wages", "641100", "Salaires et appointements", "R", "D", "cost"),
    ("social charges", "645100", "Cotisations à l’Urssaf", "R", "D", "cost"),
    ("interest", "661100", "Intérêts des emprunts et dettes", "R", "D", "cost"),
    ("exchange", "666000", "Pertes de change", "R", "D", "cost"),
    ("depreciation", "681100", "Dotations aux amortissements", "R", "D", "cost"),
    ("revenue", "706000", "Prestations de services 20 %", "R", "C", "revenue"),
    ("revenue", "706100", "Prestations de services 10 %", "R", "C", "revenue"),
    ("revenue", "707000", "Ventes de marchandises 5,5 %", "R", "C", "revenue"),
    ("revenue", "707900", "Ventes exonérées et à l’exportation", "R", "C", "revenue"),
    ("interest received", "764000", "Revenus des valeurs mobilières de placement", "R", "C", "revenue"),
    ("allocation", "880000", "Résultat en instance d’affectation", "R", "D", "general"),
)
CITIES = (
    ("Angers", "49000"), ("Besançon", "25000"), ("Brest", "29200"), ("Dijon", "21000"), ("Limoges", "87000"),
    ("Metz", "57000"), ("Nantes", "44000"), ("Nîmes", "30000"), ("Orléans", "45000"), ("Poitiers", "86000"),
    ("Quimper", "29000"), ("Reims", "51100"), ("Rennes", "35000"), ("Saint-Étienne", "42000"), ("Troyes", "10000"),
)  # fmt: skip
FRANCE = Country(
    code="FR",
    currency="EUR",
    language=FRENCH,
    accounts=ACCOUNTS,
    rates=(
        Rate(Decimal(20), "V20", "A20", "706000"),
        Rate(Decimal(10), "V10", "A10", "706100"),
        Rate(Decimal("5.5"), "V55", "A55", "707000"),
        Rate(Decimal(0), "V00", "A00", "707900"),
    ),
    journals={"sales": "VE", "purchase": "AC", "bank": "BQ", "cash": "CA", "general": "OD"},
    phone="+33 1 99 00",
    legal_forms=("SARL", "SARL", "SAS", "SAS", "SA"),
    spellings={
        "SARL": ("S.A.R.L.", "sarl", "Sarl"),
        "SAS": ("S.A.S.", "sas", "Sas"),
        "SA": ("S.A.", "Société anonyme"),
    },
    cities=CITIES,
    hamlet=("Valbrume", "00990"),
    registration=numbers.french_registration,
    bank_account=numbers.french_account,
)
