"""All that a package's plugin may import from boekhaak. Re-exports only."""

from boekhaak.errors import (
    AccessMissing,
    BoekhaakError,
    ConfigurationError,
    ConsentRequired,
    CursorLost,
    PackageRefused,
    PackageUnavailable,
    UnexpectedAnswer,
)
from boekhaak.hookspecs import Settings, hookimpl
from boekhaak.http import Http, Response, malformed
from boekhaak.models.auth import App, Code, Credentials, Grant, Refresh, Tokens
from boekhaak.models.company import Candidate, Company, CompanyFacts, Evidence, Login
from boekhaak.models.link import Link
from boekhaak.models.package import PLUGIN_API, OAuth2, PackageInfo, RateHeaders, Region, StreamInfo, Window
from boekhaak.models.page import Completes, Deletion, Page
from boekhaak.models.records import (
    Account,
    Address,
    Balance,
    BankAccount,
    Contact,
    FinancialPeriod,
    Journal,
    LedgerLine,
    Record,
    TaxCode,
    Voucher,
)

__all__ = [
    "PLUGIN_API",
    "AccessMissing",
    "Account",
    "Address",
    "App",
    "Balance",
    "BankAccount",
    "BoekhaakError",
    "Candidate",
    "Code",
    "Company",
    "CompanyFacts",
    "Completes",
    "ConfigurationError",
    "ConsentRequired",
    "Contact",
    "Credentials",
    "CursorLost",
    "Deletion",
    "Evidence",
    "FinancialPeriod",
    "Grant",
    "Http",
    "Journal",
    "LedgerLine",
    "Link",
    "Login",
    "OAuth2",
    "PackageInfo",
    "PackageRefused",
    "PackageUnavailable",
    "Page",
    "RateHeaders",
    "Record",
    "Refresh",
    "Region",
    "Response",
    "Settings",
    "StreamInfo",
    "TaxCode",
    "Tokens",
    "UnexpectedAnswer",
    "Voucher",
    "Window",
    "hookimpl",
    "malformed",
]
