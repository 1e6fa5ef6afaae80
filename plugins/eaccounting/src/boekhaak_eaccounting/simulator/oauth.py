"""Codes, and grants whose refresh token changes with every renewal.

Source: FACTS.md#oauth, FACTS.md#token-errors.
Unverified, and chosen here: a code lives five minutes; a token that comes a second time is refused and harms nothing else;
a refresh token lives two years from its own issue; what the user's new password ends are refresh tokens, access tokens live on.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from boekhaak.clock import Clock
from boekhaak.testing.controls import Faults
from boekhaak_eaccounting.simulator.grants import OFFLINE, Consent, Grant
from boekhaak_eaccounting.simulator.logins import SimulatedLogin

CODE_LIFETIME = timedelta(minutes=5)
ACCESS_LIFETIME = timedelta(seconds=3600)
REFRESH_LIFETIME = timedelta(days=730)
SHORT_LIFETIME = timedelta(days=1)


@dataclass(frozen=True)
class TokenAnswer:
    """What the token endpoint answers."""

    status: int
    body: str
    refresh: Literal["", "granted", "reused"] = ""


class TokenOffice:
    """Hands out codes and tokens to one registered app."""

    def __init__(
        self,
        clock: Clock,
        faults: Faults,
        *,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        refresh_lifetime: timedelta = REFRESH_LIFETIME,
    ) -> None:
        self.client_id = client_id
        self.redirect_uri = redirect_uri
        self.refresh_lifetime = refresh_lifetime
        self.handed_out: set[str] = set()
        self._client_secret = client_secret
        self._clock = clock
        self._faults = faults
        self._codes: dict[str, tuple[Consent, datetime]] = {}
        self._grants: list[Grant] = []
        self._refresh: dict[str, Grant] = {}
        self._access: dict[str, tuple[Grant, datetime]] = {}

    def knows(self, client: tuple[str, str]) -> bool:
        """Tell whether these are the app's id and secret."""
        return client == (self.client_id, self._client_secret)

    def give_code(self, consent: Consent) -> str:
        """Return a fresh code for what a user granted."""
        code = self._opaque(32)
        self._codes[code] = (consent, self._clock.now())
        return code

    def token(self, form: dict[str, str]) -> TokenAnswer:
        """Answer a call of the token endpoint by the app."""
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchange(form)
            case "refresh_token":
                return self._renew(form.get("refresh_token", ""))
            case None:
                return refused("invalid_request")
        return refused("unsupported_grant_type")

    def grant_of(self, access_token: str) -> Grant | None:
        """Return the grant of an access token that is good now."""
        grant, expires_at = self._access.get(access_token, (None, self._clock.now()))
        return grant if grant is not None and grant.state != "dead" and self._clock.now() < expires_at else None

    def revoke(self, token: str) -> None:
        """End the grant of a refresh token, or one access token; an unknown one is no error."""
        if token in self._refresh:
            self._refresh[token].state = "dead"
        self._access.pop(token, None)

    def revoke_all(self) -> None:
        """Let every token die."""
        for grant in self._grants:
            grant.state = "dead"
        self._codes.clear()

    def lock_out(self, login: SimulatedLogin) -> None:
        """End the refresh tokens of a user, who has a new password."""
        for grant in self._grants:
            if grant.consent.login == login and grant.state == "alive":
                grant.state = "locked"

    def _exchange(self, form: dict[str, str]) -> TokenAnswer:
        now = self._clock.now()
        consent, given_at = self._codes.pop(form.get("code", ""), (None, now))
        if consent is None or now > given_at + CODE_LIFETIME or form.get("redirect_uri") != self.redirect_uri:
            return refused("invalid_grant")
        if not consent.proven_by(form.get("code_verifier", "")):
            return refused("invalid_grant")
        if "single_grant" in self._faults.on:
            self._end_grants(consent.login)
        grant = Grant(consent, now, len(self._grants) + 1)
        self._grants.append(grant)
        return self._issue(grant)

    def _renew(self, refresh_token: str) -> TokenAnswer:
        grant = self._refresh.get(refresh_token)
        if grant is None or grant.state != "alive" or "password_change" in self._faults.on:
            return refused("invalid_grant")
        if refresh_token != grant.refresh_token:
            if "reuse_kills" in self._faults.on:
                grant.state = "dead"
            return replace(refused("invalid_grant"), refresh="reused")
        lifetime = SHORT_LIFETIME if "short_refresh" in self._faults.on else self.refresh_lifetime
        since = grant.given_at if "absolute_refresh" in self._faults.on else grant.refreshed_at
        if self._clock.now() >= since + lifetime:
            return refused("invalid_grant")
        return replace(self._issue(grant), refresh="granted")

    def _end_grants(self, login: SimulatedLogin) -> None:
        for grant in self._grants:
            if grant.consent.login == login:
                grant.state = "dead"

    def _issue(self, grant: Grant) -> TokenAnswer:
        now = self._clock.now()
        access_token = self._opaque(64)
        self._access[access_token] = (grant, now + ACCESS_LIFETIME)
        body: dict[str, object] = {
            "access_token": access_token,
            "expires_in": int(ACCESS_LIFETIME.total_seconds()),
            "token_type": "Bearer",
            "scope": " ".join(grant.consent.scopes),
        }
        if OFFLINE in grant.consent.scopes:
            grant.refresh_token, grant.refreshed_at = self._opaque(32), now
            self._refresh[grant.refresh_token] = grant
            body["refresh_token"] = grant.refresh_token
        return TokenAnswer(200, json.dumps(body))

    def _opaque(self, size: int) -> str:
        token = secrets.token_hex(size).upper()
        self.handed_out.add(token)
        return token


def refused(error: str) -> TokenAnswer:
    """Return the answer to a call that gives no tokens; the vendor's server names no reason."""
    return TokenAnswer(400, json.dumps({"error": error}))
