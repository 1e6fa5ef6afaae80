"""Plans and their steps, as they were made and as far as they were applied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from boekhaak.errors import NotFound
from boekhaak.models.link import Actor
from boekhaak.models.plan import Plan, Step
from boekhaak.store.database import MANY, Found, Store, Transaction
from boekhaak.store.links import seen_by
from boekhaak.store.plan_tables import PlanRow, PlanStepRow
from boekhaak.store.tables import table

_plans = table(PlanRow)
_steps = table(PlanStepRow)

DONE = {"state", "reason", "applied_at", "applied_by"}
"""What of a step is told by columns of its own, because it changes."""
TOLD = {"time", "calls_used", "problems", "sentences", "reversible"}
"""What of a plan is only told."""


def add(tx: Transaction, plan: Plan) -> Plan:
    """Write down a plan that was made; return it with its id."""
    row = _plans.insert().values(
        environment_id=plan.environment,
        kind=plan.kind,
        package=plan.package,
        subject=plan.subject,
        told=plan.model_dump(mode="json", include=TOLD),
        made_by=plan.made_by,
        made_at=plan.made_at,
        expires_at=plan.expires_at,
        state=plan.state,
    )
    added = int(tx.execute(row.returning(_plans.c.id)).scalar_one())
    rows = [
        {
            "plan_id": added,
            "number": step.number,
            "environment_id": plan.environment,
            "link_id": step.link_id,
            "planned": step.model_dump(mode="json", exclude=DONE | {"number", "link_id"}, exclude_defaults=True),
            "state": step.state,
        }
        for step in plan.steps
    ]
    if rows:
        tx.execute(_steps.insert(), rows)
    return plan.model_copy(update={"id": added})


def get(tx: Transaction, actor: Actor, plan_id: int) -> Plan:
    """Return a plan of the actor's environment, with the steps whose links the actor may see. Raises: NotFound."""
    row = tx.execute(select(_plans).where(_plans.c.id == plan_id, _plans.c.environment_id == actor.environment)).first()
    if row is None:
        raise NotFound(
            f"environment “{actor.environment}” has no plan {plan_id}",
            way_out="`boekhaak plans` lists them; `boekhaak relink` makes one",
        )
    mine = select(_steps).where(_steps.c.plan_id == plan_id).order_by(_steps.c.number)
    if actor.companies is not None:
        mine = mine.where(seen_by(actor, _steps.c.link_id))
    steps = (_step(step) for step in tx.execute(mine))
    if actor.portal:  # an office knows of no logins but its own
        steps = (step.model_copy(update={"login": ""}) for step in steps)
    return _plan(row, tuple(step for step in steps if actor.packages is None or step.package in {"", *actor.packages}))


def listed(tx: Transaction, actor: Actor, limit: int) -> tuple[tuple[Plan, dict[str, int]], ...]:
    """Return the newest plans of the actor's environment without their steps, and how many steps are in which state."""
    mine = select(_plans).where(_plans.c.environment_id == actor.environment).order_by(_plans.c.id.desc()).limit(limit)
    rows = tx.execute(mine).all()
    counted = (
        select(_steps.c.plan_id, _steps.c.state, func.count().label("steps"))
        .where(_steps.c.plan_id.in_([row.id for row in rows]))
        .group_by(_steps.c.plan_id, _steps.c.state)
    )
    states: dict[int, dict[str, int]] = {}
    for row in tx.execute(counted):
        states.setdefault(row.plan_id, {})[row.state] = row.steps
    hidden: dict[str, Any] = {"subject": {}} | ({} if actor.companies is None else {"problems": ()})
    return tuple((_plan(row, ()).model_copy(update=hidden), states.get(row.id, {})) for row in rows)


def held(tx: Transaction, plan_id: int) -> str:
    """Return how a plan stands, and let nobody else apply or drop it before this transaction ends."""
    return str(tx.execute(select(_plans.c.state).where(_plans.c.id == plan_id).with_for_update()).scalar_one())


def hold(tx: Transaction, plan_id: int, number: int) -> Step:
    """Return a step as it is now, and let nobody else apply or undo it before this transaction ends."""
    which = (_steps.c.plan_id == plan_id, _steps.c.number == number)
    return _step(tx.execute(select(_steps).where(*which).with_for_update()).one())


