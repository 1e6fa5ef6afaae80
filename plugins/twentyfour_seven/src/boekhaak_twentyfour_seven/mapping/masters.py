"""What a company books with: accounts, types of entries, VAT codes, fiscal years, dimensions, articles. Pure.

Fields: FACTS.md#accounts, #transactions, #clients and #other-services.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, Literal

from boekhaak.plugin import Account, Article, Company, Dimension, FinancialPeriod, Journal, Record, TaxCode
from boekhaak_twentyfour_seven.mapping.rows import DAY, FiscalYearRow, Row, TaxCodeRow, TransactionTypeRow
from boekhaak_twentyfour_seven.values import Amount, Day, Flag, Moment, Number, Text

STANDARD_CHARTS = frozenset({"NO", "SE"})
"""Where the first digit of an account tells its nature: NS 4102 and BAS (FACTS.md#natures)."""
MONTHS = 12


def nature(number: str, company: Company) -> Literal["balance", "result"] | None:
    """Return what an account counts in, by its number: the vendor does not tell it."""
    if company.country not in STANDARD_CHARTS or not "1" <= number[:1] <= "8":
        return None
    return "balance" if number[0] in "12" else "result"


class AccountRow(Row):
    """A ledger account; its id is its number, by which lines name it."""

    element: ClassVar = "AccountData"

    AccountNo: int
    AccountName: Text = ""
    TaxNo: Number = None

    def record(self, company: Company, tax_codes: dict[int, str]) -> Record:
        """Return the account. The tax number 0 is none."""
        number = str(self.AccountNo)
        return Account(
            id=number,
            number=number,
            name=self.AccountName,
            nature=nature(number, company),
            tax_code=tax_codes.get(self.TaxNo, str(self.TaxNo)) if self.TaxNo else "",
        )


def journal(row: TransactionTypeRow) -> Iterator[Record]:
    """Yield the journal that a type of entries is; the system's own types are none."""
    if row.No > 0:
        yield Journal(id=str(row.Id), code=str(row.No), name=row.Title, type="sales" if row.Turnover else None)


def tax_code(row: TaxCodeRow) -> Record:
    """Return the VAT code; whether it is one of sales or of purchases is not told."""
    return TaxCode(id=str(row.TaxId), code=row.code, name=row.TaxName, percentage=row.TaxRate)


def periods(year: FiscalYearRow) -> Iterator[Record]:
    """Yield the months of a fiscal year: the vendor tells the year only."""
    start, number = year.start, 1
    while start < year.until:
        following = min(_month_later(start), year.until)
        yield FinancialPeriod(
            id=f"{year.start}-{number:02}", year=year.number, period=number, start=start, end=following - DAY
        )
        start, number = following, number + 1


def _month_later(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


class DepartmentRow(Row):
    """A department: our cost centre."""

    element: ClassVar = "Department"

    Id: int
    Name: Text = ""

    def record(self) -> Record:
        """Return the dimension, by whose number lines name it."""
        return Dimension(id=f"department-{self.Id}", type="cost_center", code=str(self.Id), name=self.Name)


class OwnDimensionRow(Row):
    """A type of a client's own dimensions, or a value of one."""

    element: ClassVar = "Dimension"

    Name: Text = ""
    Value: Text = ""
    TypeId: Number = None

    def record(self) -> Record:
        """Return the dimension that a value is."""
        return Dimension(id=f"own-{self.TypeId}-{self.Value}", type="cost_unit", code=self.Value, name=self.Name)


class ProjectRow(Row):
    """A project; one that is not enabled is blocked."""

    element: ClassVar = "Project"

    Id: int
    Name: Text = ""
    RawName: Text = ""
    Enabled: Flag = False
    DateChanged: Moment = None
    DateStart: Day = None
    DateStop: Day = None

    def record(self) -> Record:
        """Return the dimension."""
        return Dimension(
            id=str(self.Id),
            changed_at=self.DateChanged,
            type="project",
            code=str(self.Id),
            name=self.RawName or self.Name,
            start=self.DateStart,
            end=self.DateStop,
            blocked=not self.Enabled,
        )


class ProductRow(Row):
    """A product: our article. Whether it is sold or bought, and its unit, are not told; a cost price of 0 is none."""

    element: ClassVar = "Product"

    Id: int
    No: Text = ""
    Name: Text = ""
    InPrice: Amount = None
    DateChanged: Moment = None

    def record(self) -> Record:
        """Return the article."""
        return Article(
            id=str(self.Id),
            changed_at=self.DateChanged,
            code=self.No or str(self.Id),
            name=self.Name,
            cost_price=self.InPrice or None,
        )
