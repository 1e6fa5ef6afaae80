"""How things stand: what is due, what waits and why, what is left of limits, which links fail. One look for an administrator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from boekhaak.installation import Installation
from boekhaak.limits import is_shared, window_key, window_words
from boekhaak.models.due import Due, Schedule, StreamProgress
from boekhaak.models.link import Actor, Link, Stage, StreamState
from boekhaak.models.run import Priority
from boekhaak.models.value import Value
from boekhaak.service.rights import may
from boekhaak.service.scheduling import NEVER, period
from boekhaak.store import due, duties, environments, links, progress, runs, schedules, windows
from boekhaak.store.windows import ParkedEndpoint, WindowState

LATE = timedelta(minutes=5)
"""What waits longer for its turn is worth telling."""
NEARLY = 0.8
"""So much of a company's window is nearly all of it."""


class Waiting(Value):
    """Streams that wait for one reason: how many, of how many links, and until when at the latest."""

    reason: str
    streams: int
    links: int
    until: datetime


class FailingLink(Value):
    """A link that is broken, or some of whose streams failed: with each reason, and when the last success was."""

    link_id: int
    company: str
    package: str
    state: str
    reasons: tuple[str, ...]
    last_attempt: datetime | None
    last_success: datetime | None


class Stretched(Value):
    """A package whose links wait for their turn: the oldest since ``since``. So long everything takes longer than scheduled.

    ``every`` is how often the stream is to be read whose schedule waits longest, and ``period`` what results; both are None
    when only first loads wait, or what somebody asked for. ``limits`` are those that companies share at the package, in words;
    without any the workers are too few.
    """

    package: str
    links: int
    since: datetime
    late: timedelta
    every: timedelta | None
    period: timedelta | None
    limits: tuple[str, ...]


class NotReady(Value):
    """A company that is imported and not ``set_up``, or whose first reading waits for people: its ``stage`` tells for what."""

    link_id: int
    company: str
    package: str
    set_up: bool
    stage: Stage


class Standing(Value):
    """How things stand in an environment.

    ``windows`` are those that its companies have, nearly used up, and those that all companies of an app or a login share.
    """

    dispatching: bool
    workers: int
    links: int
    due_now: int
    next_at: datetime | None
    running: tuple[StreamProgress, ...]
    waiting: tuple[Waiting, ...]
    stretched: tuple[Stretched, ...]
    windows: tuple[WindowState, ...]
    parked: tuple[ParkedEndpoint, ...]
    failing: tuple[FailingLink, ...]
    not_ready: tuple[NotReady, ...] = ()


@may("read")
def standing(actor: Actor, installation: Installation) -> Standing:
    """Return how things stand in the actor's environment. Raises: NotFound without that environment."""
    store, now = installation.store, installation.clock.now()
    with store.reading() as tx:
        environments.get(tx, actor.environment)
        there = links.listed(tx, actor)
        turns = due.listed(tx, actor)
        states = runs.states_by_link(tx, actor)
        known = {link.id: link for link in there}
        scheduled = [one for one in turns if one.state == "due" and _works(known[one.link_id])]
        logins = {link.login for link in there}
        mine = {(link.package, link.company.id) for link in there if link.company.id}
        late = [one for one in scheduled if one.next_at <= now]
        plan = partial(_planned, installation, schedules.listed(tx, actor.environment), known)
        coming = [one.next_at for one in scheduled if now < one.next_at < NEVER]
        return Standing(
            dispatching=duties.holder_of(store, tx, duties.DISPATCHER) is not None,
            workers=duties.count(store, tx, duties.WORKER),
            links=len(there),
            due_now=len({one.link_id for one in late}),
            next_at=min(coming, default=None),
            running=progress.listed(store, tx, actor, now),
            waiting=_waiting(turns, now),
            stretched=tuple(
                _stretched(installation, package, of, plan, now) for package, of in _late(late, known, now)
            ),
            windows=tuple(one for one in windows.listed(tx, now, NEARLY) if _concerns(one, mine, logins)),
            parked=tuple(one for one in windows.parked(tx, now) if (one.package, one.company) in mine),
            failing=tuple(one for link in there if (one := _failing(link, states.get(link.id, ())))),
            not_ready=tuple(_not_ready(link) for link in there if not link.set_up or link.stage != "ready"),
        )


