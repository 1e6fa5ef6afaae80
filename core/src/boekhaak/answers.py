"""What answers mean that are of no use: pages for people, other shapes than the documented one, refusals with their reason."""

from __future__ import annotations

from datetime import timedelta

from pydantic import ValidationError

from boekhaak.errors import BoekhaakError, PackageRefused, PackageUnavailable, UnexpectedAnswer
from boekhaak.response import Response, malformed

MAINTENANCE = timedelta(minutes=5)
"""How long we stay away when a page for people comes instead of data; none says how long."""
FAILURE = timedelta(minutes=1)
"""How long we stay away after a failure that the package tells."""


def data(response: Response) -> Response:
    """Return an answer that may be JSON. Raises: PackageUnavailable for a page for people, as it comes during maintenance."""
    is_page = response.content.lstrip()[:9].lower().startswith((b"<html", b"<!doctype"))
    if is_page or "text/html" in response.headers.get("content-type", ""):
        raise PackageUnavailable(
            "a page came instead of data, as during maintenance",
            way_out="Nothing was lost; try again in a few minutes",
            retry_after=response.received_at + MAINTENANCE,
        )
    return response


def unexpected(subject: str, what: str) -> UnexpectedAnswer:
    """Return the error for an answer that is not the documented one."""
    return UnexpectedAnswer(
        f"an answer ({subject}) {what}",
        way_out="Nothing of it was stored; try again, and report it if it stays",
    )


def misshapen(subject: str, error: ValidationError, response: Response | None = None) -> UnexpectedAnswer:
    """Return the error for an answer that pydantic did not take, without its values; for one that is no JSON, ``response``."""
    worst = max(error.errors(include_input=False, include_url=False), key=lambda one: len(one["loc"]))
    if response is not None and worst["type"] == "json_invalid":
        return malformed(response)
    where = worst["loc"][-1] if worst["loc"] else "its beginning"
    return unexpected(subject, f"is not of the documented shape at {where} ({worst['type']})")


def refused(response: Response, said: str) -> BoekhaakError:
    """Return the error for an answer of 400 and above that tells its reason, by what to do next."""
    if response.status >= 500:
        return PackageUnavailable(
            f"a failure there: {said}",
            way_out="Nothing was lost; try again later",
            retry_after=response.received_at + FAILURE,
        )
    return PackageRefused(
        f"the request was refused with status {response.status}: {said}",
        way_out="Repeating it will not help; report it with this text",
    )
