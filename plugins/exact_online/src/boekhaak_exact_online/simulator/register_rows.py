"""Items, cost centres, cost units, projects and exchange rates as the vendor's rows.

Recorded: an item's unit is padded to eight characters; an item without a price has the price 0.
Source: FACTS.md#registers.
"""

from __future__ import annotations

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.rows import CURRENCIES, DEFERRED, Row, stamps
from boekhaak_exact_online.simulator.tables import Kept
from boekhaak_exact_online.simulator.values import padded_tax_code

UNIT_WIDTH = 8
TIME_AND_MATERIAL = (3, "Time and material")
ALL_CHILDREN = (
    "BudgetedHoursPerHourType",
    "InvoiceTerms",
    "ProjectRestrictionEmployees",
    "ProjectRestrictionItems",
    "ProjectRestrictionRebillings",
)

_RECORDED_ITEM: Row = {
    "CopyRemarks": 0,
    **{f"FreeBoolField_0{place}": False for place in range(1, 6)},
    "IsBatchItem": 0,
    "IsBatchNumberItem": 0,
    "IsFractionAllowedItem": False,
    "IsMakeItem": 0,
    "IsNewContract": 0,
    "IsOnDemandItem": 0,
    "IsPackageItem": False,
    "IsRegistrationCodeItem": 0,
    "IsSerialItem": False,
    "IsStockItem": False,
    "IsSubcontractedItem": False,
    "IsTime": 0,
    "IsWebshopItem": 0,
    "SecurityLevel": 10,
    "StatisticalUnits": 1,
    "Stock": 0,
}
"""What recorded items hold in fields that the books do not carry."""


def item(division: Division, row: Kept[books.Article]) -> Row:
    """Return a row of Items."""
    article = row.thing
    tax_code = division.tax_code_rows.get(article.tax_code)
    return {
        **stamps(division, row),
        **_RECORDED_ITEM,
        "Code": article.code,
        "CostPriceCurrency": division.company.currency,
        "CostPriceStandard": article.cost_price or 0,
        "Description": article.name,
        "IsPurchaseItem": article.is_bought,
        "IsSalesItem": article.is_sold,
        "SalesVatCode": padded_tax_code(article.tax_code),
        "SalesVatCodeDescription": tax_code.thing.name if tax_code else None,
        "StandardSalesPrice": article.sales_price or 0,
        "StartDate": row.created.date(),
        "Unit": article.unit.ljust(UNIT_WIDTH) if article.unit else None,
        "UnitDescription": article.unit or None,
        "UnitType": "O" if article.unit else None,
    }


def cost_center(division: Division, row: Kept[books.Dimension]) -> Row:
    """Return a row of Costcenters; Active is obsolete, says the reference."""
    return {**cost_unit(division, row), "Active": True}


def cost_unit(division: Division, row: Kept[books.Dimension]) -> Row:
    """Return a row of Costunits."""
    return {**stamps(division, row), "Code": row.thing.code, "Description": row.thing.name}


def project(division: Division, row: Kept[books.Dimension]) -> Row:
    """Return a row of Projects."""
    return {
        **stamps(division, row),
        **dict.fromkeys(ALL_CHILDREN, DEFERRED),
        "AllowAdditionalInvoicing": False,
        "AllowMemberEntryOnly": False,
        "BlockEntry": False,
        "BlockRebilling": False,
        "Code": row.thing.code,
        "Description": row.thing.name,
        "DivisionName": division.company.name,
        "HasWBSLines": False,
        "StartDate": row.created.date(),
        "Type": TIME_AND_MATERIAL[0],
        "TypeDescription": TIME_AND_MATERIAL[1],
        "UseBillingMilestones": False,
    }


def exchange_rate(division: Division, row: Kept[books.ExchangeRate]) -> Row:
    """Return a row of ExchangeRates: one unit of the foreign currency is worth so much of the company's own."""
    rate = row.thing
    return {
        **stamps(division, row),
        "Rate": rate.rate,
        "SourceCurrency": rate.source,
        "SourceCurrencyDescription": CURRENCIES.get(rate.source),
        "StartDate": rate.date,
        "TargetCurrency": rate.target,
        "TargetCurrencyDescription": CURRENCIES.get(rate.target),
    }
