"""Vouchers as rows, with their postings within. Source: FACTS.md#vouchers, FACTS.md#lengths."""

from __future__ import annotations

from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak_eaccounting.simulator import fields
from boekhaak_eaccounting.simulator.holding import Holding
from boekhaak_eaccounting.simulator.kept import Kept
from boekhaak_eaccounting.simulator.values import Row

MANUAL, BANK = 2, 10
SUPPLIER_DEBIT, SUPPLIER_CREDIT, CUSTOMER_DEBIT, CUSTOMER_CREDIT = 12, 13, 14, 15
ATTACHED_TO_VOUCHER = 3


def voucher(holding: Holding, kept: Kept[books.Voucher]) -> Row:
    """Return the row of a voucher."""
    entry = kept.thing
    key = (entry.journal, entry.year, entry.number)
    direction = direction_of(holding, entry)
    return {
        "Id": kept.id,
        "VoucherDate": entry.date,
        "VoucherText": entry.description[:1000],
        "Rows": [posting(holding, line) for line in entry.lines],
        "NumberAndNumberSeries": number_and_series(entry),
        "NumberSeries": entry.journal,
        "Attachments": _link(kept.id, holding.papers_of.get(key, [])),
        "ModifiedUtc": kept.modified,
        "CreatedUtc": kept.created,
        "VoucherType": _type(holding, entry, direction),
        "SourceId": holding.guid(direction, *key) if direction else None,
    }


def posting(holding: Holding, line: books.Line) -> Row:
    """Return the row of a posting; contact, foreign amount and a date of its own have no place in it."""
    code = holding.tax_codes.get(line.tax_code)
    row = {
        "AccountNumber": int(line.account),
        "AccountDescription": holding.accounts[line.account].name[:100],
        "DebitAmount": max(line.amount, Decimal()),
        "CreditAmount": max(-line.amount, Decimal()),
        "TransactionText": line.description[:60] or None,
        "VatCodeId": holding.guid_of_code("vat_code", line.tax_code),
        "VatCodeAndPercent": f"{code.code} {code.percentage.normalize():f}%" if code else None,
        "Quantity": line.quantity,
        **analysis(holding, line),
    }
    return fields.full(row, fields.VOUCHER_ROW)


def analysis(holding: Holding, line: books.Line) -> Row:
    """Return what a line is analysed by: cost centre first, cost unit second, and project."""
    return {
        "CostCenterItemId1": holding.guid_of_code("cost_center", line.cost_center),
        "CostCenterItemId2": holding.guid_of_code("cost_unit", line.cost_unit),
        "ProjectId": holding.guid_of_code("project", line.project),
    }


def number_and_series(entry: books.Voucher) -> str:
    """Return series and number as one text."""
    return f"{entry.journal}{entry.number}"


def direction_of(holding: Holding, entry: books.Voucher) -> str:
    """Return whether a voucher is an invoice: by its series and the account of its first posting; empty where it is none."""
    type_ = holding.journals[entry.journal].type
    role = holding.accounts[entry.lines[0].account].role if entry.lines else "general"
    if (type_, role) in {("sales", "receivable"), ("purchase", "payable")}:
        return type_
    return ""


def _type(holding: Holding, entry: books.Voucher, direction: str) -> int:
    if direction == "sales":
        return CUSTOMER_DEBIT if entry.lines[0].amount >= 0 else CUSTOMER_CREDIT
    if direction == "purchase":
        return SUPPLIER_DEBIT if entry.lines[0].amount <= 0 else SUPPLIER_CREDIT
    return BANK if holding.journals[entry.journal].type == "bank" else MANUAL


def _link(voucher_id: str, papers: list[str]) -> Row | None:
    """Return what ties files to the voucher; null where there are none."""
    if not papers:
        return None
    return {"DocumentId": voucher_id, "DocumentType": ATTACHED_TO_VOUCHER, "AttachmentIds": papers}
