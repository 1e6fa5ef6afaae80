"""An office of virtual workers: discrete events on a virtual clock, around the real dispatcher, budgets and due rows."""

from __future__ import annotations

import heapq
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from scale_companies import Calls, Company, inspecting, quiet, seconds
from scale_tables import Outcome, write
from scale_vendors import OwnBudget, Vendors, until

from boekhaak.budgets import SharedBudget
from boekhaak.clock import ScaledClock
from boekhaak.errors import LimitReached
from boekhaak.http import LONGEST_OWN_WAIT
from boekhaak.installation import Installation
from boekhaak.jobs.dispatcher import Dispatcher
from boekhaak.limits import Scope
from boekhaak.models.due import Schedule
from boekhaak.models.link import Actor
from boekhaak.models.run import Priority
from boekhaak.service import scheduling
from boekhaak.service.scheduling import Turns
from boekhaak.store import due, links

LATENCY = 0.2
"""Seconds that a call takes."""
SLOTS = 200
SAMPLE = 50
"""One link in so many is written and counted by all of the real code; for the others the same is done in bulk."""
A_MOMENT = 0.001
"""What moments of two clocks may differ by rounding."""
GIVEN_UP = 2 * 3600.0
"""When nothing was handed over for so long, and nothing else will happen, what waits was forgotten."""
OWN_WAIT = LONGEST_OWN_WAIT.total_seconds()
FULL = "the package allows no more calls"


class Run:
    """A run of a link: streams one by one, call by call."""

    def __init__(self, company: Company, streams: list[str], at: float) -> None:
        self.company = company
        self.at = at
        self.calls = 0
        self.waits: dict[str, float] = {}
        self.read: list[str] = []
        self.streams = streams
        self.proving: Calls = inspecting(company.package)


