"""The steps of OAuth 2 that are the same for every package (RFC 6749), as plain functions."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import SecretStr

from boekhaak.errors import ConsentRequired, InvalidInput
from boekhaak.models.auth import App
from boekhaak.models.package import OAuth2

STATE_BYTES = 32


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
