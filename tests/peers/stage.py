"""The stage of one judge: a simulator, and beside it what a judge may ask of the driver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from packages import PACKAGES, START
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from boekhaak.clock import ScaledClock
from boekhaak.testing.books.model import Books
from boekhaak.testing.consent import give_consent
from boekhaak.testing.simulator import served, simulator_class


class Stage:
    """A simulator of a package, whose clock stands still, and a watch on its answers."""

    def __init__(self, package: str, books: Books) -> None:
        self.package = PACKAGES[package]
        self.clock = ScaledClock(START)
        self.simulator: Any = simulator_class(package)(books, clock=self.clock, **self.package.options)
        self.watch = self.package.watch()
        self.address = ""
        self._books = books

    def control(self) -> ASGIApp:
        """Return what answers a judge's questions to the driver."""
        answers = {
            "stage": self.told,
            "clock": self.moved,
            "consent": self.consented,
            "answers": self.counted,
            "faults": self.switched,
        }
        return Starlette(routes=[Route(f"/{name}", answer, methods=["POST"]) for name, answer in answers.items()])

    def told(self, _: Request) -> Response:
        """Tell how to reach the simulator, and what the books hold."""
        app = self.simulator.registration(self.address)
        return JSONResponse(
            {
                "address": self.address,
                "client_id": app.client_id,
                "client_secret": app.client_secret.get_secret_value(),
                "redirect_uri": app.redirect_uri,
                "now": self.clock.now().timestamp(),
                "companies": [self.package.told(self.simulator, company) for company in self._books.companies],
                **self.package.beside(self.simulator),
            }
        )

    def moved(self, request: Request) -> Response:
        """Move the clock ahead."""
        self.clock.advance(timedelta(seconds=float(request.query_params["seconds"])))
        return JSONResponse({"now": self.clock.now().timestamp()})

    def consented(self, request: Request) -> Response:
        """Play the person at the consent page, who chooses what is named beside its address."""
        choices = {name: [value] for name, value in request.query_params.items() if name != "url"}
        return JSONResponse({"location": give_consent(request.query_params["url"], choices=choices)})

    def switched(self, request: Request) -> Response:
        """Switch these misbehaviours on, and all others off; what comes under one need not fit what the vendor publishes."""
        self.simulator.faults = set(request.query_params["names"].split())
        self.watch.asleep = bool(self.simulator.faults)
        return JSONResponse({"on": sorted(self.simulator.faults)})

    def counted(self, _: Request) -> Response:
        """Tell how many answers of each status there were."""
        return JSONResponse(self.watch.answers)


@contextmanager
def staged(package: str, books: Books) -> Iterator[tuple[Stage, str]]:
    """Serve a package's simulator of these books; gives the stage, and the address at which a judge asks the driver."""
    stage = Stage(package, books)
    app, control = stage.watch.over(stage.simulator.app), stage.control()
    with served(app) as stage.address, served(control) as asked:  # type: ignore[arg-type]
        yield stage, asked
