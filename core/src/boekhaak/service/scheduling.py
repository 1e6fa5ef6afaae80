"""When a stream is read next: after a success by its schedule, spread over the period; after a failure ever later."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from boekhaak.errors import BoekhaakError, InvalidInput, LimitReached, PackageUnavailable
from boekhaak.installation import Installation
from boekhaak.models.due import Schedule
from boekhaak.models.link import Actor, Link
from boekhaak.models.package import StreamInfo
from boekhaak.models.run import Priority
from boekhaak.service.rights import may
from boekhaak.store import audit, due, environments, links, schedules
from boekhaak.store.database import Transaction

SHORTEST = timedelta(minutes=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(days=1)
"""After a failure a stream is tried again when so much time has passed, twice as much each time."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The next reading of what is only read when somebody asks."""


@may("administer")
def choose(actor: Actor, installation: Installation, schedule: Schedule) -> None:
    """Choose how often something of the environment is read; it counts from the next reading of each stream on.

    Streams that were read only when somebody asked get their next reading now.

    Raises: InvalidInput for less than a minute or an unknown stream; NotFound for a foreign link.
    """
    if schedule.every is not None and schedule.every < SHORTEST:
        raise InvalidInput("that is too often", way_out="Choose a minute or more")
    _check_stream(installation, schedule.stream)
    with installation.store.writing() as tx:
        environments.get(tx, actor.environment)
        if schedule.link_id is not None:
            links.get(tx, actor, schedule.link_id)
        schedules.choose(tx, actor.environment, schedule)
        _schedule_again(tx, actor, installation)
        audit.add(installation.store, tx, actor, "schedule chosen", link_id=schedule.link_id)


@may("administer")
def forget(actor: Actor, installation: Installation, link_id: int | None, stream: str) -> None:
    """Take a choice back; what is more general counts again.

    Raises: InvalidInput for an unknown stream, unless it was chosen before its package went; NotFound for a foreign link.
    """
    if stream not in {one.stream for one in chosen(actor, installation)}:
        _check_stream(installation, stream)
    with installation.store.writing() as tx:
        environments.get(tx, actor.environment)
        if link_id is not None:
            links.get(tx, actor, link_id)
        schedules.forget(tx, actor.environment, link_id, stream)
        _schedule_again(tx, actor, installation)


def _schedule_again(tx: Transaction, actor: Actor, installation: Installation) -> None:
    """Give streams that were read only when somebody asked their next reading, where the schedules now tell one."""
    store, now, default = installation.store, installation.clock.now(), installation.settings.synchronise_every
    chosen = schedules.listed(tx, actor.environment)
    infos = {
        (link.id, info.key): info
        for link in links.listed(tx, actor)
        if (package := installation.packages.packages.get(link.package)) is not None
        for info in package.info.streams
    }
    for one in due.listed(tx, actor):
        info = infos.get((one.link_id, one.stream))
        every = period(chosen, one.link_id, info, default) if info is not None else None
        if one.state == "due" and one.next_at >= NEVER and every is not None:
            moment = next_reading(one.link_id, every, now)
            due.settle(store, tx, one.link_id, one.stream, next_at=moment, priority=Priority.CHANGES, begun=now)


def _check_stream(installation: Installation, stream: str) -> None:
    known = {info.key for package in installation.packages.packages.values() for info in package.info.streams}
    if stream and stream not in known:
        raise InvalidInput(f"no package has a stream “{stream}”", way_out="`boekhaak packages --json` lists them")


@may("read")
def chosen(actor: Actor, installation: Installation) -> tuple[Schedule, ...]:
    """Return what was chosen in the environment; all else is read as often as the installation's settings say."""
    with installation.store.reading() as tx:
        environments.get(tx, actor.environment)
        return schedules.listed(tx, actor.environment)


def period(chosen: Sequence[Schedule], link_id: int, info: StreamInfo, default: timedelta) -> timedelta | None:
    """Return how often a stream is read: the most special choice, and not more often than its package makes sense of."""
    fitting = [one for one in chosen if one.link_id in {None, link_id} and one.stream in {"", info.key}]
    best = max(fitting, key=lambda one: (one.link_id is not None, one.stream != ""), default=None)
    every = best.every if best else default
    return max(every, info.every) if every is not None else None


