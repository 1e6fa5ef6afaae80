"""A document archive: each user signs in himself, relinks what is broken and imports what is new. Its screens call this."""

from pathlib import Path

from boekhaak import Actor, Installation, Settings
from boekhaak.jobs.host import Jobs
from boekhaak.models.link import Link
from boekhaak.service import connecting, importing, listing, missing, relinking, standing, switching
from boekhaak.service.listing import ListedCompany, Listing
from boekhaak.service.standing import Standing

boekhaak = Installation(Settings(policy_file=Path(__file__).with_name("policy.toml")))
jobs = Jobs(boekhaak)  # jobs.start() when your server starts, jobs.stop() when it ends: they read in the background


def my_account(user: Actor) -> dict[str, str]:  # a section for each package, with how the user's own sign-in stands
    own = {one.package: one.state for one in connecting.connections_listed(user, boekhaak) if one.owner == user.user}
    return {info.name: own.get(info.key, "none") for info in switching.packages_listed(user, boekhaak)}


def authorise(user: Actor, package: str) -> str:  # “Authorise” redirects the browser to this address
    return connecting.begin(user, boekhaak, package=package).url


def back(user: Actor, address: str) -> None:  # your redirect address, with the query that the package added
    connecting.complete(user, boekhaak, address)


def broken(user: Actor) -> list[Link]:  # their count is the warning beside “Relink companies”, while there are any
    return list(relinking.broken(user, boekhaak).links)


def relink(user: Actor) -> dict[str, str]:  # “Relink companies”; returns those that stay broken, and why
    return {one.link.company.name: one.reason for one in relinking.relink(user, boekhaak) if not one.bound}


def new_companies(user: Actor) -> Listing:  # “Import new companies” shows what is `new`, or why that list is `empty`
    return listing.list_companies(user, boekhaak)


def import_company(user: Actor, company: ListedCompany) -> None:  # “Import company”, beside each
    importing.import_companies(user, boekhaak, [company])


def import_all_companies(user: Actor) -> None:  # “Import all companies”, on top of the list
    importing.import_companies(user, boekhaak)


def progress(user: Actor) -> Standing:  # meanwhile: what is being read, and what waits for its turn
    return standing.standing(user, boekhaak)


def why_missing(user: Actor, package: str, company: str) -> list[str]:  # “A company is not in the list?”
    told = missing.why_missing(user, boekhaak, package, company)
    return [told.sentence, *told.steps]
