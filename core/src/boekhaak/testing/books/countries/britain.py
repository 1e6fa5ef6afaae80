"""Great Britain."""

from __future__ import annotations

from decimal import Decimal

from boekhaak.testing.books import numbers
from boekhaak.testing.books.countries.country import Country, Rate, Row
from boekhaak.testing.books.languages.english import ENGLISH

ACCOUNTS: tuple[Row, ...] = (
    ("asset", "0010", "Freehold property", "B", "D", "fixed_asset"),
    ("written off", "0011", "Freehold property depreciation", "B", "C", "fixed_asset"),
    ("asset", "0020", "Plant and machinery", "B", "D", "fixed_asset"),
    ("written off", "0021", "Plant and machinery depreciation", "B", "C", "fixed_asset"),
    ("asset", "0050", "Motor vehicles", "B", "D", "fixed_asset"),
    ("written off", "0051", "Motor vehicles depreciation", "B", "C", "fixed_asset"),
    ("inventory", "1001", "Stock", "B", "D", "inventory"),
    ("receivable", "1100", "Debtors control account", "B", "D", "receivable"),
    ("prepaid", "1103", "Prepayments", "B", "D", "general"),
    ("bank", "1200", "Bank current account", "B", "D", "bank"),
    ("savings", "1210", "Bank deposit account", "B", "D", "bank"),
    ("cash", "1230", "Petty cash", "B", "D", "cash"),
    ("transfers", "1290", "Transfers in transit", "B", "D", "general"),
    ("payable", "2100", "Creditors control account", "B", "C", "payable"),
    ("accrued", "2109", "Accruals", "B", "C", "general"),
    ("sales tax", "2200", "Sales tax control account", "B", "C", "vat"),
    ("input tax", "2201", "Purchase tax control account", "B", "D", "vat"),
    ("tax settled", "2202", "VAT liability", "B", "D", "vat"),
    ("wage tax due", "2210", "PAYE and National Insurance", "B", "C", "general"),
    ("wages due", "2220", "Net wages", "B", "C", "general"),
    ("loan", "2300", "Bank loan", "B", "C", "debt"),
    ("capital", "3000", "Ordinary shares", "B", "C", "equity"),
    ("reserves", "3200", "Profit and loss account", "B", "C", "equity"),
    ("revenue", "4000", "Sales, standard rate", "R", "C", "revenue"),
    ("revenue", "4001", "Sales, reduced rate", "R", "C", "revenue"),
    ("revenue", "4002", "Sales, zero rate", "R", "C", "revenue"),
    ("interest received", "4906", "Interest received", "R", "C", "revenue"),
    ("goods", "5000", "Materials purchased", "R", "D", "cost"),
    ("goods", "5010", "Subcontractors", "R", "D", "cost"),
    ("expense", "6201", "Advertising", "R", "D", "cost"),
    ("wages", "7000", "Gross wages", "R", "D", "cost"),
    ("social charges", "7006", "Employer’s National Insurance", "R", "D", "cost"),
    ("expense", "7100", "Rent", "R", "D", "cost"),
    ("expense", "7200", "Electricity and gas", "R", "D", "cost"),
    ("expense", "7300", "Fuel and repairs of vehicles", "R", "D", "cost"),
    ("expense", "7504", "Office stationery", "R", "D", "cost"),
    ("expense", "7550", "Telephone and internet", "R", "D", "cost"),
    ("expense", "7601", "Accountancy fees", "R", "D", "cost"),
    ("bank charges", "7901", "Bank charges", "R", "D", "cost"),
    ("interest", "7903", "Loan interest paid", "R", "D", "cost"),
    ("exchange", "7906", "Exchange rate variance", "R", "D", "cost"),
    ("depreciation", "8000", "Depreciation", "R", "D", "cost"),
    ("allocation", "9900", "Appropriation of profit", "R", "D", "general"),
)
CITIES = (
    ("Bath", "BA1"), ("Carlisle", "CA1"), ("Derby", "DE1"), ("Exeter", "EX1"), ("Gloucester", "GL1"), ("Ipswich", "IP1"),
    ("Lancaster", "LA1"), ("Leeds", "LS1"), ("Lincoln", "LN1"), ("Norwich", "NR1"), ("Preston", "PR1"),
    ("Stockport", "SK1"), ("Truro", "TR1"), ("Worcester", "WR1"), ("York", "YO1"),
)  # fmt: skip
BRITAIN = Country(
    code="GB",
    currency="GBP",
    language=ENGLISH,
    accounts=ACCOUNTS,
    rates=(
        Rate(Decimal(20), "S20", "P20", "4000"),
        Rate(Decimal(5), "S5", "P5", "4001"),
        Rate(Decimal(0), "S0", "P0", "4002"),
    ),
    journals={"sales": "SAL", "purchase": "PUR", "bank": "BNK", "cash": "CSH", "general": "JNL"},
    phone="+44 20 7946",
    legal_forms=("Ltd", "Ltd", "Ltd", "LLP", "PLC"),
    spellings={"Ltd": ("Limited", "Ltd.", "LTD"), "LLP": ("L.L.P.", "llp"), "PLC": ("plc", "P.L.C.", "Plc")},
    cities=CITIES,
    # no postcode ends in these letters, so that none of them is a place
    postcode_end=" 9AA",
    postcode_letters="CIKMOV",
    hamlet=("Northmere", "ZZ9 4AB"),
    foreign=("FR", "NL", "US"),
    registration=numbers.british_registration,
    bank_account=numbers.british_account,
)
