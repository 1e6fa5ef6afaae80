"""A host connected to a package's simulator: the whole way, but for the vendor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet
from pydantic import SecretStr

from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.models.auth import Credentials
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.run import RunSummary
from boekhaak.service import connecting, importing, listing, registering, synchronising
from boekhaak.settings import Settings
from boekhaak.store import links
from boekhaak.testing import ledger, trade
from boekhaak.testing.books.model import Books, Company
from boekhaak.testing.consent import give_consent, sign_in_everywhere
from boekhaak.testing.ledger import Ledger
from boekhaak.testing.simulator import served, simulator_class
from boekhaak.testing.trade import Trade

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LIFTED: dict[str, dict[str, None]] = {
    "exact_online": {"per_minute": None, "per_day": None},
    "twentyfour_seven": {"per_hour": None, "logins_per_hour": None},
    "eaccounting": {"per_minute": None},
}
"""The options that lift each simulator's limits."""
PACKAGES = tuple(LIFTED)
BY_REDIRECT = ("exact_online", "eaccounting")
"""Where people sign in by redirect; elsewhere they give a password."""
COUNTRY = {"exact_online": "NL", "twentyfour_seven": "NO", "eaccounting": "SE"}
"""Whose books each package is given here."""


@dataclass
class Site:
    """A simulator that is served, and an installation whose actor is connected to all its companies."""

    package: str
    simulator: Any
    address: str
    clock: ScaledClock
    settings: Settings
    installation: Installation
    actor: Actor

    def sign_in(self, *, username: str = "", password: str = "") -> Connection:
        """Sign in with a password, as the simulator's first user or with what is named."""
        known: Credentials = self.simulator.sign_ins[0]
        secret = SecretStr(password) if password else known.password
        given = Credentials(username=username or known.username, password=secret)
        return connecting.sign_in(self.actor, self.installation, given, package=self.package)

    def begin(self, link_id: int | None = None) -> str:
        """Begin a sign-in by redirect; returns where the person is sent."""
        return connecting.begin(self.actor, self.installation, package=self.package, link_id=link_id).url

    def complete(self, callback: str) -> Connection:
        """Take the address to which the person was sent back."""
        return connecting.complete(self.actor, self.installation, callback)

    def connect(self, **choices: list[str]) -> Connection:
        """Sign in by redirect, with other choices than the page's where they are named."""
        return self.complete(give_consent(self.begin(), choices=choices))

    def consent(self, url: str, *, decision: str = "grant", **choices: list[str]) -> str:
        """Decide at the consent page as a person would; returns the address to which it sends that person back."""
        return give_consent(url, decision=decision, choices=choices)

    def link_all(self) -> list[Link]:
        """Bind every company that can be seen, in the order of the books."""
        seen = listing.list_companies(self.actor, self.installation).companies
        bound = [importing.link_company(self.actor, self.installation, one) for one in seen]
        order = [company.name for company in self.simulator.books.companies]
        return sorted(bound, key=lambda link: order.index(link.company.name))

    @property
    def names(self) -> list[str]:
        """The names of the companies, in the order of the books."""
        return [company.name for company in self.simulator.books.companies]

    @property
    def secrets(self) -> set[str]:
        """Return what nobody may be told, and no database may hold as it is: what was handed out, and what is given."""
        app = self.simulator.registration("").client_secret.get_secret_value()
        passwords = {one.password.get_secret_value() for one in self.simulator.sign_ins if isinstance(one, Credentials)}
        return {app} | passwords | {one.rpartition("!")[2] for one in self.simulator.handed_out}

    def link(self, link: Link) -> Link:
        """Return a link as it is now."""
        with self.installation.store.reading() as tx:
            return links.get(tx, self.actor, link.id)

    def imported(self, link: Link, *, again: bool = False) -> RunSummary:
        """Import a link."""
        return importing.import_link(self.actor, self.installation, link.id, again=again)

    def synchronised(self, link: Link, *streams: str) -> RunSummary:
        """Synchronise a link."""
        return synchronising.synchronise_link(self.actor, self.installation, link.id, streams=streams)

    def company(self, link: Link) -> Company:
        """Return what the simulator holds of a link's company now."""
        held: Company = self.simulator.books.company(link.company.name)
        return held

    def stored(self, link: Link) -> tuple[Ledger, Trade]:
        """Return what the store holds of a link, all of it."""
        where = (self.actor, self.installation, link.id)
        return ledger.stored(*where), trade.stored(*where)

    def expected(self, link: Link) -> tuple[Ledger, Trade]:
        """Return what the simulator tells of a link's company now, all of it."""
        company = self.simulator.told.company(link.company.name)
        return ledger.expected(company), trade.expected(company)


Serve = Callable[..., Site]
"""Serves books, with the options of :func:`connected`, to the installation of a command line."""


@contextmanager
def connected(
    package: str,
    data: Books,
    database_url: str,
    clock: ScaledClock | None = None,
    *,
    signed_in: bool = True,
    **options: Any,
) -> Iterator[Site]:
    """Serve books as a package with its limits lifted, and connect an installation in that database."""
    clock = clock or ScaledClock(MORNING)
    settings = Settings(
        database_url=database_url, key=SecretStr(Fernet.generate_key().decode()), busy_seconds=5, _env_file=None
    )
    simulator = simulator_class(package)(data, clock=clock, **(LIFTED[package] | options))
    with served(simulator.app) as address, Installation.opened(settings, clock=clock) as installation:
        actor = Actor(environment="acme", user="bo", role="administrator")
        registering.add_environment(actor, installation)
        registering.register_app(None, installation, simulator.registration(address))
        site = Site(package, simulator, address, clock, settings, installation, actor)
        if signed_in:
            sign_in_everywhere(actor, installation, simulator, package)
        yield site


def errors(run: RunSummary) -> dict[str, str]:
    """Return what went wrong in a run, by stream."""
    return {one.stream: one.error for one in run.streams if one.error}


def changed(run: RunSummary) -> int:
    """Return how many rows a run has written."""
    return sum(one.changed + one.deletions + one.swept for one in run.streams)
