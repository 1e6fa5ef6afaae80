"""The books as the vendor's ledger rows: one function per entity, from a kept row to its fields.

What the books do not carry stays out and is answered as null; what the recordings show as 0, false or "" is so here.
Source: FACTS.md#entities, FACTS.md#values.
"""

from __future__ import annotations

from typing import Any

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.balances import BalanceRow
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.entries import STATUS_PROCESSED
from boekhaak_exact_online.simulator.keeper import Deletion
from boekhaak_exact_online.simulator.tables import Kept
from boekhaak_exact_online.simulator.values import Value, guid_text, padded_tax_code

Row = dict[str, Value]

DEFERRED = "__deferred"
"""The value of a collection: an answer holds its address instead."""

CLERK = "166f294d-3b1d-5d4f-89c8-30c5a5d63946"
CLERK_NAME = "Exact Online"

GL_TYPES: dict[books.AccountRole, tuple[int, str]] = {
    "cash": (10, "Cash"),
    "bank": (12, "Bank"),
    "receivable": (20, "Accounts receivable"),
    "payable": (22, "Accounts payable"),
    "vat": (24, "VAT"),
    "fixed_asset": (30, "Fixed assets"),
    "inventory": (40, "Inventory"),
    "equity": (50, "Capital stock"),
    "debt": (55, "Long term debt"),
    "general": (90, "General"),
    "revenue": (110, "Revenue"),
    "cost": (120, "Other costs"),
}
JOURNAL_TYPES: dict[books.JournalType, int] = {"cash": 10, "bank": 12, "sales": 20, "purchase": 22, "general": 90}
CURRENCIES = {"EUR": "Euro", "NOK": "Noorse kroon", "SEK": "Zweedse kroon", "USD": "US dollar"}


def guid(row: Kept[Any] | None) -> str | None:
    """Return the GUID of a row; None for none."""
    return guid_text(row.order) if row is not None and isinstance(row.order, bytes) else None


def stamps(division: Division, row: Kept[Any]) -> Row:
    """Return what every row tells of its making. Who it was is the same for all."""
    return {
        "Created": row.created,
        "Creator": CLERK,
        "CreatorFullName": CLERK_NAME,
        "Division": division.code,
        "Modified": row.modified,
        "Modifier": CLERK,
        "ModifierFullName": CLERK_NAME,
        "ID": guid(row),
        "Timestamp": row.timestamp,
    }


def gl_account(division: Division, row: Kept[books.Account]) -> Row:
    """Return a row of GLAccounts."""
    account = row.thing
    tax_code = division.tax_code_rows.get(account.tax_code)
    return {
        **stamps(division, row),
        "AllowCostsInSales": 0,
        "BalanceSide": "D" if account.side == "debit" else "C",
        "BalanceType": _balance_type(account),
        "Code": account.number,
        "Compress": False,
        "DeductibilityPercentages": DEFERRED,
        "Description": account.name,
        "ExcludeVATListing": 0,
        "ExpenseNonDeductiblePercentage": 0,
        "IsBlocked": False,
        "Matching": account.role in {"receivable", "payable"},
        "PrivatePercentage": 0,
        "RevalueCurrency": False,
        "Type": GL_TYPES[account.role][0],
        "TypeDescription": GL_TYPES[account.role][1],
        "UseCostcenter": 0,
        "UseCostunit": 0,
        "VATCode": padded_tax_code(account.tax_code),
        "VATDescription": tax_code.thing.name if tax_code else None,
        "VATNonDeductiblePercentage": 0,
    }


def journal(division: Division, row: Kept[books.Journal]) -> Row:
    """Return a row of Journals."""
    held = row.thing
    account = division.account_rows.get(held.account or "")
    return {
        **stamps(division, row),
        "AllowVariableCurrency": False,
        "AllowVariableExchangeRate": False,
        "AllowVAT": held.type in {"sales", "purchase"},
        "AutoSave": False,
        "Code": held.code,
        "Currency": division.company.currency,
        "CurrencyDescription": CURRENCIES.get(division.company.currency),
        "Description": held.name,
        "GLAccount": guid(account),
        "GLAccountCode": account.thing.number if account else None,
        "GLAccountDescription": account.thing.name if account else None,
        "GLAccountType": GL_TYPES[account.thing.role][0] if account else None,
        "IsBlocked": False,
        "PaymentServiceProvider": 0,
        "Type": JOURNAL_TYPES[held.type],
    }


def vat_code(division: Division, row: Kept[books.TaxCode]) -> Row:
    """Return a row of VATCodes; the percentage is a fraction."""
    code = row.thing
    return {
        **stamps(division, row),
        "CalculationBasis": 1,
        "Charged": False,
        "Code": padded_tax_code(code.code),
        "Description": code.name,
        "EUSalesListing": "N",
        "ExcludeVATListing": 0,
        "IntraStat": False,
        "IntrastatType": "N",
        "IsBlocked": False,
        "Percentage": code.percentage / 100,
        "Type": "E" if code.percentage else "B",
        "VatDocType": "P",
        "VatMargin": 0,
        "VATPercentages": DEFERRED,
        "VATTransactionType": {"sales": "S", "purchase": "P", None: "B"}[code.direction],
    }


def financial_period(division: Division, row: Kept[books.Period]) -> Row:
    """Return a row of FinancialPeriods."""
    period = row.thing
    return {
        **stamps(division, row),
        "EndDate": period.end,
        "FinPeriod": period.period,
        "FinYear": period.year,
        "StartDate": period.start,
    }


def reporting_balance(division: Division, row: Kept[BalanceRow]) -> Row:
    """Return a row of ReportingBalance."""
    balance = row.thing
    account = division.account_rows[balance.account]
    return {
        "Amount": balance.amount,
        "AmountCredit": balance.movement.credit,
        "AmountDebit": balance.movement.debit,
        "BalanceType": _balance_type(account.thing),
        **_parts(division, balance),
        "Count": balance.movement.count,
        "Division": division.code,
        "GLAccount": guid(account),
        "GLAccountCode": account.thing.number,
        "GLAccountDescription": account.thing.name,
        "ID": int(row.order) if isinstance(row.order, int) else None,
        "ReportingPeriod": balance.period,
        "ReportingYear": balance.year,
        "Type": balance.type,
        "Status": STATUS_PROCESSED,
    }


def deletion(division: Division, row: Kept[Deletion]) -> Row:
    """Return a row of sync/Deleted."""
    return {
        "ID": guid(row),
        "Timestamp": row.timestamp,
        "EntityKey": row.thing.entity,
        "Division": division.code,
        "EntityType": row.thing.kind,
        "DeletedDate": row.created,
        "DeletedBy": CLERK,
    }


def _parts(division: Division, balance: BalanceRow) -> Row:
    """Return the cost centre and the cost unit of a balance."""
    center = division.dimensions.rows.get(("cost_center", balance.cost_center))
    unit = division.dimensions.rows.get(("cost_unit", balance.cost_unit))
    return {
        "CostCenterCode": balance.cost_center or None,
        "CostCenterDescription": center.thing.name if center else None,
        "CostUnitCode": balance.cost_unit or None,
        "CostUnitDescription": unit.thing.name if unit else None,
    }


def _balance_type(account: books.Account) -> str:
    return "B" if account.nature == "balance" else "W"