def _works(link: Link) -> bool:
    return link.state == "ok" and link.stage == "ready"


def _not_ready(link: Link) -> NotReady:
    name = link.company.name
    return NotReady(link_id=link.id, company=name, package=link.package, set_up=link.set_up, stage=link.stage)


def _concerns(window: WindowState, mine: set[tuple[str, str]], logins: set[str]) -> bool:
    """Tell whether a window is worth showing: a shared one, or one of the environment's companies that is nearly used up.

    One of a login is shown where the environment reads by that login.
    """
    if window.scope.get("login", "") not in logins | {""}:
        return False
    if "company" not in window.scope:
        return True
    return (window.package, window.scope["company"]) in mine


def _waiting(turns: tuple[Due, ...], now: datetime) -> tuple[Waiting, ...]:
    """Gather what has a reason to wait, by that reason."""
    by_reason: defaultdict[str, list[Due]] = defaultdict(list)
    for one in turns:
        if one.reason and (one.state == "stopped" or one.next_at > now):
            by_reason[one.reason].append(one)
    return tuple(
        Waiting(
            reason=reason,
            streams=len(found),
            links=len({one.link_id for one in found}),
            until=max(one.next_at for one in found),
        )
        for reason, found in sorted(by_reason.items())
    )


def _late(late: list[Due], known: dict[int, Link], now: datetime) -> list[tuple[str, list[Due]]]:
    """Return the packages whose links wait for their turn longer than a dispatcher needs to look, with what waits."""
    by_package: defaultdict[str, list[Due]] = defaultdict(list)
    for one in late:
        by_package[known[one.link_id].package].append(one)
    return [(package, of) for package, of in sorted(by_package.items()) if now - min(one.since for one in of) > LATE]


def _stretched(
    installation: Installation, package: str, late: list[Due], plan: Callable[[Due], timedelta | None], now: datetime
) -> Stretched:
    """Tell what becomes of the schedule of a package: what waits longest for it gets its turn next, so late as it is now."""
    since = min(one.since for one in late)
    scheduled = [one for one in late if one.priority is Priority.CHANGES]
    oldest = min(scheduled, key=lambda one: one.since, default=None)
    every = plan(oldest) if oldest else None
    there = installation.packages.packages.get(package)
    shared = [one for one in there.info.windows if one.what == "calls" and is_shared(one.scopes)] if there else []
    return Stretched(
        package=package,
        links=len({one.link_id for one in late}),
        since=since,
        late=now - since,
        every=every,
        period=every + (now - oldest.since) if every and oldest else None,
        limits=tuple(window_words(window_key(one)) for one in shared),
    )


def _planned(
    installation: Installation, chosen: Sequence[Schedule], known: dict[int, Link], one: Due
) -> timedelta | None:
    """Return how often a stream is to be read; None when only because somebody asks."""
    package = installation.packages.packages.get(known[one.link_id].package)
    info = package.info.stream(one.stream) if package else None
    return period(chosen, one.link_id, info, installation.settings.synchronise_every) if info else None


def _failing(link: Link, states: tuple[StreamState, ...]) -> FailingLink | None:
    reasons = dict.fromkeys([link.reason] if link.state == "broken" else [])
    reasons |= dict.fromkeys(one.error for one in states if one.error and one.retry_after is None)
    if not reasons:
        return None
    return FailingLink(
        link_id=link.id,
        company=link.company.name,
        package=link.package,
        state=link.state,
        reasons=tuple(reasons),
        last_attempt=max((one.last_attempt for one in states if one.last_attempt), default=None),
        last_success=max((one.last_success for one in states if one.last_success), default=None),
    )
