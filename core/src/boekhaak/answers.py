"""What answers mean that are of no use, and how plugins read the numbers and cursors that all of them meet."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from boekhaak.errors import BoekhaakError, CursorLost, PackageRefused, PackageUnavailable, UnexpectedAnswer
from boekhaak.response import Response, malformed

MAINTENANCE = timedelta(minutes=5)
"""How long we stay away when a page for people comes instead of data; none says how long."""
FAILURE = timedelta(minutes=1)
"""How long we stay away after a failure that the package tells."""
ZERO = Decimal("0.00")

C = TypeVar("C", bound=BaseModel)


def data(response: Response) -> Response:
    """Return an answer that is data. Raises: PackageUnavailable for a page for people, as it comes during maintenance."""
    if "text/html" in response.headers.get("content-type", "") or response.content.lstrip()[:5].lower() == b"<html":
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


def stored_cursor(kind: type[C], stream: str, text: str | None) -> C:
    """Return the cursor of a stream; a new one where there is none. Raises: CursorLost for one of another version."""
    if text is None:
        return kind()
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise CursorLost(
            "how far this stream was read is written in a way that this version does not know",
            way_out="Nothing to do: the stream is read from nothing",
            streams=frozenset({stream}),
        ) from error


def money(value: float | None) -> Decimal:
    """Return an amount without the noise of a binary fraction: two decimals, or four where it really has more."""
    fine = f"{value or 0.0:.4f}"
    return Decimal(fine[:-2] if fine.endswith("00") else fine) or ZERO


def exact(value: float | None) -> Decimal | None:
    """Return a quantity, price or rate with all the decimals that were written."""
    return None if value is None else Decimal(f"{value:.0f}" if value.is_integer() else repr(value))
