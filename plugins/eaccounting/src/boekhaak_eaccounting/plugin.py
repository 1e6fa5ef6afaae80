"""The hooks of Visma eAccounting. What the vendor says of itself stands here as data; how it is read, in streams.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field

from boekhaak.plugin import (
    PLUGIN_API,
    App,
    Attachment,
    Company,
    CompanyFacts,
    Estimate,
    Grant,
    Http,
    Login,
    OAuth2,
    PackageInfo,
    PackageRefused,
    Page,
    Region,
    Settings,
    StreamInfo,
    Tokens,
    Window,
    content,
    hookimpl,
)
from boekhaak_eaccounting import client, companies, estimates, streams, tokens
from boekhaak_eaccounting.errors import file_refusal

SCOPES = "ea:api offline_access ea:sales_readonly ea:accounting_readonly ea:purchase_readonly"  # FACTS.md#scopes
PICKER = "service:44643EB1-3F76-4C1C-A672-402AE8085934 forceselectcompany:true"  # FACTS.md#company-picker
AUTH = OAuth2(  # FACTS.md#oauth
    authorize_path="/connect/authorize",
    parameters=(("scope", SCOPES), ("prompt", "select_account"), ("acr_values", PICKER)),
    refresh_margin=timedelta(minutes=5),
    chain="grant",
)
REGIONS = (  # FACTS.md#hosts
    Region(
        key="eu",
        name="Sweden, Norway, Finland and the Netherlands",
        address="https://eaccountingapi.vismaonline.com",
        elsewhere=(("/connect/", "https://identity.vismaonline.com"),),
    ),
)
SALES, ACCOUNTING, PURCHASE = "ea:sales_readonly", "ea:accounting_readonly", "ea:purchase_readonly"
DAILY = timedelta(days=1)
STREAMS = tuple(
    StreamInfo(key=key, name=name, kinds=kinds, deletions="swept", every=every, right=right)
    for key, name, kinds, every, right in (
        ("accounts", "Ledger accounts", ("account",), timedelta(), ACCOUNTING),
        ("tax_codes", "VAT codes", ("tax_code",), DAILY, ACCOUNTING),
        ("periods", "Months of the fiscal years", ("financial_period",), DAILY, ACCOUNTING),
        ("cost_centers", "Cost centres and cost units", ("dimension",), DAILY, ACCOUNTING),
        ("projects", "Projects", ("dimension",), timedelta(), ACCOUNTING),
        ("articles", "Articles", ("article",), timedelta(), SALES),
        (
            "contacts",
            "Customers and suppliers",
            ("contact", "address", "bank_account"),
            timedelta(),
            f"{SALES} {PURCHASE}",
        ),
        ("ledger_lines", "Vouchers", ("voucher", "ledger_line", "balance"), timedelta(), ACCOUNTING),
        ("sales_invoices", "Invoices to customers", ("invoice", "open_item"), timedelta(), SALES),
        ("purchase_invoices", "Invoices of suppliers", ("invoice", "open_item"), timedelta(), PURCHASE),
        ("drafts", "Drafts of invoices", ("invoice", "invoice_line"), timedelta(), f"{SALES} {PURCHASE}"),
        ("documents", "Files", ("document", "attachment"), DAILY, ACCOUNTING),
        ("balances", "Balances", ("balance",), DAILY, ACCOUNTING),
    )
)
WINDOWS = (  # FACTS.md#limits
    Window(what="calls", scopes=frozenset({"app", "endpoint"}), count=600, period=timedelta(minutes=1)),
)
FILES = ("localhost", "*.vismaonline.com", "*.blob.core.windows.net")  # FACTS.md#file-hosts
PREREQUISITES = (
    "The user name and the password of a user at Visma who may open the company; no further settings or apps are needed.",
)
GUIDANCE = (
    (
        "company_missing",
        "One sign-in opens one company. Add another administration: sign in once more, and choose it at Visma when asked.",
    ),
    ("password", "A new password of the user at Visma ends the access to all companies: then sign in for each again."),
    ("module", "A company may need the module for the API before an app can read it; some editions do not have it."),
)
CANNOT = (
    "Postings name no contact and no article, and have no amount in another currency; invoices do.",
    "Journals are known by their series only: they have no names and no types.",
    "Months are counted from the fiscal year: eAccounting knows no periods, and no thirteenth one.",
    "Nothing tells what was deleted: it is found when a list is read whole, once a week.",
    "The items of the third dimension are not read; postings hold their codes.",
    "Rows of drafts to customers name an article and no account, and tell no VAT.",
    "Unpaid invoices of before the first fiscal year are not told.",
    "There are no exchange rates, and the size of a file is not told.",
)


@hookimpl
def describe() -> PackageInfo:
    """Tell what eAccounting is."""
    return PackageInfo(
        key="eaccounting",
        name="Visma eAccounting",
        plugin_api=PLUGIN_API,
        auth=AUTH,
        regions=REGIONS,
        streams=STREAMS,
        windows=WINDOWS,
        anonymous_hosts=FILES,
        prerequisites=PREREQUISITES,
        guidance=GUIDANCE,
        cannot=CANNOT,
    )


@hookimpl
def authenticate(app: App, grant: Grant, company: Company | None, http: Http) -> Tokens:  # noqa: ARG001
    """Exchange a code or a refresh token for tokens, which are good for the one company that was picked."""
    return tokens.exchange(app, grant, http)


@hookimpl
def identify(http: Http) -> Login:
    """Tell who signed in."""
    return companies.login(http)


@hookimpl
def list_companies(known: tuple[str, ...], http: Http) -> Iterator[Company]:  # noqa: ARG001
    """Yield the one company that the sign-in opened."""
    yield companies.opened(http, None)


@hookimpl
def inspect(company: Company, http: Http) -> CompanyFacts:
    """Learn which company the token opens, in one call."""
    return CompanyFacts(company=companies.opened(http, company))


@hookimpl
def import_company(
    company: Company,
    stream: StreamInfo,
    cursor: str | None,
    settings: Settings,  # noqa: ARG001
    http: Http,
) -> Iterator[Page]:
    """Read a stream from nothing, or on from where an import stopped."""
    return streams.read(company, stream, cursor, http)


@hookimpl
def synchronise(
    company: Company,
    stream: StreamInfo,
    cursor: str,
    settings: Settings,  # noqa: ARG001
    http: Http,
) -> Iterator[Page]:
    """Read what changed in a stream since its cursor."""
    return streams.read(company, stream, cursor, http)


@hookimpl
def estimate(company: Company, settings: Settings, http: Http) -> Iterator[Estimate]:  # noqa: ARG001
    """Tell what an import would take, by the number of rows that the first page of each list tells."""
    return estimates.of(company, http)


class _File(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    TemporaryUrl: str | None = Field(default=None, min_length=1)


@hookimpl
def download(company: Company, attachment: Attachment, start: int, http: Http) -> Iterator[bytes]:
    """Yield the bytes of a file from the address that is good for now, which is asked for each time."""
    path, endpoint = f"attachments/{attachment.id}", "attachments/{id}"
    address = client.one(http, _File, path, company=company, endpoint=endpoint).TemporaryUrl
    if address is None:
        raise PackageRefused(
            f"the file “{attachment.file_name}” has no content there", way_out="It was probably deleted; synchronise"
        )
    yield from content(http, address, company=company, endpoint="files", start=start, explain=file_refusal)
