from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from boekhaak.plugin import Deletion, Invoice, InvoiceLine, LedgerLine, OpenItem, Voucher
from boekhaak_eaccounting.mapping import contacts, documents, drafts, invoices, ledger, masters
from boekhaak_eaccounting.mapping.rows import FiscalYearRow, Register, numbered

VOUCHER = {
    "Id": "v1",
    "VoucherDate": "2026-03-30",
    "VoucherText": "Bread",
    "NumberAndNumberSeries": "A12",
    "NumberSeries": "A",
    "ModifiedUtc": "2026-06-27T17:34:17.6730217Z",
    "Rows": [
        {"AccountNumber": 1930, "DebitAmount": 125.1, "CreditAmount": 0.0, "TransactionText": None},
        {
            "AccountNumber": 3001,
            "DebitAmount": 0,
            "CreditAmount": 125.1,
            "VatCodeId": "vat25",
            "CostCenterItemId1": "i1",
            "CostCenterItemId2": "i2",
            "CostCenterItemId3": "i3",
            "ProjectId": "p1",
            "Quantity": 2.5,
        },
    ],
}
SALE = {
    "Id": "s1",
    "CustomerId": "k1",
    "InvoiceNumber": 7,
    "InvoiceDate": "2026-03-30",
    "DueDate": "2026-04-29",
    "TotalAmount": 125.0,
    "RemainingAmount": 25.0,
    "CurrencyCode": "SEK",
    "VoucherId": "v1",
}
PURCHASE = {
    "Id": "b1",
    "SupplierId": "l1",
    "InvoiceNumber": "F-99",
    "VoucherNumber": "LF23000001",
    "InvoiceDate": "2026-03-30",
    "TotalAmount": 10.0,
    "CurrencyCode": "EUR",
    "CurrencyRate": 11.2345,
    "RemainingAmount": -112.35,
    "RemainingAmountInvoiceCurrency": -10.0,
    "VoucherId": "v2",
    "Attachments": ["f1", "f2"],
}


def of(row: Any, register: Register) -> list[Any]:
    return list(row.records(register))


def test_a_voucher_comes_with_its_postings_in_their_places(register: Register) -> None:
    voucher, first, second = of(ledger.VoucherRow.model_validate(VOUCHER), register)

    assert isinstance(voucher, Voucher)
    assert isinstance(first, LedgerLine)
    assert (voucher.journal_code, voucher.number, voucher.date) == ("A", "12", date(2026, 3, 30))
    assert (voucher.year, voucher.period) == (2026, 9)
    assert [(one.id, one.voucher_id, one.line_number) for one in (first, second)] == [
        ("v1-1", "v1", 1),
        ("v1-2", "v1", 2),
    ]
    assert (first.account_id, first.amount, first.currency) == ("1930", Decimal("125.10"), "SEK")
    assert (second.amount, second.tax_code, second.project_id, second.quantity) == (
        Decimal("-125.10"), "MP1", "p1", Decimal("2.5"),
    )  # fmt: skip
    assert (second.cost_center_code, second.cost_unit_code, second.extra) == ("CC1", "CU1", {"dimension_3": "X1"})


@pytest.mark.parametrize(
    ("text", "series", "found"),
    [("A12", "A", ("A", "12")), ("B2 7", "B2", ("B2", "7")), ("A12", None, ("A", "12")), ("12", None, ("", "12"))],
)
def test_series_and_number_are_told_apart(text: str, series: str | None, found: tuple[str, str]) -> None:
    assert ledger.split(text, series) == found


@pytest.mark.parametrize("written", ["2026-06-30", "2026-06-30T00:00:00", "2026-06-30T00:00:00Z"])
def test_a_day_may_be_written_with_a_time(register: Register, written: str) -> None:
    assert register.place(written) == (date(2026, 6, 30), 2026, 12)


@pytest.mark.parametrize("written", ["2026-02-30", "30-06-2026", "", "x"])
def test_a_day_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        ledger.VoucherRow.model_validate(VOUCHER | {"VoucherDate": written})


def test_a_day_outside_of_all_years_is_in_its_calendar_year(register: Register) -> None:
    assert register.place("2019-02-03") == (date(2019, 2, 3), 2019, 2)


def test_months_are_counted_from_the_start_of_the_fiscal_year(register: Register) -> None:
    row = masters.PeriodsRow(Id="y2025", StartDate="2025-07-01", EndDate="2026-06-30")

    months = of(row, register)

    assert [(one.year, one.period) for one in months] == [(2026, number) for number in range(1, 13)]
    assert (months[7].start, months[7].end) == (date(2026, 2, 1), date(2026, 2, 28))


