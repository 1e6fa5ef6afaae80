"""All that the simulated vendor holds: companies, logins, tokens, limits, faults, and a count of what was asked."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence

from boekhaak.clock import Clock
from boekhaak.testing.books import model as books
from boekhaak.testing.controls import Faults, Traffic
from boekhaak_eaccounting.simulator.administration import Administration
from boekhaak_eaccounting.simulator.limits import CallWindows
from boekhaak_eaccounting.simulator.logins import SimulatedLogin
from boekhaak_eaccounting.simulator.oauth import TokenOffice
from boekhaak_eaccounting.simulator.refusals import refusal


class Site:
    """Identity server and API with all companies. Whoever reads or changes it holds ``lock``."""

    def __init__(
        self,
        clock: Clock,
        companies: Sequence[books.Company],
        logins: Sequence[SimulatedLogin],
        *,
        faults: Faults,
        office: TokenOffice,
        windows: CallWindows,
    ) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.logins = tuple(logins)
        self.faults = faults
        self.office = office
        self.windows = windows
        self.traffic = Traffic()
        self.moved = 0
        doubles = [name for name, count in Counter(company.name for company in companies).items() if count > 1]
        if doubles:
            raise refusal("there is more than one company of this name", company=doubles[0])
        self.administrations = {company.name: Administration(company, clock) for company in companies}
        for login in self.logins:
            self._check(login)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all companies."""
        return tuple(held.company.name for held in self.administrations.values())

    def administration(self, company: str) -> Administration:
        """Return a company by its name. Raises: PackageRefused."""
        for held in self.administrations.values():
            if held.company.name == company:
                return held
        raise refusal("there is no such company", company=company, way_out="Name one of the books")

    def login(self, email: str) -> SimulatedLogin | None:
        """Return the user with that address."""
        return next((login for login in self.logins if login.email == email), None)

    def _check(self, login: SimulatedLogin) -> None:
        """Refuse a login that names a company which is not there, or a default one that it may not open."""
        default = (login.default_company,) if login.default_company else ()
        for name in (*(login.companies or ()), *default, *login.without_product):
            self.administration(name)
        if default and not login.may_open(default[0]):
            raise refusal(f"{login.email} may not open the default company", company=default[0])
