"""Sales invoices, and entries of sales and purchase journals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from exact_site import Client, Enter, Rows, message
from exact_trade import sale, trade_books, wholesaler

from boekhaak.testing.books.model import Books, Line
from boekhaak_exact_online.simulator.invoice_fields import (
    BULK_SALES_INVOICE,
    PURCHASE_ENTRY,
    SALES_ENTRY,
    SALES_INVOICE,
    SALES_INVOICE_LINE,
    SYNC_SALES_INVOICE,
)

HEADERS, FLAT = "100001/salesinvoice/SalesInvoices", "100001/sync/SalesInvoice/SalesInvoices"


@pytest.fixture
def client(enter: Enter) -> Client:
    """Return a client of the wholesaler."""
    made = enter(trade_books())
    made.sign_in()
    return made


@pytest.fixture
def flat(client: Client) -> Callable[..., Rows]:
    """Return what reads sales invoices under sync/."""

    def read(since: int = 1) -> Rows:
        return client.rows(f"{FLAT}?$filter=Timestamp gt {since}L")

    return read


def entry(client: Client, number: int) -> dict[int, dict[str, Any]]:
    """Return the ledger lines of an entry by their numbers."""
    return {row["LineNumber"]: row for row in client.lines() if row["EntryNumber"] == number}


def test_every_second_posted_sale_is_a_processed_invoice(client: Client) -> None:
    rows = client.rows(f"{HEADERS}?$select=InvoiceNumber,Status,Type,AmountDC,VATAmountDC,YourRef")

    assert sorted((row["InvoiceNumber"] or 0, row["Status"], row["Type"]) for row in rows) == [
        (0, 10, 8020),
        (26700001, 50, 8020),
        (26700003, 50, 8021),
        (26700900, 20, 8021),
    ]
    assert {row["InvoiceNumber"]: row["AmountDC"] for row in rows} == {
        None: 60.5,
        26700001: 161,
        26700003: -61,
        26700900: -12.1,
    }
    assert {row["InvoiceNumber"]: row["VATAmountDC"] for row in rows} == {
        None: 10.5,
        26700001: 21,
        26700003: -1,
        26700900: -2.1,
    }
    assert {row["YourRef"] for row in rows} == {None, "PO 1", "PO 7"}


def test_a_processed_invoice_is_the_entry_of_the_same_number(client: Client) -> None:
    (header,) = client.rows(f"{HEADERS}?$filter=InvoiceNumber eq 26700001")
    line = entry(client, 26700001)[0]

    assert list(header) == ["__metadata", *SALES_INVOICE]
    assert (line["InvoiceNumber"], line["YourRef"], line["DueDate"]) == (26700001, "PO 1", header["DueDate"])
    assert (header["InvoiceDate"], header["DueDate"]) == ("/Date(1773100800000)/", "/Date(1774310400000)/")
    assert header["OrderedBy"] == header["InvoiceTo"] == line["Account"]
    assert (header["OrderedByName"], header["Journal"]) == ("Meubelhal", "70")
    assert (header["StatusDescription"], header["TypeDescription"], header["Document"]) == (
        "Processed",
        "Invoice",
        None,
    )


def test_the_lines_of_a_processed_invoice_are_what_its_entry_charges(client: Client) -> None:
    (header,) = client.rows(f"{HEADERS}?$filter=InvoiceNumber eq 26700001&$expand=SalesInvoiceLines")

    lines = sorted(header["SalesInvoiceLines"]["results"], key=lambda row: row["LineNumber"])
    assert [(row["LineNumber"], row["AmountDC"], row["VATAmountDC"]) for row in lines] == [(1, 100, 15), (2, 40, 6)]
    assert list(lines[0]) == ["__metadata", *SALES_INVOICE_LINE]
    assert (lines[0]["ItemCode"], lines[0]["Quantity"], lines[0]["UnitPrice"]) == ("CHAIR", 3, 33.3333)
    assert (lines[0]["UnitCode"], lines[0]["CostCenter"], lines[0]["VATCode"]) == ("pc", "NORTH", "2  ")
    assert lines[1]["ProjectDescription"] == "Nieuwbouw"
    assert {row["InvoiceID"] for row in lines} == {header["InvoiceID"]}
    found = client.rows(f"100001/salesinvoice/SalesInvoiceLines?$filter=InvoiceID eq guid'{header['InvoiceID']}'")
    assert {row["ID"] for row in found} == {row["ID"] for row in lines}


def test_a_draft_has_the_lines_that_were_written(client: Client) -> None:
    (header,) = client.rows(f"{HEADERS}?$filter=Status eq 10&$expand=SalesInvoiceLines")

    (line,) = header["SalesInvoiceLines"]["results"]
    assert (header["Description"], header["AmountFCExclVat"], header["InvoiceNumber"]) == ("Still to be sent", 50, None)
    assert (line["Description"], line["AmountDC"], line["VATAmountDC"]) == ("Table", 50, 10.5)
    assert (line["UnitPrice"], line["UnitCode"], line["Quantity"], line["GLAccountDescription"]) == (
        25,
        "pc",
        2,
        "Omzet",
    )


def test_under_sync_headers_and_lines_are_rows_side_by_side(client: Client, flat: Callable[..., Rows]) -> None:
    rows = flat()
    (header,) = client.rows(f"{HEADERS}?$filter=InvoiceNumber eq 26700001")

    own = sorted((row for row in rows if row["InvoiceID"] == header["InvoiceID"]), key=lambda row: row["LineNumber"])
    assert list(own[0]) == ["__metadata", *SYNC_SALES_INVOICE]
    assert [(row["LineNumber"], row["AmountDC"]) for row in own] == [(0, 161), (1, 100), (2, 40)]
    assert {(row["InvoiceNumber"], row["Status"], row["OrderedByName"]) for row in own} == {(26700001, 50, "Meubelhal")}
    assert len({row["ID"] for row in rows}) == len(rows) == 10
    assert header["InvoiceID"] not in {row["ID"] for row in rows}
    assert [int(row["Timestamp"]) for row in rows] == sorted(int(row["Timestamp"]) for row in rows)


def test_bulk_endpoints_demand_select_and_have_no_charge_lines(client: Client) -> None:
    rows = client.rows(f"100001/bulk/SalesInvoice/SalesInvoices?$select={','.join(BULK_SALES_INVOICE)}")

    assert len(rows) == 4
    assert "SalesInvoiceOrderChargeLines" not in rows[0]
    assert len(client.rows("100001/bulk/SalesInvoice/SalesInvoiceLines?$select=ID")) == 6
    assert client.get("100001/bulk/SalesInvoice/SalesInvoices").status_code == 400


def test_a_row_is_found_by_its_invoice_id(client: Client) -> None:
    (header,) = client.rows(f"{HEADERS}?$filter=Status eq 20")

    found = client.page(f"{HEADERS}(guid'{header['InvoiceID']}')")

    assert found == header
    assert found["__metadata"]["uri"].endswith(f"SalesInvoices(guid'{header['InvoiceID']}')")


def test_types_tell_credit_notes(client: Client) -> None:
    types = {row["EntryNumber"]: row["Type"] for row in client.lines()}

    assert types == {26700001: 20, 26700002: 20, 26700003: 21, 26600001: 30, 26600002: 31}


def test_every_line_of_an_invoice_tells_number_reference_due_date_and_document(client: Client) -> None:
    (document,) = client.rows("100001/documents/Documents?$filter=HID eq 17")
    bought, sold = entry(client, 26600001), entry(client, 26700001)

    assert {row["InvoiceNumber"] for row in bought.values()} == {26600001}
    assert {row["YourRef"] for row in bought.values()} == {"F-881"}
    assert {row["DueDate"] for row in bought.values()} == {"/Date(1776297600000)/"}
    assert {(row["Document"], row["DocumentNumber"], row["DocumentSubject"]) for row in sold.values()} == {
        (document["ID"], 17, "Invoice 26700001")
    }


def test_an_entry_without_an_invoice_has_no_due_date(enter: Enter) -> None:
    client = enter(Books((replace(wholesaler(), invoices=()),)))
    client.sign_in()

    assert {row["DueDate"] for row in client.lines()} == {None}
    assert {row["InvoiceNumber"] for row in client.lines()} == {row["EntryNumber"] for row in client.lines()}


def test_sales_entries_are_all_vouchers_of_sales_journals(client: Client) -> None:
    rows = client.rows("100001/salesentry/SalesEntries?$expand=SalesEntryLines&$orderby=EntryNumber")

    assert list(rows[0]) == ["__metadata", *SALES_ENTRY]
    assert [(row["EntryNumber"], row["Type"], row["AmountDC"], row["VATAmountDC"]) for row in rows] == [
        (26700001, 20, 161, 21),
        (26700002, 20, 121, 21),
        (26700003, 21, -61, -1),
    ]
    lines = sorted(rows[0]["SalesEntryLines"]["results"], key=lambda row: row["LineNumber"])
    assert [(row["LineNumber"], row["AmountDC"], row["VATAmountDC"], row["GLAccountCode"]) for row in lines] == [
        (1, 100, 15, "8000"),
        (2, 40, 6, "8000"),
    ]
    assert rows[0]["EntryID"] == entry(client, 26700001)[0]["EntryID"]
    assert (rows[0]["CustomerName"], rows[0]["YourRef"]) == ("Meubelhal", "PO 1")
    found = client.rows(f"100001/salesentry/SalesEntryLines?$filter=EntryID eq guid'{rows[0]['EntryID']}'")
    assert {row["ID"] for row in found} == {entry(client, 26700001)[place]["ID"] for place in (1, 2)}


def test_purchase_entries_demand_select(client: Client) -> None:
    base = "100001/purchaseentry/PurchaseEntries"
    rows = client.rows(f"{base}?$select={','.join(PURCHASE_ENTRY)}&$orderby=EntryNumber")

    assert message(client.get(base)) == "Please add a $select or a $top=1 statement to the query string."
    assert [(row["EntryNumber"], row["Type"], row["AmountDC"]) for row in rows] == [
        (26600001, 30, 300),
        (26600002, 31, -20),
    ]
    assert (rows[0]["SupplierName"], rows[0]["YourRef"], rows[0]["InvoiceNumber"]) == ("Houthandel", "F-881", 26600001)
    assert client.page(f"{base}(guid'{rows[0]['EntryID']}')?$select=EntryID") == {
        "__metadata": rows[0]["__metadata"],
        "EntryID": rows[0]["EntryID"],
    }
    (line,) = client.rows(f"100001/purchaseentry/PurchaseEntryLines?$filter=EntryID eq guid'{rows[0]['EntryID']}'")
    assert (line["AmountDC"], line["CostCenter"], line["Type"]) == (300, "SOUTH", 30)


def test_a_count_demands_no_select(client: Client) -> None:
    for list_of, fields in (("purchaseentry/PurchaseEntries", "EntryID"), ("cashflow/Receivables", "ID")):
        counted = client.get(f"100001/{list_of}/$count", accept="*/*")
        assert int(counted.text) == len(client.rows(f"100001/{list_of}?$select={fields}"))


def test_the_lines_of_a_long_entry_come_in_pages(enter: Enter) -> None:
    charged = tuple(Line("8000", Decimal(-1), f"Chair {number}", "K1") for number in range(70))
    long = replace(sale("26700077", "70.00"), lines=(Line("1300", Decimal(70), "Chairs", contact="K1"), *charged))
    company = wholesaler()
    client = enter(Books((replace(company, vouchers=(*company.vouchers, long)),)))
    client.sign_in()
    (row,) = client.rows("100001/salesentry/SalesEntries?$filter=EntryNumber eq 26700077")
    address = row["SalesEntryLines"]["__deferred"]["uri"]
    page = client.page(address)

    assert len(page["results"]) == 60
    assert page["__next"].startswith(f"{address}?$skiptoken=guid")
    assert len(client.rows(address)) == 70
    assert client.page(page["results"][0]["__metadata"]["uri"]) == page["results"][0]


def test_filters_may_be_mandatory_for_invoices_and_items_too(client: Client) -> None:
    client.simulator.faults.add("mandatory_filters")

    assert message(client.get(f"{HEADERS}?$select=InvoiceID")).endswith("Warehouse,YourRef")
    assert client.get(f"{HEADERS}?$filter=Status eq 10").status_code == 200
    assert client.get("100001/logistics/Items?$select=ID").status_code == 400
    assert client.get(FLAT).status_code == 200


def test_what_does_not_ask_for_json_gets_atom(client: Client) -> None:
    feed = client.get(f"{HEADERS}?$filter=Status eq 10", accept="*/*").text

    assert '<d:AmountDC m:type="Edm.Double">60.5</d:AmountDC>' in feed
    assert 'title="SalesInvoiceLines"' in feed
