"""The simulator of Visma eAccounting: identity server and API of one system that serves books over HTTP.

What is known of the vendor, and how surely, stands in FACTS.md; each module here names the sections that it follows.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from email.utils import format_datetime

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from boekhaak.clock import Clock
from boekhaak.plugin import App
from boekhaak.testing.books.model import Books
from boekhaak_eaccounting.simulator.api import METHODS, DataApi
from boekhaak_eaccounting.simulator.downloads import FILES, Downloads
from boekhaak_eaccounting.simulator.faults import KNOWN_FAULTS, Faults
from boekhaak_eaccounting.simulator.limits import PER_MINUTE, CallWindows
from boekhaak_eaccounting.simulator.logins import SimulatedLogin
from boekhaak_eaccounting.simulator.oauth import REFRESH_LIFETIME, TokenOffice
from boekhaak_eaccounting.simulator.refusals import refusal
from boekhaak_eaccounting.simulator.screens import Screens
from boekhaak_eaccounting.simulator.sign_in import AUTHORISE, REVOKE, TOKEN, SignIn
from boekhaak_eaccounting.simulator.site import Site

REDIRECT_URI = "http://127.0.0.1:8912/callback"
CLIENT_ID = "simulatedapp"
CLIENT_SECRET = str(uuid.uuid5(uuid.NAMESPACE_URL, "eaccounting-simulator"))
REGION = "eu"


class EAccountingSimulator(Screens):
    """Visma eAccounting in small.

    ``logins`` are the people who can sign in (one that opens all companies when left out). ``per_minute`` limits the calls of
    an endpoint and may be changed while it runs; None lifts the limit. ``refresh_lifetime`` is that of refresh tokens.
    """

    known_faults = KNOWN_FAULTS

    def __init__(
        self,
        data: Books,
        *,
        clock: Clock,
        faults: Sequence[str] = (),
        logins: Sequence[SimulatedLogin] | None = None,
        redirect_uri: str = REDIRECT_URI,
        per_minute: int | None = PER_MINUTE,
        refresh_lifetime: timedelta = REFRESH_LIFETIME,
    ) -> None:
        self._faults = Faults(_known(faults))
        office = TokenOffice(
            clock,
            self._faults,
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            redirect_uri=redirect_uri,
            refresh_lifetime=refresh_lifetime,
        )
        people = (SimulatedLogin(),) if logins is None else tuple(logins)
        windows = CallWindows(per_minute)
        self._site = Site(clock, data.companies, people, faults=self._faults, office=office, windows=windows)
        self.app = self._application(clock)

    @property
    def faults(self) -> set[str]:
        """The names of the misbehaviours that are on; the set may be changed at any time."""
        return self._faults.on

    @faults.setter
    def faults(self, names: set[str]) -> None:
        self._faults.on = set(_known(tuple(names)))

    @property
    def per_minute(self) -> int | None:
        """How many calls of an endpoint are allowed in a minute; None for any number."""
        return self._site.windows.per_minute

    @per_minute.setter
    def per_minute(self, calls: int | None) -> None:
        self._site.windows.per_minute = calls

    @property
    def requests(self) -> int:
        """How many requests came in, sign-ins among them."""
        return self._site.traffic.requests

    @requests.setter
    def requests(self, count: int) -> None:
        self._site.traffic.requests = count

    @property
    def calls(self) -> Counter[str]:
        """How often each endpoint was asked (``vouchers/{fiscalyearid}``, ``connect/token``, ``files`` …)."""
        return self._site.traffic.calls

    @property
    def on_request(self) -> Callable[[str], None] | None:
        """What is called with the path of each request before it is answered."""
        return self._site.traffic.on_request

    @on_request.setter
    def on_request(self, listener: Callable[[str], None] | None) -> None:
        self._site.traffic.on_request = listener

    @property
    def handed_out(self) -> frozenset[str]:
        """Every code and token that was ever given: no program may tell one."""
        return frozenset(self._site.office.handed_out)

    @property
    def books(self) -> Books:
        """What the simulator holds at this moment, changes included."""
        with self._site.lock:
            return Books(tuple(held.as_books() for held in self._site.administrations.values()))

    def registration(self, address: str) -> App:
        """Return the one app that is registered here; identity server and API have the same ``address``."""
        return App(
            package="eaccounting",
            region=REGION,
            mode="simulator",
            client_id=CLIENT_ID,
            client_secret=SecretStr(CLIENT_SECRET),
            redirect_uri=self._site.office.redirect_uri,
            address=address,
        )

    def switch_on(self, fault: str, *, answers: int | None = None) -> None:
        """Switch a fault on; with ``answers`` it goes off by itself after so many answers that it spoilt.

        What describes a state and spoils no answer, such as ``default_company``, stays on.
        """
        with self._site.lock:
            self._faults.switch_on(_known([fault])[0], answers)

    def _application(self, clock: Clock) -> Starlette:
        sign_in, data, downloads = SignIn(self._site), DataApi(self._site), Downloads(self._site)
        return Starlette(
            routes=[
                Route(AUTHORISE, sign_in.authorise, methods=["GET", "POST"]),
                Route(TOKEN, sign_in.token, methods=["POST"]),
                Route(REVOKE, sign_in.revoke, methods=["POST"]),
                Route(FILES, downloads.answer, methods=["GET"]),
                Route("/{version}/{address:path}", data.answer, methods=list(METHODS)),
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
