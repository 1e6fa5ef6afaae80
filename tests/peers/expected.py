"""What a company's books hold, counted without the simulator: a judge compares it with what its client got."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from boekhaak.testing.books.model import Company, Dimension, DimensionType, Invoice, Line, OpenItem, Voucher

CENT = Decimal("0.01")
KINDS: tuple[DimensionType, ...] = ("cost_center", "cost_unit", "project")


def held(company: Company) -> dict[str, Any]:
    """Return all of it; amounts are text."""
    return ledger(company) | registers(company) | trade(company) | archive(company)


def ledger(company: Company) -> dict[str, Any]:
    """Return accounts, journals, contacts and postings.

    ``postings`` and ``totals`` (by ledger account) count the openings, which the vendor holds as an entry.
    """
    openings = [amount for amount in company.openings.values() if amount]
    totals = {account: text(total) for account, total in company.totals().items() if total}
    return {
        "name": company.name,
        "country": company.country,
        "currency": company.currency,
        "number": company.registration_number,
        "names": {account.number: account.name for account in company.accounts},
        "journal_names": sorted(journal.name for journal in company.journals),
        "tax_names": {code.code: code.name for code in company.tax_codes},
        "years": years(company),
        "openings": {account: text(amount) for account, amount in company.openings.items() if amount},
        "vouchers": sorted(text(sum(max(line.amount, Decimal()) for line in one.lines)) for one in company.vouchers),
        "customers": {contact.code: contact.name for contact in company.contacts if contact.is_customer},
        "suppliers": {contact.code: contact.name for contact in company.contacts if contact.is_supplier},
        "accounts": sorted(account.number for account in company.accounts),
        "journals": sorted(journal.code for journal in company.journals),
        "periods": sorted([period.year, period.period] for period in company.periods),
        "vat_codes": {code.code: str(code.percentage / Decimal(100)) for code in company.tax_codes},
        "contacts": {contact.code: contact.name for contact in company.contacts},
        "ibans": sorted(account.iban for contact in company.contacts for account in contact.bank_accounts),
        "banks": sorted({one.iban or one.number for contact in company.contacts for one in contact.bank_accounts}),
        "postings": sum(1 for _ in company.lines()) + len(openings),
        "totals": totals,
    }


def years(company: Company) -> list[list[str]]:
    """Return the first and the last day of each fiscal year."""
    days: dict[int, list[str]] = {}
    for period in company.periods:
        days.setdefault(period.year, []).extend([period.start.isoformat(), period.end.isoformat()])
    return [[min(held), max(held)] for _, held in sorted(days.items())]


def registers(company: Company) -> dict[str, Any]:
    """Return names by code, and exchange rates as currency, day and rate."""

    def of(kind: DimensionType) -> Iterable[Dimension]:
        return (held for held in company.dimensions if held.type == kind)

    rates = company.exchange_rates
    return {
        **{kind: {one.code: one.name for one in of(kind)} for kind in KINDS},
        "articles": {article.code: article.name for article in company.articles},
        "rates": sorted([rate.source, rate.date.isoformat(), str(rate.rate.normalize())] for rate in rates),
    }


def trade(company: Company) -> dict[str, Any]:
    """Return entries of sales and purchase journals, sales invoices that are not posted, and what is unpaid."""
    unposted = [one for one in company.invoices if one.direction == "sales" and one.state != "posted"]
    return {
        "sales": entries(company, "sales", 1),
        "purchase": entries(company, "purchase", -1),
        "unposted": sorted([invoice.state, text(invoice.amount)] for invoice in unposted),
        "unposted_lines": charged(unposted),
        "posted": posted(company, "sales"),
        "received": posted(company, "purchase"),
        "receivable": unpaid(company, "receivable"),
        "payable": unpaid(company, "payable"),
    }


def entries(company: Company, kind: str, sign: int) -> dict[str, Any]:
    """Return the entries of journals of a kind: ``amounts`` with VAT by number, and their lines without it."""
    journals = {journal.code for journal in company.journals if journal.type == kind}
    vouchers = [voucher for voucher in company.vouchers if voucher.journal in journals]
    lines = [line for voucher in vouchers for line in charges(company, voucher)]
    return {
        "amounts": {voucher.number: text(sign * voucher.lines[0].amount) for voucher in vouchers},
        "lines": len(lines),
        "net": text(-sign * sum((line.amount for line in lines), Decimal())),
    }


def charges(company: Company, voucher: Voucher) -> list[Line]:
    """Return the postings of an entry that are neither what is owed nor VAT."""
    taxes = {account.number for account in company.accounts if account.role == "vat"}
    return [line for line in voucher.lines[1:] if line.account not in taxes]


def charged(invoices: list[Invoice]) -> dict[str, Any]:
    """Return how many lines invoices have, and their sum without VAT."""
    lines = [line for invoice in invoices for line in invoice.lines]
    return {"count": len(lines), "net": text(sum((line.amount for line in lines), Decimal()))}


def posted(company: Company, direction: str) -> list[str]:
    """Return the amounts of invoices that are in the ledger."""
    found = [one for one in company.invoices if one.direction == direction and one.state == "posted"]
    return sorted(text(invoice.amount) for invoice in found)


def unpaid(company: Company, direction: str) -> dict[str, Any]:
    """Return how many items are open, and their sum as a debit."""
    items: list[OpenItem] = [item for item in company.open_items if item.direction == direction]
    return {"count": len(items), "sum": text(sum((item.amount for item in items), Decimal()))}


def archive(company: Company) -> dict[str, Any]:
    """Return documents and files, and the digest of the smallest file."""
    files = [file for document in company.documents for file in document.attachments]
    smallest = min(files, key=lambda file: file.size)
    return {
        "documents": {document.number: document.subject for document in company.documents},
        "files": sorted([file.name, file.size] for file in files),
        "file": {
            "name": smallest.name,
            "size": smallest.size,
            "sha256": hashlib.sha256(b"".join(smallest.content())).hexdigest(),
        },
    }


def text(amount: Decimal | int) -> str:
    """Return an amount as text, with two decimals."""
    return str(Decimal(amount).quantize(CENT))
