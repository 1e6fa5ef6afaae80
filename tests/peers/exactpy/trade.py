"""Steps of the judge: invoices, what is unpaid, registers and the archive.

The client has a model of exchange rates only. The others are put together here of its own parts: its types, its way of naming
fields (``amount_dc__`` is AmountDC), its reading of expanded collections.
"""

from __future__ import annotations

from datetime import UTC, date
from typing import Annotated, Any

from client import COMPANY, all_of, client
from exactpy.controllers import base
from exactpy.models.base import ExactOnlineBaseModel
from exactpy.types import GUID, ExactUnixTimestamp
from exactpy.validators import nested_results_validator
from judging import same, total
from pydantic import BeforeValidator, Field

OPEN, PROCESSED = 20, 50

base.create_partial_model = lambda model, fields: model  # noqa: ARG005 - as the client calls it
"""With ``$select`` the client makes a model of its own, which forgets how dates and collections are read. The models here
have just the fields that are selected, so each serves itself."""


class Charge(ExactOnlineBaseModel):
    """A line of an invoice or of an entry."""

    _pk = "id"
    id: GUID
    amount_dc__: float
    vat__amount_dc__: float
    line_number: int


Charges = Annotated[list[Charge], BeforeValidator(nested_results_validator)]


class Entry(ExactOnlineBaseModel):
    """An entry of sales or purchase."""

    entry_id__: GUID
    entry_number: int
    entry_date: ExactUnixTimestamp
    due_date: ExactUnixTimestamp
    amount_dc__: float
    vat__amount_dc__: float


class SalesEntry(Entry):
    """An entry of sales with its lines."""

    _pk = "entry_id__"
    customer: GUID
    lines: Charges = Field(alias="SalesEntryLines")


class PurchaseEntry(Entry):
    """An entry of purchase with its lines."""

    _pk = "entry_id__"
    supplier: GUID
    lines: Charges = Field(alias="PurchaseEntryLines")


class Invoice(ExactOnlineBaseModel):
    """A sales invoice with its lines."""

    _pk = "invoice_id__"
    invoice_id__: GUID
    invoice_number: int | None
    invoice_date: ExactUnixTimestamp
    amount_dc__: float
    status: int
    lines: Charges = Field(alias="SalesInvoiceLines")


class Term(ExactOnlineBaseModel):
    """What is to be received or to be paid."""

    _pk = "id"
    id: GUID
    account: GUID
    amount_dc__: float
    due_date: ExactUnixTimestamp
    status: int


class Named(ExactOnlineBaseModel):
    """What has a code and a name."""

    _pk = "id"
    id: GUID
    code: str
    description: str
    created: ExactUnixTimestamp


class Document(ExactOnlineBaseModel):
    """A document."""

    _pk = "id"
    id: GUID
    hid__: int
    subject: str
    document_date: ExactUnixTimestamp
    document_view_url: str


class Attachment(ExactOnlineBaseModel):
    """A file of a document."""

    _pk = "id"
    id: GUID
    document: GUID
    file_name: str
    file_size: float
    url: str


def listing(resource: str, model: type[ExactOnlineBaseModel], *expand: str) -> base.BaseController:
    """Return what lists an address by a model."""
    parts: dict[str, Any] = {"_resource": resource, "_model": model, "_expand": list(expand)}
    made: base.BaseController = type("Listing", (base.BaseController,), parts)(client)
    return made


def expands_sales_entries() -> str:
    return expands(listing("salesentry/SalesEntries", SalesEntry, "SalesEntryLines"), COMPANY["sales"])


def expands_purchase_entries() -> str:
    entries = listing("purchaseentry/PurchaseEntries", PurchaseEntry, "PurchaseEntryLines")
    return expands(entries, COMPANY["purchase"], select=list(PurchaseEntry.model_fields))


