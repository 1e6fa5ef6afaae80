"""What goes past on the way to a simulator: answers are counted, and held against what the vendor publishes of them."""

from __future__ import annotations

import json
from collections import Counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from support.swagger import Swagger

MOST_WRONG = 100


class Watch:
    """Counts answers by status. With a specification, each with JSON and status 200 ``below`` an address is held against it.

    ``checked`` is how many were; ``wrong`` tells what did not fit, up to a hundred things. While ``asleep`` it only counts.
    """

    def __init__(self, specification: Swagger | None = None, below: str = "/") -> None:
        self.specification = specification
        self.answers: Counter[str] = Counter()
        self.asleep = False
        self.checked = 0
        self.addresses: set[str] = set()
        self.wrong: list[str] = []
        self._below = below

    def over(self, app: ASGIApp) -> ASGIApp:
        """Return an application that answers as this one does, and is watched."""

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            pieces: list[bytes] = []
            looked_at = False

            async def passed_on(message: Message) -> None:
                nonlocal looked_at
                if message["type"] == "http.response.start":
                    self.answers[str(message["status"])] += 1
                    looked_at = self._looks_at(scope["path"], message)
                elif looked_at:
                    pieces.append(message.get("body", b""))
                    if not message.get("more_body"):
                        self._check(scope["path"], b"".join(pieces))
                await send(message)

            await app(scope, receive, passed_on)

        return watched

    def _looks_at(self, path: str, start: Message) -> bool:
        if self.specification is None or self.asleep:
            return False
        kind = dict(start["headers"]).get(b"content-type", b"")
        here = path.lower().startswith(self._below) and start["status"] == 200
        return here and kind.startswith(b"application/json")

    def _check(self, path: str, body: bytes) -> None:
        assert self.specification is not None
        self.checked += 1
        self.addresses.add(self.specification.template(path) or path)
        for text in self.specification.wrong(path, json.loads(body)):
            if len(self.wrong) < MOST_WRONG:
                self.wrong.append(text)
