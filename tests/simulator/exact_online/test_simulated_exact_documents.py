"""Documents and their attachments as lists, and as they change."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest
from exact_site import Client, Enter
from exact_trade import LARGE, NOTE, PAPER, WHOLESALER, trade_books

from boekhaak.errors import PackageRefused
from boekhaak.testing.books.model import Attachment, Document
from boekhaak_exact_online.simulator.document_fields import ATTACHMENT, DOCUMENT, SYNC_DOCUMENT


@pytest.fixture
def client(enter: Enter) -> Client:
    """Return a client of the wholesaler."""
    made = enter(trade_books())
    made.sign_in()
    return made


def address(client: Client, name: str = "scan.png") -> str:
    """Return the address of a file."""
    rows = client.rows("100001/documents/DocumentAttachments?$select=FileName,Url")
    url: str = next(row["Url"] for row in rows if row["FileName"] == name)
    return url


def download(client: Client, name: str = "scan.png", **headers: str) -> httpx.Response:
    """Return the answer to a request for a file."""
    bearer = {"Authorization": f"Bearer {client.tokens['access_token']}"}
    return client.http.get(f"{address(client, name)}&Download=1", headers=bearer | headers)


def document(client: Client, number: int = 17) -> dict[str, Any]:
    """Return a row of Documents."""
    (row,) = client.rows(f"100001/documents/Documents?$filter=HID eq {number}")
    return row


def test_a_document_is_listed_as_it_was_recorded(client: Client) -> None:
    row = document(client)

    assert list(row) == ["__metadata", *DOCUMENT]
    assert (row["Subject"], row["Type"], row["TypeDescription"]) == ("Invoice 26700001", 10, "Sales invoice")
    assert (row["DocumentDate"], row["AccountName"], row["HasEmptyBody"]) == (
        "/Date(1773100800000)/",
        "Meubelhal",
        True,
    )
    assert row["DocumentViewUrl"] == (
        f"{client.address}/docs/DocViewContent.aspx?ID={row['ID']}&_Division_=100001&Stamp=NL001"
    )
    assert row["SalesInvoiceNumber"] == 26700001


def test_the_document_of_a_printed_invoice_names_the_invoice_and_others_the_entry(client: Client) -> None:
    (invoice,) = client.rows("100001/salesinvoice/SalesInvoices?$filter=InvoiceNumber eq 26700001")
    (entry,) = client.rows("100001/salesentry/SalesEntries?$filter=EntryNumber eq 26700002")
    client.simulator.add_document(
        WHOLESALER, Document("18", "Second", "Sales invoice", date(2026, 3, 10), voucher=("70", 2026, "26700002"))
    )

    assert document(client)["FinancialTransactionEntryID"] == invoice["InvoiceID"]
    assert document(client, 18)["FinancialTransactionEntryID"] == entry["EntryID"]


def test_a_number_that_is_no_whole_one_is_replaced(client: Client) -> None:
    (row,) = client.rows("100001/documents/Documents?$filter=Subject eq 'Agreement'")

    assert (row["HID"], row["Type"], row["TypeDescription"]) == (1_000_000_002, 1001, "Contract")
    assert (row["FinancialTransactionEntryID"], row["Account"]) == (None, None)


def test_attachments_tell_no_content_no_division_and_no_times(client: Client) -> None:
    rows = client.rows("100001/documents/DocumentAttachments")
    synced = client.rows("100001/sync/Documents/DocumentAttachments?$filter=Timestamp gt 1L")
    scan = next(row for row in rows if row["FileName"] == "scan.png")

    assert list(scan) == ["__metadata", "ID", "Attachment", "FileName", "FileSize", "Url", "Document"]
    assert (scan["Attachment"], scan["FileSize"], scan["Document"]) == (None, LARGE, document(client)["ID"])
    assert scan["Url"] == f"{client.address}/docs/SysAttachment.aspx?ID={scan['ID']}&_Division_=100001&Stamp=NL001"
    assert set(synced[0]) == {"__metadata", "Timestamp", *ATTACHMENT}
    assert client.get("100001/documents/DocumentAttachments?$select=Modified").status_code == 400


def test_the_twins_of_documents_hold_the_same(client: Client) -> None:
    synced = client.rows("100001/sync/Documents/Documents?$filter=Timestamp gt 1L")

    assert list(synced[0]) == ["__metadata", *SYNC_DOCUMENT]
    assert {row["Subject"] for row in synced} == {PAPER.subject, NOTE.subject}
    assert len(client.rows("100001/bulk/Documents/Documents?$filter=Type eq 10")) == 1
    assert client.get("100001/bulk/Documents/Documents?$filter=Language eq 'NL'").status_code == 400
    key = document(client)["ID"]
    assert len(client.rows(f"100001/bulk/Documents/DocumentAttachments?$filter=Document eq guid'{key}'")) == 2


def test_types_folders_and_categories_are_short_lists(client: Client) -> None:
    types = client.rows("100001/documents/DocumentTypes")
    categories = {row["ID"]: row["Description"] for row in client.rows("100001/documents/DocumentCategories")}

    assert {row["ID"]: row["Description"] for row in types}[10] == "Sales invoice"
    assert {row["ID"]: row["Description"] for row in types}[1001] == "Contract"
    assert categories[document(client)["Category"]] == "Customers"
    assert [row["Code"] for row in client.rows("100001/documents/DocumentFolders")] == ["Archive"]
    assert client.page("100001/documents/DocumentTypes(10)")["Description"] == "Sales invoice"


def test_a_document_is_added_and_deleted_with_its_files(client: Client) -> None:
    paper = Document(
        "20", "New", "Contract", date(2026, 6, 1), attachments=(Attachment("a.txt", 4), Attachment("b.txt", 0))
    )
    since = max(int(row["Timestamp"]) for row in client.rows("100001/sync/Documents/DocumentAttachments"))
    client.simulator.add_document(WHOLESALER, paper)
    added = client.rows(f"100001/sync/Documents/DocumentAttachments?$filter=Timestamp gt {since}L")
    held = document(client, 20)
    assert (download(client, "a.txt").content, download(client, "b.txt").content) == (
        b"".join(paper.attachments[0].content()),
        b"",
    )

    client.simulator.delete_document(WHOLESALER, "20")

    gone = {(row["EntityType"], row["EntityKey"]) for row in client.rows("100001/sync/Deleted")}
    assert gone == {(6, held["ID"]), *((4, row["ID"]) for row in added)}
    assert [one.number for one in client.simulator.books.company(WHOLESALER).documents] == ["17", "N-2"]


def test_the_document_of_a_deleted_voucher_stays_and_names_none(client: Client) -> None:
    since = max(int(row["Timestamp"]) for row in client.rows("100001/sync/Documents/Documents"))

    client.simulator.delete_voucher(WHOLESALER, "70", 2026, "26700001")

    (row,) = client.rows(f"100001/sync/Documents/Documents?$filter=Timestamp gt {since}L")
    assert (row["HID"], row["FinancialTransactionEntryID"]) == (17, None)
    assert client.simulator.books.company(WHOLESALER).documents[0].voucher is None


def test_documents_that_name_what_is_not_there_are_refused(client: Client) -> None:
    paper = Document("21", "Lost", "Contract", date(2026, 6, 1))

    with pytest.raises(PackageRefused, match="names the voucher 70 2026 404, which does not exist"):
        client.simulator.add_document(
            WHOLESALER, Document("21", "Lost", "Contract", paper.date, voucher=("70", 2026, "404"))
        )
    with pytest.raises(PackageRefused, match="names the contact “K9”, which does not exist"):
        client.simulator.add_document(WHOLESALER, Document("21", "Lost", "Contract", paper.date, "K9"))
    with pytest.raises(PackageRefused, match="a document “17” already"):
        client.simulator.add_document(WHOLESALER, PAPER)
    with pytest.raises(PackageRefused, match="there is no document “21”"):
        client.simulator.delete_document(WHOLESALER, "21")
