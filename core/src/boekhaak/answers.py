"""What answers mean that are of no use: pages for people, other shapes than the documented one, refusals with their reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pydantic import ValidationError

from boekhaak.errors import (
    AccessMissing,
    BoekhaakError,
    LimitReached,
    PackageRefused,
    PackageUnavailable,
    UnexpectedAnswer,
)
from boekhaak.models.estimate import Estimate, unknown
from boekhaak.response import Response, malformed

MAINTENANCE = timedelta(minutes=5)
"""How long we stay away when a page for people comes instead of data; none says how long."""
MINUTE = timedelta(minutes=1)
FAILURE = MINUTE
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


def estimated(stream: str, ask: Callable[[], Estimate], but: type[BoekhaakError] | tuple[()] = ()) -> Estimate:
    """Return the estimate that ``ask`` gives, or one that says why it gives none, so that the other streams go on.

    A stream that is closed gives no record and takes the call that is refused; of one that cannot be asked at this moment
    nothing is known. What concerns more than this stream is raised, and so is an error of the kind ``but``.
    """
    try:
        return ask()
    except but:
        raise
    except AccessMissing as error:
        return Estimate(stream=stream, records=(0, 0), calls=(1, 1), problem=_told(error))
    except LimitReached as error:
        return unknown(stream, _put_off(error))
    except (PackageRefused, UnexpectedAnswer) as error:
        return unknown(stream, _told(error))


def _put_off(error: LimitReached) -> str:
    """Return the same sentence for all that could not be asked before about the same moment."""
    moment = error.retry_after and (error.retry_after + MINUTE).replace(second=0, microsecond=0)
    until = f" before {moment:%Y-%m-%d %H:%M} UTC" if moment else ""
    return f"it was not asked, as the package takes no more calls{until}. Forecast again after that."


def _told(error: BoekhaakError) -> str:
    return f"{error.what}. {error.way_out}."
