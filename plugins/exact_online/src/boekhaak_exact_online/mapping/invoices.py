"""Invoices that are not in the ledger yet, and what is unpaid. Pure. Codes and fields: FACTS.md#invoices, #open-items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from boekhaak.plugin import Company, Deletion, Invoice, InvoiceLine, OpenItem, Record, exact, money
from boekhaak_exact_online.mapping.rows import SyncRow
from boekhaak_exact_online.values import Stamp, day, text

DRAFT, PROCESSED = 10, 50
RECEIPT = 20
MATCHED = 50
SIGNS = {20: 1, 21: -1, 30: -1, 31: 1}
"""Debit or credit of what is unpaid, by the type of the entry: sales, sales credit note, purchase, purchase credit note."""


class SalesInvoiceRow(SyncRow):
    """The header (line 0) or a line of an invoice of the sales module.

    The one rule against doubles: once processed, the invoice is the entry that Exact made of it, and is read there; what was
    read of it here is gone.
    """

    InvoiceID: str
    LineNumber: int
    Status: int
    InvoiceNumber: int | None = None
    Journal: str | None = None
    InvoiceDate: Stamp | None = None
    OrderDate: Stamp | None = None
    DueDate: Stamp | None = None
    InvoiceTo: str | None = None
    YourRef: str | None = None
    PaymentReference: str | None = None
    Document: str | None = None
    Description: str | None = None
    AmountDC: float | None = None
    AmountFC: float | None = None
    VATAmountDC: float | None = None
    Currency: str | None = None
    Item: str | None = None
    GLAccount: str | None = None
    Quantity: float | None = None
    UnitCode: str | None = None
    NetPrice: float | None = None
    VATCode: str | None = None
    CostCenter: str | None = None
    CostUnit: str | None = None
    Project: str | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the invoice or its line, while it is not in the ledger."""
        if self.Status != PROCESSED:
            yield self._header(company) if self.LineNumber == 0 else self._line(company)

    def deletions(self) -> Iterator[Deletion]:
        """Yield what of it is no longer to be had here: it went to the ledger."""
        if self.Status == PROCESSED:
            kind, id_ = ("invoice", self.InvoiceID) if self.LineNumber == 0 else ("invoice_line", self.ID)
            yield Deletion(kind=kind, id=id_, version=self.Timestamp)

    def _header(self, company: Company) -> Invoice:
        foreign = self._foreign(company)
        dated = self.InvoiceDate or self.OrderDate
        return Invoice(
            **(self.origin(company) | {"id": self.InvoiceID}),
            direction="sales",
            state="draft" if self.Status == DRAFT else "open",
            number=str(self.InvoiceNumber or ""),
            reference=text(self.YourRef),
            journal_code=text(self.Journal),
            date=day(dated) if dated else None,
            due_date=day(self.DueDate) if self.DueDate else None,
            contact_id=self.InvoiceTo,
            description=text(self.Description),
            amount=money(self.AmountDC),
            currency=company.currency,
            foreign_amount=money(self.AmountFC) if foreign else None,
            foreign_currency=foreign,
            payment_reference=text(self.PaymentReference),
            document_id=self.Document,
        )

    def _line(self, company: Company) -> InvoiceLine:
        foreign = self._foreign(company)
        return InvoiceLine(
            **self.origin(company),
            invoice_id=self.InvoiceID,
            line_number=self.LineNumber,
            description=text(self.Description),
            article_id=self.Item,
            account_id=self.GLAccount,
            quantity=exact(self.Quantity),
            unit=text(self.UnitCode),
            unit_price=exact(self.NetPrice),
            amount=money(self.AmountDC),
            tax_amount=money(self.VATAmountDC),
            currency=company.currency,
            foreign_amount=money(self.AmountFC) if foreign else None,
            foreign_currency=foreign,
            tax_code=text(self.VATCode),
            cost_center_code=text(self.CostCenter),
            cost_unit_code=text(self.CostUnit),
            project_id=self.Project,
        )

    def _foreign(self, company: Company) -> str:
        """Return the invoice's currency where it is not the company's."""
        currency = text(self.Currency)
        return "" if currency == company.currency else currency


class PaymentTermRow(SyncRow):
    """What is to be paid of an entry, or was: a matched one is settled."""

    LineType: int
    Status: int
    TransactionType: int | None = None
    TransactionEntryID: str | None = None
    Account: str | None = None
    GLAccount: str | None = None
    InvoiceNumber: int | None = None
    EntryNumber: int | None = None
    YourRef: str | None = None
    InvoiceDate: Stamp | None = None
    DueDate: Stamp | None = None
    Description: str | None = None
    AmountDC: float | None = None
    AmountFC: float | None = None
    Currency: str | None = None
    PaymentReference: str | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the open item, unless it is settled."""
        if self.Status == MATCHED:
            return
        currency = text(self.Currency)
        foreign = currency not in {"", company.currency}
        direction: Literal["receivable", "payable"] = "receivable" if self.LineType == RECEIPT else "payable"
        yield OpenItem(
            **self.origin(company),
            direction=direction,
            date=day(self.InvoiceDate) if self.InvoiceDate else None,
            contact_id=self.Account,
            account_id=self.GLAccount,
            voucher_id=self.TransactionEntryID,
            number=str(self.InvoiceNumber or self.EntryNumber or ""),
            reference=text(self.YourRef),
            due_date=day(self.DueDate) if self.DueDate else None,
            description=text(self.Description),
            amount=money(self._debit(self.AmountDC)),
            currency=company.currency,
            foreign_amount=money(self._debit(self.AmountFC)) if foreign else None,
            foreign_currency=currency if foreign else "",
            payment_reference=text(self.PaymentReference),
        )

    def deletions(self) -> Iterator[Deletion]:
        """Yield the open item when it is settled."""
        if self.Status == MATCHED:
            yield Deletion(kind="open_item", id=self.ID, version=self.Timestamp)

    def _debit(self, amount: float | None) -> float:
        """Return an amount debit positive.

        The type of the entry decides where it is an invoice's; elsewhere Exact's sign, by which receivables are negative.
        """
        sign = SIGNS.get(self.TransactionType or 0)
        return -(amount or 0.0) if sign is None else sign * abs(amount or 0.0)
