"""What Exact's refusals mean, by what to do next. Source: FACTS.md#rights and #errors."""

from __future__ import annotations

import re
from datetime import timedelta

from pydantic import BaseModel, ValidationError

from boekhaak.plugin import AccessMissing, BoekhaakError, PackageRefused, PackageUnavailable, Response, refused

SECURITY_CENTRE = (
    "In Exact Online, open your name at the top > My Exact Online > Security Centre > Permissions for my apps > "
    "Manage companies, and tick the company; then list the companies again"
)
RIGHTS = "Have an administrator give the user access to it in Exact Online, or sign in with another user"
LONGEST = 200
PAUSE = timedelta(minutes=1)


class CompanyRefused(AccessMissing):
    """This company is closed to the login or the app; another one may be open."""


REASONS: dict[str, tuple[type[AccessMissing], str, str]] = {
    "BlockedUser": (AccessMissing, "the user is blocked", "Have the user unblocked there, or use another"),
    "InactiveUser": (AccessMissing, "the user is not active", "Have the user activated there, or use another"),
    "BlockedCustomer": (AccessMissing, "Exact has blocked the customer", "Ask Exact why, then try again"),
    "LicenseExpired": (AccessMissing, "the licence has expired", "Renew the licence at Exact, then try again"),
    "DivisionBlocked": (CompanyRefused, "the company is blocked there", "Have it unblocked there, or wait for Exact"),
    "NoDivisionAccess": (CompanyRefused, "the user has no access to the company", RIGHTS),
}
"""By the beginning of the header ``Reason``."""


class _Message(BaseModel):
    value: str = ""


class _Error(BaseModel):
    message: _Message = _Message()


class _Body(BaseModel):
    error: _Error


class _Fault(BaseModel):
    faultstring: str


class _Gateway(BaseModel):
    fault: _Fault


def refusal(response: Response) -> BoekhaakError | None:
    """Return the error for an answer of 400 and above; None leaves it to the general one."""
    if _by_the_gateway(response):
        return PackageUnavailable(
            f"the gateway there does not get through to it (status {response.status})",
            way_out="Nothing was lost; try again in a few minutes",
            retry_after=response.received_at + PAUSE,
        )
    said = _said(response)
    if response.status == 403:
        return _forbidden(response, said)
    if response.status == 408:
        return PackageRefused(
            "the request was given up there, as it asks for too much", way_out="Repeating it will not help; report it"
        )
    if not said:
        return None
    return refused(response, said)


def _forbidden(response: Response, said: str) -> AccessMissing:
    if "division scope" in said:
        return CompanyRefused("the company is not granted to the app", way_out=SECURITY_CENTRE)
    if "Scope Violated" in said:
        scope = re.search(r"'([\w.]+)'", said)
        return AccessMissing(
            f"the app lacks the right “{scope[1] if scope else said}”",
            way_out="Give the app that data scope in Exact's App Center, then sign in again to consent to it",
        )
    reason = response.headers.get("reason", "")
    for name, (error, what, way_out) in REASONS.items():
        if reason.startswith(name):
            return error(f"access was refused: {what}", way_out=way_out)
    return CompanyRefused(
        f"access was refused ({reason or said or 'no reason given'})",
        way_out="Check the user's rights and the licence in Exact Online. " + SECURITY_CENTRE,
    )


def _by_the_gateway(response: Response) -> bool:
    """Tell whether the answer comes from the gateway in front: the API itself was not asked."""
    try:
        return bool(_Gateway.model_validate_json(response.content))
    except ValidationError:
        return False


def _said(response: Response) -> str:
    try:
        return " ".join(_Body.model_validate_json(response.content).error.message.value.split())[:LONGEST]
    except ValidationError:
        return ""
