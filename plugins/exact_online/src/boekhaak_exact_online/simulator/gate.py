"""Who may ask: token, budget of errors, call windows, division and data scope; and how a refusal is written.

Order:  gateway, maintenance, error budget, token (401), call windows (429), division and data scope (403). Only the
        statuses are known; their order is inferred.
Source: FACTS.md#rights, FACTS.md#limits, FACTS.md#errors, FACTS.md#divisions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from boekhaak_exact_online.simulator import atom, envelope
from boekhaak_exact_online.simulator.country import Country
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.faults import gateway_fault, maintenance
from boekhaak_exact_online.simulator.limits import COUNTED_ERRORS
from boekhaak_exact_online.simulator.literals import BadQuery
from boekhaak_exact_online.simulator.oauth import Chain

FORBIDDEN = "Forbidden"
NOT_GRANTED = "Forbidden - User division is not within division scope."
SCOPE_VIOLATED = "Forbidden - Application Scope Violated. Cannot read '{}' scope."

DOCUMENTS = "sync/Documents/Documents"
DOCUMENTS_REFUSED = "An error has occurred while the documents were read."


class Refused(Exception):
    """The request is answered with an error: status, text, and the header ``Reason``."""

    def __init__(self, status: int, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.reason = reason


@dataclass(frozen=True)
class Wanted:
    """What is asked for: the endpoint by name, of which division, with which data scope.

    ``companies`` marks the lists of divisions, which may be asked through any division with a fault.
    """

    name: str
    division: int | None
    scope: str = ""
    companies: bool = False


Serve = Callable[[Chain, Division | None], Response]
"""Answers a caller who may ask. Raises: Refused, BadQuery."""


class Gate:
    """Lets requests through to those who answer them."""

    def __init__(self, country: Country) -> None:
        self._country = country

    def pass_on(self, request: Request, wanted: Wanted, serve: Serve) -> Response:
        """Return the answer to a request, or why there is none."""
        country = self._country
        country.traffic.note(request.scope["path"], wanted.name)
        with country.lock:
            if country.faults.strikes("apigee_fault"):
                return gateway_fault()
            if country.faults.strikes("html_maintenance"):
                return maintenance()
            return self._admitted(request, wanted, serve)

    def _admitted(self, request: Request, wanted: Wanted, serve: Serve) -> Response:
        """Answer a caller whose token, error budget and call windows allow it."""
        country, now = self._country, self._country.site.clock.now()
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        chain, good = country.office.chain_of(token if scheme.lower() == "bearer" else "")
        if chain is None:
            return _unauthorised()
        budget = (country.office.client_id, chain.login.user_id, str(wanted.division or ""), wanted.name)
        if country.errors.locked(budget, now):
            return Response(status_code=429)
        if not good:
            country.errors.count(budget, 401, now)
            return _unauthorised()
        allowed, headers = True, dict[str, str]()
        if wanted.division is not None:
            allowed, headers = country.windows.call(country.office.client_id, wanted.division, now)
        response = self._served(request, wanted, chain, serve) if allowed else Response(status_code=429)
        country.errors.count(budget, response.status_code, now)
        if not self._bare(response.status_code):
            response.headers.update(headers)
        return response

    def _bare(self, status: int) -> bool:
        """Tell whether an answer keeps the state of the windows to itself."""
        on = self._country.faults.on
        limited, error = status == 429, status in COUNTED_ERRORS
        return "no_rate_headers" in on or (limited and "bare_429" in on) or (error and "bare_errors" in on)

    def _served(self, request: Request, wanted: Wanted, chain: Chain, serve: Serve) -> Response:
        json = "application/json" in request.headers.get("accept", "")
        try:
            return serve(chain, self._permitted(wanted, chain))
        except BadQuery as error:
            refused = Refused(400, str(error))
        except Refused as error:
            refused = error
        body = envelope.error(refused.message) if json else atom.error(refused.message)
        headers = {"Reason": refused.reason} if refused.reason else {}
        return Response(body, refused.status, headers, envelope.MEDIA_TYPE if json else atom.ERROR)

    def _permitted(self, wanted: Wanted, chain: Chain) -> Division | None:
        """Return the division whose data are asked for; None for Me. Raises: Refused."""
        country = self._country
        if wanted.division is None:
            return None
        division = country.by_code.get(wanted.division)
        if not (wanted.companies and country.faults.strikes("divisions_unchecked")):
            if division is None:
                unknown_here = wanted.division in country.deleted and country.faults.strikes("deleted_not_found")
                raise unknown(wanted.name) if unknown_here else Refused(403, FORBIDDEN)
            if not country.opens(chain.login, division):
                raise Refused(403, FORBIDDEN, "NoDivisionAccess")
            if division.code not in chain.divisions:
                raise Refused(403, NOT_GRANTED)
            if not wanted.companies and country.faults.strikes("licence_expired"):
                raise Refused(403, FORBIDDEN, "LicenseExpired")
        if wanted.scope in country.missing_scopes:
            raise Refused(403, SCOPE_VIOLATED.format(wanted.scope))
        documents = wanted.name == DOCUMENTS and division is country.divisions[0]
        if documents and country.faults.strikes("refused_documents"):
            raise Refused(400, DOCUMENTS_REFUSED)
        return division


def unknown(name: str) -> Refused:
    """Return the refusal of what is not there."""
    return Refused(404, f"Resource not found for the segment '{name.rpartition('/')[2]}'.")


def _unauthorised() -> Response:
    return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
