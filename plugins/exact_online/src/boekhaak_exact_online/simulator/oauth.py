"""Signing in: codes, and chains of tokens that rotate with every renewal.

Source: FACTS.md#oauth (lifetimes, rotation), FACTS.md#token-errors (statuses and bodies), FACTS.md#limits (200 a day).
Unverified, and chosen here: an unknown refresh token is an invalid request; a renewal after the user withdrew the consent is
``invalid_grant`` (400), or with the fault ``revoked_as_reused`` the answer of a reused token; the 201st call of a day is 429;
access tokens of a chain that a second consent replaced live on until they expire.
"""

from __future__ import annotations

import json
import secrets
import string
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from boekhaak.clock import Clock
from boekhaak.testing.controls import Faults
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from boekhaak_exact_online.simulator.values import utc_text

CODE_LIFETIME = timedelta(seconds=180)
ACCESS_LIFETIME = timedelta(seconds=600)
EARLIEST_RENEWAL = timedelta(seconds=570)
REFRESH_LIFETIME = timedelta(days=30)
GRACE = timedelta(minutes=10)
CALLS_PER_DAY = 200

_TOO_EARLY = "Rate limit exceeded: access_token not expired"
_STAMP = string.ascii_letters + string.digits


@dataclass(frozen=True)
class TokenAnswer:
    """What the token endpoint answers."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    refresh: Literal["", "granted", "early", "reused"] = ""


@dataclass(eq=False)
class Chain:
    """What one consent gave: a login's access to divisions, and the refresh token that is good now."""

    login: SimulatedLogin
    divisions: frozenset[int]
    refresh_token: str
    issued_at: datetime
    state: Literal["alive", "replaced", "revoked"] = "alive"
    previous: str | None = None


@dataclass(frozen=True)
class _Code:
    login: SimulatedLogin
    divisions: frozenset[int]
    given_at: datetime


