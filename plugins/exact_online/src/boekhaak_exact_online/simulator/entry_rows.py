"""Entries of sales and purchase journals as the vendor's rows: headers and the lines that they charge.

Inferred: amounts are positive for an invoice and negative for a credit note. Source: FACTS.md#invoices.
"""

from __future__ import annotations

from boekhaak_exact_online.simulator.charges import Charge, charges_of, charging_sign, tax_total
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.entries import PURCHASE_CREDIT_NOTE, SALES_CREDIT_NOTE, STATUS_PROCESSED, Entry
from boekhaak_exact_online.simulator.line_rows import (
    analysis,
    contact_of,
    document_of,
    invoice_of,
    ledger_account_of,
    rate_of,
    tax_code_of,
)
from boekhaak_exact_online.simulator.rows import DEFERRED, Row, guid, stamps
from boekhaak_exact_online.simulator.tables import Kept

TYPES = {
    20: "Sales entry",
    SALES_CREDIT_NOTE: "Sales credit note",
    30: "Purchase entry",
    PURCHASE_CREDIT_NOTE: "Purchase credit note",
}


def sales_entry(division: Division, row: Kept[Entry]) -> Row:
    """Return a row of SalesEntries."""
    header = _header(division, row)
    customer = contact_of(division, _contact(row.thing))
    return {
        **header,
        "Customer": customer.get("Account"),
        "CustomerName": customer.get("AccountName"),
        "SalesEntryLines": DEFERRED,
    }


def purchase_entry(division: Division, row: Kept[Entry]) -> Row:
    """Return a row of PurchaseEntries."""
    header = _header(division, row)
    supplier = contact_of(division, _contact(row.thing))
    return {
        **header,
        "PurchaseEntryLines": DEFERRED,
        "Supplier": supplier.get("Account"),
        "SupplierName": supplier.get("AccountName"),
    }


def entry_line(division: Division, row: Kept[Entry]) -> Row:
    """Return a row of SalesEntryLines or PurchaseEntryLines."""
    number, charge = _charge(division, row)
    line = charge.line
    foreign = charge.amount if charge.foreign is None else charge.foreign
    return {
        **ledger_account_of(division, line.account),
        **tax_code_of(division, line.tax_code),
        **analysis(division, line),
        "AmountDC": charge.amount,
        "AmountFC": foreign,
        "Description": line.description or None,
        "Division": division.code,
        "EntryID": row.thing.id,
        "ID": guid(row),
        "LineNumber": number,
        "Type": row.thing.type,
        "VATAmountDC": charge.tax,
        "VATAmountFC": charge.tax,
        "VATBaseAmountDC": charge.amount,
        "VATBaseAmountFC": foreign,
    }


def _header(division: Division, row: Kept[Entry]) -> Row:
    entry, voucher = row.thing, row.thing.voucher
    owed = voucher.lines[0] if voucher.lines else None
    sign = -charging_sign(entry)
    amount = sign * owed.amount if owed else 0
    foreign = sign * owed.foreign_amount if owed and owed.foreign_amount is not None else amount
    tax = tax_total(entry, division.net_lines)
    return {
        **stamps(division, row),
        **document_of(division, entry),
        **invoice_of(division, entry),
        "AmountDC": amount,
        "AmountFC": foreign,
        "Currency": (owed.foreign_currency if owed else "") or division.company.currency,
        "Description": voucher.description or None,
        "EntryDate": voucher.date,
        "EntryID": entry.id,
        "EntryNumber": entry.number,
        "Journal": voucher.journal,
        "JournalDescription": entry.journal.name,
        "ProcessNumber": 0,
        "Rate": rate_of(owed.amount, owed.foreign_amount) if owed else 1,
        "ReportingPeriod": voucher.period,
        "ReportingYear": voucher.year,
        "Reversal": False,
        "Status": STATUS_PROCESSED,
        "StatusDescription": "Processed",
        "Type": entry.type,
        "TypeDescription": TYPES.get(entry.type),
        "VATAmountDC": tax,
        "VATAmountFC": tax,
    }


def _contact(entry: Entry) -> str | None:
    return entry.voucher.lines[0].contact if entry.voucher.lines else None


def _charge(division: Division, row: Kept[Entry]) -> tuple[int, Charge]:
    """Return the charge that a line of an entry is, and its number among them."""
    places = division.net_lines(row.thing.voucher)
    number = places.index(row.line - row.thing.bare)
    return number + 1, list(charges_of(row.thing, division.net_lines))[number]
