"""The endpoints of sales invoices, of entries in sales and purchase journals, and of what is unpaid.

Source: FACTS.md#invoices, FACTS.md#open-items, FACTS.md#rights, FACTS.md#queries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from boekhaak_exact_online.simulator import cashflow_fields, entry_rows, invoice_fields, invoice_rows, term_rows
from boekhaak_exact_online.simulator.endpoint import Endpoint, Parts, bulk, listed, single, sync
from boekhaak_exact_online.simulator.entries import Entry, key_of
from boekhaak_exact_online.simulator.fields import Fields
from boekhaak_exact_online.simulator.invoicing import SalesInvoice
from boekhaak_exact_online.simulator.lists import is_charged
from boekhaak_exact_online.simulator.query_rules import (
    INVOICE_FILTERS,
    INVOICE_LINE_FILTERS,
    PAYMENT_FILTERS,
    PLAIN_FILTERS,
    RECEIVABLE_FILTERS,
)
from boekhaak_exact_online.simulator.site_rows import Reading
from boekhaak_exact_online.simulator.tables import Kept
from boekhaak_exact_online.simulator.terms import Side

ACCOUNTING = "financial.accounting"
CASHFLOW = "financial.cashflow"
RECEIVABLES = "financial.receivables"
INVOICES = "sales.invoices"


def trade_endpoints() -> tuple[Endpoint, ...]:
    """Return these endpoints."""
    return *_invoices(), *_sales_entries(), *_purchase_entries(), *_terms()


def _invoices() -> tuple[Endpoint, ...]:
    lines, headers = _invoice_line_list(), _invoice_list()
    headers = replace(headers, parts=Parts("SalesInvoiceLines", lines, _invoice_lines))
    flat = single(
        "sync/SalesInvoice/SalesInvoices",
        "",
        invoice_fields.SYNC_SALES_INVOICE,
        lambda held: held.invoicing.table,
        invoice_rows.synced_invoice,
        scope=INVOICES,
    )
    return (
        headers,
        lines,
        replace(bulk(headers, "bulk/SalesInvoice/SalesInvoices"), fields=invoice_fields.BULK_SALES_INVOICE),
        bulk(lines, "bulk/SalesInvoice/SalesInvoiceLines"),
        sync(flat, flat.path, "SalesInvoice.SalesInvoiceSync", invoice_fields.SYNC_SALES_INVOICE),
    )


def _invoice_list() -> Endpoint:
    headers = single(
        "salesinvoice/SalesInvoices",
        "SalesInvoice",
        invoice_fields.SALES_INVOICE,
        lambda held: held.lists.invoices.table(),
        invoice_rows.sales_invoice,
        scope=INVOICES,
    )
    return replace(headers, key="InvoiceID", demanded=INVOICE_FILTERS)


def _invoice_line_list() -> Endpoint:
    lines = single(
        "salesinvoice/SalesInvoiceLines",
        "SalesInvoiceLine",
        invoice_fields.SALES_INVOICE_LINE,
        lambda held: held.lists.invoice_lines.table(),
        invoice_rows.sales_invoice_line,
        scope=INVOICES,
    )
    return replace(lines, demanded=INVOICE_LINE_FILTERS)


def _sales_entries() -> tuple[Endpoint, ...]:
    lines = single(
        "salesentry/SalesEntryLines",
        "SalesEntryLine",
        invoice_fields.SALES_ENTRY_LINE,
        lambda held: held.lists.entry_lines["sales"].table(),
        entry_rows.entry_line,
        scope=ACCOUNTING,
    )
    headers = single(
        "salesentry/SalesEntries",
        "SalesEntry",
        invoice_fields.SALES_ENTRY,
        lambda held: held.lists.entries["sales"].table(),
        entry_rows.sales_entry,
        scope=ACCOUNTING,
    )
    return replace(headers, key="EntryID", parts=Parts("SalesEntryLines", lines, _entry_lines)), lines


def _purchase_entries() -> tuple[Endpoint, ...]:
    lines = single(
        "purchaseentry/PurchaseEntryLines",
        "PurchaseEntryLine",
        invoice_fields.PURCHASE_ENTRY_LINE,
        lambda held: held.lists.entry_lines["purchase"].table(),
        entry_rows.entry_line,
        scope=ACCOUNTING,
    )
    headers = single(
        "purchaseentry/PurchaseEntries",
        "PurchaseEntry",
        invoice_fields.PURCHASE_ENTRY,
        lambda held: held.lists.entries["purchase"].table(),
        entry_rows.purchase_entry,
        scope=ACCOUNTING,
    )
    parts = Parts("PurchaseEntryLines", lines, _entry_lines)
    return replace(headers, key="EntryID", select_mandatory=True, parts=parts), lines


def _terms() -> tuple[Endpoint, ...]:
    receivables = replace(
        _side("cashflow/Receivables", "receivable", cashflow_fields.RECEIVABLE, RECEIVABLES), select_mandatory=True
    )
    payments = _side("cashflow/Payments", "payable", cashflow_fields.PAYMENT, CASHFLOW)
    terms = listed(
        "sync/Cashflow/PaymentTerms",
        "",
        cashflow_fields.PAYMENT_TERM,
        lambda held: held.terms.table,
        term_rows.payment_term,
        scope=CASHFLOW,
    )
    return (
        receivables,
        bulk(receivables, "bulk/Cashflow/Receivables", *RECEIVABLE_FILTERS),
        payments,
        bulk(payments, "bulk/Cashflow/Payments", *PAYMENT_FILTERS),
        sync(terms, terms.path, "Cashflow.PaymentTermSync", cashflow_fields.PAYMENT_TERM),
    )


def _side(path: str, side: Side, names: Fields, scope: str) -> Endpoint:
    rows = listed(
        path,
        "Cashflow.Receivable" if side == "receivable" else "Cashflow.Payment",
        names,
        lambda held: held.lists.terms[side].table(),
        term_rows.payment_term,
        scope=scope,
    )
    return replace(rows, demanded=PLAIN_FILTERS)


def _invoice_lines(reading: Reading, row: Kept[SalesInvoice]) -> Iterable[Kept[SalesInvoice]]:
    return reading.held.invoicing.lines_of(row.thing)


def _entry_lines(reading: Reading, row: Kept[Entry]) -> Iterable[Kept[Entry]]:
    division = reading.held
    rows = division.entries[key_of(row.thing.voucher)]
    return (line for line in rows if is_charged(line, division.net_lines))