def expands(entries: base.BaseController, expected: dict[str, Any], **options: Any) -> str:
    """Compare entries with their lines to the books."""
    found = all_of(entries, **options)
    amounts = {str(row.entry_number): total([row.amount_dc__]) for row in found}
    same("amounts", amounts, expected["amounts"])
    lines = [line for row in found for line in row.lines]
    same("lines", (len(lines), total(line.amount_dc__ for line in lines)), (expected["lines"], expected["net"]))
    same("VAT", total(line.vat__amount_dc__ for line in lines), total(row.vat__amount_dc__ for row in found))
    numbers = [[line.line_number for line in row.lines] for row in found]
    same("their order", numbers, [sorted(held) for held in numbers])
    same("count", entries.count(), len(found))
    return f"{len(found)} with {len(lines)} lines, VAT of the lines as of the headers"


def expands_sales_invoices() -> str:
    invoices = listing("salesinvoice/SalesInvoices", Invoice, "SalesInvoiceLines")
    found = all_of(invoices)
    posted = {str(row.invoice_number): total([row.amount_dc__]) for row in found if row.status == PROCESSED}
    same("processed ones", posted.items() <= COMPANY["sales"]["amounts"].items(), expected=True)
    others = [row for row in found if row.status != PROCESSED]
    same("others", sorted([row.status, total([row.amount_dc__])] for row in others), COMPANY["unposted"])
    lines = [line for row in others for line in row.lines]
    told = {"count": len(lines), "net": total(line.amount_dc__ for line in lines)}
    same("lines of the others", told, COMPANY["unposted_lines"])
    (one,) = (invoices.show(row.invoice_id__) for row in others[:1])
    same("one by its GUID", len(one.lines), len(others[0].lines))
    return f"{len(posted)} that are entries too, and {len(others)} that are not"


def filters_what_is_unpaid() -> str:
    told = []
    unpaid = {"filters": [{"key": "status", "val": OPEN, "op": "eq"}], "select": list(Term.model_fields)}
    for address, side in (("Receivables", "receivable"), ("Payments", "payable")):
        for folder in ("cashflow", "bulk/Cashflow"):
            found = all_of(listing(f"{folder}/{address}", Term), **unpaid)
            held = {"count": len(found), "sum": total(-row.amount_dc__ for row in found)}
            same(f"{folder}/{address}", held, COMPANY[side])
        told.append(f"{len(found)} {side}")
    return f"{' and '.join(told)}, singly and under bulk/"


def lists_exchange_rates() -> str:
    rates = client.financial.exchange_rates
    found = all_of(rates)
    told = sorted([row.source_currency, day(row), str(row.rate).removesuffix(".0")] for row in found)
    same("rates", told, COMPANY["rates"])
    same("one by its GUID", rates.show(found[0].id).rate, found[0].rate)
    same("count", rates.count(), len(found))
    return f"{len(found)}, validated whole by the client's own model"


def day(row: Any) -> str:
    """Return the day from which a rate holds; the client reads it by this machine's clock."""
    start: date = row.start_date.astimezone(UTC).date()
    return start.isoformat()


def lists_registers() -> str:
    registers = (
        ("hrm/Costcenters", "cost_center"),
        ("hrm/Costunits", "cost_unit"),
        ("project/Projects", "project"),
        ("logistics/Items", "articles"),
    )
    for address, name in registers:
        same(address, {row.code: row.description for row in all_of(listing(address, Named))}, COMPANY[name])
    return ", ".join(address for address, _ in registers)


def lists_the_archive() -> str:
    documents = all_of(listing("documents/Documents", Document))
    same("documents", {str(row.hid__): row.subject for row in documents}, COMPANY["documents"])
    files = all_of(listing("documents/DocumentAttachments", Attachment))
    same("files", sorted([row.file_name, int(row.file_size)] for row in files), COMPANY["files"])
    same("their documents", {row.document for row in files} <= {row.id for row in documents}, expected=True)
    return f"{len(documents)} documents, {len(files)} files"
