"""Ways of a succession: how plans for another owner of companies, and for another login, are applied and undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boekhaak.errors import AccessMissing, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.audit import Details
from boekhaak.models.company import Company
from boekhaak.models.link import Actor, Connection, Link, StreamState
from boekhaak.models.plan import Plan, Step
from boekhaak.service import planning
from boekhaak.service.breaking import Why, link_goes_on, links_over, mended, stop_reading
from boekhaak.service.planning import Changed, Done, Way, stands
from boekhaak.service.rebinding import before, refuse_read_since, refuse_taken
from boekhaak.service.rights import refuse_below
from boekhaak.service.succession import (
    Succession,
    ended,
    fitting,
    goes_on,
    handed_over,
    is_another,
    not_the_same,
    succession,
)
from boekhaak.service.succession_steps import Kind, drawn, facts_of
from boekhaak.store import audit, connections, events, links, plans, runs, tokens
from boekhaak.store.database import Transaction

UNDONE = "the hand-over was undone"


def _anew(actor: Actor, installation: Installation, made: Plan) -> tuple[Step, ...]:
    """Return the steps as they would be now; the package is asked again. Raises: InvalidInput where the rest has changed."""
    kind: Kind = "reauthorise" if made.kind == "reauthorise" else "hand_over"
    found = drawn(installation, actor, kind, made.subject["former"], made.subject["successor"])
    planning.refuse_otherwise(made, found.facts)
    return found.steps


def _held(actor: Actor, installation: Installation, tx: Transaction, made: Plan) -> Succession:
    """Return what is handed over, and let nobody change it before this transaction ends. Raises: Changed."""
    former_id, successor_id = made.subject["former"], made.subject["successor"]
    former = connections.get(tx, actor, former_id)
    tokens.is_dead(tx, former.chain_id)  # locked before its connections, as where a chain dies or is renewed
    connections.hold(tx, [former_id, successor_id])
    planned = succession(installation, tx, actor, former_id, successor_id)
    links.hold(tx, [link.id for link in planned.own])
    there = {link.id: stands(link) for link in planned.own}
    if there != {step.link_id: step.facts[0] for step in _open(made)}:
        raise Changed(f"the companies of connection {former_id} have changed since plan {made.id} was made")
    if facts_of(planned, made.subject["unseen"]) != made.subject["facts"]:
        raise Changed(f"connection {former_id} or {successor_id} has changed since plan {made.id} was made")
    return planned


def _open(made: Plan) -> list[Step]:
    return [step for step in made.steps if step.state == "open"]


def _whole_hand_over(actor: Actor, installation: Installation, tx: Transaction, made: Plan) -> Mapping[int, Done]:
    """Hand over exactly what the plan shows, all or nothing. Raises: Changed; AccessMissing where not all is proved."""
    planned = _held(actor, installation, tx, made)
    package = fitting(installation, actor, planned)
    if unproved := [step.name for step in _open(made) if step.to is None]:
        raise not_the_same(package, planned.successor, unproved)
    if made.subject["unseen"]:
        raise AccessMissing(
            f"the successor's login does not see {made.subject['unseen']} companies of clients",
            way_out=f"Give it access there at {package.info.name}, and make the plan anew; nothing was changed",
            package=package.info.name,
        )
    companies = {link.id: link.company for link in planned.of_clients} | _companies(tx, actor, made)
    broken = handed_over(installation, tx, actor, planned, companies, plan_id=made.id)
    plans.set_reversible(tx, made.id, False)
    return {0: Done(None, {}, broken.tell), **{step.number: Done(step.link_id, {}) for step in _open(made)}}


def _whole_reauthorise(actor: Actor, installation: Installation, tx: Transaction, made: Plan) -> Mapping[int, Done]:
    """Let what the other login sees go on by it, and end the former connection. Raises: Changed."""
    planned, companies = _held(actor, installation, tx, made), _companies(tx, actor, made)
    fitting(installation, actor, planned)
    going = [link for link in planned.own if link.id in companies]
    for link in going:
        goes_on(installation, tx, link, planned.successor, companies[link.id])
    details: Details = {"to": planned.successor.id, "links": len(going), "plan": made.id}
    details["orphaned"] = len(planned.own) - len(going)
    former = planned.former
    audit.add(
        installation.store, tx, actor, "re-authorised",
        package=former.package, connection_id=former.id, details=details,
    )  # fmt: skip
    for link in going:
        mended(installation, tx, link, planned.successor)
    broken = ended(installation, tx, former, _why(planned.successor))
    plans.set_reversible(tx, made.id, False)
    return {0: Done(None, {}, broken.tell), **{step.number: Done(step.link_id, {}) for step in _open(made)}}


def _companies(tx: Transaction, actor: Actor, made: Plan) -> dict[int, Company]:
    """Return the companies that links get, by the links' ids. Raises: Changed where another link has one meanwhile."""
    found: dict[int, Company] = {}
    for step in _open(made):
        if step.link_id is not None and step.to is not None:
            _aside(tx, actor, step, step.to)
            found[step.link_id] = step.to
    return found


