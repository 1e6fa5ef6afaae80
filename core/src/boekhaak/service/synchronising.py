"""Synchronising: reading what changed since the last time, stream by stream, as each is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.company import CompanyFacts
from boekhaak.models.link import Actor, StreamState
from boekhaak.models.package import StreamInfo
from boekhaak.models.run import Action, Priority, RunSummary
from boekhaak.service import control
from boekhaak.service.reading import Progress, Reading
from boekhaak.service.rights import may
from boekhaak.service.running import run_link
from boekhaak.store import links, runs


@may("write")
def synchronise_link(
    actor: Actor,
    installation: Installation,
    link_id: int,
    *,
    streams: tuple[str, ...] = (),
    patience: timedelta = timedelta(),
    progress: Progress | None = None,
) -> RunSummary:
    """Read what changed in the streams that are due, or in the named ones whether due or not.

    A stream that was never read to its end is imported first. Raises: InvalidInput for an unknown stream; as
    :func:`boekhaak.service.running.run_link`.
    """

    def due(reading: Reading, facts: CompanyFacts) -> tuple[StreamInfo, ...]:  # noqa: ARG001 - a Choice
        infos = reading.package.info.streams
        if streams:
            return tuple(info for info in infos if info.key in streams)
        now = installation.clock.now()
        with installation.store.reading() as tx:
            states = {state.stream: state for state in runs.stream_states(tx, link_id)}
        return tuple(info for info in infos if _due(reading, info, states.get(info.key), now))

    check_streams(actor, installation, link_id, streams)
    return run_link(actor, installation, link_id, "synchronise", choose=due, patience=patience, progress=progress)


@may("write")
def read_streams(
    actor: Actor, installation: Installation, link_id: int, streams: tuple[str, ...], priority: Priority
) -> RunSummary:
    """Read streams whose turn has come, each from nothing or what changed, whichever it needs; wait for no window.

    As long as one of them was never read to its end, it is an import. Raises: as :func:`run_link`.
    """

    def named(reading: Reading, facts: CompanyFacts) -> tuple[StreamInfo, ...]:  # noqa: ARG001 - a Choice
        return tuple(info for info in reading.package.info.streams if info.key in streams)

    with installation.store.reading() as tx:
        read = {state.stream for state in runs.stream_states(tx, link_id) if state.last_success is not None}
    action: Action = "synchronise" if read.issuperset(streams) else "import"
    return run_link(
        actor, installation, link_id, action, choose=named, patience=timedelta(), progress=None, priority=priority
    )


def _due(reading: Reading, info: StreamInfo, state: StreamState | None, now: datetime) -> bool:
    """Tell whether a stream is to be read now: one that was never read to its end, or otherwise than now, always is."""
    if state is None or state.phase == "import" or state.last_success is None:
        return True
    if reading.made_otherwise(info, state):
        return True
    return now - state.last_success >= info.every


@may("write")
def check_balances(
    actor: Actor, installation: Installation, link_id: int, *, patience: timedelta = timedelta()
) -> RunSummary:
    """Read what the package declares now, and the entries that led to it, and compare. Raises: as synchronising."""
    with installation.store.reading() as tx:
        info = installation.packages[links.get(tx, actor, link_id).package].info
    return synchronise_link(actor, installation, link_id, streams=control.streams(info), patience=patience)


def check_streams(actor: Actor, installation: Installation, link_id: int, streams: Sequence[str]) -> None:
    """Raise InvalidInput unless the link's package has all these streams; NotFound without such a link."""
    with installation.store.reading() as tx:
        info = installation.packages[links.get(tx, actor, link_id).package].info
    known = [stream.key for stream in info.streams]
    if unknown := [stream for stream in streams if stream not in known]:
        raise InvalidInput(f"{info.name} has no stream “{unknown[0]}”", way_out=f"Choose from: {', '.join(known)}")
