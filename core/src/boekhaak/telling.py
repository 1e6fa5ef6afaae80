"""Telling the host's receivers what happened: one message over HTTP, in little time, to nowhere it must not go."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx

from boekhaak.http import BROKEN_OFF

TOLD_SECONDS, TOLD_CONNECT_SECONDS = 10.0, 5.0
"""So long a message to the host may take in all, with the question where its receiver is; and so long one address is tried."""
TOLD_KNOWN_SECONDS = 30.0
"""So long it is remembered where a receiver is."""
LINK_LOCAL, HERE = "a link-local address", "this machine itself"
TOLD_DRAIN_SECONDS, TOLD_DRAIN_KIB = 1.0, 64
"""How much of an answer of the host is read, and thrown away."""


@dataclass
class Line:
    """The way to one receiver of the host: its address, where that led when it was last asked, and the newest connection."""

    url: str
    client: httpx.Client
    addresses: tuple[str, ...] = ()
    known_until: float = 0.0
    connection: socket.socket | None = None

    def look_up(self, until: float) -> tuple[str, ...]:
        """Return the numeric addresses of the receiver's machine.

        Raises: TimeoutError after ``until``; OSError, UnicodeError or httpx.InvalidURL for what leads nowhere.
        """
        if time.monotonic() < self.known_until:
            return self.addresses
        url, found = httpx.URL(self.url), Future[list[Any]]()
        host, port = url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)

        def ask() -> None:
            try:
                found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                found.set_exception(error)

        threading.Thread(target=ask, daemon=True).start()  # a resolver takes its time, and cannot be stopped
        self.addresses = tuple(dict.fromkeys(one[4][0] for one in found.result(max(until - time.monotonic(), 0.0))))
        self.known_until = time.monotonic() + TOLD_KNOWN_SECONDS
        return self.addresses

    def traced(self, until: float) -> Callable[[str, Mapping[str, Any]], None]:
        """Return what hears of the steps of a request: it keeps the connection, and lets nothing be sent too late."""

        def hear(step: str, what: Mapping[str, Any]) -> None:
            if step in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
                self.connection = what["return_value"].get_extra_info("socket")
            if step.endswith("send_request_headers.started") and time.monotonic() > until:
                raise httpx.WriteTimeout("it took too long to connect")

        return hear

    @contextmanager
    def cut_off_after(self, seconds: float) -> Iterator[None]:
        """Cut the connection off when the block takes longer: a timeout of the library begins anew with each byte that comes."""
        timer = threading.Timer(max(seconds, 0.0), self._cut_off)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut_off(self) -> None:
        if self.connection is not None:
            with suppress(OSError):  # it has ended by itself
                socket.socket.shutdown(self.connection, socket.SHUT_RDWR)


def tell(
    line: Line,
    content: bytes,
    headers: Mapping[str, str],
    *,
    this_machine: bool = False,
    seconds: float = TOLD_SECONDS,
) -> tuple[int, str]:
    """Send something to a receiver of the host, once; return the status that came back, 0 for none, and what it means in words.

    Where its name leads is looked at before anything is connected: whoever may name an address must reach no credentials
    of the machine, and nothing on it without ``this_machine``. No redirect is followed and no cookie kept; of the answer's
    text only so much is read as lets the connection live on, and none is told. It takes little more than ``seconds``.
    """
    until = time.monotonic() + seconds
    late = f"it did not answer within {seconds:g} seconds"
    try:
        found = line.look_up(until)
    except TimeoutError:
        return 0, late
    except (OSError, UnicodeError, httpx.InvalidURL) as error:
        return 0, f"its address leads nowhere ({type(error).__name__})"
    kept_from = {LINK_LOCAL} if this_machine else {LINK_LOCAL, HERE}
    fit = [one for one in found if leads_to(one) not in kept_from]
    said = late if fit else f"its address leads to {leads_to(found[0])}, to which nothing is sent"
    while fit and time.monotonic() < until:
        try:
            status = _told(line, fit[0], content, headers, until)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            said = f"it could not be reached ({type(error).__name__})"
            line.known_until, fit = 0.0, fit[1:]
        except httpx.TransportError as error:
            slow = isinstance(error, httpx.TimeoutException) or time.monotonic() >= until
            return 0, late if slow else f"no answer came ({type(error).__name__})"
        else:
            line.addresses = (fit[0], *(one for one in line.addresses if one != fit[0]))
            return status, f"it answered {status} {httpx.codes.get_reason_phrase(status)}".strip()
    return 0, said


def _told(line: Line, address: str, content: bytes, headers: Mapping[str, str], until: float) -> int:
    """Send something to one of the addresses of a receiver's machine, and return the status. Raises: httpx.TransportError."""
    url, left = httpx.URL(line.url), max(until - time.monotonic(), 0.01)
    request = line.client.build_request(
        "POST",
        url.copy_with(host=address),
        content=content,
        headers={**headers, "host": url.netloc.decode("ascii")},
        timeout=httpx.Timeout(left, connect=min(left, TOLD_CONNECT_SECONDS)),
        extensions={"trace": line.traced(until), "sni_hostname": url.raw_host.decode("ascii").rstrip(".")},
    )
    with line.cut_off_after(left):
        answer = line.client.send(request, stream=True, follow_redirects=False)
    with closing(answer), suppress(*BROKEN_OFF), line.cut_off_after(min(TOLD_DRAIN_SECONDS, until - time.monotonic())):
        for read, _ in enumerate(answer.iter_raw(1024)):
            if read >= TOLD_DRAIN_KIB:
                break
    return answer.status_code


def leads_to(address: str) -> str:
    """Return what a numeric address leads to that the host's receivers are not expected at; "" for any other address.

    At link-local ones, hosting platforms give each machine its own credentials (169.254.169.254).
    """
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    number = (number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None) or number
    if number.is_link_local:
        return LINK_LOCAL
    return HERE if number.is_loopback or number.is_unspecified else ""
