"""A wire: answers each request with the next of some prepared answers, byte for byte, and remembers what came in."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Received:
    """A request as it came in; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Answer:
    """What goes back: a whole answer, or with ``cut`` only its first bytes before the connection is closed."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None

    def raw(self) -> bytes:
        """Return the bytes to send."""
        headers = {"Content-Length": str(len(self.body)), "Connection": "close", **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return (f"HTTP/1.1 {self.status} Said\r\n{lines}\r\n".encode() + self.body)[: self.cut]


def answer(status: int = 200, body: object = None, **headers: str) -> Answer:
    """Return an answer with a JSON body; underscores in header names become dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, json.dumps({} if body is None else body).encode(), named)


CUT = Answer(cut=0)
"""No answer at all: the connection is closed."""


class Wire:
    """The server's side: give it answers, look at what it received."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.received: list[Received] = []
        self._answers: deque[Answer] = deque()
        self._lock = threading.Lock()

    def says(self, *answers: Answer) -> None:
        """Prepare answers, one a request."""
        self._answers.extend(answers)

    def take(self, request: Received) -> Answer:
        """Remember a request and return its answer."""
        with self._lock:
            self.received.append(request)
            return self._answers.popleft() if self._answers else answer(599, "no answer was prepared")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    wire: Wire


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        """Read one request and send its answer."""
        method, path, _ = self.rfile.readline().decode().split(" ", 2)
        headers = {}
        while line := self.rfile.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", "0"))).decode()
        self.wfile.write(self.server.wire.take(Received(method, path, headers, body)).raw())
        self.connection.shutdown(socket.SHUT_WR)


@contextmanager
def stretched() -> Iterator[Wire]:
    """Stretch a wire on loopback for the length of a ``with`` block."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.wire = Wire(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.wire
        finally:
            server.shutdown()
            thread.join()
