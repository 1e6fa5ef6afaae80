"""The hooks of 24SevenOffice. What the vendor says of itself stands here as data; how it is read, in streams.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from boekhaak.plugin import (
    PLUGIN_API,
    App,
    Attachment,
    Company,
    CompanyFacts,
    Grant,
    Http,
    Login,
    PackageInfo,
    Page,
    Password,
    RateHeaders,
    Region,
    Setting,
    Settings,
    StreamInfo,
    Tokens,
    Window,
    hookimpl,
)
from boekhaak_twentyfour_seven import identities, streams, tokens
from boekhaak_twentyfour_seven.errors import INVITATION

AUTH = Password(  # FACTS.md#sessions
    refresh_margin=timedelta(minutes=2), per_company=True, header="Cookie", prefix="ASP.NET_SessionId="
)
API, WEBSERVICES = "https://api.24sevenoffice.com", "https://webservices.24sevenoffice.com"
REGION = Region(  # FACTS.md#services
    key="all",
    name="All countries",
    address=API,
    elsewhere=(("/Economy/Accounting/Accounting_V001", WEBSERVICES), ("/Project/V001", WEBSERVICES)),
)
RIGHT = "Access package Integrasjonsbruker"  # FACTS.md#identities
DAILY = timedelta(days=1)
STREAMS = (
    StreamInfo(key="accounts", name="Ledger accounts", kinds=("account",), deletions="swept", right=RIGHT),
    StreamInfo(key="journals", name="Transaction types", kinds=("journal",), deletions="swept", right=RIGHT),
    StreamInfo(key="tax_codes", name="VAT codes", kinds=("tax_code",), deletions="swept", right=RIGHT),
    StreamInfo(
        key="periods",
        name="Fiscal years",
        kinds=("financial_period",),
        deletions="swept",
        every=DAILY,
        right=RIGHT,
    ),
    StreamInfo(
        key="cost_centers", name="Departments", kinds=("dimension",), deletions="swept", every=DAILY, right=RIGHT
    ),
    StreamInfo(
        key="cost_units", name="Own dimensions", kinds=("dimension",), deletions="swept", every=DAILY, right=RIGHT
    ),
    StreamInfo(key="projects", name="Projects", kinds=("dimension",), deletions="swept", every=DAILY, right=RIGHT),
    StreamInfo(key="articles", name="Products", kinds=("article",), deletions="swept", every=DAILY, right=RIGHT),
    StreamInfo(
        key="contacts",
        name="Customers and suppliers",
        kinds=("contact", "address", "bank_account"),
        deletions="swept",
        right=RIGHT,
    ),
    StreamInfo(
        key="ledger_lines",
        name="Entries",
        kinds=("voucher", "ledger_line", "balance", "invoice", "open_item", "document"),
        deletions="swept",
        right=RIGHT,
    ),
    StreamInfo(
        key="sales_invoices",
        name="Invoices not posted",
        kinds=("invoice", "invoice_line"),
        deletions="swept",
        right=RIGHT,
    ),
    StreamInfo(
        key="attachments",
        name="Files",
        kinds=("attachment", "document"),
        deletions="swept",
        every=DAILY,
        right=RIGHT,
    ),
    StreamInfo(key="balances", name="Balances", kinds=("balance",), deletions="swept", every=DAILY, right=RIGHT),
)
SETTINGS = (
    Setting(
        key=streams.TRANSACTION_TYPES,
        name="Transaction types",
        help="Only entries of these types are read, and openings; nothing chosen means all",
        choices_of="journals",
        streams=("ledger_lines", "balances"),
    ),
)
WINDOWS = (  # FACTS.md#limits
    Window(
        what="calls",
        scopes=frozenset(),
        count=7200,
        period=timedelta(hours=1),
        headers=RateHeaders(remaining="APILimitRemaining", reset="APILimitReset"),
    ),
)
GUIDANCE = (
    ("company_missing", INVITATION + "; then list the companies again."),
    ("credentials", "Give the e-mail address and the password of an integration user without two-factor sign-in."),
)
CANNOT = (  # FACTS.md#what-does-not-come-through
    "Account numbers end at 32,767.",
    "Invoices from suppliers exist as entries only.",
    "Deletions are not told: they are found when everything is read again, once a week.",
)


@hookimpl
def describe() -> PackageInfo:
    """Tell what 24SevenOffice is."""
    return PackageInfo(
        key="twentyfour_seven",
        name="24SevenOffice",
        plugin_api=PLUGIN_API,
        auth=AUTH,
        regions=(REGION,),
        streams=STREAMS,
        windows=WINDOWS,
        settings=SETTINGS,
        guidance=GUIDANCE,
        cannot=CANNOT,
    )


@hookimpl
def authenticate(app: App, grant: Grant, company: Company | None, http: Http) -> Tokens:
    """Begin a session with the login's credentials, in a company where one is named."""
    return tokens.begin(app, grant, company, http)


@hookimpl
def identify(http: Http) -> Login:
    """Tell who signed in."""
    return identities.login(http)


@hookimpl
def list_companies(known: tuple[str, ...], http: Http) -> Iterator[Company]:  # noqa: ARG001
    """Yield the companies of the login's identities, in one call."""
    return identities.companies(http)


@hookimpl
def inspect(company: Company, http: Http) -> CompanyFacts:
    """Learn the facts of one company from itself, in three calls."""
    return identities.facts(company, http)


@hookimpl
def import_company(
    company: Company, stream: StreamInfo, cursor: str | None, settings: Settings, http: Http
) -> Iterator[Page]:
    """Read a stream from nothing, or on from where an import stopped."""
    return streams.read(company, stream, cursor, settings, http)


@hookimpl
def synchronise(company: Company, stream: StreamInfo, cursor: str, settings: Settings, http: Http) -> Iterator[Page]:
    """Read what changed in a stream since its cursor."""
    return streams.read(company, stream, cursor, settings, http)


@hookimpl
def download(company: Company, attachment: Attachment, start: int, http: Http) -> Iterator[bytes]:
    """Yield the bytes of a file."""
    return streams.content(company, attachment, start, http)
