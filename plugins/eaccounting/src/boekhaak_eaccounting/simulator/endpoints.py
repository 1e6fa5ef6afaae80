"""Every address that answers here, with the scopes that open it and the methods that the vendor knows.

Source: FACTS.md#entities, FACTS.md#scopes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from boekhaak_eaccounting.simulator import account_rows, fields, register_rows
from boekhaak_eaccounting.simulator.downloads import temporary_url
from boekhaak_eaccounting.simulator.endpoint import Endpoint, Reading, listed, one_of
from boekhaak_eaccounting.simulator.envelope import NO_FISCAL_YEAR, Refused
from boekhaak_eaccounting.simulator.fiscal_years import FiscalYear
from boekhaak_eaccounting.simulator.kept import Fixed
from boekhaak_eaccounting.simulator.literals import read_moment
from boekhaak_eaccounting.simulator.query import Source

ANY = "sales accounting purchase"


def _no_year() -> Refused:
    return Refused(400, NO_FISCAL_YEAR, "FiscalYearNotFoundException - There is no such fiscal year.")


def _year(reading: Reading) -> FiscalYear:
    year = reading.held.year_of(reading.guid("fiscalyearid"))
    if year is None:
        raise Refused(404)
    return year


def _company(reading: Reading) -> Sequence[Source]:
    identifier: str | None = reading.held.guid("company")
    if "moved_identifier" in reading.site.faults.on:
        identifier = reading.held.guid("company", reading.grant.number)
    if "no_identifier" in reading.site.faults.on:
        identifier = None
    return [Fixed(register_rows.company_settings(reading.held, identifier))]


def _accounts(reading: Reading) -> Sequence[Source]:
    years = tuple(reading.held.years.values())
    return account_rows.accounts(
        reading.held, years[-1:] if "accounts_of_one_year" in reading.site.faults.on else years
    )


def _balances(reading: Reading) -> Sequence[Source]:
    vouchers = (kept.thing for kept in reading.held.vouchers.values())
    rows = account_rows.balances(reading.held, vouchers, read_moment(reading.names["date"]).date())
    hidden = "no_zero_balances" in reading.site.faults.on
    return [row for row in rows if row.row()["Balance"] or not hidden]


def _vouchers_of_year(reading: Reading) -> Sequence[Source]:
    year = _year(reading)
    return [kept for kept in reading.held.vouchers.values() if year.holds(kept.thing.date)]


def _customer_invoices(reading: Reading) -> Sequence[Source]:
    since = reading.parameters.get("modifiedSinceUtc")
    moment = read_moment(since) if since else None
    return [kept for kept in reading.held.sales.values() if moment is None or kept.modified >= moment]


def _attachments(reading: Reading) -> Sequence[Source]:
    matched = reading.parameters.get("includeMatched", "true").lower() != "false"
    with_url = reading.parameters.get("includeTemporaryUrl", "true").lower() != "false"
    found: list[Source] = []
    for kept in reading.held.papers.values():
        row = dict(kept.row())
        if with_url:
            row["TemporaryUrl"] = temporary_url(reading.base, reading.held.key, kept.id, reading.now)
        if matched or row["DocumentId"] is None:
            found.append(Fixed(row))
    return found


def _users(reading: Reading) -> Sequence[Source]:
    return register_rows.users(reading.site.logins, reading.held.key, reading.grant.consent.login)


FISCAL_YEARS = listed(
    "fiscalyears", "sales accounting", fields.FISCAL_YEAR, lambda r: account_rows.fiscal_years(r.held), "GET POST"
)
ACCOUNTS = listed("accounts", "accounting", fields.ACCOUNT, _accounts, "GET POST")
ACCOUNTS_OF_YEAR = replace(
    ACCOUNTS,
    path="accounts/{fiscalyearid}",
    rows=lambda r: account_rows.accounts(r.held, [_year(r)]),
    methods=frozenset({"GET"}),
)
BALANCES = listed("accountbalances/{date}", "accounting", fields.ACCOUNT_BALANCE, _balances)
VAT_CODES = listed("vatcodes", "accounting", fields.VAT_CODE, lambda r: account_rows.vat_codes(r.held))
CUSTOMERS = listed("customers", "sales", fields.CUSTOMER, lambda r: [*r.held.customers.values()], "GET POST")
SUPPLIERS = listed("suppliers", "purchase", fields.SUPPLIER, lambda r: [*r.held.suppliers.values()], "GET POST")
VOUCHERS = listed("vouchers", "accounting", fields.VOUCHER, lambda r: [*r.held.vouchers.values()], "GET POST")
VOUCHERS_OF_YEAR = replace(VOUCHERS, path="vouchers/{fiscalyearid}", rows=_vouchers_of_year, methods=frozenset({"GET"}))
CUSTOMER_INVOICES = listed("customerinvoices", "sales", fields.CUSTOMER_INVOICE, _customer_invoices, "GET POST")
SUPPLIER_INVOICES = listed(
    "supplierinvoices", "purchase", fields.SUPPLIER_INVOICE, lambda r: [*r.held.purchases.values()], "GET POST"
)
CUSTOMER_DRAFTS = listed(
    "customerinvoicedrafts", "sales", fields.CUSTOMER_DRAFT, lambda r: [*r.held.sales_drafts.values()], "GET POST"
)
SUPPLIER_DRAFTS = listed(
    "supplierinvoicedrafts", "purchase", fields.SUPPLIER_DRAFT, lambda r: [*r.held.purchase_drafts.values()], "GET POST"
)
ARTICLES = listed("articles", "sales", fields.ARTICLE, lambda r: [*r.held.article_rows.values()], "GET POST")
PROJECTS = listed("projects", ANY, fields.PROJECT, lambda r: [*r.held.projects.values()], "GET POST")
COST_CENTERS = listed(
    "costcenters",
    "accounting sales",
    fields.COST_CENTER,
    lambda r: register_rows.cost_centers(r.held, r.held.items.values()),
)
COST_CENTER_ITEMS = listed(
    "costcenteritems", "accounting sales", fields.COST_CENTER_ITEM, lambda r: [*r.held.items.values()], "GET POST"
)
ATTACHMENTS = listed("attachments", "purchase accounting", fields.ATTACHMENT, _attachments, "GET POST")
TERMS = listed(
    "termsofpayments", ANY, fields.TERMS_OF_PAYMENT, lambda r: [Fixed(account_rows.terms_of_payment(r.held))]
)
UNITS = listed("units", ANY, fields.UNIT, lambda r: account_rows.units(r.held))
COMPANY = Endpoint(
    "companysettings",
    frozenset({"sales"}),
    fields.COMPANY_SETTINGS,
    _company,
    alone=True,
    methods=frozenset({"GET", "PUT"}),
)

ENDPOINTS: tuple[Endpoint, ...] = (
    COMPANY,
    FISCAL_YEARS,
    listed(
        "fiscalyears/openingbalances",
        "sales accounting",
        fields.OPENING_BALANCE,
        lambda r: account_rows.opening_balances(r.held),
        "GET PUT",
    ),
    one_of(FISCAL_YEARS, "fiscalyears/{id}", methods="GET PUT", missing=_no_year),
    ACCOUNTS,
    ACCOUNTS_OF_YEAR,
    one_of(ACCOUNTS_OF_YEAR, "accounts/{fiscalyearid}/{number}", key="Number", named="number", methods="GET PUT"),
    BALANCES,
    one_of(BALANCES, "accountbalances/{number}/{date}", key="AccountNumber", named="number"),
    VAT_CODES,
    one_of(VAT_CODES, "vatcodes/{id}"),
    CUSTOMERS,
    one_of(CUSTOMERS, "customers/{id}", methods="GET PUT DELETE"),
    SUPPLIERS,
    one_of(SUPPLIERS, "suppliers/{id}", methods="GET PUT DELETE"),
    VOUCHERS,
    VOUCHERS_OF_YEAR,
    one_of(VOUCHERS_OF_YEAR, "vouchers/{fiscalyearid}/{id}"),
    CUSTOMER_INVOICES,
    one_of(CUSTOMER_INVOICES, "customerinvoices/{id}"),
    SUPPLIER_INVOICES,
    one_of(SUPPLIER_INVOICES, "supplierinvoices/{id}"),
    CUSTOMER_DRAFTS,
    one_of(CUSTOMER_DRAFTS, "customerinvoicedrafts/{id}", methods="GET PUT DELETE"),
    SUPPLIER_DRAFTS,
    one_of(SUPPLIER_DRAFTS, "supplierinvoicedrafts/{id}", methods="GET PUT DELETE"),
    ARTICLES,
    one_of(ARTICLES, "articles/{id}", methods="GET PUT"),
    PROJECTS,
    one_of(PROJECTS, "projects/{id}", methods="GET PUT"),
    COST_CENTERS,
    one_of(COST_CENTERS, "costcenters/{id}", methods="GET PUT"),
    COST_CENTER_ITEMS,
    one_of(COST_CENTER_ITEMS, "costcenteritems/{id}", methods="GET PUT"),
    ATTACHMENTS,
    one_of(ATTACHMENTS, "attachments/{id}", methods="GET DELETE"),
    TERMS,
    one_of(TERMS, "termsofpayments/{id}"),
    UNITS,
    one_of(UNITS, "units/{id}"),
    listed("users", "", fields.USER, _users),
)
"""Fixed words stand before what is variable, as the first address that fits is taken."""
