"""All that the simulated vendor holds: clients, users, sessions, limits, faults, and a count of what was asked."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from boekhaak.clock import Clock
from boekhaak.testing.books import model as books
from boekhaak.testing.controls import Faults, Traffic
from boekhaak_twentyfour_seven.simulator.client import Client
from boekhaak_twentyfour_seven.simulator.limits import HOUR, PER_SECOND, Quota, Window
from boekhaak_twentyfour_seven.simulator.logins import SimulatedLogin
from boekhaak_twentyfour_seven.simulator.refusals import refusal, refuse_company
from boekhaak_twentyfour_seven.simulator.sessions import Sessions

SLOW_DAYS = 31
SLOW_SECONDS = 100.0
EXPIRE_EVERY = 3


class Office:
    """The vendor. Whoever reads or changes it holds ``lock``."""

    def __init__(
        self,
        data: books.Books,
        clock: Clock,
        *,
        faults: Faults,
        logins: Sequence[SimulatedLogin],
        per_hour: int | None,
        logins_per_hour: int | None,
        session_life: timedelta,
    ) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.faults = faults
        self.logins = tuple(logins)
        self.quota = Quota(per_hour)
        self.bursts = Window(PER_SECOND, timedelta(seconds=1))
        self.sign_ins = Window(logins_per_hour, HOUR)
        self.sessions = Sessions(session_life)
        self.traffic = Traffic()
        self.slow_days = SLOW_DAYS
        self.expire_every = EXPIRE_EVERY
        for company in data.companies:
            refuse_company(company)
        self.clients = tuple(Client(company, place, clock.now) for place, company in enumerate(data.companies))
        self._accepted = {
            (login.email, name)
            for login in self.logins
            for name in (login.companies if login.companies is not None else [one.company.name for one in self.clients])
            if name not in login.pending
        }
        for _, name in self._accepted:
            self.client(name)

    def now(self) -> datetime:
        """Return the present moment."""
        return self.clock.now()

    def client(self, name: str) -> Client:
        """Return the client of the company of that name. Raises: PackageRefused."""
        for client in self.clients:
            if client.company.name == name:
                return client
        known = ", ".join(client.company.name for client in self.clients)
        raise refusal("there is no such company", company=name, way_out=f"Choose one of these: {known}")

    def login(self, email: str) -> SimulatedLogin | None:
        """Return the user of an e-mail address; None where nobody has it."""
        return next((login for login in self.logins if login.email.lower() == email.lower()), None)

    def listed(self, login: SimulatedLogin) -> list[Client]:
        """Return the clients in which a user has an identity, disabled ones among them."""
        if "invitation_pending" in self.faults.on:
            return []
        return [client for client in self.clients if (login.email, client.key) in self._accepted]

    def default(self, login: SimulatedLogin) -> str | None:
        """Return the key of the client that a user opens by default; None without any identity."""
        keys = [client.key for client in self.listed(login)]
        return login.default if login.default in keys else next(iter(keys), None)

    def disabled(self, login: SimulatedLogin, company: str) -> bool:
        """Tell whether an identity that is listed is lost."""
        return "withdrawn_identity" in self.faults.on and company == self.default(login)

    def opens(self, login: SimulatedLogin, company: str | None) -> Client | None:
        """Return the client that a user may open; None where there is none of that key."""
        for client in self.listed(login):
            if client.key == company and not self.disabled(login, company):
                return client
        return None

    def change_passwords(self) -> None:
        """Give every user another password."""
        self.logins = tuple(replace(login, password=f"{login.password}-changed") for login in self.logins)

    def accept(self, email: str, company: str) -> None:
        """Let a user accept the invitation to a client."""
        self._accepted.add((email, self.client(company).key))

    def withdraw(self, client: Client | None = None, email: str | None = None) -> None:
        """Take the identities in a client, or in all, from a user, or from all."""
        self._accepted = {
            (user, key)
            for user, key in self._accepted
            if (client is not None and key != client.key) or (email is not None and user != email)
        }
