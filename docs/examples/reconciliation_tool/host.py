"""A reconciliation tool: an administrator signs in with an integration user, all its companies are imported, each is set up."""

from pathlib import Path

from pydantic import SecretStr

from boekhaak import Actor, Installation, Settings
from boekhaak.jobs.host import Jobs
from boekhaak.models.auth import Credentials
from boekhaak.models.link import Link
from boekhaak.service import asking, configuring, connecting, importing, integration_users, listing
from boekhaak.service.configuring import Option
from boekhaak.service.importing import Imported
from boekhaak.service.integration_users import Mailbox, Preparation

boekhaak = Installation(Settings(policy_file=Path(__file__).with_name("policy.toml")))
jobs = Jobs(boekhaak)  # jobs.start() when your server starts, jobs.stop() when it ends: they read in the background
package = "twentyfour_seven"


def integration_user(admin: Actor, mailbox: Mailbox, email: str) -> Preparation:  # the steps, and who takes them
    return integration_users.prepare(admin, boekhaak, package=package, mailbox=mailbox, email=email)


def step_done(admin: Actor, connection: int) -> Preparation:  # “The user is made”, “The invitation is approved”
    return integration_users.told(admin, boekhaak, connection)


def log_in(admin: Actor, connection: int, username: str, password: str) -> None:  # “Done” on the settings page
    given = Credentials(username=username, password=SecretStr(password))
    connecting.sign_in(admin, boekhaak, given, package=package, connection_id=connection)


def transaction_types(admin: Actor) -> dict[str, tuple[Option, ...]]:  # the row that appears below the password then
    seen = listing.list_companies(admin, boekhaak, package).companies
    return {one.company.name: configuring.choices(admin, boekhaak, one)[0].options for one in seen}


def import_companies(user: Actor) -> Imported:  # “Import companies”: all of them; and again, for newly granted ones
    return importing.import_companies(user, boekhaak)


def overview(user: Actor) -> dict[str, str]:  # red: imported, and not set up yet
    return {one.company.name: "" if one.set_up else "red" for one in importing.links_listed(user, boekhaak)}


def set_up(user: Actor, company: str, types: list[str]) -> Link:  # the end of the wizard behind a company's name
    listed = importing.choose(listing.list_companies(user, boekhaak, package).companies, company)
    link = configuring.choose(user, boekhaak, listed, {"transaction_types": types})
    return asking.set_up(user, boekhaak, [link.id])[0]