def test_the_months_of_a_shortened_year_go_on_after_those_of_the_year_that_ends_before_it() -> None:
    rows = [
        FiscalYearRow(Id="short", StartDate="2024-07-01", EndDate="2024-12-31"),
        FiscalYearRow(Id="broken", StartDate="2023-07-01", EndDate="2024-06-30"),
        FiscalYearRow(Id="next", StartDate="2025-01-01", EndDate="2025-12-31"),
    ]

    broken, short, following = numbered(rows)

    assert (broken.number, broken.period(date(2024, 6, 30))) == (2024, 12)
    assert (short.number, short.period(date(2024, 7, 1)), short.period(date(2024, 12, 31))) == (2024, 13, 18)
    assert (following.number, following.period(date(2025, 1, 1))) == (2025, 1)


def test_a_year_that_begins_amid_a_month_is_read() -> None:
    (year,) = numbered([FiscalYearRow(Id="first", StartDate="2024-03-15", EndDate="2024-12-31")])

    assert next(year.months()) == (1, date(2024, 3, 15), date(2024, 3, 31))
    assert len(list(year.months())) == 10


def test_an_account_is_known_by_its_number_without_zeros_in_front(register: Register) -> None:
    row = masters.AccountRow(Number="0100", Name="Machines", Type=0, VatCodeId="vat25", IsActive=False)

    (account,) = of(row, register)

    assert (account.id, account.number, account.nature, account.side) == ("100", "0100", "balance", None)
    assert (account.version, account.tax_code, account.blocked) == (20250701, "MP1", True)


@pytest.mark.parametrize("number", ["19A", "", "-1", "12345678901"])
def test_an_account_without_a_proper_number_is_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        masters.AccountRow(Number=number)


@pytest.mark.parametrize(("type_", "nature"), [(19, "balance"), (20, "result"), (30, "result"), (None, None)])
def test_the_type_tells_what_an_account_counts_for(register: Register, type_: int | None, nature: str | None) -> None:
    (account,) = of(masters.AccountRow(Number="1", Type=type_), register)

    assert account.nature == nature


@pytest.mark.parametrize(("rate", "percentage"), [(0.25, "25"), (0.06, "6"), (0.255, "25.5"), (0, "0")])
def test_the_rate_of_a_tax_code_is_a_percentage(register: Register, rate: float, percentage: str) -> None:
    (code,) = of(masters.VatCodeRow(Id="t", Code="MP1", VatRate=rate), register)

    assert code.percentage == Decimal(percentage)


def test_items_of_the_first_two_dimensions_are_read(register: Register) -> None:
    item = {"Id": "i", "Name": "Shop", "ShortName": "S", "IsActive": True}
    rows = [masters.CostCenterRow.model_validate({"Id": f"d{n}", "Number": n, "Items": [item]}) for n in (1, 2, 3)]

    assert [one.type for row in rows for one in of(row, register)] == ["cost_center", "cost_unit"]


def test_an_opening_stands_before_the_first_year(register: Register) -> None:
    (opening,) = of(ledger.OpeningRow(Number=1930, Balance=-10.5), register)

    assert (opening.measure, opening.year, opening.period, opening.amount) == ("opening", 2025, 0, Decimal("-10.50"))


def test_an_unpaid_invoice_is_an_invoice_and_an_open_item(register: Register) -> None:
    invoice, item = of(invoices.CustomerInvoiceRow.model_validate(SALE), register)

    assert isinstance(invoice, Invoice)
    assert (invoice.state, invoice.number, invoice.amount, invoice.foreign_amount) == (
        "posted",
        "7",
        Decimal(125),
        None,
    )
    assert isinstance(item, OpenItem)
    assert (item.direction, item.amount, item.account_id, item.voucher_id) == ("receivable", Decimal(25), None, "v1")


def test_a_paid_invoice_ends_its_open_item(register: Register) -> None:
    row = invoices.CustomerInvoiceRow.model_validate(SALE | {"RemainingAmount": 0})

    assert [one.kind for one in of(row, register)] == ["invoice"]
    assert list(row.deletions()) == [Deletion(kind="open_item", id="s1")]


@pytest.mark.parametrize("total", [-125.0, 125.0])
def test_a_credit_note_is_negative_however_its_total_is_written(register: Register, total: float) -> None:
    row = invoices.CustomerInvoiceRow.model_validate(SALE | {"TotalAmount": total, "IsCreditInvoice": True})

    assert of(row, register)[0].amount == Decimal(-125)


def test_an_invoice_without_a_voucher_is_not_in_the_ledger(register: Register) -> None:
    row = invoices.CustomerInvoiceRow.model_validate(SALE | {"VoucherId": None})

    assert of(row, register)[0].state == "open"


