"""How a merge stands: what its administrations lack, how far they were read, and what is open."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link, StreamState
from boekhaak.models.merge import Administration, Merge, MergeState, NextStep
from boekhaak.service import rights
from boekhaak.store import codes, links, merges, questions, runs
from boekhaak.store.database import Transaction

SEVERAL = 2


def standing_of(installation: Installation, tx: Transaction, actor: Actor, merge: Merge) -> Merge:
    """Return a merge with its administrations, whatever package of theirs is switched off, and what is missing and open."""
    everything = Actor(environment=actor.environment, user=actor.user)
    given = {link_id: one.code for link_id, one in codes.of(tx, actor.environment).items()}
    states = runs.states_by_link(tx, everything)
    chosen, on = set(merges.chosen(tx, merge)), rights.switched_on(tx, everything, installation)
    there = tuple(
        _administration(installation, merge, link, states.get(link.id, ()), on=on).model_copy(
            update={"code": given.get(link.id, "")}
        )
        for link in links.listed(tx, everything)
        if link.id in chosen
    )
    return merge.model_copy(
        update={
            "administrations": there,
            "missing": _missing(merge, there) if merge.state == "choosing" else (),
            "open": questions.counts(tx, actor.environment),
        }
    )


def contact_streams(installation: Installation, link: Link) -> tuple[str, ...]:
    """Return the streams of a link that contacts are made of, with their addresses and bank accounts."""
    infos = installation.packages[link.package].info.streams
    return tuple(info.key for info in infos if merges.CONTACT_KINDS.intersection(info.kinds))


def contact_streams_of(installation: Installation, tx: Transaction, merge: Merge) -> list[tuple[int, str]]:
    """Return the streams that contacts are made of, of all administrations of a merge whose package is installed here."""
    chosen, everything = set(merges.chosen(tx, merge)), Actor(environment=merge.environment, user="")
    return [
        (link.id, stream)
        for link in links.listed(tx, everything)
        if link.id in chosen and link.package in installation.packages.packages
        for stream in contact_streams(installation, link)
    ]


def step_after(told: Merge, there: Sequence[Link]) -> NextStep:
    """Return where a wizard goes on after how a merge stands, with the links that the actor sees."""
    stuck = any(one.reason for one in told.administrations)
    mine = {one.link_id for one in told.administrations}
    set_up = all(link.set_up for link in there if link.id in mine)
    steps: dict[MergeState, NextStep] = {
        "choosing": "choose" if told.missing else "confirm",
        "fetching": "mend" if stuck else "wait",
        "open_items": "solve" if told.open else "complete",
        "completed": "solve" if told.open else "done" if set_up else "settings",
    }
    return steps.get(told.state, "wait")


def _missing(merge: Merge, there: Sequence[Administration]) -> tuple[str, ...]:
    """Say what is still to be chosen."""
    lacking = []
    if len(there) < SEVERAL:
        lacking.append("two administrations or more")
    if merge.mode is None:
        lacking.append("whether equal contacts are merged automatically or by hand")
    codeless = [f"{one.company} (link {one.link_id})" for one in there if not one.code]
    if codeless:
        lacking.append(f"an administration code for {', '.join(codeless)}")
    return tuple(lacking)


def _administration(
    installation: Installation, merge: Merge, link: Link, states: Sequence[StreamState], *, on: Collection[str] | None
) -> Administration:
    found = Administration(link_id=link.id, company=link.company.name, package=link.package)
    if link.package not in installation.packages.packages:
        return found.model_copy(update={"reason": f"its package ({link.package}) is not installed here: install it"})
    info, known = installation.packages[link.package].info, {state.stream: state for state in states}
    wanted = contact_streams(installation, link)
    values: dict[str, object] = {
        "ready": all(_read_since(merge, known.get(stream)) for stream in wanted),
        "read": all(_read_or_failed(merge, known.get(stream.key)) for stream in info.streams),
    }
    if on is not None and link.package not in on:
        off = rights.switched_off(installation, link.environment, link.package, info.name)
        values["reason"] = f"{off.what}. {off.way_out}"
    elif link.state == "broken":
        values["reason"] = f"{link.reason}: {info.sign_in_again(link.id)}"
    elif failed := [
        one for stream in wanted if (one := known.get(stream)) and one.error and not _read_since(merge, one)
    ]:
        values["reason"] = failed[0].error
    return found.model_copy(update=values)


def _read_since(merge: Merge, state: StreamState | None) -> bool:
    """Tell whether a stream was read to its end since contacts are left alone."""
    if state is None or state.last_success is None or merge.confirmed_at is None:
        return False
    return state.last_success >= merge.confirmed_at


def _read_or_failed(merge: Merge, state: StreamState | None) -> bool:
    """Tell whether a stream was read to its end once, or was tried since the merge began and failed."""
    if state is None:
        return False
    tried = (
        merge.confirmed_at is not None and state.last_attempt is not None and state.last_attempt >= merge.confirmed_at
    )
    return state.last_success is not None or bool(state.error and tried)
