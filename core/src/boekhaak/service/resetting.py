"""Resetting: everything of a company is read again from nothing, under the ids that its records have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link, StreamState
from boekhaak.models.plan import Plan, Step
from boekhaak.models.run import Priority
from boekhaak.service import planning
from boekhaak.service.breaking import stop_reading
from boekhaak.service.planning import Changed, Done, Draft, Way, digest, stands
from boekhaak.service.rebinding import before, refuse_read_since
from boekhaak.service.rights import may
from boekhaak.service.running import refuse_broken, refuse_unready
from boekhaak.store import audit, due, links, runs
from boekhaak.store.database import Transaction

WORDS = ("everything is read again from nothing; its records keep their ids, and what is gone at the package is found",)


@may("write")
def plan_reset(actor: Actor, installation: Installation, link_ids: Collection[int]) -> Plan:
    """Return what it would take to read everything of these links again from nothing; nothing is changed.

    Applied, it comes to what an import that reads all again comes to: whoever reads what is due does it. It can be undone while
    nothing was read. Raises: NotFound; InvalidInput for no link, or one that is not ready; ConsentRequired for a broken one.
    """
    if not link_ids:
        raise InvalidInput("no company is named", way_out="Name links by their ids; `boekhaak companies` lists them")
    with installation.store.reading() as tx:
        there = {link.id: link for link in links.listed(tx, actor)}
        found = [there.get(link_id) or links.get(tx, actor, link_id) for link_id in sorted(set(link_ids))]
        steps = _steps(actor, installation, tx, found)
    packages = {step.package for step in steps}
    draft = Draft(
        kind="reset",
        package=packages.pop() if len(packages) == 1 else "",
        steps=steps,
        sentences=("Reading that is under way ends at its next page; what was read stays.",),
        reversible=True,
    )
    return planning.write_down(actor, installation, draft)


def _steps(actor: Actor, installation: Installation, tx: Transaction, found: Sequence[Link]) -> tuple[Step, ...]:
    """Return what becomes of each link. Raises: as :func:`plan_reset`."""
    for link in found:
        package = installation.packages[link.package]
        refuse_broken(package, link)
        refuse_unready(package, link)
    held = planning.records_held(tx, actor.environment, found)
    return tuple(
        Step(
            number=number,
            link_id=link.id,
            name=link.company.name,
            package=link.package,
            becomes="read_again",
            host_company=link.host_company,
            records=held[link.id],
            calls=planning.calls_of(installation, link.package),
            connection_id=link.connection_id,
            login=link.login,
            former_id=link.company.id,
            words=WORDS,
            facts=(stands(link), digest(link.stage)),
        )
        for number, link in enumerate(found, start=1)
    )


def _anew(actor: Actor, installation: Installation, made: Plan) -> tuple[Step, ...]:
    """Return the steps that are open as they would be now; nobody is asked. One that can be reset no more is left out."""
    wanted = {step.link_id for step in made.steps if step.state == "open"}
    with installation.store.reading() as tx:
        there = [link for link in links.listed(tx, actor) if link.id in wanted]
        ready = [link for link in there if link.state == "ok" and link.stage == "ready"]
        return _steps(actor, installation, tx, ready)


def _one(actor: Actor, installation: Installation, tx: Transaction, made: Plan, step: Step) -> Done:
    """Let one link be read from nothing: as an import does that reads all again. Raises: Changed."""
    links.hold(tx, [step.link_id or 0])
    link, store = links.get(tx, actor, step.link_id or 0), installation.store
    if (stands(link), digest(link.stage)) != step.facts:
        raise Changed(f"“{step.name}” is no longer what it was when the plan was made")
    was = {**before(tx, link), "stopped": _stopped(tx, link)}
    was["streams"] = [state.model_dump(mode="json") for state in runs.stream_states(tx, link.id)]
    stop_reading(installation, tx, link, by=actor.user, reason=f"reset by {actor.user}")
    runs.forget(tx, link)
    streams = [info.key for info in installation.packages[link.package].info.streams]
    due.ask(store, tx, link, streams, at=installation.clock.now(), priority=Priority.FIRST_LOAD, by=actor.user)
    audit.add(store, tx, actor, "reset", package=link.package, link_id=link.id, details={"plan": made.id})
    return Done(link.id, was)


def _stopped(tx: Transaction, link: Link) -> str:
    """Return why nothing of a link was due, where it was stopped."""
    return next((turn.reason for turn in due.of_link(tx, link.id) if turn.state == "stopped"), "")


def _undo(actor: Actor, installation: Installation, tx: Transaction, step: Step, former: Mapping[str, Any]) -> None:
    """Let a link be read on from where it was."""
    links.hold(tx, [step.link_id or 0])
    link = links.get(tx, actor, step.link_id or 0)
    refuse_read_since(tx, link, former)
    if former["stopped"]:
        stop_reading(installation, tx, link, by=actor.user, reason=former["stopped"])
    runs.restore(tx, link.environment, [StreamState.model_validate(state) for state in former["streams"]])
    audit.add(installation.store, tx, actor, "reset undone", package=link.package, link_id=link.id)


RESET = Way(right="write", anew=_anew, one=_one, undo=_undo)
"""How plans for resetting are applied and undone."""
