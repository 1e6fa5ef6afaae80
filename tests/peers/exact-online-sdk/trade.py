"""Steps of the judge: invoices, what is unpaid, registers and the archive.

All fields but dates are asked for with ``$select``, so that the client's own models hold each of them. Those in ``UNKNOWN`` are
known to the client alone, and the statuses of its invoices are not the vendor's (FACTS.md#peers).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from client import COMPANY, WHOLE, client
from exact_online_sdk import api
from judging import day_of, same, total

OPEN, PROCESSED, HEADER = 20, 50, 0
DOCUMENT = {
    "Attachments", "PurchaseInvoiceNumber", "PurchaseOrderNumber", "Share", "SharePointConnectionStatus",
    "SharePointID", "Source", "SourceDescription",
}  # fmt: skip
ONLY_SINGLE = {
    "SalesInvoiceLines", "SalesInvoiceOrderChargeLines", "SelectionCode", "SelectionCodeCode",
    "SelectionCodeDescription", "ShippingMethod", "ShippingMethodCode", "ShippingMethodDescription",
}  # fmt: skip
PROJECT = {"BudgetCosts", "BudgetRevenue", "Status"}
UNKNOWN: dict[type[api.BaseAPI], set[str]] = {
    api.BulkDocumentsAPI: DOCUMENT,
    api.BulkSalesInvoiceSalesInvoicesAPI: {"ID", "SalesInvoiceOrderChargeLines"},
    api.DocumentsAPI: DOCUMENT,
    api.ProjectsAPI: PROJECT,
    api.SalesInvoicesAPI: {"ID"},
    api.SyncDocumentsAPI: DOCUMENT,
    api.SyncLogisticsItemsAPI: {"StandardSalesPrice"},
    api.SyncProjectProjectsAPI: PROJECT,
    api.SyncSalesInvoiceSalesInvoicesAPI: ONLY_SINGLE,
}
"""Fields of the client's models that no row has; under sync/ there are none of some that the single list has."""
LISTED = [
    api.CostcentersAPI, api.CostunitsAPI, api.ProjectsAPI, api.SyncProjectProjectsAPI, api.ItemsAPI,
    api.SyncLogisticsItemsAPI, api.SalesInvoicesAPI, api.SalesInvoiceLinesAPI, api.SyncSalesInvoiceSalesInvoicesAPI,
    api.PaymentsAPI, api.DocumentsAPI, api.BulkDocumentsAPI, api.SyncDocumentsAPI, api.DocumentAttachmentsAPI,
    api.BulkDocumentAttachmentsAPI, api.SyncDocumentAttachmentsAPI, api.DocumentTypesAPI, api.DocumentFoldersAPI,
    api.DocumentCategoriesAPI, api.ExchangeRatesAPI,
]  # fmt: skip
DEMANDING = [
    api.ReceivablesAPI, api.BulkCashflowReceivablesAPI, api.BulkCashflowPaymentsAPI, api.BulkLogisticsItemsAPI,
    api.BulkSalesInvoiceSalesInvoicesAPI, api.BulkSalesInvoiceSalesInvoiceLinesAPI,
]  # fmt: skip
"""Lists that are refused without ``$select``."""


def synced(entity: type[api.BaseAPI]) -> dict[str, Any]:
    """Return what is asked of a list: under sync/, all from the first rowversion on."""
    return {"params": {"$filter": "Timestamp gt 1L"}} if "Sync" in entity.__name__ else {}


def names_of(entity: type[api.BaseAPI]) -> dict[str, Any]:
    """Return the fields of an entity as the client types them, by the vendor's names."""
    fields = entity.model_cls.model_fields.items()
    return {field.alias or name: field.annotation for name, field in fields}


def typed(entity: type[api.BaseAPI], *left_out: str) -> list[Any]:
    """Return all rows, in the client's own model: all fields that it knows but dates and collections."""
    names = names_of(entity)
    kept = [name for name, kind in names.items() if "datetime" not in str(kind) and "list[" not in str(kind)]
    select = [name for name in kept if name not in UNKNOWN.get(entity, set()) and name not in left_out]
    return list(entity(client).iter_all(select=select, **WHOLE, **synced(entity)))


def raw(entity: type[api.BaseAPI]) -> list[dict[str, Any]]:
    """Return all rows as they came."""
    return list(entity(client).iter_all(raw=True, **WHOLE, **synced(entity)))


def misses_few_fields() -> str:
    count = 0
    for entity in LISTED + DEMANDING:
        names, unknown = set(names_of(entity)), UNKNOWN.get(entity, set())
        demanded = {"select": names - unknown} if entity in DEMANDING else {}
        (row, *_) = entity(client).list(raw=True, **demanded, **synced(entity))
        same(f"fields that {entity.__name__} misses", names - set(row), unknown)
        count += len(names & set(row))
    return f"{count} fields of {len(LISTED + DEMANDING)} lists are there, and {sum(map(len, UNKNOWN.values()))} are not"


