"""Invoices of customers and suppliers as rows, made from the voucher that they are in the ledger.

Source: FACTS.md#invoices. Signs of credit notes and what their amounts are counted in are chosen there.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from boekhaak.testing.books import model as books
from boekhaak_eaccounting.simulator import fields
from boekhaak_eaccounting.simulator.account_rows import TERMS
from boekhaak_eaccounting.simulator.contact_rows import address_of
from boekhaak_eaccounting.simulator.holding import Holding
from boekhaak_eaccounting.simulator.kept import Kept
from boekhaak_eaccounting.simulator.values import LARGEST_INT32, Row, cut
from boekhaak_eaccounting.simulator.voucher_rows import analysis, number_and_series

PAID, UNPAID, OVERDUE = 0, 1, 2
SUPPLIER_UNPAID, SUPPLIER_PART_OVERDUE, SUPPLIER_PART, SUPPLIER_PAID, SUPPLIER_OVERDUE = 3, 4, 5, 6, 7
NORMAL = 1
CENTS = Decimal("0.01")


def customer_invoice(holding: Holding, entry: books.Voucher, running: int, kept: Kept[books.Invoice]) -> Row:
    """Return the row of a customer's invoice; ``running`` is its number where the books give none that fits."""
    invoice = kept.thing
    customer = holding.contact_of[invoice.contact]
    address = address_of(customer, "invoice", "postal", "visit")
    charged = [line for line in entry.lines[1:] if holding.accounts[line.account].role != "vat"]
    vat = -sum((line.amount for line in entry.lines[1:] if line not in charged), Decimal())
    return {
        **_shared(holding, entry, kept, invoice.amount),
        "EuThirdParty": False,
        "TotalAmount": invoice.amount,
        "TotalVatAmount": vat,
        "TotalAmountInvoiceCurrency": _in_its_currency(entry, invoice.amount),
        "TotalVatAmountInvoiceCurrency": _in_its_currency(entry, vat),
        "CustomerId": holding.guid("customer", invoice.contact),
        "CustomerNumber": customer.code,
        "CustomerName": customer.name[:50],
        "Rows": [_charge(holding, kept.id, place, line) for place, line in enumerate(charged, start=1)],
        "VatSpecification": _specification(holding, entry),
        "RotReducedInvoicingType": 0,
        "YourReference": cut(invoice.reference, 100),
        "InvoiceCustomerName": customer.name[:50],
        "InvoiceAddress1": cut(address.line1, 50),
        "InvoiceAddress2": cut(address.line2, 50),
        "InvoicePostalCode": cut(address.postcode, 50),
        "InvoiceCity": cut(address.city, 50),
        "InvoiceCountryCode": cut(address.country, 2),
        "CustomerIsPrivatePerson": False,
        "TermsOfPaymentId": holding.guid(*TERMS),
        "InvoiceNumber": _number(invoice.number, running),
        "PaymentStatus": _customer_status(holding, invoice),
        "IncludesVat": False,
        "SendType": 0,
    }


def supplier_invoice(holding: Holding, entry: books.Voucher, kept: Kept[books.Invoice]) -> Row:
    """Return the row of a supplier's invoice; its amount is that of its own currency."""
    invoice = kept.thing
    supplier = holding.contact_of[invoice.contact]
    vat = sum((line.amount for line in entry.lines if holding.accounts[line.account].role == "vat"), Decimal())
    return {
        **_shared(holding, entry, kept, -invoice.amount),
        "SupplierId": holding.guid("supplier", invoice.contact),
        "SupplierName": supplier.name[:50],
        "SupplierNumber": supplier.code,
        "InvoiceNumber": invoice.reference or invoice.number,
        "TotalAmount": _in_its_currency(entry, invoice.amount),
        "Vat": _in_its_currency(entry, vat),
        "Rows": [_cost(holding, kept.id, place, line) for place, line in enumerate(entry.lines, start=1)],
        "Attachments": holding.papers_of.get((entry.journal, entry.year, entry.number), []),
        "NumberSeries": entry.journal,
        "Status": NORMAL,
        "PaymentStatus": _supplier_status(holding, invoice),
        "CanUndoInvoice": False,
    }


