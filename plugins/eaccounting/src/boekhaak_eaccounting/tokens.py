"""Asking the identity server for tokens, and what its refusals mean. Source: FACTS.md#oauth and #token-errors."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from boekhaak.plugin import (
    App,
    BoekhaakError,
    Code,
    ConfigurationError,
    ConsentRequired,
    Grant,
    Http,
    PackageUnavailable,
    Refresh,
    Response,
    Tokens,
)

ADDRESS, ENDPOINT = "/connect/token", "connect/token"
NO_ANSWER = timedelta(minutes=1)
DEAD = "invalid_grant"
REGISTRATION = frozenset({"invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type"})
LATER = frozenset({"temporarily_unavailable", "server_error", "slow_down"})


class _Granted(BaseModel):
    """The server's answer. Without ``offline_access`` there is no refresh token, and access would end within the hour."""

    model_config = ConfigDict(hide_input_in_errors=True)

    access_token: SecretStr = Field(min_length=1)
    refresh_token: SecretStr = Field(min_length=1)
    expires_in: int = Field(gt=0)


class _Refused(BaseModel):
    error: str | None = None


def exchange(app: App, grant: Grant, http: Http) -> Tokens:
    """Exchange a code or a refresh token for tokens. Raises: as the hook ``authenticate``."""
    form = {"client_id": app.client_id, "client_secret": app.client_secret.get_secret_value()}
    if isinstance(grant, Code):
        explain = code_refused
        form |= {"grant_type": "authorization_code", "code": grant.code.get_secret_value()}
        form |= {"redirect_uri": grant.redirect_uri}
        form |= {"code_verifier": grant.verifier.get_secret_value()} if grant.verifier else {}
    elif isinstance(grant, Refresh):
        explain = refresh_refused
        form |= {"grant_type": "refresh_token", "refresh_token": grant.refresh_token.get_secret_value()}
    else:
        raise ConfigurationError(
            "user name and password are no way to sign in here", way_out="Sign in at eAccounting by redirect"
        )
    response = http.post_form(ADDRESS, form, endpoint=ENDPOINT, explain=explain)
    try:
        given = _Granted.model_validate_json(response.content)
    except ValidationError as error:
        raise explain(response) or _no_answer(response) from error
    return Tokens(
        access_token=given.access_token,
        refresh_token=given.refresh_token,
        lifetime=timedelta(seconds=given.expires_in),
    )


def refresh_refused(response: Response) -> BoekhaakError | None:
    """Return what a refused renewal means; only what surely ended the grant asks for a new sign-in."""
    error = _error(response)
    if error == DEAD:
        return ConsentRequired(
            "the access that was given is no longer accepted: it was used twice, it is too old, or the user's password was "
            "changed",
            way_out="Sign in at eAccounting again and choose the same company; link and data stay",
        )
    return _otherwise(response, error)


def code_refused(response: Response) -> BoekhaakError | None:
    """Return what a refused code means."""
    error = _error(response)
    if error in {DEAD, "invalid_request"}:
        return ConsentRequired(
            "the code of this sign-in was refused: it was used before, or is older than a few minutes",
            way_out="Begin the sign-in again; if that is refused too, compare the redirect address with the registration",
        )
    return _otherwise(response, error)


def _otherwise(response: Response, error: str) -> BoekhaakError | None:
    if not error or error in LATER:
        return _no_answer(response)
    if error not in REGISTRATION:
        return None
    return ConfigurationError(
        f"this registration of the app is refused there ({error})",
        way_out="Compare client id, client secret and scopes with what Visma gave for the app",
    )


def _no_answer(response: Response) -> PackageUnavailable:
    return PackageUnavailable(
        f"a request for tokens was answered with nothing of use (status {response.status})",
        way_out="Try again in a minute; the access that was given stands",
        retry_after=response.received_at + NO_ANSWER,
    )


def _error(response: Response) -> str:
    """Return the error's code; empty when the body is no such object."""
    try:
        return _Refused.model_validate_json(response.content).error or ""
    except ValidationError:
        return ""
