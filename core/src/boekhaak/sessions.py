"""Sessions: an Http for one connection, with a token chain that is renewed by one at a time and never loses its pair.

The order of a renewal: take the lease and write down the intent (one transaction), ask the package (once, no retry), store
the answer over the pair it was got with (one durable transaction), only then use it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import SecretStr

from boekhaak.clock import Clock
from boekhaak.errors import BoekhaakError, Busy, ConfigurationError, ConsentRequired, PackageUnavailable
from boekhaak.http import Clients, Http
from boekhaak.leases import holder
from boekhaak.limits import Budget, Scope
from boekhaak.models.auth import App, Credentials, Refresh, Tokens
from boekhaak.models.company import Company
from boekhaak.models.link import Connection
from boekhaak.models.package import Password
from boekhaak.redaction import Redactor
from boekhaak.registry import Package
from boekhaak.store import apps, tokens
from boekhaak.store.database import Store
from boekhaak.store.tokens import TokenChain
from boekhaak.vault import Vault

log = logging.getLogger("boekhaak")

LEASE_SECONDS = 90.0
"""Longer than the HTTP timeout of a token request: a lease ends only when its holder is dead or stopped."""
WAIT_SECONDS = 0.05
PAUSE = timedelta(seconds=10)
"""After a renewal that failed, the old token is used for so long, while it lives, before the next is tried."""


@dataclass
class Sessions:
    """Opens the way to packages; keeps what is shared: TLS, windows, live secrets."""

    store: Store
    vault: Vault
    clock: Clock
    redactor: Redactor
    clients: Clients = field(default_factory=Clients)
    _budgets: dict[str, Budget] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def without_token(self, package: Package, app: App) -> Http:
        """Return an Http that carries no token: for asking for one."""
        self.redactor.learn(app.client_secret)
        return self._http(package, app)

    def with_token(self, package: Package, app: App, given: Tokens) -> Http:
        """Return an Http that carries a token which is not stored yet: for asking who signed in."""
        http = self._http(package, app)
        http.session = _Given(given.access_token)
        return http

    def open(self, package: Package, connection: Connection, on_dead: Callable[[int, str], None]) -> Http:
        """Return an Http for a connection. ``on_dead`` is told the chain and the reason when only a sign-in can help."""
        with self.store.reading() as tx:
            app = apps.get(tx, self.vault, connection.app_id).app
        self.redactor.learn(app.client_secret)
        http = self._http(package, app)
        http.login = connection.login.id
        login = ChainSession(self, package, app, connection, on_dead, connection.chain_id)
        auth = package.info.auth
        http.session = CompanySessions(login) if isinstance(auth, Password) and auth.per_company else login
        return http

    def close(self) -> None:
        """Close all connections to packages."""
        self.clients.close()

    def _http(self, package: Package, app: App) -> Http:
        region = package.info.region(app.region)
        if region is None:
            known = ", ".join(region.key for region in package.info.regions)
            raise ConfigurationError(
                f"there is no region “{app.region}”", way_out=f"Choose one of: {known}", package=package.info.name
            )
        with self._lock:
            budget = self._budgets.setdefault(package.key, Budget(package.info.windows, self.clock))
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


@dataclass
class ChainSession:
    """Keeps the token of one chain fresh; one renewal at a time among all processes that share the database."""

    sessions: Sessions
    package: Package
    app: App
    connection: Connection
    on_dead: Callable[[int, str], None]
    chain_id: int
    _chain: TokenChain | None = None
    _pause_until: datetime | None = None

    def access_token(self, company: Company | None) -> SecretStr:
        """Return a token with some life left, renewed where needed."""
        chain = self._chain or self._read()
        if not self._fresh(chain):
            chain = self._read()
            if not self._fresh(chain):
                chain = self._renew_or_wait(chain, company)
        return chain.access_token

    def renewed(self, company: Company | None, refused: SecretStr) -> SecretStr:
        """Return another token than the refused one: a newer pair that is stored already, or a renewal."""
        chain = self._read()
        if chain.access_token == refused:
            chain = self._renew(chain, company)
        return chain.access_token

    def _fresh(self, chain: TokenChain) -> bool:
        margin = self.package.info.auth.refresh_margin if chain.refresh_token else timedelta()
        return chain.expires_at - self.sessions.clock.now() > margin

    def _read(self) -> TokenChain:
        with self.sessions.store.reading() as tx:
            self._chain = tokens.get(tx, self.sessions.vault, self.chain_id)
        self.sessions.redactor.learn(self._chain.access_token, *_secrets(self._grant(self._chain)))
        return self._chain

    def _renew_or_wait(self, chain: TokenChain, company: Company | None) -> TokenChain:
        """Exchange the chain's pair; while its token lives, a package that cannot do that now is no reason to stop."""
        now = self.sessions.clock.now()
        alive = chain.expires_at > now and not chain.dead
        if alive and self._pause_until and now < self._pause_until:
            return chain
        try:
            return self._renew(chain, company)
        except ConsentRequired:
            raise
        except BoekhaakError as error:
            if not alive:
                raise
            self._pause_until = now + PAUSE
            log.warning("the tokens of chain %s could not be renewed yet: %s", chain.id, error)
            return chain

    def _renew(self, chain: TokenChain, company: Company | None) -> TokenChain:
        """Exchange the chain's pair, or wait for who is doing it."""
        if chain.dead:
            raise self._sign_in(chain.reason)
        if chain.refresh_token is None:
            return self._refused(chain, self._sign_in("the access has ended"), company)
        earliest = chain.issued_at + self.package.info.auth.earliest_refresh
        if self.sessions.clock.now() < earliest:
            raise PackageUnavailable(
                f"the token was refused, and the package renews none before {earliest:%H:%M:%S} UTC",
                way_out="Nothing to do: reading goes on after that moment; if it stays, sign in again",
                package=self.package.info.name,
                retry_after=earliest,
            )
        owner = holder()
        with self.sessions.store.writing(durable=True) as tx:
            leased = tokens.lease(self.sessions.store, tx, chain, owner, LEASE_SECONDS)
        return self._exchange(chain, owner, company) if leased else self._await_other(chain, company)

    def _exchange(self, chain: TokenChain, owner: str, company: Company | None) -> TokenChain:
        assert chain.refresh_token is not None  # noqa: S101 - asked before the lease was taken
        http = self.sessions.without_token(self.package, self.app)
        http.budget.note("refreshes", Scope(self.app.client_id, self.connection.login.id, "", ""))
        grant = self._grant(chain)
        assert grant is not None  # noqa: S101 - as its secret is there
        try:
            answer = self.package.authenticate(self.app, grant, company, http)
        except ConsentRequired as error:
            return self._refused(chain, error, company)
        except BoekhaakError:
            with self.sessions.store.writing(durable=True) as tx:
                tokens.release(tx, chain, owner)
            raise
        if isinstance(grant, Credentials):
            answer = answer.model_copy(update={"refresh_token": chain.refresh_token})
        adopted = self._keep(chain, answer)
        log.info("renewed the tokens of chain %s (generation %s, adopted %s)", chain.id, chain.generation + 1, adopted)
        return self._read()

    def _grant(self, chain: TokenChain) -> Refresh | Credentials | None:
        """Return what renews the chain: a token of its own, or the login's credentials."""
        if chain.refresh_token is None:
            return None
        if isinstance(self.package.info.auth, Password):
            return Credentials.unsealed(chain.refresh_token)
        return Refresh(refresh_token=chain.refresh_token)

    def _keep(self, chain: TokenChain, answer: Tokens) -> bool:
        """Store the answer, the only living pair, however long the database is locked; tell whether the chain adopted it."""
        deadline = time.monotonic() + LEASE_SECONDS
        while True:
            try:
                with self.sessions.store.writing(durable=True) as tx:
                    return tokens.store_answer(self.sessions.store, tx, self.sessions.vault, chain, answer)
            except Busy:
                if time.monotonic() > deadline:
                    raise

    def _refused(self, chain: TokenChain, error: ConsentRequired, company: Company | None) -> TokenChain:
        """Try an answer that was kept aside; when there is none, the chain is dead."""
        with self.sessions.store.writing(durable=True) as tx:
            revived = tokens.take_aside(tx, chain)
            buried = not revived and tokens.bury(tx, chain, error.what)
        if buried:
            self.on_dead(chain.id, error.what)
            raise error
        chain = self._read()
        return chain if self._fresh(chain) else self._renew(chain, company)

    def _await_other(self, chain: TokenChain, company: Company | None) -> TokenChain:
        """Wait for the other's answer; when its lease ends without one, try ourselves."""
        deadline = time.monotonic() + LEASE_SECONDS
        while time.monotonic() < deadline:
            time.sleep(WAIT_SECONDS)
            now = self._read()
            if now.generation != chain.generation or now.dead:
                break
            if now.intent_generation is None:
                break
        now = self._read()
        return now if now.generation != chain.generation and self._fresh(now) else self._renew(now, company)

    def _sign_in(self, reason: str) -> ConsentRequired:
        return ConsentRequired(reason, way_out=self.package.info.sign_in_again(), package=self.package.info.name)


