"""The books as the vendor's rows: entries, contacts, codes, declared balances."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from exact_site import Client, Enter, Rows, voucher

from boekhaak.errors import PackageRefused
from boekhaak.testing.books.model import Account, Books, Company, Contact, Journal, Line, Period, TaxCode, Voucher
from boekhaak_exact_online.simulator.fields import TRANSACTION_LINE


def entry(rows: Rows, number: int) -> Rows:
    """Return the lines of one entry in order."""
    return sorted((row for row in rows if row["EntryNumber"] == number), key=lambda row: row["LineNumber"])


def test_line_0_of_a_sales_entry_is_the_posting_on_the_receivable_account(client: Client) -> None:
    header, line = entry(client.lines(), 26700001)

    assert (header["LineNumber"], header["GLAccountCode"], header["AmountDC"]) == (0, "1300", 121)
    assert (line["LineNumber"], line["GLAccountCode"], line["AmountDC"]) == (1, "8000", -121)
    assert header["EntryID"] == line["EntryID"]
    assert (header["Type"], header["Status"], header["JournalCode"]) == (20, 50, "70")
    assert (header["FinancialYear"], header["FinancialPeriod"]) == (2026, 3)
    assert (line["VATCode"], line["VATCodeDescription"], line["VATPercentage"]) == ("2  ", "Hoog", 0.21)
    assert (header["AccountCode"], header["AccountName"]) == ("                K1", "Café d'Or")


def test_other_entries_begin_with_a_bare_header(client: Client) -> None:
    header, *lines = entry(client.lines(), 26900001)

    assert (header["GLAccount"], header["AmountDC"], header["Description"]) == (None, 0, "Correction")
    assert [(line["LineNumber"], line["AmountDC"], line["Type"]) for line in lines] == [(1, 10.5, 90), (2, -10.5, 90)]


def test_a_sales_entry_whose_first_line_has_another_text_has_a_bare_header(client: Client) -> None:
    client.simulator.post_voucher("Bakkerij De Halm", voucher("7", lines=voucher("7").lines, description="Other"))

    header, first, _ = entry(client.lines(), 7)

    assert (header["GLAccount"], header["Description"], first["Description"]) == (None, "Other", "Bread")


def test_a_sales_entry_whose_first_line_has_another_date_has_a_bare_header(client: Client) -> None:
    receivable, revenue = voucher("7").lines
    lines = (replace(receivable, date=date(2026, 3, 9)), revenue)
    client.simulator.post_voucher("Bakkerij De Halm", voucher("7", lines=lines))

    header, first, _ = entry(client.lines(), 7)

    assert (header["GLAccount"], header["Date"]) == (None, "/Date(1773100800000)/")
    assert first["Date"] == "/Date(1773014400000)/"


def test_a_foreign_line_has_both_amounts(client: Client) -> None:
    header, line = entry(client.lines(), 1_000_000_002)

    assert (header["AmountDC"], header["AmountFC"], header["Currency"]) == (-90, -100, "USD")
    assert header["ExchangeRate"] == 0.9
    assert line["Date"] == "/Date(1769904000000)/"


def test_a_number_that_exact_cannot_hold_stands_in_your_reference(client: Client) -> None:
    assert {row["YourRef"] for row in entry(client.lines(), 1_000_000_002)} == {"INV/7"}
    assert {row["YourRef"] for row in entry(client.lines(), 26700001)} == {None}


def test_openings_are_an_entry_of_type_10_that_need_not_add_up(client: Client) -> None:
    header, *lines = [row for row in client.lines() if row["Type"] == 10]

    assert (header["GLAccount"], header["Date"], header["JournalCode"]) == (None, "/Date(1767225600000)/", "90")
    assert [(line["GLAccountCode"], line["AmountDC"]) for line in lines] == [("1000", 500), ("1600", -480)]
    assert {line["FinancialPeriod"] for line in lines} == {1}


def test_a_row_holds_every_field_in_order(client: Client) -> None:
    (row,) = client.page("100001/financialtransaction/TransactionLines?$top=1")

    assert list(row) == ["__metadata", *TRANSACTION_LINE]


def test_dates_are_the_local_wall_clock_read_as_utc(client: Client) -> None:
    client.simulator.change_contact("Bakkerij De Halm", Contact("N1", "New"))

    (row,) = client.page("100001/crm/Accounts?$filter=trim(Code) eq 'N1'&$top=1")

    assert row["Created"] == row["Modified"] == "/Date(1782404229000)/"
    assert row["StartDate"] == "/Date(1782345600000)/"


def test_modified_is_filtered_by_the_local_wall_clock(client: Client) -> None:
    client.simulator.change_contact("Bakkerij De Halm", Contact("N1", "New"))
    base = "100001/crm/Accounts?$select=Code&$filter=Modified ge datetime'2026-06-25T"

    assert len(client.rows(base + "16:17:09'")) == 1
    assert client.rows(base + "16:17:10'") == []


def test_an_account_of_the_crm_is_padded_and_flagged(client: Client) -> None:
    row = next(row for row in client.rows("100001/sync/CRM/Accounts") if row["Name"] == "Café d'Or")

    assert (row["Code"], row["Country"], row["Status"]) == ("                K1", "NL ", "C")
    assert (row["ChamberOfCommerce"], row["VATNumber"], row["City"]) == ("87654321", "NL009", "Amsterdam")
    assert (row["IsSupplier"], row["IsMailing"], row["GlnNumber"]) == (False, 0, "")
    assert row["BankAccounts"]["__deferred"]["uri"] == f"{row['__metadata']['uri']}/BankAccounts"


def test_addresses_and_bank_accounts_name_their_contact(client: Client) -> None:
    contact = next(row for row in client.rows("100001/sync/CRM/Accounts") if row["Name"] == "Café d'Or")
    (address,) = client.rows("100001/crm/Addresses")
    (bank_account,) = client.rows("100001/crm/BankAccounts")

    assert (address["Account"], address["Type"], address["Main"]) == (contact["ID"], 1, True)
    assert (address["AddressLine1"], address["Postcode"], address["Country"]) == ("Dam 1", "1012 JS", "NL ")
    assert (bank_account["Account"], bank_account["IBAN"]) == (contact["ID"], "NL91ABNA0417164300")
    assert bank_account["BICCode"] == "ABNANL2A"


def test_ledger_accounts_journals_codes_and_periods_are_listed(client: Client) -> None:
    bank = next(row for row in client.rows("100001/financial/GLAccounts") if row["Code"] == "1000")
    journals = client.rows("100001/financial/Journals")
    codes = {row["Code"]: row for row in client.rows("100001/vat/VATCodes")}
    periods = client.rows("100001/financial/FinancialPeriods")

    assert (bank["Type"], bank["BalanceType"], bank["BalanceSide"]) == (12, "B", "D")
    assert {row["Code"]: row["Type"] for row in journals} == {"70": 20, "60": 22, "20": 12, "90": 90}
    assert next(row for row in journals if row["Code"] == "20")["GLAccount"] == bank["ID"]
    assert codes["2  "]["Percentage"] == 0.21
    assert (codes["2  "]["VATTransactionType"], codes["0  "]["VATTransactionType"]) == ("S", "B")
    assert codes["0  "]["VATPercentages"]["__deferred"]
    january = next(row for row in periods if row["FinPeriod"] == 1)
    assert (january["StartDate"], january["EndDate"]) == ("/Date(1767225600000)/", "/Date(1769817600000)/")


def test_divisions_are_listed_with_the_differences_of_system_and_hrm(client: Client) -> None:
    first, second = client.rows("100001/system/Divisions")
    hrm = client.rows("100001/hrm/Divisions")

    assert (first["Code"], first["Hid"], first["Status"], first["Current"]) == (100_001, "1", 1, True)
    assert (first["Country"], first["ChamberOfCommerceNumber"], first["City"]) == ("NL ", "12345678", "Utrecht")
    assert second["Current"] is False
    assert [(row["HID"], row["Status"]) for row in hrm] == [("1", 0), ("2", 0)]
    assert len(client.rows("100001/system/AllDivisions?$filter=Code eq 100002")) == 1


def balances(client: Client) -> dict[tuple[str, int, int], dict[str, Any]]:
    """Return the declared movements by account, period and type."""
    fields = "ID,GLAccountCode,ReportingYear,ReportingPeriod,Amount,AmountDebit,AmountCredit,Count,Type"
    rows = client.rows(f"100001/financial/ReportingBalance?$select={fields}")
    return {(row["GLAccountCode"], row["ReportingPeriod"], row["Type"]): row for row in rows}


def test_declared_movements_follow_the_lines(client: Client) -> None:
    found = balances(client)

    assert (found["1300", 3, 20]["Amount"], found["1300", 3, 20]["Count"]) == (121, 1)
    assert found["1000", 0, 10]["Amount"] == 500
    assert found["1000", 1, 90]["Amount"] == -10.5
    assert (found["8000", 3, 20]["AmountDebit"], found["8000", 3, 20]["AmountCredit"]) == (0, 121)
    assert isinstance(found["8000", 3, 20]["ID"], str)


def test_a_declared_closing_that_does_not_follow_is_declared_all_the_same(client: Client) -> None:
    found = balances(client)

    assert found["4000", 2, 90]["Amount"] == 5
    assert found["4000", 2, 90]["Count"] == 0
    assert sum(row["Amount"] for key, row in found.items() if key[0] == "4000") == 105.5


def test_declared_movements_follow_later_entries(client: Client) -> None:
    client.simulator.post_voucher("Bakkerij De Halm", voucher("8", amount="10.00"))
    client.simulator.delete_voucher("Bakkerij De Halm", "70", 2026, "26700001")

    assert balances(client)["1300", 3, 20]["Amount"] == 10


def test_books_tell_what_is_held_now(client: Client, books: Books) -> None:
    assert client.simulator.books == books

    client.simulator.post_voucher("Bakkerij De Halm", voucher("8"))

    assert client.simulator.books.company("Bakkerij De Halm").vouchers[-1] == voucher("8")


def company(**parts: Any) -> Company:
    """Return a company that has one account, one journal, and what is given."""
    given = {
        "name": "A",
        "country": "NL",
        "currency": "EUR",
        "periods": (Period(2026, 1, date(2026, 1, 1), date(2026, 12, 31)),),
        "accounts": (Account("1000", "Bank", "balance", "debit"),),
        "journals": (Journal("90", "Memo", "general"),),
    }
    return Company(**(given | parts))


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"tax_codes": (TaxCode("LONG", "x", Decimal()),)}, "VAT code"),
        ({"contacts": (Contact("x" * 19, "x"),)}, "contact code"),
        ({"accounts": (Account("1", "a", "balance", "debit"),) * 2}, "more than one ledger account"),
        ({"openings": {"9": Decimal(1)}}, "does not exist"),
        (
            {"vouchers": (Voucher("90", "1", date(2026, 1, 1), 2026, 1, "", (Line("9", Decimal(1)),)),)},
            "does not exist",
        ),
    ],
)
def test_books_beyond_the_vendor_s_limits_are_refused_with_a_sentence(
    enter: Enter, parts: dict[str, Any], text: str
) -> None:
    with pytest.raises(PackageRefused, match=text):
        enter(Books((company(**parts),)))


def test_companies_of_one_name_have_ids_of_their_own(enter: Enter) -> None:
    client = enter(Books((company(), company())))
    client.sign_in()

    (first,), (second,) = client.rows("100001/financial/GLAccounts"), client.rows("100002/financial/GLAccounts")

    assert first["Code"] == second["Code"]
    assert first["ID"] != second["ID"]


def test_openings_without_a_general_journal_get_one_of_their_own(enter: Enter) -> None:
    bank = Journal("20", "Bank", "bank", "1000")
    client = enter(Books((company(journals=(bank,), openings={"1000": Decimal(1)}),)))
    client.sign_in()

    assert {row["JournalCode"] for row in client.lines()} == {"OPN"}
