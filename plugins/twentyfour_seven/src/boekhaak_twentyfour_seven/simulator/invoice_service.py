"""InvoiceService: invoices to customers, and those to be. What suppliers send exists as ledger lines only.

Source: FACTS.md#invoices.
"""

from __future__ import annotations

from collections.abc import Callable

from boekhaak.testing.books import model as books
from boekhaak_twentyfour_seven.simulator.asking import Asked, refused
from boekhaak_twentyfour_seven.simulator.client import Client
from boekhaak_twentyfour_seven.simulator.invoice_rows import invoice_row, order_status
from boekhaak_twentyfour_seven.simulator.numbers import plain_number
from boekhaak_twentyfour_seven.simulator.searching import after, chosen, excepted, need
from boekhaak_twentyfour_seven.simulator.services import WEBSERVICES, Operation, Request, Service
from boekhaak_twentyfour_seven.simulator.shapes import Row

MOST_IDS = 1_000
TOO_MANY = "No more than 1000 order ids can be asked for at a time"


def sync_list(request: Request) -> list[int]:
    """Return the ids of the orders that were entered or changed after a moment. Raises: SoapFault."""
    search, client = request.asked.part("syncParams"), request.client
    changed = search.moment("ChangedAfter") if search else None
    registered = search.moment("RegisteredAfter") if search else None
    return [
        id_
        for id_, invoice in client.invoices.items()
        if invoice.direction == "sales"
        and after(client.invoice_dates[id_].changed, changed)
        and after(client.invoice_dates[id_].registered, registered)
    ]


def invoices(request: Request) -> list[Row]:
    """Return the orders that are searched for, with the properties that are asked for. Raises: SoapFault."""
    search, client, asked = request.asked.part("searchParams"), request.client, request.asked
    if search is None:
        need()
        return []
    matches = _matcher(search, client)
    found = [
        (id_, invoice)
        for id_, invoice in client.invoices.items()
        if invoice.direction == "sales" and matches(id_, invoice)
    ]
    names, row_names = asked.texts("invoiceReturnProperties") or [], asked.texts("rowReturnProperties") or []
    rows: list[Row] = [invoice_row(client, id_, invoice, row_names) for id_, invoice in found]
    return excepted(request, chosen("InvoiceOrder", rows, names, ("OrderId",)))


def _matcher(search: Asked, client: Client) -> Callable[[int, books.Invoice], bool]:
    """Return what tells whether an order is searched for. Raises: SoapFault."""
    customers, ids, numbers = (set(search.integers(name) or []) for name in ("CustomerIds", "OrderIds", "InvoiceIds"))
    states, changed = search.texts("OrderStates"), search.moment("ChangedAfter")
    need(customers, ids, numbers, states, changed)
    if len(ids) > MOST_IDS:
        raise refused(TOO_MANY)

    def matches(id_: int, invoice: books.Invoice) -> bool:
        return (
            (not customers or client.company_ids.number(invoice.contact) in customers)
            and (not ids or id_ in ids)
            and (not numbers or plain_number(invoice.number) in numbers)
            and (not states or order_status(invoice) in states)
            and after(client.invoice_dates[id_].changed, changed)
        )

    return matches


SERVICE = Service(
    "/economy/invoiceorder/v001/invoiceservice.asmx",
    WEBSERVICES,
    {
        "GetOrderSyncList": Operation("int[]", sync_list),
        "GetInvoices": Operation("InvoiceOrder[]", invoices),
    },
)
