"""Http: the only way to a package.

Every request passes the same gates: the host must be the package's, the call must fit the windows, the token must be
fresh. Answers come back translated: what is worth another try was tried again, what is not was raised by what to do next.
"""

from __future__ import annotations

import fnmatch
import ssl
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Protocol
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from boekhaak import telemetry
from boekhaak.clock import Clock
from boekhaak.errors import BoekhaakError, ConsentRequired, LimitReached, PackageUnavailable, UnexpectedAnswer
from boekhaak.limits import Budget, Scope, windows_told
from boekhaak.models.company import Company
from boekhaak.models.package import PackageInfo
from boekhaak.models.run import Priority
from boekhaak.redaction import Redactor
from boekhaak.refusals import FAULTS, Explain, Refusals
from boekhaak.response import Response

ATTEMPTS = 3
PAUSE = timedelta(seconds=0.5)
LONGEST_OWN_WAIT = timedelta(seconds=2)
TIMEOUT = httpx.Timeout(60.0, connect=15.0)
TOKEN_TIMEOUT = httpx.Timeout(connect=10.0, write=5.0, read=20.0, pool=5.0)
"""Together so long a request for tokens may take: others wait for its answer before they try the same pair."""
BROKEN_OFF = (httpx.TransportError, httpx.DecodingError)
"""No answer, or half of one."""


class Session(Protocol):
    """What keeps a connection's token fresh."""

    def access_token(self, company: Company | None) -> SecretStr:
        """Return a token that lives for a while, renewed where needed."""

    def renewed(self, company: Company | None, refused: SecretStr) -> SecretStr:
        """Return another token than the one that the package refused."""


class Clients:
    """One HTTP client per company, all on one TLS context (which takes long to make, and a pool grows slow with use).

    They keep no cookies: a client serves several logins, and a token is all that tells them apart.
    """

    def __init__(self) -> None:
        self._clients: dict[str, httpx.Client] = {}
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None

    def of(self, key: str) -> httpx.Client:
        """Return the client of that company."""
        with self._lock:
            if self._context is None:
                self._context = httpx.create_ssl_context()
            if key not in self._clients:
                no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
                self._clients[key] = httpx.Client(
                    verify=self._context, timeout=TIMEOUT, trust_env=False, cookies=no_cookies
                )
            return self._clients[key]

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()


