"""The addresses below ``/api/oauth2``: the page on which a user consents, and the one that hands out tokens.

Source: FACTS.md#oauth, FACTS.md#token-errors.
"""

from __future__ import annotations

import base64
import binascii
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from boekhaak_exact_online.simulator.consent_page import consent_page, refusal_page
from boekhaak_exact_online.simulator.country import Country
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.faults import gateway_fault, maintenance

AUTHORISE, TOKEN = "/api/oauth2/auth", "/api/oauth2/token"
TOKEN_HEADERS = {"Cache-Control": "private", "Pragma": "no-cache"}
TOKEN_MEDIA_TYPE = "application/json; charset=utf-8"

REPEATED: tuple[str, ...] = ("client_id", "redirect_uri", "response_type", "state")
"""What the page sends back as it came."""

Form = dict[str, list[str]]


class SignIn:
    """Lets users consent and hands out tokens."""

    def __init__(self, country: Country) -> None:
        self._country = country

    async def authorise(self, request: Request) -> Response:
        """Show the page, or take what was decided on it."""
        self._country.traffic.note(AUTHORISE, "oauth2/auth")
        text = (await request.body()).decode() if request.method == "POST" else request.url.query
        form = parse_qs(text, keep_blank_values=True)
        with self._country.lock:
            if wrong := self._wrong(form):
                return HTMLResponse(refusal_page(wrong), status_code=400)
            if request.method == "POST":
                return self._decided(form)
            return HTMLResponse(self._page(form))

    async def token(self, request: Request) -> Response:
        """Answer a call for tokens."""
        self._country.traffic.note(TOKEN, "oauth2/token")
        form = parse_qs((await request.body()).decode(), keep_blank_values=True)
        with self._country.lock:
            faults = self._country.faults
            if faults.strikes("apigee_fault"):
                return gateway_fault()
            if faults.strikes("html_maintenance"):
                return maintenance()
            if faults.strikes("empty_token_body"):
                return Response(b"", media_type=TOKEN_MEDIA_TYPE)
            return self._tokens({name: values[0] for name, values in form.items()}, request)

    def _tokens(self, form: dict[str, str], request: Request) -> Response:
        scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        client = (form.get("client_id", ""), form.get("client_secret", ""))
        if scheme.lower() == "basic":
            client = _basic(credentials)
        answer = self._country.office.token(form, client)
        told = self._country.traffic.note_refresh(answer.refresh)
        return Response(answer.body, answer.status, {**TOKEN_HEADERS, **answer.headers}, TOKEN_MEDIA_TYPE, told)

    def _wrong(self, form: Form) -> str:
        """Return why nobody can sign in with these parameters; empty where they can."""
        if _first(form, "client_id") != self._country.office.client_id:
            return "No app is registered here with this client id."
        if _first(form, "redirect_uri") != self._country.office.redirect_uri:
            return "The redirect address is not the one with which the app is registered."
        if _first(form, "response_type") != "code":
            return "The response type must be “code”."
        return ""

    def _page(self, form: Form) -> str:
        companies = {division.code: division.company.name for division in self._country.divisions}
        hidden = {name: _first(form, name) for name in REPEATED if name in form}
        return consent_page(self._country.logins, companies, hidden, action=AUTHORISE)

    def _decided(self, form: Form) -> Response:
        if _first(form, "decision") != "grant":
            return self._back(form, {"error": "access_denied"})
        login = self._country.login(_first(form, "login"))
        if login is None:
            return HTMLResponse(refusal_page("There is no such user."), status_code=400)
        wanted = set(form.get("company", []))
        granted = frozenset(division.code for division in self._country.opened_by(login) if _names(division) & wanted)
        if not granted:
            return HTMLResponse(refusal_page("Choose a company that this user may open."), status_code=400)
        return self._back(form, {"code": self._country.office.give_code(login, granted)})

    def _back(self, form: Form, answer: dict[str, str]) -> Response:
        """Send the browser to the registered address; the exclamation mark of a code is escaped on its way."""
        state = {"state": _first(form, "state")} if "state" in form else {}
        uri = self._country.office.redirect_uri
        return RedirectResponse(f"{uri}{'&' if '?' in uri else '?'}{urlencode({**answer, **state})}", status_code=302)


def _names(division: Division) -> set[str]:
    """Return what a checkbox may say for a division: its number, or the company's name."""
    return {str(division.code), division.company.name}


def _first(form: Form, name: str) -> str:
    return form.get(name, [""])[0]


def _basic(credentials: str) -> tuple[str, str]:
    try:
        client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return client_id, secret
