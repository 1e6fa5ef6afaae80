"""The host: environments, links and schedules at the beginning, and the people who sign in again when they are asked to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.models.auth import Credentials
from boekhaak.models.due import Schedule
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.service import connecting, importing, listing, queueing, registering, relinking, scheduling
from boekhaak.store import connections, links, tokens
from boekhaak.testing.consent import give_consent
from chaos.vendors import Vendor

READ = {
    "exact_online": ("ledger_lines", "deletions"),
    "eaccounting": ("ledger_lines",),
    "twentyfour_seven": ("ledger_lines",),
}
"""The streams that go on being read: vouchers are what changes."""
FIRST = {
    "exact_online": ("accounts", "contacts", "projects", "articles"),
    "eaccounting": ("accounts", "projects"),
    "twentyfour_seven": ("accounts", "contacts", "projects", "articles"),
}
"""What entries refer to: it is read once. Nobody asks for the rest."""
EVERY = {"large": timedelta(hours=10), "small": timedelta(minutes=66), "others": timedelta(hours=2)}


@dataclass(frozen=True)
class SignInAgain:
    """Somebody was asked to sign in again: the refresh token that was stored then, and when."""

    package: str
    stored: str
    at: float


@dataclass
class Host:
    """What a host does with an installation; ``asked`` holds each time that a person had to sign in again."""

    installation: Installation
    vendors: dict[str, Vendor]
    pace: float = 1
    asked: list[SignInAgain] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Who acts in each environment."""
        return tuple(Actor(environment=name, user="bo", role="administrator") for name in EVERY)

    def set_up(self) -> None:
        """Make environments and connections, bind every company, and let all be read."""
        for actor in self.actors:
            registering.add_environment(actor, self.installation)
            scheduling.choose(actor, self.installation, Schedule(every=None))
            for stream in {key for keys in READ.values() for key in keys}:
                every = EVERY[actor.environment] * self.pace
                scheduling.choose(actor, self.installation, Schedule(every=every, stream=stream))
        for vendor in self.vendors.values():
            registering.register_app(None, self.installation, vendor.simulator.registration(vendor.address))
        large, small, others = self.actors
        people = self.vendors["exact_online"].people
        self._consent(large, "exact_online", {"login": [people[0]]})
        for login in people[1:]:
            self._consent(small, "exact_online", {"login": [login]})
        for given in self.vendors["eaccounting"].simulator.sign_ins:
            self._consent(others, "eaccounting", given)
        credentials: Credentials = self.vendors["twentyfour_seven"].simulator.sign_ins[0]
        connecting.sign_in(others, self.installation, credentials, package="twentyfour_seven")
        for actor in self.actors:
            for company in listing.list_companies(actor, self.installation).companies:
                link = importing.link_company(actor, self.installation, company)
                wanted = FIRST[link.package] + READ[link.package]
                queueing.queue_synchronisation(actor, self.installation, link.id, wanted)

    def links(self) -> Iterator[tuple[Actor, Link]]:
        """Yield every link with who acts for it."""
        for actor in self.actors:
            for link in importing.links_listed(actor, self.installation):
                yield actor, link

    def sign_in_when_asked(self) -> None:
        """Be the people who sign in again as soon as they see that they must, until it is over."""
        while not self.over.wait(0.5):
            try:
                for actor in self.actors:
                    self._mend(actor)
            except (BoekhaakError, OSError) as error:  # PostgreSQL is restarting, or a vendor broke off: look again
                self.troubles.append(f"{type(error).__name__}: {error}")

    def _mend(self, actor: Actor) -> None:
        with self.installation.store.reading() as tx:
            dead = [one for one in connections.listed(tx, actor) if one.state == "needs_sign_in"]
            broken = links.listed(tx, actor, state="broken")
            stored = {one.id: tokens.get(tx, self.installation.vault, one.chain_id).refresh_token for one in dead}
        for connection in dead:
            token = stored[connection.id]
            there = [link for link in broken if link.connection_id == connection.id]
            if not there:
                continue  # a consent of eAccounting that a newer one has replaced
            self.asked.append(
                SignInAgain(connection.package, token.get_secret_value() if token else "", time.monotonic())
            )
            self._sign_in(actor, connection, there)
        if dead or broken:
            relinking.relink(actor, self.installation)

    def _sign_in(self, actor: Actor, connection: Connection, there: list[Link]) -> None:
        if connection.package == "eaccounting":
            (link,) = there
            self._consent(actor, "eaccounting", {"company": [link.company.name]}, link.id)
        else:
            self._consent(actor, connection.package, {"login": [connection.login.email]})

    def _consent(self, actor: Actor, package: str, choices: dict[str, list[str]], link_id: int | None = None) -> None:
        begun = connecting.begin(actor, self.installation, package=package, link_id=link_id)
        connecting.complete(actor, self.installation, give_consent(begun.url, choices=choices))
