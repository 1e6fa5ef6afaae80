"""A receiver of webhooks on loopback, which checks signatures with a library that others wrote."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from standardwebhooks import Webhook, WebhookVerificationError

Told = dict[str, Any]
"""An event as it came."""

CUT = 0
"""What a receiver answers that acts, and whose answer is lost."""


@dataclass
class Receiver:
    """Notes what it is told. ``answer`` gives the status for an event and how often it came; a secret checks what came."""

    address: str = ""
    secret: str = ""
    answer: Callable[[Told, int], int] = lambda *_: 204
    came: list[Told] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Take a message, and return the status to answer with."""
        if self.secret:
            try:
                Webhook(self.secret).verify(body, headers)
            except WebhookVerificationError:
                self.refused += 1
                return 401
        told: Told = json.loads(body)
        with self.lock:
            times = Counter(one["number"] for one in self.came)[told["number"]]
        status = self.answer(told, times)
        if status < 300:
            with self.lock:
                self.came.append(told)
                self.headers.append(headers)
        return status

    @property
    def once(self) -> list[Told]:
        """What came, without doubles, in the order in which each came first."""
        known: dict[str, Told] = {}
        for told, headers in zip(self.came, self.headers, strict=True):
            known.setdefault(headers["webhook-id"], told)
        return list(known.values())

    def numbers(self, link: int | None = None) -> list[int]:
        """Return the numbers of what came, without doubles; of one link, if it is named."""
        return [one["number"] for one in self.once if link is None or one["link"] == link]


@contextmanager
def receiving(receiver: Receiver | None = None) -> Iterator[Receiver]:
    """Serve a receiver on loopback."""
    mine = receiver or Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version: ClassVar[str] = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = mine.take({name.lower(): value for name, value in self.headers.items()}, body)
            if status == CUT:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{mine.address}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    mine.address = f"http://127.0.0.1:{server.server_address[1]}/told"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    try:
        yield mine
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
