"""Changes and deletions as a reader of sync/ meets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from exact_site import Client, Rows, voucher

from boekhaak.clock import ScaledClock
from boekhaak.errors import PackageRefused
from boekhaak.testing.books.model import Account, Address, BankAccount, Books, Contact, Line

BAKERY, PRINTER = "Bakkerij De Halm", "Drukkerij Zetwerk"


def newest(rows: Rows) -> int:
    """Return the highest rowversion of some rows."""
    return max(int(row["Timestamp"]) for row in rows)


@pytest.fixture
def deleted(client: Client) -> Callable[..., Rows]:
    """Return what reads sync/Deleted."""

    def read(since: int = 1, condition: str = "") -> Rows:
        return client.rows(f"100001/sync/Deleted?$filter=Timestamp gt {since}L{condition}")

    return read


def test_a_new_entry_comes_with_the_highest_timestamps_of_all(client: Client) -> None:
    before = newest(client.lines(code=100_002))

    client.simulator.post_voucher(BAKERY, voucher("9"))

    rows = client.lines(newest(client.lines()) - 1) and client.lines(before)
    assert [(row["EntryNumber"], row["LineNumber"]) for row in rows] == [(9, 0), (9, 1)]
    assert {row["Modified"] for row in rows} == {"/Date(1782404229000)/"}


def test_an_entry_that_exists_is_not_entered_again(client: Client) -> None:
    with pytest.raises(PackageRefused, match="exists already"):
        client.simulator.post_voucher(BAKERY, voucher("26700001"))


def test_a_changed_entry_keeps_its_ids_and_gets_new_timestamps(client: Client) -> None:
    before = {row["LineNumber"]: row for row in client.lines() if row["EntryNumber"] == 26700001}
    since = newest(client.lines())
    changed = voucher("26700001", amount="242.00")

    client.simulator.change_voucher(BAKERY, replace(changed, lines=(*changed.lines, Line("1000", Decimal(0)))))

    after = {row["LineNumber"]: row for row in client.lines(since)}
    assert {number: row["AmountDC"] for number, row in after.items()} == {0: 242, 1: -242, 2: 0}
    assert {after[number]["ID"] for number in before} == {row["ID"] for row in before.values()}
    assert {row["EntryID"] for row in after.values()} == {before[0]["EntryID"]}


def test_lines_that_a_change_leaves_out_are_deleted(client: Client, deleted: Callable[..., Rows]) -> None:
    lost = next(row for row in client.lines() if row["EntryNumber"] == 26700001 and row["LineNumber"] == 1)

    client.simulator.change_voucher(BAKERY, replace(voucher("26700001"), lines=voucher("26700001").lines[:1]))

    assert [row["EntityKey"] for row in deleted()] == [lost["ID"]]


def test_a_deleted_entry_is_told_line_by_line_header_rows_too(client: Client, deleted: Callable[..., Rows]) -> None:
    lines = {row["ID"] for row in client.lines() if row["EntryNumber"] == 26900001}
    since = newest(client.lines())

    client.simulator.delete_voucher(BAKERY, "90", 2026, "26900001")

    gone = deleted()
    assert {row["EntityKey"] for row in gone} == lines
    assert len(gone) == len({row["ID"] for row in gone}) == 3
    assert {(row["EntityType"], row["Division"], row["DeletedDate"]) for row in gone} == {
        (1, 100_001, "/Date(1782404229000)/")
    }
    assert all(int(row["Timestamp"]) > since for row in gone)
    assert not lines & {row["ID"] for row in client.lines()}
    assert not lines & {row["ID"] for row in client.rows("100001/bulk/Financial/TransactionLines")}


def test_an_entry_that_is_entered_again_has_other_ids(client: Client) -> None:
    before = {row["ID"] for row in client.lines()}
    client.simulator.delete_voucher(BAKERY, "70", 2026, "26700001")

    client.simulator.post_voucher(BAKERY, voucher("26700001"))

    again = [row for row in client.lines() if row["EntryNumber"] == 26700001]
    assert len(again) == 2
    assert not before & {row["ID"] for row in again}


def test_deletions_are_told_for_two_months(client: Client, clock: ScaledClock, deleted: Callable[..., Rows]) -> None:
    client.simulator.delete_voucher(BAKERY, "70", 2026, "26700001")
    clock.advance(timedelta(days=25))
    client.tokens = client.refresh().json()
    clock.advance(timedelta(days=25))
    client.tokens = client.refresh().json()
    assert [row["EntityType"] for row in deleted()] == [1, 1, 10]
    clock.advance(timedelta(days=12))
    client.tokens = client.refresh().json()

    assert deleted() == []


def test_deletions_may_be_filtered_by_their_kind(client: Client, deleted: Callable[..., Rows]) -> None:
    client.simulator.delete_contact(BAKERY, "X9")
    client.simulator.delete_account(BAKERY, "2001")

    assert [row["EntityType"] for row in deleted()] == [2, 7]
    assert [row["EntityType"] for row in deleted(condition=" and EntityType eq 7")] == [7]


def test_a_contact_is_replaced_with_what_it_has(client: Client, deleted: Callable[..., Rows]) -> None:
    since = newest(client.rows("100001/sync/CRM/Accounts"))
    contact = Contact(
        "K1",
        "Café du Nord",
        is_customer=True,
        addresses=(Address("postal", "Postbus 1", "", "1000 AA", "Amsterdam", "NL"),),
        bank_accounts=(BankAccount(number="12345"),),
    )

    client.simulator.change_contact(BAKERY, contact)

    (account,) = client.rows(f"100001/sync/CRM/Accounts?$filter=Timestamp gt {since}L")
    (address,) = client.rows("100001/sync/CRM/Addresses")
    (bank_account,) = client.rows("100001/crm/BankAccounts")
    assert (account["Name"], address["Type"], bank_account["BankAccount"]) == ("Café du Nord", 2, "12345")
    assert address["Account"] == bank_account["Account"] == account["ID"]
    assert [row["EntityType"] for row in deleted()] == [3]


def test_a_contact_that_did_not_change_is_not_touched(client: Client, books: Books) -> None:
    since = newest(client.rows("100001/sync/CRM/Accounts") + client.rows("100001/sync/CRM/Addresses"))

    client.simulator.change_contact(BAKERY, books.company(BAKERY).contacts[0])

    assert client.rows(f"100001/sync/CRM/Accounts?$filter=Timestamp gt {since}L") == []


def test_a_contact_goes_with_its_addresses(client: Client, deleted: Callable[..., Rows]) -> None:
    address = Address("visit", "Kade 2", city="Zwolle")
    client.simulator.change_contact(BAKERY, Contact("N1", "New", addresses=(address,)))

    client.simulator.delete_contact(BAKERY, "N1")

    assert sorted(row["EntityType"] for row in deleted()) == [2, 3]


def test_a_contact_that_lines_name_cannot_be_deleted(client: Client) -> None:
    with pytest.raises(PackageRefused, match="used in 1 ledger lines"):
        client.simulator.delete_contact(BAKERY, "K1")


def test_a_ledger_account_is_replaced_or_added(client: Client) -> None:
    since = newest(client.rows("100001/sync/Financial/GLAccounts"))

    client.simulator.change_account(BAKERY, Account("1000", "Rabobank", "balance", "debit", "bank"))
    client.simulator.change_account(BAKERY, Account("9999", "New", "result", "debit"))

    rows = client.rows(f"100001/sync/Financial/GLAccounts?$filter=Timestamp gt {since}L")
    assert [(row["Code"], row["Description"]) for row in rows] == [("1000", "Rabobank"), ("9999", "New")]


def test_a_ledger_account_with_lines_cannot_be_deleted(client: Client) -> None:
    with pytest.raises(PackageRefused, match="has lines"):
        client.simulator.delete_account(BAKERY, "1000")


def test_a_row_that_changes_during_paging_comes_again(client: Client, books: Books) -> None:
    printing = books.company(PRINTER).vouchers[0]
    first = client.page("100002/sync/Financial/TransactionLines?$filter=Timestamp gt 1L&$select=ID")

    client.simulator.change_voucher(PRINTER, replace(printing, description="Toner"))

    rest = client.rows(first["__next"])
    ids = {row["ID"] for row in first["results"]}
    assert [row["ID"] in ids for row in rest[-3:]] == [True, True, False]
    assert len({row["ID"] for row in first["results"] + rest}) == 2501


def test_an_entry_committed_late_has_older_timestamps_than_what_was_seen(client: Client) -> None:
    client.simulator.begin_late_voucher(BAKERY, voucher("1"))
    client.simulator.post_voucher(BAKERY, voucher("2"))
    seen = newest(client.lines())
    assert {row["EntryNumber"] for row in client.lines()}.isdisjoint({1})

    client.simulator.commit_late()

    assert client.lines(seen) == []
    assert {row["EntryNumber"] for row in client.lines()} > {1, 2}


def test_a_moved_company_has_new_timestamps_and_says_when(client: Client) -> None:
    before = client.lines()
    client.simulator.delete_voucher(BAKERY, "70", 2026, "26700001")

    client.simulator.move_division(BAKERY)

    after = client.lines()
    assert min(int(row["Timestamp"]) for row in after) > newest(before)
    assert {row["ID"] for row in after} < {row["ID"] for row in before}
    (division,) = client.rows("100001/system/Divisions?$filter=Code eq 100001")
    assert division["DivisionMoveDate"] == "/Date(1782404229000)/"


def test_a_moment_is_turned_into_a_timestamp(client: Client) -> None:
    client.simulator.post_voucher(BAKERY, voucher("9"))
    new = client.lines()[-2]
    function = "100001/read/sync/Sync/SyncTimestamp"

    (row,) = client.rows(f"{function}?modified=datetime'2026-06-25T16:00:00'&endPoint='TransactionLines'")

    assert (row["TimeStampAsBigInt"], row["API"], row["Modified"]) == (
        new["Timestamp"],
        "TransactionLines",
        new["Modified"],
    )
    assert client.rows(f"{function}?modified=datetime'2027-01-01'&endPoint='TransactionLines'") == []
    assert client.get(f"{function}?modified=datetime'2026-01-01'").status_code == 400
    assert client.get(f"{function}?modified=datetime'2026-01-01'&endPoint='Accounts'").status_code == 400


def test_a_change_of_what_is_not_there_is_refused(client: Client) -> None:
    with pytest.raises(PackageRefused, match="there is no voucher"):
        client.simulator.delete_voucher(BAKERY, "70", 2026, "404")
    with pytest.raises(PackageRefused, match="no such company"):
        client.simulator.post_voucher("Elsewhere", voucher("1"))
    with pytest.raises(PackageRefused, match="does not exist"):
        client.simulator.post_voucher(BAKERY, voucher("1", journal="99"))
