"""TransactionService: types, fiscal years, dimensions, ledger lines and balances.

Lines come without paging. ``DateEnd`` is exclusive here, so that a day's lines (dated at midnight) need the next day or an
hour of their own; whether the vendor includes the very moment is not known.
Source: FACTS.md#transactions.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from boekhaak_twentyfour_seven.simulator.asking import UNSET_MOMENT, refused
from boekhaak_twentyfour_seven.simulator.entries import LedgerLine
from boekhaak_twentyfour_seven.simulator.ledger_rows import RowMaker
from boekhaak_twentyfour_seven.simulator.line_search import tests_of
from boekhaak_twentyfour_seven.simulator.office import SLOW_SECONDS
from boekhaak_twentyfour_seven.simulator.services import ECONOMY, Operation, Request, Service
from boekhaak_twentyfour_seven.simulator.shapes import Row

DATE_MODES = frozenset({"EntryDate", "DateChangedUTC"})
PERIOD_TYPES = frozenset({"None", "Month"})
TIMEOUT = "Timeout expired. The timeout period elapsed prior to completion of the operation."
USER_DIMENSION_NAME = "Cost unit"


def types(request: Request) -> list[Row]:
    """Return the transaction types; the system's own have numbers below zero."""
    client = request.client
    return [
        {
            "Turnover": journal.type == "sales",
            "Title": journal.name,
            "No": int(code) if code.startswith("-") else client.type_numbers.number(code),
            "Id": client.type_ids[code],
        }
        for code, journal in client.journals.items()
    ]


def fiscal_years(request: Request) -> list[Row]:
    """Return the fiscal years; the day on which one ends is the first of the next."""
    years: dict[int, list[datetime]] = defaultdict(list)
    for period in request.client.company.periods:
        years[period.year] += [_midnight(period.start), _midnight(period.end) + timedelta(days=1)]
    return [
        {
            "Id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{request.client.key}/{year}")),
            "StartingDate": min(days),
            "EndingDate": max(days),
            "IsLocked": False,
        }
        for year, days in sorted(years.items())
    ]


def user_dimensions(request: Request) -> list[Row]:
    """Return the dimensions of the client's own: cost units, where there are any."""
    if not any(held.type == "cost_unit" for held in request.client.company.dimensions):
        return []
    return [{"Type": "UserDefined", "Name": USER_DIMENSION_NAME, "TypeId": 101}]


def user_dimension_values(request: Request) -> list[Row]:
    """Return the values of a dimension of the client's own."""
    if request.asked.integer("DimensionType") != 101:
        return []
    return [
        {"Type": "UserDefined", "Name": held.name, "Value": held.code, "TypeId": 101}
        for held in request.client.company.dimensions
        if held.type == "cost_unit"
    ]


def transactions(request: Request) -> list[Row]:
    """Return the lines that are searched for. Raises: SoapFault."""
    search = request.asked.part("searchParams")
    if search is None:
        return []
    start, end = search.moment("DateStart") or UNSET_MOMENT, search.moment("DateEnd") or UNSET_MOMENT
    office = request.office
    if end - start > timedelta(days=office.slow_days) and office.faults.strikes("slow_windows"):
        raise refused(TIMEOUT, wait=SLOW_SECONDS)
    mode = search.choice("DateSearchParameters", DATE_MODES) or "EntryDate"
    at: Callable[[LedgerLine], datetime] = _changed if mode == "DateChangedUTC" else _entered
    tests = list(tests_of(search, request.client))
    maker = RowMaker(request.client, drift="drift" in office.faults.on)
    return [
        maker.row(posting)
        for posting in request.client.lines()
        if start <= at(posting) < end and all(test(posting) for test in tests)
    ]


def aggregated(request: Request) -> list[Row]:
    """Return the sums of accounts since a date. Of the dimensions asked for, none is looked at here.

    What the books declare counts, even where it does not follow from their lines. Raises: SoapFault.
    """
    asked, client = request.asked, request.client
    start = asked.moment("startDate") or UNSET_MOMENT
    wanted = set(asked.integers("accountNos") or [])
    monthly = asked.choice("periodType", PERIOD_TYPES) == "Month"
    incoming: dict[int, Decimal] = defaultdict(Decimal)
    total: dict[int, Decimal] = defaultdict(Decimal)
    months: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    counted = [(posting.line.account, posting.day, posting.line.amount) for posting in client.lines()]
    counted += [(number, period.end, amount) for (number, period), amount in client.differences.items()]
    for number, day, amount in counted:
        account = int(number)
        if wanted and account not in wanted:
            continue
        if _midnight(day) < start:
            incoming[account] += amount
        else:
            total[account] += amount
            months[account][f"{day:%Y%m}"] += amount
    told = asked.flag("returnIB")
    return [
        {
            "IncomingBalance": incoming[account] if told else Decimal(),
            "TotalBalance": total[account] + (incoming[account] if told else 0),
            "Periods": _pairs(months[account]) if monthly else None,
            "AccountNo": account,
        }
        for account in sorted({*incoming, *total})
    ]


def _pairs(sums: dict[str, Decimal]) -> list[Row]:
    return [{"Key": month, "Value": format(amount, "f")} for month, amount in sorted(sums.items())]


def _entered(posting: LedgerLine) -> datetime:
    return _midnight(posting.day)


def _changed(posting: LedgerLine) -> datetime:
    return posting.changed.replace(tzinfo=None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


SERVICE = Service(
    "/economy/accounting/v001/transactionservice.asmx",
    ECONOMY,
    {
        "GetTransactionTypes": Operation("TransactionType[]", types),
        "GetFiscalYears": Operation("FiscalYear[]", fiscal_years),
        "GetUserDefinedDimensions": Operation("Dimension[]", user_dimensions),
        "GetUserDefinedDimensionValues": Operation("Dimension[]", user_dimension_values),
        "GetTransactions": Operation("Transaction[]", transactions),
        "GetAggregated": Operation("AggregatedData[]", aggregated),
    },
)
