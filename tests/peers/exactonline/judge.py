"""What exactonline makes of the simulator: it is strict about envelopes, and heeds the limits before they are reached."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import trade
from client import COMPANY, api, judge, rows, storage
from exactonline import rawapi
from exactonline.api import ExactApi
from exactonline.http import HTTPError
from judging import Disagreement, same, totals

LINE_FIELDS = "$select=Timestamp,ID,GLAccountCode,AmountDC"
TOO_EARLY = "TooEarlyToRefreshTokens: Rate limit exceeded: access_token not expired"
CALLS_A_MINUTE = 60


class Impatient(rawapi.RateLimiter):
    """A limiter that never waits, as in a client that knows of no limits."""

    def backoff(self) -> bool:
        """Do not wait."""
        return False


def refused(status: int, ask: Any, *arguments: object) -> HTTPError:
    """Return the refusal that a call ends with."""
    try:
        ask(*arguments)
    except HTTPError as error:
        same("status", error.code, status)
        return error
    raise Disagreement(f"nothing was refused with {status}")


def signs_in() -> str:
    back = judge.consent(api.create_auth_request_url())
    api.request_token(parse_qs(urlsplit(back).query)["code"][0])
    same("expiry", storage.get_access_expiry(), int(judge.now) + 600)
    return f"tokens of {len(storage.get_access_token())} and {len(storage.get_refresh_token())} characters"


def lists_companies() -> str:
    choices, current = api.get_divisions()
    same("companies", choices, {held["division"]: held["name"] for held in judge.stage["companies"]})
    api.set_division(COMPANY["division"])
    return f"{len(choices)}, and {current} is the one opened last"


def pages_through_contacts() -> str:
    found = api.relations.all()
    same("names by code", {row["Code"].strip(): row["Name"] for row in found}, COMPANY["contacts"])
    same("bank accounts", sorted(row["IBAN"] for row in api.bankaccounts.all()), COMPANY["ibans"])
    return f"{len(found)} contacts, {len(COMPANY['ibans'])} bank accounts"


def finds_one_contact() -> str:
    code, name = next(iter(COMPANY["contacts"].items()))
    found = api.relations.get(relation_code=code)
    same("name", found["Name"], name)
    (by_guid,) = api.relations.filter(filter=f"ID eq guid'{found['ID']}'")
    same("the same by GUID", by_guid["Code"], f"{code:>18}")
    return f"{code}, padded to 18, and by its GUID"


def lists_ledger_accounts() -> str:
    same("codes", sorted(row["Code"] for row in api.ledgeraccounts.all()), COMPANY["accounts"])
    chosen = COMPANY["accounts"][:3]
    same("some codes", sorted(row["Code"] for row in api.ledgeraccounts.filter(code__in=chosen)), chosen)
    return f"{len(COMPANY['accounts'])}, and {len(chosen)} of them by code"


def lists_vat_codes() -> str:
    found = {row["Code"].strip(): str(row["Percentage"]).removesuffix(".0") for row in api.vatcodes.all()}
    same("percentages", found, COMPANY["vat_codes"])
    return f"{len(found)}, with percentages as fractions"


def reads_lines(address: str) -> str:
    found = [row for row in rows(address) if row["GLAccountCode"]]
    same("postings", len(found), COMPANY["postings"])
    same("totals", totals((row["GLAccountCode"], row["AmountDC"]) for row in found), COMPANY["totals"])
    return f"{len(found)} postings, {len(COMPANY['totals'])} totals to the cent"


def reads_bulk_lines() -> str:
    return reads_lines("bulk/Financial/TransactionLines?$select=ID,GLAccountCode,AmountDC")


def reads_sync_lines() -> str:
    address = f"sync/Financial/TransactionLines?{LINE_FIELDS}&$filter=Timestamp+gt+"
    told = reads_lines(f"{address}1L")
    stamps = [int(row["Timestamp"]) for row in rows(f"{address}1L")]
    same("order of the stamps", stamps, sorted(set(stamps)))
    same("rows after the last stamp", rows(f"{address}{stamps[-1]}L"), [])
    return f"{told}, stamps in order"


def reads_single_lines() -> str:
    before, refusals = judge.now, judge.answers(429)
    told = reads_lines("financialtransaction/TransactionLines?$select=ID,GLAccountCode,AmountDC")
    same("refusals", judge.answers(429), refusals)
    return f"{told}; waited {judge.now - before:.0f} s in time, so that nothing was refused"


def reads_balances() -> str:
    found = rows("financial/ReportingBalance?$select=GLAccountCode,Amount")
    same("totals", totals((row["GLAccountCode"], row["Amount"]) for row in found), COMPANY["totals"])
    return f"{len(found)} rows, {len(COMPANY['totals'])} totals to the cent"


def asks_a_read_function() -> str:
    address = "read/sync/Sync/SyncTimestamp?modified=datetime'2020-01-01'&endPoint='TransactionLines'"
    (found,) = rows(address)
    (first, *_) = rows(f"sync/Financial/TransactionLines?{LINE_FIELDS}&$top=1")
    same("stamp", found["TimeStampAsBigInt"], first["Timestamp"])
    return f"SyncTimestamp tells {found['TimeStampAsBigInt']}"


def renews_in_time() -> str:
    old = storage.get_refresh_token()
    judge.wait(storage.get_access_expiry() - judge.now - 29)
    rows("financial/Journals?$select=Code")
    same("expiry", storage.get_access_expiry(), int(judge.now) + 600)
    same("rotation", old == storage.get_refresh_token(), False)
    return "29 s before the end, with a new refresh token"


def is_refused_a_renewal() -> str:
    early = refused(400, api.refresh_token)
    same("reason", early.hdrs["Reason"], TOO_EARLY)
    good = storage.get_refresh_token()
    storage.set_refresh_token(good.replace("!", "!x"))
    refused(400, api.refresh_token)
    storage.set_refresh_token(good)
    return "too early, and with a token that nobody gave out"


def renews_after_a_401() -> str:
    judge.wait(601)
    storage.set_access_expiry(int(judge.now) + 600)
    before = judge.answers(401)
    rows("financial/Journals?$select=Code")
    same("refusals", judge.answers(401) - before, 1)
    return "of a token that expired without the client's knowing"


def waits_for_the_minute() -> str:
    judge.begin_minute(5)
    for _ in range(CALLS_A_MINUTE):
        rows("financial/Journals?$select=Code")
    before, refusals = judge.now, judge.answers(429)
    error = refused(429, rows, "financial/Journals?$select=Code", impatient())
    told = sorted(name.lower() for name in error.hdrs if name.lower().startswith("x-ratelimit"))
    same("headers", told, [f"x-ratelimit-minutely-{name}" for name in ("limit", "remaining", "reset")])
    same("body", error.response, b"")
    rows("financial/Journals?$select=Code", ExactApi(storage=storage))
    same("refusals", judge.answers(429) - refusals, 2)
    waited = judge.now - before
    same("waited until the minute's end", 55 <= waited <= 56, expected=True)
    return f"call {CALLS_A_MINUTE + 1} is refused with three headers; a new client reads them, waits {waited:.0f} s, goes on"


def impatient() -> ExactApi:
    """Return a client that does not wait."""
    client = ExactApi(storage=storage)
    client.limiter = Impatient()
    return client


def is_refused_what_is_wrong() -> str:
    unknown = refused(404, rows, "financial/Nothing")
    wrong = refused(400, rows, "financial/GLAccounts?$filter=Code+eq+1000")
    for error in (unknown, wrong):
        same("code", b'"code": ""' in error.response and b'"value": "' in error.response, expected=True)
    return "404 and 400 with the vendor's error object"


judge.step("signs in", signs_in)
judge.step("lists companies", lists_companies)
judge.step("pages through contacts", pages_through_contacts)
judge.step("finds one contact", finds_one_contact)
judge.step("lists ledger accounts", lists_ledger_accounts)
judge.step("lists VAT codes", lists_vat_codes)
judge.step("reads lines under bulk/", reads_bulk_lines)
judge.step("reads lines under sync/", reads_sync_lines)
judge.step("reads lines by 60", reads_single_lines)
judge.step("reads declared balances", reads_balances)
judge.step("lists sales entries", trade.lists_sales_entries)
judge.step("follows to an entry's lines", trade.follows_to_lines)
judge.step("lists purchase entries", trade.lists_purchase_entries)
judge.step("expands sales invoices", trade.expands_sales_invoices)
judge.step("lists what is unpaid", trade.lists_what_is_unpaid)
judge.step("lists registers", trade.lists_registers)
judge.step("lists the archive", trade.lists_the_archive)
judge.step("downloads a file", trade.downloads_a_file)
judge.step("asks a function under read/", asks_a_read_function)
judge.step("renews in time", renews_in_time)
judge.step("is refused a renewal", is_refused_a_renewal)
judge.step("renews after a 401", renews_after_a_401)
judge.step("waits for the minute", waits_for_the_minute)
judge.step("is refused what is wrong", is_refused_what_is_wrong)
