"""What GetTransactions can search for beside the dates.

Source: FACTS.md#transactions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from boekhaak_twentyfour_seven.simulator.asking import Asked
from boekhaak_twentyfour_seven.simulator.client import Client
from boekhaak_twentyfour_seven.simulator.entries import LedgerLine
from boekhaak_twentyfour_seven.simulator.ledger_rows import dimensions_of

SYSTEM_TYPES = frozenset(
    [
        "InvoiceCustomer",
        "CreditnoteCustomer",
        "DifferenceOutbound",
        "Disbursment",
        "InvoiceSupplier",
        "CreditnoteSupplier",
        "Payment",
        "DifferenceInbound",
        "Miscellaneous",
        "CashSale",
        "ReminderFee",
        "ReminderNote",
    ]
)

Test = Callable[[LedgerLine], bool]


def tests_of(search: Asked, client: Client) -> Iterator[Test]:
    """Yield what a line must fulfil beside the dates. Raises: SoapFault."""
    exact: tuple[tuple[object, Callable[[LedgerLine], object]], ...] = (
        (search.flag("ShowOpenEntries"), lambda posting: posting.open),
        (search.integer("LinkId"), lambda posting: posting.link),
        (search.integer("TransactionTypeId"), lambda posting: posting.entry.type_id),
        (search.choice("SystemType", SYSTEM_TYPES), lambda posting: posting.system_type),
        (search.flag("HasInvoiceId"), lambda posting: posting.entry.invoice is not None),
        (search.text("InvoiceNo") or None, lambda posting: posting.entry.invoice and posting.entry.invoice.number),
        (
            search.integer("VatCode"),
            lambda posting: posting.line.tax_code and client.tax_ids.number(posting.line.tax_code),
        ),
    )
    for wanted, value in exact:
        if wanted is not None:
            yield lambda posting, wanted=wanted, value=value: value(posting) == wanted  # type: ignore[misc]
    for field, type_ in (("ProjectId", "Project"), ("CustomerId", "Customer"), ("DepartmentId", "Department")):
        id_ = search.integer(field)
        if id_ is not None:
            yield lambda posting, pair=(type_, str(id_)): pair in _values(posting, client)  # type: ignore[misc]
    yield _between(search, "AccountNo", lambda posting: int(posting.line.account))
    yield _between(search, "TransactionNo", lambda posting: posting.entry.number)
    after = search.moment("RegisteredAfter")
    if after is not None:
        yield lambda posting: posting.entry.registered.replace(tzinfo=None) > after


def _between(search: Asked, field: str, value: Callable[[LedgerLine], int]) -> Test:
    start, end = search.integer(f"{field}Start"), search.integer(f"{field}End")
    return lambda posting: (start is None or value(posting) >= start) and (end is None or value(posting) <= end)


def _values(posting: LedgerLine, client: Client) -> Iterable[tuple[object, object]]:
    return [(dimension["Type"], dimension["Value"]) for dimension in dimensions_of(posting, client)]
