"""Asking the identity server for tokens, and what its refusals mean. Source: FACTS.md#oauth and #token-errors."""

from __future__ import annotations

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

ADDRESS, ENDPOINT = "/connect/token", "connect/token"
DEAD = "invalid_grant"
REGISTRATION = frozenset({"invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type"})
LATER = frozenset({"temporarily_unavailable", "server_error", "slow_down"})


def exchange(app: App, grant: Grant, http: Http) -> Tokens:
    """Exchange a code or a refresh token for tokens. Raises: as the hook ``authenticate``.

    Without ``offline_access`` there is no refresh token, and access would end within the hour.
    """
    return ask_for_tokens(
        app, grant, http, path=ADDRESS, endpoint=ENDPOINT, code_refused=code_refused, refresh_refused=refresh_refused
    )


def refresh_refused(response: Response) -> BoekhaakError | None:
    """Return what a refused renewal means; only what surely ended the grant asks for a new sign-in."""
    error, _ = token_refusal(response)
    if error == DEAD:
        return ConsentRequired(
            "the access that was given is no longer accepted: it was used twice, it is too old, or the user's password was "
            "changed",
            way_out="Sign in at eAccounting again and choose the same company; link and data stay",
        )
    return _otherwise(response, error)


def code_refused(response: Response) -> BoekhaakError | None:
    """Return what a refused code means."""
    error, _ = token_refusal(response)
    if error in {DEAD, "invalid_request"}:
        return ConsentRequired(
            "the code of this sign-in was refused: it was used before, or is older than a few minutes",
            way_out="Begin the sign-in again; if that is refused too, compare the redirect address with the registration",
        )
    refusal = _otherwise(response, error)
    if isinstance(refusal, PackageUnavailable):
        refusal.way_out = "Begin the sign-in again in a few minutes; nothing was changed"
    return refusal


def _otherwise(response: Response, error: str) -> BoekhaakError | None:
    if not error or error in LATER:
        return no_tokens(response)
    if error not in REGISTRATION:
        return None
    return ConfigurationError(
        f"this registration of the app is refused there ({error})",
        way_out="Compare client id, client secret and scopes with what Visma gave for the app",
    )
