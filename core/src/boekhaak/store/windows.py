"""What is left of packages' limits: windows, slots for calls that may become errors, and the errors and refreshes that count.

Whoever changes what belongs to a window first locks its row (:func:`locked`), so that all processes add up to no more than
it allows. Slots end by the database's clock, everything else by the installation's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, or_, select, tuple_

from boekhaak.leases import surely_gone
from boekhaak.limits import SHARES, CallError, Count, current, quoted, room, scope_parts, window_key, window_words
from boekhaak.models.package import Window
from boekhaak.models.run import Priority
from boekhaak.models.value import Value
from boekhaak.store.database import Found, Store, Transaction, inserting
from boekhaak.store.tables import CallErrorRow, SlotRow, WindowRow, table

_windows = table(WindowRow)
_slots = table(SlotRow)
_errors = table(CallErrorRow)

KEPT = timedelta(days=1)
"""So long a window that has ended is remembered, for what the package allowed in it."""


_OF_ENDPOINT, _ALONE = _windows.c.scope.contains("endpoint="), _windows.c.scope.contains("company=")
_USED_UP = and_(
    _windows.c.resets_at > bindparam("now"), _windows.c.used + 1 >= _windows.c.allowed * min(SHARES.values())
)
# Dispatchers ask every second, so this is put together once.
_SHARED = select(_windows).where(
    tuple_(_windows.c.package, _windows.c.window).in_(bindparam("known", expanding=True)), or_(~_OF_ENDPOINT, _USED_UP)
)


class Key(NamedTuple):
    """Which window of a package, for which values of its scopes, both as :mod:`boekhaak.limits` writes them."""

    package: str
    window: str
    scope: str


class SharedWindow(Value):
    """A window of calls that many companies share. ``app``, ``login`` and ``endpoint`` are empty where it counts all.

    ``rooms`` is how many calls it still has for a person who waits, for changes and for first loads, in this order.
    """

    package: str
    app: str
    login: str
    endpoint: str
    rooms: tuple[int, ...]
    until: datetime


class WindowState(Value):
    """How much of a window is used by all processes together; ``window`` in words, ``scope`` by the names of its scopes."""

    package: str
    window: str
    scope: dict[str, str]
    used: int
    allowed: int
    resets_at: datetime


class ParkedEndpoint(Value):
    """An endpoint that is left alone because the package refused it twice alike, and what it said."""

    package: str
    app: str
    login: str
    company: str
    endpoint: str
    until: datetime
    said: str


def locked(tx: Transaction, wanted: Mapping[Key, Count]) -> dict[Key, Count]:
    """Return windows as they are stored, for nobody else to change before the transaction ends; missing ones are added.

    They are locked in one order everywhere, so that no two transactions wait for each other.
    """
    found = _counts(tx, wanted)
    missing = [{**key._asdict(), **vars(wanted[key])} for key in sorted(wanted) if key not in found]
    if missing:
        added = inserting(tx, _windows).values(missing).on_conflict_do_nothing().returning(_windows)
        found |= _counted(tx.execute(added))
    return found if len(found) == len(wanted) else _counts(tx, wanted)


def _counts(tx: Transaction, wanted: Iterable[Key]) -> dict[Key, Count]:
    columns = (_windows.c.package, _windows.c.window, _windows.c.scope)
    rows = select(_windows).where(tuple_(*columns).in_(list(wanted))).order_by(*columns).with_for_update()
    return _counted(tx.execute(rows))


def _counted(rows: Iterable[Found]) -> dict[Key, Count]:
    return {Key(row.package, row.window, row.scope): Count(row.resets_at, row.used, row.allowed) for row in rows}


def seen(tx: Transaction, wanted: Collection[Key]) -> dict[Key, Count]:
    """Return those of the windows that are stored, as they stand at this moment; anybody may change them meanwhile."""
    if not wanted:
        return {}
    columns = (_windows.c.package, _windows.c.window, _windows.c.scope)
    return _counted(tx.execute(select(_windows).where(tuple_(*columns).in_(list(wanted)))))


def keep(tx: Transaction, counts: Mapping[Key, Count]) -> None:
    """Store windows that are locked."""
    for key, count in counts.items():
        tx.execute(_windows.update().where(*_of(_windows, key)).values(**vars(count)))


def take_slot(tx: Transaction, key: Key, owner: str, until: float) -> int:
    """Add a slot in a window that is locked; return its id."""
    added = tx.execute(_slots.insert().values(**key._asdict(), owner=owner, until=until).returning(_slots.c.id))
    return int(added.scalar_one())


def prolong_slot(tx: Transaction, slot: int, until: float) -> bool:
    """Let a slot end later; False when it has ended and was taken away."""
    return bool(tx.execute(_slots.update().where(_slots.c.id == slot).values(until=until)).rowcount)


def slots(tx: Transaction, key: Key, now: float) -> dict[int, float]:
    """Return when each slot of a locked window ends; those of processes that are gone end now and are taken away."""
    found = tx.execute(select(_slots).where(*_of(_slots, key))).all()
    ended = {row.id for row in found if row.until <= now or surely_gone(row.owner)}
    drop_slots(tx, ended)
    return {row.id: row.until for row in found if row.id not in ended}


def drop_slots(tx: Transaction, ids: Collection[int]) -> None:
    """Take slots away; one that somebody else is taking away is left to them."""
    if ids:
        _remove(tx, _slots, _slots.c.id.in_(ids))


def errors(tx: Transaction, key: Key, since: datetime) -> list[CallError]:
    """Return the errors, or the refreshes, of a locked window after that moment."""
    rows = tx.execute(select(_errors).where(*_of(_errors, key), _errors.c.at > since))
    return [CallError(row.at, row.status, row.said, row.parks) for row in rows]


def add_error(tx: Transaction, key: Key, error: CallError, ends_at: datetime) -> None:
    """Add an error, or a refresh, to a locked window; it counts until ``ends_at``."""
    tx.execute(_errors.insert().values(**key._asdict(), **vars(error), ends_at=ends_at))


def forgive(tx: Transaction, key: Key, now: datetime) -> None:
    """Forget the errors of a locked window that count no more: they parked an endpoint that works again."""
    _remove(tx, _errors, *_of(_errors, key), _errors.c.ends_at <= now)


def forget(store: Store, tx: Transaction, package: str, now: datetime, ended: Mapping[str, datetime]) -> None:
    """Take away what ended long ago: windows, slots, and errors before the moment that is named for their window."""
    _remove(tx, _windows, _windows.c.package == package, _windows.c.resets_at < now - KEPT)
    _remove(tx, _slots, _slots.c.package == package, _slots.c.until < store.database_moment())
    for window, before in ended.items():
        _remove(tx, _errors, _errors.c.package == package, _errors.c.window == window, _errors.c.at < before)


def shared(tx: Transaction, now: datetime, known: Collection[tuple[str, Window]]) -> tuple[SharedWindow, ...]:
    """Return what is left at this moment of those windows of packages, for all that they count by.

    Windows of an endpoint are returned when they are used up for somebody.
    """
    by_key = {(package, window_key(window)): window for package, window in known}
    if not by_key:
        return ()
    rows = tx.execute(_SHARED, {"known": list(by_key), "now": now})
    return tuple(_shared(row, by_key[row.package, row.window], now) for row in rows)


def _shared(row: Found, window: Window, now: datetime) -> SharedWindow:
    count = current(Count(row.resets_at, row.used, row.allowed), window, now)
    rooms = tuple(room(count, window, priority) for priority in Priority)
    parts = dict.fromkeys(("app", "login", "endpoint"), "") | scope_parts(row.scope)
    return SharedWindow(package=row.package, **parts, rooms=rooms, until=count.resets_at)


def listed(tx: Transaction, now: datetime, nearly: float = 0.0) -> tuple[WindowState, ...]:
    """Return the windows of which something is used at this moment; those of single companies when it is at least that share."""
    enough = or_(~_ALONE, _windows.c.used >= _windows.c.allowed * nearly)
    return tuple(
        WindowState(
            package=row.package,
            window=window_words(row.window),
            scope=scope_parts(row.scope),
            used=row.used,
            allowed=row.allowed,
            resets_at=row.resets_at,
        )
        for row in tx.execute(_running(now).where(_windows.c.used > 0, enough))
    )


def parked(tx: Transaction, now: datetime) -> tuple[ParkedEndpoint, ...]:
    """Return the endpoints that are parked at this moment, each with the last refusal."""
    rows = select(_errors).where(_errors.c.parks, _errors.c.ends_at > now).order_by(_errors.c.at)
    last = {Key(row.package, row.window, row.scope): row for row in tx.execute(rows)}
    return tuple(_parked(key, row) for key, row in sorted(last.items()))


def _parked(key: Key, row: Found) -> ParkedEndpoint:
    parts = dict.fromkeys(("app", "login", "company", "endpoint"), "") | scope_parts(key.scope)
    return ParkedEndpoint(package=key.package, **parts, until=row.ends_at, said=quoted(row.status, row.said))


def _running(now: datetime) -> Select[Found]:
    order = (_windows.c.package, _windows.c.window, _windows.c.scope)
    return select(_windows).where(_windows.c.resets_at > now).order_by(*order)


def _of(rows: Table, key: Key) -> tuple[ColumnElement[bool], ...]:
    return tuple(rows.c[name] == value for name, value in key._asdict().items())


def _remove(tx: Transaction, rows: Table, *conditions: ColumnElement[bool]) -> None:
    """Take rows away but for those that somebody else works on: nobody waits for that, and nobody waits for each other."""
    keys = list(rows.primary_key.columns)
    found = tx.execute(select(*keys).where(*conditions).with_for_update(skip_locked=True)).all()
    if found:
        tx.execute(rows.delete().where(tuple_(*keys).in_([tuple(row) for row in found])))
