"""What is to be received and to be paid: payment terms, receivables, payments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from exact_site import Client, Enter, Rows, message
from exact_trade import (
    BOUGHT,
    FIRST,
    OLD_ITEM,
    SECOND,
    WHOLESALER,
    open_item,
    purchase,
    sale,
    trade_books,
    wholesaler,
)

from boekhaak.clock import ScaledClock
from boekhaak.errors import PackageRefused
from boekhaak.testing.books.model import Books
from boekhaak_exact_online.simulator.cashflow_fields import PAYMENT, PAYMENT_TERM, RECEIVABLE

Terms = Callable[..., dict[int, dict[str, Any]]]


@pytest.fixture
def client(enter: Enter) -> Client:
    """Return a client of the wholesaler."""
    made = enter(trade_books())
    made.sign_in()
    return made


@pytest.fixture
def terms(client: Client) -> Terms:
    """Return what reads payment terms by the number of their entry (0 for none)."""

    def read(since: int = 1) -> dict[int, dict[str, Any]]:
        rows = client.rows(f"100001/sync/Cashflow/PaymentTerms?$filter=Timestamp gt {since}L")
        return {row["EntryNumber"] or 0: row for row in rows}

    return read


def newest(rows: Rows) -> int:
    """Return the highest rowversion of some rows."""
    return max(int(row["Timestamp"]) for row in rows)


def test_open_items_are_open_rows_and_other_invoices_are_matched(terms: Terms) -> None:
    rows = terms()

    assert list(rows[0]) == ["__metadata", *PAYMENT_TERM]
    assert {number: (row["LineType"], row["Status"], row["IsFullyPaid"]) for number, row in rows.items()} == {
        0: (20, 20, False),
        26700001: (20, 20, False),
        26700002: (20, 50, True),
        26700003: (20, 20, False),
        26600001: (22, 20, False),
        26600002: (22, 50, True),
    }
    assert (rows[26700001]["EndDate"], rows[26700002]["EndDate"]) == (None, rows[26700002]["DueDate"])
    assert (rows[26700002]["EndYear"], rows[26700002]["EndPeriod"]) == (2026, 3)


def test_what_is_to_be_received_is_negative_and_what_is_to_be_paid_is_positive(terms: Terms) -> None:
    rows = terms()

    assert {number: row["AmountDC"] for number, row in rows.items()} == {
        0: -75,
        26700001: -161,
        26700002: -121,
        26700003: 61,
        26600001: 300,
        26600002: -20,
    }
    assert (rows[26700001]["TransactionAmountDC"], rows[26600001]["TransactionAmountDC"]) == (161, 300)


def test_amounts_may_be_debit_positive(client: Client, terms: Terms) -> None:
    client.simulator.faults.add("terms_as_debits")

    rows = terms()

    assert (rows[26700001]["AmountDC"], rows[26600001]["AmountDC"]) == (161, -300)
    assert rows[26700001]["TransactionAmountDC"] == 161


def test_a_row_names_the_entry_its_posting_and_the_contact(client: Client, terms: Terms) -> None:
    row = terms()[26600001]
    posting = next(
        line for line in client.lines() if line["EntryNumber"] == 26600001 and line["GLAccountCode"] == "1600"
    )

    assert (row["TransactionEntryID"], row["TransactionID"]) == (posting["EntryID"], posting["ID"])
    assert (row["TransactionType"], row["Journal"], row["InvoiceNumber"]) == (30, "60", 26600001)
    assert (row["Account"], row["GLAccount"], row["AccountName"]) == (
        posting["Account"],
        posting["GLAccount"],
        "Houthandel",
    )
    assert (row["YourRef"], row["InvoiceDate"], row["DueDate"]) == (
        "F-881",
        "/Date(1775088000000)/",
        "/Date(1776297600000)/",
    )
    assert (row["PaymentDays"], row["PaymentMethod"], row["ApprovalStatus"]) == (14, "B", None)


def test_an_item_of_before_the_first_year_names_no_entry(terms: Terms) -> None:
    row = terms()[0]

    assert (row["TransactionEntryID"], row["Journal"], row["InvoiceNumber"]) == (None, None, None)
    assert (row["YourRef"], row["Description"]) == ("2025/12", "From last year")
    assert (row["InvoiceDate"], row["AccountCountry"]) == ("/Date(1766188800000)/", "NL ")


def test_an_item_in_another_currency_has_both_amounts(enter: Enter) -> None:
    item = replace(OLD_ITEM, foreign_amount=OLD_ITEM.amount * 2, foreign_currency="USD")
    client = enter(Books((replace(wholesaler(), open_items=(item,)),)))
    client.sign_in()

    row = next(row for row in client.rows("100001/sync/Cashflow/PaymentTerms") if row["Status"] == 20)

    assert (row["AmountDC"], row["AmountFC"], row["Currency"], row["RateFC"]) == (-75, -150, "USD", 0.5)


def test_receivables_and_payments_are_the_two_sides(client: Client, terms: Terms) -> None:
    receivables = client.rows(f"100001/cashflow/Receivables?$select={','.join(RECEIVABLE)}")
    payments = client.rows("100001/cashflow/Payments")

    assert {row["ID"] for row in receivables} == {row["ID"] for row in terms().values() if row["LineType"] == 20}
    assert {row["EntryNumber"] for row in payments} == {26600001, 26600002}
    assert list(payments[0]) == ["__metadata", *PAYMENT]
    assert message(client.get("100001/cashflow/Receivables")).startswith("Please add a $select")


def test_under_bulk_only_some_fields_may_be_filtered(client: Client) -> None:
    base = "100001/bulk/Cashflow/Receivables?$select=ID,EntryNumber&$filter="

    assert {row["EntryNumber"] for row in client.rows(f"{base}Status eq 20")} == {None, 26700001, 26700003}
    refused = client.get(f"{base}Modified ge datetime'2026-01-01'")
    assert (refused.status_code, message(refused)) == (400, "Filtering on these fields is not supported: Modified")
    assert len(client.rows("100001/bulk/Cashflow/Payments?$select=ID&$orderby=DueDate desc")) == 2


def test_a_new_voucher_is_unpaid(client: Client, terms: Terms) -> None:
    since = newest([*terms().values()])

    client.simulator.post_voucher(WHOLESALER, purchase("26600003", "55.00"))

    (row,) = terms(since).values()
    assert (row["EntryNumber"], row["Status"], row["AmountDC"], row["PaymentDays"]) == (26600003, 20, 55, 30)
    assert client.simulator.books.company(WHOLESALER).open_items[-1].number == "26600003"


def test_a_voucher_posted_before_anybody_read_terms_is_unpaid_too(client: Client, terms: Terms) -> None:
    client.simulator.post_voucher(WHOLESALER, sale("26700004", "81.00"))

    assert terms()[26700004]["Status"] == 20


def test_a_voucher_that_is_no_invoice_has_no_term(client: Client, terms: Terms) -> None:
    before = terms()

    client.simulator.post_voucher(WHOLESALER, replace(SECOND, journal="90", number="1"))
    client.simulator.post_voucher(WHOLESALER, replace(SECOND, number="2", lines=SECOND.lines[1:]))

    assert terms() == before
    assert len(client.simulator.books.company(WHOLESALER).invoices) == 7


@pytest.mark.parametrize("by_voucher", [True, False])
def test_a_settled_item_is_matched_from_then_on(client: Client, terms: Terms, by_voucher: bool) -> None:
    before = terms()
    what = ("70", 2026, "26700001") if by_voucher else open_item(FIRST)

    client.simulator.settle(WHOLESALER, what)

    (row,) = terms(newest([*before.values()])).values()
    assert (row["ID"], row["Status"], row["IsFullyPaid"], row["AmountDC"]) == (
        before[26700001]["ID"],
        50,
        True,
        -161,
    )
    assert row["EndDate"] == row["LastPaymentDate"] == "/Date(1782345600000)/"
    held = client.simulator.books.company(WHOLESALER)
    assert {item.number for item in held.open_items} == {"26700003", "26600001", "2025/12"}


def test_an_item_of_before_the_first_year_is_settled_too(client: Client, terms: Terms) -> None:
    client.simulator.settle(WHOLESALER, OLD_ITEM)

    assert (terms()[0]["Status"], terms()[0]["AmountDC"]) == (50, -75)
    assert OLD_ITEM not in client.simulator.books.company(WHOLESALER).open_items


def test_what_is_not_open_cannot_be_settled(client: Client) -> None:
    with pytest.raises(PackageRefused, match="there is no open item of voucher 70 2026 26700002"):
        client.simulator.settle(WHOLESALER, ("70", 2026, "26700002"))
    with pytest.raises(PackageRefused, match="there is no open item “26700002”"):
        client.simulator.settle(WHOLESALER, open_item(SECOND))


def test_a_term_follows_its_voucher(client: Client, terms: Terms) -> None:
    before = terms()
    changed = purchase("26600001", "310.00")

    client.simulator.change_voucher(WHOLESALER, changed)

    (row,) = terms(newest([*before.values()])).values()
    assert (row["ID"], row["AmountDC"], row["YourRef"]) == (before[26600001]["ID"], 310, "F-881")
    held = client.simulator.books.company(WHOLESALER)
    assert next(item for item in held.open_items if item.direction == "payable").amount == -310
    assert next(invoice for invoice in held.invoices if invoice.direction == "purchase").amount == 310
    client.simulator.delete_voucher(WHOLESALER, "60", 2026, "26600001")
    told = [row for row in client.rows("100001/sync/Deleted") if row["EntityType"] == 10]
    assert [row["EntityKey"] for row in told] == [before[26600001]["ID"]]
    assert 26600001 not in terms()
    assert all(item.direction == "receivable" for item in client.simulator.books.company(WHOLESALER).open_items)


def test_a_voucher_entered_late_is_unpaid_once_it_is_seen(client: Client, terms: Terms) -> None:
    client.simulator.begin_late_voucher(WHOLESALER, sale("26700004", "81.00"))
    before = 26700004 in terms()

    client.simulator.commit_late()

    assert (before, 26700004 in terms()) == (False, True)


def test_a_contact_that_owes_something_cannot_be_deleted(client: Client) -> None:
    for voucher in (FIRST, SECOND, BOUGHT):
        client.simulator.delete_voucher(WHOLESALER, voucher.journal, voucher.year, voucher.number)
    client.simulator.delete_voucher(WHOLESALER, "70", 2026, "26700003")

    with pytest.raises(PackageRefused, match="“K1” is used in 3 invoices and open items"):
        client.simulator.delete_contact(WHOLESALER, "K1")


def test_open_items_that_name_what_is_not_there_are_refused(enter: Enter) -> None:
    wrong = replace(OLD_ITEM, voucher=("70", 2026, "404"))

    with pytest.raises(PackageRefused, match="open item “2025/12” names the voucher 70 2026 404, which does not exist"):
        enter(Books((replace(wholesaler(), open_items=(wrong,)),)))


def test_a_moved_company_has_new_timestamps_everywhere(client: Client, clock: ScaledClock) -> None:
    paths = (
        "Cashflow/PaymentTerms",
        "SalesInvoice/SalesInvoices",
        "Logistics/Items",
        "Project/Projects",
        "Documents/Documents",
        "Documents/DocumentAttachments",
    )
    before = {path: newest(client.rows(f"100001/sync/{path}")) for path in paths}
    assert clock.now()

    client.simulator.move_division(WHOLESALER)

    for path, stamp in before.items():
        assert min(int(row["Timestamp"]) for row in client.rows(f"100001/sync/{path}")) > max(before.values()) >= stamp
