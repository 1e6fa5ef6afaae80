"""What the bookkeeper of a simulated company does, by name; what the books have no room for is left undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from boekhaak.testing.books.generator import (
    changed_contact,
    new_article,
    new_contact,
    new_document,
    new_invoice,
    new_voucher,
    posted,
)
from boekhaak.testing.books.model import Company, Dimension, ExchangeRate, Invoice
from support.site import Site

Change = Callable[[Any, Company, int], None]
FRESH = 99_000_000
"""Numbers of vouchers from here on are not in generated books."""


def apply(site: Site, company: Company, change: str, number: int) -> None:
    """Change a company's books, in a way that differs by ``number``."""
    CHANGES[change](site.simulator, company, number)


def _post(simulator: Any, company: Company, number: int) -> None:
    simulator.post_voucher(company.name, new_voucher(company, number=str(FRESH + number), seed=number))


def _delete(simulator: Any, company: Company, number: int) -> None:
    if len(company.vouchers) > 1:
        voucher = company.vouchers[number % len(company.vouchers)]
        simulator.delete_voucher(company.name, voucher.journal, voucher.year, voucher.number)


def _contact(simulator: Any, company: Company, number: int) -> None:
    contact = changed_contact(company.contacts[0]) if company.contacts else new_contact(company, seed=number)
    simulator.change_contact(company.name, contact)


def _account(simulator: Any, company: Company, number: int) -> None:
    account = company.accounts[number % len(company.accounts)]
    simulator.change_account(company.name, replace(account, name=f"{account.name} {number}"))


def _unposted(company: Company) -> list[Invoice]:
    return [invoice for invoice in company.invoices if invoice.voucher is None and invoice.direction == "sales"]


def _write_invoice(simulator: Any, company: Company, number: int) -> None:
    simulator.add_invoice(company.name, new_invoice(company, seed=number))


def _change_invoice(simulator: Any, company: Company, number: int) -> None:
    for invoice in _unposted(company)[:1]:
        lines = invoice.lines[:1]
        amount = sum((line.amount + line.tax_amount for line in lines), Decimal())
        due = invoice.due_date + timedelta(days=number)
        changed = replace(invoice, description=f"Changed {number}", due_date=due, lines=lines, amount=amount)
        simulator.change_invoice(company.name, invoice, changed)


def _process_invoice(simulator: Any, company: Company, number: int) -> None:
    for invoice in _unposted(company)[:1]:
        simulator.process_invoice(company.name, invoice, posted(company, invoice, number=str(FRESH + number)))


def _delete_invoice(simulator: Any, company: Company, number: int) -> None:
    for invoice in _unposted(company)[-1:]:
        simulator.delete_invoice(company.name, invoice)


def _settle(simulator: Any, company: Company, number: int) -> None:
    if company.open_items:
        simulator.settle(company.name, company.open_items[number % len(company.open_items)])


def _article(simulator: Any, company: Company, number: int) -> None:
    if number % 2 and company.articles:
        simulator.change_article(company.name, replace(company.articles[0], name=f"Changed {number}"))
    else:
        simulator.add_article(company.name, new_article(company, seed=number))


def _delete_article(simulator: Any, company: Company, number: int) -> None:
    added = new_article(company, seed=number)
    simulator.add_article(company.name, added)
    simulator.delete_article(company.name, added.code)


def _dimension(simulator: Any, company: Company, number: int) -> None:
    kinds = ("cost_center", "cost_unit", "project")
    simulator.change_dimension(company.name, Dimension(kinds[number % 3], f"N{number}", f"New {number}"))


def _delete_dimension(simulator: Any, company: Company, number: int) -> None:
    simulator.change_dimension(company.name, Dimension("project", f"X{number}", "Gone again"))
    simulator.delete_dimension(company.name, "project", f"X{number}")


def _document(simulator: Any, company: Company, number: int) -> None:
    simulator.add_document(company.name, new_document(company, seed=number))


def _delete_document(simulator: Any, company: Company, number: int) -> None:
    if company.documents:
        simulator.delete_document(company.name, company.documents[number % len(company.documents)].number)


def _rate(simulator: Any, company: Company, number: int) -> None:
    day = company.periods[-1].start + timedelta(days=number)
    simulator.add_exchange_rate(company.name, ExchangeRate("CHF", company.currency, day, Decimal("1.0432")))


CHANGES: dict[str, Change] = {
    "post": _post,
    "delete": _delete,
    "contact": _contact,
    "account": _account,
    "write an invoice": _write_invoice,
    "change an invoice": _change_invoice,
    "process an invoice": _process_invoice,
    "delete an invoice": _delete_invoice,
    "settle": _settle,
    "article": _article,
    "delete an article": _delete_article,
    "dimension": _dimension,
    "delete a dimension": _delete_dimension,
    "document": _document,
    "delete a document": _delete_document,
    "rate": _rate,
}
"""Every change by its name. Simulators have the first three at least."""

POSSIBLE = {
    "exact_online": tuple(CHANGES),
    "twentyfour_seven": ("post", "delete", "contact"),
    "eaccounting": ("post", "contact"),
}
"""What can be done at each package."""
