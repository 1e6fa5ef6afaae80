"""Books as eAccounting's interface tells them: what no field of it has room for is gone, and some things have another shape.

Accounts, dates, amounts and the grouping of postings into vouchers stay.
Source: FACTS.md#limits-of-the-books, which names each limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak.testing.books.projection import Limits, projected

LIMITS = Limits(
    largest_account=9_999_999_999,
    numeric_accounts=True,
    text_length=60,
    voucher_text_length=1000,
    foreign_amounts=False,
    dimensions=3,
    invoice_line_accounts=False,
    journals=False,
    account_sides=False,
    tax_directions=False,
    extra_periods=False,
    posting_details=False,
    article_uses=False,
    exchange_rates=False,
    open_item_accounts=False,
    earlier_open_items=False,
)
NAME = 50
FILES = frozenset({"pdf", "png", "jpg", "jpeg", "tif"})
"""What names of files may end with."""
PAPER = "Document"


def told(company: books.Company) -> books.Company:
    """Return a company as the interface tells it. Raises: InvalidInput for books that the vendor cannot hold."""
    (company,) = projected(books.Books((company,)), LIMITS).companies
    return replace(
        company,
        contacts=tuple(_listed(company)),
        invoices=tuple(_invoice(one) for one in company.invoices if _is_told(one)),
        documents=tuple(_papers(company)),
    )


def _listed(company: books.Company) -> Iterator[books.Contact]:
    """Yield each contact once for each list that it stands in: nothing ties a customer and a supplier together."""
    for one in company.contacts:
        if one.is_customer:
            yield replace(
                one, name=one.name[:NAME], is_supplier=False, addresses=tuple(_of_customer(one)), bank_accounts=()
            )
        if one.is_supplier:
            yield replace(
                one,
                name=one.name[:NAME],
                is_customer=False,
                addresses=tuple(_of_supplier(one)),
                bank_accounts=tuple(_bank_account(one)),
            )


def _of_customer(one: books.Contact) -> Iterator[books.Address]:
    """Yield one address for invoices, and one for deliveries where there is one."""
    for place in _first(one, "invoice", "postal", "visit"):
        yield replace(place, type="invoice", main=True)
    for place in _first(one, "delivery"):
        yield replace(place, main=False)


def _of_supplier(one: books.Contact) -> Iterator[books.Address]:
    """Yield one address, of which nothing tells what it is for."""
    for place in _first(one, "postal", "visit", "invoice"):
        yield replace(place, type="", main=True)  # type: ignore[arg-type]


def _first(one: books.Contact, *types: books.AddressType) -> list[books.Address]:
    found = [place for kind in types for place in one.addresses if place.type == kind]
    return found[:1]


def _bank_account(one: books.Contact) -> Iterator[books.BankAccount]:
    for account in sorted(one.bank_accounts, key=lambda held: not held.main)[:1]:
        yield replace(account, number="" if account.iban else account.number, holder="", main=True)


def _is_told(one: books.Invoice) -> bool:
    """Tell whether an invoice is there: one is booked when it is made, so that open ones outside the ledger are none."""
    return one.voucher is not None or one.state == "draft"


def _invoice(one: books.Invoice) -> books.Invoice:
    """Return an invoice; drafts have no number, no text and no tax, those to customers no other day than their own."""
    if one.voucher is not None:
        return one
    draft = replace(one, number="", description="", lines=tuple(_row(line, one.direction) for line in one.lines))
    return replace(draft, due_date=draft.date) if one.direction == "sales" else draft


def _row(line: books.InvoiceLine, direction: str) -> books.InvoiceLine:
    if direction == "sales":
        return replace(line, tax_amount=Decimal(), tax_code="")
    return replace(line, tax_amount=Decimal(), article="", unit="", unit_price=None)


def _papers(company: books.Company) -> Iterator[books.Document]:
    """Yield each file as a document of its own; its size is not told."""
    for document in company.documents:
        for file in document.attachments:
            if file.name.rpartition(".")[2] in FILES:
                alone = (books.Attachment(file.name, 0),)
                yield replace(document, type=PAPER, contact=None, attachments=alone)
