"""Overwriting by a plan: what activating a company for a client does, written down in the accounting office's portal."""

from __future__ import annotations

from collections.abc import Mapping

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.plan import Plan, Step
from boekhaak.service import activating, planning
from boekhaak.service.planning import Done, Draft, Way, Whole, digest
from boekhaak.service.rights import may
from boekhaak.service.weighing import ActivationPlan, There, room
from boekhaak.store import records
from boekhaak.store.database import Transaction

WORDS = {"kept": ("its link and its records stay",), "replaced": ("another company takes its place",)}
"""What is said of a client's link, by what becomes of it."""


@may("connect")
def plan_overwrite(actor: Actor, installation: Installation, client: str, package: str, company: str) -> Plan:
    """Return what it would change to let the office's sign-in read a company for a client, as a plan of the portal.

    It is applied as a whole. Its steps are of another environment, which may erase what they tell: they have the ids of its
    links. Raises: as :func:`boekhaak.service.activating.plan`.
    """
    planned = activating.plan(actor, installation, client, package, company)
    draft = Draft(
        kind="overwrite",
        package=package,
        steps=_steps(installation, planned),
        subject={"client": client, "planned": planned.model_dump(mode="json")},
        sentences=planned.sentences,
    )
    return planning.write_down(actor, installation, draft)


def _steps(installation: Installation, planned: ActivationPlan) -> tuple[Step, ...]:
    """Return what becomes of the client's links; a company that is new to the client, or read already, is a step too."""
    with installation.store.reading() as tx:
        held = records.totals(tx, planned.client, [link.link_id for link in planned.links])
    facts = (digest(planned), "")
    changed = [
        Step(
            number=number,
            link_id=link.link_id,
            name=link.name,
            package=planned.package,
            becomes="linked" if link.becomes == "kept" else "orphaned",
            records=held[link.link_id],
            calls=planned.calls_at_least if link.becomes == "kept" else 0,
            to=planned.company if link.becomes == "kept" else None,
            connection_id=planned.connection_id,
            words=WORDS[link.becomes],
            facts=facts,
        )
        for number, link in enumerate(planned.links, start=1)
    ]
    if any(link.becomes == "kept" for link in planned.links):
        return tuple(one if planned.action != "active" else _active(one) for one in changed)
    new = Step(
        number=len(changed) + 1,
        link_id=None,
        name=planned.company.name,
        package=planned.package,
        becomes="linked",
        calls=planned.calls_at_least,
        to=planned.company,
        connection_id=planned.connection_id,
        words=("it is new to the client",),
        facts=facts,
    )
    return (*changed, new)


def _active(step: Step) -> Step:
    return step.model_copy(update={"becomes": "unchanged", "words": ("your office's sign-in reads it already",)})


def _planned(made: Plan) -> ActivationPlan:
    """Return what was planned. Raises: InvalidInput where the client has erased a company that it tells of."""
    if "planned" not in made.subject:
        raise InvalidInput(
            f"what plan {made.id} tells of was erased since",
            way_out="Make the plan anew and look at it; nothing was changed",
        )
    return ActivationPlan.model_validate(made.subject["planned"])


def _anew(actor: Actor, installation: Installation, made: Plan) -> tuple[Step, ...]:
    """Return the steps as they would be now; the package is asked for its list again."""
    planned = _planned(made)
    fresh = activating.plan(actor, installation, planned.client, planned.package, planned.company.id)
    return _steps(installation, fresh)


def _prepared(actor: Actor, installation: Installation, made: Plan) -> Whole:
    """Return what activates exactly what was planned: who acts in the client, and what it may have, is found out before."""
    planned = _planned(made)
    who = activating.at_client(actor, installation, planned.client)
    within = room(who, installation)

    def whole(actor: Actor, installation: Installation, tx: Transaction, made: Plan) -> Mapping[int, Done]:
        done = activating.activated(installation, tx, actor, planned, There(who, within))
        about = {step.number: step.link_id or done.link.id for step in made.steps if step.state == "open"}
        told = {number: Done(link_id, {}) for number, link_id in about.items()}
        return {0: Done(None, {}, lambda: done.tell(installation)), **told}

    return whole


OVERWRITE = Way(right="connect", anew=_anew, prepared=_prepared)
"""How plans for activating are applied."""
