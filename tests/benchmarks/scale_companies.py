"""What ten thousand companies cost in calls: made up, as docs/explanation/calls.md tells it for each package."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil, log

LINES = 20_000
SPREAD = 1.0
"""Sizes are log-normal around these lines, with this deviation of the logarithm."""
HUGE, HUGE_EVERY = 1_000_000, 500
"""One company in so many has so many lines."""
YEARS = 3
PARTS = {"exact_online": 0.7, "eaccounting": 0.2, "twentyfour_seven": 0.1}
ENVIRONMENTS = 12
"""The first has as many links as the last three together."""

Calls = list[tuple[str, int]]
"""How many calls to which endpoint, in this order."""


@dataclass
class Company:
    """One link of the benchmark: what it costs, and what it waits for."""

    link_id: int
    environment: str
    package: str
    lines: int
    left: dict[str, Calls] = field(default_factory=dict)
    """What is still to be read of each stream that was begun."""
    due: dict[str, float] = field(default_factory=dict)
    """When each stream is read next, in seconds since the start; what is not in it is not read again."""
    begun: float | None = None
    done: float | None = None
    """When its first load began and ended."""
    read: list[float] = field(default_factory=list)
    """When it was synchronised."""
    useful: int = 0
    """How many calls its synchronisations took but for those that began it again."""

    @property
    def app(self) -> str:
        """The app that all companies of the package share."""
        return f"{self.package} app"

    @property
    def login(self) -> str:
        """The login of its environment."""
        return f"{self.environment} {self.package}"


def companies(count: int, seed: int = 1) -> dict[int, Company]:
    """Return so many companies by the ids of their links, spread over the packages and environments."""
    chance = random.Random(seed)
    names = [f"environment {number}" for number in range(ENVIRONMENTS)]
    weights = [(number + 1) ** -0.5 for number in range(ENVIRONMENTS)]
    packages = [package for package, part in PARTS.items() for _ in range(round(count * part))]
    environments = chance.choices(names, weights, k=len(packages))
    lines = [
        HUGE if number % HUGE_EVERY == HUGE_EVERY - 1 else int(chance.lognormvariate(log(LINES), SPREAD)) + 1
        for number in range(len(packages))
    ]
    return {
        number: Company(number, environment, package, size)
        for number, (environment, package, size) in enumerate(zip(environments, packages, lines, strict=True), start=1)
    }


def inspecting(package: str) -> Calls:
    """Return the calls that every run begins with."""
    return {
        "exact_online": [("system/Divisions", 1)],
        "eaccounting": [("companysettings", 1)],
        "twentyfour_seven": [("identity", 3)],
    }[package]


def first_load(package: str, lines: int) -> dict[str, Calls]:
    """Return what each stream of a company costs when it is read from nothing."""
    return {
        stream: [(endpoint, ceil(max(1, lines * rows) / page) * calls) for endpoint, rows, page, calls in lists]
        for stream, lists in LISTS[package].items()
    }


def quiet(package: str) -> dict[str, Calls]:
    """Return what each stream of a company costs when nothing has changed."""
    first = first_load(package, 1)
    if package == "twentyfour_seven":
        first["ledger_lines"] = [("ledger", 9)]
    if package == "eaccounting":
        first["accounts"], first["tax_codes"] = [("fiscalyears", 1), ("accounts", YEARS)], [("vatcodes", 1)]
        first["ledger_lines"] = [("fiscalyears/openingbalances", 1), ("fiscalyears", 1), ("vouchers", 1)]
    return first


LISTS = {
    "exact_online": {
        "accounts": [("sync/Financial/GLAccounts", 0, 1000, 1)],
        "journals": [("financial/Journals", 0, 60, 1)],
        "tax_codes": [("vat/VATCodes", 0, 60, 1)],
        "periods": [("financial/FinancialPeriods", 0, 60, 1)],
        "cost_centers": [("hrm/Costcenters", 0, 60, 1)],
        "cost_units": [("hrm/Costunits", 0, 60, 1)],
        "projects": [("sync/Project/Projects", 0, 1000, 1)],
        "articles": [("sync/Logistics/Items", 0.01, 1000, 1)],
        "exchange_rates": [("financial/ExchangeRates", 0, 60, 1)],
        "contacts": [("sync/CRM/Accounts", 0.02, 1000, 1)],
        "addresses": [("sync/CRM/Addresses", 0.02, 1000, 1)],
        "bank_accounts": [("crm/BankAccounts", 0.02, 60, 1)],
        "ledger_lines": [("sync/Financial/TransactionLines", 1, 1000, 1)],
        "sales_invoices": [("sync/SalesInvoice/SalesInvoices", 0.01, 1000, 1)],
        "open_items": [("sync/Cashflow/PaymentTerms", 0.1, 1000, 1)],
        "documents": [("sync/Documents/Documents", 0.1, 1000, 1)],
        "attachments": [("sync/Documents/DocumentAttachments", 0.1, 1000, 1)],
        "balances": [("financial/ReportingBalance", 0.1, 60, 1)],
        "deletions": [("sync/Deleted", 0, 1000, 1)],
    },
    "eaccounting": {
        "accounts": [("fiscalyears", 0, 1000, 1), ("vatcodes", 0, 1000, 1), ("accounts", 0, 1000, YEARS)],
        "tax_codes": [("vatcodes", 0, 1000, 1)],
        "periods": [("fiscalyears", 0, 1000, 2)],
        "cost_centers": [("costcenters", 0, 1000, 1)],
        "projects": [("projects", 0, 1000, 1)],
        "articles": [("articles", 0.01, 1000, 1)],
        "contacts": [("customers", 0.02, 1000, 1), ("suppliers", 0.02, 1000, 1)],
        "ledger_lines": [
            ("fiscalyears/openingbalances", 0, 1000, 1),
            ("fiscalyears", 0, 1000, 1),
            ("vatcodes", 0, 1000, 1),
            ("vouchers", 0.3, 1000, 1),
        ],
        "sales_invoices": [("customerinvoices", 0.1, 1000, 1)],
        "purchase_invoices": [("supplierinvoices", 0.1, 1000, 1)],
        "drafts": [
            ("customerinvoicedrafts", 0, 1000, 1),
            ("supplierinvoicedrafts", 0, 1000, 1),
            ("costcenters", 0, 1, 1),
        ],
        "documents": [("attachments", 0.1, 1000, 1)],
        "balances": [("fiscalyears", 0, 1000, 1), ("accountbalances", 0, 1000, YEARS)],
    },
    "twentyfour_seven": {
        "accounts": [("accounts", 0, 1000, 5)],
        "journals": [("journals", 0, 1000, 3)],
        "tax_codes": [("tax codes", 0, 1000, 3)],
        "periods": [("years", 0, 1000, 3)],
        "cost_centers": [("departments", 0, 1000, 3)],
        "cost_units": [("dimensions", 0, 1000, 3)],
        "projects": [("projects", 0, 1000, 5)],
        "articles": [("products", 0, 1000, 3)],
        "contacts": [("contacts", 0.02, 1000, 3)],
        "ledger_lines": [("ledger", 0, 1000, 9 + 3 * 5)],
        "sales_invoices": [("orders", 0.1, 500, 3)],
        "attachments": [("files", 0, 1000, 3)],
        "balances": [("balances", 0, 1000, 7 + 2 * YEARS)],
    },
}
"""For each stream the lists that are read: endpoint, rows a ledger line, rows a page, calls a page."""


def seconds(moment: datetime, start: datetime) -> float:
    """Return how long after the start a moment is."""
    return (moment - start).total_seconds()
