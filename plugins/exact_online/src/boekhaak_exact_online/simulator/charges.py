"""What an invoice charges, line by line and without VAT: of an entry or of an invoice that is not posted.

Amounts are positive where something is charged and negative where it is credited, ours and our suppliers' alike.
Source: FACTS.md#invoices. How VAT is divided over the lines of an entry is inferred: by their amounts, code by code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.entries import Entry
from boekhaak_exact_online.simulator.invoicing import NetLines, SalesInvoice

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Charge:
    """A line of an invoice. ``foreign`` is the amount in the invoice's own currency, where that is another."""

    line: books.Line | books.InvoiceLine
    amount: Decimal
    tax: Decimal
    foreign: Decimal | None
    unit: str
    unit_price: Decimal | None


def charges(invoice: SalesInvoice, net_lines: NetLines) -> list[Charge]:
    """Return the lines of a sales invoice."""
    if invoice.entry is not None:
        return list(charges_of(invoice.entry, net_lines))
    return [
        Charge(
            line, line.amount, line.tax_amount, None, line.unit, line.unit_price or _price(line.amount, line.quantity)
        )
        for line in invoice.invoice.lines
    ]


def charges_of(entry: Entry, net_lines: NetLines) -> Iterator[Charge]:
    """Yield the charges of an entry, in the order of its postings."""
    sign = charging_sign(entry)
    places = net_lines(entry.voucher)
    taxes = _taxes(entry.voucher, places)
    for place in places:
        line = entry.voucher.lines[place]
        foreign = None if line.foreign_amount is None else sign * line.foreign_amount
        amount = sign * line.amount
        yield Charge(line, amount, sign * taxes[place], foreign, "", _price(amount, line.quantity))


def charging_sign(entry: Entry) -> int:
    """Return what the postings of an entry's charges are multiplied with: revenue is a credit, costs are a debit."""
    return -1 if entry.journal.type == "sales" else 1


def tax_total(entry: Entry, net_lines: NetLines) -> Decimal:
    """Return the VAT of an entry."""
    places = set(net_lines(entry.voucher))
    taxes = (line.amount for place, line in enumerate(entry.voucher.lines) if place and place not in places)
    return charging_sign(entry) * sum(taxes, Decimal())


def _taxes(voucher: books.Voucher, places: list[int]) -> dict[int, Decimal]:
    """Divide what stands on VAT accounts over the lines with the same code; the last takes what rounding leaves."""
    held = set(places)
    due: dict[str, Decimal] = defaultdict(Decimal)
    for place, line in enumerate(voucher.lines):
        if place and place not in held:
            due[line.tax_code] += line.amount
    by_code: dict[str, list[int]] = defaultdict(list)
    for place in places:
        by_code[voucher.lines[place].tax_code].append(place)
    found = dict.fromkeys(places, Decimal())
    for code, total in due.items():
        of_code = by_code.get(code, [])
        net = sum((voucher.lines[place].amount for place in of_code), Decimal())
        for place in of_code[:-1]:
            found[place] = (total * voucher.lines[place].amount / net).quantize(CENT) if net else Decimal()
        if of_code:
            found[of_code[-1]] = total - sum((found[place] for place in of_code[:-1]), Decimal())
    return found


def _price(amount: Decimal, quantity: Decimal | None) -> Decimal | None:
    return round(amount / quantity, 4) if quantity else None
