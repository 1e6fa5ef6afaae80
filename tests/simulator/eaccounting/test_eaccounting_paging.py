"""Pages, filters, orders and selections."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from eaccounting_site import Client, error
from hypothesis import given
from hypothesis import strategies as st

from boekhaak_eaccounting.simulator.fields import VOUCHER
from boekhaak_eaccounting.simulator.filters import read_filter
from boekhaak_eaccounting.simulator.literals import BadQuery


def numbers(client: Client, condition: str) -> list[str]:
    return [row["NumberAndNumberSeries"] for row in client.rows(f"vouchers?$filter={condition}")]


@pytest.fixture
def large(stranger: Client) -> Client:
    """Return a client of a company with more than fifty vouchers."""
    stranger.sign_in({"company": [stranger.simulator.books.companies[1].name]})
    return stranger


def test_a_page_has_fifty_rows_when_nothing_is_asked(large: Client) -> None:
    body = large.body("vouchers")

    count = len(large.simulator.books.companies[1].vouchers)
    assert len(body["Data"]) == 50
    assert body["Meta"] == {
        "CurrentPage": 1,
        "PageSize": 50,
        "TotalNumberOfPages": -(-count // 50),
        "TotalNumberOfResults": count,
        "ServerTimeUtc": "2026-06-25T14:17:09Z",
    }


@pytest.mark.parametrize("size", [13, 50, 1000])
def test_all_pages_together_hold_every_row_once(large: Client, size: int) -> None:
    ids = [row["Id"] for row in large.rows("vouchers", size)]

    assert len(ids) == len(set(ids)) == len(large.simulator.books.companies[1].vouchers)


def test_top_and_skip_are_not_heard(large: Client) -> None:
    assert large.body("vouchers?$top=5&$skip=20") == large.body("vouchers")


def test_a_page_after_the_last_one_is_empty(client: Client) -> None:
    body = client.body("vouchers?$page=9")

    assert (body["Data"], body["Meta"]["CurrentPage"], body["Meta"]["TotalNumberOfPages"]) == ([], 9, 1)


def test_a_page_after_the_last_one_may_be_refused(client: Client) -> None:
    client.simulator.faults.add("page_beyond_refused")

    assert error(client.call("vouchers?$page=2")) == (400, 6000)
    assert client.body("vouchers?$page=1&$filter=VoucherText eq 'none'")["Data"] == []


@pytest.mark.parametrize("wrong", ["$page=0", "$page=x", "$pagesize=0", "$pagesize=1001", "$pagesize=-1"])
def test_bad_pages_are_refused_with_code_6000(client: Client, wrong: str) -> None:
    assert error(client.call(f"vouchers?{wrong}")) == (400, 6000)


def test_rows_may_move_between_pages_unless_an_order_is_asked(large: Client) -> None:
    large.simulator.faults.add("moving_pages")

    moved = [row["Id"] for row in large.rows("vouchers")]
    ordered = [row["Id"] for row in large.rows("vouchers?$orderby=Id")]
    filtered = [row["Id"] for row in large.rows("vouchers?$filter=VoucherType ne 99")]

    assert len(set(moved)) < len(moved)
    assert len(set(filtered)) < len(filtered)
    assert ordered == sorted(set(ordered))
    assert len(ordered) == len(moved)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("VoucherDate ge 2026-01-01T00:00:00.00Z", ["V2", "M1"]),
        ("VoucherDate ge 2026-03-10T00:00:00.00Z and VoucherDate le 2026-03-10T23:59:59.00Z", ["V2"]),
        ("VoucherDate lt 2026-01-01", ["V1"]),
        ("ModifiedUtc gt 2026-03-10T17:00:00Z", ["M1"]),
        ("ModifiedUtc ge 2026-03-10T17:00:00.0000000Z", ["V2", "M1"]),
        ("CreatedUtc le 2026-03-10T17:00:00.00Z", ["V1", "V2"]),
        ("NumberSeries eq 'M' or VoucherDate lt 2026-01-01T00:00:00Z", ["V1", "M1"]),
        ("(NumberSeries eq 'V' or NumberSeries eq 'M') and VoucherDate ge 2026-04-01T00:00:00Z", ["M1"]),
        ("NumberSeries eq 'M' or NumberSeries eq 'V' and VoucherDate lt 2026-01-01T00:00:00Z", ["V1", "M1"]),
        ("VoucherType eq 2", ["M1"]),
        ("VoucherType ne 2", ["V1", "V2"]),
        ("startswith(VoucherText,'Chis')", ["V1", "V2"]),
        ("endswith(NumberAndNumberSeries,'2')", ["V2"]),
        ("contains(VoucherText,'xx') eq false", ["V1", "V2"]),
        ("length(VoucherText) gt 7", ["M1"]),
        ("year(VoucherDate) eq 2026 and month(VoucherDate) eq 4", ["M1"]),
        ("hour(CreatedUtc) eq 17", ["V1", "V2", "M1"]),
        ("SourceId eq null", ["M1"]),
        ("VoucherText eq 'it''s'", []),
    ],
)
def test_filters_are_heard(client: Client, condition: str, found: list[str]) -> None:
    assert numbers(client, condition) == found


def test_a_guid_stands_in_a_filter_without_quotes(client: Client) -> None:
    row = client.rows("vouchers")[1]

    assert numbers(client, f"Id eq {row['Id'].upper()}") == ["V2"]
    assert error(client.call(f"vouchers?$filter=Id eq '{row['Id']}'")) == (400, 6000)


@pytest.mark.parametrize(
    "condition",
    [
        "Nothing eq 1",
        "VoucherText",
        "VoucherText eq",
        "VoucherText eq Chisels",
        "VoucherText equals 'x'",
        "VoucherText eq 'x",
        "VoucherType eq two",
        "(VoucherType eq 2",
        "VoucherType eq 2 and",
        "VoucherType eq 2 VoucherType eq 2",
        "Rows eq null",
        "length(VoucherDate) eq 1",
        "not VoucherType eq 2",
    ],
)
def test_bad_filters_are_refused_with_code_6000(client: Client, condition: str) -> None:
    assert error(client.call(f"vouchers?$filter={condition}")) == (400, 6000)


@pytest.mark.parametrize(
    "condition", ["VoucherDate ge 2026-13-01", "ModifiedUtc gt yesterday", "VoucherDate eq '2026-01-01'"]
)
def test_bad_dates_are_refused_with_code_6001(client: Client, condition: str) -> None:
    assert error(client.call(f"vouchers?$filter={condition}")) == (400, 6001)


def test_bad_dates_of_an_address_are_refused_with_code_6001(client: Client) -> None:
    assert error(client.call("accountbalances/today")) == (400, 6001)
    assert error(client.call("customerinvoices?modifiedSinceUtc=today")) == (400, 6001)


@pytest.mark.parametrize(
    ("path", "field"),
    [("accountbalances/2026-01-31", "AccountTypeDescription"), ("supplierinvoices", "CanUndoInvoice")],
)
def test_some_fields_cannot_be_filtered(client: Client, path: str, field: str) -> None:
    assert error(client.call(f"{path}?$filter={field} eq 'x'")) == (400, 6000)


@given(st.text(alphabet="()', eqandorVoucherText123-Z:'", max_size=40))
def test_no_filter_breaks_the_reader(text: str) -> None:
    row: dict[str, Any] = dict.fromkeys(VOUCHER)

    with suppress(BadQuery):
        read_filter(text, VOUCHER)(row)


def test_rows_come_in_the_asked_order(client: Client) -> None:
    rows = client.rows("vouchers?$orderby=NumberSeries desc, VoucherDate desc")

    assert [row["NumberAndNumberSeries"] for row in rows] == ["V2", "V1", "M1"]
    assert client.rows("accounts?$orderby=Number desc")[0]["Number"] == "8000"


def test_what_is_null_comes_first_in_an_order(client: Client) -> None:
    assert client.rows("vouchers?$orderby=SourceId asc")[0]["NumberSeries"] == "M"


def test_only_the_selected_fields_come(client: Client) -> None:
    assert client.rows("vouchers?$select=Id,VoucherDate&$filter=NumberSeries eq 'M'") == [
        {"Id": client.rows("vouchers")[2]["Id"], "VoucherDate": "2026-04-01"}
    ]


@pytest.mark.parametrize("wrong", ["$select=Nothing", "$orderby=Nothing", "$orderby=Rows", "$orderby=Id up"])
def test_unknown_fields_in_an_order_or_selection_are_refused(client: Client, wrong: str) -> None:
    assert error(client.call(f"vouchers?{wrong}")) == (400, 6000)