@dataclass
class Http:
    """The way to one package for one connection, whose companies are all in ``region``.

    ``base`` is the package's address: the region's, or that of the app's own system (a simulator, a sandbox). Paths that
    begin as one in ``elsewhere`` are below the address beside it. With ``not_after``, a moment of ``time.monotonic``, requests
    are for tokens that others wait for: nothing is sent any more after it, and answers are awaited less long. ``priority``
    tells whom it serves: where companies share a window, its last calls are kept for those who go first.
    """

    package: PackageInfo
    base: str
    clock: Clock
    budget: Budget
    clients: Clients
    redactor: Redactor
    region: str = ""
    elsewhere: tuple[tuple[str, str], ...] = ()
    session: Session | None = None
    app: str = ""
    login: str = ""
    not_after: float | None = None
    priority: Priority = Priority.PERSON
    requests: int = field(default=0, init=False)
    _called: set[str] = field(default_factory=set, init=False)
    """The companies that were called for; an empty id stands for none in particular."""

    def get(
        self,
        url: str,
        *,
        company: Company | None,
        endpoint: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        explain: Explain | None = None,
    ) -> Response:
        """Return the answer to a GET, for a company or, with None, for no company in particular.

        ``url`` is a path below ``base`` or an address the package gave. ``endpoint`` names what the package counts by.
        Raises: PackageUnavailable (after retries; LimitReached when a window is full), ConsentRequired,
        AccessMissing, PackageRefused, or what ``explain`` makes of a refusal.
        """
        scope = Scope(self.app, self.login, company.id if company else "", endpoint)
        address = self.address(url)
        return self._patiently(
            lambda: self._authorised("GET", address, scope, company, params=params, headers=headers), scope, explain
        )

    def post(
        self,
        url: str,
        content: bytes,
        *,
        company: Company | None,
        endpoint: str,
        headers: Mapping[str, str] | None = None,
        explain: Explain | None = None,
        lapsed: Callable[[Response], bool] | None = None,
    ) -> Response:
        """Return the answer to a question that is asked as a POST, as SOAP asks: it changes nothing, so it is repeated as a GET.

        Without a session, as when one is asked for, it is sent once. Status 500 may be a refusal, as SOAP has no other:
        ``explain`` tells. ``lapsed`` tells from an answer that its session has ended, where status 401 does not.
        Raises: as :meth:`get`.
        """
        scope = Scope(self.app, self.login, company.id if company else "", endpoint)
        address = self.address(url)

        def ask() -> Response:
            response = self._authorised(
                "POST", address, scope, company, params=None, headers=headers, content=content, lapsed=lapsed
            )
            self._refusals.raise_lasting(response, explain)
            return response

        return self._patiently(ask, scope, explain, ATTEMPTS if self.session else 1)

    def _patiently(
        self, ask: Callable[[], Response], scope: Scope, explain: Explain | None, attempts: int = ATTEMPTS
    ) -> Response:
        """Ask until an answer comes, a few times; raise what another try does not change."""
        failure: PackageUnavailable | None = None
        for attempt in range(attempts):
            if attempt:
                self.clock.sleep(self._pause(failure, attempt))
            try:
                response = ask()
            except BROKEN_OFF as error:
                failure = self._refusals.broken_off(error)
                continue
            if response.status < 300:
                return response
            if response.status in FAULTS:
                failure = self._refusals.faulty(response, explain)
            else:
                refusal = self._refusal(response, scope, explain)
                if not isinstance(refusal, LimitReached):
                    raise refusal
                failure = refusal
            if isinstance(failure, LimitReached) and self._wait_for(failure) > LONGEST_OWN_WAIT:
                raise failure
        assert failure is not None  # noqa: S101 - the loop ends by return, raise or a failure
        raise failure

    def _pause(self, failure: PackageUnavailable | None, attempt: int) -> float:
        """Return how many seconds to wait before another try: until a limit ends that ends soon, else longer each time."""
        if isinstance(failure, LimitReached):
            return max(self._wait_for(failure).total_seconds(), 0.01)
        return PAUSE.total_seconds() * float(2 ** (attempt - 1))

    def _wait_for(self, limit: LimitReached) -> timedelta:
        return limit.retry_after - self.clock.now() if limit.retry_after else timedelta.max

    @contextmanager
    def stream(
        self,
        url: str,
        *,
        company: Company | None,
        endpoint: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        explain: Explain | None = None,
        lapsed: Callable[[Response], bool] | None = None,
    ) -> Iterator[Response]:
        """Open the answer to a GET, or with ``content`` to a POST, sent once, whose body comes in pieces.

        It is never in memory as a whole. Raises: as :meth:`get` and :meth:`post`; PackageUnavailable also while the pieces
        are taken, when the connection breaks.
        """
        scope = Scope(self.app, self.login, company.id if company else "", endpoint)
        method = "GET" if content is None else "POST"
        try:
            response = self._authorised(
                method,
                self.address(url),
                scope,
                company,
                params=None,
                headers=headers,
                content=content,
                lapsed=lapsed,
                pieces=True,
            )
        except BROKEN_OFF as error:
            raise self._refusals.broken_off(error) from error
        if response.status in FAULTS:
            self._refusals.raise_lasting(response, explain)
            raise self._refusals.faulty(response, explain)
        if response.status >= 300:
            raise self._refusal(response, scope, explain)
        assert response.pieces is not None  # noqa: S101 - what was asked for
        with closing(response.pieces):
            yield response

    def post_form(
        self, url: str, form: Mapping[str, str], *, endpoint: str, explain: Explain | None = None
    ) -> Response:
        """Return the answer to a form, sent once, without a token: this is how tokens are asked for.

        Raises: as :meth:`get`; a cut connection is PackageUnavailable too, and the form may have arrived.
        """
        scope = Scope(self.app, self.login, "", endpoint)
        try:
            response = self._send(
                "POST", self.address(url), scope, company=None, data=form, headers={"Accept": "application/json"}
            )
        except BROKEN_OFF as error:
            raise self._refusals.broken_off(error) from error
        if response.status < 300:
            return response
        if response.status >= 500:
            raise self._refusals.faulty(response, explain)
        raise self._refusal(response, scope, explain)

    def _authorised(
        self,
        method: str,
        address: str,
        scope: Scope,
        company: Company | None,
        *,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        content: bytes | None = None,
        lapsed: Callable[[Response], bool] | None = None,
        pieces: bool = False,
    ) -> Response:
        """Send with a token; when the package refuses that token, once more with another."""
        if self.session is None or self._anonymous(_parsed(address)):
            return self._send(
                method, address, scope, company=company, params=params, content=content, headers=headers, pieces=pieces
            )
        auth = self.package.auth
        token = self.session.access_token(company)
        for again in (False, True):
            token = self.session.renewed(company, token) if again else token
            carried = {**(headers or {}), auth.header: f"{auth.prefix}{token.get_secret_value()}"}
            response = self._send(
                method, address, scope, company=company, params=params, content=content, headers=carried, pieces=pieces
            )
            if response.status != 401 and not (lapsed and lapsed(response)):
                return response
        raise ConsentRequired(
            "the package refuses a token that was just renewed", way_out="Sign in at the package again"
        ).about(package=self.package.name, company=company.name if company else "")

    def _send(
        self,
        method: str,
        address: str,
        scope: Scope,
        *,
        company: Company | None,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        pieces: bool = False,
    ) -> Response:
        self._check_host(address)
        self._wait_for_room(scope, company)
        self.requests += 1
        client = self.clients.of(f"{self.package.key} {self.base} {company.id if company else ''}")
        request = client.build_request(
            method,
            address,
            params=params,
            data=data,
            content=content,
            headers=headers,
            timeout=TIMEOUT if self.not_after is None else TOKEN_TIMEOUT,
            extensions={"trace": self._traced} if self.not_after is not None else None,
        )
        status, said = 0, ""
        try:
            response = self._answer(client, request, scope, pieces=pieces)
            status, said = response.status, self._refusals.said(response) if response.status >= 400 else ""
        finally:
            self.budget.answered(scope, status, said if data is None else None)
        self._hear_windows(response, scope)
        return response

    def _answer(self, client: httpx.Client, request: httpx.Request, scope: Scope, *, pieces: bool) -> Response:
        """Return the answer to a request as a whole; with ``pieces``, the body of a good one is still to come."""
        with telemetry.request(self.package.key, request.method, str(request.url), scope.endpoint) as answered:
            answer = client.send(request, stream=True)
            answered(answer.status_code)
            whole = not pieces or answer.status_code >= 300
            content = answer.read() if whole else b""
        return Response(
            url=str(answer.url),
            status=answer.status_code,
            headers={name.lower(): value for name, value in answer.headers.items()},
            content=content,
            received_at=self.clock.now(),
            pieces=None if whole else self._pieces(answer),
        )

    def _traced(self, step: str, what: object) -> None:  # noqa: ARG002 - as httpcore calls it
        """Hold a request back, the moment before it is sent, when it comes too late: its process may have been stopped."""
        if step.endswith("send_request_headers.started") and self.not_after is not None:
            if time.monotonic() <= self.not_after:
                return
            raise PackageUnavailable(
                "the process stood still too long to renew a token",
                way_out="Nothing was sent; it is tried again",
                package=self.package.name,
                retry_after=self.clock.now(),
            )

    def _pieces(self, answer: httpx.Response) -> Generator[bytes]:
        """Yield a body as it comes: pieces of one size would hold bytes back, and lose them where it breaks off."""
        with closing(answer):
            try:
                yield from answer.iter_bytes()
            except BROKEN_OFF as error:
                raise self._refusals.broken_off(error) from error

    def address(self, url: str) -> str:
        """Return the address of a path, which cannot lead to a host that is not the package's; a whole one stays as it is."""
        if "://" in url.partition("?")[0] and not url.startswith("/"):
            return url
        path = f"/{url.lstrip('/')}"
        base = next((address for beginning, address in self.elsewhere if path.startswith(beginning)), self.base)
        return f"{base.rstrip('/')}{path}"

    def _check_host(self, address: str) -> None:
        url = _parsed(address)
        own = [parsed for base in (self.base, *(base for _, base in self.elsewhere)) if (parsed := _parsed(base))]
        if url and not url.userinfo and any((url.scheme, url.netloc) == (base.scheme, base.netloc) for base in own):
            return
        if self._anonymous(url):
            return
        raise UnexpectedAnswer(
            f"the package pointed to another host, {url.host if url else '(unreadable)'}, which is not one of its own",
            way_out="Nothing was sent there; check the address of the app registration",
            package=self.package.name,
        )

    def _anonymous(self, url: httpx.URL | None) -> bool:
        host = url.host if url else ""
        return any(fnmatch.fnmatch(host, pattern) for pattern in self.package.anonymous_hosts)

    def finish(self) -> None:
        """Give back what was reserved and not used: a run has come to its end."""
        if self._called:
            self.budget.give_back(self._called)

    def count_refresh(self) -> None:
        """Count a renewal of the login's tokens. Raises: LimitReached when the package allows no more at this moment."""
        if full := self.budget.reserve_refresh(Scope(self.app, self.login, "", "")):
            raise self._refusals.full(full, "", None)

    def _wait_for_room(self, scope: Scope, company: Company | None) -> None:
        """Wait until a call fits, if that is soon. Raises: LimitReached."""
        self._called.add(scope.company)
        while full := self.budget.reserve_call(scope, self.priority):
            wait = full.until - self.clock.now()
            if wait > LONGEST_OWN_WAIT:
                raise self._refusals.full(full, scope.endpoint, company)
            telemetry.waited(self.package.key)
            self.clock.sleep(max(wait.total_seconds(), 0.01))

    def _hear_windows(self, response: Response, scope: Scope) -> None:
        for window, remaining, resets_at in windows_told(self.package.windows, response.status, response.headers):
            self.budget.heard(scope, window, remaining=remaining, resets_at=resets_at)

    def _refusal(self, response: Response, scope: Scope, explain: Explain | None) -> BoekhaakError:
        """Return what a refusal means; a limit that stands in no header is remembered for all processes."""
        refusal = self._refusals.refused(response, scope.endpoint, explain)
        if response.status == 429 and isinstance(refusal, PackageUnavailable) and refusal.retry_after is not None:
            for window in self.package.windows:
                if window.what == "calls" and window.headers is None:
                    self.budget.heard(scope, window, remaining=0, resets_at=refusal.retry_after)
        return refusal

    @property
    def _refusals(self) -> Refusals:
        return Refusals(self.package, urlsplit(self.base).hostname or self.base, self.clock, self.redactor)


def _parsed(address: str) -> httpx.URL | None:
    """Return an address as httpx reads it, so that what is checked is what is sent; None when it is none."""
    try:
        return httpx.URL(address)
    except httpx.InvalidURL:
        return None
