"""What zeep makes of the simulator by the vendor's own WSDLs: strict, it refuses each element that these do not know.

It calls every operation that our plugin uses; the last step looks into the plugin's source for one that it does not.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import trade
from client import COMPANY, CREDENTIAL, OTHER, SOAP_12, UNSET, Services, judge, operations, sign_in
from judging import Disagreement, same, totals
from requests import HTTPError
from zeep.exceptions import Fault, TransportError, XMLParseError

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
NOT_AUTHENTICATED = "Session is not authenticated"
SIGN_INS_AN_HOUR = 60


def identities() -> dict[str, Any]:
    """Return the identities of the login, by the names of their clients."""
    listed = Services().items(
        "Authenticate", "GetIdentitiesWithCredential", credential={**CREDENTIAL, "IdentityId": UNSET}
    )
    return {identity.Client.Name: identity for identity in listed}


def lists_identities() -> str:
    found = identities()
    same("clients", set(found), {COMPANY["name"], OTHER["name"]})
    same("default", found[COMPANY["name"]].IsDefault, expected=True)
    same("lost ones", [name for name, one in found.items() if one.IsDisabled], [])
    return f"{len(found)}, without a session"


def signs_in() -> str:
    session = sign_in()
    cookie = Services(session)
    same("cookie", bool(session) and session.isalnum(), expected=True)
    same("client", cookie.ask("Authenticate", "GetIdentity").Client.Name, COMPANY["name"])
    listed = cookie.items("Authenticate", "GetIdentities")
    same("current one", [one.Client.Name for one in listed if one.IsCurrent], [COMPANY["name"]])
    return "the session stands in the default identity; its id comes in the answer, and is sent as a cookie by hand"


def stands_in_two_clients() -> str:
    found = identities()
    for name in (COMPANY["name"], OTHER["name"]):
        services = Services(sign_in(found[name].Id))
        same("client", services.ask("Authenticate", "GetIdentity").Client.Name, name)
        told = services.ask("Client", "GetClientInformation")
        held = next(one for one in judge.stage["companies"] if one["name"] == name)
        expected = (held["name"], held["number"], held["currency"], held["country"])
        same("information", (told.Name, told.OrganizationNumber, told.DefaultCurrency, told.Country), expected)
    return "each named by its identity as the session begins"


def speaks_soap_12() -> str:
    services = Services(sign_in(), version=SOAP_12)
    same("client", services.ask("Authenticate", "GetIdentity").Client.Name, COMPANY["name"])
    rows = services.items("Account", "GetAccountList")
    same("accounts", len(rows), len(COMPANY["accounts"]))
    is_refused(NOT_AUTHENTICATED, Services(version=SOAP_12), "Account", "GetAccountList")
    return "the same answers, and faults"


def is_refused_wrong_credentials() -> str:
    same("session", sign_in(Password="another"), "")
    same("session", sign_in(ApplicationId="11111111-1111-1111-1111-111111111111"), "")
    wrong = {**CREDENTIAL, "IdentityId": UNSET, "Password": "another"}
    listed = Services().items("Authenticate", "GetIdentitiesWithCredential", credential=wrong)
    same("identities", listed, [])
    return "an empty session, and no identities; no fault"


def is_refused(sentence: str, services: Services, service: str, operation: str, **arguments: Any) -> str:
    """Return what a fault says. Raises: Disagreement unless it holds the sentence."""
    try:
        services.ask(service, operation, **arguments)
    except Fault as fault:
        same("the fault", sentence in fault.message, expected=True)
        return str(fault.message)
    raise Disagreement(f"{operation} was not refused")


def finds_sessions_dead() -> str:
    is_refused(NOT_AUTHENTICATED, Services(), "Account", "GetAccountList")
    is_refused(NOT_AUTHENTICATED, Services("madeup012345madeup012345"), "Transaction", "GetFiscalYears")
    services = Services(sign_in())
    services.ask("Transaction", "GetFiscalYears")
    judge.wait(21 * 60)
    is_refused(NOT_AUTHENTICATED, services, "Transaction", "GetFiscalYears")
    return "without a cookie, with a made-up one, and after 21 minutes of silence"


def signs_in_again() -> str:
    judge.switch("session_expiry")
    session, sessions, years = sign_in(), 1, 0
    for _ in range(10):
        try:
            Services(session).ask("Transaction", "GetFiscalYears")
        except Fault as fault:
            same("the fault", NOT_AUTHENTICATED in fault.message, expected=True)
            session, sessions = sign_in(), sessions + 1
        else:
            years += 1
    judge.switch()
    same("answers and sessions", (years, sessions), (8, 3))
    return f"{years} answers in {sessions} sessions, each of which died after three"


def lists_accounts() -> str:
    rows = services.items("Account", "GetAccountList")
    same("accounts", {str(row.AccountNo): row.AccountName for row in rows}, COMPANY["names"])
    codes = services.items("Account", "GetTaxCodeList")
    same("rates", {row.TaxNo: str(row.TaxRate / Decimal(100)) for row in codes}, COMPANY["vat_codes"])
    same("names", {row.TaxNo: row.TaxName for row in codes}, COMPANY["tax_names"])
    ids = {row.TaxId for row in codes}
    same("codes of accounts", {row.AccountTax for row in rows if row.AccountTax} <= ids, expected=True)
    return f"{len(rows)} accounts, {len(codes)} tax codes"


def years() -> list[tuple[datetime, datetime]]:
    """Return start and end of each fiscal year; the end is the first day of the next."""
    rows = services.items("Transaction", "GetFiscalYears")
    return sorted((row.StartingDate, row.EndingDate) for row in rows)


def lists_years_and_types() -> str:
    found = years()
    told = [[start.date().isoformat(), (end - DAY).date().isoformat()] for start, end in found]
    same("years", told, COMPANY["years"])
    types = services.items("Transaction", "GetTransactionTypes")
    same("journals", sorted(row.Title for row in types if row.No > 0), COMPANY["journal_names"])
    return f"{len(found)} years, {len(types)} types of entries, {sum(row.No < 0 for row in types)} of them the system's own"


def lines(asked: Services, start: datetime, until: datetime, mode: str = "EntryDate") -> list[Any]:
    """Return the ledger lines from a day until another."""
    search = {
        "DateSearchParameters": mode,
        "DateStart": start,
        "DateEnd": until - SECOND,
        "SystemType": None,
        "HasInvoiceId": None,
    }
    return asked.items("Transaction", "GetTransactions", searchParams=search)


def reads_lines() -> str:
    windows = years()
    rows = [row for start, until in windows for row in lines(services, start, until)]
    same("postings", len(rows), COMPANY["postings"])
    same("ids", len({row.Id for row in rows}), len(rows))
    same("totals", totals((str(row.AccountNo), row.Amount) for row in rows), COMPANY["totals"])
    codes = {row.TaxId for row in services.items("Account", "GetTaxCodeList")}
    same("codes of lines", {row.VatCode for row in rows if row.VatCode} <= codes, expected=True)
    types = {row.Id for row in services.items("Transaction", "GetTransactionTypes")}
    same("types of lines", {row.TransactionTypeId for row in rows} <= types, expected=True)
    named = {
        found.Name for row in rows for found in (row.Dimensions.Dimension if row.Dimensions else [])
        if found.Type == "Customer"
    }  # fmt: skip
    same("their contacts", named <= set(COMPANY["contacts"].values()), expected=True)
    return f"{len(rows)} in {len(windows)} years, {len(COMPANY['totals'])} totals to the cent, openings among them"


def reads_changed_lines() -> str:
    start, until = years()[-1]
    month = lines(services, start, start + 31 * DAY)
    changed = lines(services, start, until + 365 * DAY, "DateChangedUTC")
    same("lines of a month", {row.Id for row in month} <= {row.Id for row in changed}, expected=True)
    same("moments", all(start <= row.DateChanged < until + 365 * DAY for row in changed), expected=True)
    return f"{len(changed)} by the moment of their change, those of a month ({len(month)}) among them"


def reads_sums() -> str:
    start, _ = years()[0]
    rows = services.items("Transaction", "GetAggregated", startDate=start, periodType="None", returnIB=False)
    same("totals", totals((str(row.AccountNo), row.TotalBalance) for row in rows), COMPANY["totals"])
    last, _ = years()[-1]
    whole = services.items("Transaction", "GetAggregated", startDate=last, periodType="Month", returnIB=True)
    same("with what was brought in", totals((str(row.AccountNo), row.TotalBalance) for row in whole), COMPANY["totals"])
    return f"{len(rows)} accounts since the first day, and since the last year with what came before"


def tolerates_what_is_new() -> str:
    judge.switch("drift")
    start, _ = years_of(tolerant := Services(services_id, strict=False))[-1]
    until = start + 31 * DAY
    try:
        lines(services, start, until)
    except XMLParseError as error:
        same("the reason", "AddedLater" in str(error), expected=True)
    else:
        raise Disagreement("strict, it took an element that the WSDL does not know")
    rows = lines(tolerant, start, until)
    judge.switch()
    before = lines(services, start, until)
    same("amounts", [row.Amount for row in rows], [row.Amount for row in before])
    new = {row.SystemType for row in rows} - {row.SystemType for row in before}
    same("new kinds", new, {"InvoiceLoss"})
    return f"strict, it refuses an element more; with strict=False it reads {len(rows)} lines, a kind of entry more among them"


def years_of(asked: Services) -> list[tuple[datetime, datetime]]:
    """Return start and end of each fiscal year, asked for in that session."""
    return sorted((row.StartingDate, row.EndingDate) for row in asked.items("Transaction", "GetFiscalYears"))


def is_refused_too_many_sign_ins() -> str:
    judge.wait(3_600)
    for _ in range(SIGN_INS_AN_HOUR):
        same("session", bool(sign_in()), expected=True)
    try:
        sign_in()
    except (TransportError, HTTPError) as error:
        same("status", getattr(error, "status_code", 0), 429)
    else:
        raise Disagreement("one sign-in more than an hour allows was not refused")
    judge.wait(3_601)
    same("session", bool(sign_in()), expected=True)
    return f"{SIGN_INS_AN_HOUR} of a user in an hour, then status 429, which is no SOAP"


def waits_out_the_quarantine() -> str:
    judge.wait(3_600 - judge.now % 3_600)
    asked = Services(sign_in())
    most = judge.stage["calls_an_hour"]
    for used in range(2, most + 1):
        asked.ask("Authenticate", "GetIdentity")
        same("calls left", asked.told("APILimitRemaining"), str(most - used))
    reset = datetime.fromisoformat(asked.told("APILimitReset"))
    said = is_refused("Limit exceeded by 1. Request is blocked.", asked, "Authenticate", "GetIdentity")
    same("the end of the quarantine", f"{reset:%Y-%m-%d %H:%M:%S}" in said, expected=True)
    judge.wait(reset.timestamp() - judge.now)
    is_refused(NOT_AUTHENTICATED, asked, "Authenticate", "GetIdentity")
    same("calls left", Services(sign_in()).ask("Authenticate", "GetIdentity").Client.Name, COMPANY["name"])
    return f"told what is left in headers; after {most} calls a fault, until the hour that it and they name"


def calls_every_operation_of_the_plugin() -> str:
    used = operations() & set(judge.stage["words"])
    same("operations of the plugin", len(used) >= 20, expected=True)
    same("operations that this judge does not call", sorted(used - Services.called), [])
    return f"{len(used)} that the plugin's source names, {len(Services.called)} that were called here"


judge.step("lists identities", lists_identities)
judge.step("signs in", signs_in)
judge.step("stands in two clients", stands_in_two_clients)
judge.step("speaks SOAP 1.2", speaks_soap_12)
judge.step("is refused wrong credentials", is_refused_wrong_credentials)
judge.step("finds sessions dead", finds_sessions_dead)
judge.step("signs in again", signs_in_again)
services_id = sign_in()
services = Services(services_id)
judge.step("lists accounts", lists_accounts)
judge.step("lists years and types", lists_years_and_types)
judge.step("reads lines", reads_lines)
judge.step("reads changed lines", reads_changed_lines)
judge.step("reads sums", reads_sums)
judge.step("lists registers", lambda: trade.lists_registers(services))
judge.step("lists contacts", lambda: trade.lists_contacts(services))
judge.step("reads invoices", lambda: trade.reads_invoices(services))
judge.step("reads files", lambda: trade.reads_files(services))
judge.step("tolerates what is new", tolerates_what_is_new)
judge.step("is refused too many sign-ins", is_refused_too_many_sign_ins)
judge.step("waits out the quarantine", waits_out_the_quarantine)
judge.step("calls what the plugin calls", calls_every_operation_of_the_plugin)
