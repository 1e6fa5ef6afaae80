"""Sales invoices as the vendor's rows: headers, lines, and the flat rows of the twin under sync/.

Recorded: a processed invoice has no document, though its PDF is in the archive; what is not posted may have no number.
Inferred: a row under sync/ that is a line holds the header's fields as well; the text of a credit note's type.
Source: FACTS.md#invoices.
"""

from __future__ import annotations

from decimal import Decimal

from boekhaak_exact_online.simulator.charges import Charge, charges, tax_total
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.entries import Entry, key_of, plain_number
from boekhaak_exact_online.simulator.invoicing import SalesInvoice
from boekhaak_exact_online.simulator.line_rows import analysis, ledger_account_of, tax_code_of
from boekhaak_exact_online.simulator.rows import CLERK, CLERK_NAME, DEFERRED, Row, guid, stamps
from boekhaak_exact_online.simulator.tables import Kept
from boekhaak_exact_online.simulator.values import guid_text

STATUSES = {"draft": (10, "Draft"), "open": (20, "Open"), "posted": (50, "Processed")}
INVOICE, CREDIT_NOTE = (8020, "Invoice"), (8021, "Credit note")
NOT_SENT, PAID = (0, "Draft"), (3, "Paid")

_RECORDED: Row = {
    "AmountDiscount": 0,
    "AmountDiscountExclVat": 0,
    "Discount": 0,
    "DiscountType": 1,
    "SalesInvoiceLines": DEFERRED,
    "SalesInvoiceOrderChargeLines": DEFERRED,
    "Salesperson": CLERK,
    "SalespersonFullName": CLERK_NAME,
}
"""What recorded invoices hold in fields that the books do not carry."""


def sales_invoice(division: Division, row: Kept[SalesInvoice]) -> Row:
    """Return a row of SalesInvoices."""
    held = row.thing
    invoice, lines = held.invoice, charges(held, division.net_lines)
    foreign = sum((line.amount if line.foreign is None else line.foreign for line in lines), Decimal())
    tax = tax_total(held.entry, division.net_lines) if held.entry else sum((line.tax for line in lines), Decimal())
    owed = held.entry.voucher.lines[0].foreign_amount if held.entry else None
    return {
        **stamps(division, row),
        **_RECORDED,
        **_common(division, held),
        "AmountDC": invoice.amount,
        "AmountFC": invoice.amount if owed is None else owed,
        "AmountFCExclVat": foreign,
        "Description": invoice.description or None,
        "VATAmountDC": tax,
        "VATAmountFC": tax,
    }


def sales_invoice_line(division: Division, row: Kept[SalesInvoice]) -> Row:
    """Return a row of SalesInvoiceLines."""
    held = row.thing
    charge = charges(held, division.net_lines)[row.line - 1]
    line = charge.line
    return {
        **ledger_account_of(division, line.account),
        **tax_code_of(division, line.tax_code),
        **analysis(division, line),
        "AmountDC": charge.amount,
        "AmountFC": charge.amount if charge.foreign is None else charge.foreign,
        "Description": line.description or None,
        "Discount": 0,
        "Division": division.code,
        "ID": guid(row),
        "InvoiceID": guid_text(held.id),
        "LineNumber": row.line,
        "NetPrice": charge.unit_price,
        "UnitCode": _unit(division, charge),
        "UnitDescription": _unit(division, charge),
        "UnitPrice": charge.unit_price,
        "VATAmountDC": charge.tax,
        "VATAmountFC": charge.tax,
    }


def synced_invoice(division: Division, row: Kept[SalesInvoice]) -> Row:
    """Return a row of the twin under sync/: a header or a line."""
    if not row.line:
        return {**sales_invoice(division, row), "LineNumber": 0}
    return {**stamps(division, row), **_common(division, row.thing), **sales_invoice_line(division, row)}


def _common(division: Division, held: SalesInvoice) -> Row:
    """Return what header and lines have in common."""
    invoice = held.invoice
    journal = held.entry.journal if held.entry else division.sales_journal
    status, type_ = STATUSES[invoice.state], CREDIT_NOTE if invoice.amount < 0 else INVOICE
    return {
        **_parties(division, invoice.contact),
        **_starter(division, held.entry),
        "Currency": _currency(division, held.entry),
        "DueDate": invoice.due_date,
        "InvoiceDate": invoice.date,
        "InvoiceID": guid_text(held.id),
        "InvoiceNumber": held.entry.number if held.entry else plain_number(invoice.number),
        "Journal": journal.code if journal else None,
        "JournalDescription": journal.name if journal else None,
        "OrderDate": invoice.date,
        "OrderNumber": held.order_number,
        "Status": status[0],
        "StatusDescription": status[1],
        "Type": type_[0],
        "TypeDescription": type_[1],
        "YourRef": invoice.reference or None,
    }


def _parties(division: Division, code: str) -> Row:
    contact = division.contact_rows.get(code)
    if contact is None:
        return {}
    found: Row = {name: guid(contact) for name in ("OrderedBy", "DeliverTo", "InvoiceTo")}
    return found | {f"{name}Name": contact.thing.name for name in found}


def _starter(division: Division, entry: Entry | None) -> Row:
    """Return what the smallest package calls the status: recorded for what is not sent, and for what is paid."""
    if entry is not None and division.trade.unpaid(key_of(entry.voucher)):
        return {}
    status, text = PAID if entry is not None else NOT_SENT
    return {"StarterSalesInvoiceStatus": status, "StarterSalesInvoiceStatusDescription": text}


def _currency(division: Division, entry: Entry | None) -> str:
    return (entry.voucher.lines[0].foreign_currency if entry else "") or division.company.currency


def _unit(division: Division, charge: Charge) -> str | None:
    article = division.articles.rows.get(charge.line.article)
    return charge.unit or (article.thing.unit if article else "") or None
