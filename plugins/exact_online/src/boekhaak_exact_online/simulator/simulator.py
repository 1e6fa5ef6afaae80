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
from boekhaak.testing.books.model import Account, Books, Contact, Voucher
from boekhaak_exact_online.simulator import changes
from boekhaak_exact_online.simulator.api import ROOT, DataApi
from boekhaak_exact_online.simulator.country import Country
from boekhaak_exact_online.simulator.division import Site
from boekhaak_exact_online.simulator.faults import KNOWN_FAULTS, Faults
from boekhaak_exact_online.simulator.limits import PER_DAY, PER_MINUTE, CallWindows
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from boekhaak_exact_online.simulator.oauth import TokenOffice
from boekhaak_exact_online.simulator.refusals import refusal
from boekhaak_exact_online.simulator.sign_in import AUTHORISE, TOKEN, SignIn

REDIRECT_URI = "http://127.0.0.1:8912/callback"
CLIENT_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "exact-online-simulator"))
CLIENT_SECRET = "simulated-client-secret"


class ExactOnlineSimulator:
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

    def post_voucher(self, company: str, voucher: Voucher) -> None:
        """Enter a voucher. With the fault ``late_commit`` it is seen only after a later one was read."""
        with self._country.lock:
            division = self._country.division(company)
            rows = changes.begin_voucher(division, voucher)
            if "late_commit" in self._faults.on and not self._country.late:
                self._country.late.append((division, rows))
            else:
                division.show(rows)

    def begin_late_voucher(self, company: str, voucher: Voucher) -> None:
        """Enter a voucher whose transaction stays open: its rowversions are taken, and nobody sees it yet."""
        with self._country.lock:
            division = self._country.division(company)
            self._country.late.append((division, changes.begin_voucher(division, voucher)))

    def commit_late(self) -> None:
        """Commit the open transactions: their vouchers are seen, with rowversions older than some seen before."""
        with self._country.lock:
            self._country.commit_late()

    def change_voucher(self, company: str, voucher: Voucher) -> None:
        """Replace the voucher of the same journal, year and number."""
        with self._country.lock:
            changes.change_voucher(self._country.division(company), voucher)

    def delete_voucher(self, company: str, journal: str, year: int, number: str) -> None:
        """Delete a voucher with all its lines."""
        with self._country.lock:
            changes.delete_voucher(self._country.division(company), (journal, year, number))

    def change_contact(self, company: str, contact: Contact) -> None:
        """Replace the contact of the same code, or add it."""
        with self._country.lock:
            changes.change_contact(self._country.division(company), contact)

    def delete_contact(self, company: str, code: str) -> None:
        """Delete a contact; one that ledger lines name is refused, as the vendor does."""
        with self._country.lock:
            changes.delete_contact(self._country.division(company), code)

    def change_account(self, company: str, account: Account) -> None:
        """Replace the ledger account of the same number, or add it."""
        with self._country.lock:
            changes.change_account(self._country.division(company), account)

    def delete_account(self, company: str, number: str) -> None:
        """Delete a ledger account; one that has lines is refused."""
        with self._country.lock:
            changes.delete_account(self._country.division(company), number)

    def move_division(self, company: str) -> None:
        """Move a company to another database of the vendor: DivisionMoveDate is set, every rowversion is new."""
        with self._country.lock:
            changes.move(self._country.division(company))

    def use_company(self, email: str, company: str) -> None:
        """Open a company on the vendor's own screens: it becomes that login's CurrentDivision."""
        with self._country.lock:
            login = self._country.login(email)
            if login is None:
                raise refusal(f"there is no login “{email}”", company=company, way_out="Name one of the logins")
            self._country.use(login, self._country.division(company))

    def revoke_consents(self) -> None:
        """Withdraw the app's access for every login: all tokens die."""
        with self._country.lock:
            self._country.office.revoke_all()

    def _application(self, clock: Clock) -> Starlette:
        sign_in, data = SignIn(self._country), DataApi(self._country)
        return Starlette(
            routes=[
                Route(AUTHORISE, sign_in.authorise, methods=["GET", "POST"]),
                Route(TOKEN, sign_in.token, methods=["POST"]),
                Route(f"{ROOT}/{{address:path}}", data.answer, methods=["GET"]),
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
