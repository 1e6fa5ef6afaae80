"""Sessions: an Http for one connection, whose tokens are kept fresh by :mod:`boekhaak.chains`."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import SecretStr

from boekhaak.budgets import SharedBudget
from boekhaak.chains import ChainSession, CompanySessions
from boekhaak.clock import Clock
from boekhaak.errors import ConfigurationError, ConsentRequired
from boekhaak.http import Clients, Http
from boekhaak.models.auth import App, Grant, Obtained
from boekhaak.models.company import Company
from boekhaak.models.link import Connection
from boekhaak.models.package import Password
from boekhaak.redaction import Redactor
from boekhaak.registry import Package
from boekhaak.store import apps
from boekhaak.store.database import Store
from boekhaak.telling import Line
from boekhaak.vault import Vault


@dataclass
class Sessions:
    """Opens the way to packages; keeps what is shared: TLS, windows, live secrets."""

    store: Store
    vault: Vault
    clock: Clock
    redactor: Redactor
    clients: Clients = field(default_factory=Clients)
    _lines: dict[str, Line] = field(default_factory=dict)
    _budgets: dict[str, SharedBudget] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def without_token(self, package: Package, app: App) -> Http:
        """Return an Http that carries no token: for asking for one.

        Raises: ConfigurationError where the database belongs to another installation, as a copy does.
        """
        self.store.check_belongs_here()
        self.redactor.learn(app.client_secret)
        return self._http(package, app)

    def ask(self, package: Package, app: App, grant: Grant) -> Obtained:
        """Return the tokens that a person's sign-in gives. Raises: as the hook ``authenticate``."""
        http = self.without_token(package, app)
        asked_at = self.clock.now()
        given = package.authenticate(app, grant, None, http)
        return Obtained(tokens=given, asked_at=asked_at, received_at=self.clock.now())

    def with_token(self, package: Package, app: App, given: Obtained) -> Http:
        """Return an Http that carries a token which is not stored yet: for asking who signed in."""
        http = self._http(package, app)
        http.session = _Given(given.tokens.access_token)
        return http

    def open(
        self,
        package: Package,
        connection: Connection,
        on_dead: Callable[[int, str], None],
        on_mended: Callable[[int], None],
    ) -> Http:
        """Return an Http for a connection. ``on_dead`` and ``on_mended``: as :class:`boekhaak.chains.ChainSession` tells them.

        Raises: ConfigurationError where the database belongs to another installation, as a copy does.
        """
        login = self.chain(package, connection, on_dead, on_mended)
        http = self._http(package, login.app)
        http.login = connection.login.id
        auth = package.info.auth
        http.session = CompanySessions(login) if isinstance(auth, Password) and auth.per_company else login
        return http

    def chain(
        self,
        package: Package,
        connection: Connection,
        on_dead: Callable[[int, str], None],
        on_mended: Callable[[int], None],
    ) -> ChainSession:
        """Return what keeps the tokens of a connection fresh. Arguments and errors: as :meth:`open`."""
        self.store.check_belongs_here()
        with self.store.reading() as tx:
            app = apps.get(tx, self.vault, connection.app_id).app
        self.redactor.learn(app.client_secret)
        return ChainSession(self, package, app, connection, on_dead, on_mended, connection.chain_id)

    def line(self, name: str, url: str) -> Line:
        """Return the way to a receiver of the host; who has another name has a connection of its own."""
        key = f"{name} {url}"
        with self._lock:
            return self._lines.setdefault(key, Line(url, self.clients.of(key)))

    def renew(self) -> None:
        """Begin with connections and reserved calls of one's own, in a process that was forked."""
        self.clients, self._lines, self._budgets, self._lock = Clients(), {}, {}, threading.Lock()

    def close(self) -> None:
        """Close all connections to packages, and give back what was reserved of their limits."""
        self.clients.close()
        for budget in self._budgets.values():
            budget.give_back()

    def _http(self, package: Package, app: App) -> Http:
        region = package.info.region(app.region)
        if region is None:
            known = ", ".join(region.key for region in package.info.regions)
            raise ConfigurationError(
                f"there is no region “{app.region}”", way_out=f"Choose one of: {known}", package=package.info.name
            )
        with self._lock:
            if package.key not in self._budgets:
                self._budgets[package.key] = SharedBudget(package.key, package.info.windows, self.store)
            budget = self._budgets[package.key]
        return Http(
            package=package.info,
            base=app.address.rstrip("/") or region.address,
            clock=self.clock,
            budget=budget,
            clients=self.clients,
            redactor=self.redactor,
            region=region.key,
            elsewhere=() if app.address else region.elsewhere,
            app=app.client_id,
        )


@dataclass(frozen=True)
class _Given:
    """A session of one token that cannot be renewed."""

    token: SecretStr

    def access_token(self, company: Company | None) -> SecretStr:  # noqa: ARG002
        """Return the token."""
        return self.token

    def renewed(self, company: Company | None, refused: SecretStr) -> SecretStr:  # noqa: ARG002
        """Refuse: the package gave this token a moment ago."""
        raise ConsentRequired("the package refuses the token it just gave", way_out="Begin the sign-in again")
