"""Asking for work that others do: a link is marked due, whoever dispatches finds it. And calling it off."""

from __future__ import annotations

from collections.abc import Sequence

from boekhaak.installation import Installation
from boekhaak.models.audit import AuditAction
from boekhaak.models.due import Due
from boekhaak.models.link import Actor, Link
from boekhaak.models.run import Priority
from boekhaak.service.breaking import stop_reading
from boekhaak.service.rights import may
from boekhaak.service.running import refuse_broken, refuse_unready
from boekhaak.service.synchronising import check_streams
from boekhaak.store import audit, due, links
from boekhaak.store.database import Transaction


@may("write")
def queue_import(actor: Actor, installation: Installation, link_id: int) -> tuple[Due, ...]:
    """Let all streams of a link be read soon, from nothing or on from where an import stopped; returns what is due.

    Raises: NotFound; ConsentRequired for a broken link; InvalidInput for one that is not ready.
    """
    return _queue(actor, installation, link_id, (), priority=Priority.FIRST_LOAD, deed="import asked")


@may("write")
def queue_synchronisation(
    actor: Actor, installation: Installation, link_id: int, streams: Sequence[str] = ()
) -> tuple[Due, ...]:
    """Let streams of a link, or all, be read before everything that nobody waits for; returns what is due.

    Raises: NotFound; InvalidInput for an unknown stream, or a link that is not ready; ConsentRequired for a broken link.
    """
    return _queue(actor, installation, link_id, streams, priority=Priority.PERSON, deed="synchronisation asked")


@may("write")
def cancel(actor: Actor, installation: Installation, link_id: int) -> bool:
    """Call off what is due or being read of a link until somebody asks again; tell whether a run was at it.

    The run ends at its next page, which is refused; what it read before stays. Raises: NotFound.
    """
    with installation.store.writing() as tx:
        link = links.get(tx, actor, link_id)
        reason = f"cancelled by {actor.user}"
        at_work = stop_reading(installation, tx, link, by=actor.user, reason=reason)
        audit.add(installation.store, tx, actor, "cancelled", package=link.package, link_id=link.id)
    return at_work


@may("read")
def turns(actor: Actor, installation: Installation, link_id: int | None = None) -> tuple[Due, ...]:
    """Return when the environment's streams, or those of one link, are read next, soonest first. Raises: NotFound."""
    with installation.store.reading() as tx:
        if link_id is not None:
            return due.of_link(tx, links.get(tx, actor, link_id).id)
        return due.listed(tx, actor)


def ask_for_first(actor: Actor, installation: Installation, tx: Transaction, link: Link) -> None:
    """Let a link be read the first time, in the transaction that makes it ready."""
    streams = [info.key for info in installation.packages[link.package].info.streams]
    now = installation.clock.now()
    due.ask(installation.store, tx, link, streams, at=now, priority=Priority.FIRST_LOAD, by=actor.user)
    audit.add(installation.store, tx, actor, "import asked", package=link.package, link_id=link.id)


def _queue(
    actor: Actor,
    installation: Installation,
    link_id: int,
    streams: Sequence[str],
    *,
    priority: Priority,
    deed: AuditAction,
) -> tuple[Due, ...]:
    check_streams(actor, installation, link_id, streams)
    store, now = installation.store, installation.clock.now()
    with store.writing() as tx:
        link = links.get(tx, actor, link_id)
        package = installation.packages[link.package]
        refuse_broken(package, link)
        refuse_unready(package, link)
        wanted = streams or [info.key for info in package.info.streams]
        due.ask(store, tx, link, wanted, at=now, priority=priority, by=actor.user)
        audit.add(store, tx, actor, deed, package=link.package, link_id=link.id)
        return due.of_link(tx, link.id)
