"""A construction ERP: a wizard that links one administration, or several of an organisation, and begins where it was left."""

from collections.abc import Sequence
from pathlib import Path

from boekhaak import Actor, Installation, Settings
from boekhaak.jobs.host import Jobs
from boekhaak.models.link import Link
from boekhaak.service import asking, connecting, importing, listing, standing, switching
from boekhaak.service.listing import ListedCompany
from boekhaak.service.standing import Standing

boekhaak = Installation(Settings(policy_file=Path(__file__).with_name("policy.toml")))
jobs = Jobs(boekhaak)  # jobs.start() when your server starts, jobs.stop() when it ends: they read in the background
package = "exact_online"


def step(user: Actor) -> int:  # where the wizard goes on: who is linked already lands at step 2
    if not any(one.usable for one in connecting.connections_listed(user, boekhaak, package)):
        return 1
    return 3 if unconfirmed(user) else 2


def whom_to_ask(user: Actor) -> str:  # the message beside “Several administrations”, while that is off
    return next(one.ask for one in switching.switches(user, boekhaak) if one.key == "several_administrations")


def link(user: Actor) -> str:  # step 1 redirects the browser to this address
    return connecting.begin(user, boekhaak, package=package).url


def back(user: Actor, address: str) -> None:  # your redirect address, with the query that the package added
    connecting.complete(user, boekhaak, address)


def administrations(user: Actor) -> tuple[ListedCompany, ...]:  # step 2; those with a `link_id` are linked and stay so
    return listing.list_companies(user, boekhaak, package).companies


def select(user: Actor, selected: Sequence[ListedCompany]) -> None:  # “Next”
    importing.import_companies(user, boekhaak, selected)


# Step 3 first asks how equal contacts are treated, and for a code of each administration: that part is still to come.


def unconfirmed(user: Actor) -> list[Link]:  # what “Synchronise” will read for the first time
    return [one for one in importing.links_listed(user, boekhaak) if one.stage == "awaiting_confirmation"]


def synchronise(user: Actor) -> None:  # step 4, on a click: it reads in the background, and everybody works on
    asking.confirm(user, boekhaak, [one.id for one in unconfirmed(user)])


def progress(user: Actor) -> Standing:  # meanwhile: what is being read, what waits, and what went wrong
    return standing.standing(user, boekhaak)
