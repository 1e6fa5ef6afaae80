"""Asking Exact for tokens, and what its refusals mean. Source: FACTS.md#oauth and #token-errors."""

from __future__ import annotations

from datetime import timedelta

from boekhaak.plugin import (
    App,
    BoekhaakError,
    ConfigurationError,
    ConsentRequired,
    Grant,
    Http,
    PackageUnavailable,
    Response,
    Tokens,
    ask_for_tokens,
    no_tokens,
    token_refusal,
)

ADDRESS, ENDPOINT = "/api/oauth2/token", "oauth2/token"
TOO_EARLY = timedelta(seconds=30)
RATE_LIMITED = timedelta(minutes=10)
REVOKED = frozenset({"unauthorized_client", "invalid_grant"})


def exchange(app: App, grant: Grant, http: Http) -> Tokens:
    """Exchange a code or a refresh token for tokens. Raises: as the hook ``authenticate``."""
    return ask_for_tokens(
        app, grant, http, path=ADDRESS, endpoint=ENDPOINT, code_refused=code_refused, refresh_refused=refresh_refused
    )


def refresh_refused(response: Response) -> BoekhaakError | None:
    """Return what a refused renewal means; only what surely ended the chain asks for a new sign-in."""
    code, said = token_refusal(response)
    if later := _later(response, code, said):
        return later
    if "old refresh token" in said:
        return _sign_in("the refresh token was used before, by us or by another program with the same login")
    if "expired" in said:
        return _sign_in("the refresh token was not used within its 30 days")
    if code in REVOKED:
        return _sign_in(f"the access that was given is no longer accepted ({code})")
    return _registration(code)


def code_refused(response: Response) -> BoekhaakError | None:
    """Return what a refused code means. Exact tells a used code and a wrong registration hardly apart."""
    code, said = token_refusal(response)
    if later := _later(response, code, said):
        later.way_out = "Begin the sign-in again in a few minutes; nothing was changed"
        return later
    if "redirect" in said or "client" in said:
        return _registration("invalid_client")
    if code in REVOKED or code == "invalid_request":
        return ConsentRequired(
            "the code of this sign-in was refused: it was used before, or is older than about three minutes",
            way_out="Begin the sign-in again; if that is refused too, compare the client secret and the redirect "
            "address with the registration in the App Center",
        )
    return _registration(code)


def _later(response: Response, code: str, said: str) -> PackageUnavailable | None:
    if "not expired" in said or response.headers.get("reason", "").startswith("TooEarly"):
        return PackageUnavailable(
            "a token that is still alive is not renewed",
            way_out="Nothing to do: the token is used on, and renewed in time",
            retry_after=response.received_at + TOO_EARLY,
        )
    if not code:
        return no_tokens(response)
    if "rate limit" in said:
        return PackageUnavailable(
            "no more tokens are given for now",
            way_out="Nothing to do: it is asked again later",
            retry_after=response.received_at + RATE_LIMITED,
        )
    return None


def _registration(code: str) -> ConfigurationError | None:
    if code not in {"invalid_client", "invalid_request"}:
        return None
    return ConfigurationError(
        "this registration of the app is not known there",
        way_out="Compare client id, client secret, redirect address and country with the App Center",
    )


def _sign_in(what: str) -> ConsentRequired:
    return ConsentRequired(what, way_out="Sign in at Exact Online again; links and data stay")