def _shared(holding: Holding, entry: books.Voucher, kept: Kept[books.Invoice], signed: Decimal) -> Row:
    """Return what both kinds tell; ``signed`` is the amount as the ledger has it, debit positive."""
    invoice, key = kept.thing, (entry.journal, entry.year, entry.number)
    item = holding.unpaid.get(key)
    left = item.amount if item else Decimal()
    first = entry.lines[0]
    foreign = first.foreign_amount if first.foreign_currency else None
    return {
        "Id": kept.id,
        "IsCreditInvoice": invoice.amount < 0,
        "CurrencyCode": first.foreign_currency or holding.company.currency,
        "CurrencyRate": abs(signed / foreign).quantize(Decimal("0.000001")) if foreign else Decimal(1),
        "InvoiceDate": invoice.date,
        "DueDate": invoice.due_date,
        "RemainingAmount": left,
        "RemainingAmountInvoiceCurrency": _left_in_its_currency(entry, item),
        "VoucherNumber": number_and_series(entry),
        "VoucherId": holding.guid("voucher", *key),
        "CreatedUtc": kept.created,
        "ModifiedUtc": kept.modified,
    }


def _charge(holding: Holding, invoice_id: str, place: int, line: books.Line) -> Row:
    """Return a row of a customer's invoice; it names no account."""
    article, code = holding.articles.get(line.article), holding.tax_codes.get(line.tax_code)
    quantity = line.quantity or Decimal(1)
    row = {
        "Id": holding.guid("row", invoice_id, place),
        "ArticleNumber": article.code if article else None,
        "ArticleId": holding.guid_of_code("article", line.article),
        "AmountNoVat": -line.amount,
        "PercentVat": code.percentage if code else Decimal(),
        "LineNumber": place,
        "IsTextRow": False,
        "Text": line.description[:2000],
        "UnitPrice": (-line.amount / quantity).quantize(CENTS),
        "UnitAbbreviation": cut(article.unit, 6) if article else None,
        "DiscountPercentage": Decimal(),
        "Quantity": quantity,
        "IsVatFree": code is None or not code.percentage,
        "UnitId": holding.guid("unit", article.unit or "st") if article else None,
        **analysis(holding, line),
    }
    return fields.full(row, fields.CUSTOMER_INVOICE_ROW)


def _cost(holding: Holding, invoice_id: str, place: int, line: books.Line) -> Row:
    """Return a row of a supplier's invoice, which is a posting; here the vendor writes DebetAmount."""
    row = {
        "Id": holding.guid("row", invoice_id, place),
        "AccountNumber": int(line.account),
        "AccountName": holding.accounts[line.account].name[:100],
        "VatCodeId": holding.guid_of_code("vat_code", line.tax_code),
        "Quantity": line.quantity,
        "DebetAmount": max(line.amount, Decimal()),
        "CreditAmount": max(-line.amount, Decimal()),
        "LineNumber": place,
        "TransactionText": cut(line.description, 100),
        **analysis(holding, line),
    }
    return fields.full(row, fields.SUPPLIER_INVOICE_ROW)


def _specification(holding: Holding, entry: books.Voucher) -> list[dict[str, Any]]:
    """Return the sums of an invoice by rate of VAT."""
    net: dict[Decimal, Decimal] = defaultdict(Decimal)
    vat: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in entry.lines[1:]:
        code = holding.tax_codes.get(line.tax_code)
        sums = vat if holding.accounts[line.account].role == "vat" else net
        sums[code.percentage if code else Decimal()] -= line.amount
    return [
        {
            "AmountInvoiceCurrency": _in_its_currency(entry, net[rate]),
            "VatAmountInvoiceCurrency": _in_its_currency(entry, vat[rate]),
            "VatPercent": rate,
        }
        for rate in sorted({*net, *vat})
    ]


def _in_its_currency(entry: books.Voucher, amount: Decimal) -> Decimal:
    """Return an amount of the company's currency in that of the voucher's first posting."""
    first = entry.lines[0]
    if not first.foreign_currency or first.foreign_amount is None or not first.amount:
        return amount
    return (amount * first.foreign_amount / first.amount).quantize(CENTS)


def _left_in_its_currency(entry: books.Voucher, item: books.OpenItem | None) -> Decimal:
    if item is None:
        return Decimal()
    return item.foreign_amount if item.foreign_amount is not None else _in_its_currency(entry, item.amount)


def _number(text: str, running: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and int(text) <= LARGEST_INT32 else running


def _customer_status(holding: Holding, invoice: books.Invoice) -> int:
    if invoice.voucher not in holding.unpaid:
        return PAID
    return OVERDUE if invoice.due_date < holding.clock.now().date() else UNPAID


def _supplier_status(holding: Holding, invoice: books.Invoice) -> int:
    item = holding.unpaid.get(invoice.voucher) if invoice.voucher else None
    if item is None:
        return SUPPLIER_PAID
    overdue = invoice.due_date < holding.clock.now().date()
    if abs(item.amount) < abs(invoice.amount):
        return SUPPLIER_PART_OVERDUE if overdue else SUPPLIER_PART
    return SUPPLIER_OVERDUE if overdue else SUPPLIER_UNPAID