class Office:
    """An executor, and all that happens; ``step_seconds`` is what the dispatcher's steps took on the machine's clock."""

    def __init__(
        self, installation: Installation, companies: dict[int, Company], clock: ScaledClock, sample: int
    ) -> None:
        self._installation, self._clock, self._companies = installation, clock, companies
        self.start = clock.now()
        self._sample = sample
        self.now = 0.0
        self._infos = infos = {key: package.info for key, package in installation.packages.packages.items()}
        self.vendors = Vendors({key: info.windows for key, info in infos.items()})
        self._budgets = {key: SharedBudget(key, info.windows, installation.store) for key, info in infos.items()}
        self._own = OwnBudget(infos["exact_online"].windows)
        self._quiet = {package: quiet(package) for package in infos}
        self._events: list[tuple[float, int, Run]] = []
        self._wakes: list[tuple[float, int]] = []
        self._outcomes: list[Outcome] = []
        self._ended: list[tuple[int, int]] = []
        self._busy = self._count = 0
        self.schedule: dict[str, timedelta | None] = dict.fromkeys(infos)
        self.waiting: Counter[tuple[str, str]] = Counter()
        self.idle: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        """The environments that at some moment of a span had nothing to do that was not begun."""
        self.handed = self.steps = 0
        self.step_seconds = self._handed_at = 0.0
        for company in companies.values():
            self.waiting[company.package, company.environment] += 1

    def room(self) -> int:
        """Return how many workers are free."""
        return SLOTS - self._busy

    def hand_over(self, link_ids: Sequence[int]) -> None:
        """Let workers begin at once."""
        for link_id in link_ids:
            company = self._companies[link_id]
            streams = [info.key for info in self._infos[company.package].streams if self._due(company, info.key)]
            if not streams:
                raise RuntimeError(f"link {link_id} was handed over at {self.now}, and nothing of it is due")
            self.waiting[company.package, company.environment] -= 1
            company.begun = self.now if company.begun is None else company.begun
            self._busy += 1
            self._later(Run(company, streams, self.now), self.now)

    def _due(self, company: Company, stream: str) -> bool:
        return company.due.get(stream, float("inf")) <= self.now + A_MOMENT

    def work(self, dispatcher: Dispatcher, end: float) -> None:
        """Let things happen until nothing is left to do, or that moment."""
        while self.now < end:
            self._flush()
            if self._stepped(dispatcher):
                continue
            moments = [self._events[0][0]] if self._events else []
            moments += [self._wakes[0][0]] if self._wakes else []
            if any(self.waiting.values()) and self.now - self._handed_at < GIVEN_UP:
                moments.append((self.now // 60 + 1) * 60)
            if not moments:
                return
            self._happen(min(max(min(moments), self.now + 1), end))

    def _stepped(self, dispatcher: Dispatcher) -> bool:
        """Let the dispatcher look once; tell whether it has more to hand over at once."""
        began = time.perf_counter()
        handed = dispatcher.step() or 0
        self.step_seconds += time.perf_counter() - began
        self.steps += 1
        self.handed += handed
        self._handed_at = self.now if handed else self._handed_at
        for package, span in self.vendors.spans.items():
            mine = [environment for (one, environment), count in self.waiting.items() if one == package and count <= 0]
            self.idle[package, int(self.now // span)].update(mine)
        return handed > 0

    def _happen(self, to: float) -> None:
        """Let all happen that comes until then, each at its moment."""
        while self._events and self._events[0][0] <= to:
            at, _, run = heapq.heappop(self._events)
            self._move(at)
            self._go_on(run)
        self._move(to)
        while self._wakes and self._wakes[0][0] <= self.now:
            company = self._companies[heapq.heappop(self._wakes)[1]]
            if company.due:
                self.waiting[company.package, company.environment] += 1

    def _move(self, to: float) -> None:
        if to > self.now:
            self._clock.advance(self._moment(to) - self._clock.now())
            self.now = to

    def until(self, moment: float) -> None:
        """Let time pass in which nothing is to be done."""
        self._happen(moment)

    def wake(self, company: Company) -> None:
        """Let a company wait for its turn once something of it is due."""
        heapq.heappush(self._wakes, (min(company.due.values()), company.link_id))

    def rest(self, package: str) -> None:
        """Let nothing of a package be due any more, but for what is being read."""
        self._flush()
        self.schedule[package] = None
        mine = [one for one in self._companies.values() if one.package == package]
        for company in mine:
            company.due = {}
            self.waiting[package, company.environment] = 0
        with self._installation.store.writing() as tx:
            tx.exec_driver_sql(
                "update boekhaak_due set next_at = %s, changed_at = extract(epoch from clock_timestamp())"
                " where link_id = any(%s)",
                (scheduling.NEVER, [one.link_id for one in mine]),
            )

    def _later(self, run: Run, at: float) -> None:
        self._count += 1
        heapq.heappush(self._events, (at, self._count, run))

    def _go_on(self, run: Run) -> None:
        """Make a run's next call, or all of them where they concern nobody else; end it when there is none."""
        alone = run.company.package == "exact_online" and run.company.link_id % self._sample
        run.at = self.now
        while (calls := self._next(run)) is not None:
            scope = Scope(run.company.app, run.company.login, str(run.company.link_id), calls[0][0])
            wait = self._own.reserve(scope.company, run.at) if alone else self._reserve(run, scope)
            if not wait:
                self._called(run, calls, scope)
            elif wait - run.at <= OWN_WAIT:
                run.at = wait
            else:
                self._full(run, wait)
                continue
            if not alone:
                return self._later(run, run.at)
        if run.at > self.now:
            return self._later(run, run.at)
        return self._end(run)

    def _reserve(self, run: Run, scope: Scope) -> float:
        budget = self._budgets[run.company.package]
        full = budget.reserve_call(scope, Priority.CHANGES if run.company.done is not None else Priority.FIRST_LOAD)
        if full is None:
            budget.answered(scope, 200)
        return until(full, self.start.timestamp())

    def _called(self, run: Run, calls: Calls, scope: Scope) -> None:
        self.vendors.called(run.company, scope, run.at)
        run.at = round(run.at + LATENCY, 6)
        run.calls += 1
        endpoint, count = calls[0]
        calls[:1] = [(endpoint, count - 1)] if count > 1 else []

    def _next(self, run: Run) -> Calls | None:
        """Return the calls that come next: those that prove the company, then those of each stream."""
        if run.proving:
            return run.proving
        while run.streams:
            stream = run.streams[0]
            left = run.company.left.setdefault(stream, list(self._quiet[run.company.package][stream]))
            if left:
                return left
            run.read.append(stream)
            del run.streams[0], run.company.left[stream]
        return None

    def _full(self, run: Run, wait: float) -> None:
        """Let the stream wait that found a window full, or all of them where the run could not even begin."""
        waits, run.streams = (run.streams, []) if run.proving else (run.streams[:1], run.streams[1:])
        run.proving = []
        run.waits |= dict.fromkeys(waits, wait)

    def _end(self, run: Run) -> None:
        """Write down what a run came to, as its own code or in bulk, and give its worker back."""
        company, self._busy = run.company, self._busy - 1
        sampled = not company.link_id % self._sample
        if sampled or company.package != "exact_online":
            self._budgets[company.package].give_back({str(company.link_id)})
        if company.done is not None:
            self._synchronised(company, run)
        for stream in run.read:
            self._schedule(company, stream)
        company.due |= run.waits
        company.done = self.now if company.done is None and not company.left else company.done
        if company.due:
            self.wake(company)
        if sampled:
            self._written(run)
        else:
            self._outcomes += self._told(run)
            self._ended.append((company.link_id, run.calls))

    def _synchronised(self, company: Company, run: Run) -> None:
        """Note that changes were read, and what that cost but for beginning again."""
        calls = [pair for stream in run.read for pair in self._quiet[company.package][stream]]
        if "ledger_lines" in run.read:
            company.read.append(self.now)
            calls += inspecting(company.package)
        company.useful += sum(count for _, count in calls)

    def _schedule(self, company: Company, stream: str) -> None:
        """Note when a stream is read next."""
        company.due.pop(stream, None)
        at = self.next_reading(company, stream)
        if at is not None:
            company.due[stream] = seconds(at, self.start)

    def next_reading(self, company: Company, stream: str) -> datetime | None:
        """Return when a stream is read next, as :class:`Turns` decides it; None for never."""
        chosen, info = Schedule(every=self.schedule[company.package]), self._infos[company.package].stream(stream)
        assert info
        every = scheduling.period((chosen,), company.link_id, info, timedelta(hours=1))
        at = scheduling.next_reading(company.link_id, every, self._clock.now())
        return None if at == scheduling.NEVER else at

    def _told(self, run: Run) -> list[Outcome]:
        link, due_at = run.company.link_id, run.company.due
        read = [
            (link, one, self._moment(due_at[one]) if one in due_at else scheduling.NEVER, True, "") for one in run.read
        ]
        return read + [(link, one, self._moment(at), False, FULL) for one, at in run.waits.items()]

    def _moment(self, at: float) -> datetime:
        return self.start + timedelta(seconds=at)

    def _written(self, run: Run) -> None:
        """Write down what became of a run by the code of runs."""
        company, store = run.company, self._installation.store
        with store.writing() as tx:
            link = links.get(tx, Actor(environment=company.environment, user="schedule"), company.link_id)
            turns = Turns(self._installation, link, (Schedule(every=self.schedule[company.package]),))
            for stream in run.read:
                info = self._infos[company.package].stream(stream)
                assert info
                turns.read(tx, info, begun=self._installation.clock.now())
            for stream, at in run.waits.items():
                turns.failed(tx, stream, LimitReached(FULL, way_out="wait", retry_after=self._moment(at)))
            due.take_back(store, tx, company.link_id, calls=run.calls)

    def _flush(self) -> None:
        if self._ended:
            with self._installation.store.writing() as tx:
                write(tx, self._outcomes, self._ended)
            self._outcomes, self._ended = [], []
