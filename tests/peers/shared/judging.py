"""What every judge is given: the books it has to find, a person at the consent page, and the simulator's clock.

Only the standard library is used here, as each judge runs in the environment of its client. ``Judge()`` puts the simulator's
clock in place of the machine's: it stands still, and who waits moves it ahead. So a judge makes one before it imports
its client.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any, NoReturn
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TIMEOUT = 30
MOST_SHOWN = 200
CENT = Decimal("0.01")


class Disagreement(Exception):
    """The client got something else than it should have."""


class Judge:
    """One client's judge: it takes steps, and tells the driver of each.

    ``stage`` is what the driver told: the simulator's address, the registered app, and ``companies`` with what their books
    hold. What the client prints goes to the error output; the steps alone are on the standard output.
    """

    def __init__(self) -> None:
        self._control = sys.argv[1]
        self._steps = os.fdopen(os.dup(1), "w", buffering=1)
        os.dup2(2, 1)
        self.stage: dict[str, Any] = self._ask("stage")
        self.now: float = self.stage["now"]
        time.time = lambda: self.now
        time.sleep = self.wait

    def wait(self, seconds: float) -> None:
        """Move the simulator's clock ahead, and with it this process's."""
        if seconds < 0:
            raise ValueError("nobody waits for the past")
        self.now = self._ask("clock", seconds=seconds)["now"]

    def begin_minute(self, second: int) -> None:
        """Move the clock to that second of the next minute, in which no call was made yet."""
        self.wait(60 - self.now % 60 + second)

    def consent(self, url: str, **choices: str) -> str:
        """Return where a person is sent back to who allows everything on the consent page at ``url``, and makes these choices."""
        location: str = self._ask("consent", url=url, **choices)["location"]
        return location

    def switch(self, *faults: str) -> None:
        """Switch these misbehaviours of the simulator on, and all others off."""
        self._ask("faults", names=" ".join(faults))

    def answers(self, status: int) -> int:
        """Return how many answers of that status the simulator gave until now."""
        counts: dict[str, int] = self._ask("answers")
        return counts.get(str(status), 0)

    def step(self, name: str, take: Callable[[], str]) -> None:
        """Take a step, and tell how it went: what it returned, or where it failed."""
        before = sum(self._ask("answers").values())
        try:
            detail, outcome = take(), "passed"
        except Exception as error:  # noqa: BLE001 - whatever a client raises is a finding
            traceback.print_exc(file=sys.stderr)
            text = f"{type(error).__name__}: {error}".splitlines()[0]
            detail, outcome = text[:MOST_SHOWN], "failed"
        self._tell(name, outcome, detail, calls=sum(self._ask("answers").values()) - before)

    def skip(self, why: str) -> NoReturn:
        """End without any step, and tell why."""
        self._tell("the whole judge", "skipped", why, calls=0)
        sys.exit()

    def _tell(self, step: str, outcome: str, detail: str, *, calls: int) -> None:
        self._steps.write(json.dumps({"step": step, "outcome": outcome, "detail": detail, "calls": calls}) + "\n")

    def _ask(self, what: str, **parameters: object) -> Any:
        request = Request(f"{self._control}/{what}?{urlencode(parameters)}", data=b"")
        with urlopen(request, timeout=TIMEOUT) as answer:
            return json.load(answer)


class SimulatedDatetime(datetime):
    """``datetime`` for clients that ask it for the present moment."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> SimulatedDatetime:
        """Return the simulator's moment."""
        return cls.fromtimestamp(time.time(), tz)


def same(what: str, found: object, expected: object) -> None:
    """Raise Disagreement unless the client found what was expected."""
    if found != expected:
        raise Disagreement(f"{what}: found {str(found)[:MOST_SHOWN]}, expected {str(expected)[:MOST_SHOWN]}")


def totals(rows: Iterable[tuple[str | None, float]]) -> dict[str, str]:
    """Return the sum per ledger account, as text; rows without an account and sums of zero are left out."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for account, amount in rows:
        if account:
            sums[account] += Decimal(str(amount))
    return {account: str(total.quantize(CENT)) for account, total in sums.items() if total}


def total(amounts: Iterable[float]) -> str:
    """Return a sum to the cent, as text."""
    return str(sum((Decimal(str(amount)) for amount in amounts), Decimal()).quantize(CENT))


def day_of(text: str) -> str:
    """Return the day that a date of the vendor means."""
    milliseconds = int(text.removeprefix("/Date(").removesuffix(")/"))
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat()
