"""Ledger lines as GetTransactions gives them.

Customer, project and department of a line come only as dimensions; user-defined ones have types above 100.
Source: FACTS.md#transactions.
"""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak_twentyfour_seven.simulator.client import USER_DIMENSION, Client
from boekhaak_twentyfour_seven.simulator.entries import ITEM_ROLES, LedgerLine, rate_of
from boekhaak_twentyfour_seven.simulator.shapes import Row

NEW_SYSTEM_TYPE = "InvoiceLoss"
"""A kind of entry that the vendor's newer pages name and its schema does not."""
WHOLE = Decimal(100)


class RowMaker:
    """Makes the rows of one client's lines."""

    def __init__(self, client: Client, *, drift: bool) -> None:
        self._client = client
        self._drift = drift

    def row(self, posting: LedgerLine) -> Row:
        """Return a line as the vendor's Transaction."""
        entry, line, client = posting.entry, posting.line, self._client
        system_type = posting.system_type
        if self._drift and system_type == "Miscellaneous":
            system_type = NEW_SYSTEM_TYPE
        invoice = entry.invoice if posting.role in ITEM_ROLES else None
        return {
            "Date": datetime.combine(posting.day, time()),
            "AccountNo": int(line.account),
            "Currency": line.foreign_currency or client.company.currency,
            "CurrencyRate": rate_of(line),
            "CurrencyUnit": 1,
            "Amount": line.amount,
            "StampNo": entry.stamp,
            "Period": entry.voucher.period,
            "TransactionTypeId": entry.type_id,
            "Comment": line.description or entry.voucher.description or None,
            "TransactionNo": entry.number,
            "VatCode": client.tax_ids.number(line.tax_code) if line.tax_code else None,
            "Id": posting.id,
            "LinkId": posting.link,
            "InvoiceNo": invoice.number if invoice and invoice.number else None,
            "SequenceNo": posting.place + 1,
            "SystemType": system_type,
            "DueDate": datetime.combine(invoice.due_date, time()) if invoice else None,
            "Dimensions": dimensions_of(posting, client) or None,
            "RegistrationDate": entry.registered,
            "DateChanged": posting.changed,
            "Hidden": False,
            "Open": posting.open,
            "OCR": invoice.reference if invoice and invoice.reference else None,
            "HasVatDividend": False,
            "PeriodDate": entry.voucher.date,
        }


def dimensions_of(posting: LedgerLine, client: Client) -> list[Row]:
    """Return what a line is analysed by."""
    line = posting.line
    found: list[Row] = []
    if line.project:
        found.append(
            _dimension("Project", client.project_ids.number(line.project), _name(client, "project", line.project))
        )
    if line.cost_center:
        name = _name(client, "cost_center", line.cost_center)
        found.append(_dimension("Department", client.department_ids.number(line.cost_center), name))
    if line.contact:
        found.append(
            _dimension("Customer", client.company_ids.number(line.contact), client.contacts[line.contact].name)
        )
    if line.article:
        found.append(_dimension("Product", client.product_ids.number(line.article), line.article))
    if line.cost_unit:
        name = _name(client, "cost_unit", line.cost_unit)
        found.append({**_dimension("UserDefined", line.cost_unit, name), "TypeId": USER_DIMENSION})
    return found


def _dimension(type_: str, value: int | str, name: str) -> Row:
    return {"Type": type_, "Name": name, "Value": str(value), "Percent": WHOLE}


def _name(client: Client, type_: books.DimensionType, code: str) -> str:
    return client.names.get((type_, code), code)
