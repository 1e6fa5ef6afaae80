"""How many calls a package still allows, as values: its windows, what they have room for, and what it tells of them.

Nothing here remembers anything. What all processes together have used stands in the database; :mod:`boekhaak.budgets`
reserves from it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol, TypeVar
from urllib.parse import parse_qsl, urlencode

from boekhaak.models.package import Window
from boekhaak.models.run import Priority

K = TypeVar("K")

ERROR_SHARE = 0.6
"""The share of an error window that we use ourselves: the rest is left to other programs."""
CLIENT_ERRORS = frozenset({400, 401, 403, 404})
"""The statuses that packages count as errors of ours."""
PARKING = CLIENT_ERRORS - {401}
"""Those that park an endpoint when they come twice alike; after 401 another token may help."""
SAID = 200
"""How many characters of a refusal are kept: to tell whether the next is the same, and to say why."""
BLOCKS = 12
"""A process takes such a part of a window at once: 5 of 60 calls a minute."""
LAST_BLOCKS = 4
"""Of what is left of a window it takes such a part at most, so that nobody idle holds the rest."""
SHARES = {Priority.PERSON: 1.0, Priority.CHANGES: 0.98, Priority.FIRST_LOAD: 0.95}
"""How much of a window that companies share each may use: the rest is for who goes before."""
SAME_MOMENT = timedelta(seconds=1)
"""Resets that are told so close to each other are one."""
MOST = 1_000_000_000
"""More calls than that are left of no window, whatever its headers tell."""
PERIODS = {60.0: "a minute", 3_600.0: "an hour", 86_400.0: "a day"}


@dataclass(frozen=True)
class Scope:
    """What a call counts for."""

    app: str
    login: str
    company: str
    endpoint: str

    def key(self, window: Window) -> str:
        """Return as text the values of the scopes that the window counts by, in a fixed order."""
        return urlencode([(name, getattr(self, name)) for name in sorted(window.scopes)])


def scope_parts(key: str) -> dict[str, str]:
    """Return the values by which a window counts, each under the name of its scope, from their text."""
    return dict(parse_qsl(key, keep_blank_values=True))


def window_key(window: Window) -> str:
    """Return a window as text: the same for as long as the package describes it so."""
    return f"{window.what} {window.count}/{window.period.total_seconds():g} {','.join(sorted(window.scopes))}"


def window_of(key: str) -> Window:
    """Return the window that a text tells, without its headers."""
    what, amount, scopes = key.split(" ")
    count, _, seconds = amount.partition("/")
    named = frozenset(scopes.split(",")) - {""}
    return Window.model_validate(
        {"what": what, "count": int(count), "period": timedelta(seconds=float(seconds)), "scopes": named}
    )


def window_words(key: str) -> str:
    """Return in words what stands in a window's text, such as “60 calls a minute”."""
    window = window_of(key)
    seconds = window.period.total_seconds()
    return f"{window.count} {window.what} {PERIODS.get(seconds) or f'in {seconds:g} seconds'}"


def is_shared(scopes: Iterable[str]) -> bool:
    """Tell whether companies share a window that counts by these scopes."""
    return "company" not in scopes


@dataclass(frozen=True)
class Full:
    """Why a call has to wait, and until when. ``said`` is what the package answered twice where it is parked."""

    until: datetime
    why: Literal["calls", "errors", "parked", "refreshes"]
    said: str = ""


class Budget(Protocol):
    """What Http asks before a call and tells after it."""

    def reserve_call(self, scope: Scope, priority: Priority) -> Full | None:
        """Count a call; return None, or, without counting it, why and how long it has to wait."""

    def answered(self, scope: Scope, status: int, said: str | None = "") -> None:
        """Take the end of a reserved call: a status that the package counts as an error is counted, 0 is no answer.

        What it said parks the endpoint when it says so twice; None never does, as where tokens are asked for.
        """

    def heard(self, scope: Scope, window: Window, *, remaining: int | None, resets_at: datetime | None) -> None:
        """Adopt what the package itself told of a window; what it did not tell stays as it was counted."""

    def reserve_refresh(self, scope: Scope) -> Full | None:
        """Count a renewal of tokens; return None, or, without counting it, until when there are no more."""

    def give_back(self, companies: Collection[str] = ()) -> None:
        """Give back what was reserved for these companies, or for all, and is not used at this moment."""


