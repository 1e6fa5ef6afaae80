"""Sweden, with accounts after the standard chart BAS."""

from __future__ import annotations

from decimal import Decimal

from boekhaak.testing.books import numbers
from boekhaak.testing.books.countries.country import Country, Rate, Row
from boekhaak.testing.books.languages.swedish import SWEDISH

ACCOUNTS: tuple[Row, ...] = (
    ("asset", "1110", "Byggnader", "B", "D", "fixed_asset"),
    ("written off", "1119", "Ackumulerade avskrivningar på byggnader", "B", "C", "fixed_asset"),
    ("asset", "1210", "Maskiner och tekniska anläggningar", "B", "D", "fixed_asset"),
    ("written off", "1219", "Ackumulerade avskrivningar på maskiner", "B", "C", "fixed_asset"),
    ("asset", "1240", "Bilar och andra transportmedel", "B", "D", "fixed_asset"),
    ("written off", "1249", "Ackumulerade avskrivningar på bilar", "B", "C", "fixed_asset"),
    ("inventory", "1460", "Lager av handelsvaror", "B", "D", "inventory"),
    ("receivable", "1510", "Kundfordringar", "B", "D", "receivable"),
    ("prepaid", "1790", "Övriga förutbetalda kostnader", "B", "D", "general"),
    ("cash", "1910", "Kassa", "B", "D", "cash"),
    ("bank", "1930", "Företagskonto", "B", "D", "bank"),
    ("savings", "1940", "Sparkonto", "B", "D", "bank"),
    ("transfers", "1949", "Överföringar mellan egna konton", "B", "D", "general"),
    ("capital", "2081", "Aktiekapital", "B", "C", "equity"),
    ("reserves", "2091", "Balanserad vinst eller förlust", "B", "C", "equity"),
    ("loan", "2350", "Långfristiga skulder till kreditinstitut", "B", "C", "debt"),
    ("payable", "2440", "Leverantörsskulder", "B", "C", "payable"),
    ("sales tax", "2611", "Utgående moms på försäljning, 25 %", "B", "C", "vat"),
    ("sales tax", "2621", "Utgående moms på försäljning, 12 %", "B", "C", "vat"),
    ("sales tax", "2631", "Utgående moms på försäljning, 6 %", "B", "C", "vat"),
    ("input tax", "2641", "Debiterad ingående moms", "B", "D", "vat"),
    ("tax settled", "2650", "Redovisningskonto för moms", "B", "D", "vat"),
    ("wage tax due", "2710", "Personalskatt", "B", "C", "general"),
    ("wages due", "2821", "Löneskulder", "B", "C", "general"),
    ("accrued", "2990", "Övriga upplupna kostnader", "B", "C", "general"),
    ("revenue", "3001", "Försäljning, 25 % moms", "R", "C", "revenue"),
    ("revenue", "3002", "Försäljning, 12 % moms", "R", "C", "revenue"),
    ("revenue", "3003", "Försäljning, 6 % moms", "R", "C", "revenue"),
    ("revenue", "3004", "Försäljning, momsfri", "R", "C", "revenue"),
    ("goods", "4010", "Inköp av handelsvaror", "R", "D", "cost"),
    ("goods", "4600", "Legoarbeten och underentreprenader", "R", "D", "cost"),
    ("expense", "5010", "Lokalhyra", "R", "D", "cost"),
    ("expense", "5020", "El och värme", "R", "D", "cost"),
    ("expense", "5610", "Drivmedel och underhåll av bilar", "R", "D", "cost"),
    ("expense", "5910", "Annonsering", "R", "D", "cost"),
    ("expense", "6110", "Kontorsmateriel", "R", "D", "cost"),
    ("expense", "6210", "Telefon och internet", "R", "D", "cost"),
    ("expense", "6530", "Redovisningstjänster", "R", "D", "cost"),
    ("bank charges", "6570", "Bankkostnader", "R", "D", "cost"),
    ("wages", "7210", "Löner till tjänstemän", "R", "D", "cost"),
    ("social charges", "7510", "Arbetsgivaravgifter", "R", "D", "cost"),
    ("depreciation", "7830", "Avskrivningar på maskiner och inventarier", "R", "D", "cost"),
    ("exchange", "7960", "Valutakursförluster", "R", "D", "cost"),
    ("interest received", "8310", "Ränteintäkter", "R", "C", "revenue"),
    ("interest", "8410", "Räntekostnader", "R", "D", "cost"),
    ("allocation", "8999", "Årets resultat", "R", "D", "general"),
)
CITIES = (
    ("Borås", "503 30"), ("Falun", "791 71"), ("Gävle", "803 20"), ("Halmstad", "302 42"), ("Jönköping", "553 16"),
    ("Kalmar", "392 32"), ("Karlstad", "652 24"), ("Luleå", "972 31"), ("Norrköping", "602 23"), ("Skövde", "541 30"),
    ("Umeå", "903 26"), ("Visby", "621 57"), ("Växjö", "352 30"), ("Örebro", "702 11"), ("Östersund", "831 30"),
)  # fmt: skip
SWEDEN = Country(
    code="SE",
    currency="SEK",
    language=SWEDISH,
    accounts=ACCOUNTS,
    rates=(
        Rate(Decimal(25), "U25", "I25", "3001"),
        Rate(Decimal(12), "U12", "I12", "3002"),
        Rate(Decimal(6), "U6", "I6", "3003"),
        Rate(Decimal(0), "U0", "I0", "3004"),
    ),
    journals={"sales": "KF", "purchase": "LF", "bank": "BG", "cash": "KA", "general": "VER"},
    phone="+46 8 4650",
    phone_end=400,
    legal_forms=("AB", "AB", "AB", "HB", "KB"),
    spellings={
        "AB": ("A.B.", "ab", "Aktiebolag"),
        "HB": ("H.B.", "hb", "Handelsbolag"),
        "KB": ("K.B.", "kb", "Kommanditbolag"),
    },
    cities=CITIES,
    hamlet=("Dimhult", "009 99"),
    foreign=("GB", "NL", "US"),
    registration=numbers.swedish_registration,
    bank_account=numbers.swedish_account,
)