def next_reading(link_id: int, every: timedelta | None, now: datetime) -> datetime:
    """Return the next moment of a link after now: each link has a place of its own in the period, the same in every one.

    So a thousand links do not begin in one second, and the streams of one link come together.
    """
    if every is None:
        return NEVER
    seconds = every.total_seconds()
    place = zlib.crc32(str(link_id).encode()) % int(seconds)
    turn = (now.timestamp() - place) // seconds + 1
    return datetime.fromtimestamp(turn * seconds + place, UTC)


def next_try(failures: int, now: datetime) -> datetime:
    """Return when to try again what failed so many times before."""
    return now + min(FIRST_PAUSE * 2.0 ** min(failures, 20), LONGEST_PAUSE)


def begin(actor: Actor, installation: Installation, link_id: int) -> None:
    """Let the streams of a link be due that were not known to be: those of a version that had no schedules, or of new ones."""
    with installation.store.reading() as tx:
        link = links.get(tx, actor, link_id)
    infos = installation.packages[link.package].info.streams
    with installation.store.writing() as tx:
        Turns(installation, link, schedules.listed(tx, actor.environment)).known(tx, infos)


def put_off(actor: Actor, installation: Installation, link_id: int, error: BoekhaakError) -> None:
    """Write down why a run could not even be begun, and when it is tried again. Raises: NotFound."""
    with installation.store.reading() as tx:
        turns = Turns(installation, links.get(tx, actor, link_id), schedules.listed(tx, actor.environment))
    turns.all_failed(error)


@dataclass(frozen=True)
class Turns:
    """When the streams of one link are read next, as its run writes it down; ``chosen`` are its environment's schedules."""

    installation: Installation
    link: Link
    chosen: tuple[Schedule, ...]

    def known(self, tx: Transaction, infos: Sequence[StreamInfo]) -> None:
        """Let streams that were never due be due now, but for those that are only read when somebody asks."""
        store, now = self.installation.store, self.installation.clock.now()
        first, asked = Priority.FIRST_LOAD, [info.key for info in infos if self._every(info) is None]
        scheduled = [info.key for info in infos if info.key not in asked]
        due.add(store, tx, self.link, scheduled, at=now, priority=first, reason="never read")
        due.add(store, tx, self.link, asked, at=NEVER, priority=first, reason="")

    def read(self, tx: Transaction, info: StreamInfo, begun: datetime) -> None:
        """Write down that a stream was read to its end, from that moment on."""
        store, now = self.installation.store, self.installation.clock.now()
        next_at = next_reading(self.link.id, self._every(info), now)
        due.settle(store, tx, self.link.id, info.key, next_at=next_at, priority=Priority.CHANGES, begun=begun)

    def failed(self, tx: Transaction, stream: str, error: BoekhaakError) -> None:
        """Write down that a stream was not read to its end: it is tried again when the error says, or ever later."""
        store, now = self.installation.store, self.installation.clock.now()
        if isinstance(error, LimitReached) and error.retry_after is not None:
            due.wait(store, tx, self.link.id, stream, until=error.retry_after, reason=error.what)
            return
        failures = due.failures(tx, self.link.id, stream)
        again = next_try(failures, now)
        if isinstance(error, PackageUnavailable) and error.retry_after is not None:
            again = max(error.retry_after, now if failures == 0 else next_try(failures - 1, now))
        due.fail(store, tx, self.link.id, stream, next_at=again, reason=error.what)

    def _every(self, info: StreamInfo) -> timedelta | None:
        return period(self.chosen, self.link.id, info, self.installation.settings.synchronise_every)

    def all_failed(self, error: BoekhaakError) -> None:
        """Write down that nothing of the link could be read: all that was due is put off, as one failed stream is."""
        with self.installation.store.writing() as tx:
            now = self.installation.clock.now()
            for one in due.of_link(tx, self.link.id):
                if one.state == "due" and one.next_at <= now:
                    self.failed(tx, one.stream, error)
