"""Reading the streams: which address each is read from, and how its pages are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from boekhaak.plugin import (
    Company,
    Completes,
    CursorLost,
    Http,
    Page,
    Payload,
    StreamInfo,
    UnexpectedAnswer,
    stored_cursor,
)
from boekhaak_exact_online.client import pages, parsed, texts
from boekhaak_exact_online.cursor import Cursor, DeletedCursor, PollCursor, SyncCursor
from boekhaak_exact_online.mapping import contacts, documents, invoices, ledger, masters
from boekhaak_exact_online.mapping.deletions import DeletedRow
from boekhaak_exact_online.mapping.rows import Row, select
from boekhaak_exact_online.values import without_host, zone


class Source(NamedTuple):
    """Where a stream is read from, as which rows, how, and what a whole reading of it completes."""

    path: str
    rows: type[Row]
    cursor: type[Cursor]
    completes: tuple[Completes, ...]


def _all(kind: str, **only: str) -> Completes:
    return Completes(kind=kind, only=tuple(only.items()))


ENTRIES = (
    _all("voucher"),
    _all("ledger_line"),
    _all("balance", measure="opening"),
    _all("invoice", state="posted"),
)
UNPOSTED = (_all("invoice", state="draft"), _all("invoice", state="open"), _all("invoice_line"))
SOURCES = {  # FACTS.md#sync
    "accounts": Source("sync/Financial/GLAccounts", masters.GLAccountRow, SyncCursor, (_all("account"),)),
    "journals": Source("financial/Journals", masters.JournalRow, PollCursor, (_all("journal"),)),
    "tax_codes": Source("vat/VATCodes", masters.VATCodeRow, PollCursor, (_all("tax_code"),)),
    "periods": Source("financial/FinancialPeriods", masters.PeriodRow, Cursor, (_all("financial_period"),)),
    "cost_centers": Source(
        "hrm/Costcenters", masters.CostcenterRow, PollCursor, (_all("dimension", type="cost_center"),)
    ),
    "cost_units": Source("hrm/Costunits", masters.CostunitRow, PollCursor, (_all("dimension", type="cost_unit"),)),
    "projects": Source("sync/Project/Projects", masters.ProjectRow, SyncCursor, (_all("dimension", type="project"),)),
    "articles": Source("sync/Logistics/Items", masters.ItemRow, SyncCursor, (_all("article"),)),
    "exchange_rates": Source("financial/ExchangeRates", masters.ExchangeRateRow, PollCursor, (_all("exchange_rate"),)),
    "contacts": Source("sync/CRM/Accounts", contacts.AccountRow, SyncCursor, (_all("contact"),)),
    "addresses": Source("sync/CRM/Addresses", contacts.AddressRow, SyncCursor, (_all("address"),)),
    "bank_accounts": Source("crm/BankAccounts", contacts.BankAccountRow, PollCursor, (_all("bank_account"),)),
    "ledger_lines": Source("sync/Financial/TransactionLines", ledger.LineRow, SyncCursor, ENTRIES),
    "sales_invoices": Source("sync/SalesInvoice/SalesInvoices", invoices.SalesInvoiceRow, SyncCursor, UNPOSTED),
    "open_items": Source("sync/Cashflow/PaymentTerms", invoices.PaymentTermRow, SyncCursor, (_all("open_item"),)),
    "documents": Source("sync/Documents/Documents", documents.DocumentRow, SyncCursor, (_all("document"),)),
    "attachments": Source(
        "sync/Documents/DocumentAttachments", documents.AttachmentRow, SyncCursor, (_all("attachment"),)
    ),
    "balances": Source("financial/ReportingBalance", ledger.BalanceRow, Cursor, (_all("balance", measure="movement"),)),
    "deletions": Source("sync/Deleted", DeletedRow, DeletedCursor, ()),
}


def read(company: Company, stream: StreamInfo, cursor: str | None, http: Http) -> Iterator[Page]:
    """Yield the pages of a stream: from nothing, on from where a reading was broken off, or what changed since.

    Raises: CursorLost when Exact no longer tells all; UnexpectedAnswer when an answer is not this company's.
    """
    source = SOURCES[stream.key]
    position = stored_cursor(source.cursor, stream.key, cursor).begun()
    url, params = position.following, None
    if not url:
        url, params = question(company, source, position)
    for answer in pages(http, source.rows, url, company=company, endpoint=source.path, params=params):
        if position.lost(answer.date):
            raise CursorLost(
                "deletions were not read for so long that some are forgotten there",
                way_out="Nothing to do: all streams are read from nothing",
            )
        check_company(answer.rows, company)
        changes = [row.change() for row in answer.rows]
        position = position.after(changes, answer.date, zone(company), without_host(answer.following))
        yield Page(
            records=tuple(record for row in answer.rows for record in row.records(company)),
            deletions=tuple(deletion for row in answer.rows for deletion in row.deletions()),
            cursor=position.model_dump_json(exclude_defaults=True),
            completes=source.completes if position.whole and not position.following else (),
            payloads=partial(_payloads, source.rows, answer.content, company),
        )


def question(company: Company, source: Source, position: Cursor) -> tuple[str, dict[str, str]]:
    """Return the address and the options by which a new reading begins."""
    params = {"$select": select(source.rows)}
    if position.condition:
        params["$filter"] = position.condition
    return f"/api/v1/{company.id}/{source.path}", params


def _payloads(rows: type[Row], content: bytes, company: Company) -> Iterator[Payload]:
    """Yield what Exact sent for each record. It is seldom wanted, so rows are made anew instead of kept."""
    for row, text in zip(parsed(rows, content)[0], texts(content), strict=True):
        for record in row.records(company):
            yield Payload(kind=record.kind, id=record.id, text=text)


def check_company(rows: Sequence[Row], company: Company) -> None:
    """Raise UnexpectedAnswer unless all rows that tell a company tell this one."""
    for row in rows:
        if (told := row.company()) not in {None, company.id}:
            raise UnexpectedAnswer(
                f"the answer is about another company ({told}) than the one asked for ({company.id})",
                way_out="Nothing of it was stored; try again, and report it if it stays",
            )
