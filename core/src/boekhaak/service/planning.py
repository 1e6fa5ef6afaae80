"""Planning: what all plans have in common, whatever they do. :mod:`boekhaak.service.plans` applies and undoes them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.limits import Scope
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.plan import Plan, PlanKind, Step
from boekhaak.models.value import Value
from boekhaak.service.rights import Deed
from boekhaak.service.timing import least_wait, left_of
from boekhaak.store import apps, audit, connections, plans, records
from boekhaak.store.database import Transaction


@dataclass(frozen=True)
class Draft:
    """A plan before it is written down."""

    kind: PlanKind
    package: str
    steps: tuple[Step, ...]
    subject: dict[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    calls_used: int = 0
    reversible: bool = False


class Done(NamedTuple):
    """A step that was applied: to which link, what that was before, and what to tell the host after the transaction.

    Without a link it is about one of another environment, or none.
    """

    link_id: int | None
    former: dict[str, Any]
    tell: Callable[[], None] = lambda: None


class Changed(Exception):
    """What a step rests on has changed since the plan was looked at again."""


Anew = Callable[[Actor, Installation, Plan], tuple[Step, ...]]
One = Callable[[Actor, Installation, Transaction, Plan, Step], Done]
Whole = Callable[[Actor, Installation, Transaction, Plan], Mapping[int, Done]]
"""Tells what was done by the steps' numbers; what concerns none of them alone stands under 0."""
Prepared = Callable[[Actor, Installation, Plan], Whole]
Undo = Callable[[Actor, Installation, Transaction, Step, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Way:
    """How plans of a kind are made anew, applied and undone, and which right that takes.

    ``one`` applies a step in a transaction of its own; ``whole``, where there is one, all steps of a plan in a single
    transaction, by their numbers, with what concerns none of them alone; a plan without steps may still have that.
    ``prepared`` looks at what the whole needs before its transaction begins, and returns it. Unless ``whole_by_name``, links
    that are named are applied alone, even when they are all that is left. A kind without ``undo`` cannot be undone.
    """

    right: Deed
    anew: Anew
    one: One | None = None
    whole: Whole | None = None
    prepared: Prepared | None = None
    whole_by_name: bool = True
    undo: Undo | None = None


def as_it_was_made(actor: Actor, installation: Installation, made: Plan) -> tuple[Step, ...]:  # noqa: ARG001 - an Anew
    """Return the steps of a plan that was made this moment: nothing is asked anew."""
    return made.steps


def write_down(actor: Actor, installation: Installation, draft: Draft) -> Plan:
    """Write a plan down, to be looked at; nothing else is changed."""
    now = installation.clock.now()
    with installation.store.writing() as tx:
        plan = Plan(
            id=0,
            environment=actor.environment,
            kind=draft.kind,
            package=draft.package,
            subject=draft.subject,
            made_by=actor.user,
            made_at=now,
            expires_at=now + installation.policy.plans_last,
            steps=draft.steps,
            time=_least_time(tx, installation, draft.steps),
            calls_used=draft.calls_used,
            problems=draft.problems,
            sentences=draft.sentences,
            reversible=draft.reversible,
        )
        made = plans.add(tx, plan)
        details = {"plan": made.id, "kind": draft.kind, "steps": len(draft.steps)}
        audit.add(installation.store, tx, actor, "plan made", package=draft.package, details=details)
    return made


def digest(*facts: Value | str | None) -> str:
    """Return a short text that stands for facts: another one as soon as one of them differs."""
    told = [one.model_dump(mode="json") if isinstance(one, Value) else one for one in facts]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]


def stands(link: Link) -> str:
    """Return what stands for a link as a person looked at it: whose it is, and how it stands; not what reading changes."""
    company = link.company
    return digest(
        str(link.id), link.host_company, link.state, link.cause, str(link.connection_id),
        company.region, company.id, company.registration_number, company.vat_number,
    )  # fmt: skip


def records_held(tx: Transaction, environment: str, links: Iterable[Link]) -> Counter[int]:
    """Return how many live records each of the links has."""
    return records.totals(tx, environment, [link.id for link in links])


def calls_of(installation: Installation, package: str) -> int:
    """Return how many calls the next reading of a company takes at least: one to begin with, and one a stream."""
    there = installation.packages.packages.get(package)
    return 1 + len(there.info.streams) if there else 0


def refuse_changed(plan: Plan, changed: Iterable[Step]) -> None:
    """Raise InvalidInput for steps that rest on what is no longer so."""
    names = [f"“{one.name}”" for one in changed]
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        raise InvalidInput(
            f"what plan {plan.id} rests on has changed: {', '.join(names[:3])}{more}",
            way_out="Make the plan anew and look at it; nothing was changed",
        )


def refuse_otherwise(plan: Plan, facts: str) -> None:
    """Raise InvalidInput where what concerns no step alone is no longer as the plan's ``subject`` tells under “facts”."""
    if plan.subject.get("facts", "") != facts:
        raise InvalidInput(
            f"what plan {plan.id} rests on has changed",
            way_out="Make the plan anew, such as with `boekhaak relink`, and look at it; nothing was changed",
        )


def _least_time(tx: Transaction, installation: Installation, steps: Iterable[Step]) -> timedelta:
    """Return how long the packages' windows let the calls of the next reading wait at least."""
    calls: Counter[int] = Counter()
    for step in steps:
        if step.connection_id is not None and step.becomes in {"linked", "read_again"}:
            calls[step.connection_id] += step.calls
    return max((_wait(tx, installation, id_, several) for id_, several in calls.items()), default=timedelta())


def _wait(tx: Transaction, installation: Installation, connection_id: int, calls: int) -> timedelta:
    connection: Connection | None = connections.known(tx, connection_id)
    package = installation.packages.packages.get(connection.package) if connection else None
    if connection is None or package is None:
        return timedelta()
    app = apps.get(tx, installation.vault, connection.app_id).app.client_id
    now, scope = installation.clock.now(), Scope(app, connection.login.id, "", "")
    shared = [one for one in package.info.windows if "company" not in one.scopes]
    return least_wait(calls, left_of(tx, package.key, shared, scope, now), now)
