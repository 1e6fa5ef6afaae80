"""Who may ask: token, calls per minute, state of the company, rights of the user, and scopes.

Order:  token (401), calls per minute (429), company, user and scope (403). Only the codes are known; the order is inferred.
Source: FACTS.md#errors, FACTS.md#limits, FACTS.md#scopes.
"""

from __future__ import annotations

from datetime import datetime

from boekhaak_eaccounting.simulator import envelope
from boekhaak_eaccounting.simulator.endpoint import Endpoint
from boekhaak_eaccounting.simulator.envelope import Refused
from boekhaak_eaccounting.simulator.grants import AREAS, BASE_SCOPE, Grant
from boekhaak_eaccounting.simulator.site import Site

_COMPANY_STATES = (
    ("internal_error", 500, envelope.INTERNAL, "InternalServerException - Something went wrong."),
    ("sandbox_client", 403, envelope.SANDBOX, "ForbiddenRequestException - A sandbox client cannot use this company."),
    ("company_inactive", 403, envelope.INACTIVE, "ForbiddenRequestException - The company is inactive."),
    ("module_missing", 403, envelope.NO_MODULE, "ForbiddenRequestException - No access to module: api_standard"),
    ("startup_guide", 403, envelope.STARTUP_GUIDE, "ForbiddenRequestException - The startup guide is not finished."),
)
"""Faults that refuse every call, with their answers; the text of 4002 is recorded, the others are in its manner."""


class Gate:
    """Lets calls through to those who answer them."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def admit(self, authorization: str, endpoint: Endpoint, method: str, now: datetime) -> Grant:
        """Return the grant of a caller who may ask. Raises: Refused."""
        scheme, _, token = authorization.partition(" ")
        grant = self._site.office.grant_of(token.strip() if scheme.lower() == "bearer" else "")
        if grant is None:
            raise Refused(
                401,
                envelope.UNAUTHORISED,
                "AuthorizationException - Authorization has been denied for this request.",
            )
        self._count(endpoint, now)
        for fault, status, code, message in _COMPANY_STATES:
            if self._site.faults.strikes(fault):
                raise Refused(status, code, message)
        login = grant.consent.login
        if grant.consent.company in login.without_product:
            raise Refused(403, envelope.NO_PRODUCT, "ForbiddenRequestException - The user has no eAccounting here.")
        _check_scopes(grant, endpoint, method)
        if login.read_only and method != "GET":
            raise Refused(403, envelope.READ_ONLY, "ForbiddenRequestException - The user may only read.")
        return grant

    def _count(self, endpoint: Endpoint, now: datetime) -> None:
        windows = self._site.windows
        wait = windows.wait(self._site.office.client_id, endpoint.path, now)
        if wait:
            message = f"Quota of calls is exceeded: at most {windows.per_minute} per Minute. Please try again in {wait} seconds."
            told = wait if "retry_after" in self._site.faults.on else 0
            raise Refused(429, envelope.TOO_MANY, message, retry_after=told)


def _check_scopes(grant: Grant, endpoint: Endpoint, method: str) -> None:
    """Refuse a grant without a scope that opens the endpoint; to write, a scope for reading only is not enough."""
    held = set(grant.consent.scopes)
    areas = endpoint.areas or frozenset(AREAS)
    wanted = {f"ea:{area}" for area in areas}
    if method == "GET":
        wanted |= {f"ea:{area}_readonly" for area in areas}
    if BASE_SCOPE not in held or not wanted & held:
        named = ", ".join(sorted(wanted))
        raise Refused(
            403, envelope.SCOPE_MISSING, f"ForbiddenRequestException - One of these scopes is missing: {named}"
        )
