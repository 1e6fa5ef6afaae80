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
    Estimate,
    Grant,
    Help,
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
from boekhaak_twentyfour_seven import estimates, identities, streams, tokens

AUTH = Password(  # FACTS.md#sessions
    refresh_margin=timedelta(minutes=2),
    per_company=True,
    integration_user=True,
    header="Cookie",
    prefix="ASP.NET_SessionId=",
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
PREREQUISITES = (
    "An integration user at 24SevenOffice whose invitations were accepted, and its password.",
    "Two-factor sign-in is off for that user.",
)
HELP = (  # FACTS.md#integration-users
    Help(
        title="Hvordan opprette integrasjonsbruker",
        address="https://support.24sevenoffice.com/no-no/hvordan-opprette-integrasjonsbruker",
        seen="2025",
    ),
)
GUIDANCE = (
    (  # FACTS.md#integration-users
        "company_missing",
        "In 24SevenOffice, open the missing client in the client administration, and invite the same e-mail address there with "
        "the access package “Integrasjonsbruker”.",
    ),
    (
        "accept_invitation",
        "Open the mailbox of that address and accept the invitation, with the user that is there already.",
    ),
    ("credentials", "Give the e-mail address and the password of an integration user without two-factor sign-in."),
    (  # FACTS.md#integration-users
        "awaiting_integration_user",
        "Use a user of its own for this, with an e-mail address that no user of 24SevenOffice has yet.\n"
        "In 24SevenOffice, in the client administration, add it to the external users with access packages, as an integration "
        "user, and send the invitation.\n"
        "Invite the same address in each further client that is to be read; the client where the user was made is included.",
    ),
    (
        "invitation_pending",
        "Open the mailbox and accept the invitation of each client.\n"
        "Choose a password for the user, and leave two-factor sign-in off.",
    ),
    ("awaiting_consent", "Sign in with the address and the password of the integration user."),
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
        prerequisites=PREREQUISITES,
        guidance=GUIDANCE,
        help=HELP,
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
def estimate(company: Company, settings: Settings, http: Http) -> Iterator[Estimate]:
    """Tell what an import would take at least, and at most where that can be known."""
    return estimates.of(company, settings, http)


@hookimpl
def download(company: Company, attachment: Attachment, start: int, http: Http) -> Iterator[bytes]:
    """Yield the bytes of a file."""
    return streams.content(company, attachment, start, http)
