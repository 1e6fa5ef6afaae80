"""What is beside the ledger as people would compare it: what books say, and what the store gives back, in one shape.

As in :mod:`boekhaak.testing.ledger`, records refer to one another by number and code. Sales prices of articles are left out:
packages keep them apart from the article, by customer and period.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.records import (
    Account,
    Article,
    Attachment,
    Contact,
    Dimension,
    Document,
    ExchangeRate,
    Invoice,
    InvoiceLine,
    OpenItem,
    Voucher,
)
from boekhaak.testing.books import model as books
from boekhaak.testing.ledger import Records

Found = tuple[Any, ...]


@dataclass(frozen=True)
class Trade:
    """Dimensions, articles and rates by their codes; invoices in the ledger by voucher; everything else counted row by row."""

    dimensions: dict[tuple[str, str], str]
    articles: dict[str, Found]
    rates: dict[Found, object]
    posted: dict[Found, Found]
    unposted: Counter[Found]
    open_items: Counter[Found]
    documents: Counter[Found]


def expected(company: books.Company) -> Trade:
    """Return what books say."""
    posted = (one for one in company.invoices if one.voucher is not None)
    return Trade(
        dimensions={(one.type, one.code): one.name for one in company.dimensions},
        articles={
            one.code: (one.name, one.unit, one.is_sold, one.is_bought, one.cost_price, one.tax_code)
            for one in company.articles
        },
        rates={(one.source, one.target, one.date): one.rate for one in company.exchange_rates},
        posted={
            (one.direction, one.voucher): (one.number, one.contact, one.date, one.due_date, one.amount, one.reference)
            for one in posted
        },
        unposted=Counter(_invoice(one) for one in company.invoices if one.voucher is None),
        open_items=Counter(
            (one.direction, one.account, one.contact, one.number, one.date, one.due_date, one.amount, one.voucher or (),
             one.foreign_amount or 0, one.foreign_currency)
            for one in company.open_items
        ),
        documents=Counter(
            (one.subject, one.type, one.date, one.contact or "", one.voucher or (),
             tuple(sorted((file.name, file.size) for file in one.attachments)))
            for one in company.documents
        ),
    )  # fmt: skip


def stored(actor: Actor, installation: Installation, link_id: int) -> Trade:
    """Return what the store holds of a link."""
    every = Records(actor, installation, link_id)
    names = _Names(every)
    invoices = every.of(Invoice)
    lines: dict[str, list[InvoiceLine]] = defaultdict(list)
    for line in every.of(InvoiceLine):
        lines[line.invoice_id].append(line)
    files: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for file in every.of(Attachment):
        files[file.document_id].append((file.file_name, file.size or 0))
    of_document = {one.document_id: one.voucher_id or "" for one in invoices if one.document_id}
    return Trade(
        dimensions={(one.type, one.code): one.name for one in every.of(Dimension)},
        articles={
            one.code: (one.name, one.unit, one.is_sold, one.is_bought, one.cost_price, one.tax_code)
            for one in every.of(Article)
        },
        rates={(one.source_currency, one.target_currency, one.date): one.rate for one in every.of(ExchangeRate)},
        posted={
            (one.direction, names.vouchers[one.voucher_id]): (
                one.number, names.contact(one.contact_id), one.date, one.due_date, one.amount, one.reference
            )
            for one in invoices
            if one.voucher_id is not None
        },
        unposted=Counter(
            _stored_invoice(one, lines.pop(one.id, []), names) for one in invoices if one.voucher_id is None
        ),
        open_items=Counter(
            (one.direction, names.account(one.account_id), names.contact(one.contact_id), one.number, one.date,
             one.due_date, one.amount, names.vouchers.get(one.voucher_id or "", ()), one.foreign_amount or 0,
             one.foreign_currency)
            for one in every.of(OpenItem)
        ),
        documents=Counter(
            (one.subject, one.type, one.date, names.contact(one.contact_id),
             names.vouchers.get(one.voucher_id or of_document.get(one.id, ""), ()), tuple(sorted(files[one.id])))
            for one in every.of(Document)
        ),
    )  # fmt: skip


class _Names:
    """What people call the records that others refer to, by id."""

    def __init__(self, every: Records) -> None:
        self._accounts = {one.id: one.number for one in every.of(Account)}
        self.articles = {one.id: one.code for one in every.of(Article)}
        self.projects = {one.id: one.code for one in every.of(Dimension) if one.type == "project"}
        self._contacts = {one.id: one.code for one in every.of(Contact)}
        self.vouchers: Mapping[str, books.VoucherKey] = {
            one.id: (one.journal_code, one.year, one.number) for one in every.of(Voucher)
        }

    def account(self, account_id: str | None) -> str:
        """Return an account's number; empty for none."""
        return self._accounts[account_id] if account_id else ""

    def contact(self, contact_id: str | None) -> str:
        """Return a contact's code."""
        return self._contacts[contact_id] if contact_id else ""


def _invoice(one: books.Invoice) -> Found:
    lines = tuple(
        (line.description, line.amount, line.tax_amount, line.account, line.tax_code, line.article, line.quantity, line.unit,
         line.unit_price, line.cost_center, line.cost_unit, line.project)
        for line in one.lines
    )  # fmt: skip
    return (
        one.direction, one.state, one.contact, one.date, one.due_date, one.amount, one.number, one.description, one.reference,
        lines,
    )  # fmt: skip


def _stored_invoice(one: Invoice, lines: list[InvoiceLine], names: _Names) -> Found:
    found = tuple(
        (line.description, line.amount, line.tax_amount or 0, names.account(line.account_id), line.tax_code,
         names.articles[line.article_id] if line.article_id else "", line.quantity, line.unit, line.unit_price,
         line.cost_center_code, line.cost_unit_code, names.projects[line.project_id] if line.project_id else "")
        for line in sorted(lines, key=lambda line: line.line_number)
    )  # fmt: skip
    return (
        one.direction, one.state, names.contact(one.contact_id), one.date, one.due_date or one.date, one.amount, one.number,
        one.description, one.reference, found,
    )  # fmt: skip