def _aside(tx: Transaction, actor: Actor, step: Step, company: Company) -> list[Any] | None:
    """Return which broken link leaves its place to a step's, with the id that it has. Raises: Changed for one that works."""
    taken = links.of_company(tx, actor, step.package, company)
    if taken is None or taken.id == step.link_id:
        return None
    if taken.state == "ok":
        raise Changed(f"another link has the company of “{step.name}” now")
    return [taken.id, taken.company.id]


def _why(successor: Connection) -> Why:
    return Why("another_account", f"re-authorised as another login, by connection {successor.id}")


def _one(actor: Actor, installation: Installation, tx: Transaction, made: Plan, step: Step) -> Done:
    """Move one link, or let it be read no more; the former connection goes on. Raises: Changed."""
    former_id, successor_id = made.subject["former"], made.subject["successor"]
    connections.hold(tx, [former_id, successor_id])
    links.hold(tx, [step.link_id or 0])
    link, successor = links.get(tx, actor, step.link_id or 0), connections.get(tx, actor, successor_id)
    if stands(link) != step.facts[0] or link.connection_id != former_id or not successor.usable:
        raise Changed(f"“{step.name}” is no longer what it was when it was looked at")
    was: dict[str, Any] = {**before(tx, link), "streams": []}
    broken = None
    if step.to is None:
        broken = links_over(installation, tx, (link,), _why(successor))
    else:
        was["aside"] = _aside(tx, actor, step, step.to)
        if is_another(link, step.to):
            was["streams"] = [state.model_dump(mode="json") for state in runs.stream_states(tx, link.id)]
        goes_on(installation, tx, link, successor, step.to)
    details: Details = {"to": successor_id, "verdict": step.verdict or "", "plan": made.id}
    details["agrees"], details["contradicts"] = (
        tuple(sorted(step.evidence.agrees)),
        tuple(sorted(step.evidence.contradicts)),
    )
    audit.add(
        installation.store, tx, actor, "handed over" if made.kind == "hand_over" else "re-authorised",
        package=link.package, link_id=link.id, connection_id=former_id, details=details,
    )  # fmt: skip
    if step.to is not None:
        mended(installation, tx, link, successor)
    plans.set_reversible(tx, made.id, True)
    return Done(link.id, was, broken.tell) if broken is not None else Done(link.id, was)


def _undo(
    actor: Actor,
    installation: Installation,
    tx: Transaction,
    step: Step,  # noqa: ARG001 - an Undo
    former: Mapping[str, Any],
) -> None:
    """Let a link that was moved alone be read by its former connection again. Raises: InvalidInput where that is over."""
    was = Link.model_validate(former["link"])
    connections.hold(tx, [was.connection_id or 0])
    links.hold(tx, [was.id])
    link, connection = links.get(tx, actor, was.id), connections.of_link(tx, actor, was)
    if connection.owner != actor.user:
        refuse_below(actor, "administrator", "move it back")
    refuse_read_since(tx, link, former)
    refuse_taken(tx, actor, was)
    if was.state == "ok" and not connection.usable:
        raise InvalidInput(
            f"connection {connection.id} is used no more",
            way_out="Sign in, then `boekhaak relink`",
            company=link.company.name,
        )
    if was.state == "ok":
        link_goes_on(installation, tx, link, connection, was.company)
    else:
        stop_reading(installation, tx, link, by=actor.user, reason=UNDONE)
    links.restore(tx, was)
    if former.get("aside") is not None:
        links.give_back(tx, *former["aside"])
    runs.restore(tx, link.environment, [StreamState.model_validate(state) for state in former["streams"]])
    audit.add(installation.store, tx, actor, "hand-over undone", package=link.package, link_id=link.id)
    if was.state == "ok":
        mended(installation, tx, link, connection)
    elif link.state == "ok":
        events.of_link(installation.store, tx, was, "link_broken", {"cause": was.cause, "reason": was.reason})


HAND_OVER = Way(right="connect", anew=_anew, one=_one, whole=_whole_hand_over, undo=_undo, whole_by_name=False)
REAUTHORISE = replace(HAND_OVER, whole=_whole_reauthorise)
"""How plans for another owner, and for another login, are applied and undone."""
