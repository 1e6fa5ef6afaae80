"""The simulator of Exact Online: one country site that serves books over HTTP.

What is known of the vendor, and how surely, stands in FACTS.md; each module here names the sections that it follows.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from email.utils import format_datetime

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from boekhaak.clock import Clock
from boekhaak.plugin import App
from boekhaak.testing.books.model import Books
from boekhaak_exact_online.simulator.api import ROOT, DataApi
from boekhaak_exact_online.simulator.country import Country
from boekhaak_exact_online.simulator.document_rows import FILES
from boekhaak_exact_online.simulator.downloads import Downloads
from boekhaak_exact_online.simulator.faults import KNOWN_FAULTS, Faults
from boekhaak_exact_online.simulator.gate import Gate
from boekhaak_exact_online.simulator.keeper import Site
from boekhaak_exact_online.simulator.limits import PER_DAY, PER_MINUTE, CallWindows
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from boekhaak_exact_online.simulator.oauth import TokenOffice
from boekhaak_exact_online.simulator.refusals import refusal
from boekhaak_exact_online.simulator.screens import Screens
from boekhaak_exact_online.simulator.sign_in import AUTHORISE, TOKEN, SignIn

REDIRECT_URI = "http://127.0.0.1:8912/callback"
CLIENT_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "exact-online-simulator"))
CLIENT_SECRET = "simulated-client-secret"


class ExactOnlineSimulator(Screens):
    """Exact Online in small.

    ``logins`` are the people who can sign in (one that opens all companies when left out). ``per_minute`` and ``per_day``
    limit the calls of a company; None lifts a limit. ``missing_scopes`` are data scopes that the app was not given, such
    as ``organization.administration``; the set can be changed while it runs, as can :attr:`faults`.
    """

    known_faults = KNOWN_FAULTS

    def __init__(
        self,
        data: Books,
        *,
        clock: Clock,
        faults: Sequence[str] = (),
        logins: Sequence[SimulatedLogin] | None = None,
        region: str = "nl",
        redirect_uri: str = REDIRECT_URI,
        per_minute: int | None = PER_MINUTE,
        per_day: int | None = PER_DAY,
        missing_scopes: Sequence[str] = (),
    ) -> None:
        self.region = region
        self._faults = Faults(_known(faults))
        office = TokenOffice(
            clock, self._faults, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, redirect_uri=redirect_uri
        )
        people = (SimulatedLogin(),) if logins is None else tuple(logins)
        windows = CallWindows(per_minute, per_day)
        self._country = Country(
            Site(clock, region), data.companies, people, faults=self._faults, office=office, windows=windows
        )
        self._country.missing_scopes.update(missing_scopes)
        self.app = self._application(clock)

    @property
    def faults(self) -> set[str]:
        """The names of the misbehaviours that are on; the set may be changed at any time."""
        return self._faults.on

    @faults.setter
    def faults(self, names: set[str]) -> None:
        self._faults.on = set(_known(tuple(names)))

    @property
    def missing_scopes(self) -> set[str]:
        """The data scopes that the app was not given."""
        return self._country.missing_scopes

    @property
    def requests(self) -> int:
        """How many requests came in, sign-ins among them."""
        return self._country.traffic.requests

    @requests.setter
    def requests(self, count: int) -> None:
        self._country.traffic.requests = count

    @property
    def calls(self) -> Counter[str]:
        """How often each endpoint was asked (``sync/Deleted``, ``current/Me``, ``oauth2/token`` …)."""
        return self._country.traffic.calls

    @property
    def on_request(self) -> Callable[[str], None] | None:
        """What is called with the path of each request before it is answered."""
        return self._country.traffic.on_request

    @on_request.setter
    def on_request(self, listener: Callable[[str], None] | None) -> None:
        self._country.traffic.on_request = listener

    @property
    def cut_every(self) -> int:
        """The fault ``cut_pages`` cuts every so-manieth answer with data."""
        return self._country.cut_every

    @cut_every.setter
    def cut_every(self, answers: int) -> None:
        self._country.cut_every = answers

    @property
    def handed_out(self) -> frozenset[str]:
        """Every code and token that was ever given: no program may tell one."""
        return frozenset(self._country.office.handed_out)

    @property
    def books(self) -> Books:
        """What the simulator holds at this moment, changes included."""
        with self._country.lock:
            return Books(tuple(division.as_books() for division in self._country.divisions))

    def registration(self, address: str) -> App:
        """Return the one app that is registered here, with ``address`` as the site's own."""
        return App(
            package="exact_online",
            region=self.region,
            mode="simulator",
            client_id=CLIENT_ID,
            client_secret=SecretStr(CLIENT_SECRET),
            redirect_uri=self._country.office.redirect_uri,
            address=address,
        )

    def division_of(self, company: str) -> int:
        """Return the division number of a company."""
        return self._country.division(company).code

    def switch_on(self, fault: str, *, answers: int | None = None) -> None:
        """Switch a fault on; with ``answers`` it goes off by itself after so many answers that it spoilt."""
        with self._country.lock:
            self._faults.switch_on(_known([fault])[0], answers)

    def _application(self, clock: Clock) -> Starlette:
        gate, sign_in = Gate(self._country), SignIn(self._country)
        data, downloads = DataApi(self._country, gate), Downloads(self._country, gate)
        return Starlette(
            routes=[
                Route(AUTHORISE, sign_in.authorise, methods=["GET", "POST"]),
                Route(TOKEN, sign_in.token, methods=["POST"]),
                Route(f"{ROOT}/{{address:path}}", data.answer, methods=["GET"]),
                Route(FILES, downloads.answer, methods=["GET"]),
            ],
            middleware=[Middleware(_DatedByClock, clock=clock)],
        )


class _DatedByClock:
    """Dates every answer by the simulator's clock (the server's own date is switched off in ``served``)."""

    def __init__(self, app: ASGIApp, *, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the date added."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(self._clock.now(), usegmt=True).encode()
                message["headers"] = [*message["headers"], (b"date", date)]
            await send(message)

        await self._app(scope, receive, dated)


def _known(faults: Sequence[str]) -> Sequence[str]:
    unknown = [name for name in faults if name not in KNOWN_FAULTS]
    if unknown:
        raise refusal(
            f"the simulator knows no fault “{unknown[0]}”",
            company="",
            way_out=f"Choose from: {', '.join(KNOWN_FAULTS)}",
        )
    return faults
