"""Steps of the judge: vouchers, invoices and attachments.

The client has these models in its source as comments only. They are put together here of its own parts: its fields, its envelope,
its manager.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from urllib.request import urlopen
from uuid import UUID

from client import COMPANY
from judging import TIMEOUT, same, total, totals
from marshmallow import fields
from visma.base import VismaModel
from visma.models import PaginatedResponse

PAGES = {"list": {"class": PaginatedResponse, "data_attr": "Data"}}
PICTURES = ("pdf", "png", "jpg", "jpeg", "tif")


class VoucherRow(VismaModel):
    """A posting."""

    account_number = fields.Integer(data_key="AccountNumber", required=True)
    account_description = fields.String(data_key="AccountDescription", allow_none=True)
    debit_amount = fields.Number(data_key="DebitAmount", required=True)
    credit_amount = fields.Number(data_key="CreditAmount", required=True)
    transaction_text = fields.String(data_key="TransactionText", allow_none=True)
    cost_center_item_id1 = fields.UUID(data_key="CostCenterItemId1", allow_none=True)
    project_id = fields.UUID(data_key="ProjectId", allow_none=True)
    vat_code_id = fields.UUID(data_key="VatCodeId", allow_none=True)


class Voucher(VismaModel):
    """An entry."""

    id = fields.UUID(data_key="Id", load_only=True)
    voucher_date = fields.Date(data_key="VoucherDate", required=True)
    voucher_text = fields.String(data_key="VoucherText", required=True)
    rows = fields.List(fields.Nested("VoucherRowSchema"), data_key="Rows", required=True)
    number_and_number_series = fields.String(data_key="NumberAndNumberSeries", allow_none=True)
    attachments = fields.Raw(data_key="Attachments", allow_none=True)
    modified_utc = fields.DateTime(data_key="ModifiedUtc", load_only=True)
    voucher_type = fields.Integer(data_key="VoucherType", required=True)

    class Meta:
        """Where it is."""

        endpoint = "/vouchers"
        allowed_methods = ("list",)
        envelopes = PAGES


class CustomerInvoice(VismaModel):
    """An invoice to a customer that is booked."""

    id = fields.UUID(data_key="Id", load_only=True)
    customer_id = fields.UUID(data_key="CustomerId", required=True)
    currency_code = fields.String(data_key="CurrencyCode", required=True)
    total_amount = fields.Number(data_key="TotalAmount", required=True)
    remaining_amount = fields.Number(data_key="RemainingAmount", required=True)
    invoice_date = fields.Date(data_key="InvoiceDate", required=True)
    due_date = fields.Date(data_key="DueDate", required=True)
    voucher_id = fields.UUID(data_key="VoucherId", required=True)
    modified_utc = fields.DateTime(data_key="ModifiedUtc", load_only=True)

    class Meta:
        """Where it is."""

        endpoint = "/customerinvoices"
        allowed_methods = ("list", "get")
        envelopes = PAGES


class SupplierInvoice(VismaModel):
    """An invoice of a supplier that is booked."""

    id = fields.UUID(data_key="Id", load_only=True)
    supplier_id = fields.UUID(data_key="SupplierId", required=True)
    currency_code = fields.String(data_key="CurrencyCode", required=True)
    total_amount = fields.Number(data_key="TotalAmount", required=True)
    remaining_amount = fields.Number(data_key="RemainingAmount", required=True)
    invoice_date = fields.Date(data_key="InvoiceDate", required=True)
    voucher_id = fields.UUID(data_key="VoucherId", required=True)

    class Meta:
        """Where it is."""

        endpoint = "/supplierinvoices"
        allowed_methods = ("list", "get")
        envelopes = PAGES


class Attachment(VismaModel):
    """A file."""

    id = fields.UUID(data_key="Id", load_only=True)
    content_type = fields.String(data_key="ContentType", required=True)
    document_id = fields.UUID(data_key="DocumentId", allow_none=True)
    attached_document_type = fields.Integer(data_key="AttachedDocumentType", required=True)
    file_name = fields.String(data_key="FileName", required=True)
    temporary_url = fields.String(data_key="TemporaryUrl", allow_none=True)

    class Meta:
        """Where it is."""

        endpoint = "/attachments"
        allowed_methods = ("list", "get")
        envelopes = PAGES


def reads_vouchers() -> str:
    rows = list(Voucher.objects.all())
    amounts = sorted(total(line.debit_amount for line in row.rows) for row in rows)
    same("vouchers", amounts, COMPANY["vouchers"])
    lines = [line for row in rows for line in row.rows]
    openings = [(account, float(amount)) for account, amount in COMPANY["openings"].items()]
    same("postings", len(lines) + len(openings), COMPANY["postings"])
    moved = [(str(line.account_number), round(line.debit_amount - line.credit_amount, 2)) for line in lines]
    same("totals", totals([*openings, *moved]), COMPANY["totals"])
    return f"{len(rows)} with {len(lines)} postings, {len(COMPANY['totals'])} totals to the cent with the openings"


def reads_invoices() -> str:
    vouchers = {row.id for row in Voucher.objects.all()}
    sold, bought = list(CustomerInvoice.objects.all()), list(SupplierInvoice.objects.all())
    same("amounts", sorted(total([row.total_amount]) for row in sold), COMPANY["posted"])
    same("received ones", len(bought), len(COMPANY["received"]))
    own = Counter(total([row.total_amount]) for row in bought if row.currency_code == COMPANY["currency"])
    same("amounts of received ones", own - Counter(COMPANY["received"]), Counter())
    same("their vouchers", {row.voucher_id for row in sold + bought} <= vouchers, expected=True)
    for rows, side in ((sold, "receivable"), (bought, "payable")):
        left = [row.remaining_amount for row in rows if row.remaining_amount]
        same(side, {"count": len(left), "sum": total(left)}, COMPANY[side])
    return f"{len(sold)} to customers and {len(bought)} of suppliers, what is unpaid of them, their vouchers"


def lists_files() -> str:
    rows = list(Attachment.objects.all())
    expected = sorted(name for name, _ in COMPANY["files"] if name.rpartition(".")[2] in PICTURES)
    same("files", sorted(row.file_name for row in rows), expected)
    vouchers = {row.id for row in Voucher.objects.all()}
    linked = [row for row in rows if row.document_id]
    same("their vouchers", {UUID(str(row.document_id)) for row in linked} <= vouchers, expected=True)
    (smallest,) = (row for row in rows if row.file_name == COMPANY["file"]["name"])
    address = Attachment.objects.get(smallest.id).temporary_url
    with urlopen(address, timeout=TIMEOUT) as answer:
        content = answer.read()
    same("its bytes", hashlib.sha256(content).hexdigest(), COMPANY["file"]["sha256"])
    return f"{len(rows)}, {len(linked)} of them with a voucher; {len(content)} bytes without a token"
