"""What a company books with: accounts, journals, VAT codes, periods, dimensions, articles, exchange rates. Pure.

Codes and fields: FACTS.md#entities.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from boekhaak.plugin import (
    Account,
    Article,
    Company,
    Dimension,
    ExchangeRate,
    FinancialPeriod,
    Journal,
    Record,
    TaxCode,
    exact,
)
from boekhaak_exact_online.mapping.rows import ModifiedRow, SyncRow
from boekhaak_exact_online.values import FINEST, Stamp, day, text

NATURES: dict[str | None, Literal["balance", "result"]] = {"B": "balance", "W": "result"}
SIDES: dict[str | None, Literal["debit", "credit"]] = {"D": "debit", "C": "credit"}
DIRECTIONS: dict[str | None, Literal["sales", "purchase"]] = {"S": "sales", "P": "purchase"}
JOURNALS: dict[int | None, Literal["sales", "purchase", "bank", "cash", "general"]] = {10: "cash", 12: "bank"}
JOURNALS |= {16: "bank", 20: "sales", 21: "sales", 22: "purchase", 23: "purchase", 90: "general"}


class GLAccountRow(SyncRow):
    """A general ledger account."""

    Code: str
    Description: str | None = None
    BalanceSide: str | None = None
    BalanceType: str | None = None
    Type: int | None = None
    VATCode: str | None = None
    IsBlocked: bool | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the account."""
        yield Account(
            **self.origin(company),
            number=text(self.Code),
            name=text(self.Description),
            nature=NATURES.get(self.BalanceType),
            side=SIDES.get(self.BalanceSide),
            category="" if self.Type is None else str(self.Type),
            tax_code=text(self.VATCode),
            blocked=bool(self.IsBlocked),
        )


class JournalRow(ModifiedRow):
    """A journal."""

    Code: str
    Description: str | None = None
    Type: int | None = None
    GLAccount: str | None = None
    IsBlocked: bool | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the journal."""
        yield Journal(
            **self.origin(company),
            code=text(self.Code),
            name=text(self.Description),
            type=JOURNALS.get(self.Type),
            account_id=self.GLAccount,
            blocked=bool(self.IsBlocked),
        )


class VATCodeRow(ModifiedRow):
    """A VAT code; its percentage is a fraction."""

    Code: str
    Description: str | None = None
    Percentage: float | None = None
    VATTransactionType: str | None = None
    IsBlocked: bool | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the tax code."""
        fraction = None if self.Percentage is None else Decimal(repr(self.Percentage))
        yield TaxCode(
            **self.origin(company),
            code=text(self.Code),
            name=text(self.Description),
            percentage=None if fraction is None else (fraction * 100).quantize(FINEST),
            direction=DIRECTIONS.get(self.VATTransactionType),
            blocked=bool(self.IsBlocked),
        )


class PeriodRow(ModifiedRow):
    """A period of a financial year."""

    FinYear: int
    FinPeriod: int
    StartDate: Stamp
    EndDate: Stamp

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the period."""
        yield FinancialPeriod(
            **self.origin(company),
            year=self.FinYear,
            period=self.FinPeriod,
            start=day(self.StartDate),
            end=day(self.EndDate),
        )


class CostcenterRow(ModifiedRow):
    """A cost centre."""

    type: ClassVar[Literal["cost_center", "cost_unit"]] = "cost_center"

    Code: str
    Description: str | None = None
    EndDate: Stamp | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the dimension."""
        yield Dimension(
            **self.origin(company),
            type=self.type,
            code=text(self.Code),
            name=text(self.Description),
            end=day(self.EndDate) if self.EndDate else None,
        )


class CostunitRow(CostcenterRow):
    """A cost unit."""

    type = "cost_unit"


class ProjectRow(SyncRow):
    """A project."""

    Code: str
    Description: str | None = None
    StartDate: Stamp | None = None
    EndDate: Stamp | None = None
    BlockEntry: bool | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the dimension."""
        yield Dimension(
            **self.origin(company),
            type="project",
            code=text(self.Code),
            name=text(self.Description),
            start=day(self.StartDate) if self.StartDate else None,
            end=day(self.EndDate) if self.EndDate else None,
            blocked=bool(self.BlockEntry),
        )


class ItemRow(SyncRow):
    """An article. A cost price of 0 is none. Sales prices are kept elsewhere, by period and customer, and are not read."""

    Code: str
    Description: str | None = None
    Unit: str | None = None
    IsSalesItem: bool | None = None
    IsPurchaseItem: bool | None = None
    CostPriceStandard: float | None = None
    SalesVatCode: str | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the article."""
        yield Article(
            **self.origin(company),
            code=text(self.Code),
            name=text(self.Description),
            unit=text(self.Unit),
            is_sold=bool(self.IsSalesItem),
            is_bought=bool(self.IsPurchaseItem),
            cost_price=exact(self.CostPriceStandard) or None,
            tax_code=text(self.SalesVatCode),
        )


class ExchangeRateRow(ModifiedRow):
    """What one unit of a currency is worth in another from a day on."""

    SourceCurrency: str
    TargetCurrency: str
    StartDate: Stamp
    Rate: float

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the rate."""
        yield ExchangeRate(
            **self.origin(company),
            source_currency=text(self.SourceCurrency),
            target_currency=text(self.TargetCurrency),
            date=day(self.StartDate),
            rate=Decimal(repr(self.Rate)),
        )
