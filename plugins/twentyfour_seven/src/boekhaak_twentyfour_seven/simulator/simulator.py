"""The simulator of 24SevenOffice: its SOAP services in front of books, over HTTP.

What is known of the vendor, and how surely, stands in FACTS.md; each module here names the sections that it follows.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Route

from boekhaak.clock import Clock
from boekhaak.plugin import App, Credentials
from boekhaak.testing.books.model import Books
from boekhaak.testing.controls import Controls, Faults
from boekhaak_twentyfour_seven.simulator import (
    account_service,
    attachment_service,
    client_service,
    company_service,
    invoice_service,
    person_service,
    product_service,
    project_service,
    transaction_service,
)
from boekhaak_twentyfour_seven.simulator.faults import KNOWN_FAULTS
from boekhaak_twentyfour_seven.simulator.gate import Gate
from boekhaak_twentyfour_seven.simulator.limits import LOGINS_PER_HOUR, PER_HOUR
from boekhaak_twentyfour_seven.simulator.logins import SimulatedLogin
from boekhaak_twentyfour_seven.simulator.office import Office
from boekhaak_twentyfour_seven.simulator.screens import Screens
from boekhaak_twentyfour_seven.simulator.sessions import LIFE
from boekhaak_twentyfour_seven.simulator.told import told

APPLICATION_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "twentyfour-seven-simulator"))
REDIRECT_URI = ""
SERVICES = (
    account_service.SERVICE,
    attachment_service.SERVICE,
    client_service.SERVICE,
    company_service.SERVICE,
    invoice_service.SERVICE,
    person_service.SERVICE,
    product_service.SERVICE,
    project_service.SERVICE,
    transaction_service.SERVICE,
)


class TwentyfourSevenSimulator(Screens, Controls):
    """24SevenOffice in small: both of its hosts at one address.

    ``logins`` are the users who can sign in (one that opens all clients when left out). ``per_hour`` limits all requests,
    ``logins_per_hour`` the sign-ins of a user; None lifts a limit. A session dies after ``session_life`` without a request.
    """

    known_faults = KNOWN_FAULTS
    countries = ("NO", "SE")

    def __init__(
        self,
        data: Books,
        *,
        clock: Clock,
        faults: Sequence[str] = (),
        logins: Sequence[SimulatedLogin] | None = None,
        redirect_uri: str = REDIRECT_URI,
        per_hour: int | None = PER_HOUR,
        logins_per_hour: int | None = LOGINS_PER_HOUR,
        session_life: timedelta = LIFE,
    ) -> None:
        self._redirect_uri = redirect_uri
        self._faults = Faults(KNOWN_FAULTS, faults)
        self._office = Office(
            data,
            clock,
            faults=self._faults,
            logins=(SimulatedLogin(),) if logins is None else tuple(logins),
            per_hour=per_hour,
            logins_per_hour=logins_per_hour,
            session_life=session_life,
        )
        self._traffic = self._office.traffic
        gate = Gate(self._office, APPLICATION_ID, SERVICES)
        self.app = Starlette(routes=[Route("/{address:path}", gate.answer, methods=["POST"])])

    @property
    def logins(self) -> tuple[SimulatedLogin, ...]:
        """The users who can sign in."""
        return self._office.logins

    @property
    def sign_ins(self) -> tuple[Credentials, ...]:
        """The credentials of every user."""
        return tuple(
            Credentials(username=login.email, password=SecretStr(login.password)) for login in self._office.logins
        )

    @property
    def handed_out(self) -> frozenset[str]:
        """Every session id that was ever given: no program may tell one."""
        return frozenset(self._office.sessions.handed_out)

    @property
    def books(self) -> Books:
        """What the simulator holds at this moment, changes included."""
        with self._office.lock:
            return Books(tuple(client.as_books() for client in self._office.clients))

    @property
    def told(self) -> Books:
        """What of the books the services tell."""
        return Books(tuple(map(told, self.books.companies)))

    def registration(self, address: str) -> App:
        """Return the one application that is known here, with ``address`` as the vendor's own. It has no secret."""
        return App(
            package="twentyfour_seven",
            region="all",
            mode="simulator",
            client_id=APPLICATION_ID,
            client_secret=SecretStr(""),
            redirect_uri=self._redirect_uri,
            address=address,
        )
