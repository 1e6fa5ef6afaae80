"""The addresses below ``/connect``: where a user consents, and where tokens are given and revoked.

Source: FACTS.md#oauth, FACTS.md#company-picker, FACTS.md#token-errors.
"""

from __future__ import annotations

import base64
import binascii
from urllib.parse import parse_qs, unquote_plus, urlencode

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from boekhaak_eaccounting.simulator.consent_page import consent_page, refusal_page
from boekhaak_eaccounting.simulator.faults import maintenance
from boekhaak_eaccounting.simulator.grants import Consent
from boekhaak_eaccounting.simulator.oauth import TokenAnswer, refused
from boekhaak_eaccounting.simulator.picker import Picker, Wish
from boekhaak_eaccounting.simulator.sign_in_rules import Form, first, wrong
from boekhaak_eaccounting.simulator.site import Site

AUTHORISE, TOKEN, REVOKE = "/connect/authorize", "/connect/token", "/connect/revocation"
TOKEN_HEADERS = {"Cache-Control": "no-store, no-cache, max-age=0", "Pragma": "no-cache"}
FORM = "application/x-www-form-urlencoded"
REPEATED = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "prompt",
    "acr_values",
    "code_challenge",
    "code_challenge_method",
)
"""What the page sends back as it came."""


class SignIn:
    """Lets users consent, hands out tokens and takes them back."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._picker = Picker(site)

    async def authorise(self, request: Request) -> Response:
        """Show the page, or take what was decided on it."""
        self._site.traffic.note(AUTHORISE, "connect/authorize")
        text = (await request.body()).decode() if request.method == "POST" else request.url.query
        form = parse_qs(text, keep_blank_values=True)
        with self._site.lock:
            if reason := wrong(form, self._site.office):
                return HTMLResponse(refusal_page(reason), status_code=400)
            if "none" in first(form, "prompt").split():
                return self._back(request, form, {"error": "login_required"})
            if request.method == "POST":
                return self._decided(request, form)
            return HTMLResponse(self._page(form))

    async def token(self, request: Request) -> Response:
        """Answer a call for tokens."""
        self._site.traffic.note(TOKEN, "connect/token")
        text = (await request.body()).decode()
        with self._site.lock:
            if self._site.faults.strikes("html_maintenance"):
                return maintenance()
            answer = self._tokens(request, text)
            return _told(answer, self._site.traffic.note_refresh(answer.refresh))

    async def revoke(self, request: Request) -> Response:
        """Take a token back."""
        self._site.traffic.note(REVOKE, "connect/revocation")
        form = _form(request, (await request.body()).decode())
        with self._site.lock:
            if form is None or not form.get("token"):
                return _told(refused("invalid_request"))
            if not self._site.office.knows(_client(request, form)):
                return _told(refused("invalid_client"))
            self._site.office.revoke(form["token"])
            return Response(status_code=200)

    def _tokens(self, request: Request, text: str) -> TokenAnswer:
        form = _form(request, text)
        if form is None:
            return refused("invalid_request")
        if not self._site.office.knows(_client(request, form)):
            return refused("invalid_client")
        return self._site.office.token(form)

    def _page(self, form: Form) -> str:
        hidden = {name: first(form, name) for name in REPEATED if name in form}
        companies = self._picker.companies(Wish.of(form))
        return consent_page(self._site.logins, companies, first(form, "scope").split(), hidden, action=AUTHORISE)

    def _decided(self, request: Request, form: Form) -> Response:
        if first(form, "decision") != "grant":
            return self._back(request, form, {"error": "access_denied"})
        login = self._site.login(first(form, "login"))
        if login is None:
            return HTMLResponse(refusal_page("There is no such user."), status_code=400)
        company = self._picker.chosen(login, first(form, "company"), Wish.of(form))
        if company is None:
            return HTMLResponse(refusal_page("Choose a company that this user may open."), status_code=400)
        consent = Consent(
            login,
            company,
            tuple(first(form, "scope").split()),
            first(form, "code_challenge"),
            first(form, "code_challenge_method") or "plain",
        )
        return self._back(request, form, {"code": self._site.office.give_code(consent)})

    def _back(self, request: Request, form: Form, answer: dict[str, str]) -> Response:
        """Send the browser to the registered address, with the state and the identity server's own name."""
        state = {"state": first(form, "state")} if "state" in form else {}
        issuer = {"iss": str(request.base_url).rstrip("/")}
        uri = self._site.office.redirect_uri
        query = urlencode({**answer, **state, **issuer})
        return RedirectResponse(f"{uri}{'&' if '?' in uri else '?'}{query}", status_code=302)


def _form(request: Request, text: str) -> dict[str, str] | None:
    """Return the fields of a form; None where the body is of another kind."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return None
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}


def _client(request: Request, form: dict[str, str]) -> tuple[str, str]:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote_plus(client_id), unquote_plus(secret)


def _told(answer: TokenAnswer, afterwards: BackgroundTask | None = None) -> Response:
    return Response(answer.body, answer.status, TOKEN_HEADERS, "application/json; charset=UTF-8", afterwards)
