"""The stage of one judge: a simulator of Exact Online, and beside it what a judge may ask of the driver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from expected import held
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from boekhaak.clock import ScaledClock
from boekhaak.testing.books.model import Books
from boekhaak.testing.consent import give_consent
from boekhaak.testing.simulator import served
from boekhaak_exact_online.simulator import ExactOnlineSimulator

START = datetime(2026, 6, 25, 14, 17, 9, tzinfo=UTC)


class Stage:
    """A simulator whose clock stands still, and the answers it gave."""

    def __init__(self, books: Books) -> None:
        self.clock = ScaledClock(START)
        self.simulator = ExactOnlineSimulator(books, clock=self.clock)
        self.answers: Counter[str] = Counter()
        self.address = ""
        self._books = books

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the simulator does, and count."""

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.answers[str(message["status"])] += 1
            await send(message)

        await self.simulator.app(scope, receive, counted)

    def control(self) -> ASGIApp:
        """Return what answers a judge's questions to the driver."""
        answers = {"stage": self.told, "clock": self.moved, "consent": self.consented, "answers": self.counted}
        return Starlette(routes=[Route(f"/{name}", answer, methods=["POST"]) for name, answer in answers.items()])

    def told(self, _: Request) -> Response:
        """Tell how to reach the simulator, and what the books hold."""
        app = self.simulator.registration(self.address)
        companies = [
            {"division": self.simulator.division_of(company.name)} | held(company) for company in self._books.companies
        ]
        return JSONResponse(
            {
                "address": self.address,
                "client_id": app.client_id,
                "client_secret": app.client_secret.get_secret_value(),
                "redirect_uri": app.redirect_uri,
                "now": self.clock.now().timestamp(),
                "companies": companies,
            }
        )

    def moved(self, request: Request) -> Response:
        """Move the clock ahead."""
        self.clock.advance(timedelta(seconds=float(request.query_params["seconds"])))
        return JSONResponse({"now": self.clock.now().timestamp()})

    def consented(self, request: Request) -> Response:
        """Play the person at the consent page."""
        return JSONResponse({"location": give_consent(request.query_params["url"])})

    def counted(self, _: Request) -> Response:
        """Tell how many answers of each status there were."""
        return JSONResponse(self.answers)


@contextmanager
def staged(books: Books) -> Iterator[tuple[Stage, str]]:
    """Serve a simulator of these books; gives the stage, and the address at which a judge asks the driver."""
    stage = Stage(books)
    with served(stage) as stage.address, served(stage.control()) as control:  # type: ignore[arg-type]
        yield stage, control
