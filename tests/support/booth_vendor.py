"""The vendor's side of "Booth": logins, companies and sessions in memory, served over real HTTP. Its refusals are status 500."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from boekhaak.clock import Clock
from boekhaak.models.auth import App
from support.booth import LIFETIME

HOME = "1"
"""The company in which a session begins that names none."""


@dataclass
class Booth:
    """One vendor. ``logins`` counts who signed in, with the company that was named."""

    clock: Clock
    password: str = "opened"
    companies: list[str] = field(default_factory=lambda: [HOME, "2"])
    logins: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    broken: int = 0
    sessions: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def app(self) -> Starlette:
        """Return what is served."""
        return Starlette(routes=[Route("/{question}", self.answer, methods=["POST"])])

    def registration(self, address: str) -> App:
        """Return an app that the vendor knows."""
        return App(
            package="booth", region="all", mode="booth", client_id="host", client_secret=SecretStr("the-application"),
            redirect_uri="https://host.example/none", address=address,
        )  # fmt: skip

    async def answer(self, request: Request) -> Response:
        """Answer a question."""
        question = request.path_params["question"]
        self.requests.append(question)
        if self.broken:
            self.broken -= 1
            return PlainTextResponse("out of order", 503)
        if question == "login":
            return self._login(await request.json())
        company, until = self.sessions.get(request.cookies.get("session", ""), ("", self.clock.now()))
        if until <= self.clock.now():
            return PlainTextResponse("no session", 500)
        if company not in self.companies:
            return PlainTextResponse("withdrawn", 500)
        return JSONResponse({"user": "anna", "companies": self.companies, "company": company})

    def _login(self, told: dict[str, str]) -> Response:
        if told["password"] != self.password:
            return PlainTextResponse("wrong password", 500)
        company = told.get("company", HOME)
        if company not in self.companies:
            return PlainTextResponse("withdrawn", 500)
        self.logins.append(company)
        session = f"session-number-{next(self._numbers)}"
        self.sessions[session] = (company, self.clock.now() + LIFETIME)
        return JSONResponse({"session": session})
