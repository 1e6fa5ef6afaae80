"""Five companies that were read and whose login has died: what relinking begins with, and how to look at it."""

from __future__ import annotations

from boekhaak.models.link import Link
from boekhaak.models.plan import Plan, Step
from boekhaak.service import connecting, importing, relinking
from support.bookings import account
from support.consenting import signed_in
from support.desk import Desk
from support.renewals import died

NAMES = ("Bakery", "Brewery", "Mill", "Smithy", "Weavers")
"""The companies, with the ids 1 to 5."""


def opened(bakery: Desk) -> Desk:
    """Open four companies beside the bakery, read all, lose the login, and sign in again."""
    for number, name in enumerate(NAMES[1:], start=2):
        bakery.office.company(
            str(number), name, vat_number=f"NL00123456{number}B01", registration_number=f"2431867{number}"
        )
        bakery.office.put(str(number), account("1000"))
    importing.import_companies(bakery.actor, bakery.installation)
    for one in importing.links_listed(bakery.actor, bakery.installation):
        importing.import_link(bakery.actor, bakery.installation, one.id)
    lost(bakery)
    signed_in(bakery.actor, bakery.installation, bakery.office, "anna")
    return bakery


def lost(desk: Desk) -> None:
    """Let the login's consent die."""
    connection = connecting.connections_listed(desk.actor, desk.installation)[0]
    died(desk.installation, connection, "the consent was withdrawn")


def planned(desk: Desk) -> Plan:
    """Make a plan for relinking."""
    return relinking.plan(desk.actor, desk.installation)


def states(desk: Desk) -> dict[str, str]:
    """Return which links work, by their companies' names."""
    return {one.company.name: one.state for one in importing.links_listed(desk.actor, desk.installation)}


def by_name(plan: Plan) -> dict[str, Step]:
    """Return the steps of a plan by their companies' names."""
    return {step.name: step for step in plan.steps}


def link(desk: Desk, name: str) -> Link:
    """Return the link of that company."""
    (found,) = [one for one in importing.links_listed(desk.actor, desk.installation) if one.company.name == name]
    return found


def swap(desk: Desk) -> None:
    """Let the mill and the smithy change their ids at the package: name and numbers of one stand at the other's."""
    mill, smithy = desk.office.companies["3"], desk.office.companies["4"]
    for one in ("name", "vat_number", "registration_number"):
        ours, theirs = getattr(mill, one), getattr(smithy, one)
        setattr(mill, one, theirs)
        setattr(smithy, one, ours)
