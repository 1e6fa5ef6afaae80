"""The budget of a package, shared by all processes through the database.

A process reserves calls in blocks and spends them without the database. Before a call that may end in an error which the
package counts it takes a slot, and keeps that for its next calls: errors and slots of all processes together never exceed
what we allow ourselves. Both go back when a run ends, what companies share with the last run of the process. They are lost to
nobody for long: a block ends with its window, a slot by the database's clock, or at once when its process is gone.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from boekhaak import limits, logs
from boekhaak.errors import Busy
from boekhaak.leases import holder
from boekhaak.limits import CLIENT_ERRORS, SAID, Full, Hold, Scope
from boekhaak.models.package import Window
from boekhaak.models.run import Priority
from boekhaak.store import reserving
from boekhaak.store.database import Store, Transaction
from boekhaak.store.reserving import SLOT_SECONDS, NoRoom, Slot
from boekhaak.store.windows import Key

log = logs.get_logger()

TRIES = 5
"""So often a busy database is waited for, each time as long as the settings say."""

QUIET_SECONDS = 120.0
"""A company that was not called for in that time keeps nothing that companies share from being given back."""

T = TypeVar("T")


@dataclass(frozen=True)
class _Keys:
    """The windows that a call counts in."""

    calls: dict[Key, Window]
    errors: dict[Key, Window]


@dataclass
class _Slots:
    """The slots of this process for one error scope: when each idle one is to be prolonged, and those of calls in flight."""

    idle: dict[Slot, float] = field(default_factory=dict)
    calling: dict[Slot, float] = field(default_factory=dict)


class SharedBudget:
    """The windows of one package. All threads of a process share one of these, all processes share the database."""

    def __init__(self, package: str, windows: tuple[Window, ...], store: Store) -> None:
        self._package = package
        self._windows = windows
        self._store = store
        self._owner = holder()
        self._known: dict[Scope, _Keys] = {}
        self._holds: dict[Key, Hold] = {}
        self._slots: dict[Key, _Slots] = defaultdict(_Slots)
        self._companies: dict[str, float] = {}
        """When each company that is being read was called for last; not all who call say when they have ended."""
        self._lock = threading.Lock()

    def reserve_call(self, scope: Scope, priority: Priority) -> Full | None:
        """Count a call; return None, or, without counting it, why and how long it has to wait."""
        with self._lock:
            self._companies[scope.company] = time.monotonic()
            keys = self._keys(scope)
            try:
                while not self._ready(keys, priority):  # once, unless a window ends meanwhile
                    self._reserve(keys, priority)
            except NoRoom as error:
                return error.full
            for key in keys.calls:
                self._holds[key] = replace(self._holds[key], left=self._holds[key].left - 1)
            for key in keys.errors:
                slot, slots = self._latest(key), self._slots[key]
                assert slot is not None  # noqa: S101 - it was ready
                slots.calling[slot] = slots.idle.pop(slot)
        return None

    def answered(self, scope: Scope, status: int, said: str | None = "") -> None:
        """Take the end of a reserved call: a status that the package counts as an error is counted, 0 is no answer."""
        with self._lock:
            errors = self._keys(scope).errors
            used = {key: self._slots[key].calling.popitem() for key in errors if self._slots[key].calling}
            slots = [slot for slot, _ in used.values()]
            if errors and status in CLIENT_ERRORS:
                self._written(
                    lambda tx: reserving.fail(self._store, tx, errors, slots, status=status, said=said and said[:SAID])
                )
                return
            if any(slot.probing for slot in slots) and 200 <= status < 400:
                self._written(lambda tx: reserving.forgive(self._store, tx, errors))
                used = {key: (replace(slot, probing=False), until) for key, (slot, until) in used.items()}
            for key, (slot, until) in used.items():
                self._slots[key].idle[slot] = until

    def heard(self, scope: Scope, window: Window, *, remaining: int | None, resets_at: datetime | None) -> None:
        """Adopt what the package itself told of a window; what it did not tell stays as it was counted.

        It is written down with the next block, or at once where the other processes need to know.
        """
        key, now = self._key(scope, window), self._store.clock.now()
        if resets_at is not None and resets_at <= now:
            return  # it tells of a window that has ended meanwhile
        with self._lock:
            hold = self._holds.get(key)
            running = hold if hold and hold.count.resets_at > now else None
            noticed = running and limits.noticed(running, remaining, resets_at)
            left = running.left if running else 0
            self._holds[key] = noticed or self._written(
                lambda tx: reserving.adopt(
                    self._store, tx, key, window, left=left, remaining=remaining, resets_at=resets_at
                )
            )

    def reserve_refresh(self, scope: Scope) -> Full | None:
        """Count a renewal of tokens; return None, or, without counting it, until when there are no more."""
        wanted = self._counted("refreshes", scope)
        try:
            if wanted:
                self._written(lambda tx: reserving.refresh(self._store, tx, wanted))
        except NoRoom as error:
            return error.full
        return None

    def give_back(self, companies: Collection[str] = ()) -> None:
        """Give back the blocks of these companies, and the slots that no call uses; with the last company, or none, of all.

        Until then other runs of this process use what companies share. Where the database stays busy what is given back is
        lost until it ends by itself.
        """
        with self._lock:
            quiet = time.monotonic() - QUIET_SECONDS
            still = {one: at for one, at in self._companies.items() if one not in companies and at > quiet}
            self._companies = still if companies else {}
            all_of_them = not self._companies.keys() - {""}
            alone = self._forget(None if all_of_them else companies)
            holds = {key: self._holds.pop(key) for key in alone & self._holds.keys()}
            idle = [slot for key in alone & self._slots.keys() for slot in self._slots[key].idle]
            calling = {key: _Slots(calling=self._slots[key].calling) for key in alone & self._slots.keys()}
            self._slots.update(calling)
            self._give_back(holds, idle, all_of_them=all_of_them)

    def _forget(self, companies: Collection[str] | None) -> set[Key]:
        """Forget the windows of these companies, or with None of all; return those that nobody else counts in."""
        if companies is None:
            self._known = {}
            return {*self._holds, *self._slots}
        ended = [self._known.pop(scope) for scope in list(self._known) if scope.company in companies]
        counted = [pair for keys in ended for pair in (*keys.calls.items(), *keys.errors.items())]
        return {key for key, window in counted if not limits.is_shared(window.scopes)}

    def _give_back(self, holds: dict[Key, Hold], idle: list[Slot], *, all_of_them: bool) -> None:
        """Give back blocks that still run, and slots; with the last, let the database forget what ended long ago."""
        now = self._store.clock.now()
        left = {key: hold for key, hold in holds.items() if (hold.left or hold.counted) and hold.count.resets_at > now}
        try:
            if left or idle:
                self._written(lambda tx: reserving.give_back(tx, left, idle))
            if all_of_them and (holds or idle):
                self._written(lambda tx: reserving.forget(self._store, tx, self._package, self._windows))
        except Busy as error:
            log.warning("reserved calls were not given back", package=self._package, why=error.what)

    def _reserve(self, keys: _Keys, priority: Priority) -> None:
        """Take a block of calls where there is none left, and the slots that are missing, all or nothing. Raises: NoRoom."""
        ticks, wanted = time.monotonic(), {} if self._has_calls(keys, priority) else keys.calls
        stale = {key: self._latest(key) for key in keys.errors if not self._is_fresh(key, ticks)}

        def reserve(tx: Transaction) -> tuple[dict[Key, Hold], dict[Key, Slot]]:
            holds = reserving.calls(self._store, tx, wanted, self._holds, priority) if wanted else {}
            return holds, {
                key: reserving.slot(self._store, tx, key, keys.errors[key], owner=self._owner, kept=kept)
                for key, kept in stale.items()
            }

        holds, slots = self._written(reserve)
        self._holds.update(holds)
        for key, slot in slots.items():
            self._slots[key].idle[slot] = ticks + SLOT_SECONDS / 2

    def _latest(self, key: Key) -> Slot | None:
        """Return the idle slot that was taken or prolonged last."""
        idle = self._slots[key].idle
        return max(idle, key=idle.__getitem__, default=None)

    def _is_fresh(self, key: Key, ticks: float) -> bool:
        """Tell whether this process has an idle slot that need not be prolonged yet."""
        return max(self._slots[key].idle.values(), default=0.0) > ticks

    def _ready(self, keys: _Keys, priority: Priority) -> bool:
        """Tell whether this process has a call left of each block, and an idle slot for each error scope."""
        ticks = time.monotonic()
        return self._has_calls(keys, priority) and all(self._is_fresh(key, ticks) for key in keys.errors)

    def _has_calls(self, keys: _Keys, priority: Priority) -> bool:
        now = self._store.clock.now()
        return all(
            (hold := self._holds.get(key)) is not None
            and hold.left > 0
            and hold.count.resets_at > now
            and limits.room(hold.count, window, priority) >= 0
            for key, window in keys.calls.items()
        )

    def _keys(self, scope: Scope) -> _Keys:
        if scope not in self._known:
            self._known[scope] = _Keys(self._counted("calls", scope), self._counted("errors", scope))
        return self._known[scope]

    def _counted(self, what: str, scope: Scope) -> dict[Key, Window]:
        return {self._key(scope, window): window for window in self._windows if window.what == what}

    def _key(self, scope: Scope, window: Window) -> Key:
        return Key(self._package, limits.window_key(window), scope.key(window))

    def _written(self, work: Callable[[Transaction], T]) -> T:
        """Return what work in a transaction gives, also where others keep the database busy for a while."""
        for _ in range(TRIES - 1):
            try:
                with self._store.writing() as tx:
                    return work(tx)
            except Busy as error:
                log.debug("waited for the database", package=self._package, why=error.what)
        with self._store.writing() as tx:
            return work(tx)
