"""An accounting office with its portal, and clients of it, at the package on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Billing, Connection, Environment, Link
from boekhaak.models.policy import Policy
from boekhaak.models.portal import Access
from boekhaak.service import activating, connecting, granting, importing, listing, portals, registering
from boekhaak.service.weighing import ActivationPlan
from support.paper_office import PaperOffice

BILLING = Billing(name="Bean & Counter B.V.", address="Kade 1, Delft", vat_number="NL001234567B01")


@dataclass
class Accountants:
    """An office; ``there`` is the vendor where companies are, and where its people sign in as ``login``."""

    installation: Installation
    there: PaperOffice
    id: str = "office"
    login: str = "otto"
    portal: Environment = field(init=False)

    def __post_init__(self) -> None:
        """Open the portal."""
        helpdesk = Actor(environment=self.id, user="hugo", role="helpdesk")
        self.portal = portals.open_portal(
            helpdesk, self.installation, name=f"Bean & Counter {self.id}", email=self.email, billing=BILLING
        )

    @property
    def email(self) -> str:
        """The address by which clients let it in."""
        return f"{self.id}@accountants.example"

    @property
    def actor(self) -> Actor:
        """Somebody of the office, in its portal."""
        return Actor(environment=self.id, user="olga", role="administrator")

    def at(self, client: Actor | str) -> Actor:
        """Return the same person in a client."""
        id_ = client if isinstance(client, str) else client.environment
        return Actor(environment=id_, user="olga", role="administrator", portal=self.id)

    def sign_in(self) -> Connection:
        """Sign in for the office."""
        return sign_in(self.actor, self.installation, self.there, self.login)

    def plan(self, client: Actor | str, company: str) -> ActivationPlan:
        """Plan to activate a company for a client."""
        id_ = client if isinstance(client, str) else client.environment
        return activating.plan(self.actor, self.installation, id_, "paper", company)

    def activate(self, client: Actor | str, company: str) -> Link:
        """Activate a company for a client."""
        return activating.activate(self.actor, self.installation, self.plan(client, company))

    def clients(self) -> dict[str, portals.Client]:
        """Return the clients by their environments."""
        return {one.environment: one for one in portals.clients_listed(self.actor, self.installation)}


def client(installation: Installation, id_: str) -> Actor:
    """Add an environment; return its administrator."""
    acting = Actor(environment=id_, user=f"adam of {id_}", role="administrator")
    registering.add_environment(acting, installation, f"{id_.title()} B.V.")
    return acting


def granted(client: Actor, office: Accountants, **bounds: Any) -> Access:
    """Let an office in at a client."""
    return granting.grant(client, office.installation, office.email, **bounds)


def own_link(client: Actor, installation: Installation, there: PaperOffice, company: str, login: str = "anna") -> Link:
    """Let a client sign in itself, and bind a company."""
    sign_in(client, installation, there, login)
    seen = listing.list_companies(client, installation)
    return importing.link_company(client, installation, importing.choose(seen.companies, company))


def sign_in(actor: Actor, installation: Installation, there: PaperOffice, login: str) -> Connection:
    """Sign in at the package on paper."""
    begun = connecting.begin(actor, installation, package="paper")
    return connecting.complete(actor, installation, there.sign_in(begun.url, login))


def opened(installation: Installation, there: PaperOffice, **policy: Any) -> Installation:
    """Let an installation have portals, and an app at the package on paper, with three companies there."""
    installation.policy = Policy(portals=True, **policy)
    registering.register_app(None, installation, there.registration())
    for number, name in enumerate(("Bakery", "Butcher", "Cobbler"), 1):
        there.company(str(number), name)
    return installation
