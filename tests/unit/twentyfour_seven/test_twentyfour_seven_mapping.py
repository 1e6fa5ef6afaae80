"""What rows become."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from boekhaak.plugin import Balance, Company, Invoice, LedgerLine, OpenItem, Record, UnexpectedAnswer, Voucher
from boekhaak_twentyfour_seven.client import row
from boekhaak_twentyfour_seven.envelope import elements
from boekhaak_twentyfour_seven.mapping.balances import closings
from boekhaak_twentyfour_seven.mapping.contacts import CompanyRow
from boekhaak_twentyfour_seven.mapping.documents import ImageFileRow, asked
from boekhaak_twentyfour_seven.mapping.invoices import InvoiceOrderRow
from boekhaak_twentyfour_seven.mapping.ledger import Book, Window
from boekhaak_twentyfour_seven.mapping.masters import AccountRow, journal, nature, periods
from boekhaak_twentyfour_seven.mapping.rows import FiscalYearRow, TaxCodeRow, TransactionTypeRow
from boekhaak_twentyfour_seven.values import amount, day, moment, number
from support.seven_answers import ECONOMY, answered

FJORD = Company(id="1001", region="all", name="Fjord AS", country="NO", currency="NOK")
YEARS = [
    FiscalYearRow(Id="y1", StartingDate="2025-10-01T00:00:00", EndingDate="2026-10-01T00:00:00"),
    FiscalYearRow(Id="y2", StartingDate="2026-10-01T00:00:00", EndingDate="2027-10-01T00:00:00"),
]
TYPES = [
    TransactionTypeRow(Id=101, No=1, Title="Faktura", Turnover="true"),
    TransactionTypeRow(Id=102, No=2, Title="Bank"),
    TransactionTypeRow(Id=109, No=-3, Title="Opening balance"),
]
BOOK = Book.of(FJORD, YEARS, TYPES, [TaxCodeRow(TaxId=7, TaxNo="31")], None)
LINE = {
    "Date": "2026-03-10T00:00:00",
    "AccountNo": "1500",
    "Currency": "NOK",
    "CurrencyRate": "1",
    "CurrencyUnit": "1",
    "Amount": "125.5",
    "Period": "6",
    "TransactionTypeId": "101",
    "Comment": " Torsk ",
    "TransactionNo": "17",
    "VatCode": "7",
    "Id": "AAAA-1",
    "SequenceNo": "1",
    "DateChanged": "2026-03-11T17:00:00",
    "Hidden": "false",
    "Open": "false",
    "PeriodDate": "2026-03-10",
}
CUSTOMER = "<Dimension><Type>Customer</Type><Name>Torsk</Name><Value>10001</Value></Dimension>"


def mapped(
    *lines: dict[str, str | None], book: Book = BOOK, dimensions: str = "", changed: bool = False
) -> list[Record]:
    window, inner = Window(book, changed=changed), ""
    for line in lines:
        told = "".join(f"<{name}>{text}</{name}>" for name, text in (LINE | line).items() if text is not None)
        inner += f"<Transaction>{told}<Dimensions>{dimensions}</Dimensions></Transaction>"
    body = answered("GetTransactions", inner, namespace=ECONOMY)
    found = [record for element in elements(body, "Transaction") for record in window.records(element)]
    return [*found, *window.rest()]


def only(kind: type[Any], records: Sequence[Record]) -> Any:
    (found,) = [record for record in records if isinstance(record, kind)]
    return found


def test_a_line_is_a_posting_of_its_voucher() -> None:
    records = mapped({})

    posting, voucher = only(LedgerLine, records), only(Voucher, records)
    assert (voucher.number, voucher.journal_code, voucher.year, voucher.period) == ("17", "1", 2026, 6)
    assert (posting.id, posting.voucher_id, posting.account_id) == ("aaaa-1", voucher.id, "1500")
    assert (posting.amount, posting.tax_code, posting.description) == (Decimal("125.50"), "31", "Torsk")
    assert posting.foreign_amount is None


def test_a_line_in_another_currency_tells_the_amount_in_it() -> None:
    posting = only(
        LedgerLine, mapped({"Currency": "EUR", "CurrencyRate": "1150", "CurrencyUnit": "100", "Amount": "115"})
    )

    assert (posting.currency, posting.amount) == ("NOK", Decimal("115.00"))
    assert (posting.foreign_currency, posting.foreign_amount) == ("EUR", Decimal("10.00"))


def test_a_round_amount_that_looks_like_none_of_a_short_is_an_amount() -> None:
    assert only(LedgerLine, mapped({"Amount": "-32768"})).amount == Decimal("-32768.00")


@pytest.mark.parametrize("none", [None, "", "-32768"])
def test_a_vat_code_that_is_none_is_empty(none: str | None) -> None:
    assert only(LedgerLine, mapped({"VatCode": none})).tax_code == ""


def test_an_unknown_kind_of_entry_and_an_unknown_dimension_are_read_past() -> None:
    unknown = "<Dimension><Type>Drone</Type><Value>7</Value></Dimension>"

    records = mapped({"SystemType": "InvoiceLoss", "BrandNew": "1"}, dimensions=unknown + CUSTOMER)

    assert only(LedgerLine, records).contact_id == "10001"


def test_the_clients_own_dimension_is_the_cost_unit_and_a_second_one_is_left_out() -> None:
    own = "<Dimension><Type>UserDefined</Type><Value>{}</Value><TypeId>{}</TypeId></Dimension>"

    posting = only(LedgerLine, mapped({}, dimensions=own.format("X", 102) + own.format("U9", 101)))

    assert posting.cost_unit_code == "U9"


def test_lines_of_the_first_day_and_of_a_type_of_the_systems_own_are_openings() -> None:
    line = {"TransactionTypeId": "109", "Date": "2025-10-01T00:00:00", "PeriodDate": "2025-10-01"}

    records = mapped(line)

    assert only(Balance, records).measure == "opening"
    assert only(Voucher, records).opening
    assert not [one for one in mapped(line | {"PeriodDate": "2026-10-01"}) if isinstance(one, Balance)]


def test_an_entry_of_an_invoice_to_a_customer_is_that_invoice() -> None:
    told = {"SystemType": "InvoiceCustomer", "InvoiceNo": "55", "DueDate": "2026-04-01T00:00:00", "OCR": "0055"}

    invoice = only(Invoice, mapped(told, dimensions=CUSTOMER))

    assert (invoice.number, invoice.due_date, invoice.amount) == ("55", date(2026, 4, 1), Decimal("125.50"))
    assert (invoice.contact_id, invoice.payment_reference, invoice.state) == ("10001", "0055", "posted")


@pytest.mark.parametrize(
    ("kind", "account", "direction"),
    [("InvoiceCustomer", "1500", "receivable"), ("InvoiceSupplier", "2400", "payable"), (None, "2400", "payable")],
)
def test_an_open_line_of_a_contact_is_an_open_item(kind: str | None, account: str, direction: str) -> None:
    item = only(OpenItem, mapped({"Open": "true", "SystemType": kind, "AccountNo": account}, dimensions=CUSTOMER))

    assert item.direction == direction


def test_a_voucher_whose_first_line_is_not_number_one_is_told_when_it_is_whole() -> None:
    first, second = (
        {"SequenceNo": "5", "Amount": "10"},
        {"SequenceNo": "6", "Amount": "-10", "Date": "2026-03-12T00:00:00"},
    )

    assert only(Voucher, mapped(second, first)).date == date(2026, 3, 10)
    assert not [one for one in mapped(second) if isinstance(one, Voucher)]


def test_only_chosen_types_are_read_and_the_systems_own() -> None:
    book = Book.of(FJORD, YEARS, TYPES, [], ("2",))

    assert mapped({}, book=book) == []
    assert only(LedgerLine, mapped({"TransactionTypeId": "102"}, book=book))
    assert only(LedgerLine, mapped({"TransactionTypeId": "109"}, book=book))


@pytest.mark.parametrize(
    "broken", [{"Id": None}, {"Amount": "much"}, {"Date": "soon"}, {"AccountNo": None}, {"Date": None}]
)
def test_a_line_that_is_not_of_the_documented_shape_is_refused(broken: dict[str, str | None]) -> None:
    with pytest.raises(UnexpectedAnswer, match="documented shape"):
        mapped(broken)


def test_years_end_before_the_day_that_is_told_and_are_called_by_their_end() -> None:
    found = list(periods(YEARS[0]))

    assert len(found) == 12
    assert (found[0].year, found[0].start, found[-1].end) == (2026, date(2025, 10, 1), date(2026, 9, 30))  # type: ignore[attr-defined]


def test_a_day_outside_every_fiscal_year_belongs_to_the_calendars() -> None:
    assert BOOK.year(date(2031, 5, 5)).number == 2031


@pytest.mark.parametrize(
    ("number_", "country", "told"),
    [
        ("1500", "NO", "balance"),
        ("2400", "SE", "balance"),
        ("3000", "NO", "result"),
        ("8999", "SE", "result"),
        ("9000", "NO", None),
        ("1500", "GB", None),
    ],
)
def test_the_nature_of_an_account_is_told_by_its_first_digit_where_charts_are_standard(
    number_: str, country: str, told: str | None
) -> None:
    assert nature(number_, FJORD.model_copy(update={"country": country})) == told


def test_an_account_names_its_tax_code_as_people_do() -> None:
    account = AccountRow(AccountNo="3000", AccountName="Salg", TaxNo="7").record(FJORD, {7: "31"})

    assert (account.id, account.tax_code) == ("3000", "31")  # type: ignore[attr-defined]


def test_types_of_the_systems_own_are_no_journals() -> None:
    assert [one.code for type_ in TYPES for one in journal(type_)] == ["1", "2"]  # type: ignore[attr-defined]


def test_a_company_without_anything_but_its_name_is_a_contact() -> None:
    contact, *rest = row(CompanyRow, {"Id": "7", "Name": "Torsk"}).records(active=True)

    assert (contact.id, rest) == ("7", [])


def test_a_supplier_is_told_by_its_type_and_a_street_by_its_lines() -> None:
    told = {
        "Id": "7",
        "Name": "Torsk",
        "Type": "Supplier",
        "Addresses": {"Post": {"Street": "Box 1\nBackyard", "PostalCode": "5003"}, "Visit": None},
        "BankAccountNo": "12345678903",
    }

    contact, address, bank = row(CompanyRow, told).records(active=False)  # type: ignore[arg-type]

    assert (contact.is_supplier, contact.is_customer, contact.blocked) == (True, False, True)  # type: ignore[attr-defined]
    assert (address.type, address.line1, address.line2) == ("postal", "Box 1", "Backyard")  # type: ignore[attr-defined]
    assert (bank.iban, bank.number) == ("", "12345678903")  # type: ignore[attr-defined]


def test_an_order_that_was_invoiced_or_is_an_offer_is_none_here() -> None:
    for state in ("Invoiced", "Offer", "BrandNew"):
        order = row(
            InvoiceOrderRow, {"OrderId": "9", "OrderStatus": state, "InvoiceRows": {"InvoiceRow": {"RowId": "1"}}}
        )

        assert list(order.records(FJORD, {})) == []
        assert [one.id for one in order.deletions()] == ["order-9", "order-9-1"]


def test_an_order_in_another_currency_is_worth_its_rate() -> None:
    told: Any = {
        "OrderId": "9",
        "OrderStatus": "Draft",
        "OrderTotalIncVat": "10.00",
        "Currency": {"Symbol": "EUR", "Rate": "11.5"},
        "InvoiceRows": {
            "InvoiceRow": {"RowId": "1", "Price": "5", "Quantity": "2", "DiscountRate": "10", "VatRate": "25"}
        },
    }

    invoice, line = row(InvoiceOrderRow, told).records(FJORD, {})

    assert (invoice.amount, invoice.foreign_amount) == (Decimal("115.00"), Decimal("10.00"))  # type: ignore[attr-defined]
    assert (line.foreign_amount, line.amount, line.tax_amount) == (Decimal("9.00"), Decimal("103.50"), Decimal("25.88"))  # type: ignore[attr-defined]


def test_a_file_without_a_stamp_is_a_document_of_its_own() -> None:
    document, file = row(ImageFileRow, {"Id": "3", "Type": "Pdf", "StampNo": "0"}).records()

    assert (document.id, file.document_id, file.file_name) == ("file-3", "file-3", "3.pdf")  # type: ignore[attr-defined]
    assert asked(file.address) == {"Id": 3, "Type": "Pdf", "StampNo": 0}  # type: ignore[attr-defined]


def test_declared_closings_count_result_accounts_within_their_year() -> None:
    since = [{"1920": Decimal(30), "3000": Decimal(-30)}, {"1920": Decimal(10), "3000": Decimal(-10)}]

    found = {(one.account_id, one.year): one.amount for one in closings(BOOK, since)}  # type: ignore[attr-defined]

    assert found == {("1920", 2026): 20, ("3000", 2026): -20, ("1920", 2027): 30, ("3000", 2027): -10}


@pytest.mark.parametrize("text", [None, "", "0001-01-01T00:00:00", "0001-01-01"])
def test_days_and_moments_that_stand_for_none_are_none(text: str | None) -> None:
    assert day(text) is None
    assert moment(text) is None


@pytest.mark.parametrize("text", [None, "", "-2147483648", "-32768", "-9223372036854775808"])
def test_numbers_that_stand_for_none_are_none(text: str | None) -> None:
    assert number(text) is None


def test_an_amount_that_stands_for_none_is_none() -> None:
    assert amount("-79228162514264337593543950335") is None
    assert amount("0.0000") == 0
