"""What the vendor's refusals mean, by what to do next. Source: FACTS.md#errors, #limits and #identities."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from boekhaak.plugin import (
    AccessMissing,
    BoekhaakError,
    ConfigurationError,
    LimitReached,
    PackageRefused,
    PackageUnavailable,
    Response,
)
from boekhaak_twentyfour_seven.envelope import sentence
from boekhaak_twentyfour_seven.values import moment

LONGEST = 200
PAUSE = timedelta(minutes=1)
BURST = timedelta(seconds=1)
"""The vendor serves about 25 calls a second; the next second is another one."""
SIGN_INS = timedelta(minutes=15)
"""How long we sign in no more when the vendor throttles it; it does not say."""
QUARANTINE = re.compile(r"ends at (\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)")
ENDED = ("Session is not authenticated", "Client is not authenticated on this identity")
TOO_WIDE = ("Timeout expired", "timed out")
NEVER = (
    "Instance validation error",
    "Please specify",
    "did not recognize",
    "unable to read",
    "There is an error in XML",
)
INVITATION = (
    "Open the invitation that 24SevenOffice sent to that e-mail address and accept it; where none came, let an administrator of "
    "the company invite it with the access package “Integrasjonsbruker”"
)


class Blocked(AccessMissing):
    """The identity that a session was to begin in is lost; another one may be open."""


class TooWide(PackageRefused):
    """The vendor gave up on what was asked, as it was too much at a time."""


def lapsed(response: Response) -> bool:
    """Tell from an answer that its session, or the session's identity, has ended."""
    return response.status >= 500 and any(mark in response.text for mark in ENDED)


def refusal(response: Response) -> BoekhaakError | None:
    """Return the error for an answer of 400 and above; None leaves it to the general one."""
    if response.status == 429:
        return LimitReached(
            "it was asked too often within a second",
            way_out="Nothing to do: reading goes on in a moment",
            retry_after=response.received_at + BURST,
        )
    said = sentence(response.content)[:LONGEST]
    return _fault(response, said) if said else None


def sign_in_refusal(response: Response) -> BoekhaakError | None:
    """Return the error for a refused sign-in, which is throttled on its own. All that can be unreadable is the app's id."""
    if response.status == 429:
        return PackageUnavailable(
            "the login has signed in too often, and the vendor lets it wait",
            way_out="Nothing to do: it is tried again later; let no other program use this login",
            retry_after=response.received_at + SIGN_INS,
        )
    found = refusal(response)
    if isinstance(found, PackageRefused):
        return ConfigurationError(
            "the application id of the app cannot be read there",
            way_out="Compare it with the one that 24SevenOffice gave for your app: it is a GUID",
        )
    return found


def broken_item(kind: str, said: str) -> PackageUnavailable:
    """Return the error for an item that is an exception instead of its data."""
    return PackageUnavailable(
        f"one of the {kind} could not be read there ({said[:LONGEST]})",
        way_out="Nothing was stored of this part; try again later, and report it to 24SevenOffice if it stays",
    )


def _fault(response: Response, said: str) -> BoekhaakError:
    """Return the error for a fault, by its sentence: the vendor has no codes."""
    if "Limit exceeded" in said:
        return _quarantine(response, said)
    if "IdentityId is blocked" in said:
        return Blocked("the login's access to the company was withdrawn, or its licence has ended", way_out=INVITATION)
    if any(mark in said for mark in TOO_WIDE):
        return TooWide(
            f"the request was given up there, as it asks for too much: {said}",
            way_out="Try again when there is less to do there; report it if it stays",
        )
    if any(mark in response.text for mark in NEVER):
        return PackageRefused(
            f"the request was refused: {said}", way_out="Repeating it will not help; report it with this text"
        )
    return PackageUnavailable(
        f"a failure there: {said}",
        way_out="Nothing was lost; try again later",
        retry_after=response.received_at + PAUSE,
    )


def _quarantine(response: Response, said: str) -> LimitReached:
    """Return the limit of an hour, with the moment that the header or the sentence tells."""
    written = QUARANTINE.search(said)
    until = _moment(response.headers.get("apilimitreset")) or _moment("T".join(written.groups()) if written else None)
    return LimitReached(
        f"the limit of calls is reached ({said})",
        way_out="Nothing to do: reading goes on from where it is after that; ask 24SevenOffice to raise it for your address",
        retry_after=until or response.received_at + timedelta(hours=1),
    )


def _moment(text: str | None) -> datetime | None:
    try:
        return moment(text)
    except ValueError:
        return None
