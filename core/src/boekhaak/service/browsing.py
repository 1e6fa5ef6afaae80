"""Browsing: what was read, with where it came from; and what was done."""

from __future__ import annotations

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.due import StreamProgress
from boekhaak.models.link import Actor, StreamState
from boekhaak.models.records import KINDS, Record
from boekhaak.models.run import RunSummary
from boekhaak.models.value import Value
from boekhaak.service.rights import may
from boekhaak.store import links, payloads, records, runs
from boekhaak.store import progress as running
from boekhaak.store.records import Provenance


class StoredRecord(Value):
    """A record, where it came from, and what the package sent for it, where that was asked for and is kept."""

    record: Record
    provenance: Provenance
    payload: str = ""


@may("read")
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
    run: int | None = None,
) -> tuple[StoredRecord, ...]:
    """Return a page of the link's records of a kind, by id, after the id that is given; with a run, what it changed last.

    Raises: InvalidInput for an unknown kind; NotFound.
    """
    known = _kind(kind)
    with installation.store.reading() as tx:
        link = links.get(tx, actor, link_id)
        found = tuple(records.read(tx, link, known, deleted=deleted, after=after, limit=limit, run_id=run))
        sent = payloads.texts(tx, link, kind, (record.id for record, _ in found)) if with_payloads else {}
    return tuple(
        StoredRecord.model_construct(record=record, provenance=origin, payload=sent.get(record.id, ""))
        for record, origin in found
    )


@may("read")
def changed(
    actor: Actor, installation: Installation, link_id: int, kind: str, *, run: int, after: str = "", limit: int = 100
) -> tuple[StoredRecord, ...]:
    """Return a page of the link's records of a kind that a run was the last to change, by id, after the id that is given.

    Those that it found gone are among them: their provenance tells when. A record that a later run changed again belongs to
    that run. Raises: InvalidInput for an unknown kind; NotFound.
    """
    return browse(actor, installation, link_id, kind, deleted=True, after=after, limit=limit, run=run)


@may("read")
def counted(actor: Actor, installation: Installation, link_id: int) -> dict[str, int]:
    """Return how many live records of each kind the link holds; entries of opening balances count as balances only."""
    with installation.store.reading() as tx:
        return records.counts(tx, links.get(tx, actor, link_id))


@may("read")
def runs_listed(
    actor: Actor, installation: Installation, link_id: int | None = None, limit: int = 20
) -> tuple[RunSummary, ...]:
    """Return the newest runs of the environment, or of one link."""
    with installation.store.reading() as tx:
        if link_id is not None:
            links.get(tx, actor, link_id)
        return runs.history(tx, actor, link_id, limit)


@may("read")
def streams_listed(actor: Actor, installation: Installation, link_id: int) -> tuple[StreamState, ...]:
    """Return how far each stream of a link was read, last attempt apart from last success."""
    with installation.store.reading() as tx:
        return runs.stream_states(tx, links.get(tx, actor, link_id).id)


@may("read")
def progress(actor: Actor, installation: Installation) -> tuple[StreamProgress, ...]:
    """Return how far the environment's runs have come that are under way or wait, stream by stream."""
    with installation.store.reading() as tx:
        return running.listed(installation.store, tx, actor, installation.clock.now())


def _kind(kind: str) -> type[Record]:
    if kind not in KINDS:
        raise InvalidInput(f"there is no kind “{kind}”", way_out=f"Choose one of: {', '.join(KINDS)}")
    return KINDS[kind]