def reads_sales_invoices() -> str:
    statuses = {row["InvoiceID"]: row["Status"] for row in raw(api.SalesInvoicesAPI)}
    for entity in (api.SalesInvoicesAPI, api.BulkSalesInvoiceSalesInvoicesAPI):
        found = typed(entity, "Status")
        posted = {
            str(row.invoice_number): total([row.amount_dc])
            for row in found
            if statuses[str(row.invoice_id)] == PROCESSED
        }
        same("processed ones", posted.items() <= COMPANY["sales"]["amounts"].items(), expected=True)
        others = [[statuses[str(row.invoice_id)], total([row.amount_dc])] for row in found]
        same("others", sorted(other for other in others if other[0] != PROCESSED), COMPANY["unposted"])
    for lines in (api.SalesInvoiceLinesAPI, api.BulkSalesInvoiceSalesInvoiceLinesAPI):
        charged = [row for row in typed(lines) if statuses[str(row.invoice_id)] != PROCESSED]
        told = {"count": len(charged), "net": total(row.amount_dc for row in charged)}
        same(f"lines by {lines.__name__}", told, COMPANY["unposted_lines"])
    return f"{len(posted)} processed, {len(others) - len(posted)} others; singly and under bulk/"


def reads_synced_invoices() -> str:
    found = raw(api.SyncSalesInvoiceSalesInvoicesAPI)
    headers = [row for row in found if row["LineNumber"] == HEADER and row["Status"] != PROCESSED]
    same("headers", sorted([row["Status"], total([row["AmountDC"]])] for row in headers), COMPANY["unposted"])
    lines = [row for row in found if row["LineNumber"] != HEADER and row["Status"] != PROCESSED]
    told = {"count": len(lines), "net": total(row["AmountDC"] for row in lines)}
    same("lines", told, COMPANY["unposted_lines"])
    again = typed(api.SyncSalesInvoiceSalesInvoicesAPI, "Status")
    same("typed", len(again), len(found))
    return f"{len(found)} rows of headers and lines, {len(headers)} not posted"


def reads_what_is_unpaid() -> str:
    told = []
    for side, entities in (
        ("receivable", (api.ReceivablesAPI, api.BulkCashflowReceivablesAPI)),
        ("payable", (api.PaymentsAPI, api.BulkCashflowPaymentsAPI)),
    ):
        for entity in entities:
            found = [row for row in typed(entity) if row.status == OPEN]
            held = {"count": len(found), "sum": total(-row.amount_dc for row in found)}
            same(entity.__name__, held, COMPANY[side])
        told.append(f"{len(found)} {side}")
    return f"{' and '.join(told)}, singly and under bulk/"


def reads_payment_terms() -> str:
    found = raw(api.SyncCashflowPaymentTermsAPI)
    for side, line_type in (("receivable", 20), ("payable", 22)):
        terms = [row for row in found if (row["LineType"], row["Status"]) == (line_type, OPEN)]
        held = {"count": len(terms), "sum": total(-row["AmountDC"] for row in terms)}
        same(side, held, COMPANY[side])
    return f"{len(found)} rows, raw"


def reads_registers() -> str:
    expected = {
        "cost_center": (api.CostcentersAPI,),
        "cost_unit": (api.CostunitsAPI,),
        "project": (api.ProjectsAPI, api.SyncProjectProjectsAPI),
        "articles": (api.ItemsAPI, api.BulkLogisticsItemsAPI, api.SyncLogisticsItemsAPI),
    }
    for name, entities in expected.items():
        for entity in entities:
            found = {row.code: row.description for row in typed(entity)}
            same(entity.__name__, found, COMPANY[name])
    rates = typed(api.ExchangeRatesAPI)
    same("currencies", sorted(row.source_currency for row in rates), [rate[0] for rate in COMPANY["rates"]])
    days = sorted(day_of(row["StartDate"]) for row in raw(api.ExchangeRatesAPI))
    same("days", days, sorted(rate[1] for rate in COMPANY["rates"]))
    return f"{', '.join(expected)} and {len(rates)} rates"


def reads_the_archive() -> str:
    for entity in (api.DocumentsAPI, api.BulkDocumentsAPI, api.SyncDocumentsAPI):
        found = {str(row.hid): row.subject for row in typed(entity)}
        same(entity.__name__, found, COMPANY["documents"])
    for entity in (api.DocumentAttachmentsAPI, api.BulkDocumentAttachmentsAPI, api.SyncDocumentAttachmentsAPI):
        files = sorted([row.file_name, int(row.file_size)] for row in typed(entity))
        same(entity.__name__, files, COMPANY["files"])
    short = (api.DocumentTypesAPI, api.DocumentFoldersAPI, api.DocumentCategoriesAPI)
    return f"{len(found)} documents, {len(files)} files, {counts(short)}"


def counts(entities: Iterable[type[api.BaseAPI]]) -> str:
    """Return how many rows each list has."""
    return ", ".join(f"{len(typed(entity))} by {entity.__name__}" for entity in entities)