def former(tx: Transaction, plan_id: int, number: int) -> dict[str, Any]:
    """Return what the link of a step was before it was applied."""
    which = (_steps.c.plan_id == plan_id, _steps.c.number == number)
    return dict(tx.execute(select(_steps.c.former).where(*which)).scalar() or {})


def applied(
    store: Store, tx: Transaction, plan_id: int, step: Step, by: str, *, done: tuple[int | None, dict[str, Any]]
) -> None:
    """Write down that a step was applied, by whom, to which link, and what that was before."""
    values = {"state": "applied", "reason": "", "applied_at": store.clock.now(), "applied_by": by}
    _write(tx, plan_id, step.number, **values, link_id=done[0], former=done[1])


def refused(tx: Transaction, plan_id: int, step: Step, reason: str) -> None:
    """Write down why a step was not applied."""
    _write(tx, plan_id, step.number, state="refused", reason=reason)


def undone(tx: Transaction, plan_id: int, step: Step, by: str) -> None:
    """Write down that a step was undone."""
    _write(tx, plan_id, step.number, state="undone", reason=f"undone by {by}")


def settle(tx: Transaction, plan_id: int, state: str) -> None:
    """Write down that a plan was applied, or dropped."""
    tx.execute(_plans.update().where(_plans.c.id == plan_id).values(state=state))


def set_reversible(tx: Transaction, plan_id: int, reversible: bool) -> None:
    """Write down whether what was applied of a plan can be undone now."""
    told = tx.execute(select(_plans.c.told).where(_plans.c.id == plan_id).with_for_update()).scalar_one()
    values = {**(told or {}), "reversible": reversible}
    tx.execute(_plans.update().where(_plans.c.id == plan_id).values(told=values))


def let_go(tx: Transaction, plan_id: int, number: int) -> None:
    """Let a step be about no link any more, as before it was applied: that is erased, and what was planned stays."""
    _write(tx, plan_id, number, link_id=None, former=None)


def forget_links(tx: Transaction, link_ids: Sequence[int]) -> None:
    """Forget what plans knew of links that are erased."""
    for start in range(0, len(link_ids), MANY):
        these = _steps.c.link_id.in_(link_ids[start : start + MANY])
        about = select(_steps.c.plan_id).where(these)
        named = _plans.c.kind.in_(("relink", "overwrite")) | ((_plans.c.kind == "adopt") & (_plans.c.state != "open"))
        for row in tx.execute(select(_plans.c.id, _plans.c.told).where(_plans.c.id.in_(about), named)).all():
            told = (row.told or {}) | {"problems": [], "sentences": []}
            tx.execute(_plans.update().where(_plans.c.id == row.id).values(subject=None, told=told))
        tx.execute(_steps.update().where(these).values(planned=None, former=None))
        erasing = select(_plans.c.id).where(_plans.c.kind == "erase")  # what such a plan does itself it tells itself
        open_ = (these, _steps.c.state == "open", _steps.c.plan_id.not_in(erasing))
        tx.execute(_steps.update().where(*open_).values(state="refused", reason="the company was erased since"))


def forget_before(tx: Transaction, environment: str, moment: datetime) -> None:
    """Forget an environment's plans that were made before that moment."""
    old = (_plans.c.environment_id == environment, _plans.c.made_at < moment)
    tx.execute(_steps.delete().where(_steps.c.plan_id.in_(select(_plans.c.id).where(*old))))
    tx.execute(_plans.delete().where(*old))


def _write(tx: Transaction, plan_id: int, number: int, **values: Any) -> None:  # noqa: ANN401 - columns
    tx.execute(_steps.update().where(_steps.c.plan_id == plan_id, _steps.c.number == number).values(**values))


def _plan(row: Found, steps: tuple[Step, ...]) -> Plan:
    return Plan(
        id=row.id,
        environment=row.environment_id,
        kind=row.kind,
        package=row.package,
        subject=row.subject or {},
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        state=row.state,
        steps=steps,
        **(row.told or {}),
    )


ERASED = {"name": "", "package": "", "becomes": "erased"}
"""What is known of a link that was erased since."""


def _step(row: Found) -> Step:
    return Step(
        **(row.planned or ERASED),
        number=row.number,
        link_id=row.link_id,
        state=row.state,
        reason=row.reason,
        applied_at=row.applied_at,
        applied_by=row.applied_by,
    )
