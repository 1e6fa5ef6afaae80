"""Carrying out a plan: whole or for some links, each in a transaction of its own; and undoing it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from boekhaak import logs
from boekhaak.errors import AccessMissing, BoekhaakError, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.plan import Plan, Step
from boekhaak.service.planning import Changed, Done, One, Way, refuse_changed, stands
from boekhaak.service.rights import refuse_below
from boekhaak.store import links, plans
from boekhaak.store.database import Transaction

log = logs.get_logger()

ANEW = "Make the plan anew, such as with `boekhaak relink`, and look at it; nothing was changed"


def carry_out(
    actor: Actor, installation: Installation, way: Way, plan_id: int, only: Collection[int] | None = None
) -> Plan:
    """Apply a plan's steps that are still open: all that need no question, or those of the links that are named.

    What they rest on is looked at once more. Each link is either as it was or as the step makes it, also after a crash: then
    the plan is applied again. Raises: InvalidInput when the plan is over, or what it rests on has changed; NotFound for links
    that it does not have; AccessMissing.
    """
    with installation.store.reading() as tx:
        plan = plans.get(tx, actor, plan_id)
    chosen = _chosen(actor, plan, only)
    whole = _is_whole(way, plan, chosen, named=only is not None)
    if plan.state in {"applied", "undone"} and not chosen:
        return plan
    if not (chosen or (whole and not plan.steps)):
        return _settled(actor, installation, plan)
    _refuse_over(installation, plan)
    fresh = {_about(step): step.facts for step in way.anew(actor, installation, plan)}
    refuse_changed(plan, [step for step in chosen if fresh.get(_about(step)) != step.facts])
    if whole:
        _all_at_once(actor, installation, way, plan)
    else:
        _one_by_one(actor, installation, way, plan, chosen)
    return _settled(actor, installation, plan)


def take_back(
    actor: Actor, installation: Installation, way: Way, plan_id: int, only: Collection[int] | None = None
) -> Plan:
    """Undo a plan's steps that were applied, or those of the links that are named, each in a transaction of its own.

    Raises: InvalidInput for a plan that cannot be undone, and for links that were read since: those stay as they are, the others
    are undone; NotFound.
    """
    with installation.store.reading() as tx:
        plan = plans.get(tx, actor, plan_id)
    undo = way.undo
    if undo is None or not plan.reversible:
        raise InvalidInput(
            f"plan {plan.id} cannot be undone: what it ended is gone",
            way_out="Relink the companies, or import them again",
        )
    wanted = _named(plan, only) if only is not None else plan.steps
    if not any(step.state == "applied" for step in wanted):
        raise InvalidInput(
            f"nothing of plan {plan.id} is applied" + ("" if only is None else " for what is named"),
            way_out=f"`boekhaak plans show {plan.id}` tells how its steps stand",
        )
    if any(step.verdict == "conflict" and step.state == "applied" for step in wanted):
        refuse_below(actor, "administrator", "decide about a conflict")
    kept: list[BoekhaakError] = []
    for step in reversed(wanted):  # what came last may have what an earlier one is to get back
        if step.state != "applied":
            continue
        try:
            with installation.store.writing() as tx:
                undo(actor, installation, tx, step, plans.former(tx, plan.id, step.number))
                if plans.hold(tx, plan.id, step.number).state == "applied":
                    plans.undone(tx, plan.id, step, actor.user)
                else:
                    tx.rollback()
        except (InvalidInput, NotFound) as refused:
            kept.append(refused.about(company=step.name))
    if kept:
        names = ", ".join(f"“{one.company}”" for one in kept[:3]) + (" …" if len(kept) > 3 else "")
        raise InvalidInput(f"{names}: {kept[0].what}", way_out=f"{kept[0].way_out}. All others were undone")
    with installation.store.writing() as tx:
        whole = plans.get(tx, Actor(environment=actor.environment, user=""), plan.id)
        if whole.state == "applied" and not any(step.state == "applied" for step in whole.steps):
            plans.settle(tx, plan.id, "undone")
        return plans.get(tx, actor, plan.id)


def _chosen(actor: Actor, plan: Plan, only: Collection[int] | None) -> tuple[Step, ...]:
    """Return the steps to apply. Raises: InvalidInput for links that were named and cannot be; NotFound; AccessMissing."""
    if only is None:
        return tuple(step for step in _applicable(plan) if step.needs_no_question)
    named = [step for step in _named(plan, only) if step.state == "open"]
    if over := [step for step in _named(plan, only) if step.state in {"refused", "undone"}]:
        raise InvalidInput(f"“{over[0].name}” was {over[0].state}: {over[0].reason}", way_out=ANEW)
    if nothing := [step for step in named if step.becomes == "unchanged"]:
        raise InvalidInput(
            f"nothing can be done for “{nothing[0].name}”: {'; '.join(nothing[0].words) or 'no company was found for it'}",
            way_out="Leave it out; sign in with a login that sees the company, and make the plan anew",
        )
    if not actor.user.strip() and any(not step.needs_no_question for step in named):
        raise InvalidInput("what is no proof needs a person who names it", way_out="Act as a user of the environment")
    if any(step.verdict == "conflict" for step in named):
        refuse_below(actor, "administrator", "decide about a conflict")
    return tuple(named)


def _named(plan: Plan, only: Collection[int]) -> tuple[Step, ...]:
    there = {plan.called(step): step for step in plan.steps}
    if missing := sorted(set(only) - {id_ for id_ in there if id_ is not None}):
        what = "dossier" if plan.kind == "adopt" else "link"
        raise NotFound(
            f"plan {plan.id} has no {what} {', '.join(map(str, missing))}",
            way_out=f"`boekhaak plans show {plan.id}` lists its {what}s",
        )
    return tuple(there[id_] for id_ in dict.fromkeys(only))


def _applicable(plan: Plan) -> tuple[Step, ...]:
    return tuple(step for step in plan.steps if step.state == "open" and step.becomes != "unchanged")


def _is_whole(way: Way, plan: Plan, chosen: Sequence[Step], *, named: bool) -> bool:
    """Tell whether steps are applied in one transaction: they are all that is left of a plan that can be."""
    can_be = (way.whole or way.prepared) is not None and (way.whole_by_name or not named)
    return can_be and len(chosen) == len(_applicable(plan))


def _about(step: Step) -> tuple[int | None, str]:
    """Return what a step is about: a link, or a dossier that is none yet."""
    return step.link_id, "" if step.link_id is not None else step.host_company


def _refuse_over(installation: Installation, plan: Plan) -> None:
    if plan.state == "dropped":
        raise InvalidInput(f"plan {plan.id} was dropped", way_out=ANEW)
    if installation.clock.now() >= plan.expires_at:
        raise InvalidInput(f"plan {plan.id} could be applied until {plan.expires_at:%Y-%m-%d %H:%M}", way_out=ANEW)


def _one_by_one(actor: Actor, installation: Installation, way: Way, plan: Plan, chosen: Sequence[Step]) -> None:
    """Apply steps, each in a transaction of its own; what changed at the last moment is refused, and leaves the others alone."""
    if way.one is None:
        raise InvalidInput(f"plan {plan.id} is applied as a whole", way_out="Leave out which links")
    for step in chosen:
        try:
            done = _applied(actor, installation, way.one, plan, step)
        except Changed as changed:
            log.info("a step of a plan is refused", plan=plan.id, link=step.link_id)
            with installation.store.writing() as tx:
                if plans.hold(tx, plan.id, step.number).state == "open":
                    plans.refused(tx, plan.id, step, str(changed))
        except (NotFound, AccessMissing) as gone:
            with installation.store.writing() as tx:
                plans.refused(tx, plan.id, step, gone.what)
        else:
            done.tell()


def _applied(actor: Actor, installation: Installation, one: One, plan: Plan, step: Step) -> Done:
    """Apply one step. Raises: Changed, also when somebody else has applied it meanwhile.

    Rows of plans are locked after those of links, as where links are erased.
    """
    with installation.store.writing() as tx:
        done = one(actor, installation, tx, plan, step)
        if plans.held(tx, plan.id) != "open" or plans.hold(tx, plan.id, step.number).state != "open":
            raise Changed(f"“{step.name}” was applied by somebody else")
        former = done.former | _after(tx, actor, done)
        plans.applied(installation.store, tx, plan.id, step, actor.user, done=(done.link_id, former))
    return done


def _after(tx: Transaction, actor: Actor, done: Done) -> dict[str, str]:
    """Return what stands for a link as a step left it: who undoes the step compares it."""
    if done.link_id is None or not done.former:
        return {}
    return {"after": stands(links.get(tx, actor, done.link_id))}


def _all_at_once(actor: Actor, installation: Installation, way: Way, plan: Plan) -> None:
    """Apply a whole plan in one transaction. Raises: InvalidInput when something changed at the last moment."""
    whole = way.prepared(actor, installation, plan) if way.prepared is not None else way.whole
    assert whole is not None  # noqa: S101 - whoever calls it has looked
    steps = {step.number: step for step in _applicable(plan)}
    with installation.store.writing(durable=True) as tx:
        try:
            done = whole(actor, installation, tx, plan)
        except Changed as changed:
            if plans.held(tx, plan.id) == "applied":
                return
            raise InvalidInput(str(changed), way_out=ANEW) from changed
        over = plans.held(tx, plan.id) != "open"
        if over or any(plans.hold(tx, plan.id, number).state != "open" for number in sorted(steps)):
            tx.rollback()
            return
        for number, step in steps.items():
            former = (done[number].link_id, done[number].former | _after(tx, actor, done[number]))
            plans.applied(installation.store, tx, plan.id, step, actor.user, done=former)
        plans.settle(tx, plan.id, "applied")
    for one in done.values():
        one.tell()


def _settled(actor: Actor, installation: Installation, plan: Plan) -> Plan:
    """Return the plan as it is now; it is applied when nothing of it is left to do, for whoever that may be."""
    everybody = Actor(environment=actor.environment, user="")
    with installation.store.writing() as tx:
        whole = plans.get(tx, everybody, plan.id)
        if whole.state == "open" and not _applicable(whole):
            plans.settle(tx, plan.id, "applied")
        return plans.get(tx, actor, plan.id)
