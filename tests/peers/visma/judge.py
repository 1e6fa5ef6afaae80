"""What visma makes of the simulator: it renews when it starts, pages by 50, and refuses what its models of 2018 do not expect.

What is empty in an answer has to be so in the way that its author saw; fields that it does not know are left out.
"""

from __future__ import annotations

import trade
from client import COMPANY, GIVEN, OTHER, judge, keep, kept, sign_in, use
from judging import Disagreement, same, total
from marshmallow import ValidationError
from visma import api, models

CALLS_A_MINUTE = 600
TOKEN_SECONDS = 3_600
EARLIER_SECONDS = 60
"""By how much the client takes a token to die sooner."""


def renews_as_it_starts() -> str:
    tokens = kept()
    same("rotation", tokens["refresh_token"] == GIVEN["refresh_token"], expected=False)
    expires = api.iso8601.parse_date(tokens["expires"]).timestamp()
    same("expiry", expires, judge.now + TOKEN_SECONDS - EARLIER_SECONDS)
    same("answers", (judge.answers(200), judge.answers(302)), (3, 1))
    return "once for all of its models, with the secret in a Basic header; the file holds the new refresh token"


def tells_the_company() -> str:
    try:
        models.CompanySettings.objects.all().first()
    except ValidationError as error:
        same("fields that it refuses", set(error.messages), {"AccountingLockedTo"})
    else:
        raise Disagreement("it took a company whose books were never locked")
    told = models.CompanySettings.objects.api.get("/companysettings").json()
    expected = [COMPANY[name] for name in ("name", "number", "country", "currency")]
    found = [told[name] for name in ("Name", "CorporateIdentityNumber", "CountryCode", "CurrencyCode")]
    same("company", found, expected)
    return f"{told['Name']}, typed whole but for the day until which nothing was ever locked"


def lists_years() -> str:
    found = sorted([row.start_date.isoformat(), row.end_date.isoformat()] for row in models.FiscalYear.objects.all())
    same("years", found, COMPANY["years"])
    return f"{len(found)}"


def lists_accounts() -> str:
    rows = list(models.Account.objects.all())
    same("names", {row.number: row.name for row in rows}, COMPANY["names"])
    same("rows", len(rows), len(COMPANY["names"]) * len(COMPANY["years"]))
    year = models.FiscalYear.objects.all()[0]
    ours = list(models.Account.objects.filter(fiscal_year_id=year.id))
    same("those of a year", sorted(row.number for row in ours), COMPANY["accounts"])
    found = list(models.Account.objects.filter(number=ours[0].number))
    same("one by its number", {row.name for row in found}, {ours[0].name})
    return f"{len(rows)} in {len(COMPANY['years'])} years; those of a year by its id, one by its number"


def lists_vat_codes() -> str:
    rows = list(models.VatCode.objects.all())
    same("rates", {row.code: f"{row.vat_rate:g}" for row in rows}, COMPANY["vat_codes"])
    same("names", {row.code: row.description for row in rows}, COMPANY["tax_names"])
    high = list(models.VatCode.objects.filter(vat_rate__gt=0.2))
    same("high ones", {row.code for row in high}, {row.code for row in rows if row.vat_rate > 0.2})
    same("one by its id", models.VatCode.objects.get(rows[0].id).code, rows[0].code)
    return f"{len(rows)}, {len(high)} of them above 0.2, one by its id"


def lists_customers_and_suppliers() -> str:
    customers = list(models.Customer.objects.all())
    same("customers", {row.customer_number: row.name for row in customers}, COMPANY["customers"])
    same("one by its id", models.Customer.objects.get(customers[-1].id).name, customers[-1].name)
    found = models.Customer.objects.filter(name=customers[-1].name)
    same("by its name", customers[-1].id in {row.id for row in found}, expected=True)
    suppliers = list(models.Supplier.objects.all())
    same("suppliers", {row.supplier_number: row.name for row in suppliers}, COMPANY["suppliers"])
    ibans = {row.bank_iban for row in suppliers if row.bank_iban}
    same("bank accounts", ibans <= set(COMPANY["ibans"]), expected=True)
    return f"{len(customers)} and {len(suppliers)} on pages of 50, {len(ibans)} bank accounts"


def lists_registers() -> str:
    articles = {row.number: row.name for row in models.Article.objects.all()}
    same("articles", articles, COMPANY["articles"])
    projects = {row.number: row.name for row in models.Project.objects.all()}
    same("projects", projects, COMPANY["project"])
    centres = {row.number: row for row in models.CostCenter.objects.all()}
    same("dimensions", sorted(centres), [1, 2, 3])
    for number, kind in ((1, "cost_center"), (2, "cost_unit")):
        items = centres[number].items
        same(kind, {item.short_name: item.name for item in items}, COMPANY[kind])
        same("one by its id", models.CostCenterItem.objects.get(items[0].id).name, items[0].name)
    others = [len(list(model.objects.all())) for model in (models.TermsOfPayment, models.Unit, models.User)]
    same("terms, units and users", min(others) > 0, expected=True)
    return f"{len(articles)} articles, {len(projects)} projects, the items of two dimensions, terms, units, a user"


