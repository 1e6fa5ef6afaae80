"""What a company books with: accounts, VAT codes, months of fiscal years, dimensions, articles. Pure.

Codes and fields: FACTS.md#accounts, #fiscal-years, #registers and #entities.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime

from boekhaak.plugin import Account, Article, Dimension, FinancialPeriod, Record, TaxCode, exact
from boekhaak_eaccounting.mapping.rows import ChangedRow, FiscalYearRow, IdRow, Register, Row
from boekhaak_eaccounting.values import AccountNumber, Day, account_id, day

FINEST = Decimal("0.0001")
LAST_BALANCE_TYPE = 19
"""Types of accounts up to here are of the balance sheet. Source: FACTS.md#accounts."""
FINISHED = 2
DIMENSIONS: dict[int, Literal["cost_center", "cost_unit"]] = {1: "cost_center", 2: "cost_unit"}
"""What two of the vendor's three dimensions are here; the third has no place of its own. Source: FACTS.md#dimensions."""


class AccountRow(Row):
    """A ledger account in one fiscal year. One record stands for all of them, as the latest year has it."""

    Number: AccountNumber
    Name: str | None = None
    Type: int | None = None
    TypeDescription: str | None = None
    VatCodeId: str | None = None
    IsActive: bool | None = None
    ModifiedUtc: AwareDatetime | None = None

    def key(self) -> str:
        """Return the number."""
        return self.Number

    def records(self, register: Register) -> Iterator[Record]:
        """Yield the account; its version is the start of the year, so that an earlier year changes nothing."""
        yield Account(
            id=account_id(self.Number),
            version=int(f"{register.year.start:%Y%m%d}") if register.year else None,
            changed_at=self.ModifiedUtc,
            number=self.Number,
            name=self.Name or "",
            nature=None if self.Type is None else "balance" if self.Type <= LAST_BALANCE_TYPE else "result",
            category=self.TypeDescription or ("" if self.Type is None else str(self.Type)),
            tax_code=register.tax_code(self.VatCodeId),
            blocked=self.IsActive is False,
        )


class VatCodeRow(IdRow):
    """A VAT code; its rate is a fraction."""

    Code: str | None = None
    Description: str | None = None
    VatRate: float | None = None

    def records(self, register: Register) -> Iterator[Record]:  # noqa: ARG002
        """Yield the tax code."""
        fraction = None if self.VatRate is None else Decimal(repr(self.VatRate))
        yield TaxCode(
            **self.origin(),
            code=self.Code or "",
            name=self.Description or "",
            percentage=None if fraction is None else (fraction * 100).quantize(FINEST),
        )


class PeriodsRow(FiscalYearRow):
    """A fiscal year, of which we make months: the vendor knows none. Source: FACTS.md#months."""

    def records(self, register: Register) -> Iterator[Record]:
        """Yield the months of the year."""
        for year in register.years:
            if year.id == self.Id:
                for period, start, end in year.months():
                    yield FinancialPeriod(
                        id=f"{year.id}-{period}", year=year.number, period=period, start=start, end=end
                    )


class ItemRow(IdRow):
    """An item of a dimension."""

    Name: str | None = None
    ShortName: str | None = None
    IsActive: bool | None = None


class CostCenterRow(IdRow):
    """One of the three dimensions, with its items within."""

    Number: int
    Items: list[ItemRow] | None = None

    def records(self, register: Register) -> Iterator[Record]:  # noqa: ARG002
        """Yield an item of the first as a cost centre, of the second as a cost unit."""
        kind = DIMENSIONS.get(self.Number)
        for item in self.Items or () if kind else ():
            assert kind  # noqa: S101 - for the type checker
            yield Dimension(
                id=item.Id,
                type=kind,
                code=item.ShortName or "",
                name=item.Name or "",
                blocked=item.IsActive is False,
            )


class ProjectRow(IdRow):
    """A project."""

    Number: str | None = None
    Name: str | None = None
    StartDate: Day | None = None
    EndDate: Day | None = None
    Status: int | None = None

    def records(self, register: Register) -> Iterator[Record]:  # noqa: ARG002
        """Yield the dimension."""
        yield Dimension(
            **self.origin(),
            type="project",
            code=self.Number or "",
            name=self.Name or "",
            start=day(self.StartDate) if self.StartDate else None,
            end=day(self.EndDate) if self.EndDate else None,
            blocked=self.Status == FINISHED,
        )


class ArticleRow(ChangedRow):
    """An article: what is sold, with what it costs to buy. A cost price of 0 is none."""

    Number: str | None = None
    Name: str | None = None
    UnitName: str | None = None
    UnitAbbreviation: str | None = None
    NetPrice: float | None = None
    PurchasePrice: float | None = None
    IsActive: bool | None = None

    def records(self, register: Register) -> Iterator[Record]:  # noqa: ARG002
        """Yield the article."""
        yield Article(
            **self.origin(),
            code=self.Number or "",
            name=self.Name or "",
            unit=self.UnitName or self.UnitAbbreviation or "",
            is_sold=True,
            sales_price=exact(self.NetPrice),
            cost_price=exact(self.PurchasePrice) or None,
            blocked=self.IsActive is False,
        )
