"""The vendors: simulators on loopback, and a witness before each that writes down every renewal of tokens.

The witness sees what the vendor sees: which token came, which was given, and from which port. It can tell somebody before the
answer has left, so that the process which asked is killed right after it.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from boekhaak.clock import Clock
from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Books
from boekhaak.testing.simulator import served, simulator_class
from chaos.plan import Plan

GONE = 0
"""The process that asked for something, when nobody knows which it was."""
TOKENS = ("/oauth2/token", "/connect/token")


@dataclass(frozen=True)
class Renewal:
    """A renewal that was asked for: what became of it, with which tokens, by which process, at which second of the machine."""

    package: str
    outcome: str
    old: str
    new: str
    pid: int
    at: float


@dataclass
class Witness:
    """An application before a simulator's: lets everything pass and writes renewals down.

    ``who`` tells the process behind a port; ``aim`` is told of each granted renewal before it is answered, and gives what is
    to be done right after.
    """

    package: str
    app: ASGIApp
    who: Callable[[int], int] = lambda _: GONE
    aim: Callable[[Renewal], Callable[[], None] | None] = lambda _: None
    renewals: list[Renewal] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or not scope["path"].endswith(TOKENS):
            await self.app(scope, receive, send)
            return
        asked, answered = bytearray(), bytearray()
        status = 0
        after: Callable[[], None] | None = None

        async def heard() -> Message:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def told(message: Message) -> None:
            nonlocal status, after
            status = message.get("status", status)
            answered.extend(message.get("body", b""))
            last = message["type"] == "http.response.body" and not message.get("more_body")
            if last and (renewal := self._renewal(asked, answered, status, scope["client"][1])):
                self.renewals.append(renewal)
                after = self.aim(renewal) if renewal.outcome == "granted" else None
            await send(message)
            if last and after is not None:
                after()

        await self.app(scope, heard, told)

    def _renewal(self, asked: bytearray, answered: bytearray, status: int, port: int) -> Renewal | None:
        form = {name: values[0] for name, values in parse_qs(asked.decode()).items()}
        if form.get("grant_type") != "refresh_token":
            return None
        try:
            told: dict[str, Any] = json.loads(answered)
        except json.JSONDecodeError:
            told = {}
        said = str(told.get("error_description", "")).lower()
        outcome = (
            "granted" if status == 200 and "refresh_token" in told else "early" if "not expired" in said else "refused"
        )
        if outcome == "refused" and "old refresh token" in said:
            outcome = "reused"
        new = str(told.get("refresh_token", ""))
        return Renewal(self.package, outcome, form["refresh_token"], new, self.who(port), time.monotonic())


@dataclass
class Vendor:
    """A simulator that is served, behind its witness. ``people`` are who can sign in, where there are several."""

    package: str
    simulator: Any
    witness: Witness
    address: str
    data: Books
    people: tuple[str, ...] = ()


@contextmanager
def vendors(plan: Plan, clock: Clock) -> Iterator[dict[str, Vendor]]:
    """Serve the three packages, with books for all links of the plan."""
    from boekhaak_exact_online.simulator.logins import SimulatedLogin

    logging.getLogger("uvicorn.error").disabled = True  # whoever asks is killed in the middle of it
    with ExitStack() as stack:
        count = plan.large + plan.small_logins * plan.links_a_login
        data = generate(companies=count, lines=plan.lines, seed=1, countries=["NL"])
        names = [company.name for company in data.companies]
        logins = [SimulatedLogin("Large", "large@example.com", tuple(names[: plan.large]))]
        for number in range(plan.small_logins):
            first = plan.large + number * plan.links_a_login
            mine = tuple(names[first : first + plan.links_a_login])
            logins.append(SimulatedLogin(f"Small {number}", f"small{number}@example.com", mine))
        options: dict[str, dict[str, Any]] = {
            "exact_online": {"logins": logins, "faults": ["revoke_on_reuse"]},
            "eaccounting": {},
            "twentyfour_seven": {"per_hour": None, "logins_per_hour": None},
        }
        books = {
            "exact_online": data,
            "eaccounting": generate(companies=plan.consents, lines=plan.lines, seed=2, countries=["SE"]),
            "twentyfour_seven": generate(companies=plan.clients, lines=plan.lines, seed=3, countries=["NO"]),
        }
        found = {package: _served(stack, package, books[package], clock, options[package]) for package in books}
        found["exact_online"].people = tuple(login.email for login in logins)
        yield found


def _served(stack: ExitStack, package: str, data: Books, clock: Clock, options: dict[str, Any]) -> Vendor:
    simulator = simulator_class(package)(data, clock=clock, **options)
    witness = Witness(package, simulator.app)
    address = stack.enter_context(served(witness))  # type: ignore[arg-type]
    return Vendor(package, simulator, witness, address, data)
