"""What eAccounting's refusals mean, by what to do next. Source: FACTS.md#errors and #limits."""

from __future__ import annotations

import re
from datetime import timedelta

from pydantic import BaseModel, ValidationError

from boekhaak.plugin import (
    AccessMissing,
    BoekhaakError,
    LimitReached,
    PackageRefused,
    Response,
    refused,
)

TOO_MANY, LACKS, MODULE = 4010, 4002, "No access to module"
LONGEST = 200
PAUSE = timedelta(minutes=1)
"""How long we stay away after a failure there, and after a limit whose text tells no seconds."""
RIGHTS = (
    "Have an administrator of the company give the user the rights for it in eAccounting, or sign in with another user"
)
CLOSED: dict[int, tuple[str, str]] = {
    3003: ("the user may not approve there", RIGHTS),
    4003: ("nobody has finished the startup guide of the company", "Finish it in eAccounting, then try again"),
    4004: ("the company is inactive there", "Have it activated in eAccounting, then try again"),
    4006: ("the consent lacks a scope", "Sign in again for this company, so that the app is given all it asks for"),
    4007: ("the user lacks a permission", RIGHTS),
    4009: ("the company's edition of eAccounting does not have it", "Change the edition there; other streams go on"),
    4011: ("the user has no eAccounting in this company", RIGHTS),
    4012: (
        "the licence terms were not accepted",
        "Have somebody sign in to eAccounting and accept them, then try again",
    ),
    4019: ("the user may only read", RIGHTS),
    4034: (
        "the app is registered for the sandbox, and the company is a real one",
        "Register the app that Visma gave for production, then sign in again",
    ),
}
"""Why somebody may not, by the vendor's code, with the way out. None of these says that a token is dead."""


class _Body(BaseModel):
    ErrorCode: int = 0
    DeveloperErrorMessage: str | None = None


def refusal(response: Response) -> BoekhaakError | None:
    """Return the error for an answer of 400 and above; None leaves it to the general one."""
    code, said = _told(response)
    if response.status == 429 or code == TOO_MANY:
        return _too_many(response, said)
    if code == LACKS and MODULE.lower() in said.lower():
        return AccessMissing(
            f"the company has no access for apps ({said})",
            way_out="Have the module for the API activated for this company in eAccounting, or sign in again and choose "
            "another company; a new consent alone does not help",
        )
    if code in CLOSED or response.status == 403:
        what, way_out = CLOSED.get(code, (said or "no reason given", RIGHTS))
        return AccessMissing(f"access was refused: {what}", way_out=way_out)
    if not said:
        return None
    return refused(response, f"{said} (code {code})")


def file_refusal(response: Response) -> BoekhaakError | None:
    """Return the error for a file that its temporary address does not give; a right of the user it never lacks."""
    if response.status >= 500 or response.status == 429:
        return refusal(response)
    return PackageRefused(
        f"the address of the file is no longer good (status {response.status})",
        way_out="Download it again: a new address is asked for each time",
    )


def _too_many(response: Response, said: str) -> LimitReached:
    """Return the error for a full window: how long to wait stands in the text only, and in a header now and then."""
    told = re.search(r"(\d{1,5}) ?s(?:ec|\b)", said)
    header = response.headers.get("retry-after", "")
    wait = timedelta(seconds=int(told[1])) if told else PAUSE
    if not told and header.isdecimal():
        wait = timedelta(seconds=int(header[:5]))
    until = response.received_at + wait + timedelta(seconds=1)
    return LimitReached(
        f"no more calls of this kind are allowed until {until:%Y-%m-%d %H:%M:%S} UTC",
        way_out="Nothing to do: reading goes on from where it is after that moment",
        retry_after=until,
    )


def _told(response: Response) -> tuple[int, str]:
    """Return code and text of a refusal; 0 and nothing when the body is none."""
    try:
        body = _Body.model_validate_json(response.content)
    except ValidationError:
        return 0, ""
    return body.ErrorCode, " ".join((body.DeveloperErrorMessage or "").split())[:LONGEST]
