"""All that a simulated country site holds: divisions, logins, tokens, limits, faults, and a count of what was asked."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence

from boekhaak.testing.books import model as books
from boekhaak.testing.controls import Faults, Traffic
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.entries import Entry
from boekhaak_exact_online.simulator.faults import CUT_EVERY
from boekhaak_exact_online.simulator.keeper import Site
from boekhaak_exact_online.simulator.limits import CallWindows, ErrorBudget
from boekhaak_exact_online.simulator.loading import load
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from boekhaak_exact_online.simulator.oauth import TokenOffice
from boekhaak_exact_online.simulator.refusals import refusal
from boekhaak_exact_online.simulator.tables import Kept


class Country:
    """One country site. Whoever reads or changes it holds ``lock``."""

    def __init__(
        self,
        site: Site,
        companies: Sequence[books.Company],
        logins: Sequence[SimulatedLogin],
        *,
        faults: Faults,
        office: TokenOffice,
        windows: CallWindows,
    ) -> None:
        self.lock = threading.RLock()
        self.site = site
        self.logins = tuple(logins)
        self.faults = faults
        self.office = office
        self.windows = windows
        self.errors = ErrorBudget()
        self.traffic = Traffic()
        self.missing_scopes: set[str] = set()
        self.cut_every = CUT_EVERY
        self.data_answers = 0
        self.late: list[tuple[Division, list[Kept[Entry]]]] = []
        self.divisions = tuple(self._divisions(companies))
        self.by_code = {division.code: division for division in self.divisions}
        self.deleted: set[int] = set()
        self._opened = {login.user_id: self._codes(login.companies) for login in self.logins}
        self._current = {login.user_id: self.division(login.current).code for login in self.logins if login.current}

    def division(self, name: str) -> Division:
        """Return the division of the company of that name. Raises: PackageRefused."""
        for division in self.divisions:
            if division.company.name == name:
                return division
        known = ", ".join(division.company.name for division in self.divisions)
        raise refusal("there is no such company", company=name, way_out=f"Choose one of these: {known}")

    def login(self, email: str) -> SimulatedLogin | None:
        """Return the login with that e-mail address."""
        return next((login for login in self.logins if login.email == email), None)

    def opened_by(self, login: SimulatedLogin) -> tuple[Division, ...]:
        """Return the divisions that a login may open."""
        codes = self._opened[login.user_id]
        return tuple(division for division in self.divisions if codes is None or division.code in codes)

    def opens(self, login: SimulatedLogin, division: Division) -> bool:
        """Tell whether a login may open a division."""
        codes = self._opened[login.user_id]
        return codes is None or division.code in codes

    def let_open(self, login: SimulatedLogin, companies: Sequence[str] | None) -> None:
        """Let a login open the companies of these names and no others; None lets it open all."""
        self._opened[login.user_id] = self._codes(companies)

    def delete(self, division: Division) -> None:
        """Let a division be gone, for everybody."""
        self.divisions = tuple(held for held in self.divisions if held is not division)
        self.deleted.add(division.code)
        del self.by_code[division.code]
        self._current = {user: code for user, code in self._current.items() if code != division.code}

    def current(self, login: SimulatedLogin) -> int:
        """Return the division that a login used last; 0 where it has none."""
        if login.user_id not in self._current:
            opened = self.opened_by(login)
            self._current[login.user_id] = opened[0].code if opened else 0
        return self._current[login.user_id]

    def use(self, login: SimulatedLogin, division: Division) -> None:
        """Note that a login used a division."""
        self._current[login.user_id] = division.code

    def next_to(self, division: Division) -> Division:
        """Return another division; the same where it is the only one."""
        return self.divisions[(self.divisions.index(division) + 1) % len(self.divisions)]

    def commit_late(self) -> None:
        """Make the vouchers visible whose rowversions were reserved earlier."""
        for division, rows in self.late:
            division.show(rows)
        self.late.clear()

    def _codes(self, companies: Sequence[str] | None) -> frozenset[int] | None:
        """Return the divisions of the companies of these names; None for all. Raises: PackageRefused."""
        if companies is None:
            return None
        for name in companies:
            self.division(name)
        return frozenset(division.code for division in self.divisions if division.company.name in companies)

    def _divisions(self, companies: Sequence[books.Company]) -> list[Division]:
        """Return a division per company; a company that shares its name with another has GUIDs of its own."""
        names: Counter[str] = Counter()
        made = []
        for position, company in enumerate(companies):
            name = f"{company.name}#{position}" if names[company.name] else company.name
            names[company.name] += 1
            division = Division(self.site, company, position, name=name, bare_headers=self._bare_headers)
            load(division)
            made.append(division)
        return made

    def _bare_headers(self) -> bool:
        return "bare_headers" in self.faults.on
