"""What people change while programs read, and what the books of the simulator say afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from eaccounting_site import WORKSHOP, Client, voucher

from boekhaak.clock import ScaledClock
from boekhaak.errors import PackageRefused
from boekhaak.testing.books.generator import changed_contact, new_contact, new_voucher
from boekhaak.testing.books.model import Attachment, Books, Contact, Document, Line

SINCE = "2026-06-25T14:17:09.123456Z"


@pytest.fixture
def later(client: Client, clock: ScaledClock) -> Client:
    """Return a client some minutes after it was told the time."""
    clock.advance(timedelta(minutes=5))
    return client


def test_untouched_books_come_back_as_they_were(client: Client, books: Books) -> None:
    held = client.simulator.books

    for was, now in zip(books.companies, held.companies, strict=True):
        assert replace(now, invoices=()) == replace(was, invoices=())
        assert sorted(map(repr, now.invoices)) == sorted(map(repr, was.invoices))


def test_a_posted_voucher_is_found_by_its_modified_stamp(later: Client) -> None:
    later.simulator.post_voucher(WORKSHOP, voucher("3"))

    (found,) = later.rows(f"vouchers?$filter=ModifiedUtc gt {SINCE}")

    assert (found["NumberAndNumberSeries"], found["ModifiedUtc"]) == ("V3", "2026-06-25T14:22:09.1234560Z")
    assert later.simulator.books.company(WORKSHOP).vouchers[-1] == voucher("3")


def test_a_posted_sales_voucher_is_an_unpaid_invoice(later: Client) -> None:
    later.simulator.post_voucher(WORKSHOP, voucher("3"))

    (invoice,) = later.rows(f"customerinvoices?modifiedSinceUtc={SINCE}")

    assert (invoice["InvoiceNumber"], invoice["TotalAmount"], invoice["RemainingAmount"]) == (3, 121, 121)
    assert invoice["VoucherId"] == later.rows("vouchers")[-1]["Id"]
    assert [line["AmountNoVat"] for line in invoice["Rows"]] == [100]


def test_a_settled_invoice_is_modified_and_paid(later: Client, clock: ScaledClock) -> None:
    later.simulator.post_voucher(WORKSHOP, voucher("3"))
    clock.advance(timedelta(minutes=5))

    later.simulator.settle(WORKSHOP, ("V", 2026, "3"))

    (invoice,) = later.rows("customerinvoices?$filter=ModifiedUtc gt 2026-06-25T14:25:00Z")
    assert (invoice["RemainingAmount"], invoice["PaymentStatus"]) == (0, 0)
    assert later.simulator.books.company(WORKSHOP).open_items == ()


def test_a_voucher_cannot_be_deleted(client: Client) -> None:
    with pytest.raises(PackageRefused, match="knows no deletion of vouchers"):
        client.simulator.delete_voucher(WORKSHOP, "V", 2025, "1")


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        (voucher("2"), "exists already"),
        (voucher("3", day=date(2024, 1, 1)), "outside its fiscal year"),
        (voucher("3", journal="Z"), "in a series"),
        (voucher("3", lines=(Line("1300", Decimal(1)),)), "does not add up"),
        (voucher("3", lines=(Line("4711", Decimal(0)),)), "ledger account"),
    ],
)
def test_a_voucher_that_the_vendor_would_not_take_is_refused(client: Client, posted: object, said: str) -> None:
    with pytest.raises(PackageRefused, match=said):
        client.simulator.post_voucher(WORKSHOP, posted)  # type: ignore[arg-type]


def test_a_changed_customer_is_found_by_its_changed_stamp(later: Client) -> None:
    customer = later.rows("customers")[0]

    later.simulator.change_contact(WORKSHOP, Contact("K1", "O'Neill & Zn.", is_customer=True))

    (found,) = later.rows(f"customers?$filter=ChangedUtc gt {SINCE}")
    assert (found["Id"], found["Name"]) == (customer["Id"], "O'Neill & Zn.")
    assert later.rows("customers?$filter=Name eq 'O''Neill %26 Zn.'") == [found]


def test_a_new_supplier_is_found_by_its_modified_stamp(later: Client) -> None:
    later.simulator.change_contact(WORKSHOP, Contact("L1", "Houthandel", is_supplier=True))

    (found,) = later.rows(f"suppliers?$filter=ModifiedUtc gt {SINCE}")
    assert (found["SupplierNumber"], found["CreatedUtc"]) == ("L1", found["ModifiedUtc"])


def test_a_contact_that_is_no_customer_any_more_is_gone(client: Client) -> None:
    client.simulator.change_contact(WORKSHOP, Contact("K1", "O'Neill"))

    assert client.rows("customers") == []
    assert client.simulator.books.company(WORKSHOP).contacts == (Contact("K1", "O'Neill"),)


def test_invented_changes_fit(stranger: Client) -> None:
    company = stranger.simulator.books.companies[1]
    posted, contact = new_voucher(company, number="99000001"), new_contact(company)
    moved = changed_contact(next(one for one in company.contacts if one.is_customer))

    stranger.simulator.post_voucher(company.name, posted)
    stranger.simulator.change_contact(company.name, contact)
    stranger.simulator.change_contact(company.name, moved)

    held = stranger.simulator.books.company(company.name)
    assert posted in held.vouchers
    assert contact in held.contacts
    assert moved in held.contacts


def test_an_unknown_company_is_refused(client: Client) -> None:
    with pytest.raises(PackageRefused, match="no such company"):
        client.simulator.post_voucher("Elsewhere", voucher("3"))


def _letter(number: str) -> Document:
    files = (Attachment("letter.pdf", 20),)
    return Document(number, "Letter", "Letter", date(2026, 3, 10), voucher=("V", 2026, "2"), attachments=files)


def test_a_linked_file_modifies_its_voucher_only_with_the_switch(later: Client) -> None:
    later.rows("vouchers")
    later.simulator.add_document(WORKSHOP, _letter("1"))
    assert len(later.rows("vouchers")[1]["Attachments"]["AttachmentIds"]) == 1
    assert later.rows(f"vouchers?$filter=ModifiedUtc gt {SINCE}") == []

    later.simulator.faults.add("linking_modifies")
    later.simulator.add_document(WORKSHOP, _letter("2"))

    (found,) = later.rows(f"vouchers?$filter=ModifiedUtc gt {SINCE}")
    assert [row["Id"] for row in later.rows("attachments")] == found["Attachments"]["AttachmentIds"]
    assert later.simulator.books.company(WORKSHOP).documents == (_letter("1"), _letter("2"))


def test_a_document_that_is_there_or_of_no_voucher_is_refused(client: Client) -> None:
    client.simulator.add_document(WORKSHOP, _letter("1"))

    with pytest.raises(PackageRefused, match="exists already"):
        client.simulator.add_document(WORKSHOP, _letter("1"))
    with pytest.raises(PackageRefused, match="does not exist"):
        client.simulator.add_document(WORKSHOP, replace(_letter("2"), voucher=("V", 2026, "9")))
