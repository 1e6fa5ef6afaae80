"""The change feed: what happened in an environment, read by number. The host keeps the last number that it has dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import get_args

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.event import Changes, EventKind
from boekhaak.models.link import Actor
from boekhaak.service.rights import may
from boekhaak.store import environments, events, plans
from boekhaak.store.database import Transaction

LIMIT = 1000


@may("read")
def changes(
    actor: Actor,
    installation: Installation,
    *,
    after: int | None = None,
    limit: int = LIMIT,
    kinds: Sequence[EventKind] = (),
) -> Changes:
    """Return what happened after an event, in the order of the numbers; without one, from the oldest that is kept.

    Only ``kinds`` are told, where some are named. To go on, ask after ``upto``: a reader that keeps the number of the last
    event that it wanted falls behind, until others are kept no more.
    Raises: InvalidInput for a kind that there is not; also when events after that number are kept no more, or when no such
    number was given yet: whoever goes on from there would miss some.
    """
    check_kinds(kinds)
    with installation.store.reading() as tx:
        if after is None:
            after = 0
        else:
            check_number(tx, actor.environment, after)
        found = events.seen(tx, actor, after, limit, kinds)
        upto = events.last(tx, actor.environment) if len(found) < limit else found[-1].number if found else after
        return Changes(events=found, upto=upto)


@may("read")
def newest(actor: Actor, installation: Installation) -> int:
    """Return the number of the newest event, 0 before the first.

    Whoever begins, or begins anew, asks for it, then reads the records, then goes on from that number: what changes
    meanwhile is told twice rather than not at all.
    """
    with installation.store.reading() as tx:
        return events.last(tx, actor.environment)


def forget_old(installation: Installation) -> int:
    """Forget events older than the installation keeps them, unless an active webhook waits for them, and plans as old.

    Returns how many events went.
    """
    store = installation.store
    before = installation.clock.now() - timedelta(days=installation.settings.keep_events)
    with store.reading() as tx:
        known = environments.listed(tx)
    count = 0
    for one in known:
        with store.writing() as tx:
            count += events.forget_before(tx, one.id, before)
            plans.forget_before(tx, one.id, before)
    return count


def check_kinds(kinds: Sequence[str]) -> None:
    """Raise InvalidInput for a kind of event that there is not."""
    known: tuple[str, ...] = get_args(EventKind)
    if unknown := sorted(set(kinds).difference(known)):
        raise InvalidInput(
            f"there is no kind of event “{unknown[0]}”", way_out=f"Choose of: {', '.join(known)}; or name none for all"
        )


def check_number(tx: Transaction, environment_id: str, after: int) -> None:
    """Raise InvalidInput for a number from which nobody can go on without missing something."""
    last, forgotten = events.last(tx, environment_id), events.forgotten(tx, environment_id)
    anew = f"Read the records anew, then go on from number {last}"
    if after < forgotten:
        raise InvalidInput(f"the events up to number {forgotten} are kept no more: {after} is older", way_out=anew)
    if after > last:
        raise InvalidInput(
            f"there is no event {after} yet, the newest is {last}: perhaps the database came back from a backup",
            way_out=anew,
        )
