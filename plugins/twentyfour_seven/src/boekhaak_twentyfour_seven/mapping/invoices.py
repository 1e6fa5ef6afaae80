"""Invoices to customers that are not in the ledger yet. Pure. Fields and states: FACTS.md#invoices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from boekhaak.plugin import Company, Deletion, Invoice, InvoiceLine, Record, cents
from boekhaak_twentyfour_seven.mapping.rows import OWN_DIMENSION, Row
from boekhaak_twentyfour_seven.values import Amount, Day, Items, Moment, Number, Text, money

STATES: dict[str, Literal["draft", "open"]] = {"Draft": "draft", "ForInvoicing": "open"}
"""Which orders are invoices to be. An invoiced one is the entry that was made of it, and is read there; offers are none."""
PER_CENT = Decimal(100)


class OrderIdsRow(Row):
    """The ids of the orders that are listed."""

    ids: Annotated[tuple[int, ...], Items] = ()


class CurrencyRow(Row):
    """An order's currency, and what so many units of it are worth."""

    Symbol: Text = ""
    Rate: Amount = None
    Unit: Number = None


class TaxSettingsRow(Row):
    """The VAT of an order's row. Whose account its TaxAccount is, nobody tells; so it is not read."""

    TaxCode: Number = None


class DimensionRow(Row):
    """A dimension of the client's own, of which there may be several."""

    TypeId: Number = None
    Value: Text = ""


class InvoiceRowRow(Row):
    """A row of an order. Its amount is worked out; texts between have none."""

    RowId: Number = None
    ProductId: Number = None
    VatRate: Amount = None
    Price: Amount = None
    Name: Text = ""
    DiscountRate: Amount = None
    Quantity: Amount = None
    Type: Text = ""
    ProjectId: Number = None
    DepartmentId: Number = None
    TaxSettings: TaxSettingsRow | None = None
    UserDefinedDimensions: Annotated[tuple[DimensionRow, ...], Items] = ()

    @property
    def own_dimension(self) -> str:
        """The code of the first dimension of the client's own."""
        return next((one.Value for one in self.UserDefinedDimensions if one.TypeId == OWN_DIMENSION), "")

    @property
    def amount(self) -> Decimal:
        """Price times quantity, less the discount, in the order's currency."""
        full = (self.Price or Decimal()) * (self.Quantity if self.Quantity is not None else 1)
        return cents(full * (PER_CENT - (self.DiscountRate or 0)) / PER_CENT)


class InvoiceOrderRow(Row):
    """An order, which becomes an invoice."""

    element: ClassVar = "InvoiceOrder"

    OrderId: int
    CustomerId: Number = None
    OrderStatus: Text = ""
    InvoiceId: Number = None
    DateOrdered: Day = None
    DateInvoiced: Day = None
    DateChanged: Moment = None
    PaymentTime: Number = None
    OrderTotalIncVat: Amount = None
    InvoiceTitle: Text = ""
    OCR: Text = ""
    Currency: CurrencyRow | None = None
    ReferenceNumber: Text = ""
    InvoiceRows: Annotated[tuple[InvoiceRowRow, ...], Items] = ()

    def records(self, company: Company, tax_codes: Mapping[int, str]) -> Iterator[Record]:
        """Yield the invoice and its lines, while it is one to be; ``tax_codes`` are those of VAT by their ids."""
        if self.OrderStatus in STATES:
            yield self._invoice(company)
            for row in self.InvoiceRows:
                yield self._line(row, company, tax_codes)

    def deletions(self) -> Iterator[Deletion]:
        """Yield what of a changed order is no longer to be had here."""
        if self.OrderStatus not in STATES:
            yield Deletion(kind="invoice", id=self._id)
            for row in self.InvoiceRows:
                yield Deletion(kind="invoice_line", id=f"{self._id}-{row.RowId}")

    @property
    def _id(self) -> str:
        return f"order-{self.OrderId}"

    def _invoice(self, company: Company) -> Invoice:
        dated = self.DateInvoiced or self.DateOrdered
        days = self.PaymentTime if self.PaymentTime and self.PaymentTime > 0 else None
        foreign, total = self._foreign(company), money(self.OrderTotalIncVat)
        return Invoice(
            id=self._id,
            changed_at=self.DateChanged,
            direction="sales",
            state=STATES[self.OrderStatus],
            number=str(self.InvoiceId or ""),
            reference=self.ReferenceNumber,
            date=dated,
            due_date=dated + timedelta(days=days) if dated and days else None,
            contact_id=None if self.CustomerId is None else str(self.CustomerId),
            description=self.InvoiceTitle,
            amount=self._own(total, company),
            currency=company.currency,
            foreign_amount=total if foreign else None,
            foreign_currency=foreign,
            payment_reference=self.OCR,
        )

    def _line(self, row: InvoiceRowRow, company: Company, tax_codes: Mapping[int, str]) -> InvoiceLine:
        tax_id = row.TaxSettings.TaxCode if row.TaxSettings else None
        foreign, tax = self._foreign(company), cents(row.amount * (row.VatRate or 0) / PER_CENT)
        return InvoiceLine(
            id=f"{self._id}-{row.RowId}",
            invoice_id=self._id,
            line_number=row.RowId or 0,
            description=row.Name,
            article_id=None if row.ProductId is None else str(row.ProductId),
            quantity=row.Quantity,
            unit_price=row.Price,
            amount=self._own(row.amount, company),
            tax_amount=self._own(tax, company),
            currency=company.currency,
            foreign_amount=row.amount if foreign else None,
            foreign_currency=foreign,
            tax_code="" if tax_id is None else tax_codes.get(tax_id, str(tax_id)),
            cost_center_code=str(row.DepartmentId or ""),
            cost_unit_code=row.own_dimension,
            project_id=None if row.ProjectId is None else str(row.ProjectId),
        )

    def _foreign(self, company: Company) -> str:
        """Return the order's currency where it is not the company's."""
        symbol = self.Currency.Symbol if self.Currency else ""
        return "" if symbol in {company.currency, "LOCAL"} else symbol

    def _own(self, amount: Decimal, company: Company) -> Decimal:
        """Return an amount of the order in the company's currency."""
        if not self._foreign(company) or self.Currency is None:
            return amount
        return cents(amount * (self.Currency.Rate or 1) / (self.Currency.Unit or 1))
