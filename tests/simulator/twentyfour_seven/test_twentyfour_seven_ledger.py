"""Accounts, transaction types, ledger lines and their filters, files."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest
from seven_site import ACCOUNT, ATTACHMENT, ECONOMY, FJORD, TRANSACTION, WEB, YEAR, Caller, sentence

MARCH = "<DateStart>2026-03-01T00:00:00</DateStart><DateEnd>2026-03-31T{}</DateEnd>"
ANY_CHANGE = "<DateStart>2000-01-01T00:00:00</DateStart><DateEnd>2030-01-01T00:00:00</DateEnd>"


def test_the_chart_tells_numbers_names_and_taxes(caller: Caller) -> None:
    rows = caller.rows(ACCOUNT, "GetAccountList")

    assert rows[0] == {"AccountId": "1", "AccountNo": "1500", "AccountName": "Kunder"}
    assert rows[4]["TaxNo"] == "3"
    assert caller.rows(ACCOUNT, "GetTaxCodeList") == [
        {"TaxId": "3", "TaxNo": "3", "TaxName": "Høy", "TaxRate": "25"},
    ]


def test_types_have_an_id_and_a_number_and_the_systems_own_are_below_zero(caller: Caller) -> None:
    rows = caller.rows(TRANSACTION, "GetTransactionTypes")

    assert [(row["Title"], row["No"]) for row in rows] == [
        ("Faktura", "3"),
        ("Kjøp", "4"),
        ("Bank", "20"),
        ("Opening balance", "-3"),
    ]
    assert [row["TypeId"] for row in caller.rows(ACCOUNT, "GetTypeList")] == [row["Id"] for row in rows[:3]]


def test_a_fiscal_year_ends_with_the_first_day_of_the_next(caller: Caller) -> None:
    (year,) = caller.rows(TRANSACTION, "GetFiscalYears")

    assert (year["StartingDate"], year["EndingDate"]) == ("2026-01-01T00:00:00", "2027-01-01T00:00:00")


def test_a_line_tells_what_it_is(caller: Caller) -> None:
    line = next(row for row in caller.lines() if row["AccountNo"] == "3000")

    assert line["Amount"] == "-100.00"
    assert (line["TransactionNo"], line["SequenceNo"], line["Period"], line["VatCode"]) == ("1", "2", "3", "3")
    assert (line["Date"], line["PeriodDate"]) == ("2026-03-10T00:00:00", "2026-03-10")
    assert (line["Hidden"], line["Open"], line["HasVatDividend"]) == ("false", "false", "false")
    assert not {"LinkId", "DueDate", "OCR", "StampNo", "InvoiceNo"} & set(line)


def test_customer_project_and_department_of_a_line_are_dimensions(caller: Caller) -> None:
    result = caller.result(
        TRANSACTION, "GetTransactions", f"<searchParams>{YEAR}<ProjectId>7</ProjectId></searchParams>"
    )

    assert [(one.findtext("Type"), one.findtext("Value")) for one in result[0].iterfind("Dimensions/Dimension")] == [
        ("Project", "7"),
        ("Department", "1"),
        ("Product", "1"),
    ]


def test_lines_add_up_to_the_books(caller: Caller) -> None:
    totals: dict[str, Decimal] = {}
    for line in caller.lines():
        totals[line["AccountNo"]] = totals.get(line["AccountNo"], Decimal()) + Decimal(line["Amount"])

    assert totals == caller.simulator.books.company(FJORD).totals()


def test_the_other_currency_is_told_by_its_rate(caller: Caller) -> None:
    (line,) = [row for row in caller.lines() if row["Currency"] == "USD"]

    assert (line["Amount"], line["CurrencyRate"], line["SystemType"]) == ("-90.00", "0.9", "InvoiceSupplier")


@pytest.mark.parametrize(
    ("inner", "count"),
    [
        (YEAR, 12),
        (MARCH.format("00:00:00"), 3),
        (MARCH.format("23:59:59"), 6),
        (YEAR + "<ShowOpenEntries>true</ShowOpenEntries>", 1),
        (YEAR + "<LinkId>1</LinkId>", 2),
        (YEAR + "<CustomerId>20001</CustomerId>", 1),
        (YEAR + "<DepartmentId>1</DepartmentId>", 2),
        (YEAR + "<AccountNoStart>3000</AccountNoStart><AccountNoEnd>3999</AccountNoEnd>", 2),
        (YEAR + "<TransactionNoStart>2</TransactionNoStart><TransactionNoEnd>2</TransactionNoEnd>", 3),
        (YEAR + "<TransactionTypeId>103</TransactionTypeId>", 2),
        (YEAR + "<SystemType>InvoiceCustomer</SystemType>", 6),
        (YEAR + "<SystemType>Payment</SystemType>", 1),
        (YEAR + "<RegisteredAfter>2026-03-20T00:00:00</RegisteredAfter>", 5),
        (YEAR + "<HasInvoiceId>true</HasInvoiceId>", 8),
        (YEAR + "<InvoiceNo>2</InvoiceNo>", 3),
        (YEAR + "<VatCode>3</VatCode>", 4),
        ("<DateSearchParameters>DateChangedUTC</DateSearchParameters>" + ANY_CHANGE, 12),
        (
            '<SystemType xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'
            "<LinkId>-2147483648</LinkId>" + YEAR,
            12,
        ),
        ("", 0),
    ],
)
def test_lines_are_filtered(caller: Caller, inner: str, count: int) -> None:
    assert len(caller.lines(inner)) == count


def test_an_unknown_kind_of_entry_is_refused(caller: Caller) -> None:
    inner = "<searchParams><SystemType>Gift</SystemType></searchParams>"

    assert sentence(caller.ask(TRANSACTION, "GetTransactions", inner)).startswith("Instance validation error: 'Gift'")


def test_linking_anew_gives_the_whole_group_a_new_number(caller: Caller) -> None:
    linked = [row["Id"] for row in caller.lines() if row.get("LinkId") == "1"]

    caller.simulator.link(FJORD, [("3", 2026, "1"), ("3", 2026, "2")])

    rows = {row["Id"]: row for row in caller.lines()}
    assert {rows[id_]["LinkId"] for id_ in linked} == {"2"}
    assert sum(row.get("LinkId") == "2" for row in rows.values()) == 3
    assert rows[linked[0]]["DateChanged"] == "2026-06-25T14:17:09"
    assert not any(row["Open"] == "true" for row in rows.values())


def test_namespaces_differ_in_a_letter_and_a_slash_and_the_wrong_one_is_refused(caller: Caller) -> None:
    for space in (WEB, ECONOMY.rstrip("/"), ECONOMY.replace("office", "Office")):
        answer = caller.post(TRANSACTION, f'<GetFiscalYears xmlns="{space}"/>')
        assert sentence(answer).startswith("Server did not recognize the value of HTTP Header SOAPAction")
    assert caller.ask(TRANSACTION, "GetFiscalYears", action=ECONOMY + "GetFiscalYears").status_code == 200
    assert caller.ask(TRANSACTION, "GetFiscalYears", action=WEB + "/GetFiscalYears").status_code == 500


def test_balances_are_told_by_account_and_month(caller: Caller) -> None:
    inner = (
        "<startDate>2026-04-01T00:00:00</startDate><accountNos><short>1920</short></accountNos>"
        "<periodType>Month</periodType><returnIB>true</returnIB>"
    )

    (row,) = caller.result(TRANSACTION, "GetAggregated", inner)

    assert (row.findtext("IncomingBalance"), row.findtext("TotalBalance")) == ("500.00", "625.00")
    assert row.findtext("Periods/KeyValuePair/Key") == "202604"


def test_dimensions_of_the_clients_own_are_above_a_hundred(caller: Caller) -> None:
    assert caller.rows(TRANSACTION, "GetUserDefinedDimensions")[0]["TypeId"] == "101"
    values = caller.rows(TRANSACTION, "GetUserDefinedDimensionValues", "<DimensionType>101</DimensionType>")
    assert [(row["Value"], row["Name"]) for row in values] == [("U9", "Boat nine")]


def test_a_file_joins_a_line_by_its_stamp_and_is_read_in_chunks(caller: Caller) -> None:
    stamp = next(row["StampNo"] for row in caller.lines() if row["AccountNo"] == "4000")
    (file,) = caller.rows(ATTACHMENT, "GetFileInfo", f"<parameters><StampNo><int>{stamp}</int></StampNo></parameters>")
    asked = f"<file><Id>{file['Id']}</Id></file>"

    size = int(caller.result(ATTACHMENT, "GetSize", asked).text or "")
    read = b""
    while len(read) < size:
        part = f"{asked}<offset>{len(read)}</offset><bufferSize>400</bufferSize>"
        read += base64.b64decode(caller.result(ATTACHMENT, "DownloadChunk", part).text or "")

    attachment = caller.simulator.books.company(FJORD).documents[0].attachments[0]
    assert (file["Type"], read) == ("Pdf", b"".join(attachment.content()))
