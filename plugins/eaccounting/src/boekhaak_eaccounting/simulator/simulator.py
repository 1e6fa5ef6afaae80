"""The simulator of Visma eAccounting: identity server and API of one system that serves books over HTTP.

What is known of the vendor, and how surely, stands in FACTS.md; each module here names the sections that it follows.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from boekhaak.clock import Clock
from boekhaak.plugin import App
from boekhaak.testing.books.model import Books
from boekhaak.testing.controls import Controls, Faults
from boekhaak.testing.responses import DatedByClock
from boekhaak_eaccounting.simulator.api import METHODS, DataApi
from boekhaak_eaccounting.simulator.downloads import FILES, Downloads
from boekhaak_eaccounting.simulator.faults import KNOWN_FAULTS
from boekhaak_eaccounting.simulator.limits import PER_MINUTE, CallWindows
from boekhaak_eaccounting.simulator.logins import SimulatedLogin
from boekhaak_eaccounting.simulator.oauth import REFRESH_LIFETIME, TokenOffice
from boekhaak_eaccounting.simulator.screens import Screens
from boekhaak_eaccounting.simulator.sign_in import AUTHORISE, REVOKE, TOKEN, SignIn
from boekhaak_eaccounting.simulator.site import Site
from boekhaak_eaccounting.simulator.told import told

REDIRECT_URI = "http://127.0.0.1:8912/callback"
CLIENT_ID = "simulatedapp"
CLIENT_SECRET = str(uuid.uuid5(uuid.NAMESPACE_URL, "eaccounting-simulator"))
REGION = "eu"


class EAccountingSimulator(Screens, Controls):
    """Visma eAccounting in small.

    ``logins`` are the people who can sign in (one that opens all companies when left out). ``per_minute`` limits the calls of
    an endpoint and may be changed while it runs; None lifts the limit. ``refresh_lifetime`` is that of refresh tokens.
    """

    known_faults = KNOWN_FAULTS
    countries = ("SE", "NO")

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
        self._faults = Faults(KNOWN_FAULTS, faults)
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
        self._traffic = self._site.traffic
        self.app = self._application(clock)

    @property
    def per_minute(self) -> int | None:
        """How many calls of an endpoint are allowed in a minute; None for any number."""
        return self._site.windows.per_minute

    @per_minute.setter
    def per_minute(self, calls: int | None) -> None:
        self._site.windows.per_minute = calls

    @property
    def handed_out(self) -> frozenset[str]:
        """Every code and token that was ever given: no program may tell one."""
        return frozenset(self._site.office.handed_out)

    @property
    def books(self) -> Books:
        """What the simulator holds at this moment, changes included."""
        with self._site.lock:
            return Books(tuple(held.as_books() for held in self._site.administrations.values()))

    @property
    def told(self) -> Books:
        """What of the books the interface tells."""
        return Books(tuple(map(told, self.books.companies)))

    @property
    def sign_ins(self) -> tuple[dict[str, list[str]], ...]:
        """Each company once, picked at the consent page."""
        return tuple({"company": [name]} for name in self._site.names)

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
            middleware=[Middleware(DatedByClock, clock=clock)],
        )
