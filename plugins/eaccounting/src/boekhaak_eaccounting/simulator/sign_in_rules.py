"""What the address of the consent page must say.

That each fault is shown on a page, and not sent to the app, is inferred. Source: FACTS.md#oauth, FACTS.md#scopes.
"""

from __future__ import annotations

from boekhaak_eaccounting.simulator.grants import BASE_SCOPE, KNOWN_SCOPES
from boekhaak_eaccounting.simulator.oauth import TokenOffice

PROMPTS = frozenset({"none", "login", "consent", "select_account"})

Form = dict[str, list[str]]


def first(form: Form, name: str) -> str:
    """Return the first value of a field; empty where it is missing."""
    return form.get(name, [""])[0]


def wrong(form: Form, office: TokenOffice) -> str:
    """Return why nobody can sign in with these parameters; empty where they can."""
    scopes = set(first(form, "scope").split())
    reasons = {
        "No app is registered here with this client id (unauthorized_client).": first(form, "client_id")
        != office.client_id,
        "The redirect address is not the one with which the app is registered.": (
            first(form, "redirect_uri") != office.redirect_uri
        ),
        "The response type must be “code” (unsupported_response_type).": first(form, "response_type") != "code",
        "The app may not ask for these scopes, or asks for too few (invalid_scope).": (
            BASE_SCOPE not in scopes or bool(scopes - KNOWN_SCOPES)
        ),
        "The server knows no such prompt (invalid_request).": bool(set(first(form, "prompt").split()) - PROMPTS),
        "The server knows no such code challenge method (invalid_request).": (
            first(form, "code_challenge_method") not in {"", "plain", "S256"}
        ),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
