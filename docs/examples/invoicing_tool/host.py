"""An invoicing tool: a client connects one dossier itself, or its accounting office does for all its clients, in a portal."""

from pathlib import Path

from boekhaak import Actor, Installation, Settings
from boekhaak.jobs.host import Jobs
from boekhaak.models.link import Billing, Environment, Link
from boekhaak.models.portal import Access
from boekhaak.service import activating, connecting, granting, importing, listing, people, portals, switching
from boekhaak.service.activating import Choices
from boekhaak.service.people import Account
from boekhaak.service.portals import Client
from boekhaak.service.weighing import ActivationPlan

boekhaak = Installation(Settings(policy_file=Path(__file__).with_name("policy.toml")))
jobs = Jobs(boekhaak)  # jobs.start() when your server starts, jobs.stop() when it ends: they read in the background
package = "exact_online"


def open_portal(helpdesk: Actor, name: str, email: str, billing: Billing) -> Environment:  # when an office asks for one
    return portals.open_portal(helpdesk, boekhaak, name=name, email=email, billing=billing)


def accounts(user: str) -> tuple[Account, ...]:  # the account switcher; each account tells who acts there
    return people.accounts(boekhaak, user)


def let_in(client: Actor, email: str) -> Access:  # “Access management” of a client; the office cannot do it itself
    return granting.grant(client, boekhaak, email)


def put_out(client: Actor, access: Access) -> None:  # and the way back, at any time
    granting.withdraw(client, boekhaak, access.id)


def switch_on(who: Actor) -> None:  # “Modules”, in a portal or in a client's account
    switching.switch_on(who, boekhaak, package)


def connect(who: Actor) -> str:  # redirects the browser: once for a portal, or for a client with a login of its own
    return connecting.begin(who, boekhaak, package=package).url


def back(who: Actor, address: str) -> None:  # your redirect address, with the query that the package added
    connecting.complete(who, boekhaak, address)


def import_dossier(client: Actor, name: str) -> Link:  # with a login of the client's own
    seen = listing.list_companies(client, boekhaak, package).companies
    return importing.import_companies(client, boekhaak, [importing.choose(seen, name)]).links[0]


def clients(office: Actor) -> tuple[Client, ...]:  # the portal's list, with each client's button in its `actions`
    return portals.clients_listed(office, boekhaak)


def add_client(office: Actor, client: str, name: str) -> Environment:  # billed to the office
    return portals.add_client(office, boekhaak, client, name)


def dossiers(office: Actor) -> Choices:  # the dossiers to choose from, and the steps where a name is missing
    return activating.choices(office, boekhaak, package)


def weigh(office: Actor, client: str, dossier: str) -> ActivationPlan:  # the button: show its `sentences`, and ask
    return activating.plan(office, boekhaak, client, package, dossier)


def activate(office: Actor, plan: ActivationPlan) -> Link:  # “Yes”
    return activating.activate(office, boekhaak, plan)
