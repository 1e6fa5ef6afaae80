from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from boekhaak.plugin import Company, Deletion, Invoice, InvoiceLine, OpenItem
from boekhaak_exact_online.mapping.documents import DocumentRow
from boekhaak_exact_online.mapping.invoices import PaymentTermRow, SalesInvoiceRow
from boekhaak_exact_online.mapping.ledger import LineRow

DAY = "/Date(1782345600000)/"
SYNC = {"Division": 124132, "ID": "row", "Modified": "/Date(1782388800000)/", "Timestamp": "4711"}


def invoice_of(row: LineRow, company: Company) -> Invoice:
    (invoice,) = (record for record in row.records(company) if isinstance(record, Invoice))
    return invoice


@pytest.mark.parametrize(
    ("entry", "posted", "expected"),
    [
        (20, 316.5, ("sales", Decimal("316.50"))),
        (21, -316.5, ("sales", Decimal("-316.50"))),
        (30, -316.5, ("purchase", Decimal("316.50"))),
        (31, 316.5, ("purchase", Decimal("-316.50"))),
    ],
)
def test_an_entry_of_sales_or_purchase_is_an_invoice_with_what_is_to_be_paid(
    company: Company, line: Callable[..., dict[str, Any]], entry: int, posted: float, expected: tuple[str, Decimal]
) -> None:
    told = {"InvoiceNumber": 26700001, "DueDate": DAY, "YourRef": "X-1", "Document": "d", "Account": "c"}

    invoice = invoice_of(LineRow.model_validate(line(LineNumber=0, Type=entry, AmountDC=posted, **told)), company)

    assert (invoice.direction, invoice.amount, invoice.state) == (*expected, "posted")
    assert (invoice.number, invoice.reference, invoice.contact_id) == ("26700001", "X-1", "c")
    assert (invoice.due_date, invoice.document_id) == (date(2026, 6, 25), "d")
    assert invoice.id == invoice.voucher_id


def test_an_entry_with_a_bare_header_is_an_invoice_without_an_amount(
    company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    row = LineRow.model_validate(line(LineNumber=0, Type=20, GLAccount=None, AmountDC=0, Currency="USD", AmountFC=0))

    assert (invoice_of(row, company).amount, invoice_of(row, company).foreign_amount) == (None, None)


@pytest.mark.parametrize("entry", [10, 40, 90, 310])
def test_other_entries_are_no_invoices(company: Company, line: Callable[..., dict[str, Any]], entry: int) -> None:
    row = LineRow.model_validate(line(LineNumber=0, Type=entry))

    assert not any(isinstance(record, Invoice) for record in row.records(company))


def sales_invoice(**changes: Any) -> SalesInvoiceRow:
    header = SYNC | {"InvoiceID": "inv", "LineNumber": 0, "Status": 20, "InvoiceDate": DAY, "AmountDC": 121.0}
    return SalesInvoiceRow.model_validate(header | {"Currency": "EUR", "InvoiceTo": "c"} | changes)


@pytest.mark.parametrize(("status", "state"), [(10, "draft"), (20, "open")])
def test_an_invoice_that_is_not_in_the_ledger_is_read_from_the_sales_module(
    company: Company, status: int, state: str
) -> None:
    (invoice,) = sales_invoice(Status=status).records(company)

    assert isinstance(invoice, Invoice)
    assert (invoice.id, invoice.state, invoice.number, invoice.amount) == ("inv", state, "", Decimal("121.00"))
    assert (invoice.contact_id, invoice.date, invoice.voucher_id) == ("c", date(2026, 6, 25), None)


def test_its_lines_come_with_it(company: Company) -> None:
    told = {
        "LineNumber": 1,
        "AmountDC": 100.0,
        "VATAmountDC": 21.0,
        "Quantity": 3.0,
        "NetPrice": 33.333333,
        "Item": "i",
    }

    (line,) = sales_invoice(**told, AmountFC=110.0, Currency="USD").records(company)

    assert isinstance(line, InvoiceLine)
    assert (line.id, line.invoice_id, line.line_number, line.article_id) == ("row", "inv", 1, "i")
    assert (line.amount, line.tax_amount, line.unit_price) == (Decimal(100), Decimal(21), Decimal("33.333333"))
    assert (line.foreign_amount, line.foreign_currency) == (Decimal(110), "USD")


@pytest.mark.parametrize(("number", "gone"), [(0, ("invoice", "inv")), (1, ("invoice_line", "row"))])
def test_a_processed_invoice_is_no_longer_read_there(company: Company, number: int, gone: tuple[str, str]) -> None:
    row = sales_invoice(Status=50, LineNumber=number)

    assert list(row.records(company)) == []
    assert list(row.deletions()) == [Deletion(kind=gone[0], id=gone[1], version=4711)]


def term(**changes: Any) -> PaymentTermRow:
    told = {"LineType": 20, "Status": 20, "TransactionType": 20, "AmountDC": -121.0, "Currency": "EUR"}
    return PaymentTermRow.model_validate(SYNC | told | changes)


@pytest.mark.parametrize("amount", [-121.0, 121.0])
@pytest.mark.parametrize(
    ("side", "entry", "expected"),
    [
        (20, 20, ("receivable", 121)),
        (20, 21, ("receivable", -121)),
        (22, 30, ("payable", -121)),
        (22, 31, ("payable", 121)),
    ],
)
def test_what_is_unpaid_of_an_invoice_is_debit_positive_whatever_sign_exact_gives_it(
    company: Company, amount: float, side: int, entry: int, expected: tuple[str, int]
) -> None:
    (item,) = term(LineType=side, TransactionType=entry, AmountDC=amount).records(company)

    assert isinstance(item, OpenItem)
    assert (item.direction, item.amount) == expected


def test_what_is_unpaid_of_another_entry_has_the_opposite_of_exact_s_sign(company: Company) -> None:
    (payment,) = term(TransactionType=40, AmountDC=50.0, AmountFC=55.0, Currency="USD").records(company)

    assert isinstance(payment, OpenItem)
    assert (payment.amount, payment.foreign_amount, payment.foreign_currency) == (Decimal(-50), Decimal(-55), "USD")


@pytest.mark.parametrize("status", [20, 30, 40])
def test_an_item_is_open_until_it_is_matched(company: Company, status: int) -> None:
    assert len(list(term(Status=status).records(company))) == 1
    assert list(term(Status=status).deletions()) == []


def test_a_matched_item_is_gone(company: Company) -> None:
    assert list(term(Status=50).records(company)) == []
    assert list(term(Status=50).deletions()) == [Deletion(kind="open_item", id="row", version=4711)]


def test_a_document_keeps_its_number_and_category_as_extra(company: Company) -> None:
    row = DocumentRow.model_validate(
        SYNC | {"HID": 12, "Subject": "Invoice: 1", "TypeDescription": "Sales invoice", "CategoryDescription": ""}
    )

    (document,) = row.records(company)

    assert document.extra == {"number": 12}
    plain = DocumentRow.model_validate(SYNC | {"Subject": "Letter", "Type": 55})
    assert [(record.type, record.extra) for record in plain.records(company)] == [("55", None)]  # type: ignore[attr-defined]
