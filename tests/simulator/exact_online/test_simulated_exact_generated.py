"""Invented books of a few hundred lines, read whole: every list answers, and what it lists adds up to the books."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from exact_site import Client, Enter

from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Books, Company
from boekhaak_exact_online.simulator.endpoints import endpoints


@pytest.fixture(scope="module")
def company() -> Company:
    """Return a company of four hundred lines, with invoices in another currency."""
    return generate(lines=400, seed=7, foreign_currency=True).companies[0]


@pytest.fixture
def client(enter: Enter, company: Company) -> Client:
    """Return a client of that company."""
    made = enter(Books((company,)), per_minute=None)
    made.sign_in()
    return made


def money(value: Any) -> Decimal:
    """Return an amount to the cent."""
    return round(Decimal(str(value)), 2)


@pytest.mark.parametrize("path", [each.path for each in endpoints().values() if each.path != "current/Me"])
def test_every_list_answers_with_all_its_fields(client: Client, path: str) -> None:
    if path.startswith("read/"):
        path += "?modified=datetime'2000-01-01'&endPoint='TransactionLines'"
    rows = client.rows(f"100001/{path}{'&' if '?' in path else '?'}$select=*")

    keys = {row["__metadata"]["uri"] for row in rows}
    assert len(keys) == len(rows)
    assert all(set(row) == set(rows[0]) for row in rows)


def test_the_books_are_held_as_they_were_given(client: Client, company: Company) -> None:
    for path in ("sync/Cashflow/PaymentTerms", "sync/SalesInvoice/SalesInvoices", "sync/Documents/Documents"):
        client.rows(f"100001/{path}")

    assert client.simulator.books.companies[0] == company


def test_open_terms_are_the_open_items(client: Client, company: Company) -> None:
    rows = [row for row in client.rows("100001/sync/Cashflow/PaymentTerms") if row["Status"] == 20]

    assert sorted(-money(row["AmountDC"]) for row in rows) == sorted(item.amount for item in company.open_items)
    assert sorted(-money(row["AmountFC"]) for row in rows if row["Currency"] != company.currency) == sorted(
        item.foreign_amount or 0 for item in company.open_items if item.foreign_currency
    )


def test_every_posted_invoice_has_a_term_and_an_entry(client: Client, company: Company) -> None:
    posted = {invoice.voucher: invoice for invoice in company.invoices if invoice.voucher}
    terms = client.rows("100001/sync/Cashflow/PaymentTerms")
    sales = {row["EntryNumber"]: row for row in client.rows("100001/salesentry/SalesEntries")}
    held = {row["EntryNumber"] for row in terms if row["LineType"] == 20 and row["TransactionEntryID"]}

    sold = {int(key[2]): invoice for key, invoice in posted.items() if invoice.direction == "sales"}
    assert set(sold) == set(sales) == held
    assert {number: money(row["AmountDC"]) for number, row in sales.items()} == {
        number: invoice.amount for number, invoice in sold.items()
    }


def test_lines_and_vat_of_an_invoice_add_up_to_its_amount(client: Client) -> None:
    for path, name in (
        ("salesinvoice/SalesInvoices", "SalesInvoiceLines"),
        ("salesentry/SalesEntries", "SalesEntryLines"),
        ("purchaseentry/PurchaseEntries", "PurchaseEntryLines"),
    ):
        for row in client.rows(f"100001/{path}?$expand={name}&$select=AmountDC,VATAmountDC,{name}"):
            lines = row[name]["results"]
            net = sum((money(line["AmountDC"]) for line in lines), Decimal())
            tax = sum((money(line["VATAmountDC"]) for line in lines), Decimal())
            assert (net + tax, tax) == (money(row["AmountDC"]), money(row["VATAmountDC"]))


def test_about_half_of_the_sales_were_printed_and_what_is_unposted_is_there(client: Client, company: Company) -> None:
    rows = client.rows("100001/salesinvoice/SalesInvoices?$select=Status")
    sales = [invoice for invoice in company.invoices if invoice.direction == "sales"]
    posted = sum(invoice.state == "posted" for invoice in sales)

    assert sum(row["Status"] == 50 for row in rows) == (posted + 1) // 2
    assert sum(row["Status"] in {10, 20} for row in rows) == len(sales) - posted
