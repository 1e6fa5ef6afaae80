"""Reserving from packages' limits: each function is what one transaction does, for all processes that share the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from boekhaak.limits import (
    CallError,
    Count,
    Full,
    Hold,
    counting,
    current,
    error_ceiling,
    parking,
    probing,
    repeats,
    returned,
    taken,
    told,
    window_key,
)
from boekhaak.models.package import Window
from boekhaak.models.run import Priority
from boekhaak.store import windows
from boekhaak.store.database import Store, Transaction
from boekhaak.store.windows import Key

SLOT_SECONDS = 120.0
"""So long a slot lasts. Who keeps it prolongs it at half that time: then it outlasts the timeout of a call."""
MEMORY = 2
"""So many periods an error is remembered: an endpoint that was parked is tried with one call first."""


class NoRoom(Exception):
    """Ends a transaction that would have taken too much, without a trace; ``full`` says why, and until when to wait."""

    def __init__(self, full: Full) -> None:
        super().__init__(full.why)
        self.full = full


@dataclass(frozen=True)
class Slot:
    """Leave for one call at a time that may become an error; ``probing`` where it is the only one after parking."""

    id: int
    probing: bool


def calls(
    store: Store, tx: Transaction, wanted: Mapping[Key, Window], holds: Mapping[Key, Hold], priority: Priority
) -> dict[Key, Hold]:
    """Take a block of calls in all these windows; return what the process holds then. Raises: NoRoom."""
    found = taken(wanted, _locked(store, tx, wanted), holds, priority)
    if isinstance(found, Full):
        raise NoRoom(found)
    windows.keep(tx, {key: hold.count for key, hold in found.items()})
    return found


def adopt(
    store: Store,
    tx: Transaction,
    key: Key,
    window: Window,
    *,
    left: int,
    remaining: int | None,
    resets_at: datetime | None,
) -> Hold:
    """Write down what the package told of a window, of which ``left`` calls are ours and not yet made; return what we hold."""
    count = _locked(store, tx, {key: window})[key]
    hold = told(Hold(count, left), remaining=remaining, resets_at=resets_at)
    windows.keep(tx, {key: hold.count})
    return hold


def slot(store: Store, tx: Transaction, key: Key, window: Window, *, owner: str, kept: Slot | None) -> Slot:
    """Take a slot, or prolong the one that the process has kept. Raises: NoRoom."""
    now = store.clock.now()
    _locked(store, tx, {key: window})
    errors = windows.errors(tx, key, now - MEMORY * window.period)
    if full := parking(errors, window, now):
        raise NoRoom(full)
    time = store.database_time(tx)
    ends = windows.slots(tx, key, time)
    if kept and kept.id in ends:
        windows.prolong_slot(tx, kept.id, time + SLOT_SECONDS)
        return kept
    counted, first = counting(errors, window, now), probing(errors, window)
    if len(ends) + len(counted) >= error_ceiling(window) or (first and ends):
        freed = [store.clock.later(end - time) for end in ends.values()] + [
            error.at + window.period for error in counted
        ]
        raise NoRoom(Full(min(freed), "errors"))
    return Slot(windows.take_slot(tx, key, owner, time + SLOT_SECONDS), first)


def fail(
    store: Store, tx: Transaction, wanted: Mapping[Key, Window], used: Sequence[Slot], *, status: int, said: str | None
) -> None:
    """Count an error in all these windows, in place of the slots that its call used; without what was said it never parks."""
    now, counts = store.clock.now(), _locked(store, tx, wanted)
    for key, window in wanted.items():
        errors = windows.errors(tx, key, now - MEMORY * window.period)
        parks = said is not None and repeats(errors, window, now, status, said)
        error = CallError(now, status, said or "", parks)
        windows.add_error(tx, key, error, now + window.period)
        counts[key] = Count(now + window.period, len(counting(errors, window, now)) + 1, error_ceiling(window))
    windows.drop_slots(tx, [one.id for one in used])
    windows.keep(tx, counts)


def forgive(store: Store, tx: Transaction, wanted: Mapping[Key, Window]) -> None:
    """Forget that endpoints were parked: one call to each was answered well."""
    _locked(store, tx, wanted)
    for key in wanted:
        windows.forgive(tx, key, store.clock.now())


def refresh(store: Store, tx: Transaction, wanted: Mapping[Key, Window]) -> None:
    """Count a renewal of tokens in all these windows. Raises: NoRoom."""
    now, counts = store.clock.now(), _locked(store, tx, wanted)
    for key, window in wanted.items():
        earlier = counting(windows.errors(tx, key, now - window.period), window, now)
        if len(earlier) >= window.count:
            raise NoRoom(Full(earlier[len(earlier) - window.count].at + window.period, "refreshes"))
        windows.add_error(tx, key, CallError(now, 0, "", parks=False), now + window.period)
        counts[key] = Count(now + window.period, len(earlier) + 1, window.count)
    windows.keep(tx, counts)


def give_back(tx: Transaction, holds: Mapping[Key, Hold], slots: Sequence[Slot]) -> None:
    """Give back what is left of blocks whose windows still run, and the slots."""
    found = windows.locked(tx, {key: hold.count for key, hold in holds.items()})
    windows.keep(tx, {key: returned(count, holds[key]) for key, count in found.items()})
    windows.drop_slots(tx, [one.id for one in slots])


def forget(store: Store, tx: Transaction, package: str, known: tuple[Window, ...]) -> None:
    """Take away what ended so long ago that nobody asks for it any more."""
    now = store.clock.now()
    ended = {window_key(window): now - MEMORY * window.period for window in known if window.what != "calls"}
    windows.forget(store, tx, package, now, ended)


def _locked(store: Store, tx: Transaction, wanted: Mapping[Key, Window]) -> dict[Key, Count]:
    """Return windows as they stand now, for nobody else to change before the transaction ends."""
    now = store.clock.now()
    found = windows.locked(tx, {key: current(None, window, now) for key, window in wanted.items()})
    return {key: current(found[key], window, now) for key, window in wanted.items()}
