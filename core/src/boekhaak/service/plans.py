"""Plans: looking at them, applying them whole or for some links, dropping and undoing them, whatever they do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.plan import Plan, PlanKind, StepState
from boekhaak.models.value import Value
from boekhaak.service import rights
from boekhaak.service.carrying_out import carry_out, take_back
from boekhaak.service.disconnecting import DISCONNECT
from boekhaak.service.dossiers import ADOPT
from boekhaak.service.overwriting import OVERWRITE
from boekhaak.service.planning import Way
from boekhaak.service.relinking import RELINK
from boekhaak.service.resetting import RESET
from boekhaak.service.rights import may
from boekhaak.service.succession_ways import HAND_OVER, REAUTHORISE
from boekhaak.store import audit
from boekhaak.store import plans as stored

WAYS: Mapping[PlanKind, Way] = MappingProxyType(
    {
        "adopt": ADOPT,
        "relink": RELINK,
        "reauthorise": REAUTHORISE,
        "hand_over": HAND_OVER,
        "overwrite": OVERWRITE,
        "reset": RESET,
        "disconnect": DISCONNECT,
        "erase": DISCONNECT,
    }
)
"""How plans of each kind are applied."""


class Listed(Value):
    """A plan without its steps, and how many of those are in which state."""

    plan: Plan
    steps: dict[StepState, int]


@may("read")
def plans_listed(actor: Actor, installation: Installation, limit: int = 20) -> tuple[Listed, ...]:
    """Return the newest plans of the actor's environment, newest first."""
    with installation.store.reading() as tx:
        found = stored.listed(tx, actor, limit)
    return tuple(Listed(plan=_in_time(installation, plan), steps=states) for plan, states in found)


@may("read")
def plan(actor: Actor, installation: Installation, plan_id: int) -> Plan:
    """Return a plan with its steps, as far as they were applied. Raises: NotFound."""
    with installation.store.reading() as tx:
        found = _in_time(installation, stored.get(tx, actor, plan_id))
    return found if actor.companies is None else found.model_copy(update={"subject": {}, "problems": ()})


@may("read")
def apply(actor: Actor, installation: Installation, plan_id: int, only: Collection[int] | None = None) -> Plan:
    """Apply a plan: all that needs no question, or the links that are named by their ids; return it as it is then.

    What was applied before stays as it is: the second time nothing is done. Each link is changed in one transaction, or not
    at all. Raises: InvalidInput when the plan is over, or what it rests on has changed, or nothing can be done for a link that
    is named; NotFound; AccessMissing without the right that its kind takes.
    """
    kind = plan(actor, installation, plan_id).kind
    return carry_out(rights.admitted(actor, installation, WAYS[kind].right), installation, WAYS[kind], plan_id, only)


@may("read")
def undo(actor: Actor, installation: Installation, plan_id: int, only: Collection[int] | None = None) -> Plan:
    """Undo what was applied of a plan, or of the links that are named, while nothing was read of them since; return it.

    Raises: InvalidInput for a plan that cannot be undone, and, when all others are, for links that were read; NotFound;
    AccessMissing.
    """
    kind = plan(actor, installation, plan_id).kind
    return take_back(rights.admitted(actor, installation, WAYS[kind].right), installation, WAYS[kind], plan_id, only)


@may("write")
def drop(actor: Actor, installation: Installation, plan_id: int) -> Plan:
    """Drop a plan: it is applied no more. What was applied of it stays.

    Raises: NotFound; InvalidInput for an applied one; AccessMissing for somebody else's, or without the right to apply it.
    """
    made = plan(actor, installation, plan_id)
    rights.admitted(actor, installation, WAYS[made.kind].right)
    if made.made_by != actor.user:
        rights.refuse_below(actor, "administrator", "drop somebody else's plan")
    with installation.store.writing() as tx:
        stored.held(tx, plan_id)
        found = stored.get(tx, actor, plan_id)
        if found.state == "applied":
            raise InvalidInput(f"plan {plan_id} was applied", way_out="`boekhaak plans undo` undoes what can be undone")
        stored.settle(tx, plan_id, "dropped")
        audit.add(installation.store, tx, actor, "plan dropped", package=found.package, details={"plan": plan_id})
        return stored.get(tx, actor, plan_id)


def _in_time(installation: Installation, found: Plan) -> Plan:
    """Return a plan as expired, where its time is over and it waits for somebody."""
    over = found.state == "open" and installation.clock.now() >= found.expires_at
    return found.model_copy(update={"state": "expired"}) if over else found
