"""Reading the streams: which services each is read from, and how its pages are made. Source: FACTS.md#how-changes-are-read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from boekhaak.plugin import (
    Attachment,
    Company,
    Completes,
    Deletion,
    Http,
    Page,
    Record,
    Settings,
    StreamInfo,
    stored_cursor,
)
from boekhaak_twentyfour_seven import ledger
from boekhaak_twentyfour_seven.client import (
    ACCOUNT,
    ATTACHMENT,
    CLIENT,
    COMPANY,
    INVOICE,
    PRODUCT,
    PROJECT,
    TRANSACTION,
    Office,
    row,
)
from boekhaak_twentyfour_seven.cursor import Cursor, LedgerCursor, ListCursor
from boekhaak_twentyfour_seven.envelope import Argument, unexpected
from boekhaak_twentyfour_seven.mapping import masters
from boekhaak_twentyfour_seven.mapping.contacts import CompanyRow, SyncPageRow
from boekhaak_twentyfour_seven.mapping.documents import ImageFileRow, asked
from boekhaak_twentyfour_seven.mapping.invoices import InvoiceOrderRow, InvoiceRowRow, OrderIdsRow
from boekhaak_twentyfour_seven.mapping.rows import OWN_DIMENSION, FiscalYearRow, TaxCodeRow, TransactionTypeRow, names

TRANSACTION_TYPES = "transaction_types"
ORDERS = 500
"""Orders that are read at a time; the vendor takes no more than 1,000 (FACTS.md#invoices)."""
UNSET = "0001-01-01T00:00:00"
"""The moment that stands for none, where the schema asks for one."""
CHUNK = 1 << 20
"""Bytes of a file that are asked for at a time."""


@dataclass(frozen=True)
class Reading:
    """One reading of one stream."""

    office: Office
    stream: StreamInfo
    cursor: str | None
    settings: Settings

    @property
    def company(self) -> Company:
        """The company that is read."""
        return self.office.company

    def now(self) -> datetime:
        """Return the present moment."""
        return self.office.http.clock.now()

    def whole(self, records: Iterator[Record], *completes: Completes) -> Iterator[Page]:
        """Yield the one page of a list that is read as a whole each time."""
        position = stored_cursor(Cursor, self.stream.key, self.cursor).begun(self.now())
        found = tuple(records)
        yield Page(records=found, cursor=position.ended().text(), completes=completes)


def read(company: Company, stream: StreamInfo, cursor: str | None, settings: Settings, http: Http) -> Iterator[Page]:
    """Yield the pages of a stream: from nothing, on from where a reading was broken off, or what changed since.

    Raises: UnexpectedAnswer when an answer is not this company's; PackageUnavailable when one of its items is an exception.
    """
    office = Office(http, company)
    for page in STREAMS[stream.key](Reading(office, stream, cursor, settings)):
        office.prove()
        yield page


def _accounts(reading: Reading) -> Iterator[Page]:
    office = reading.office
    codes = _vat_codes(office)
    rows = office.rows(masters.AccountRow, ACCOUNT, "GetAccountList")
    return reading.whole((one.record(reading.company, codes) for one in rows), Completes(kind="account"))


def _vat_codes(office: Office) -> dict[int, str]:
    return {one.TaxId: one.code for one in office.rows(TaxCodeRow, ACCOUNT, "GetTaxCodeList")}


def _journals(reading: Reading) -> Iterator[Page]:
    rows = reading.office.rows(TransactionTypeRow, TRANSACTION, "GetTransactionTypes")
    return reading.whole((found for one in rows for found in masters.journal(one)), Completes(kind="journal"))


def _tax_codes(reading: Reading) -> Iterator[Page]:
    rows = reading.office.rows(TaxCodeRow, ACCOUNT, "GetTaxCodeList")
    return reading.whole(map(masters.tax_code, rows), Completes(kind="tax_code"))


def _periods(reading: Reading) -> Iterator[Page]:
    rows = reading.office.rows(FiscalYearRow, TRANSACTION, "GetFiscalYears")
    return reading.whole((found for one in rows for found in masters.periods(one)), Completes(kind="financial_period"))


def _cost_centers(reading: Reading) -> Iterator[Page]:
    rows = reading.office.rows(masters.DepartmentRow, CLIENT, "GetDepartmentList")
    return reading.whole((one.record() for one in rows), _dimensions("cost_center"))


def _cost_units(reading: Reading) -> Iterator[Page]:
    rows = reading.office.rows(
        masters.OwnDimensionRow,
        TRANSACTION,
        "GetUserDefinedDimensionValues",
        {"DimensionType": OWN_DIMENSION},
    )
    return reading.whole((one.record() for one in rows if one.Value), _dimensions("cost_unit"))


def _projects(reading: Reading) -> Iterator[Page]:
    office = reading.office
    rows = office.rows(masters.ProjectRow, PROJECT, "GetProjectsDetailed", {"Ps": {}})
    rows += office.rows(masters.ProjectRow, PROJECT, "GetDeactivatedProjects")
    found = {one.Id: one for one in rows}
    return reading.whole((one.record() for one in found.values()), _dimensions("project"))


def _articles(reading: Reading) -> Iterator[Page]:
    arguments: dict[str, Argument] = {
        "searchParams": {"Name": "%"},
        "returnProperties": {"string": names(masters.ProductRow)},
    }
    rows = reading.office.rows(masters.ProductRow, PRODUCT, "GetProducts", arguments)
    return reading.whole((one.record() for one in rows), Completes(kind="article"))


def _attachments(reading: Reading) -> Iterator[Page]:
    arguments: dict[str, Argument] = {"parameters": {"HasStampNo": None, "FileApproved": None}}
    rows = reading.office.rows(ImageFileRow, ATTACHMENT, "GetFileInfo", arguments)
    files = Completes(kind="document", only=(("type", "file"),))
    return reading.whole((found for one in rows for found in one.records()), files, Completes(kind="attachment"))


def _balances(reading: Reading) -> Iterator[Page]:
    """Yield the declared balances; none where only some types of entries are read, as the vendor declares those of all."""
    some = reading.settings.get(TRANSACTION_TYPES)
    found: Iterator[Record] = iter(()) if some else ledger.declared(reading.office)
    return reading.whole(found, Completes(kind="balance", only=(("measure", "closing"),)))


def _ledger_lines(reading: Reading) -> Iterator[Page]:
    position = stored_cursor(LedgerCursor, reading.stream.key, reading.cursor)
    return ledger.pages(reading.office, position, reading.settings.get(TRANSACTION_TYPES))


def _contacts(reading: Reading) -> Iterator[Page]:
    """Yield what companies are, page by page of the list of their ids."""
    position = stored_cursor(ListCursor, reading.stream.key, reading.cursor).begun(reading.now())
    completes = tuple(Completes(kind=kind) for kind in ("contact", "address", "bank_account"))
    last = False
    while not last:
        number = position.position + 1
        search: dict[str, Argument] = {"Page": number, "Active": None}
        if position.changed_after:
            search["ChangedAfter"] = position.changed_after
        page = company_ids(reading.office, search)
        rows = _companies(reading.office, [one.CompanyId for one in page.Items])
        active = {one.CompanyId: one.Active for one in page.Items}
        deletions: list[Deletion] = []
        if not position.whole:
            deletions = [gone for one in rows for gone in one.deletions()]
        last, position = number >= (page.TotalPages or 0), position.at(number)
        yield Page(
            records=tuple(found for one in rows for found in one.records(active=active.get(one.Id, True))),
            deletions=tuple(deletions),
            cursor=(position.ended() if last else position).text(),
            completes=completes if last and position.whole else (),
        )


def company_ids(office: Office, search: dict[str, Argument]) -> SyncPageRow:
    """Return a page of the list of companies' ids."""
    return row(SyncPageRow, office.told(COMPANY, "GetCompanySyncList", {"syncSearchParameters": search}))


def order_ids(office: Office, search: dict[str, Argument]) -> list[int]:
    """Return the ids of orders, lowest first."""
    told = office.told(INVOICE, "GetOrderSyncList", {"syncParams": {**search, "RegisteredAfter": UNSET}})
    return sorted(row(OrderIdsRow, {"ids": told}).ids)


def _companies(office: Office, ids: list[int]) -> list[CompanyRow]:
    if not ids:
        return []
    arguments: dict[str, Argument] = {
        "searchParams": {"CompanyIds": {"int": ids}},
        "returnProperties": {"string": names(CompanyRow)},
    }
    return office.rows(CompanyRow, COMPANY, "GetCompanies", arguments)


def _sales_invoices(reading: Reading) -> Iterator[Page]:
    """Yield the invoices to be, by the list of the orders' ids."""
    office = reading.office
    position = stored_cursor(ListCursor, reading.stream.key, reading.cursor).begun(reading.now())
    search: dict[str, Argument] = {"ChangedAfter": position.changed_after} if position.changed_after else {}
    ids = order_ids(office, search)
    left = [id_ for id_ in ids if id_ > position.position]
    codes = _vat_codes(office) if left else {}
    only = [Completes(kind="invoice", only=(("state", state),)) for state in ("draft", "open")]
    for start in range(0, len(left) or 1, ORDERS):
        asked_for = left[start : start + ORDERS]
        rows = _orders(office, asked_for)
        last = start + ORDERS >= len(left)
        position = position.at(asked_for[-1] if asked_for else 0)
        yield Page(
            records=tuple(found for one in rows for found in one.records(reading.company, codes)),
            deletions=() if position.whole else tuple(gone for one in rows for gone in one.deletions()),
            cursor=(position.ended() if last else position).text(),
            completes=(*only, Completes(kind="invoice_line")) if last and position.whole else (),
        )


def _orders(office: Office, ids: list[int]) -> list[InvoiceOrderRow]:
    if not ids:
        return []
    arguments: dict[str, Argument] = {
        "searchParams": {"OrderIds": {"int": ids}},
        "invoiceReturnProperties": {"string": names(InvoiceOrderRow)},
        "rowReturnProperties": {"string": names(InvoiceRowRow)},
    }
    return office.rows(InvoiceOrderRow, INVOICE, "GetInvoices", arguments)


def _dimensions(type_: str) -> Completes:
    return Completes(kind="dimension", only=(("type", type_),))


STREAMS: dict[str, Callable[[Reading], Iterator[Page]]] = {
    "accounts": _accounts,
    "journals": _journals,
    "tax_codes": _tax_codes,
    "periods": _periods,
    "cost_centers": _cost_centers,
    "cost_units": _cost_units,
    "projects": _projects,
    "articles": _articles,
    "contacts": _contacts,
    "ledger_lines": _ledger_lines,
    "sales_invoices": _sales_invoices,
    "attachments": _attachments,
    "balances": _balances,
}


def content(company: Company, attachment: Attachment, start: int, http: Http) -> Iterator[bytes]:
    """Yield the bytes of a file from ``start`` on, in chunks. Raises: UnexpectedAnswer when one is none."""
    office = Office(http, company)
    file: Argument = dict(asked(attachment.address))
    size = int(str(office.told(ATTACHMENT, "GetSize", {"file": file}) or 0))
    while start < size:
        told = office.told(ATTACHMENT, "DownloadChunk", {"file": file, "offset": start, "bufferSize": CHUNK})
        piece = _decoded(told)
        if not piece:
            raise unexpected(f"ends the file after {start} of {size} bytes")
        start += len(piece)
        yield piece


def _decoded(told: object) -> bytes:
    try:
        return base64.b64decode(told, validate=True) if isinstance(told, str) else b""
    except binascii.Error as error:
        raise unexpected("holds a piece of a file that is no base 64") from error