def test_an_invoice_of_a_supplier_is_in_its_own_currency(register: Register) -> None:
    invoice, item = of(invoices.SupplierInvoiceRow.model_validate(PURCHASE), register)

    assert (invoice.number, invoice.reference, invoice.document_id) == ("23000001", "F-99", "f1")
    assert (invoice.amount, invoice.foreign_amount, invoice.foreign_currency) == (
        Decimal("112.35"), Decimal("10.00"), "EUR",
    )  # fmt: skip
    assert (item.direction, item.amount, item.foreign_amount) == ("payable", Decimal("-112.35"), Decimal("-10.00"))


def test_a_deleted_invoice_is_gone(register: Register) -> None:
    row = invoices.SupplierInvoiceRow.model_validate(PURCHASE | {"Status": 2})

    assert of(row, register) == []
    assert list(row.deletions()) == [Deletion(kind="invoice", id="b1"), Deletion(kind="open_item", id="b1")]


def test_a_draft_ends_when_it_becomes_an_invoice() -> None:
    row = invoices.CustomerInvoiceRow.model_validate(SALE | {"CreatedFromDraftId": "d1"})

    assert list(row.deletions()) == [Deletion(kind="invoice", id="d1")]


def test_a_draft_to_a_customer_has_lines_whose_amounts_are_worked_out(register: Register) -> None:
    charge = {"Id": "c1", "Text": "Bread", "UnitPrice": 116.5, "Quantity": 13.57, "DiscountPercentage": 0.1}
    row = drafts.CustomerDraftRow.model_validate(
        {"Id": "d1", "CustomerId": "k1", "InvoiceCurrencyCode": "EUR", "TotalAmount": 100.0,
         "TotalAmountBaseCurrency": 1100.0, "Rows": [charge]}
    )  # fmt: skip

    invoice, line = of(row, register)

    assert (invoice.state, invoice.amount, invoice.foreign_amount) == ("draft", Decimal("1100.00"), Decimal("100.00"))
    assert isinstance(line, InvoiceLine)
    assert (line.amount, line.foreign_amount, line.unit_price) == (
        Decimal("15650.91"), Decimal("1422.81"), Decimal("116.5"),
    )  # fmt: skip


def test_the_rows_of_a_draft_of_a_supplier_are_postings(register: Register) -> None:
    cost = {"Id": "c1", "AccountNumber": 4010, "DebitAmount": 80.0, "VatCodeId": "vat25", "CostCenterItemId1": "i1"}
    row = drafts.SupplierDraftRow.model_validate(
        {"Id": "d1", "SupplierId": "l1", "CurrencyCode": "SEK", "TotalAmount": 100.0, "Rows": [cost]}
    )

    invoice, line = of(row, register)

    assert (invoice.direction, invoice.amount) == ("purchase", Decimal(100))
    assert (line.account_id, line.amount, line.tax_code, line.cost_center_code) == ("4010", Decimal(80), "MP1", "CC1")


def test_a_customer_has_an_address_for_invoices_and_perhaps_one_for_deliveries(register: Register) -> None:
    row = contacts.CustomerRow(
        Id="k1", CustomerNumber="1001", Name="Ida", InvoiceAddress1="Gatan 1", InvoiceCity="Umeå"
    )

    contact, address = of(row, register)

    assert (contact.code, contact.is_customer, contact.is_supplier) == ("1001", True, False)
    assert (address.id, address.type, address.city, address.main) == ("k1-invoice", "invoice", "Umeå", True)
    assert list(row.deletions()) == [Deletion(kind="address", id="k1-delivery")]


def test_a_supplier_is_paid_by_bank_or_giro(register: Register) -> None:
    row = contacts.SupplierRow(
        Id="l1", SupplierNumber="1", Name="Mill", BankIban="SE45", BankAccountNumber="12", BankgiroNumber="5050-1055"
    )

    _, bank, giro = of(row, register)

    assert (bank.iban, bank.number) == ("SE45", "")
    assert (giro.number, giro.extra) == ("5050-1055", {"giro": "bank"})
    assert {one.id for one in row.deletions()} == {"l1-postal", "l1-plusgiro"}


def test_a_file_is_a_document_with_one_attachment(register: Register) -> None:
    row = documents.AttachmentRow(
        Id="f1", FileName="bread.pdf", Comment="Bread", Type=1, AttachedDocumentType=3, DocumentId="v1"
    )

    document, file = of(row, register)

    assert (document.subject, document.type, document.voucher_id) == ("Bread", "Receipt", "v1")
    assert (file.document_id, file.file_name, file.address) == ("f1", "bread.pdf", "/v2/attachments/f1")


def test_a_file_of_an_invoice_names_no_voucher(register: Register) -> None:
    document, _ = of(documents.AttachmentRow(Id="f1", AttachedDocumentType=1, DocumentId="b1"), register)

    assert document.voucher_id is None
