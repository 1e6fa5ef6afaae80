"""A host connected to a simulator of Exact Online: the whole way, but for the vendor."""

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
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.run import RunSummary
from boekhaak.service import connecting, importing, listing, registering, synchronising
from boekhaak.service.listing import session
from boekhaak.settings import Settings
from boekhaak.store import connections
from boekhaak.testing import ledger, trade
from boekhaak.testing.books.model import Books
from boekhaak.testing.consent import give_consent
from boekhaak.testing.ledger import Ledger
from boekhaak.testing.simulator import served
from boekhaak.testing.trade import Trade
from boekhaak_exact_online.simulator import ExactOnlineSimulator

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Site:
    """A simulator that is served, and an installation whose actor is connected to it."""

    simulator: ExactOnlineSimulator
    address: str
    clock: ScaledClock
    settings: Settings
    installation: Installation
    actor: Actor

    def connect(self, **choices: list[str]) -> Connection:
        """Sign in as a person would, with other choices than the page's where they are named."""
        sign_in = connecting.begin(self.actor, self.installation, package="exact_online")
        return connecting.complete(self.actor, self.installation, give_consent(sign_in.url, choices=choices))

    def consent(self, url: str, *, decision: str = "grant", **choices: list[str]) -> str:
        """Decide at the consent page as a person would; returns the address to which it sends that person back."""
        return give_consent(url, decision=decision, choices=choices)

    def link_all(self) -> list[Link]:
        """Bind every company that can be seen, in the order of the books."""
        seen = listing.list_companies(self.actor, self.installation).companies
        links = [importing.link_company(self.actor, self.installation, one) for one in seen]
        return sorted(links, key=lambda link: link.company.id)

    def imported(self, link: Link, *, again: bool = False) -> RunSummary:
        """Import a link."""
        return importing.import_link(self.actor, self.installation, link.id, again=again)

    def synchronised(self, link: Link, *streams: str) -> RunSummary:
        """Synchronise a link."""
        return synchronising.synchronise_link(self.actor, self.installation, link.id, streams=streams)

    def count(self, link: Link, path: str) -> int:
        """Return how many rows there are under an address, asked as a person with a browser would."""
        with self.installation.store.reading() as tx:
            connection = connections.get(tx, self.actor, link.connection_id)
        http = session(self.installation, connection)
        url = f"/api/v1/{link.company.id}/{path}/$count"
        return int(http.get(url, company=link.company, endpoint=path).text)

    def stored(self, link: Link) -> tuple[Ledger, Trade]:
        """Return what the store holds of a link, all of it."""
        where = (self.actor, self.installation, link.id)
        return ledger.stored(*where), trade.stored(*where)

    def expected(self, link: Link) -> tuple[Ledger, Trade]:
        """Return what the simulator holds of a link's company now, all of it."""
        company = self.simulator.books.company(link.company.name)
        return ledger.expected(company), trade.expected(company)


Serve = Callable[..., Site]
"""Serves books, with the options of :func:`exact_site`, to the installation of a command line."""


@contextmanager
def exact_site(data: Books, database_url: str, clock: ScaledClock | None = None, **options: Any) -> Iterator[Site]:
    """Serve books as Exact Online with its windows lifted, and connect an installation in that database."""
    clock = clock or ScaledClock(MORNING)
    settings = Settings(
        database_url=database_url, key=SecretStr(Fernet.generate_key().decode()), busy_seconds=5, _env_file=None
    )
    simulator = ExactOnlineSimulator(data, clock=clock, **({"per_minute": None, "per_day": None} | options))
    with served(simulator.app) as address, Installation.opened(settings, clock=clock) as installation:
        actor = Actor(environment="acme", user="bo")
        registering.add_environment(actor, installation)
        registering.register_app(None, installation, simulator.registration(address))
        site = Site(simulator, address, clock, settings, installation, actor)
        site.connect()
        yield site


def errors(run: RunSummary) -> dict[str, str]:
    """Return what went wrong in a run, by stream."""
    return {one.stream: one.error for one in run.streams if one.error}


def changed(run: RunSummary) -> int:
    """Return how many rows a run has written."""
    return sum(one.changed + one.deletions + one.swept for one in run.streams)
