"""The endpoints of the simulated API: what each lists, how it pages, what it demands.

Source: FACTS.md#entities (fields, types, keys), FACTS.md#paging (60 or 1,000 rows), FACTS.md#rights (data scope of each),
FACTS.md#queries (where $select and a filter are mandatory), FACTS.md#sync.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from boekhaak_exact_online.simulator import contact_rows, fields, line_rows, rows, site_rows
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.endpoint import MODELS, Endpoint, Parts, bulk, single, sync
from boekhaak_exact_online.simulator.filters import read_literals
from boekhaak_exact_online.simulator.literals import BadQuery
from boekhaak_exact_online.simulator.query_rules import (
    ACCOUNT_FILTERS,
    LINE_FILTERS,
    PLAIN_FILTERS,
    SYNC_TIMESTAMP_ENDPOINTS,
)
from boekhaak_exact_online.simulator.register_endpoints import register_endpoints
from boekhaak_exact_online.simulator.rows import Row
from boekhaak_exact_online.simulator.site_rows import Reading
from boekhaak_exact_online.simulator.tables import Kept, Table
from boekhaak_exact_online.simulator.trade_endpoints import trade_endpoints

ACCOUNTING = "financial.accounting"
LEDGERS = "financial.generalledgers"
CRM = "crm.accounts"
ADMINISTRATION = "organization.administration"


def read_sync_timestamp(reading: Reading) -> Table[str]:
    """Return the first line that was changed at or after a moment. Raises: BadQuery unless both arguments are given."""
    texts = [reading.parameters.get(name) for name in ("modified", "endPoint")]
    if not all(texts):
        raise BadQuery("Error in query syntax")
    since, name = (read_literals(text or "")[0] for text in texts)
    if not isinstance(since, datetime) or name not in SYNC_TIMESTAMP_ENDPOINTS:
        raise BadQuery(f"The endPoint '{name}' is not supported.")
    table: Table[str] = Table()
    changed = (row for row in _versioned(reading.held, str(name)) if row.modified >= since)
    table.fill(Kept(row.timestamp, row.timestamp, row.created, row.modified, str(name)) for row in islice(changed, 1))
    return table


def _versioned(division: Division, name: str) -> Iterable[Kept[Any]]:
    """Return the rows of which SyncTimestamp tells; there are none of the other kinds here."""
    match name:
        case "TransactionLines":
            return division.lines
        case "SalesInvoices":
            return division.invoicing.table
        case "Projects":
            return division.lists.dimensions["project"].table()
    return ()


def sync_timestamp_row(_: Reading, row: Kept[str]) -> Row:
    """Return the row of SyncTimestamp."""
    return {"Modified": row.modified, "API": row.thing, "TimeStampAsBigInt": row.timestamp}


def _divisions() -> tuple[Endpoint, ...]:
    system = Endpoint(
        "system/Divisions",
        f"{MODELS}.System.Division",
        fields.DIVISION,
        lambda reading: site_rows.division_table(reading.accessible),
        site_rows.division,
        key="Code",
        scope=ADMINISTRATION,
        companies=True,
    )
    return (
        system,
        replace(
            system,
            path="system/AllDivisions",
            table=lambda reading: site_rows.division_table(reading.granted),
        ),
        replace(
            system,
            path="hrm/Divisions",
            type=f"{MODELS}.Division",
            fields=fields.HRM_DIVISION,
            row=site_rows.hrm_division,
            scope="",
        ),
    )


def _ledger() -> tuple[Endpoint, ...]:
    accounts = replace(
        single(
            "financial/GLAccounts",
            "GLAccount",
            fields.GL_ACCOUNT,
            lambda held: held.accounts,
            rows.gl_account,
            scope=LEDGERS,
        ),
        demanded=PLAIN_FILTERS,
    )
    lines = replace(
        single(
            "financialtransaction/TransactionLines",
            "Financial.TransactionLine",
            fields.TRANSACTION_LINE,
            lambda held: held.lines,
            line_rows.transaction_line,
            scope=ACCOUNTING,
        ),
        demanded=LINE_FILTERS,
    )
    return (
        accounts,
        bulk(accounts, "bulk/Financial/GLAccounts"),
        sync(accounts, "sync/Financial/GLAccounts", "Financial.GLAccountSync", fields.SYNC_GL_ACCOUNT),
        lines,
        bulk(lines, "bulk/Financial/TransactionLines", select_mandatory=False),
        sync(
            lines,
            "sync/Financial/TransactionLines",
            "Financial.TransactionLineSync",
            fields.SYNC_TRANSACTION_LINE,
        ),
    )


def _ledger_setup() -> tuple[Endpoint, ...]:
    return (
        single(
            "financial/Journals", "Journal", fields.JOURNAL, lambda held: held.journals, rows.journal, scope=ACCOUNTING
        ),
        single(
            "vat/VATCodes", "VATCode", fields.VAT_CODE, lambda held: held.tax_codes, rows.vat_code, scope=ACCOUNTING
        ),
        single(
            "financial/FinancialPeriods",
            "FinancialPeriod",
            fields.FINANCIAL_PERIOD,
            lambda held: held.periods,
            rows.financial_period,
            scope=ACCOUNTING,
        ),
        single(
            "financial/ReportingBalance",
            "Financial.ReportingBalance",
            fields.REPORTING_BALANCE,
            lambda held: held.balances.table(held.site.now()),
            rows.reporting_balance,
            scope=ACCOUNTING,
        ),
    )


def _contacts() -> tuple[Endpoint, ...]:
    bank_accounts = single(
        "crm/BankAccounts",
        "BankAccount",
        fields.BANK_ACCOUNT,
        lambda held: held.bank_accounts,
        contact_rows.bank_account,
        scope=CRM,
    )
    accounts = replace(
        single("crm/Accounts", "Account", fields.ACCOUNT, lambda held: held.contacts, contact_rows.account, scope=CRM),
        demanded=ACCOUNT_FILTERS,
        parts=Parts("BankAccounts", bank_accounts, _bank_accounts_of),
    )
    addresses = replace(
        single(
            "crm/Addresses", "Address", fields.ADDRESS, lambda held: held.addresses, contact_rows.address, scope=CRM
        ),
        demanded=PLAIN_FILTERS,
    )
    people = single("crm/Contacts", "Contact", fields.CONTACT, lambda _: Table(), contact_rows.nobody, scope=CRM)
    return (
        accounts,
        bulk(accounts, "bulk/CRM/Accounts"),
        sync(accounts, "sync/CRM/Accounts", "CRM.AccountSync", fields.SYNC_ACCOUNT),
        addresses,
        bulk(addresses, "bulk/CRM/Addresses"),
        sync(addresses, "sync/CRM/Addresses", "CRM.AddressSync", fields.SYNC_ADDRESS),
        people,
        sync(people, "sync/CRM/Contacts", "CRM.ContactSync", fields.SYNC_CONTACT),
        bank_accounts,
    )


def _bank_accounts_of(reading: Reading, row: Kept[Any]) -> Iterable[Kept[Any]]:
    return reading.held.bank_account_rows[row.thing.code].values()


def _synchronising() -> tuple[Endpoint, ...]:
    deleted = single(
        "sync/Deleted", "", fields.DELETED, lambda held: held.told_deletions(), rows.deletion, scope=ADMINISTRATION
    )
    return (
        sync(deleted, "sync/Deleted", "Deleted.DeletedEntity", fields.DELETED, "EntityType"),
        Endpoint(
            "read/sync/Sync/SyncTimestamp",
            f"{MODELS}.Sync.SyncTimestamp",
            fields.SYNC_TIMESTAMP,
            read_sync_timestamp,
            sync_timestamp_row,
            key="TimeStampAsBigInt",
            scope=ADMINISTRATION,
        ),
    )


def endpoints() -> dict[str, Endpoint]:
    """Return all endpoints by their path in lower case: the vendor's addresses do not heed case."""
    me = Endpoint("current/Me", f"{MODELS}.System.Me", fields.ME, site_rows.me_table, site_rows.me, key="UserID")
    found = (
        me,
        *_divisions(),
        *_ledger(),
        *_ledger_setup(),
        *_contacts(),
        *_synchronising(),
        *trade_endpoints(),
        *register_endpoints(),
    )
    return {endpoint.path.lower(): endpoint for endpoint in found}
