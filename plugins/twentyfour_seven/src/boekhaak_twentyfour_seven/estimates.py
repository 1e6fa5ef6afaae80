"""What an import would take at least, and at most where that can be known: the vendor counts nothing but ids.

Asked are the fiscal years, and the lists of ids of companies and orders. Each answer costs a call that proves where the
session stood, each page one more that proves the client. Source: FACTS.md#counting.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from boekhaak.plugin import COMPANY, Company, Estimate, Http, Interval, Settings, estimated
from boekhaak_twentyfour_seven.client import TRANSACTION, TRIES, Office
from boekhaak_twentyfour_seven.cursor import FIRST_WIDTH, WIDEST
from boekhaak_twentyfour_seven.mapping import masters
from boekhaak_twentyfour_seven.mapping.rows import FiscalYearRow
from boekhaak_twentyfour_seven.streams import ORDERS, STREAMS, TRANSACTION_TYPES, company_ids, order_ids

ANSWER, PROOF = 2, 1
"""Calls for an answer, with the identity after it; and for the proof of a page."""
LISTS = {"accounts": 2, "projects": 2}
"""The answers of which a stream's one page is made, where they are more than one."""
BESIDE = 3
"""The answers that entries and balances are read beside: years, types of entries and VAT codes."""
COMPANIES = 1000
"""Ids of companies on a page. Source: FACTS.md#companies."""
REFUSED = 3
"""Calls for an answer that does not come: so often it is tried."""


def of(company: Company, settings: Settings, http: Http) -> Iterator[Estimate]:
    """Yield an estimate for each stream, and what proves the company.

    Raises: as the calls of ``http``; UnexpectedAnswer when an answer is not this company's.
    """
    yield Estimate(stream=COMPANY, records=(0, 0), calls=(3, 2 + TRIES))
    office = Office(http, company)
    years = office.rows(FiscalYearRow, TRANSACTION, "GetFiscalYears")
    asking: dict[str, Callable[[], Estimate]] = {
        "periods": partial(_periods, years),
        "contacts": partial(_contacts, office),
        "ledger_lines": partial(_ledger_lines, years),
        "sales_invoices": partial(_sales_invoices, office),
        "balances": partial(_balances, years, chosen=bool(settings.get(TRANSACTION_TYPES))),
    }
    found = [estimated(stream, asking.get(stream, partial(_list, stream))) for stream in STREAMS]
    office.prove()
    yield from found


def _list(stream: str) -> Estimate:
    """Return the estimate of a list that nobody counts."""
    return _told(stream, (0, None), LISTS.get(stream, 1) * ANSWER + PROOF)


def _periods(years: list[FiscalYearRow]) -> Estimate:
    months = sum(1 for year in years for _ in masters.periods(year))
    return _told("periods", (months, months), ANSWER + PROOF)


def _contacts(office: Office) -> Estimate:
    """Count the pages of ids; a company is a contact with any number of addresses and bank accounts."""
    page = company_ids(office, {"Page": 1, "Active": None})
    pages = max(1, page.TotalPages or 0)
    calls = pages * (ANSWER + PROOF) + (pages * ANSWER if page.Items else 0)
    return _told("contacts", (len(page.Items) + max(0, pages - 2) * COMPANIES, None if page.Items else 0), calls)


def _ledger_lines(years: list[FiscalYearRow]) -> Estimate:
    """Count the windows of the ledger: at best each is twice as wide as the one before, at worst each has a day.

    Before each of these a wider one may have been refused.
    """
    days = (max(year.until for year in years) - min(year.start for year in years)) // timedelta(days=1) if years else 0
    best, covered, width = 0, 0, FIRST_WIDTH
    while covered < days:
        best, covered, width = best + 1, covered + width, min(WIDEST, width * 2)
    beside = BESIDE * ANSWER + (0 if days else PROOF)
    most = days * (ANSWER + PROOF + REFUSED)
    calls = (beside + best * (ANSWER + PROOF), beside + most)
    return Estimate(stream="ledger_lines", records=(0, None if days else 0), calls=calls)


def _sales_invoices(office: Office) -> Estimate:
    """Count the orders; those that were invoiced are in the ledger and give no record."""
    orders = len(order_ids(office, {}))
    calls = ANSWER + PROOF if not orders else 2 * ANSWER + math.ceil(orders / ORDERS) * (ANSWER + PROOF)
    return _told("sales_invoices", (0, None if orders else 0), calls)


def _balances(years: list[FiscalYearRow], *, chosen: bool) -> Estimate:
    """Return what the balances take: an answer for each year; nothing where only some types of entries are read."""
    if chosen:
        return _told("balances", (0, 0), 0)
    return _told("balances", (0, None if years else 0), (BESIDE + len(years)) * ANSWER + PROOF)


def _told(stream: str, records: Interval, calls: int) -> Estimate:
    return Estimate(stream=stream, records=records, calls=(calls, calls))
