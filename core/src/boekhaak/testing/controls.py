"""What is read and switched at a running simulator: its misbehaviours, and what was asked of it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from starlette.background import BackgroundTask

from boekhaak.errors import InvalidInput


class Faults:
    """The misbehaviours that are on, some of them for a number of answers only. ``known`` tells each with a sentence."""

    def __init__(self, known: Mapping[str, str], on: Iterable[str]) -> None:
        self._known = known
        self._left: dict[str, int] = {}
        self._lock = threading.Lock()
        self.on: set[str] = set(map(self._named, on))

    def replace(self, names: Iterable[str]) -> None:
        """Let these be on and no others."""
        self.on = set(map(self._named, names))

    def switch_on(self, name: str, answers: int | None) -> None:
        """Switch one on; with ``answers`` it goes off by itself after so many."""
        with self._lock:
            self.on.add(self._named(name))
            self._left.pop(name, None)
            if answers is not None:
                self._left[name] = answers

    def strikes(self, name: str) -> bool:
        """Tell whether one is on, and count this answer."""
        with self._lock:
            if name not in self.on:
                return False
            if name in self._left:
                self._left[name] -= 1
                if self._left[name] <= 0:
                    self.on.discard(name)
                    del self._left[name]
            return True

    def _named(self, name: str) -> str:
        if name not in self._known:
            raise InvalidInput(
                f"the simulator knows no fault “{name}”", way_out=f"Choose from: {', '.join(self._known)}"
            )
        return name


@dataclass
class Traffic:
    """What was asked: all requests, how often each endpoint, what became of renewals; and whom to tell.

    ``on_request`` is told before each answer, ``on_refreshed`` after each renewed pair of tokens has been sent.
    """

    requests: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    refreshes: Counter[str] = field(default_factory=Counter)
    on_request: Callable[[str], None] | None = None
    on_refreshed: Callable[[], None] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, path: str, endpoint: str) -> None:
        """Count a request, and tell of it."""
        with self._lock:
            self.requests += 1
            self.calls[endpoint] += 1
        if self.on_request is not None:
            self.on_request(path)

    def note_refresh(self, outcome: str) -> BackgroundTask | None:
        """Count a renewal, ``granted``, ``early`` or ``reused``; return what is to be done once a granted one is answered."""
        if not outcome:
            return None
        with self._lock:
            self.refreshes[outcome] += 1
        told = self.on_refreshed if outcome == "granted" else None
        return BackgroundTask(told) if told else None


class Controls:
    """What every simulator lets its tests read and switch while it runs."""

    _faults: Faults
    _traffic: Traffic

    @property
    def faults(self) -> set[str]:
        """The names of the misbehaviours that are on; the set may be changed at any time."""
        return self._faults.on

    @faults.setter
    def faults(self, names: set[str]) -> None:
        self._faults.replace(names)

    def switch_on(self, fault: str, *, answers: int | None = None) -> None:
        """Switch a fault on; with ``answers`` it goes off by itself after so many answers that it spoilt.

        What describes a state and spoils no answer stays on.
        """
        self._faults.switch_on(fault, answers)

    @property
    def requests(self) -> int:
        """How many requests came in, sign-ins among them."""
        return self._traffic.requests

    @requests.setter
    def requests(self, count: int) -> None:
        self._traffic.requests = count

    @property
    def calls(self) -> Counter[str]:
        """How often each endpoint was asked, by the name that the vendor gives it."""
        return self._traffic.calls

    @property
    def refreshes(self) -> Counter[str]:
        """What became of renewals of tokens: ``granted``, refused as too ``early``, or refused as ``reused``."""
        return self._traffic.refreshes

    @property
    def on_refreshed(self) -> Callable[[], None] | None:
        """What is called, in a thread of its own, right after the answer with a renewed pair of tokens was sent."""
        return self._traffic.on_refreshed

    @on_refreshed.setter
    def on_refreshed(self, listener: Callable[[], None] | None) -> None:
        self._traffic.on_refreshed = listener

    @property
    def on_request(self) -> Callable[[str], None] | None:
        """What is called with the path of each request before it is answered."""
        return self._traffic.on_request

    @on_request.setter
    def on_request(self, listener: Callable[[str], None] | None) -> None:
        self._traffic.on_request = listener