@dataclass
class CompanySessions:
    """Keeps a session for each company, where the package's session stands in one company at a time.

    What concerns no company goes by the login's own session. Refused credentials end the login, not one company.
    """

    login: ChainSession
    _companies: dict[str, ChainSession] = field(default_factory=dict)

    def access_token(self, company: Company | None) -> SecretStr:
        """Return a session that stands in the company, begun or renewed where needed."""
        return self._of(company).access_token(company)

    def renewed(self, company: Company | None, refused: SecretStr) -> SecretStr:
        """Return another session than the one that the package refused."""
        return self._of(company).renewed(company, refused)

    def _of(self, company: Company | None) -> ChainSession:
        if company is None:
            return self.login
        if company.id not in self._companies:
            sessions = self.login.sessions
            with sessions.store.writing() as tx:
                parent = tokens.get(tx, sessions.vault, self.login.chain_id)
                chain_id = tokens.of_company(sessions.store, tx, sessions.vault, parent, company.id)
            self._companies[company.id] = replace(self.login, chain_id=chain_id, on_dead=self._login_died, _chain=None)
        return self._companies[company.id]

    def _login_died(self, chain_id: int, reason: str) -> None:  # noqa: ARG002 - the company's chain is not what ended
        sessions = self.login.sessions
        with sessions.store.writing(durable=True) as tx:
            tokens.bury(tx, tokens.get(tx, sessions.vault, self.login.chain_id), reason)
        self.login.on_dead(self.login.chain_id, reason)


def _secrets(grant: Refresh | Credentials | None) -> tuple[SecretStr | None, ...]:
    """Return what of a grant must never be shown."""
    if isinstance(grant, Credentials):
        return (grant.password,)
    return (grant.refresh_token if grant else None,)
