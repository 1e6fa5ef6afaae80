"""What every package's simulator offers, and how it is served on loopback.

A simulator is found through the entry-point group ``boekhaak.simulators`` under its package's key.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import uvicorn
from importlib_metadata import entry_points
from starlette.applications import Starlette

from boekhaak.clock import Clock
from boekhaak.errors import ConfigurationError, NotFound
from boekhaak.models.auth import App, Credentials
from boekhaak.testing.books.model import Books, Contact, Voucher

GROUP = "boekhaak.simulators"
STARTING = 10.0


class Simulator(Protocol):
    """A vendor's system in small: it serves books over HTTP and is changed as the vendor's user would change it.

    ``faults`` are names of misbehaviours that are switched on; :attr:`known_faults` tells each with a sentence. ``countries``
    are those of the vendor's customers. ``sign_ins`` tells what a person gives to open every company, one sign-in after the
    other: credentials, or choices on the consent page by the names of its fields.
    """

    known_faults: dict[str, str]
    countries: tuple[str, ...]
    app: Starlette
    requests: int
    faults: set[str]

    def __init__(self, data: Books, *, clock: Clock, faults: Sequence[str] = (), redirect_uri: str = ...) -> None: ...

    @property
    def books(self) -> Books:
        """What the simulator holds at this moment, changes included."""

    @property
    def sign_ins(self) -> tuple[Credentials | dict[str, list[str]], ...]:
        """What a person gives to open every company now; credentials may be other ones after :meth:`revoke_consents`."""

    @property
    def told(self) -> Books:
        """What of that the package's interface tells, by the limits that its FACTS.md names; all of it where there are none."""

    def registration(self, address: str) -> App:
        """Return an app that this simulator knows, with ``address`` as its own address."""

    def post_voucher(self, company: str, voucher: Voucher) -> None:
        """Enter a voucher in the company of that name."""

    def delete_voucher(self, company: str, journal: str, year: int, number: str) -> None:
        """Delete a voucher with all its lines."""

    def change_contact(self, company: str, contact: Contact) -> None:
        """Replace the contact of the same code, or add it."""

    def revoke_consents(self) -> None:
        """Withdraw the app's access for every login: all tokens die."""


def simulator_class(key: str) -> type[Simulator]:
    """Return the simulator of a package.

    Raises: NotFound when no plugin offers one; ConfigurationError when it fails to load.
    """
    found = [point for point in entry_points(group=GROUP) if point.name == key]
    if not found:
        known = ", ".join(sorted(point.name for point in entry_points(group=GROUP))) or "none"
        raise NotFound(f"there is no simulator of “{key}”", way_out=f"Choose one of these: {known}")
    try:
        loaded: type[Simulator] = found[0].load()
    except ImportError as error:
        raise ConfigurationError(
            f"the simulator of “{key}” needs a library that is missing ({error})",
            way_out="Install the plugin with its extra “simulator”",
        ) from error
    except (Exception, SystemExit) as error:
        raise ConfigurationError(
            f"the simulator of “{key}” failed to load ({type(error).__name__}: {error})",
            way_out="Install a version of the plugin that fits",
        ) from error
    return loaded


def simulator_keys() -> tuple[str, ...]:
    """Return the packages that have a simulator."""
    return tuple(sorted(point.name for point in entry_points(group=GROUP)))


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(app: Starlette, port: int = 0) -> Iterator[str]:
    """Serve an application on loopback for the length of a ``with`` block; gives its address, without a last slash.

    Raises: ConfigurationError when something else listens at that port.
    """
    listener = _listening(port)
    port = listener.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(
            app, log_config=None, log_level="warning", access_log=False, lifespan="off", ws="none", date_header=False
        )
    )
    thread = threading.Thread(target=server.run, args=([listener],), name=f"simulator-{port}", daemon=True)
    thread.start()
    deadline = time.monotonic() + STARTING
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise ConfigurationError(
                f"the server at 127.0.0.1:{port} does not start", way_out="Try again, and report it"
            )
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(STARTING)


def _listening(port: int) -> socket.socket:
    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise ConfigurationError(
            f"nothing can be served on 127.0.0.1:{port} ({os.strerror(error.errno or 0)})",
            way_out="Choose another port, or stop what listens there",
        ) from error
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or each answer waits 40 ms for an acknowledgement
    return listener
