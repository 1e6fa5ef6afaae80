"""Fiscal years, accounts, balances, VAT codes, terms and units as rows.

Source: FACTS.md#accounts, FACTS.md#fiscal-years, FACTS.md#balances.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak_eaccounting.simulator import fields
from boekhaak_eaccounting.simulator.fiscal_years import FiscalYear
from boekhaak_eaccounting.simulator.holding import Holding
from boekhaak_eaccounting.simulator.kept import Fixed
from boekhaak_eaccounting.simulator.values import Row

TERMS = ("terms", "30")
INVOICING = 0

ACCOUNT_TYPES: dict[books.AccountRole, tuple[int, str]] = {
    "fixed_asset": (0, "Fixed assets"),
    "inventory": (2, "Stock"),
    "receivable": (3, "Accounts receivable"),
    "cash": (5, "Cash"),
    "bank": (6, "Bank"),
    "equity": (10, "Equity"),
    "debt": (12, "Long-term liabilities"),
    "payable": (14, "Accounts payable"),
    "vat": (16, "VAT"),
    "revenue": (20, "Income"),
    "cost": (24, "Costs"),
}
"""Type and description of an account, by its role; the groups are known, the numbers within them are invented."""


def account_type(account: books.Account) -> tuple[int, str]:
    """Return the vendor's type of an account and its description."""
    if account.role in ACCOUNT_TYPES:
        return ACCOUNT_TYPES[account.role]
    if account.nature == "balance":
        return (9, "Other assets") if account.side == "debit" else (19, "Other liabilities")
    return (29, "Other costs") if account.side == "debit" else (23, "Other income")


def fiscal_years(holding: Holding) -> Sequence[Fixed]:
    """Return the fiscal years, oldest first."""
    return [Fixed(fiscal_year(year)) for year in holding.years.values()]


def fiscal_year(year: FiscalYear) -> Row:
    """Return the row of a fiscal year."""
    return {
        "Id": year.id,
        "StartDate": year.start,
        "EndDate": year.end,
        "IsLockedForAccounting": False,
        "BookkeepingMethod": INVOICING,
    }


def opening_balances(holding: Holding) -> Sequence[Fixed]:
    """Return what stood on the accounts at the start of the first fiscal year, which is all that the vendor tells."""
    return [
        Fixed({"Name": account.name[:100], "Number": int(number), "Balance": holding.company.openings[number]})
        for number, account in sorted(holding.accounts.items())
        if holding.company.openings.get(number)
    ]


def accounts(holding: Holding, years: Iterable[FiscalYear]) -> Sequence[Fixed]:
    """Return each account once for each of the years."""
    return [Fixed(account_row(holding, account, year)) for year in years for account in holding.accounts.values()]


def account_row(holding: Holding, account: books.Account, year: FiscalYear) -> Row:
    """Return the row of an account in a year."""
    type_, description = account_type(account)
    code = holding.tax_codes.get(account.tax_code)
    made = holding.booked(holding.first_year.start)
    return {
        "Name": account.name[:100],
        "Number": account.number,
        "VatCodeId": holding.guid("vat_code", code.code) if code else None,
        "VatCodeDescription": code.name if code else "",
        "ReferenceCode": "",
        "FiscalYearId": year.id,
        "Type": type_,
        "TypeDescription": description,
        "ModifiedUtc": made,
        "CreatedUtc": made,
        "IsActive": True,
        "IsProjectAllowed": True,
        "IsCostCenterAllowed": True,
        "IsBlockedForManualBooking": False,
    }


def balances(holding: Holding, vouchers: Iterable[books.Voucher], day: date) -> Sequence[Fixed]:
    """Return what stands on each account at the end of a day, debit positive.

    A balance account counts from the openings on, a result account from the start of that day's fiscal year. What the books
    declare counts, even where it does not follow from their lines.
    """
    starts = [year.start for year in holding.years.values() if year.start <= day]
    since = max(starts, default=day)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for voucher in vouchers:
        if voucher.date > day:
            continue
        for line in voucher.lines:
            if voucher.date >= since or holding.accounts[line.account].nature == "balance":
                sums[line.account] += line.amount
    for (number, period), amount in holding.differences.items():
        if period.end <= day and (period.start >= since or holding.accounts[number].nature == "balance"):
            sums[number] += amount
    if day >= holding.first_year.start:
        for number, amount in holding.company.openings.items():
            sums[number] += amount
    return [Fixed(_balance(account, sums[number])) for number, account in sorted(holding.accounts.items())]


def _balance(account: books.Account, amount: Decimal) -> Row:
    type_, description = account_type(account)
    return {
        "AccountNumber": int(account.number),
        "AccountName": account.name[:100],
        "Balance": amount,
        "AccountType": type_,
        "AccountTypeDescription": description,
    }


def vat_codes(holding: Holding) -> Sequence[Fixed]:
    """Return the VAT codes; the rate of 21 % is 0.21."""
    return [
        Fixed(
            {
                "Id": holding.guid("vat_code", code.code),
                "Code": code.code,
                "Description": code.name,
                "VatRate": code.percentage / 100,
                "RelatedAccounts": {"AccountNumber1": None, "AccountNumber2": None, "AccountNumber3": None},
            }
        )
        for code in holding.tax_codes.values()
    ]


def terms_of_payment(holding: Holding) -> Row:
    """Return the one term of payment that there is: thirty days."""
    row = {
        "Id": holding.guid(*TERMS),
        "Name": "30 dagen",
        "NameEnglish": "30 days",
        "NumberOfDays": 30,
        "TermsOfPaymentTypeId": 0,
        "AvailableForSales": True,
        "AvailableForPurchase": True,
    }
    return fields.full(row, fields.TERMS_OF_PAYMENT)


def units(holding: Holding) -> Sequence[Fixed]:
    """Return the units of the articles."""
    names = sorted({article.unit or "st" for article in holding.articles.values()})
    return [
        Fixed({"Id": holding.guid("unit", name), "Name": name, "Code": name[:6], "Abbreviation": name[:6]})
        for name in names
    ]
