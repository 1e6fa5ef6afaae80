"""The hooks of Exact Online. What the vendor says of itself stands here as data; how it is read, in streams.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

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
    Page,
    RateHeaders,
    Region,
    Settings,
    StreamInfo,
    Tokens,
    Window,
    content,
    hookimpl,
)
from boekhaak_exact_online import divisions, estimates, streams, tokens
from boekhaak_exact_online.errors import SECURITY_CENTRE, refusal
from boekhaak_exact_online.mapping.deletions import DELETED

AUTH = OAuth2(  # FACTS.md#oauth
    authorize_path="/api/oauth2/auth",
    parameters=(("force_login", "0"),),
    refresh_margin=timedelta(seconds=30),
    earliest_refresh=timedelta(seconds=570),
    refresh_lifetime=timedelta(days=30),
    chain="login",
)
REGIONS = tuple(  # FACTS.md#hosts
    Region(key=key, name=name, address=f"https://start.exactonline.{domain}")
    for key, name, domain in (
        ("nl", "Netherlands", "nl"),
        ("be", "Belgium", "be"),
        ("de", "Germany", "de"),
        ("uk", "United Kingdom", "co.uk"),
        ("fr", "France", "fr"),
        ("es", "Spain", "es"),
        ("com", "Other countries (.com)", "com"),
    )
)
ACCOUNTING, ACCOUNTS = "Financial accounting (read)", "Crm accounts (read)"  # FACTS.md#rights
GENERAL_LEDGERS, ADMINISTRATION = "Financial generalledgers (read)", "Organization administration (read)"
CASH_FLOW, SALES_INVOICES = "Financial cashflow (read)", "Sales invoices (read)"
DOCUMENTS, ITEMS = "Organization documents (read)", "Logistics items (read)"
COST_CENTERS, PROJECTS = "Financial costcenters (read)", "Projects projects (read)"
CURRENCIES = "Financial currencies (read)"
DAILY = timedelta(days=1)
STREAMS = (
    StreamInfo(key="accounts", name="Ledger accounts", kinds=("account",), deletions="told", right=GENERAL_LEDGERS),
    StreamInfo(key="journals", name="Journals", kinds=("journal",), deletions="swept", right=ACCOUNTING),
    StreamInfo(key="tax_codes", name="VAT codes", kinds=("tax_code",), deletions="swept", right=ACCOUNTING),
    StreamInfo(
        key="periods",
        name="Financial periods",
        kinds=("financial_period",),
        deletions="swept",
        every=DAILY,
        right=ACCOUNTING,
    ),
    StreamInfo(
        key="cost_centers",
        name="Cost centres",
        kinds=("dimension",),
        deletions="swept",
        every=DAILY,
        right=COST_CENTERS,
    ),
    StreamInfo(
        key="cost_units", name="Cost units", kinds=("dimension",), deletions="swept", every=DAILY, right=COST_CENTERS
    ),
    StreamInfo(key="projects", name="Projects", kinds=("dimension",), deletions="told", right=PROJECTS),
    StreamInfo(key="articles", name="Articles", kinds=("article",), deletions="told", right=ITEMS),
    StreamInfo(
        key="exchange_rates",
        name="Exchange rates",
        kinds=("exchange_rate",),
        deletions="swept",
        every=DAILY,
        right=CURRENCIES,
    ),
    StreamInfo(key="contacts", name="Customers and suppliers", kinds=("contact",), deletions="told", right=ACCOUNTS),
    StreamInfo(key="addresses", name="Addresses", kinds=("address",), deletions="told", right=ACCOUNTS),
    StreamInfo(key="bank_accounts", name="Bank accounts", kinds=("bank_account",), deletions="swept", right=ACCOUNTS),
    StreamInfo(
        key="ledger_lines",
        name="Entries",
        kinds=("voucher", "ledger_line", "balance", "invoice"),
        deletions="told",
        right=ACCOUNTING,
    ),
    StreamInfo(
        key="sales_invoices",
        name="Sales invoices not posted",
        kinds=("invoice", "invoice_line"),
        deletions="told",
        right=SALES_INVOICES,
    ),
    StreamInfo(key="open_items", name="Open items", kinds=("open_item",), deletions="told", right=CASH_FLOW),
    StreamInfo(key="documents", name="Documents", kinds=("document",), deletions="told", right=DOCUMENTS),
    StreamInfo(key="attachments", name="Files of documents", kinds=("attachment",), deletions="told", right=DOCUMENTS),
    StreamInfo(key="balances", name="Balances", kinds=("balance",), deletions="swept", every=DAILY, right=ACCOUNTING),
    StreamInfo(
        key="deletions",
        name="Deletions",
        kinds=tuple(dict.fromkeys(kind for kinds in DELETED.values() for kind in kinds)),
        deletions="told",
        right=ADMINISTRATION,
    ),
)
MINUTE_HEADERS = RateHeaders(remaining="X-RateLimit-Minutely-Remaining", reset="X-RateLimit-Minutely-Reset")
DAY_HEADERS = RateHeaders(remaining="X-RateLimit-Remaining", reset="X-RateLimit-Reset")
WINDOWS = (  # FACTS.md#limits
    Window(
        what="calls",
        scopes=frozenset({"app", "company"}),
        count=60,
        period=timedelta(minutes=1),
        headers=MINUTE_HEADERS,
    ),
    Window(
        what="calls", scopes=frozenset({"app", "company"}), count=5000, period=timedelta(days=1), headers=DAY_HEADERS
    ),
    Window(
        what="errors",
        scopes=frozenset({"app", "login", "company", "endpoint"}),
        count=10,
        period=timedelta(hours=1),
    ),
    Window(what="refreshes", scopes=frozenset({"app", "login"}), count=200, period=timedelta(days=1)),
)
PREREQUISITES = (
    "The user name and the password of a user of Exact Online who may open the companies; nothing else is needed.",
)
GUIDANCE = (
    ("company_missing", SECURITY_CENTRE + "."),
    ("open_first", "A new company may be missing until it was opened once in Exact Online; then list them again."),
    ("one_login", "Exact Online keeps one connection per login and app: a second consent replaces the first."),
)


@hookimpl
def describe() -> PackageInfo:
    """Tell what Exact Online is."""
    return PackageInfo(
        key="exact_online",
        name="Exact Online",
        plugin_api=PLUGIN_API,
        auth=AUTH,
        regions=REGIONS,
        streams=STREAMS,
        windows=WINDOWS,
        prerequisites=PREREQUISITES,
        guidance=GUIDANCE,
    )


@hookimpl
def authenticate(app: App, grant: Grant, company: Company | None, http: Http) -> Tokens:  # noqa: ARG001
    """Exchange a code or a refresh token for tokens: they are a login's, for all its companies."""
    return tokens.exchange(app, grant, http)


@hookimpl
def identify(http: Http) -> Login:
    """Tell who signed in."""
    return divisions.login(divisions.me(http))


@hookimpl
def list_companies(known: tuple[str, ...], http: Http) -> Iterator[Company]:
    """Yield the companies that the login may see and that are granted to the app."""
    return divisions.companies(known, http)


@hookimpl
def inspect(company: Company, http: Http) -> CompanyFacts:
    """Learn the facts of one company in one call."""
    return divisions.facts(company, http)


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
    """Tell what an import would take: the first page of each stream, with the number of all its rows."""
    return estimates.of(company, http)


@hookimpl
def download(company: Company, attachment: Attachment, start: int, http: Http) -> Iterator[bytes]:
    """Yield the original bytes of an attachment; without ``Download=1`` Exact sends a page to look at it."""
    url = f"{attachment.address}&Download=1"  # FACTS.md#documents
    return content(http, url, company=company, endpoint="docs/SysAttachment", start=start, explain=refusal)
