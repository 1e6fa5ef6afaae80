"""The steps of a merge that programs take: fetching, comparing, synchronising. Each goes on where it was left."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

from boekhaak import logs
from boekhaak.errors import AccessMissing, BoekhaakError, Busy, ConsentRequired
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.merge import FROZEN, UNDER_WAY, Administration, Merge, Mode
from boekhaak.models.run import Priority
from boekhaak.service import rights
from boekhaak.service.comparing import compare
from boekhaak.service.deciding import admit
from boekhaak.service.merge_duty import Duty, Regrouped, on_duty
from boekhaak.service.merge_standing import contact_streams, contact_streams_of, standing_of
from boekhaak.service.questioning import settle_gone
from boekhaak.service.reading import Progress
from boekhaak.service.rights import may
from boekhaak.service.synchronising import synchronise_link
from boekhaak.store import audit, due, events, links, merges
from boekhaak.store.database import Transaction

log = logs.get_logger()


@may("write")
def go_on(
    actor: Actor,
    installation: Installation,
    *,
    reading: bool = False,
    patience: timedelta = timedelta(),
    progress: Progress | None = None,
) -> Merge | None:
    """Take the steps that can be taken now, and return how the merge stands then; None before one was confirmed.

    With ``reading`` what is lacking is read here and now, and later what is new, for a caller without jobs; else jobs read it,
    and the next call goes on. ``patience`` is how long a full window of a package is waited for. Raises: AccessMissing where the
    feature is off; Busy while another process is at it, or reads one of the companies.
    """
    with installation.store.reading() as tx:
        admit(tx, actor, installation)

    def read(wanted: Sequence[Administration], *, contacts: bool) -> None:
        for one in wanted:
            with suppress(ConsentRequired, AccessMissing):  # the merge tells the reason of what cannot be read
                with installation.store.reading() as tx:
                    link = links.get(tx, actor, one.link_id)
                streams = contact_streams(installation, link) if contacts else ()
                synchronise_link(actor, installation, link.id, streams=streams, patience=patience, progress=progress)

    return _steps(installation, actor, read if reading else None)


def go_on_everywhere(installation: Installation) -> None:
    """Take the steps that can be taken now, wherever the feature is on; what goes wrong in one environment holds no other up."""
    with installation.store.reading() as tx:
        waiting = [Actor(environment=environment, user="") for environment in merges.waiting(tx)]
        there = [one for one in waiting if rights.is_on(tx, one, installation, "contacts_of_several_administrations")]
    for actor in there:
        try:
            _steps(installation, actor, None)
        except Busy as error:
            log.info("a merge is brought further elsewhere", environment=actor.environment, why=str(error))
        except BoekhaakError as error:
            log.error("a merge could not go on", environment=actor.environment, why=str(error))


class Reader(Protocol):
    """Reads what administrations lack: their contacts, or everything."""

    def __call__(self, wanted: Sequence[Administration], *, contacts: bool) -> None:
        """Read it."""


def _steps(installation: Installation, actor: Actor, read: Reader | None) -> Merge | None:
    """Take step after step until one has to wait, for jobs that read or for people."""
    found = _standing(installation, actor)
    if found is None:
        return None
    if not found.administrations:
        return _emptied(installation, actor, found)
    if found.state in {"open_items", "completed"}:
        if read is not None:  # what people mended at the packages meanwhile
            read(found.administrations, contacts=True)
        if not _has_news(installation, found):
            return _settled(installation, actor)
    with on_duty(installation, found) as duty:
        while _step(installation, actor, duty, read):
            pass
    return _settled(installation, actor)


def _step(installation: Installation, actor: Actor, duty: Duty, read: Reader | None) -> bool:
    """Take one step; tell whether another may follow at once."""
    found = _standing(installation, actor)
    assert found is not None  # noqa: S101 - merges are never taken away
    if found.state in {"fetching", "synchronising"}:
        contacts = found.state == "fetching"
        lacking = _lacking(found)
        if lacking and read is not None:
            read(lacking, contacts=contacts)
            found = _standing(installation, actor) or found
            lacking = _lacking(found)
        if lacking:
            return False
        if contacts:
            duty.enter("comparing")
        else:
            _compared(installation, actor, duty, found)
            duty.enter("open_items")
        return True
    if found.state == "comparing":
        _compared(installation, actor, duty, found)
        _released(installation, actor, duty, found)
        return True
    if _has_news(installation, found):
        _compared(installation, actor, duty, found)
    return False


def _lacking(found: Merge) -> list[Administration]:
    """Return the administrations that are not read as far as this step needs; what is broken holds up only what needs it."""
    if found.state == "fetching":
        return [one for one in found.administrations if not one.ready]
    return [one for one in found.administrations if not one.read and not one.reason]


def _compared(installation: Installation, actor: Actor, duty: Duty, found: Merge) -> None:
    """Compare, and do so anew where administrations were left out or erased meanwhile."""
    while True:
        there = [one.link_id for one in found.administrations]
        with suppress(Regrouped), duty.among(there):
            compare(installation, duty, there, _mode(installation, found))
            return
        found = _standing(installation, actor) or found


def _mode(installation: Installation, found: Merge) -> Mode:
    """Return who says what is the same: as the policy fixes it now, else as people chose."""
    fixed = installation.policy.merging
    return (found.mode or "manual") if fixed == "chosen" else fixed


def _released(installation: Installation, actor: Actor, duty: Duty, found: Merge) -> None:
    """Let contacts be changed again, and everything else be read the first time."""
    store, now = installation.store, installation.clock.now()
    with store.writing() as tx:
        merges.write(tx, duty.keep(tx), state="synchronising", done=0, total=None, expected_end=None)
        for one in found.administrations:
            if not one.read and not one.reason:
                _ask_for_rest(installation, tx, actor, one)
        audit.add(store, tx, actor, "contacts compared", details={"administrations": len(found.administrations)})
        events.add(store, tx, actor.environment, "contacts_released", data={"merge": found.id, "at": now.isoformat()})


def _ask_for_rest(installation: Installation, tx: Transaction, actor: Actor, one: Administration) -> None:
    link = links.get(tx, Actor(environment=actor.environment, user=actor.user), one.link_id)
    streams = [info.key for info in installation.packages[link.package].info.streams]
    rest = [stream for stream in streams if stream not in contact_streams(installation, link)]
    at = installation.clock.now()
    due.ask(installation.store, tx, link, rest, at=at, priority=Priority.FIRST_LOAD, by=actor.user)


def _has_news(installation: Installation, found: Merge) -> bool:
    """Tell whether contacts were read since they were compared; where none was, that is noted."""
    with installation.store.reading() as tx:
        now = installation.clock.now()
        if merges.standing(tx, contact_streams_of(installation, tx, found)) != found.seen:
            return True
    with installation.store.writing() as tx:
        merges.write(tx, found, compared_at=now)
    return False


def _emptied(installation: Installation, actor: Actor, found: Merge) -> Merge | None:
    """End a merge that is under way and whose administrations were all erased."""
    if found.state in UNDER_WAY:
        with installation.store.writing() as tx:
            merges.write(tx, found, state="cancelled", ended_at=installation.clock.now())
            audit.add(installation.store, tx, actor, "merge cancelled")
            if found.state in FROZEN:
                events.add(installation.store, tx, actor.environment, "contacts_released", data={"merge": found.id})
    return _standing(installation, actor)


def _settled(installation: Installation, actor: Actor) -> Merge | None:
    """Let questions end whose contacts are gone, and return how the merge stands."""
    with installation.store.writing() as tx:
        settle_gone(installation, tx, actor.environment)
    return _standing(installation, actor)


def _standing(installation: Installation, actor: Actor) -> Merge | None:
    with installation.store.reading() as tx:
        found = merges.in_force(tx, actor.environment)
        return None if found is None else standing_of(installation, tx, actor, found)
