"""Invoices to customers as GetInvoices gives them: posted ones by their voucher, the others by their own lines.

Source: FACTS.md#invoices.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak_twentyfour_seven.simulator.client import USER_DIMENSION, Client
from boekhaak_twentyfour_seven.simulator.company_service import addresses
from boekhaak_twentyfour_seven.simulator.entries import ITEM_ROLES, Entry, rate_of
from boekhaak_twentyfour_seven.simulator.numbers import plain_number
from boekhaak_twentyfour_seven.simulator.searching import chosen
from boekhaak_twentyfour_seven.simulator.shapes import Row

STATES = {"draft": "Draft", "open": "ForInvoicing", "posted": "Invoiced"}


def order_status(invoice: books.Invoice) -> str:
    """Return the vendor's state of an invoice."""
    return STATES[invoice.state]


def invoice_row(client: Client, id_: int, invoice: books.Invoice, row_names: Collection[str]) -> Row:
    """Return an invoice, its rows with the properties that are asked for."""
    entry = client.entries.get(invoice.voucher) if invoice.voucher else None
    contact = client.contacts.get(invoice.contact)
    rows = list(_posted_rows(client, entry) if entry else _own_rows(client, invoice))
    paid = _paid_on(client, entry) if entry else None
    return {
        "OrderId": id_,
        "CustomerId": client.company_ids.number(invoice.contact) if invoice.contact else None,
        "CustomerName": contact.name if contact else None,
        "Addresses": addresses(contact) if contact else None,
        "OrderStatus": order_status(invoice),
        "InvoiceId": plain_number(invoice.number),
        "DateOrdered": _midnight(invoice.date),
        "DateInvoiced": _midnight(invoice.date) if entry else None,
        "DateChanged": client.invoice_dates[id_].changed,
        "PaymentTime": (invoice.due_date - invoice.date).days,
        "OrderTotalIncVat": invoice.amount,
        "OrderTotalVat": _tax(invoice, entry),
        "InvoiceTitle": invoice.description or None,
        "Paid": _midnight(paid) if paid else None,
        "OCR": invoice.number or None,
        "Currency": _currency(client, entry),
        "InvoiceRows": chosen("InvoiceRow", rows, row_names, ("RowId",)) if row_names else None,
        "ReferenceNumber": invoice.reference or None,
    }


def _posted_rows(client: Client, entry: Entry) -> Iterator[Row]:
    rates = {code.code: code.percentage for code in client.company.tax_codes}
    for posting in entry.lines[1:]:
        line = posting.line
        if posting.role == "vat":
            continue
        quantity = line.quantity or Decimal(1)
        yield {
            **_analysis(client, line),
            "RowId": posting.place,
            "VatRate": rates.get(line.tax_code),
            "Price": -line.amount / quantity,
            "Name": line.description,
            "Quantity": quantity,
        }


def _own_rows(client: Client, invoice: books.Invoice) -> Iterator[Row]:
    rates = {code.code: code.percentage for code in client.company.tax_codes}
    for place, line in enumerate(invoice.lines, start=1):
        quantity = line.quantity or Decimal(1)
        yield {
            **_analysis(client, line),
            "RowId": place,
            "VatRate": rates.get(line.tax_code),
            "Price": line.unit_price if line.unit_price is not None else line.amount / quantity,
            "Name": line.description,
            "Quantity": quantity,
            "TaxSettings": _tax_settings(client, line, rates) if line.tax_code else None,
            "UserDefinedDimensions": [_own_dimension(line.cost_unit)] if line.cost_unit else None,
        }


def _tax_settings(client: Client, line: books.InvoiceLine, rates: Mapping[str, Decimal]) -> Row:
    return {"TaxCode": client.tax_ids.number(line.tax_code), "TaxRate": rates.get(line.tax_code)}


def _own_dimension(code: str) -> Row:
    return {"TypeId": USER_DIMENSION, "Name": code, "Value": code}


def _analysis(client: Client, line: books.Line | books.InvoiceLine) -> Row:
    return {
        "ProductId": client.product_ids.number(line.article) if line.article else None,
        "ProductNo": line.article or None,
        "ProjectId": client.project_ids.number(line.project) if line.project else None,
        "DepartmentId": client.department_ids.number(line.cost_center) if line.cost_center else None,
    }


def _tax(invoice: books.Invoice, entry: Entry | None) -> Decimal:
    if entry is None:
        return sum((line.tax_amount for line in invoice.lines), Decimal())
    return -sum((one.line.amount for one in entry.lines[1:] if one.role == "vat"), Decimal())


def _currency(client: Client, entry: Entry | None) -> Row:
    first = entry.voucher.lines[0] if entry else None
    if first is None or not first.foreign_currency:
        return {"Symbol": client.company.currency}
    return {"Rate": rate_of(first), "Symbol": first.foreign_currency}


def _paid_on(client: Client, entry: Entry) -> date | None:
    """Return the day of the last posting that settled an invoice; None while it is open."""
    items = [one for one in entry.lines if one.role in ITEM_ROLES]
    if any(one.open for one in items):
        return None
    links = {one.link for one in items if one.link is not None}
    return max((one.day for link in links for one in client.links[link]), default=None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
