"""The vendor's side of "Paper Office": companies in memory, served over real HTTP, changed as their users would."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from anyio import to_thread
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from boekhaak.clock import Clock
from boekhaak.models.auth import App
from boekhaak.models.records import Record
from support.paper import LIFETIME

STREAM_OF = {
    "account": "ledger",
    "voucher": "ledger",
    "ledger_line": "ledger",
    "contact": "contacts",
    "address": "contacts",
    "bank_account": "contacts",
    "balance": "balances",
}

Fault = Callable[[Request], Response | None]
"""Looks at a request and answers it wrongly, or lets it pass with None."""


@dataclass
class Change:
    """The newest state of a record: what it is, or that it is gone."""

    number: int
    kind: str
    id: str
    record: Record | None


@dataclass
class PaperCompany:
    """A company and its books. ``forgotten`` is the last change that is no longer told."""

    id: str
    name: str
    vat_number: str = ""
    registration_number: str = ""
    currency: str = "EUR"
    epoch: str = "first"
    forgotten: dict[str, int] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)
    changes: dict[tuple[str, str], Change] = field(default_factory=dict)

    def facts(self) -> dict[str, str]:
        """Return what the company's own page tells."""
        told = ("id", "name", "vat_number", "registration_number", "currency")
        return {name: getattr(self, name) for name in told}


