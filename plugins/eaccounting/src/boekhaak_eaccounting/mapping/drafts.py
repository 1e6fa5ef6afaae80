"""Drafts of invoices with their rows. Pure. Codes and fields: FACTS.md#drafts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pydantic import Field

from boekhaak.plugin import Invoice, InvoiceLine, Record, cents, exact, money
from boekhaak_eaccounting.mapping.invoices import foreign_to, signed
from boekhaak_eaccounting.mapping.rows import IdRow, Register
from boekhaak_eaccounting.values import Day, account_id, day


class ChargeRow(IdRow):
    """A row of a draft to a customer: it names an article and no account, and its amount is to be worked out."""

    LineNumber: int | None = None
    Text: str | None = None
    ArticleId: str | None = None
    UnitPrice: float | None = None
    Quantity: float | None = None
    DiscountPercentage: float | None = None
    UnitName: str | None = None
    UnitAbbreviation: str | None = None
    CostCenterItemId1: str | None = None
    CostCenterItemId2: str | None = None
    ProjectId: str | None = None

    def line(self, invoice: CustomerDraftRow, place: int, register: Register) -> InvoiceLine:
        """Return the line; what it charges is in the draft's currency."""
        price, quantity = exact(self.UnitPrice) or Decimal(), exact(self.Quantity)
        kept = 1 - (exact(self.DiscountPercentage) or Decimal())
        charged = cents(price * (quantity or Decimal()) * kept)
        foreign = foreign_to(register, invoice.InvoiceCurrencyCode)
        return InvoiceLine(
            id=self.Id,
            invoice_id=invoice.Id,
            line_number=self.LineNumber or place,
            description=self.Text or "",
            article_id=self.ArticleId,
            quantity=quantity,
            unit=self.UnitName or self.UnitAbbreviation or "",
            unit_price=price,
            amount=cents(charged * invoice.rate) if foreign else charged,
            currency=register.company.currency,
            foreign_amount=charged if foreign else None,
            foreign_currency=foreign,
            cost_center_code=register.item(self.CostCenterItemId1),
            cost_unit_code=register.item(self.CostCenterItemId2),
            project_id=self.ProjectId,
        )


class CustomerDraftRow(IdRow):
    """A draft of an invoice to a customer."""

    CustomerId: str | None = None
    InvoiceDate: Day | None = None
    YourReference: str | None = None
    IsCreditInvoice: bool | None = None
    InvoiceCurrencyCode: str | None = None
    TotalAmount: float | None = None
    TotalAmountBaseCurrency: float | None = None
    Rows: list[ChargeRow] = Field(default_factory=list)

    @property
    def rate(self) -> Decimal:
        """What a unit of the draft's currency is worth, by its totals."""
        total, ours = money(self.TotalAmount), money(self.TotalAmountBaseCurrency)
        return ours / total if total and ours else Decimal(1)

    def records(self, register: Register) -> Iterator[Record]:
        """Yield the invoice and its lines."""
        foreign = foreign_to(register, self.InvoiceCurrencyCode)
        total = money(self.TotalAmount)
        yield Invoice(
            id=self.Id,
            direction="sales",
            state="draft",
            reference=self.YourReference or "",
            date=day(self.InvoiceDate) if self.InvoiceDate else None,
            contact_id=self.CustomerId,
            amount=signed(cents(total * self.rate), credit=self.IsCreditInvoice),
            currency=register.company.currency,
            foreign_amount=signed(total, credit=self.IsCreditInvoice) if foreign else None,
            foreign_currency=foreign,
        )
        for place, row in enumerate(self.Rows, start=1):
            yield row.line(self, place, register)


class CostRow(IdRow):
    """A row of a draft of a supplier's invoice: a posting."""

    LineNumber: int | None = None
    AccountNumber: int | None = None
    TransactionText: str | None = None
    DebitAmount: float | None = None
    CreditAmount: float | None = None
    VatCodeId: str | None = None
    CostCenterItemId1: str | None = None
    CostCenterItemId2: str | None = None
    ProjectId: str | None = None
    Quantity: float | None = None

    def line(self, invoice: str, place: int, register: Register) -> InvoiceLine:
        """Return the line."""
        return InvoiceLine(
            id=self.Id,
            invoice_id=invoice,
            line_number=self.LineNumber or place,
            description=self.TransactionText or "",
            account_id=None if self.AccountNumber is None else account_id(self.AccountNumber),
            quantity=exact(self.Quantity),
            amount=money((self.DebitAmount or 0.0) - (self.CreditAmount or 0.0)),
            currency=register.company.currency,
            tax_code=register.tax_code(self.VatCodeId),
            cost_center_code=register.item(self.CostCenterItemId1),
            cost_unit_code=register.item(self.CostCenterItemId2),
            project_id=self.ProjectId,
        )


class SupplierDraftRow(IdRow):
    """A draft of a supplier's invoice."""

    InvoiceDate: Day | None = None
    DueDate: Day | None = None
    CurrencyCode: str | None = None
    CurrencyRate: float | None = None
    IsCreditInvoice: bool | None = None

    SupplierId: str | None = None
    InvoiceNumber: str | None = None
    TotalAmount: float | None = None
    Rows: list[CostRow] = Field(default_factory=list)

    def records(self, register: Register) -> Iterator[Record]:
        """Yield the invoice and its lines."""
        foreign = foreign_to(register, self.CurrencyCode)
        total = signed(money(self.TotalAmount), credit=self.IsCreditInvoice)
        rate = exact(self.CurrencyRate) or Decimal(1)
        yield Invoice(
            **self.origin(),
            direction="purchase",
            state="draft",
            reference=self.InvoiceNumber or "",
            date=day(self.InvoiceDate) if self.InvoiceDate else None,
            due_date=day(self.DueDate) if self.DueDate else None,
            contact_id=self.SupplierId,
            amount=cents(total * rate) if foreign else total,
            currency=register.company.currency,
            foreign_amount=total if foreign else None,
            foreign_currency=foreign,
        )
        for place, row in enumerate(self.Rows, start=1):
            yield row.line(self.Id, place, register)