@dataclass(frozen=True)
class Count:
    """A window for one combination of its scopes: what all processes have reserved, and how much there is."""

    resets_at: datetime
    used: int
    allowed: int


def current(count: Count | None, window: Window, now: datetime) -> Count:
    """Return the window as it stands now: one that has ended begins anew, at a whole multiple of its period in UTC."""
    if count is not None and count.resets_at > now:
        return count
    allowed = max(count.allowed, window.count) if count else window.count
    return Count(_next_multiple(now, window.period), 0, allowed)


def room(count: Count, window: Window, priority: Priority) -> int:
    """Return how many calls of that priority the window still has room for; below 0, others have used more than its share."""
    share = SHARES[priority] if is_shared(window.scopes) else 1.0
    return max(1, int(count.allowed * share)) - count.used


def block(count: Count, window: Window, priority: Priority) -> int:
    """Return how many calls a process takes at once, at least one: fewer when the window is nearly used up."""
    return max(1, min(count.allowed // BLOCKS, room(count, window, priority) // LAST_BLOCKS))


@dataclass(frozen=True)
class Hold:
    """What a process may still call in a window, as that stood; the package has told of ``counted`` calls since."""

    count: Count
    left: int = 0
    counted: int = 0


def taken(
    windows: Mapping[K, Window], counts: Mapping[K, Count], holds: Mapping[K, Hold], priority: Priority
) -> dict[K, Hold] | Full:
    """Return what a process holds once it has taken a block, as many calls of each window; or why it gets none."""
    known = {key: _heard(counts[key], holds.get(key)) for key in windows}
    rooms = {key: room(known[key].count, window, priority) for key, window in windows.items()}
    left = {key: known[key].left if rooms[key] >= 0 else 0 for key in windows}
    full = [known[key].count.resets_at for key in windows if left[key] + rooms[key] < 1]
    if full:
        return Full(max(full), "calls")
    size = min((block(known[key].count, window, priority) for key, window in windows.items()), default=0)
    more = {key: max(0, min(size - left[key], rooms[key])) for key in windows}
    return {
        key: Hold(replace(hold.count, used=hold.count.used + more[key]), hold.left + more[key])
        for key, hold in known.items()
    }


def _heard(count: Count, hold: Hold | None) -> Hold:
    """Return a window with what this process heard of it meanwhile, and what is left of its block: nothing of an older one."""
    if hold is None or hold.count.resets_at != count.resets_at:
        return Hold(count)
    used = max(count.used, hold.counted + hold.left)
    return Hold(replace(count, used=min(used, count.allowed)), hold.left)


def returned(count: Count, hold: Hold) -> Count:
    """Return a window as it stands once a process has given its block back."""
    known = _heard(count, hold)
    return replace(known.count, used=known.count.used - known.left)


def told(hold: Hold, *, remaining: int | None, resets_at: datetime | None) -> Hold:
    """Return a window with what the package told of it, and what is left of the block.

    More remaining than we know of is another allowance; less than we used up is somebody else's use. Of our block, which
    the package cannot know of, no more is kept than may be taken of what remains.
    """
    count = hold.count
    if resets_at is not None and not is_same(resets_at, count.resets_at):
        count = replace(count, resets_at=resets_at, used=count.used if remaining is None else 0)
    if remaining is None:
        return replace(hold, count=count)
    left, allowed = min(hold.left, remaining // LAST_BLOCKS), max(count.allowed, remaining)
    used = max(count.used, allowed - remaining + left)
    return Hold(replace(count, allowed=allowed, used=used), left)


def noticed(hold: Hold, remaining: int | None, resets_at: datetime | None) -> Hold | None:
    """Return a window with what the package told of it, to be written down some time; None when others must know now."""
    if resets_at is not None and not is_same(resets_at, hold.count.resets_at):
        return None
    if remaining is None:
        return hold
    counted = max(hold.counted, hold.count.allowed - remaining)
    known = hold.left <= remaining // LAST_BLOCKS and remaining <= hold.count.allowed
    if not known or (remaining == 0 and counted > hold.count.used):
        return None
    return replace(hold, counted=counted)


def is_same(reset: datetime, other: datetime) -> bool:
    """Tell whether two resets are those of one window."""
    return abs(reset - other) < SAME_MOMENT


@dataclass(frozen=True)
class CallError:
    """A refusal that counts until ``at`` and the period of its window. ``parks`` tells that it was the same once more."""

    at: datetime
    status: int
    said: str
    parks: bool


def error_ceiling(window: Window) -> int:
    """Return how many errors, and calls that may become errors, we allow ourselves."""
    return math.ceil(window.count * ERROR_SHARE)


def counting(errors: Sequence[CallError], window: Window, now: datetime) -> list[CallError]:
    """Return the errors that the package still counts, oldest first."""
    return sorted((error for error in errors if error.at > now - window.period), key=lambda error: error.at)


def repeats(errors: Sequence[CallError], window: Window, now: datetime, status: int, said: str) -> bool:
    """Tell whether a refusal at this moment is one that came already, within the period or where it parked the endpoint."""
    return status in PARKING and any(
        (error.status, error.said) == (status, said) and (error.parks or error.at > now - window.period)
        for error in errors
    )


def parking(errors: Sequence[CallError], window: Window, now: datetime) -> Full | None:
    """Return until when an endpoint is parked, and what the package said; None when it is not."""
    last = max((error for error in errors if error.parks), key=lambda error: error.at, default=None)
    if last is None or last.at + window.period <= now:
        return None
    return Full(last.at + window.period, "parked", quoted(last.status, last.said))


def probing(errors: Sequence[CallError], window: Window) -> bool:
    """Tell whether an endpoint was parked and has answered nothing since: then one call goes first."""
    ends = max((error.at + window.period for error in errors if error.parks), default=None)
    return ends is not None and all(error.at < ends for error in errors)


def quoted(status: int, said: str) -> str:
    """Return what the package said, with the status that it said it under."""
    return f"status {status}: {said or 'no reason given'}"


def _next_multiple(now: datetime, period: timedelta) -> datetime:
    seconds = period.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, UTC)


Told = tuple[Window, int | None, datetime | None]
"""A window, how many calls are left of it and when it begins anew; None for what was not told."""


def windows_told(windows: Iterable[Window], status: int, headers: Mapping[str, str]) -> tuple[Told, ...]:
    """Return what an answer tells of the windows of calls.

    Status 429 means that nothing remains of the windows that it names, unless it tells what does: then it is about something
    else, such as a burst of calls.
    """
    states = [(window, *_state(window, headers)) for window in windows if window.headers]
    states = [state for state in states if state[1:] != (None, None)]
    if status == 429 and all(remaining is None for _, remaining, _ in states):
        return tuple((window, 0, resets_at) for window, _, resets_at in states)
    return tuple(states)


def _state(window: Window, headers: Mapping[str, str]) -> tuple[int | None, datetime | None]:
    assert window.headers is not None  # noqa: S101 - asked only of windows that have headers
    remaining = headers.get(window.headers.remaining.lower(), "")
    reset = headers.get(window.headers.reset.lower(), "")
    readable = remaining.isdecimal() and len(remaining) <= len(str(MOST))
    return min(int(remaining), MOST) if readable else None, _moment(reset)


def _moment(told: str) -> datetime | None:
    try:
        if told.isdecimal():
            return datetime.fromtimestamp(int(told) / 1000, UTC)
        moment = datetime.fromisoformat(told)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError, OSError):  # no moment, or one beyond the calendar
        return None
