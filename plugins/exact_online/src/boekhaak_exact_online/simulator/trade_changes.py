"""What a user of the vendor's own screens does to sales invoices and to what is unpaid.

Source: FACTS.md#invoices, FACTS.md#open-items.
"""

from __future__ import annotations

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.changes import begin_voucher
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.entries import VoucherKey, key_of
from boekhaak_exact_online.simulator.refusals import refusal, refuse_invoice, refuse_voucher


def add_invoice(division: Division, invoice: books.Invoice) -> None:
    """Write a sales invoice that is not posted. Raises: PackageRefused."""
    _refuse(division, invoice)
    invoicing = division.invoicing
    invoicing.add(division.trade.add(invoice), invoice)


def change_invoice(division: Division, invoice: books.Invoice, changed: books.Invoice) -> None:
    """Put another invoice in the place of one that is not posted. Raises: PackageRefused."""
    _refuse(division, changed)
    key = _find(division, invoice)
    invoicing = division.invoicing
    division.trade.invoices[key] = changed
    invoicing.change(key, changed)


def delete_invoice(division: Division, invoice: books.Invoice) -> None:
    """Delete an invoice that is not posted. Raises: PackageRefused."""
    key = _find(division, invoice)
    division.invoicing.forget(key)
    del division.trade.invoices[key]


def process_invoice(division: Division, invoice: books.Invoice, voucher: books.Voucher) -> None:
    """Print a sales invoice: it gets the voucher's number, and the voucher is posted. Raises: PackageRefused."""
    key = _find(division, invoice)
    refuse_voucher(voucher, division.known)
    if division.direction_of(voucher) != "sales" or invoice.direction != "sales":
        name = f"voucher {voucher.journal} {voucher.year} {voucher.number}"
        raise refusal(f"{name} does not charge a customer in a sales journal", company=division.company.name)
    invoicing, rows = division.invoicing, begin_voucher(division, voucher)
    division.trade.process(key, "sales", voucher)
    division.show(rows)
    invoicing.process(key, key_of(voucher))


def settle(division: Division, what: VoucherKey | books.OpenItem) -> None:
    """Match an open item, or all those of a voucher. Raises: PackageRefused where nothing is unpaid."""
    trade, terms = division.trade, division.terms
    items = [what] if isinstance(what, books.OpenItem) else trade.unpaid(what)
    if not items or any(item not in trade.open_items for item in items):
        name = (
            f"open item “{what.number}”" if isinstance(what, books.OpenItem) else f"open item of voucher {_text(what)}"
        )
        raise refusal(f"there is no {name}", company=division.company.name)
    for item in items:
        terms.settle(item)
        trade.open_items.remove(item)


def _refuse(division: Division, invoice: books.Invoice) -> None:
    if invoice.direction != "sales" or invoice.state == "posted":
        raise refusal(
            "only a sales invoice that is not posted is written here",
            company=division.company.name,
            way_out="Post a voucher instead",
        )
    refuse_invoice(invoice, division.known)


def _find(division: Division, invoice: books.Invoice) -> int:
    key = division.trade.find(invoice)
    if key is None:
        name = invoice.number or invoice.description or invoice.contact
        raise refusal(f"there is no unposted invoice “{name}”", company=division.company.name)
    return key


def _text(key: VoucherKey) -> str:
    return " ".join(map(str, key))
