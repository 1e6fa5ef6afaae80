"""The endpoints of the simulated API: what each lists, how it pages, what it demands.

Source: FACTS.md#entities (fields, types, keys), FACTS.md#paging (60 or 1,000 rows), FACTS.md#rights (data scope of each),
FACTS.md#queries (where $select and a filter are mandatory), FACTS.md#sync. The model names under ``sync/`` are inferred
from the two that are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from boekhaak_exact_online.simulator import contact_rows, fields, rows, site_rows
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.fields import Fields
from boekhaak_exact_online.simulator.filters import read_literals
from boekhaak_exact_online.simulator.literals import BadQuery
from boekhaak_exact_online.simulator.query_rules import (
    ACCOUNT_FILTERS,
    LINE_FILTERS,
    PLAIN_FILTERS,
    SYNC_TIMESTAMP_ENDPOINTS,
)
from boekhaak_exact_online.simulator.rows import Row
from boekhaak_exact_online.simulator.site_rows import Reading
from boekhaak_exact_online.simulator.tables import Kept, Table

SINGLE_PAGE, BULK_PAGE = 60, 1_000

ACCOUNTING = "financial.accounting"
LEDGERS = "financial.generalledgers"
CRM = "crm.accounts"
ADMINISTRATION = "organization.administration"

MODELS = "Exact.Web.Api.Models"


@dataclass(frozen=True)
class Parts:
    """What a collection of an entity holds when it is expanded: rows of another endpoint."""

    name: str
    endpoint: Endpoint
    rows: Callable[[Reading, Kept[Any]], Iterable[Kept[Any]]]


@dataclass(frozen=True)
class Endpoint:
    """An address that lists rows.

    ``filters`` are the only fields that may be filtered (None: all); ``demanded`` those of which one must be, where the
    vendor made filters mandatory for the app. ``companies`` marks the lists of divisions. Of the collections
    only ``parts`` has rows; the others are empty when they are expanded.
    """

    path: str
    type: str
    fields: Fields
    table: Callable[[Reading], Table[Any]]
    row: Callable[[Reading, Kept[Any]], Row]
    key: str = "ID"
    page_size: int = SINGLE_PAGE
    scope: str = ""
    select_mandatory: bool = False
    filters: frozenset[str] | None = None
    demanded: tuple[str, ...] = ()
    companies: bool = False
    parts: Parts | None = None

    @property
    def by_timestamp(self) -> bool:
        """Whether the rowversion is the key."""
        return self.key == "Timestamp"


def read_sync_timestamp(reading: Reading) -> Table[str]:
    """Return the first line that was changed at or after a moment. Raises: BadQuery unless both arguments are given."""
    texts = [reading.parameters.get(name) for name in ("modified", "endPoint")]
    if not all(texts):
        raise BadQuery("Error in query syntax")
    since, name = (read_literals(text or "")[0] for text in texts)
    if not isinstance(since, datetime) or name not in SYNC_TIMESTAMP_ENDPOINTS:
        raise BadQuery(f"The endPoint '{name}' is not supported.")
    table: Table[str] = Table()
    if name == "TransactionLines":
        changed = (row for row in _division(reading).lines if row.modified >= since)
        table.fill(
            Kept(row.timestamp, row.timestamp, row.created, row.modified, str(name)) for row in islice(changed, 1)
        )
    return table


def sync_timestamp_row(_: Reading, row: Kept[str]) -> Row:
    """Return the row of SyncTimestamp."""
    return {"Modified": row.modified, "API": row.thing, "TimeStampAsBigInt": row.timestamp}


def _division(reading: Reading) -> Division:
    assert reading.division is not None  # noqa: S101 - only Me is read without one
    return reading.division


def _of(row: Callable[[Division, Kept[Any]], Row]) -> Callable[[Reading, Kept[Any]], Row]:
    return lambda reading, kept: row(_division(reading), kept)


def _endpoint(
    path: str,
    model: str,
    names: Fields,
    table: Callable[[Division], Table[Any]],
    row: Callable[[Division, Kept[Any]], Row],
    *,
    scope: str,
) -> Endpoint:
    return Endpoint(path, f"{MODELS}.{model}", names, lambda reading: table(_division(reading)), _of(row), scope=scope)


def _bulk(single: Endpoint, path: str, *, select_mandatory: bool = True) -> Endpoint:
    return replace(single, path=path, page_size=BULK_PAGE, select_mandatory=select_mandatory)


def _sync(single: Endpoint, path: str, model: str, names: Fields, *filters: str) -> Endpoint:
    return replace(
        single,
        path=path,
        type=f"{MODELS}.Sync.{model}",
        fields=names,
        key="Timestamp",
        page_size=BULK_PAGE,
        filters=frozenset({"Timestamp", *filters}),
        demanded=(),
    )


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
        _endpoint(
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
        _endpoint(
            "financialtransaction/TransactionLines",
            "Financial.TransactionLine",
            fields.TRANSACTION_LINE,
            lambda held: held.lines,
            rows.transaction_line,
            scope=ACCOUNTING,
        ),
        demanded=LINE_FILTERS,
    )
    return (
        accounts,
        _bulk(accounts, "bulk/Financial/GLAccounts"),
        _sync(accounts, "sync/Financial/GLAccounts", "Financial.GLAccountSync", fields.SYNC_GL_ACCOUNT),
        lines,
        _bulk(lines, "bulk/Financial/TransactionLines", select_mandatory=False),
        _sync(
            lines,
            "sync/Financial/TransactionLines",
            "Financial.TransactionLineSync",
            fields.SYNC_TRANSACTION_LINE,
        ),
    )


def _ledger_setup() -> tuple[Endpoint, ...]:
    return (
        _endpoint(
            "financial/Journals", "Journal", fields.JOURNAL, lambda held: held.journals, rows.journal, scope=ACCOUNTING
        ),
        _endpoint(
            "vat/VATCodes", "VATCode", fields.VAT_CODE, lambda held: held.tax_codes, rows.vat_code, scope=ACCOUNTING
        ),
        _endpoint(
            "financial/FinancialPeriods",
            "FinancialPeriod",
            fields.FINANCIAL_PERIOD,
            lambda held: held.periods,
            rows.financial_period,
            scope=ACCOUNTING,
        ),
        _endpoint(
            "financial/ReportingBalance",
            "Financial.ReportingBalance",
            fields.REPORTING_BALANCE,
            lambda held: held.balances.table(held.site.now()),
            rows.reporting_balance,
            scope=ACCOUNTING,
        ),
    )


def _contacts() -> tuple[Endpoint, ...]:
    bank_accounts = _endpoint(
        "crm/BankAccounts",
        "BankAccount",
        fields.BANK_ACCOUNT,
        lambda held: held.bank_accounts,
        contact_rows.bank_account,
        scope=CRM,
    )
    accounts = replace(
        _endpoint(
            "crm/Accounts", "Account", fields.ACCOUNT, lambda held: held.contacts, contact_rows.account, scope=CRM
        ),
        demanded=ACCOUNT_FILTERS,
        parts=Parts("BankAccounts", bank_accounts, _bank_accounts_of),
    )
    addresses = replace(
        _endpoint(
            "crm/Addresses", "Address", fields.ADDRESS, lambda held: held.addresses, contact_rows.address, scope=CRM
        ),
        demanded=PLAIN_FILTERS,
    )
    people = _endpoint("crm/Contacts", "Contact", fields.CONTACT, lambda _: Table(), contact_rows.nobody, scope=CRM)
    return (
        accounts,
        _bulk(accounts, "bulk/CRM/Accounts"),
        _sync(accounts, "sync/CRM/Accounts", "CRM.AccountSync", fields.SYNC_ACCOUNT),
        addresses,
        _bulk(addresses, "bulk/CRM/Addresses"),
        _sync(addresses, "sync/CRM/Addresses", "CRM.AddressSync", fields.SYNC_ADDRESS),
        people,
        _sync(people, "sync/CRM/Contacts", "CRM.ContactSync", fields.SYNC_CONTACT),
        bank_accounts,
    )


def _bank_accounts_of(reading: Reading, row: Kept[Any]) -> Iterable[Kept[Any]]:
    return _division(reading).bank_account_rows[row.thing.code].values()


def _synchronising() -> tuple[Endpoint, ...]:
    deleted = _endpoint(
        "sync/Deleted", "", fields.DELETED, lambda held: held.told_deletions(), rows.deletion, scope=ADMINISTRATION
    )
    return (
        _sync(deleted, "sync/Deleted", "Deleted.DeletedEntity", fields.DELETED, "EntityType"),
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
    found = (me, *_divisions(), *_ledger(), *_ledger_setup(), *_contacts(), *_synchronising())
    return {endpoint.path.lower(): endpoint for endpoint in found}
