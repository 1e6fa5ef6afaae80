"""Steps of the judge: invoices, what is unpaid, registers and the archive.

The client has a manager for sales entries; it reads the others by their addresses, through the same checks of the envelope.
"""

from __future__ import annotations

import hashlib
from typing import Any

from client import COMPANY, api, rows, storage
from exactonline.http import Options, http_req, opt_secure
from judging import day_of, same, total

OPEN = 20
REGISTERS = {
    "hrm/Costcenters": "cost_center",
    "hrm/Costunits": "cost_unit",
    "project/Projects": "project",
    "logistics/Items": "articles",
}


def lists_sales_entries() -> str:
    found, expected = api.invoices.all(), COMPANY["sales"]
    same("amounts", {str(row["EntryNumber"]): total([row["AmountDC"]]) for row in found}, expected["amounts"])
    net = total(amount for row in found for amount in (row["AmountDC"], -row["VATAmountDC"]))
    same("without VAT", net, expected["net"])
    known = api.invoices.map_exact2foreign_invoice_numbers([row["InvoiceNumber"] for row in found[:50]])
    same("references", known, {row["InvoiceNumber"]: row["YourRef"] for row in found[:50]})
    lines = rows("salesentry/SalesEntryLines?$select=AmountDC")
    same("lines", (len(lines), total(row["AmountDC"] for row in lines)), (expected["lines"], expected["net"]))
    return f"{len(found)} with {len(lines)} lines, all their amounts to the cent"


def follows_to_lines() -> str:
    number, amount = max(COMPANY["sales"]["amounts"].items(), key=lambda held: float(held[1]))
    entry = api.invoices.get(filter=f"EntryNumber eq {number}")
    lines = entry["SalesEntryLines"]
    same("amount", total(line[name] for line in lines for name in ("AmountDC", "VATAmountDC")), amount)
    same("entry", {line["EntryID"] for line in lines}, {entry["EntryID"]})
    alone = rows(f"salesentry/SalesEntryLines?$filter=EntryID eq guid'{entry['EntryID']}'".replace(" ", "+"))
    same("lines by their entry", alone, lines)
    return f"from entry {number} to its {len(lines)} lines by the address that it tells"


def lists_purchase_entries() -> str:
    expected = COMPANY["purchase"]
    fields = "$select=EntryNumber,AmountDC,YourRef,PurchaseEntryLines&$expand=PurchaseEntryLines"
    found = rows(f"purchaseentry/PurchaseEntries?{fields}")
    lines = [line for row in found for line in row["PurchaseEntryLines"]["results"]]
    amounts = {str(row["EntryNumber"]): total([row["AmountDC"]]) for row in found}
    same("amounts", amounts, expected["amounts"])
    same("lines", (len(lines), total(line["AmountDC"] for line in lines)), (expected["lines"], expected["net"]))
    return f"{len(found)}, expanded to {len(lines)} lines"


def expands_sales_invoices() -> str:
    found = rows("salesinvoice/SalesInvoices?$expand=SalesInvoiceLines")
    posted = {str(row["InvoiceNumber"]): total([row["AmountDC"]]) for row in found if row["Status"] == 50}
    same("processed ones", posted.items() <= COMPANY["sales"]["amounts"].items(), expected=True)
    others = [row for row in found if row["Status"] != 50]
    same("others", sorted([row["Status"], total([row["AmountDC"]])] for row in others), COMPANY["unposted"])
    lines = [line for row in others for line in row["SalesInvoiceLines"]["results"]]
    told = {"count": len(lines), "net": total(line["AmountDC"] for line in lines)}
    same("lines of the others", told, COMPANY["unposted_lines"])
    return f"{len(posted)} that are entries too, and {len(others)} that are not"


def lists_what_is_unpaid() -> str:
    counts = []
    for name, side in (("Receivables", "receivable"), ("Payments", "payable")):
        single = rows(f"cashflow/{name}?$select=ID,AmountDC,TransactionAmountDC,Status")
        bulk = rows(f"bulk/Cashflow/{name}?$select=ID,AmountDC,TransactionAmountDC,Status")
        same(f"{name} under bulk/", {row["ID"] for row in bulk}, {row["ID"] for row in single})
        found = rows(f"bulk/Cashflow/{name}?$select=ID,AmountDC&$filter=Status+eq+{OPEN}")
        told = {"count": len(found), "sum": total(-row["AmountDC"] for row in found)}
        same(f"open {name}", told, COMPANY[side])
        counts.append(f"{len(found)} of {len(single)} {name}")
    return f"open are {' and '.join(counts)}"


def lists_registers() -> str:
    for address, name in REGISTERS.items():
        found = {row["Code"]: row["Description"] for row in rows(address)}
        same(address, found, COMPANY[name])
    rates = rows("financial/ExchangeRates")
    found_rates = [[row["SourceCurrency"], day_of(row["StartDate"]), plain(row["Rate"])] for row in rates]
    same("rates", sorted(found_rates), COMPANY["rates"])
    return f"{', '.join(REGISTERS)} and {len(rates)} rates"


def plain(rate: float) -> str:
    """Return a rate as text, without a needless point."""
    return str(rate).removesuffix(".0")


def lists_the_archive() -> str:
    documents, files = rows("documents/Documents"), all_files()
    same("documents", {str(row["HID"]): row["Subject"] for row in documents}, COMPANY["documents"])
    same("files", sorted([row["FileName"], row["FileSize"]] for row in files), COMPANY["files"])
    same("their documents", {row["Document"] for row in files} <= {row["ID"] for row in documents}, expected=True)
    types = {row["ID"]: row["Description"] for row in rows("documents/DocumentTypes")}
    named = {types.get(row["Type"]) == row["TypeDescription"] for row in documents}
    same("types by their number", named, {True})
    return f"{len(documents)} documents of {len(types)} types, {len(files)} files"


def all_files() -> list[dict[str, Any]]:
    """Return all attachments."""
    return rows("documents/DocumentAttachments")


def downloads_a_file() -> str:
    wanted = COMPANY["file"]
    (row,) = [row for row in all_files() if row["FileName"] == wanted["name"]]
    bearer = Options()
    bearer.headers = {"Authorization": f"Bearer {storage.get_access_token()}"}
    content = http_req("GET", f"{row['Url']}&Download=1", opt=opt_secure | bearer, limiter=api.limiter)
    same("size", len(content), row["FileSize"])
    same("digest", hashlib.sha256(content).hexdigest(), wanted["sha256"])
    return f"{row['FileName']}, {len(content)} bytes by the address that its row tells"
