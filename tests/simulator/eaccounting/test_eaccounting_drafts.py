from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from eaccounting_site import Client, error, workshop

from boekhaak.testing.books.model import Address, Books, Contact, Invoice, InvoiceLine

LINE = InvoiceLine(
    "Chisel", Decimal("100.00"), "8000", Decimal("21.00"), "H", quantity=Decimal(4), unit_price=Decimal(25)
)
DRAFT = Invoice("sales", "draft", "", "K1", date(2026, 6, 1), date(2026, 7, 1), Decimal("121.00"), lines=(LINE,))


def books() -> Books:
    company = workshop()
    contacts = (*company.contacts, Contact("L1", "Houthandel", is_supplier=True))
    bought = replace(DRAFT, direction="purchase", contact="L1", reference="F-1")
    waiting = replace(DRAFT, state="open")
    return Books((replace(company, contacts=contacts, invoices=(DRAFT, bought, waiting)),))


def test_drafts_of_the_books_are_listed(enter: Callable[..., Client]) -> None:
    client = enter(books())
    client.sign_in()

    (sold,), (bought,) = client.rows("customerinvoicedrafts"), client.rows("supplierinvoicedrafts")

    assert (sold["TotalAmount"], sold["TotalVatAmount"], sold["CustomerNumber"]) == (121, 21, "K1")
    assert [(row["UnitPrice"], row["Quantity"], row["Text"]) for row in sold["Rows"]] == [(25, 4, "Chisel")]
    assert (bought["InvoiceNumber"], bought["DueDate"]) == ("F-1", "2026-07-01")
    assert [(row["AccountNumber"], row["DebitAmount"]) for row in bought["Rows"]] == [(8000, 100)]


def test_a_draft_has_the_address_of_its_customer_and_rates_of_vat(enter: Callable[..., Client]) -> None:
    company = books().companies[0]
    home = Address("invoice", "Kade 1", postcode="1234 AB", city="Delft", country="NL", main=True)
    contacts = tuple(replace(one, addresses=(home,)) if one.is_customer else one for one in company.contacts)
    client = enter(Books((replace(company, contacts=contacts),)))
    client.sign_in()

    (draft,) = client.rows("customerinvoicedrafts")

    told = [draft[f"Invoice{name}"] for name in ("Address1", "PostalCode", "City", "CountryCode")]
    assert told == ["Kade 1", "1234 AB", "Delft", "NL"]
    assert all(row["VatRateId"] for row in draft["Rows"])


def test_a_draft_is_there_alone_too(enter: Callable[..., Client]) -> None:
    client = enter(books())
    client.sign_in()
    (sold,) = client.rows("customerinvoicedrafts")

    assert client.body(f"customerinvoicedrafts/{sold['Id']}") == sold


def test_drafts_are_opened_by_the_scope_of_their_side(enter: Callable[..., Client]) -> None:
    client = enter(books())
    client.sign_in(scope="ea:api ea:sales_readonly")

    assert client.call("customerinvoicedrafts").status_code == 200
    assert error(client.call("supplierinvoicedrafts")) == (403, 4006)