def lists_openings() -> str:
    rows = models.OpeningBalances.objects.all()
    same("openings", {str(row.number): total([row.balance]) for row in rows}, COMPANY["openings"])
    return f"{len(rows)} to the cent"


def reads_drafts() -> str:
    refused = {"InvoiceDate"}
    try:
        list(models.CustomerInvoiceDraft.objects.all())
    except ValidationError as error:
        same("fields that it refuses", {name for row in error.messages["Data"].values() for name in row}, refused)
    else:
        raise Disagreement("it took a day without a time")
    judge.switch("dates_as_moments")
    rows = list(models.CustomerInvoiceDraft.objects.all())
    judge.switch()
    drafts = sorted(amount for state, amount in COMPANY["unposted"] if state == "draft")
    same("amounts", sorted(total([row.total_amount]) for row in rows), drafts)
    return f"{len(rows)} where days have a time (dates_as_moments); without one it refuses them"


def knows_no_better() -> str:
    plain = [row.id for row in models.Customer.objects.all()]
    same("order", [row.id for row in models.Customer.objects.all().order_by("name")], plain)
    try:
        list(models.Customer.objects.filter(is_active=True))
    except ValueError:
        return "its $order_by is not heard; a boolean it refuses itself"
    raise Disagreement("it asks for booleans")


def starts_anew() -> str:
    tokens = kept()
    judge.wait(TOKEN_SECONDS + 1)
    is_refused(401, 4005, models.Unit.objects.api)
    loaded = api.VismaAPI.load()
    same("rotation", kept()["refresh_token"] == tokens["refresh_token"], expected=False)
    use(loaded, models.Unit)
    same("units", len(models.Unit.objects.all()) > 0, expected=True)
    for token in (GIVEN["refresh_token"], tokens["refresh_token"]):
        is_refused_a_renewal(token)
    return "after an hour 401 with code 4005; then it loads its file and renews; both earlier refresh tokens are dead"


def is_refused(status: int, code: int, asked: api.VismaAPI) -> str:
    """Return what an error says. Raises: Disagreement unless it is of that status and that code."""
    try:
        asked.get("/units")
    except api.VismaAPIException as error:
        same("the error", f"HTTP:{status}" in str(error) and f'"ErrorCode": {code}' in str(error), expected=True)
        return str(error)
    raise Disagreement(f"a call was not refused with {status}")


def is_refused_a_renewal(refresh_token: str) -> None:
    """Raise Disagreement unless a refresh token is dead. The file stays as it is."""
    tokens = kept()
    keep("an access token that has expired", refresh_token, judge.now - 1)
    try:
        api.VismaAPI.load()
    except api.VismaAPIException as error:
        same("the error", "invalid_grant" in str(error), expected=True)
    else:
        raise Disagreement("a dead refresh token was taken")
    finally:
        keep(tokens["access_token"], tokens["refresh_token"], api.iso8601.parse_date(tokens["expires"]).timestamp())


def is_refused_the_601st_call() -> str:
    judge.wait(EARLIER_SECONDS + 1)
    asked = models.Unit.objects.api
    for _ in range(CALLS_A_MINUTE):
        asked.get("/units")
    said = is_refused(429, 4010, asked)
    same("the reason", "Please try again in 60 seconds" in said, expected=True)
    same("another address", asked.get("/vatcodes").status_code, 200)
    judge.wait(60)
    same("a minute later", asked.get("/units").status_code, 200)
    return f"{CALLS_A_MINUTE} calls of an address in a minute, then 429 with code 4010; others answer"


def opens_another_company() -> str:
    given = sign_in(OTHER["name"])
    keep("an access token that has expired", given["refresh_token"], judge.now - 1)
    use(api.VismaAPI.load(), models.Account, models.OpeningBalances)
    found = {row.number: row.name for row in models.Account.objects.all()}
    same("accounts", found, OTHER["names"])
    openings = {row.number: total([row.balance]) for row in models.OpeningBalances.objects.all()}
    same("openings", openings, {int(account): amount for account, amount in OTHER["openings"].items()})
    return f"{OTHER['name']}, with a consent of its own"


judge.step("renews as it starts", renews_as_it_starts)
judge.step("tells the company", tells_the_company)
judge.step("lists fiscal years", lists_years)
judge.step("lists accounts", lists_accounts)
judge.step("lists VAT codes", lists_vat_codes)
judge.step("lists both kinds of contacts", lists_customers_and_suppliers)
judge.step("lists registers", lists_registers)
judge.step("lists openings", lists_openings)
judge.step("reads vouchers", trade.reads_vouchers)
judge.step("reads invoices", trade.reads_invoices)
judge.step("lists and downloads files", trade.lists_files)
judge.step("reads drafts", reads_drafts)
judge.step("knows no better", knows_no_better)
judge.step("starts anew", starts_anew)
judge.step("is refused the 601st call", is_refused_the_601st_call)
judge.step("opens another company", opens_another_company)
