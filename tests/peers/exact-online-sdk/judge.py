"""What exact-online-sdk makes of the simulator: it knows nearly every field, and tells its secret in the Basic way.

Its typed rows cannot hold a date as the live system writes it, nor some fields that were recorded (FACTS.md#peers); so rows
are read with ``$select`` where they are typed, and raw otherwise.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import trade
from client import COMPANY, WHOLE, client, judge, signer
from exact_online_sdk import RateLimitError, api
from exact_online_sdk.exceptions import AuthenticationError, BadRequestError, NotFoundError
from judging import Disagreement, same, totals

CALLS_A_MINUTE = 60
LINE_FIELDS = ["ID", "EntryID", "GLAccountCode", "AmountDC", "FinancialYear"]


def signs_in() -> str:
    back = parse_qs(urlsplit(judge.consent(signer.get_authorization_url("state/1 é"))).query)
    same("state", back["state"], ["state/1 é"])
    token = signer.exchange_code_for_token(back["code"][0])
    same("expiry", token.expires_at.timestamp(), judge.now + 600)
    return "with the secret in a Basic header"


def tells_who_signed_in() -> str:
    (me,) = api.MeAPI(client).list()
    same("name", (me.full_name, me.current_division), ("Sam de Boer", COMPANY["division"]))
    return f"{me.full_name}, typed whole"


def lists_companies() -> str:
    expected = {held["division"]: held["name"] for held in judge.stage["companies"]}
    for listed in (api.SystemDivisionsAPI, api.AllDivisionsAPI, api.DivisionsAPI):
        found = listed(client).list(select=["Code", "Description"])
        same(listed.__name__, {row.code: row.description for row in found}, expected)
    return f"{len(expected)} in each of the three lists"


def misses_no_field() -> str:
    asked = [
        api.MeAPI, api.AllDivisionsAPI, api.DivisionsAPI, api.AccountsAPI, api.AddressesAPI, api.BankAccountsAPI,
        api.JournalsAPI, api.VATCodesAPI, api.FinancialPeriodsAPI, api.GLAccountsAPI, api.TransactionLinesAPI,
        api.ReportingBalanceAPI,
    ]  # fmt: skip
    count = 0
    for entity in asked:
        (row, *_) = entity(client).list(raw=True)
        names = {field.alias or name for name, field in entity.model_cls.model_fields.items()}
        same(f"fields that {entity.__name__} misses", sorted(names - set(row)), [])
        count += len(names)
    return f"{count} fields of {len(asked)} entities are there"


def pages_through_contacts() -> str:
    pages = list(api.AccountsAPI(client).iter_pages(select=["Code", "Name"], **WHOLE))
    found = {row.code.strip(): row.name for page in pages for row in page}
    same("names by code", found, COMPANY["contacts"])
    same("raw", sum(1 for _ in api.AccountsAPI(client).iter_all(raw=True, **WHOLE)), len(found))
    held = api.BankAccountsAPI(client).iter_all(select=["Account", "BankAccount", "IBAN"], **WHOLE)
    ibans = sorted(row.iban for row in held)
    same("bank accounts", ibans, COMPANY["ibans"])
    return f"{len(found)} on {len(pages)} pages, {len(ibans)} bank accounts"


def stops_at_its_own_top() -> str:
    same("contacts", sum(1 for _ in api.AccountsAPI(client).iter_all(raw=True)), 100)
    lines = api.SyncFinancialTransactionLinesAPI(client).iter_all(raw=True, params={"$filter": "Timestamp gt 1L"})
    same("lines", list(lines), [])
    return "with its $top=100 it gets 100 rows by 60, and does not see the bare list of 100 under sync/"


def finds_one_ledger_account() -> str:
    accounts = api.GLAccountsAPI(client)
    (found,) = accounts.list(select=["ID", "Code", "Description"], filters={"Code": COMPANY["accounts"][0]})
    same("code", found.code, COMPANY["accounts"][0])
    same("by its key", accounts.get(str(found.id), raw=True)["Description"], found.description)
    return f"{found.code} {found.description}, by code and by key"


def lists_ledger_accounts_and_journals() -> str:
    for entity in (api.GLAccountsAPI, api.BulkFinancialGLAccountsAPI, api.SyncFinancialGLAccountsAPI):
        found = entity(client).iter_all(select=["ID", "Code"], **WHOLE)
        same(entity.__name__, sorted(row.code for row in found), COMPANY["accounts"])
    journals = [row.code for row in api.JournalsAPI(client).list(select=["Code"])]
    same("journals", sorted(journals), COMPANY["journals"])
    return f"{len(COMPANY['accounts'])} singly, under bulk/ and under sync/; {len(journals)} journals"


def reads_lines(entity: type[api.BaseAPI], **options: Any) -> str:
    pages = list(entity(client).iter_pages(select=LINE_FIELDS, **WHOLE, **options))
    found = [row for page in pages for row in page if row.gl_account_code]
    same("postings", len(found), COMPANY["postings"])
    same("totals", totals((row.gl_account_code, row.amount_dc) for row in found), COMPANY["totals"])
    return f"{len(found)} postings on {len(pages)} pages, {len(COMPANY['totals'])} totals to the cent"


def reads_bulk_lines() -> str:
    return reads_lines(api.BulkFinancialTransactionLinesAPI)


def reads_sync_lines() -> str:
    return reads_lines(api.SyncFinancialTransactionLinesAPI, params={"$filter": "Timestamp gt 1L"})


def reads_balances() -> str:
    pages = list(api.ReportingBalanceAPI(client).iter_pages(**WHOLE))
    found = [row for page in pages for row in page]
    same("totals", totals((row.gl_account_code, row.amount) for row in found), COMPANY["totals"])
    same("lines counted", sum(row.count for row in found), COMPANY["postings"])
    return f"{len(found)} rows on {len(pages)} pages, typed whole, {len(COMPANY['totals'])} totals to the cent"


def renews_too_early_and_then_in_time() -> str:
    before = signer._storage.get_token()
    judge.wait(before.expires_at.timestamp() - judge.now - 60)
    try:
        client.get("!current/Me")
    except AuthenticationError as error:
        same("refused", "400 Bad Request" in str(error), expected=True)
    else:
        raise Disagreement("a renewal after 540 seconds was not refused")
    judge.wait(30)
    client.get("!current/Me")
    token = signer._storage.get_token()
    same("rotation", token.refresh_token == before.refresh_token, expected=False)
    same("expiry", token.expires_at.timestamp(), judge.now + 600)
    return "refused after 540 s, which is when it asks; granted after 570 s"


def waits_for_the_minute() -> str:
    judge.begin_minute(5)
    use_up_the_minute()
    before, refusals = judge.now, judge.answers(429)
    try:
        client.get("financial/Journals", params={"$select": "Code"})
    except RateLimitError as error:
        same("told to wait", error.retry_after, 0.0)
    else:
        raise Disagreement("the 61st call was not refused")
    tries, waited = judge.answers(429) - refusals, judge.now - before
    judge.begin_minute(50)
    use_up_the_minute()
    before = judge.now
    client.get("financial/Journals", params={"$select": "Code"})
    same("waited to the minute's end", judge.now - before >= 10, expected=True)
    return f"it tries {tries} times in {waited:.0f} s and gives up; near the minute's end that is enough"


def use_up_the_minute() -> None:
    """Make all the calls that a minute allows."""
    for _ in range(CALLS_A_MINUTE):
        client.get("financial/Journals", params={"$select": "Code"})


def is_refused_what_is_wrong() -> str:
    for path, kind in (("financial/Nothing", NotFoundError), ("financial/GLAccounts?$select=Nothing", BadRequestError)):
        try:
            client.get(path)
        except kind as error:
            same("the vendor's error object", '"message": {' in str(error), expected=True)
        else:
            raise Disagreement(f"{path} was not refused")
    return "404 and 400 with the vendor's error object"


judge.step("signs in", signs_in)
judge.step("tells who signed in", tells_who_signed_in)
judge.step("lists companies", lists_companies)
judge.step("misses no field", misses_no_field)
judge.step("pages through contacts", pages_through_contacts)
judge.step("stops at its own top", stops_at_its_own_top)
judge.begin_minute(0)
judge.step("finds one ledger account", finds_one_ledger_account)
judge.step("lists ledger accounts", lists_ledger_accounts_and_journals)
judge.step("reads lines under bulk/", reads_bulk_lines)
judge.step("reads lines under sync/", reads_sync_lines)
judge.begin_minute(0)
judge.step("reads declared balances", reads_balances)
judge.begin_minute(0)
judge.step("misses few fields of trade", trade.misses_few_fields)
judge.begin_minute(0)
judge.step("reads sales invoices typed", trade.reads_sales_invoices)
judge.step("reads invoices under sync/", trade.reads_synced_invoices)
judge.begin_minute(0)
judge.step("reads what is unpaid typed", trade.reads_what_is_unpaid)
judge.step("reads payment terms", trade.reads_payment_terms)
judge.step("reads registers typed", trade.reads_registers)
judge.begin_minute(0)
judge.step("reads the archive typed", trade.reads_the_archive)
judge.begin_minute(0)
judge.step("renews in time", renews_too_early_and_then_in_time)
judge.step("waits for the minute", waits_for_the_minute)
judge.step("is refused what is wrong", is_refused_what_is_wrong)
