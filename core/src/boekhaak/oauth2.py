"""The steps of OAuth 2 that are the same for every package (RFC 6749), as plain functions."""

from __future__ import annotations

import secrets
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from boekhaak.errors import ConfigurationError, ConsentRequired, InvalidInput, PackageUnavailable
from boekhaak.http import Http
from boekhaak.models.auth import App, Code, Grant, Refresh, Tokens
from boekhaak.models.package import OAuth2
from boekhaak.refusals import Explain
from boekhaak.response import Response

STATE_BYTES = 32
NO_ANSWER = timedelta(minutes=1)


class _Granted(BaseModel):
    """What a package gives; ``expires_in`` may be written as a text."""

    model_config = ConfigDict(hide_input_in_errors=True)

    access_token: SecretStr = Field(min_length=1)
    refresh_token: SecretStr = Field(min_length=1)
    expires_in: int = Field(gt=0)


class _Refused(BaseModel):
    error: str | None = None
    error_description: str | None = None


def new_state() -> str:
    """Return an unguessable text that binds a redirect to the sign-in that asked for it."""
    return secrets.token_urlsafe(STATE_BYTES)


def authorize_url(address: str, auth: OAuth2, app: App, state: str) -> str:
    """Return where the person is sent: ``address``, which is that of ``authorize_path``, with what is asked for."""
    query = {
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "response_type": "code",
        "state": state,
        **dict(auth.parameters),
    }
    return f"{address}?{urlencode(query)}"


def ask_for_tokens(
    app: App, grant: Grant, http: Http, *, path: str, endpoint: str, code_refused: Explain, refresh_refused: Explain
) -> Tokens:
    """Exchange a code or a refresh token for tokens at ``path``, with the app's secret in the form.

    ``code_refused`` and ``refresh_refused`` read the package's refusals. Raises: as the hook ``authenticate``;
    PackageUnavailable for an answer of no use.
    """
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
            "a user name and a password are no way to sign in there", way_out="Sign in by redirect: `boekhaak connect`"
        )
    response = http.post_form(path, form, endpoint=endpoint, explain=explain)
    try:
        given = _Granted.model_validate_json(response.content)
    except ValidationError as error:
        raise explain(response) or no_tokens(response) from error
    return Tokens(
        access_token=given.access_token,
        refresh_token=given.refresh_token,
        lifetime=timedelta(seconds=given.expires_in),
    )


def token_refusal(response: Response) -> tuple[str, str]:
    """Return the code of a refused exchange and its description in small letters; both empty when the body is no such object."""
    try:
        body = _Refused.model_validate_json(response.content)
    except ValidationError:
        return "", ""
    return body.error or "", (body.error_description or "").lower()


def no_tokens(response: Response) -> PackageUnavailable:
    """Return the error for an answer to a request for tokens that tells nothing."""
    return PackageUnavailable(
        f"a request for tokens was answered with nothing of use (status {response.status})",
        way_out="Try again in a minute; the access that was given stands",
        retry_after=response.received_at + NO_ANSWER,
    )


def read_callback(url: str) -> tuple[str, SecretStr]:
    """Return state and code from the address to which the package sent the person back.

    Raises: ConsentRequired when the person refused; InvalidInput when the address holds no answer.
    """
    try:
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    except ValueError:
        query = {}
    if "error" in query:
        refused = query["error"] == "access_denied"
        raise ConsentRequired(
            "consent was refused" if refused else f"the package ended the sign-in with “{query['error']}”",
            way_out="Begin again, and allow the access that is asked for; nothing was changed",
        )
    if "code" not in query or "state" not in query:
        raise InvalidInput(
            "the address holds no code and state",
            way_out="Give the whole address to which the package sent the browser, or begin again",
        )
    return query["state"], SecretStr(query["code"])
