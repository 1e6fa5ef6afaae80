"""Invoices of customers and suppliers, and what is unpaid of them. Pure. Codes and fields: FACTS.md#invoices."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from boekhaak.plugin import Deletion, Invoice, OpenItem, Record, cents, exact, money
from boekhaak_eaccounting.mapping.ledger import split
from boekhaak_eaccounting.mapping.rows import IdRow, Register
from boekhaak_eaccounting.values import Day, day

DELETED = 2


def signed(amount: Decimal, *, credit: bool | None) -> Decimal:
    """Return what is to be paid: negative for a credit note, however its total is written. FACTS.md#signs-of-invoices."""
    return -abs(amount) if credit else amount


def foreign_to(register: Register, currency: str | None) -> str:
    """Return a currency where it is not the company's."""
    return "" if currency == register.company.currency else currency or ""


class InvoiceRow(IdRow):
    """What invoices of both directions tell. One that has no voucher yet is not in the ledger."""

    InvoiceDate: Day | None = None
    DueDate: Day | None = None
    CurrencyCode: str | None = None
    CurrencyRate: float | None = None
    IsCreditInvoice: bool | None = None
    RemainingAmount: float | None = None
    RemainingAmountInvoiceCurrency: float | None = None
    VoucherId: str | None = None
    CreatedFromDraftId: str | None = None

    def deletions(self) -> Iterator[Deletion]:
        """Yield the open item when all is paid, and the draft that the invoice was."""
        if not self.RemainingAmount:
            yield Deletion(kind="open_item", id=self.Id)
        if self.CreatedFromDraftId:
            yield Deletion(kind="invoice", id=self.CreatedFromDraftId)

    def open_items(self, invoice: Invoice) -> Iterator[OpenItem]:
        """Yield what is unpaid of the invoice: the vendor writes it debit positive, as the ledger has it."""
        if self.RemainingAmount:
            yield OpenItem(
                **self.origin(),
                direction="receivable" if invoice.direction == "sales" else "payable",
                date=invoice.date,
                contact_id=invoice.contact_id,
                voucher_id=invoice.voucher_id,
                number=invoice.number,
                reference=invoice.reference,
                due_date=invoice.due_date,
                description=invoice.description,
                amount=money(self.RemainingAmount),
                currency=invoice.currency,
                foreign_amount=money(self.RemainingAmountInvoiceCurrency) if invoice.foreign_currency else None,
                foreign_currency=invoice.foreign_currency,
                payment_reference=invoice.payment_reference,
            )


class CustomerInvoiceRow(InvoiceRow):
    """An invoice to a customer."""

    CustomerId: str | None = None
    InvoiceNumber: int | None = None
    YourReference: str | None = None
    PaymentReferenceNumber: str | None = None
    TotalAmount: float | None = None
    TotalAmountInvoiceCurrency: float | None = None

    def records(self, register: Register) -> Iterator[Record]:
        """Yield the invoice, and what is unpaid of it."""
        invoice = self._invoice(register)
        yield invoice
        yield from self.open_items(invoice)

    def _invoice(self, register: Register) -> Invoice:
        foreign = foreign_to(register, self.CurrencyCode)
        charged = money(self.TotalAmountInvoiceCurrency)
        return Invoice(
            **self.origin(),
            direction="sales",
            state="posted" if self.VoucherId else "open",
            number="" if self.InvoiceNumber is None else str(self.InvoiceNumber),
            reference=self.YourReference or "",
            date=day(self.InvoiceDate) if self.InvoiceDate else None,
            due_date=day(self.DueDate) if self.DueDate else None,
            contact_id=self.CustomerId,
            amount=signed(money(self.TotalAmount), credit=self.IsCreditInvoice),
            currency=register.company.currency,
            foreign_amount=signed(charged, credit=self.IsCreditInvoice) if foreign else None,
            foreign_currency=foreign,
            payment_reference=self.PaymentReferenceNumber or "",
            voucher_id=self.VoucherId,
        )


class SupplierInvoiceRow(InvoiceRow):
    """An invoice of a supplier; its total is in its own currency, of which ``CurrencyRate`` tells the worth."""

    SupplierId: str | None = None
    InvoiceNumber: str | None = None
    VoucherNumber: str | None = None
    NumberSeries: str | None = None
    OcrNumber: str | None = None
    Message: str | None = None
    TotalAmount: float | None = None
    Status: int | None = None
    Attachments: list[str] | None = None

    def records(self, register: Register) -> Iterator[Record]:
        """Yield the invoice, and what is unpaid of it, unless it was deleted."""
        if self.Status != DELETED:
            invoice = self._invoice(register)
            yield invoice
            yield from self.open_items(invoice)

    def deletions(self) -> Iterator[Deletion]:
        """Yield invoice and open item when it was deleted; else as every invoice."""
        if self.Status == DELETED:
            yield Deletion(kind="invoice", id=self.Id)
            yield Deletion(kind="open_item", id=self.Id)
        else:
            yield from super().deletions()

    def _invoice(self, register: Register) -> Invoice:
        """Return the invoice; our number of it is that of the voucher, without its series."""
        foreign = foreign_to(register, self.CurrencyCode)
        total = signed(money(self.TotalAmount), credit=self.IsCreditInvoice)
        rate = exact(self.CurrencyRate) or Decimal(1)
        return Invoice(
            **self.origin(),
            direction="purchase",
            state="posted" if self.VoucherId else "open",
            number=split(self.VoucherNumber or "", self.NumberSeries)[1],
            reference=self.InvoiceNumber or "",
            date=day(self.InvoiceDate) if self.InvoiceDate else None,
            due_date=day(self.DueDate) if self.DueDate else None,
            contact_id=self.SupplierId,
            description=self.Message or "",
            amount=cents(total * rate) if foreign else total,
            currency=register.company.currency,
            foreign_amount=total if foreign else None,
            foreign_currency=foreign,
            payment_reference=self.OcrNumber or "",
            voucher_id=self.VoucherId,
            document_id=self.Attachments[0] if self.Attachments else None,
        )
