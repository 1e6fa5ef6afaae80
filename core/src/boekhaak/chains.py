"""Sessions of token chains: a chain is renewed by one at a time and never loses its pair.

The order of a renewal: take the lease and write down the intent (one transaction), ask the package (once, no retry), store
the answer over the pair it was got with (one durable transaction), only then use it. Whoever began an exchange may be
stopped and hold the living answer: for a grace nobody else tries that pair.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from pydantic import SecretStr

from boekhaak import logs, telemetry
from boekhaak.clock import Clock
from boekhaak.errors import BoekhaakError, Busy, ConfigurationError, ConsentRequired, PackageUnavailable
from boekhaak.http import Http
from boekhaak.leases import holder
from boekhaak.models.auth import App, Credentials, Obtained, Refresh
from boekhaak.models.company import Company
from boekhaak.models.link import Connection
from boekhaak.models.package import Password
from boekhaak.redaction import Redactor
from boekhaak.registry import Package
from boekhaak.store import tokens
from boekhaak.store.database import Store
from boekhaak.store.tokens import Kept, TokenChain
from boekhaak.vault import Vault

log = logs.get_logger()

SEND_SECONDS = 10.0
"""A request for tokens that was not sent so soon after its lease is not sent at all: others may soon try the same pair."""
GRACE_SECONDS = 60.0
"""So long an exchange is left to whoever began it: until it is sent, the longest answer (:data:`boekhaak.http.TOKEN_TIMEOUT`),
and a pause of the process before it is stored."""
PATIENCE_SECONDS = 3.0
"""So long a call waits for the answer that another got; then it gives its thread back."""
KEEPING_SECONDS = 600.0
"""So long an answer is tried to be stored while the database is locked or away."""
WAIT_SECONDS = 0.05
PAUSE = timedelta(seconds=10)
"""After a renewal that failed, the old token is used for so long, while it lives, before the next is tried."""
RENEWED_SINCE = "the database came back from a backup or is a copy, and this login's tokens have been renewed since"


T = TypeVar("T")


def insistently(store: Callable[[], T], told: str, **about: object) -> T:
    """Store what must not be lost, the only living tokens, however long the database is locked or away; ``told`` in the log."""
    deadline, wait = time.monotonic() + KEEPING_SECONDS, WAIT_SECONDS
    while True:
        try:
            return store()
        except (Busy, ConfigurationError) as error:
            if time.monotonic() > deadline:
                raise
            log.warning(told, why=error.what, **about)
            time.sleep(wait)
            wait = min(2 * wait, 1.0)


class Means(Protocol):
    """What all chains share, and the way to ask for tokens."""

    store: Store
    vault: Vault
    clock: Clock
    redactor: Redactor

    def without_token(self, package: Package, app: App) -> Http:
        """Return an Http that carries no token."""


@dataclass
class ChainSession:
    """Keeps the token of one chain fresh; one renewal at a time among all processes that share the database.

    ``on_dead`` is told the chain and the reason when only a sign-in can help, ``on_mended`` the chain that lives after all.
    """

    means: Means
    package: Package
    app: App
    connection: Connection
    on_dead: Callable[[int, str], None]
    on_mended: Callable[[int], None]
    chain_id: int
    patience: float = PATIENCE_SECONDS
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
        if chain.access_token != refused:
            return self.access_token(company)
        now = self.means.clock.now()
        with self.means.store.writing() as tx:
            tokens.spoil(tx, chain, now)
        self._chain = None
        return self._renew(chain, company).access_token

    def renew(self) -> None:
        """Exchange the pair although its token may live, so that what renews it does not lapse unused."""
        self._renew(self._read(), None)

    def _fresh(self, chain: TokenChain) -> bool:
        margin = self.package.info.auth.refresh_margin if chain.refresh_token else timedelta()
        sound = not chain.dead and not chain.restored
        return sound and chain.expires_at - self.means.clock.now() > margin

    def _read(self) -> TokenChain:
        with self.means.store.reading() as tx:
            self._chain = tokens.get(tx, self.means.vault, self.chain_id)
        self.means.redactor.learn(self._chain.access_token, *_secrets(self._grant(self._chain)))
        return self._chain

    def _renew_or_wait(self, chain: TokenChain, company: Company | None) -> TokenChain:
        """Exchange the chain's pair; while its token lives, a package that cannot do that now is no reason to stop."""
        now = self.means.clock.now()
        alive = chain.expires_at > now and not chain.dead and not chain.restored
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
            log.warning("tokens could not be renewed yet", chain=chain.id, why=error.what)
            return chain

    def _renew(self, chain: TokenChain, company: Company | None) -> TokenChain:
        """Exchange the chain's pair, or wait for who is doing it."""
        if chain.dead:
            if self.connection.state == "authorised":  # whoever gave the chain up may have died before telling
                self.on_dead(chain.id, chain.reason)
            raise self._sign_in(chain.reason)
        if chain.refresh_token is None:
            return self._refused(chain, self._sign_in("the access has ended"), company)
        self._check_earliest(chain)
        http = self.means.without_token(self.package, self.app)
        http.login, http.not_after = self.connection.login.id, time.monotonic() + SEND_SECONDS
        owner = holder()
        with self.means.store.writing(durable=True) as tx:
            leased = tokens.lease(self.means.store, tx, chain, owner, GRACE_SECONDS)
        if not leased:
            return self._await_other(chain, company)
        try:
            return self._exchange(chain, owner, http, company)
        finally:
            http.finish()

    def _check_earliest(self, chain: TokenChain) -> None:
        earliest = chain.issued_at + self.package.info.auth.earliest_refresh
        if self.means.clock.now() < earliest:
            why = "the database came back from a backup" if chain.restored else "the token was refused"
            raise PackageUnavailable(
                f"{why}, and the package renews none before {earliest:%H:%M:%S} UTC",
                way_out="Nothing to do: reading goes on after that moment; if it stays, sign in again",
                package=self.package.info.name,
                retry_after=earliest,
            )

    def _exchange(self, chain: TokenChain, owner: str, http: Http, company: Company | None) -> TokenChain:
        grant = self._grant(chain)
        assert grant is not None  # noqa: S101 - asked before the lease was taken
        asked_at = self.means.clock.now()
        try:
            http.count_refresh()
            with telemetry.refresh(self.package.key, chain.id):
                answer = self.package.authenticate(self.app, grant, company, http)
        except ConsentRequired as error:
            return self._refused(chain, error, company)
        except BoekhaakError:
            with self.means.store.writing(durable=True) as tx:
                tokens.release(tx, chain, owner)
            if (now := self._read()).generation != chain.generation and self._fresh(now):
                return now
            raise
        received_at = self.means.clock.now()
        if isinstance(grant, Credentials):
            answer = answer.model_copy(update={"refresh_token": chain.refresh_token})
        kept = self._keep(chain, Obtained(tokens=answer, asked_at=asked_at, received_at=received_at))
        log.info("renewed tokens", chain=chain.id, generation=chain.generation + 1, adopted=kept.adopted)
        if kept.mended:
            self.on_mended(chain.id)
        now = self._read()
        if kept.adopted and now.expires_at <= self.means.clock.now():  # the process stood still for as long as it lives
            self._check_earliest(now)
        return now if kept.adopted or self._fresh(now) else self._renew(now, company)

    def _grant(self, chain: TokenChain) -> Refresh | Credentials | None:
        """Return what renews the chain: a token of its own, or the login's credentials."""
        if chain.refresh_token is None:
            return None
        if isinstance(self.package.info.auth, Password):
            return Credentials.unsealed(chain.refresh_token)
        return Refresh(refresh_token=chain.refresh_token)

    def _keep(self, chain: TokenChain, answer: Obtained) -> Kept:
        """Store the answer, the only living pair, however long the database is locked or away; return what became of it."""

        def stored() -> Kept:
            with self.means.store.writing(durable=True) as tx:
                return tokens.store_answer(tx, self.means.vault, chain, answer)

        return insistently(stored, "an answer with tokens is not stored yet", chain=chain.id)

    def _refused(self, chain: TokenChain, error: ConsentRequired, company: Company | None) -> TokenChain:
        """Try an answer that was kept aside; when there is none, the chain is dead."""
        error = self._sign_in(RENEWED_SINCE) if chain.restored else error
        with self.means.store.writing(durable=True) as tx:
            revived = tokens.take_aside(tx, chain)
            buried = not revived and tokens.bury(tx, chain, error.what)
        if buried:
            self.on_dead(chain.id, error.what)
            raise error
        chain = self._read()
        return chain if self._fresh(chain) else self._renew(chain, company)

    def _await_other(self, chain: TokenChain, company: Company | None) -> TokenChain:
        """Wait a moment for the answer that another process or thread is getting. Raises: PackageUnavailable when none comes."""
        deadline = time.monotonic() + self.patience
        now, left = chain, 1.0
        while now.generation == chain.generation and not now.dead and left:
            if time.monotonic() > deadline:
                raise self._not_renewed("have been asked for by another process, whose answer has not come yet", left)
            time.sleep(WAIT_SECONDS)
            now = self._read()
            with self.means.store.reading() as tx:
                left = tokens.held_for(self.means.store, tx, now)
        if now.generation == chain.generation and now.intent_generation is None and not now.dead:
            raise self._not_renewed("could not be renewed by another process a moment ago", PAUSE.total_seconds())
        return now if now.generation != chain.generation and self._fresh(now) else self._renew(now, company)

    def _not_renewed(self, why: str, seconds: float) -> PackageUnavailable:
        return PackageUnavailable(
            f"the tokens of this login {why}",
            way_out="Nothing to do: it is tried again after that",
            package=self.package.info.name,
            retry_after=self.means.clock.later(seconds),
        )

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
            means = self.login.means
            with means.store.writing() as tx:
                parent = tokens.get(tx, means.vault, self.login.chain_id)
                chain_id = tokens.of_company(means.store, tx, means.vault, parent, company.id)
            self._companies[company.id] = replace(self.login, chain_id=chain_id, on_dead=self._login_died, _chain=None)
        return self._companies[company.id]

    def _login_died(self, chain_id: int, reason: str) -> None:
        """Give the login up, unless it has other credentials by now than those that were refused in the company."""
        means, login_id = self.login.means, self.login.chain_id
        with means.store.writing(durable=True) as tx:
            login, company = (tokens.get(tx, means.vault, one) for one in (login_id, chain_id))
            died = login.refresh_token == company.refresh_token
            if died:
                tokens.bury(tx, login, reason)
        if died:
            self.login.on_dead(login_id, reason)


def _secrets(grant: Refresh | Credentials | None) -> tuple[SecretStr | None, ...]:
    """Return what of a grant must never be shown."""
    if isinstance(grant, Credentials):
        return (grant.password,)
    return (grant.refresh_token if grant else None,)
