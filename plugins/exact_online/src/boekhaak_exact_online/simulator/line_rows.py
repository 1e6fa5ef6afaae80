"""The lines of entries as rows of TransactionLines. Source: FACTS.md#entities, FACTS.md#invoices."""

from __future__ import annotations

from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.entries import STATUS_PROCESSED, Entry, key_of
from boekhaak_exact_online.simulator.rows import Row, guid, stamps
from boekhaak_exact_online.simulator.tables import Kept
from boekhaak_exact_online.simulator.values import padded_code, padded_tax_code


def transaction_line(division: Division, row: Kept[Entry]) -> Row:
    """Return a row of TransactionLines: a posting, or the bare header of an entry."""
    entry, voucher = row.thing, row.thing.voucher
    line = entry.posting(row.line)
    common: Row = {
        **stamps(division, row),
        **document_of(division, entry),
        **invoice_of(division, entry),
        "AmountVATBaseFC": 0,
        "AmountVATFC": 0,
        "Date": line.date if line and line.date else voucher.date,
        "Description": (line.description if line else voucher.description) or None,
        "EntryID": entry.id,
        "EntryNumber": entry.number,
        "FinancialPeriod": voucher.period,
        "FinancialYear": voucher.year,
        "JournalCode": voucher.journal,
        "JournalDescription": entry.journal.name,
        "LineNumber": row.line,
        "LineType": 0,
        "Status": STATUS_PROCESSED,
        "Type": entry.type,
    }
    if line is None:
        currency = division.company.currency
        return {**common, "AmountDC": 0, "AmountFC": 0, "Currency": currency, "ExchangeRate": 1}
    return {**common, **_amounts(division, line), **_references(division, line), **analysis(division, line)}


def invoice_of(division: Division, entry: Entry) -> Row:
    """Return what an entry of a sales or purchase journal tells of its invoice; the other's number before a lost one."""
    if entry.journal.type not in {"sales", "purchase"}:
        return {"YourRef": entry.reference}
    invoice = division.trade.posted(key_of(entry.voucher))
    return {
        "InvoiceNumber": entry.number,
        "DueDate": invoice.due_date if invoice else None,
        "YourRef": (invoice.reference if invoice else None) or entry.reference,
    }


def document_of(division: Division, entry: Entry) -> Row:
    """Return the document that belongs to an entry."""
    document = division.archive.document_of(key_of(entry.voucher))
    if document is None:
        return {}
    return {
        "Document": guid(document),
        "DocumentNumber": division.archive.number_of(document.thing),
        "DocumentSubject": document.thing.subject,
    }


def analysis(division: Division, line: books.Line | books.InvoiceLine) -> Row:
    """Return the dimensions and the article of a line."""
    found: Row = {"Quantity": line.quantity}
    dimensions = division.dimensions.rows
    if line.cost_center:
        found["CostCenter"] = line.cost_center
        found["CostCenterDescription"] = dimensions["cost_center", line.cost_center].thing.name
    if line.cost_unit:
        found["CostUnit"] = line.cost_unit
        found["CostUnitDescription"] = dimensions["cost_unit", line.cost_unit].thing.name
    if line.project:
        project = dimensions["project", line.project]
        found["Project"] = guid(project)
        found["ProjectCode"] = line.project
        found["ProjectDescription"] = project.thing.name
    if line.article:
        article = division.articles.rows[line.article]
        found["Item"] = guid(article)
        found["ItemCode"] = line.article
        found["ItemDescription"] = article.thing.name
    return found


def contact_of(division: Division, code: str | None) -> Row:
    """Return the contact that a row names."""
    contact = division.contact_rows.get(code) if code else None
    if contact is None:
        return {}
    return {
        "Account": guid(contact),
        "AccountCode": padded_code(contact.thing.code),
        "AccountName": contact.thing.name,
    }


def ledger_account_of(division: Division, number: str) -> Row:
    """Return the ledger account that a row names."""
    account = division.account_rows[number]
    return {
        "GLAccount": guid(account),
        "GLAccountCode": account.thing.number,
        "GLAccountDescription": account.thing.name,
    }


def tax_code_of(division: Division, code: str) -> Row:
    """Return the VAT code that a row names."""
    if not code:
        return {}
    tax_code = division.tax_code_rows.get(code)
    return {
        "VATCode": padded_tax_code(code),
        "VATCodeDescription": tax_code.thing.name if tax_code else None,
        "VATPercentage": tax_code.thing.percentage / 100 if tax_code else None,
    }


def rate_of(amount: Decimal, foreign: Decimal | None) -> Decimal:
    """Return what one unit of a foreign amount is worth."""
    return round(amount / foreign, 6) if foreign else Decimal(1)


def _amounts(division: Division, line: books.Line) -> Row:
    if line.foreign_amount is None or not line.foreign_currency:
        return {
            "AmountDC": line.amount,
            "AmountFC": line.amount,
            "Currency": division.company.currency,
            "ExchangeRate": 1,
        }
    return {
        "AmountDC": line.amount,
        "AmountFC": line.foreign_amount,
        "Currency": line.foreign_currency,
        "ExchangeRate": rate_of(line.amount, line.foreign_amount),
    }


def _references(division: Division, line: books.Line) -> Row:
    return {
        **ledger_account_of(division, line.account),
        **contact_of(division, line.contact),
        **tax_code_of(division, line.tax_code),
    }
