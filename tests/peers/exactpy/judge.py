"""What exactpy makes of the simulator: its models validate every row, and it pages by the skiptoken alone.

Some of its models refuse what the live system answers too (FACTS.md#peers); they are mended in just those fields, so that all
others are judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import trade
from client import (
    COMPANY,
    Accounts,
    BankAccounts,
    BulkLines,
    Journals,
    Line,
    SyncLines,
    all_of,
    client,
    judge,
    new_client,
)
from exactpy.controllers.base import BaseController
from exactpy.exceptions import TokenRefreshError
from exactpy.models.system import MeModel
from httpx import HTTPStatusError
from judging import Disagreement, same, totals
from pydantic import ValidationError

CALLS_A_MINUTE = 60
LINE_FIELDS = list(Line.model_fields)


def refused(status: int, ask: Any, **options: Any) -> None:
    """Raise Disagreement unless a call is refused with that status."""
    try:
        ask(**options)
    except HTTPStatusError as error:
        same("status", error.response.status_code, status)
    else:
        raise Disagreement(f"nothing was refused with {status}")


def signs_in() -> str:
    back = judge.consent(client.auth_client.get_authorization_url())
    client.auth_client.acquire_token(back)
    same("expiry", client.auth_client.token_info["expires_on"], int(judge.now) + 600)
    return "its own state came back with the code"


def tells_who_signed_in() -> str:
    me: MeModel = client.system.me.show()
    same("name", (me.full_name, me.email), ("Sam de Boer", "sam@example.com"))
    client.set_initial_division()
    same("current company", client.division, COMPANY["division"])
    return f"{me.full_name}, in {me.current_division}"


def lists_companies() -> str:
    found = {row.code: row.description for row in all_of(client.system.divisions)}
    same("companies", found, {held["division"]: held["name"] for held in judge.stage["companies"]})
    same("one of them", client.get_current_division().description, COMPANY["name"])
    return f"{len(found)}, validated whole"


def pages_through_contacts() -> str:
    pages = list(Accounts(client).all_paged(skip_invalid=False))
    found = [row for page in pages for row in page]
    same("names by code", {row.code.strip(): row.name for row in found}, COMPANY["contacts"])
    same("bank accounts", sorted(held.iban__ for row in found for held in row.bank_accounts), COMPANY["ibans"])
    same("count", client.crm.accounts.count(), len(found))
    return f"{len(found)} on {len(pages)} pages with {len(COMPANY['ibans'])} bank accounts, validated whole"


def knows_no_better() -> str:
    same("contacts", wrong_fields(client.crm.accounts), {"BankAccounts"})
    same("bank accounts", wrong_fields(BankAccounts(client)), {"Type"})
    same("journals", wrong_fields(client.financial.journals), {"BankAccountId", "PaymentServiceProvider", "Type"})
    return "in five fields of its own models it refuses what is settled, and in no other"


def wrong_fields(controller: BaseController) -> set[str]:
    """Return the fields in which rows do not fit their model."""
    try:
        all_of(controller)
    except ValidationError as error:
        return {str(found["loc"][1]) for found in error.errors()}
    return set()


def lists_ledger_accounts() -> str:
    accounts = client.financial.gl_accounts
    found = all_of(accounts)
    same("codes", sorted(row.code for row in found), COMPANY["accounts"])
    same("one by its GUID", accounts.show(found[0].id).code, found[0].code)
    same("first three", [row.id for row in all_of(accounts, top=3)], [row.id for row in found[:3]])
    (cash,) = all_of(accounts, filters=[{"key": "code", "val": "1000", "op": "eq"}])
    _, count = accounts.all(inline_count=True, skip_invalid=False)
    same("counts", (int(count), accounts.count()), (len(found), len(found)))
    return f"{len(found)}, by GUID, by code ({cash.description}), counted in both ways"


def lists_journals() -> str:
    same("codes", sorted(row.code for row in all_of(Journals(client))), COMPANY["journals"])
    return f"{len(COMPANY['journals'])}"


def lists_periods_backwards() -> str:
    newest_first = {"order_by": {"key": "start_date", "direction": "desc"}}
    found = all_of(client.financial.financial_periods, **newest_first)
    same("periods", sorted([row.fin_year, row.fin_period] for row in found), COMPANY["periods"])
    starts = [row.start_date for row in found]
    same("order", starts, sorted(starts, reverse=True))
    return f"{len(found)}, newest first"


def reads_balances() -> str:
    pages = list(client.financial.reporting_balances.all_paged(skip_invalid=False))
    found = [row for page in pages for row in page]
    same("totals", totals((row.gl__account_code, row.amount) for row in found), COMPANY["totals"])
    sides = totals((row.gl__account_code, round(row.amount_debit - row.amount_credit, 2)) for row in found)
    same("debit less credit", sides, COMPANY["totals"])
    return f"{len(found)} rows on {len(pages)} pages without $select, {len(COMPANY['totals'])} totals to the cent"


def reads_lines(controller: BaseController, **options: Any) -> str:
    pages = list(controller.all_paged(select=LINE_FIELDS, skip_invalid=False, **options))
    found = [row for row in rows_of(pages) if row.gl__account_code]
    same("postings", len(found), COMPANY["postings"])
    same("totals", totals((row.gl__account_code, row.amount_dc__) for row in found), COMPANY["totals"])
    return f"{len(found)} postings on {len(pages)} pages, {len(COMPANY['totals'])} totals to the cent"


def rows_of(pages: list[list[Any]]) -> Iterator[Any]:
    """Yield the rows of all pages."""
    for page in pages:
        yield from page


def reads_bulk_lines() -> str:
    return reads_lines(BulkLines(client))


def reads_sync_lines() -> str:
    return reads_lines(SyncLines(client))


def renews_in_time() -> str:
    held = client.auth_client.token_info
    judge.wait(held["expires_on"] - judge.now - 29)
    client.system.me.show()
    renewed = client.auth_client.token_info
    same("rotation", renewed["refresh_token"] == held["refresh_token"], expected=False)
    same("expiry", renewed["expires_on"], int(judge.now) + 600)
    client.auth_client.token_info = held
    is_refused_a_renewal(401)
    client.auth_client.token_info = renewed
    is_refused_a_renewal(400)
    return "29 s before the end; refused with the old token, and with the new one as too early"


def is_refused_a_renewal(status: int) -> None:
    """Raise Disagreement unless a renewal is refused with that status."""
    before = judge.answers(status)
    try:
        client.auth_client.refresh_token()
    except TokenRefreshError:
        same(f"refusals with {status}", judge.answers(status) - before, 1)
    else:
        raise Disagreement("a renewal was not refused")


def waits_for_the_minute() -> str:
    judge.begin_minute(5)
    for left in reversed(range(CALLS_A_MINUTE)):
        client.get("financial/Journals", select=["Code"])
        same("calls left", client._rate_limits_remaining_minutely_calls, left)
    hurried = new_client()
    hurried.auth_client.token_info, hurried.division = client.auth_client.token_info, client.division
    refused(429, hurried.get, resource="financial/Journals", select=["Code"])
    before, refusals = judge.now, judge.answers(429)
    client.get("financial/Journals", select=["Code"])
    same("refusals", judge.answers(429), refusals)
    same("waited", judge.now - before, 55.0)
    return f"it waits 55 s for the reset it was told; a new client is refused {refusals} times, at once"


def is_refused_what_is_wrong() -> str:
    refused(404, client.get, resource="financial/Nothing")
    refused(400, client.get, resource="financial/GLAccounts", select=["Nothing"])
    return "404 and 400"


judge.step("signs in", signs_in)
judge.step("tells who signed in", tells_who_signed_in)
judge.step("lists companies", lists_companies)
judge.step("pages through contacts", pages_through_contacts)
judge.step("knows no better", knows_no_better)
judge.step("lists ledger accounts", lists_ledger_accounts)
judge.step("lists journals", lists_journals)
judge.step("lists periods backwards", lists_periods_backwards)
judge.step("reads declared balances", reads_balances)
judge.step("reads lines under bulk/", reads_bulk_lines)
judge.step("reads lines under sync/", reads_sync_lines)
judge.step("expands sales entries", trade.expands_sales_entries)
judge.step("expands purchase entries", trade.expands_purchase_entries)
judge.step("expands sales invoices", trade.expands_sales_invoices)
judge.step("filters what is unpaid", trade.filters_what_is_unpaid)
judge.step("lists exchange rates", trade.lists_exchange_rates)
judge.step("lists registers", trade.lists_registers)
judge.step("lists the archive", trade.lists_the_archive)
judge.step("renews in time", renews_in_time)
judge.step("waits for the minute", waits_for_the_minute)
judge.step("is refused what is wrong", is_refused_what_is_wrong)
