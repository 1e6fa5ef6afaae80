"""Browsing: what was read, with where it came from; and what was done."""

from __future__ import annotations

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.due import StreamProgress
from boekhaak.models.link import Actor, StreamState
from boekhaak.models.records import KINDS, Record
from boekhaak.models.run import RunSummary
from boekhaak.models.value import Value
from boekhaak.store import links, payloads, records, runs
from boekhaak.store import progress as running
from boekhaak.store.records import Provenance


class StoredRecord(Value):
    """A record, where it came from, and what the package sent for it, where that was asked for and is kept."""

    record: Record
    provenance: Provenance
    payload: str = ""


def browse(
    actor: Actor,
    installation: Installation,
    link_id: int,
    kind: str,
    *,
    deleted: bool = False,
    after: str = "",
    limit: int = 100,
    with_payloads: bool = False,
) -> tuple[StoredRecord, ...]:
    """Return a page of the link's records of a kind, by id, after the id that is given.

    Raises: InvalidInput for an unknown kind; NotFound.
    """
    if kind not in KINDS:
        raise InvalidInput(f"there is no kind “{kind}”", way_out=f"Choose one of: {', '.join(KINDS)}")
    with installation.store.reading() as tx:
        link = links.get(tx, actor, link_id)
        found = tuple(records.read(tx, link, KINDS[kind], deleted=deleted, after=after, limit=limit))
        sent = payloads.texts(tx, link, kind, (record.id for record, _ in found)) if with_payloads else {}
    return tuple(
        StoredRecord.model_construct(record=record, provenance=origin, payload=sent.get(record.id, ""))
        for record, origin in found
    )


def counted(actor: Actor, installation: Installation, link_id: int) -> dict[str, int]:
    """Return how many live records of each kind the link holds; entries of opening balances count as balances only."""
    with installation.store.reading() as tx:
        return records.counts(tx, links.get(tx, actor, link_id))


def runs_listed(
    actor: Actor, installation: Installation, link_id: int | None = None, limit: int = 20
) -> tuple[RunSummary, ...]:
    """Return the newest runs of the environment, or of one link."""
    with installation.store.reading() as tx:
        if link_id is not None:
            links.get(tx, actor, link_id)
        return runs.history(tx, actor, link_id, limit)


def streams_listed(actor: Actor, installation: Installation, link_id: int) -> tuple[StreamState, ...]:
    """Return how far each stream of a link was read, last attempt apart from last success."""
    with installation.store.reading() as tx:
        return runs.stream_states(tx, links.get(tx, actor, link_id).id)


def progress(actor: Actor, installation: Installation) -> tuple[StreamProgress, ...]:
    """Return how far the environment's runs have come that are under way or wait, stream by stream."""
    with installation.store.reading() as tx:
        return running.listed(installation.store, tx, actor, installation.clock.now())
