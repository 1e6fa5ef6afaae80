"""What happens to the workers and to the database, and how long it takes others to take over."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.store import due
from boekhaak.testing.books.generator import new_voucher
from chaos.crew import Crew
from chaos.plan import Plan
from chaos.vendors import Renewal, Vendor

SEED = 20261123
LONGEST = 120.0
"""What nobody took over in so many seconds is told as if it were just then."""


@dataclass(frozen=True)
class Held:
    """A link that a worker was at when it was killed or stopped."""

    pid: int
    fence: int
    since: float


@dataclass
class Storm:
    """Kills and stops workers, restarts the database, cuts connections, and changes books, all at once."""

    plan: Plan
    crew: Crew
    installation: Installation
    vendors: dict[str, Vendor]
    restart: Callable[[], None]
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    killed: dict[int, float] = field(default_factory=dict)
    stopped: list[tuple[int, float, float]] = field(default_factory=list)
    aimed: int = 0
    posted: int = 0
    restarts: int = 0
    takeovers: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    """Set when nothing is measured any more."""

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[int, Held] = {}
        self._standing: set[int] = set()
        self._armed = 0

    def rage(self) -> None:
        """Let it all happen for as long as the plan says."""
        began = time.monotonic()
        happening = [
            threading.Thread(target=target)
            for target in (self._kill, self._stop, self._restart, self._cut, self._write, self._aim)
        ]
        watching = threading.Thread(target=self._watch, daemon=True)
        for thread in (*happening, watching):
            thread.start()
        self.over.wait(self.plan.storm - (time.monotonic() - began))
        self.over.set()
        for thread in happening:
            thread.join()

    def aim(self, renewal: Renewal) -> Callable[[], None] | None:
        """Choose the process that asked for a renewal, if one is to be killed now; it is right after the answer."""
        with self._lock:
            number = self.crew.number_of(renewal.pid)
            if self._armed <= 0 or number is None or number in self._standing:
                return None
            self._armed -= 1
            self.aimed += 1
            self.crew.remember(number)
        return lambda: self._killed(number)

    def _killed(self, number: int) -> None:
        """Kill a worker, remember what it was at, and start another in its place a moment later."""
        with self._lock:
            pid = self.crew.kill(number)
            self.killed[pid] = time.monotonic()
        threading.Thread(target=self._replace, args=(number, pid)).start()

    def _replace(self, number: int, pid: int) -> None:
        self._remember(pid)
        time.sleep(0.3)
        self.crew.start(number)

    def _kill(self) -> None:
        while not self.over.wait(self.plan.kill_every * self.chance.uniform(0.5, 1.5)):
            with self._lock:
                free = [number for number in self.crew.pids if number not in self._standing]
            number = self.chance.choice(free)
            self.crew.remember(number)
            self._killed(number)

    def _aim(self) -> None:
        """Arm the aim so often that enough shots fall, evenly over the time."""
        while not self.over.wait(self.plan.storm / (self.plan.aimed + 4)):
            self._armed = min(self._armed + 1, 2)

    def _stop(self) -> None:
        """Stop one worker after the other, some longer than any lease, and let each go on."""
        for seconds in self.plan.stops:
            if self.over.wait(2):
                return
            with self._lock:
                number = self.chance.choice(list(self.crew.pids))
                self._standing.add(number)
                pid = self.crew.signal(number, signal.SIGSTOP)
            began = time.monotonic()
            self._remember(pid)
            self.over.wait(seconds)
            self.crew.signal(number, signal.SIGCONT)
            self._forget(pid)
            self.stopped.append((pid, began, time.monotonic()))
            with self._lock:
                self._standing.discard(number)

    def _restart(self) -> None:
        for _ in range(self.plan.restarts):
            if self.over.wait(self.plan.storm / (self.plan.restarts + 1)):
                return
            self.restart()
            self.restarts += 1

    def _cut(self) -> None:
        """Let connections break off in the middle of pages, in the middle of the time."""
        exact = self.vendors["exact_online"].simulator
        self.over.wait(self.plan.storm * 0.3)
        exact.switch_on("cut_pages")
        self.over.wait(self.plan.storm * 0.3)
        exact.faults = exact.faults - {"cut_pages"}

    def _write(self) -> None:
        """Enter vouchers in books here and there."""
        while not self.over.wait(1 / self.plan.vouchers_a_second):
            vendor = self.chance.choice(list(self.vendors.values()))
            company = self.chance.choice(vendor.data.companies)
            self.posted += 1
            voucher = new_voucher(company, number=str(90_000_000 + self.posted), seed=self.posted)
            vendor.simulator.post_voucher(company.name, voucher)

    def _remember(self, pid: int) -> None:
        """Remember the links that a process holds which moves no more."""
        try:
            with self.installation.store.reading() as tx:
                found = tx.exec_driver_sql(
                    f"select id, fence from boekhaak_link where lease_owner like '%%/{pid}/%%'"  # noqa: S608 - a number
                ).all()
        except BoekhaakError:  # the database is restarting: this one is not measured
            return
        with self._lock:
            for link_id, fence in found:
                self._held[link_id] = Held(pid, fence, time.monotonic())

    def _forget(self, pid: int) -> None:
        """Measure no more what a process held that goes on: if nobody took it over yet, it finishes it itself."""
        with self._lock:
            self._held = {link_id: one for link_id, one in self._held.items() if one.pid != pid}

    def _watch(self) -> None:
        """Measure how long it takes until somebody else takes over what a killed or stopped worker was at."""
        while not self.ended.is_set() and not (self.over.is_set() and not self._held):
            time.sleep(0.5)
            with self._lock:
                held = dict(self._held)
            if held:
                self._look(held)

    def _look(self, held: dict[int, Held]) -> None:
        try:
            with self.installation.store.reading() as tx:
                ids = ", ".join(map(str, held))
                rows = tx.exec_driver_sql(f"select id, fence from boekhaak_link where id in ({ids})")  # noqa: S608
                there = {row.id: row.fence for row in rows}
                now = self.installation.clock.now()
                waiting = {one.link_id for one in due.some_links(tx, list(held)) if one.next_at <= now}
        except BoekhaakError:
            return
        with self._lock:
            for link_id, one in held.items():
                passed = time.monotonic() - one.since
                taken = there[link_id] != one.fence or passed > LONGEST
                if taken:
                    self.takeovers.append(passed)
                if taken or link_id not in waiting:
                    self._held.pop(link_id, None)
