"""Drafts of invoices as rows: those of the books that are drafts. Source: FACTS.md#drafts."""

from __future__ import annotations

from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak_eaccounting.simulator import fields
from boekhaak_eaccounting.simulator.contact_rows import address_of
from boekhaak_eaccounting.simulator.holding import Holding
from boekhaak_eaccounting.simulator.kept import Kept
from boekhaak_eaccounting.simulator.values import Row, cut

NOT_ASKED = 0


def customer_draft(holding: Holding, kept: Kept[books.Invoice]) -> Row:
    """Return the row of a draft to a customer; it has no number and no day on which it is due."""
    draft = kept.thing
    customer = holding.contact_of[draft.contact]
    address = address_of(customer, "invoice", "postal", "visit")
    vat = sum((line.tax_amount for line in draft.lines), Decimal())
    return {
        "Id": kept.id,
        "CustomerId": holding.guid("customer", draft.contact),
        "CustomerNumber": customer.code,
        "CreatedUtc": kept.created,
        "IsCreditInvoice": draft.amount < 0,
        "RotReducedInvoicingType": 0,
        "Rows": [_charge(holding, kept.id, place, line) for place, line in enumerate(draft.lines, start=1)],
        "YourReference": cut(draft.reference, 100),
        "InvoiceCustomerName": customer.name[:50],
        "InvoiceAddress1": cut(address.line1, 50),
        "InvoiceAddress2": cut(address.line2, 50),
        "InvoicePostalCode": address.postcode[:10],
        "InvoiceCity": address.city[:50],
        "InvoiceCountryCode": address.country[:2],
        "InvoiceCurrencyCode": holding.company.currency,
        "EuThirdParty": False,
        "CustomerIsPrivatePerson": False,
        "InvoiceDate": draft.date,
        "TotalAmount": draft.amount,
        "TotalVatAmount": vat,
        "TotalAmountBaseCurrency": draft.amount,
        "TotalVatAmountBaseCurrency": vat,
        "IncludesVat": False,
    }


def supplier_draft(holding: Holding, kept: Kept[books.Invoice]) -> Row:
    """Return the row of a draft of a supplier's invoice; its rows are postings with DebitAmount."""
    draft = kept.thing
    supplier = holding.contact_of[draft.contact]
    return {
        "Id": kept.id,
        "SupplierId": holding.guid("supplier", draft.contact),
        "SupplierName": supplier.name[:50],
        "SupplierNumber": supplier.code,
        "InvoiceDate": draft.date,
        "DueDate": draft.due_date,
        "InvoiceNumber": cut(draft.reference, 50),
        "TotalAmount": draft.amount,
        "Vat": sum((line.tax_amount for line in draft.lines), Decimal()),
        "IsCreditInvoice": draft.amount < 0,
        "CurrencyCode": holding.company.currency,
        "CurrencyRate": Decimal(1),
        "CreatedUtc": kept.created,
        "ModifiedUtc": kept.modified,
        "Rows": [_cost(holding, kept.id, place, line) for place, line in enumerate(draft.lines, start=1)],
        "ApprovalStatus": NOT_ASKED,
    }


def _analysis(holding: Holding, line: books.InvoiceLine) -> Row:
    return {
        "CostCenterItemId1": holding.guid_of_code("cost_center", line.cost_center),
        "CostCenterItemId2": holding.guid_of_code("cost_unit", line.cost_unit),
        "ProjectId": holding.guid_of_code("project", line.project),
    }


def _charge(holding: Holding, draft: str, place: int, line: books.InvoiceLine) -> Row:
    article = holding.articles.get(line.article)
    row = {
        "Id": holding.guid("row", draft, place),
        "LineNumber": place,
        "ArticleId": holding.guid_of_code("article", line.article),
        "ArticleNumber": article.code if article else None,
        "IsTextRow": False,
        "Text": line.description[:2000],
        "UnitPrice": line.unit_price if line.unit_price is not None else line.amount,
        "DiscountPercentage": Decimal(),
        "Quantity": line.quantity if line.quantity is not None else Decimal(1),
        "IsWorkCost": False,
        "ReversedConstructionServicesVatFree": False,
        "UnitAbbreviation": cut(line.unit, 6),
        "VatRateId": holding.guid("coding", article.tax_code if article else ""),
        "UnitName": line.unit or None,
        **_analysis(holding, line),
    }
    return fields.full(row, fields.CUSTOMER_DRAFT_ROW)


def _cost(holding: Holding, draft: str, place: int, line: books.InvoiceLine) -> Row:
    row = {
        "Id": holding.guid("row", draft, place),
        "AccountNumber": int(line.account),
        "AccountName": holding.accounts[line.account].name[:100],
        "VatCodeId": holding.guid_of_code("vat_code", line.tax_code),
        "DebitAmount": max(line.amount, Decimal()),
        "CreditAmount": max(-line.amount, Decimal()),
        "TransactionText": cut(line.description, 60),
        "LineNumber": place,
        "Quantity": line.quantity,
        **_analysis(holding, line),
    }
    return fields.full(row, fields.SUPPLIER_DRAFT_ROW)
