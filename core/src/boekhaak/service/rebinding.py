"""Rebinding: letting one link be read again, as a plan's step tells, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.audit import Details
from boekhaak.models.link import Actor, Link, StreamState
from boekhaak.models.plan import Step
from boekhaak.service.breaking import link_goes_on, mended, stop_reading
from boekhaak.service.planning import Changed, Done, stands
from boekhaak.service.queueing import ask_for_first
from boekhaak.store import audit, connections, events, links, records, runs
from boekhaak.store.database import Transaction

UNDONE = "the relink was undone"
LEFT = "left to another link"
"""What stands for the former id of a link whose company another one was bound to."""


def bind_again(actor: Actor, installation: Installation, tx: Transaction, step: Step, *, plan_id: int | None) -> Done:
    """Bind a link as a step tells, in the transaction that is given. Raises: Changed when something came in between."""
    if step.to is None or step.connection_id is None or step.link_id is None:
        raise Changed(f"nothing was found for “{step.name}”")
    connections.hold(tx, [step.connection_id])
    links.hold(tx, [step.link_id])
    link, connection = links.get(tx, actor, step.link_id), connections.get(tx, actor, step.connection_id)
    taken = links.of_company(tx, actor, link.package, step.to)
    free = taken is None or taken.id == link.id or taken.state == "broken"
    if _stood(link, step) != step.facts[0] or not connection.usable or not free:
        raise Changed(f"“{step.name}” is no longer what it was when it was looked at")
    store, first = installation.store, link.connection_id is None
    aside = [taken.id, taken.company.id] if taken is not None and taken.id != link.id else None
    former: dict[str, Any] = {**before(tx, link), "streams": [], "aside": aside}
    if step.to.id != link.company.id and not first:
        former["streams"] = [state.model_dump(mode="json") for state in runs.stream_states(tx, link.id)]
        runs.forget(tx, link, other_company=True)
        records.forget_versions(tx, link)
    link_goes_on(installation, tx, link, connection, step.to)
    if first and link.stage == "ready":
        ask_for_first(actor, installation, tx, link)
    audit.add(
        store, tx, actor, "relinked",
        package=link.package, link_id=link.id, connection_id=connection.id, details=_evidence(step, plan_id, aside),
    )  # fmt: skip
    mended(installation, tx, link, connection)
    return Done(link.id, former)


def _stood(link: Link, step: Step) -> str:
    """Return what stands for a link as it was planned: one that left its place to another link of the plan had it then."""
    if not link.company.id and step.former_id not in {"", LEFT}:
        link = link.model_copy(update={"company": link.company.model_copy(update={"id": step.former_id})})
    return stands(link)


def _evidence(step: Step, plan_id: int | None, aside: list[Any] | None) -> Details:
    """Return on what a link was bound, and which one left it its place, for the audit trail."""
    told: Details = {
        "verdict": step.verdict or "",
        "agrees": tuple(sorted(step.evidence.agrees)),
        "contradicts": tuple(sorted(step.evidence.contradicts)),
        "company": step.to.id if step.to else "",
        "former": step.former_id,
    }
    return told | ({"plan": plan_id} if plan_id is not None else {}) | ({"aside": aside[0]} if aside else {})


def undo(actor: Actor, installation: Installation, tx: Transaction, step: Step, former: Mapping[str, Any]) -> None:
    """Let a link be broken as it was before it was bound."""
    links.hold(tx, [step.link_id or 0])
    link, was = links.get(tx, actor, step.link_id or 0), Link.model_validate(former["link"])
    refuse_read_since(tx, link, former)
    refuse_taken(tx, actor, was)
    stop_reading(installation, tx, link, by=actor.user, reason=UNDONE)
    links.restore(tx, was)
    if former.get("aside") is not None:
        links.give_back(tx, *former["aside"])
    runs.restore(tx, link.environment, [StreamState.model_validate(state) for state in former["streams"]])
    audit.add(installation.store, tx, actor, "relink undone", package=link.package, link_id=link.id)
    told = {"cause": was.cause, "reason": was.reason}
    events.of_link(installation.store, tx, was, "link_broken", told)


def refuse_taken(tx: Transaction, actor: Actor, was: Link) -> None:
    """Raise InvalidInput where another link has the company by now that a link had before."""
    there = links.of_company(tx, actor, was.package, was.company) if was.company.id else None
    if there is not None and there.id != was.id:
        raise InvalidInput(
            f"its former company is that of link {there.id} now",
            way_out=f"Undo first what was done to link {there.id}",
            company=was.company.name,
        )


def before(tx: Transaction, link: Link) -> dict[str, Any]:
    """Return what is to be known of a link in order to undo what is about to be done to it."""
    return {"link": link.model_dump(mode="json"), "read": _newest_run(tx, link)}


def refuse_read_since(tx: Transaction, link: Link, former: Mapping[str, Any]) -> None:
    """Raise InvalidInput where a link was read, or changed otherwise, since a step was applied to it: that cannot be undone."""
    if stands(link) != former.get("after"):
        raise InvalidInput(
            "it was changed otherwise since, so the step cannot be undone",
            way_out="Undo first what came later, or leave it as it is",
            company=link.company.name,
        )
    if _newest_run(tx, link) != former["read"]:
        raise InvalidInput(
            "it was read since, so the step cannot be undone",
            way_out="What was read stays; `boekhaak disconnect` stops reading it",
            company=link.company.name,
        )


def _newest_run(tx: Transaction, link: Link) -> list[list[int]]:
    """Return the id of a link's newest run with the calls that it took: as JSON keeps it."""
    return [list(one) for one in runs.calls_until_now(tx, link.id).items()]