class TokenOffice:
    """Hands out codes and tokens to one registered app."""

    def __init__(self, clock: Clock, faults: Faults, *, client_id: str, client_secret: str, redirect_uri: str) -> None:
        self.client_id = client_id
        self.redirect_uri = redirect_uri
        self._client_secret = client_secret
        self._clock = clock
        self._faults = faults
        self._codes: dict[str, _Code] = {}
        self._chains: dict[str, Chain] = {}
        self._access: dict[str, tuple[Chain, datetime]] = {}
        self._calls: Counter[tuple[str, date]] = Counter()
        self.handed_out: set[str] = set()

    def give_code(self, login: SimulatedLogin, divisions: frozenset[int]) -> str:
        """Return a fresh code for what the user granted."""
        code = _opaque(60)
        self.handed_out.add(code)
        self._codes[code] = _Code(login, divisions, self._clock.now())
        return code

    def token(self, form: dict[str, str], client: tuple[str, str]) -> TokenAnswer:
        """Answer a call of the token endpoint by that client id and secret."""
        if client != (self.client_id, self._client_secret):
            return _refused(400, "invalid_request")
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchange(form)
            case "refresh_token":
                return self._renew(form.get("refresh_token", ""))
        return _refused(400, "invalid_request")

    def chain_of(self, access_token: str) -> tuple[Chain | None, bool]:
        """Return the chain of an access token, and whether the token is good."""
        chain, expires_at = self._access.get(access_token, (None, self._clock.now()))
        return chain, chain is not None and chain.state != "revoked" and self._clock.now() < expires_at

    def widen(self, login: SimulatedLogin, division: int) -> None:
        """Let the consents of a login open one division more."""
        for chain in self._chains.values():
            if chain.login == login:
                chain.divisions |= {division}

    def revoke_all(self) -> None:
        """Let every token die."""
        for chain in self._chains.values():
            chain.state = "revoked"
        self._codes.clear()

    def _exchange(self, form: dict[str, str]) -> TokenAnswer:
        code = self._codes.pop(form.get("code", ""), None)
        now = self._clock.now()
        if code is None or now > code.given_at + CODE_LIFETIME or form.get("redirect_uri") != self.redirect_uri:
            return _refused(400, "invalid_grant" if "invalid_grant_codes" in self._faults.on else "invalid_request")
        if self._over_quota(code.login, now):
            return TokenAnswer(429, "")
        for chain in () if "parallel_chains" in self._faults.on else self._chains.values():
            if chain.login == code.login and chain.state == "alive":
                chain.state = "replaced"
        return self._issue(Chain(code.login, code.divisions, "", now))

    def _renew(self, refresh_token: str) -> TokenAnswer:
        chain, now = self._chains.get(refresh_token), self._clock.now()
        if chain is None:
            return _refused(400, "invalid_request")
        if self._over_quota(chain.login, now):
            return TokenAnswer(429, "")
        return self._refusal(chain, refresh_token, now) or replace(self._issue(chain), refresh="granted")

    def _refusal(self, chain: Chain, refresh_token: str, now: datetime) -> TokenAnswer | None:
        """Return why a token does not renew its chain; None where it does."""
        if chain.state == "revoked" and "revoked_as_reused" not in self._faults.on:
            return _refused(400, "invalid_grant")
        in_grace = self._in_grace(chain, refresh_token, now)
        if chain.state != "alive" or (refresh_token != chain.refresh_token and not in_grace):
            if "revoke_on_reuse" in self._faults.on:
                chain.state = "revoked"
            return replace(_refused(401, "unauthorized_client", "Old refresh token used."), refresh="reused")
        expires_at = chain.issued_at + REFRESH_LIFETIME
        if now > expires_at:
            text = f"The refresh token expired at {utc_text(expires_at)} and it is now {utc_text(now)}."
            return _refused(400, "invalid_request", text)
        if now < chain.issued_at + self._earliest() and not in_grace:
            reason = f"TooEarlyToRefreshTokens: {_TOO_EARLY}"
            return replace(_refused(400, "access_denied", _TOO_EARLY, Reason=reason), refresh="early")
        return None

    def _in_grace(self, chain: Chain, refresh_token: str, now: datetime) -> bool:
        """Tell whether a rotated token still works; that it is not too early then is chosen here."""
        grace = "old_token_grace" in self._faults.on
        return grace and refresh_token == chain.previous and now <= chain.issued_at + GRACE

    def _earliest(self) -> timedelta:
        return ACCESS_LIFETIME if "too_early_until_expiry" in self._faults.on else EARLIEST_RENEWAL

    def _over_quota(self, login: SimulatedLogin, now: datetime) -> bool:
        key = (login.user_id, now.date())
        self._calls[key] += 1
        return self._calls[key] > CALLS_PER_DAY

    def _issue(self, chain: Chain) -> TokenAnswer:
        now = self._clock.now()
        access_token, refresh_token = secrets.token_urlsafe(412), _opaque(300)
        self.handed_out |= {access_token, refresh_token}
        chain.previous = chain.refresh_token or None
        chain.refresh_token, chain.issued_at = refresh_token, now
        self._chains[refresh_token] = chain
        self._access[access_token] = (chain, now + ACCESS_LIFETIME)
        body = {
            "access_token": access_token,
            "token_type": "bearer",
            "expires_in": str(int(ACCESS_LIFETIME.total_seconds())),
            "refresh_token": refresh_token,
        }
        return TokenAnswer(200, json.dumps(body))


def _opaque(size: int) -> str:
    """Return text as codes and refresh tokens look: four characters, an exclamation mark, url-safe text."""
    return "".join(secrets.choice(_STAMP) for _ in range(4)) + "!" + secrets.token_urlsafe(size)


def _refused(status: int, code: str, description: str = "", **headers: str) -> TokenAnswer:
    body = {"error": code} | ({"error_description": description} if description else {})
    return TokenAnswer(status, json.dumps(body).replace("/", "\\/"), headers)
