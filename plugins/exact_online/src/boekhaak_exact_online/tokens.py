"""Asking Exact for tokens, and what its refusals mean. Source: FACTS.md#oauth and #token-errors."""

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

ADDRESS, ENDPOINT = "/api/oauth2/token", "oauth2/token"
TOO_EARLY = timedelta(seconds=30)
RATE_LIMITED = timedelta(minutes=10)
NO_ANSWER = timedelta(minutes=1)
REVOKED = frozenset({"unauthorized_client", "invalid_grant"})


class _Granted(BaseModel):
    """Exact's answer; ``expires_in`` is a text in recordings, and a number reads the same."""

    model_config = ConfigDict(hide_input_in_errors=True)

    access_token: SecretStr = Field(min_length=1)
    refresh_token: SecretStr = Field(min_length=1)
    expires_in: int = Field(gt=0)


class _Refused(BaseModel):
    error: str | None = None
    error_description: str | None = None


def exchange(app: App, grant: Grant, http: Http) -> Tokens:
    """Exchange a code or a refresh token for tokens. Raises: as the hook ``authenticate``."""
    form = {"client_id": app.client_id, "client_secret": app.client_secret.get_secret_value()}
    if isinstance(grant, Code):
        explain = code_refused
        form |= {"grant_type": "authorization_code", "code": grant.code.get_secret_value()}
        form |= {"redirect_uri": grant.redirect_uri}
    elif isinstance(grant, Refresh):
        explain = refresh_refused
        form |= {"grant_type": "refresh_token", "refresh_token": grant.refresh_token.get_secret_value()}
    else:
        raise ConfigurationError(
            "user name and password are no way to sign in here", way_out="Sign in at Exact Online by redirect"
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
    """Return what a refused renewal means; only what surely ended the chain asks for a new sign-in."""
    code, said = _refused(response)
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
    code, said = _refused(response)
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
        return _no_answer(response)
    if "rate limit" in said:
        return PackageUnavailable(
            "no more tokens are given for now",
            way_out="Nothing to do: it is asked again later",
            retry_after=response.received_at + RATE_LIMITED,
        )
    return None


def _no_answer(response: Response) -> PackageUnavailable:
    return PackageUnavailable(
        f"a request for tokens was answered with nothing of use (status {response.status})",
        way_out="Try again in a minute; the access that was given stands",
        retry_after=response.received_at + NO_ANSWER,
    )


def _registration(code: str) -> ConfigurationError | None:
    if code not in {"invalid_client", "invalid_request"}:
        return None
    return ConfigurationError(
        "this registration of the app is not known there",
        way_out="Compare client id, client secret, redirect address and country with the App Center",
    )


def _sign_in(what: str) -> ConsentRequired:
    return ConsentRequired(what, way_out="Sign in at Exact Online again; links and data stay")


def _refused(response: Response) -> tuple[str, str]:
    """Return the error's code and its description in lower case; both empty when the body is no such object."""
    try:
        body = _Refused.model_validate_json(response.content)
    except ValidationError:
        return "", ""
    return body.error or "", (body.error_description or "").lower()