class PaperOffice:
    """One vendor with its logins, tokens and companies. Refresh tokens work once; a second consent kills the first."""

    def __init__(self, clock: Clock, address: str) -> None:
        self.clock = clock
        self.address = address
        self.page_size = 3
        self.companies: dict[str, PaperCompany] = {}
        self.hidden: dict[str, set[str]] = {}
        """The companies that a login does not see."""
        self.requests: list[str] = []
        self.faults: list[Fault] = []
        self.full_until: datetime | None = None
        self.gate: threading.Event | None = None
        self._numbers = itertools.count(1)
        self._codes: dict[str, str] = {}
        self._refreshes: dict[str, str] = {}
        self._accesses: dict[str, tuple[str, datetime]] = {}

    def registration(self, region: str = "nl") -> App:
        """Return an app that this office knows."""
        return App(
            package="paper",
            region=region,
            mode="paper",
            client_id="host",
            client_secret=SecretStr("the-client-secret"),
            redirect_uri="https://host.example/back",
            address=self.address,
        )

    def company(self, company_id: str, name: str, **given: str) -> PaperCompany:
        """Open a company."""
        self.companies[company_id] = PaperCompany(company_id, name, **given)
        return self.companies[company_id]

    def put(self, company_id: str, *records: Record) -> None:
        """Enter records in a company's books, or change them; each gets the next number as its version."""
        for record in records:
            number = next(self._numbers)
            told = record.model_copy(update={"version": number})
            self.companies[company_id].changes[record.kind, record.id] = Change(number, record.kind, record.id, told)

    def remove(self, company_id: str, kind: str, *ids: str) -> None:
        """Delete records from a company's books."""
        for record_id in ids:
            change = Change(next(self._numbers), kind, record_id, None)
            self.companies[company_id].changes[kind, record_id] = change

    def forget(self, company_id: str, stream: str) -> None:
        """Forget what changed in a stream so far: who asks since then learns that it is gone."""
        self.companies[company_id].forgotten[stream] = next(self._numbers)

    def sign_in(self, url: str, login: str = "anna") -> str:
        """Give consent as a login; return the address to which the person is sent back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code-{next(self._numbers)}-of-{login}"
        self._codes[code] = login
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def revoke(self, login: str = "anna") -> None:
        """Withdraw a login's consent: its tokens die."""
        self._refreshes = {token: owner for token, owner in self._refreshes.items() if owner != login}
        self.forget_access(login)

    def forget_access(self, login: str = "anna") -> None:
        """Let the access tokens of a login die, and only those."""
        self._accesses = {token: held for token, held in self._accesses.items() if held[0] != login}

    def asked(self, path: str) -> int:
        """Return how many requests for paths that end so came in."""
        return sum(request.endswith(path) for request in self.requests)

    async def token(self, request: Request) -> Response:
        """Exchange a code or a refresh token."""
        form = await request.form()
        if self.gate is not None:
            await to_thread.run_sync(self.gate.wait, 10)
        if form["client_secret"] != "the-client-secret":
            return JSONResponse({"error": "invalid_client"}, 401)
        by_code = form["grant_type"] == "authorization_code"
        login = self._codes.pop(form["code"], None) if by_code else self._refreshes.pop(form["refresh_token"], None)
        if login is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if by_code:
            self.revoke(login)
        return JSONResponse(self._issue(login))

    async def me(self, request: Request) -> Response:
        """Tell who holds the token."""
        login = self._login(request)
        if login is None:
            return Response(status_code=401)
        return JSONResponse({"id": login, "name": login.title(), "email": f"{login}@host.example"})

    async def listed(self, request: Request) -> Response:
        """Tell the companies."""
        if (login := self._login(request)) is None:
            return Response(status_code=401)
        hidden = self.hidden.get(login, set())
        return JSONResponse([company.facts() for company in self.companies.values() if company.id not in hidden])

    async def facts(self, request: Request) -> Response:
        """Tell one company's facts."""
        if self._login(request) is None:
            return Response(status_code=401)
        company = self.companies[request.path_params["company"]]
        return JSONResponse(company.facts() | {"epoch": company.epoch})

    async def counts(self, request: Request) -> Response:
        """Tell how many records a stream has, and how many pages."""
        if self._login(request) is None:
            return Response(status_code=401)
        if self.full_until is not None and self.clock.now() < self.full_until:
            reset = str(int(self.full_until.timestamp() * 1000))
            return Response(status_code=429, headers={"X-Limit": "60", "X-Remaining": "0", "X-Reset": reset})
        company, stream = self.companies[request.path_params["company"]], request.path_params["stream"]
        if stream in company.forbidden:
            return JSONResponse({"message": "no rights"}, 403)
        there = [change for change in company.changes.values() if STREAM_OF[change.kind] == stream]
        records = sum(1 for change in there if change.record)
        rows = len(there) if stream == "ledger" else records
        return JSONResponse({"records": records, "pages": max(1, -(-rows // self.page_size))})

    async def changes(self, request: Request) -> Response:
        """Tell a page of what changed in a stream, oldest first; only streams other than the ledger hide deletions."""
        if self._login(request) is None:
            return Response(status_code=401)
        if self.full_until is not None and self.clock.now() < self.full_until:
            reset = str(int(self.full_until.timestamp() * 1000))
            return Response(status_code=429, headers={"X-Limit": "60", "X-Remaining": "0", "X-Reset": reset})
        company, stream = self.companies[request.path_params["company"]], request.path_params["stream"]
        after = int(request.query_params["after"])
        if stream in company.forbidden:
            return JSONResponse({"message": "no rights"}, 403)
        if request.query_params["whole"] == "no" and after < company.forgotten.get(stream, 0):
            return Response(status_code=410)
        found = sorted(
            (
                change
                for change in company.changes.values()
                if STREAM_OF[change.kind] == stream and change.number > after and (change.record or stream == "ledger")
            ),
            key=lambda change: change.number,
        )
        page = found[: self.page_size]
        rows = [
            {
                "kind": change.kind,
                "id": change.id,
                "version": change.number,
                "gone": change.record is None,
                "record": change.record.model_dump(mode="json") if change.record else None,
            }
            for change in page
        ]
        last = page[-1].number if page else max(after, company.forgotten.get(stream, 0))
        return JSONResponse({"rows": rows, "last": last, "more": len(found) > len(page)})

    def _issue(self, login: str) -> dict[str, object]:
        number = next(self._numbers)
        self._refreshes[f"refresh-token-{number}"] = login
        self._accesses[f"access-token-{number}"] = (login, self.clock.now() + LIFETIME)
        return {
            "access_token": f"access-token-{number}",
            "refresh_token": f"refresh-token-{number}",
            "expires_in": LIFETIME // timedelta(seconds=1),
        }

    def _login(self, request: Request) -> str | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        login, until = self._accesses.get(token, (None, self.clock.now()))
        return login if until > self.clock.now() else None


class Door:
    """The address where the office of the present test is found."""

    def __init__(self) -> None:
        self.office: PaperOffice | None = None
        self.app = Starlette(routes=[Mount("/", self)])
        self._routes = Starlette(
            routes=[
                Route("/token", self._let_in("token"), methods=["POST"]),
                Route("/me", self._let_in("me")),
                Route("/companies", self._let_in("listed")),
                Route("/companies/{company}", self._let_in("facts")),
                Route("/companies/{company}/changes/{stream}", self._let_in("changes")),
                Route("/companies/{company}/counts/{stream}", self._let_in("counts")),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        await self._routes(scope, receive, send)

    def _let_in(self, desk: str) -> Callable[[Request], object]:
        async def serve(request: Request) -> Response:
            assert self.office is not None
            self.office.requests.append(f"{request.method} {request.url.path}")
            for fault in self.office.faults:
                if (wrong := fault(request)) is not None:
                    return wrong
            answer: Response = await getattr(self.office, desk)(request)
            return answer

        return serve
