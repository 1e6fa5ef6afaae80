"""Sales invoices that are written, changed, printed and deleted while others read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from exact_site import Client, Enter, Rows
from exact_trade import DRAFT, FIRST, OPEN, SECOND, WHOLESALER, invoice, sale, trade_books, wholesaler

from boekhaak.errors import PackageRefused
from boekhaak.testing.books.model import Books, InvoiceLine

FLAT = "100001/sync/SalesInvoice/SalesInvoices"


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


def newest(rows: Rows) -> int:
    """Return the highest rowversion of some rows."""
    return max(int(row["Timestamp"]) for row in rows)


def entry(client: Client, number: int) -> dict[int, dict[str, Any]]:
    """Return the ledger lines of an entry by their numbers."""
    return {row["LineNumber"]: row for row in client.lines() if row["EntryNumber"] == number}


def test_a_new_invoice_comes_with_header_and_lines(client: Client, flat: Callable[..., Rows]) -> None:
    since = newest(flat())
    written = replace(DRAFT, description="Another", date=date(2026, 6, 20))

    client.simulator.add_invoice(WHOLESALER, written)

    rows = flat(since)
    assert [(row["LineNumber"], row["Status"], row["Description"]) for row in rows] == [
        (0, 10, "Another"),
        (1, 10, "Table"),
    ]
    assert client.simulator.books.company(WHOLESALER).invoices[-1] == written


def test_a_change_gives_header_and_lines_new_timestamps(client: Client, flat: Callable[..., Rows]) -> None:
    before = {row["LineNumber"]: row for row in flat() if row["Status"] == 20}
    since = newest(flat())
    more = InvoiceLine("Freight", Decimal("-1.00"), "8000")

    client.simulator.change_invoice(WHOLESALER, OPEN, replace(OPEN, lines=(*OPEN.lines, more)))

    after = {row["LineNumber"]: row for row in flat(since)}
    assert sorted(after) == [0, 1, 2]
    assert {after[line]["ID"] for line in before} == {row["ID"] for row in before.values()}
    assert {row["InvoiceID"] for row in after.values()} == {before[0]["InvoiceID"]}
    assert after[2]["Description"] == "Freight"


def test_lines_that_a_change_leaves_out_are_told_of(client: Client, flat: Callable[..., Rows]) -> None:
    lost = next(row for row in flat() if row["Status"] == 20 and row["LineNumber"] == 1)

    client.simulator.change_invoice(WHOLESALER, OPEN, replace(OPEN, lines=()))

    assert [(row["EntityType"], row["EntityKey"]) for row in client.rows("100001/sync/Deleted")] == [(13, lost["ID"])]


def test_a_deleted_invoice_is_told_row_by_row(client: Client, flat: Callable[..., Rows]) -> None:
    gone = {row["ID"] for row in flat() if row["Status"] == 10}

    client.simulator.delete_invoice(WHOLESALER, DRAFT)

    told = client.rows("100001/sync/Deleted")
    assert {row["EntityKey"] for row in told} == gone
    assert {row["EntityType"] for row in told} == {13}
    assert not gone & {row["ID"] for row in flat()}
    assert DRAFT not in client.simulator.books.company(WHOLESALER).invoices


def test_a_processed_invoice_gets_the_voucher_s_number_and_the_voucher_is_posted(
    client: Client, flat: Callable[..., Rows]
) -> None:
    before = {row["LineNumber"]: row for row in flat() if row["Status"] == 10}
    since = newest(flat())
    voucher = sale("26700004", "81.00", "1.00", day=date(2026, 6, 24))

    client.simulator.process_invoice(WHOLESALER, DRAFT, voucher)

    after = {row["LineNumber"]: row for row in flat(since)}
    assert sorted(after) == [0, 1, 2]
    assert {(row["Status"], row["InvoiceNumber"], row["InvoiceID"]) for row in after.values()} == {
        (50, 26700004, before[0]["InvoiceID"])
    }
    assert after[0]["ID"] == before[0]["ID"]
    assert after[0]["AmountDC"] == entry(client, 26700004)[0]["AmountDC"] == 81
    held = client.simulator.books.company(WHOLESALER)
    assert held.vouchers[-1] == voucher
    assert (held.invoices[-1].state, held.invoices[-1].voucher) == ("posted", ("70", 2026, "26700004"))
    assert (held.invoices[-1].due_date, held.invoices[-1].amount) == (DRAFT.due_date, Decimal("81.00"))
    assert held.open_items[-1].voucher == ("70", 2026, "26700004")


def test_a_voucher_posted_later_was_not_printed_and_is_an_invoice_all_the_same(
    client: Client, flat: Callable[..., Rows]
) -> None:
    before = len(flat())

    client.simulator.post_voucher(WHOLESALER, sale("26700005", "81.00", "1.00"))

    assert len(flat()) == before
    posted = client.simulator.books.company(WHOLESALER).invoices[-1]
    assert (posted.number, posted.state, posted.amount, posted.contact) == (
        "26700005",
        "posted",
        Decimal("81.00"),
        "K1",
    )
    assert (posted.due_date - posted.date).days == 30
    assert entry(client, 26700005)[0]["DueDate"] == "/Date(1775692800000)/"


def test_the_rows_of_a_printed_invoice_follow_its_voucher(client: Client, flat: Callable[..., Rows]) -> None:
    since = newest(flat())
    changed = replace(FIRST, lines=(FIRST.lines[0], *FIRST.lines[2:]))

    client.simulator.change_voucher(WHOLESALER, changed)

    assert [(row["InvoiceNumber"], row["LineNumber"]) for row in flat(since)] == [(26700001, 0), (26700001, 1)]
    assert 13 in {row["EntityType"] for row in client.rows("100001/sync/Deleted")}
    client.simulator.delete_voucher(WHOLESALER, "70", 2026, "26700001")
    assert 26700001 not in {row["InvoiceNumber"] for row in flat()}
    assert [row["EntityType"] for row in client.rows("100001/sync/Deleted")].count(13) == 3


def test_what_becomes_of_an_entry_is_remembered_before_anybody_read_invoices(client: Client) -> None:
    client.simulator.delete_voucher(WHOLESALER, "70", 2026, "26700001")

    told = [row["EntityType"] for row in client.rows("100001/sync/Deleted")]

    assert (told.count(1), told.count(10), told.count(13)) == (4, 1, 3)


def test_invoices_may_be_told_by_moment(client: Client, flat: Callable[..., Rows]) -> None:
    client.simulator.change_invoice(WHOLESALER, OPEN, replace(OPEN, reference="PO 8"))
    function = "100001/read/sync/Sync/SyncTimestamp?modified=datetime'2026-06-25T16:00:00'"

    (row,) = client.rows(f"{function}&endPoint='SalesInvoices'")

    assert row["TimeStampAsBigInt"] == min((row["Timestamp"] for row in flat() if row["YourRef"] == "PO 8"), key=int)
    assert client.rows(f"{function}&endPoint='Projects'") == []


def test_refusals_name_what_is_wrong(client: Client) -> None:
    simulator = client.simulator

    with pytest.raises(PackageRefused, match="there is no unposted invoice “26700001”"):
        simulator.delete_invoice(WHOLESALER, invoice(FIRST, reference="PO 1"))
    with pytest.raises(PackageRefused, match="only a sales invoice that is not posted"):
        simulator.add_invoice(WHOLESALER, replace(DRAFT, direction="purchase"))
    with pytest.raises(PackageRefused, match="names the contact “K9”, which does not exist"):
        simulator.add_invoice(WHOLESALER, replace(DRAFT, contact="K9"))
    with pytest.raises(PackageRefused, match="is on the ledger account “9999”, which does not exist"):
        simulator.add_invoice(WHOLESALER, replace(DRAFT, lines=(replace(DRAFT.lines[0], account="9999"),)))
    with pytest.raises(PackageRefused, match="does not charge a customer in a sales journal"):
        simulator.process_invoice(WHOLESALER, DRAFT, replace(SECOND, number="1", journal="90"))
    with pytest.raises(PackageRefused, match="exists already"):
        simulator.process_invoice(WHOLESALER, DRAFT, SECOND)
    assert client.simulator.books == trade_books()


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (replace(invoice(FIRST), voucher=("70", 2026, "404")), "names the voucher 70 2026 404, which does not exist"),
        (replace(invoice(FIRST), voucher=None), "is posted and names no voucher"),
        (replace(DRAFT, voucher=("70", 2026, "26700001")), "is not posted and names a voucher"),
    ],
)
def test_books_with_an_invoice_that_hangs_in_the_air_are_refused(enter: Enter, wrong: Any, text: str) -> None:
    with pytest.raises(PackageRefused, match=text):
        enter(Books((replace(wholesaler(), invoices=(wrong,)),)))
