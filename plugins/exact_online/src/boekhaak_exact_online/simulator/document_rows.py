"""Documents, their attachments, and the lists that documents refer to, as the vendor's rows.

An attachment tells neither division nor times, and never its content: that is behind its address, see ``downloads``.
Of the types only number 10 is recorded; folders and categories are invented.
Source: FACTS.md#documents.
"""

from __future__ import annotations

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.archive import SALES_INVOICE_TYPE, File
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.line_rows import contact_of
from boekhaak_exact_online.simulator.rows import Row, guid, stamps
from boekhaak_exact_online.simulator.site_rows import Reading
from boekhaak_exact_online.simulator.tables import Kept, Table
from boekhaak_exact_online.simulator.values import guid_text

VIEWER, FILES = "/docs/DocViewContent.aspx", "/docs/SysAttachment.aspx"
CATEGORIES = ("Customers", "Suppliers", "General")
FOLDER = "Archive"


def document(reading: Reading, row: Kept[books.Document]) -> Row:
    """Return a row of Documents."""
    division, held = reading.held, row.thing
    category = _category(division, held)
    return {
        **stamps(division, row),
        **contact_of(division, held.contact),
        **_transaction(division, held),
        "Category": guid_text(division.order_of("category", category)),
        "CategoryDescription": category,
        "Currency": division.company.currency,
        "DocumentDate": held.date,
        "DocumentViewUrl": _address(reading, VIEWER, row),
        "HasEmptyBody": True,
        "HID": division.archive.number_of(held),
        "InheritShare": False,
        "SendMethod": 0,
        "Subject": held.subject,
        "Type": division.archive.types[held.type],
        "TypeDescription": held.type,
    }


def attachment(reading: Reading, row: Kept[File]) -> Row:
    """Return a row of DocumentAttachments."""
    return {
        "Document": guid(reading.held.archive.documents.rows[row.thing.document]),
        "FileName": row.thing.attachment.name,
        "FileSize": row.thing.attachment.size,
        "ID": guid(row),
        "Timestamp": row.timestamp,
        "Url": _address(reading, FILES, row),
    }


def type_table(division: Division) -> Table[str]:
    """Return the types of documents that there are."""
    table: Table[str] = Table()
    at = division.created
    table.fill(Kept(number, 0, at, at, text) for text, number in division.archive.types.items())
    return table


def document_type(_: Division, row: Kept[str]) -> Row:
    """Return a row of DocumentTypes."""
    return {
        "Created": row.created,
        "Description": row.thing,
        "DocumentIsCreatable": True,
        "DocumentIsDeletable": True,
        "DocumentIsUpdatable": True,
        "DocumentIsViewable": True,
        "ID": int(row.order) if isinstance(row.order, int) else None,
        "Modified": row.modified,
        "TypeCategory": 0,
    }


def named_table(division: Division, kind: str, names: tuple[str, ...]) -> Table[str]:
    """Return a short list that every company has."""
    table: Table[str] = Table()
    at = division.created
    table.fill(Kept(division.order_of(kind, name), 0, at, at, name) for name in names)
    return table


def document_category(_: Division, row: Kept[str]) -> Row:
    """Return a row of DocumentCategories."""
    return {"Created": row.created, "Description": row.thing, "ID": guid(row), "Modified": row.modified}


def document_folder(division: Division, row: Kept[str]) -> Row:
    """Return a row of DocumentFolders."""
    return {**stamps(division, row), "Code": row.thing, "Description": row.thing, "Share": 0}


def _address(reading: Reading, path: str, row: Kept[books.Document] | Kept[File]) -> str:
    stamp = f"{reading.held.site.region.upper()}001"
    return f"{reading.address}{path}?ID={guid(row)}&_Division_={reading.held.code}&Stamp={stamp}"


def _transaction(division: Division, held: books.Document) -> Row:
    """Return the entry of a document; one of type sales invoice names the invoice where there is one, as is documented."""
    if held.voucher is None:
        return {}
    entry = division.entries[held.voucher][0].thing
    invoice = division.invoicing.of(held.voucher)
    of_invoice = invoice is not None and division.archive.types[held.type] == SALES_INVOICE_TYPE
    return {
        "FinancialTransactionEntryID": guid_text(invoice.id) if invoice and of_invoice else entry.id,
        "SalesInvoiceNumber": entry.number if entry.journal.type == "sales" else None,
    }


def _category(division: Division, held: books.Document) -> str:
    contact = division.contact_rows.get(held.contact or "")
    if contact is None:
        return CATEGORIES[2]
    return CATEGORIES[0] if contact.thing.is_customer else CATEGORIES[1]
