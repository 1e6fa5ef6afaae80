"""The simulator of Exact Online: one country site that serves books over HTTP.

What is known of the vendor, and how surely, stands in FACTS.md; each module here names the sections that it follows.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from boekhaak.clock import Clock
from boekhaak.plugin import App
from boekhaak.testing.books.model import Books
from boekhaak.testing.controls import Controls, Faults
from boekhaak.testing.responses import DatedByClock
from boekhaak_exact_online.simulator.api import ROOT, DataApi
from boekhaak_exact_online.simulator.country import Country
from boekhaak_exact_online.simulator.document_rows import FILES
from boekhaak_exact_online.simulator.downloads import Downloads
from boekhaak_exact_online.simulator.faults import KNOWN_FAULTS
from boekhaak_exact_online.simulator.gate import Gate
from boekhaak_exact_online.simulator.keeper import Site
from boekhaak_exact_online.simulator.limits import PER_DAY, PER_MINUTE, CallWindows
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from boekhaak_exact_online.simulator.oauth import TokenOffice
from boekhaak_exact_online.simulator.screens import Screens
from boekhaak_exact_online.simulator.sign_in import AUTHORISE, TOKEN, SignIn

REDIRECT_URI = "http://127.0.0.1:8912/callback"
CLIENT_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "exact-online-simulator"))
CLIENT_SECRET = "simulated-client-secret"


class ExactOnlineSimulator(Screens, Controls):
    """Exact Online in small.

    ``logins`` are the people who can sign in (one that opens all companies when left out). ``per_minute`` and ``per_day``
    limit the calls of a company; None lifts a limit. ``missing_scopes`` are data scopes that the app was not given, such
    as ``organization.administration``; the set can be changed while it runs, as can :attr:`faults`.
    """

    known_faults = KNOWN_FAULTS
    countries = ("NL", "BE")

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
        self._faults = Faults(KNOWN_FAULTS, faults)
        office = TokenOffice(
            clock, self._faults, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, redirect_uri=redirect_uri
        )
        people = (SimulatedLogin(),) if logins is None else tuple(logins)
        windows = CallWindows(per_minute, per_day)
        self._country = Country(
            Site(clock, region), data.companies, people, faults=self._faults, office=office, windows=windows
        )
        self._traffic = self._country.traffic
        self._country.missing_scopes.update(missing_scopes)
        self.app = self._application(clock)

    @property
    def missing_scopes(self) -> set[str]:
        """The data scopes that the app was not given."""
        return self._country.missing_scopes

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

    @property
    def told(self) -> Books:
        """All of the books: Exact's interface tells them whole."""
        return self.books

    @property
    def sign_ins(self) -> tuple[dict[str, list[str]], ...]:
        """The page's own choices, once: they open every company."""
        return ({},)

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
            middleware=[Middleware(DatedByClock, clock=clock)],
        )
