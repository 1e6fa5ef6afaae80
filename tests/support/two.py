"""Two companies by one login, and what is done to its connection: how plans for that are made and looked at."""

from __future__ import annotations

from boekhaak.models.link import Connection, Link
from boekhaak.models.plan import Plan
from boekhaak.service import (
    auditing,
    connecting,
    disconnecting,
    handing_over,
    importing,
    plans,
)
from boekhaak.store import tokens
from support.bookings import contact
from support.consenting import signed_in
from support.desk import Desk


def opened(bakery: Desk) -> Desk:
    """Open the butcher beside the bakery, import both, and read the bakery."""
    bakery.office.company("2", "Butcher", vat_number="NL007654321B01", registration_number="24318683")
    bakery.office.put("2", contact("c1"))
    importing.import_companies(bakery.actor, bakery.installation)
    bakery.import_all()
    return bakery


def there(desk: Desk) -> dict[str, Link]:
    """Return the links by their companies' names."""
    return {one.company.name: one for one in importing.links_listed(desk.actor, desk.installation)}


def states(desk: Desk) -> dict[str, tuple[str, str]]:
    """Return how the links stand, and why, by their companies' names."""
    return {name: (one.state, one.cause) for name, one in there(desk).items()}


def former(desk: Desk) -> Connection:
    """Return anna's connection."""
    return connecting.connections_listed(desk.actor, desk.installation)[0]


def successor(desk: Desk, *hidden: str) -> Connection:
    """Let ben sign in, who does not see the companies of these ids."""
    desk.office.hidden["ben"] = set(hidden)
    return signed_in(desk.actor, desk.installation, desk.office, "ben")


def applied(desk: Desk, plan: Plan, *only: int) -> Plan:
    """Apply a plan, or the links of it that are named."""
    return plans.apply(desk.actor, desk.installation, plan.id, only or None)


def becoming(plan: Plan) -> dict[str, str]:
    """Return what a plan does to each link, by its company's name."""
    return {step.name: step.becomes for step in plan.steps}


def dead(desk: Desk, connection: Connection) -> bool:
    """Tell whether a connection's tokens were thrown away."""
    with desk.installation.store.reading() as tx:
        return tokens.get(tx, desk.installation.vault, connection.chain_id).dead


def deeds(desk: Desk) -> list[str]:
    """Return what the audit trail holds, in its order."""
    return [entry.action for entry in auditing.trail(desk.actor, desk.installation)]


def disconnection(desk: Desk, *, erase: bool = False) -> Plan:
    """Plan to end anna's connection."""
    return disconnecting.plan_disconnect(desk.actor, desk.installation, former(desk).id, erase=erase)


def hand_over(desk: Desk, to: Connection) -> Plan:
    """Plan to hand anna's companies over."""
    return handing_over.plan_hand_over(desk.actor, desk.installation, former(desk).id, to.id)


def reauthorisation(desk: Desk, to: Connection) -> Plan:
    """Plan to let another login take the place of anna's."""
    return handing_over.plan_reauthorise(desk.actor, desk.installation, former(desk).id, to.id)


def another_link(desk: Desk) -> None:
    """Bind one more company to the connection."""
    desk.office.company("3", "Cobbler")
    importing.import_companies(desk.actor, desk.installation)


def a_link_breaks(desk: Desk) -> None:
    """Let one of the links break."""
    disconnection_ = disconnection(desk)
    applied(desk, disconnection_, there(desk)["Butcher"].id)
