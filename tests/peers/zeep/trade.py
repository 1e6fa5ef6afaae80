"""Steps of the judge: registers, contacts, invoices and files. All properties that a WSDL names are asked for."""

from __future__ import annotations

import hashlib
from typing import Any

from client import COMPANY, Services
from judging import Disagreement, same, total

OWN_DIMENSION = 101
ORDERS = 500
CHUNK = 1 << 16
STATES = {"draft": "Draft", "open": "ForInvoicing"}
UNSET = "0001-01-01T00:00:00"
"""The moment that stands for none, where the WSDL wants one to be there."""


def lists_registers(services: Services) -> str:
    departments = services.items("Client", "GetDepartmentList")
    same("departments", sorted(row.Name for row in departments), sorted(COMPANY["cost_center"].values()))
    values = services.items("Transaction", "GetUserDefinedDimensionValues", DimensionType=OWN_DIMENSION)
    same("own dimension", {row.Value: row.Name for row in values}, COMPANY["cost_unit"])
    projects = services.items("Project", "GetProjectsDetailed", Ps={})
    same("projects", sorted(row.Name for row in projects), sorted(COMPANY["project"].values()))
    same("projects at rest", services.items("Project", "GetDeactivatedProjects"), [])
    named = {"string": properties(services, "Product", "Product")}
    products = services.items("Product", "GetProducts", searchParams={"Name": "%"}, returnProperties=named)
    same("products", {row.No: row.Name for row in products}, COMPANY["articles"])
    counts = (len(departments), len(values), len(projects), len(products))
    return "{} departments, {} values of an own dimension, {} projects, {} products".format(*counts)


def properties(services: Services, service: str, shape: str) -> list[str]:
    """Return the names of all elements that a WSDL knows of a type."""
    return [name for name, _ in services.shape(service, shape).elements if name != "APIException"]


def lists_contacts(services: Services) -> str:
    search = {"Page": 1, "Active": None, "ChangedAfter": UNSET, "RegisteredAfter": UNSET}
    page = services.ask("Company", "GetCompanySyncList", syncSearchParameters=search)
    listed = page.Items.SyncCompany
    same("contacts", {row.ExternalId for row in listed}, set(COMPANY["contacts"]))
    same("pages", (page.CurrentPage, page.TotalPages, page.TotalItems), (1, 1, len(listed)))
    named = {"string": properties(services, "Company", "Company")}
    ids = {"CompanyIds": {"int": [row.CompanyId for row in listed]}}
    rows = services.items("Company", "GetCompanies", searchParams=ids, returnProperties=named)
    same("names", {row.ExternalId: row.Name for row in rows}, COMPANY["contacts"])
    accounts = [row.BankAccountNo for row in rows if row.BankAccountNo]
    same("bank accounts", set(accounts) - set(COMPANY["banks"]), set())
    kinds = {row.ExternalId for row in rows if row.LedgerCustomerAccount}
    same("customers", kinds, set(COMPANY["customers"]))
    return f"{len(rows)} with {len(accounts)} bank accounts, by the list of what changed"


def reads_invoices(services: Services) -> str:
    ids = services.items("Invoice", "GetOrderSyncList", syncParams={"ChangedAfter": UNSET, "RegisteredAfter": UNSET})
    rows: list[Any] = []
    for start in range(0, len(ids), ORDERS):
        rows += services.items(
            "Invoice",
            "GetInvoices",
            searchParams={"OrderIds": {"int": ids[start : start + ORDERS]}},
            invoiceReturnProperties={"string": properties(services, "Invoice", "InvoiceOrder")},
            rowReturnProperties={"string": properties(services, "Invoice", "InvoiceRow")},
        )
    same("ids", sorted(row.OrderId for row in rows), sorted(ids))
    posted = [row for row in rows if row.OrderStatus == "Invoiced"]
    same("invoiced ones", sorted(total([row.OrderTotalIncVat]) for row in posted), COMPANY["posted"])
    for state, status in STATES.items():
        found = sorted(total([row.OrderTotalIncVat]) for row in rows if row.OrderStatus == status)
        same(status, found, sorted(amount for held, amount in COMPANY["unposted"] if held == state))
    others = [row for row in rows if row.OrderStatus != "Invoiced"]
    lines = [line for row in others for line in row.InvoiceRows.InvoiceRow]
    net = total(round(line.Price * line.Quantity, 2) for line in lines)
    same("rows of the others", {"count": len(lines), "net": net}, COMPANY["unposted_lines"])
    return f"{len(posted)} invoiced, {len(others)} that are not with {len(lines)} rows, by the list of orders"


def reads_files(services: Services) -> str:
    listed = services.items("Attachment", "GetFileInfo", parameters={"HasStampNo": None, "FileApproved": None})
    same("files", len(listed), len(COMPANY["files"]))
    sizes: dict[int, Any] = {}
    for file in listed:
        sizes.setdefault(services.ask("Attachment", "GetSize", file=named(file)), file)
    held = {size for _, size in COMPANY["files"]}
    same("sizes", set(sizes), held)
    size = COMPANY["file"]["size"]
    content = downloaded(services, sizes[size], size)
    same("bytes of the smallest", hashlib.sha256(content).hexdigest(), COMPANY["file"]["sha256"])
    return f"{len(listed)}, and the {size} bytes of the smallest in chunks"


def named(file: Any) -> dict[str, Any]:
    """Return a file as a question names it."""
    return {"Id": file.Id, "Type": file.Type, "StampNo": file.StampNo}


def downloaded(services: Services, file: Any, size: int) -> bytes:
    """Return the bytes of a file, in at least two chunks."""
    content, chunk = b"", min(CHUNK, size // 2 + 1)
    while len(content) < size:
        piece = services.ask("Attachment", "DownloadChunk", file=named(file), offset=len(content), bufferSize=chunk)
        if not piece:
            raise Disagreement(f"the file ends after {len(content)} of {size} bytes")
        content += piece
    return content
