"""The main job from consent to a ledger that balances, walked through once per package against its simulator.

Everything is real but the vendor: HTTP on loopback, a database in a temporary folder, token rotation. The clock can be
moved ahead, so that hours pass between the steps.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from boekhaak.clock import ScaledClock
from boekhaak.errors import BoekhaakError, ConsentRequired, PackageRefused
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link
from boekhaak.models.records import Account
from boekhaak.models.run import RunSummary
from boekhaak.models.value import Value
from boekhaak.service import (
    balancing,
    browsing,
    importing,
    listing,
    registering,
    relinking,
    synchronising,
)
from boekhaak.service.balancing import TrialBalance
from boekhaak.settings import Settings
from boekhaak.testing.books import model as books
from boekhaak.testing.books.generator import changed_contact, new_contact, new_voucher
from boekhaak.testing.consent import sign_in_everywhere
from boekhaak.testing.simulator import Simulator, served, simulator_class
from boekhaak.vault import add_key

PATIENCE = timedelta(hours=26)
MOST_ACCOUNTS = 100_000

Tell = Callable[[str], None]


class Difference(Value):
    """A balance of ours that differs from the declared one, from that period's end."""

    account: str
    period: str
    ours: Decimal
    declared: Decimal


class CompanyReport(Value):
    """What came of one company right after its import."""

    balances: dict[str, Decimal]
    opening_sum: Decimal
    balanced: bool
    mismatches: tuple[Difference, ...]
    records: dict[str, int]


class PackageReport(Value):
    """What came of one package: its companies, the calls it took, and how many links were relinked."""

    companies: dict[str, CompanyReport]
    requests: int
    relinked: int
    seconds: float


def walk(key: str, data: books.Books, tell: Tell, show: Callable[[TrialBalance], None]) -> PackageReport:
    """Walk the main job for one package and return its report. ``tell`` hears each step, ``show`` each trial balance."""
    clock = ScaledClock(datetime.now(UTC), speed=1)
    simulator = simulator_class(key)(data, clock=clock)
    with tempfile.TemporaryDirectory(prefix="boekhaak-demo-") as folder, served(simulator.app) as address:
        place = Path(folder)
        settings = Settings(
            database_url=f"sqlite:///{place / 'books.db'}", key=None, key_file=place / "key", installation="demo"
        )
        add_key(settings.key_file)
        installation = Installation(settings, clock=clock)
        try:
            installation.store.upgrade()
            return _Walk(key, simulator, address, installation, clock, tell, show).whole()
        finally:
            installation.close()


@dataclass
class _Walk:
    key: str
    simulator: Simulator
    address: str
    installation: Installation
    clock: ScaledClock
    tell: Tell
    show: Callable[[TrialBalance], None]
    actor: Actor = field(default_factory=lambda: Actor(environment="demo", user="demo"))
    began: float = field(default_factory=time.monotonic)

    def whole(self) -> PackageReport:
        """Walk all steps."""
        name = self.installation.packages[self.key].info.name
        registering.add_environment(self.actor, self.installation, "Demonstration")
        registering.register_app(None, self.installation, self.simulator.registration(self.address))
        self.tell(f"{name} is simulated at {self.address}; its app is registered.")
        self.connect()
        links = self.import_all()
        reports = {link.company.name: self.report(link) for link in links}
        self.change(links)
        self.hours_pass(2)
        self.synchronise(links)
        relinked = self.lose_and_regain(links)
        seconds = round(time.monotonic() - self.began, 2)
        return PackageReport(companies=reports, requests=self.simulator.requests, relinked=relinked, seconds=seconds)

    def connect(self) -> None:
        """Sign in, as a person would; where a consent opens one company, once for each."""
        for connection in sign_in_everywhere(self.actor, self.installation, self.simulator, self.key):
            self.tell(f"Signed in as {connection.login.name or connection.login.id}; the tokens are in the vault.")

    def import_all(self) -> list[Link]:
        """Import every company that can be seen."""
        seen = listing.list_companies(self.actor, self.installation).companies
        self.tell(f"{len(seen)} companies can be seen: {', '.join(one.company.name for one in seen)}.")
        links = [importing.link_company(self.actor, self.installation, one) for one in seen]
        for link in links:
            run = importing.import_link(self.actor, self.installation, link.id, patience=PATIENCE)
            self._came(run, "Imported")
        return links

    def report(self, link: Link) -> CompanyReport:
        """Return what the store holds of a company, and show its trial balance."""
        balance = balancing.trial_balance(self.actor, self.installation, link.id)
        self.show(balance)
        accounts = browsing.browse(self.actor, self.installation, link.id, Account.kind, limit=MOST_ACCOUNTS)
        numbers = [one.record.number for one in accounts if isinstance(one.record, Account)]
        standing = {account.number: account.closing for account in balance.accounts}
        return CompanyReport(
            balances=dict(sorted((dict.fromkeys(numbers, Decimal()) | standing).items())),
            opening_sum=balance.opening_sum,
            balanced=balance.balanced,
            mismatches=tuple(
                Difference(account=one.account, period=one.period, ours=one.ours, declared=one.declared)
                for one in balance.mismatches
            ),
            records=browsing.counted(self.actor, self.installation, link.id),
        )

    def change(self, links: list[Link]) -> None:
        """Work in the package as a bookkeeper would: two vouchers, a contact, and a voucher taken back."""
        for link in links:
            company = self.simulator.books.company(link.company.name)
            for number in (1, 2):
                self.simulator.post_voucher(
                    company.name, new_voucher(company, seed=number, number=f"{99_900_000 + number}")
                )
            contact = changed_contact(company.contacts[0]) if company.contacts else new_contact(company)
            self.simulator.change_contact(company.name, contact)
            self.tell(f"In the package, two vouchers of {company.name} are entered and a contact is changed.")
            last = company.vouchers[-1]
            try:
                self.simulator.delete_voucher(company.name, last.journal, last.year, last.number)
                self.tell("  A voucher is deleted too.")
            except PackageRefused as error:
                self.tell(f"  {error.what}.")

    def hours_pass(self, hours: int) -> None:
        """Move the clock ahead: tokens run out and are renewed."""
        self.clock.advance(timedelta(hours=hours))
        self.tell(f"{hours} hours pass; the access token has run out and will be renewed.")

    def synchronise(self, links: list[Link]) -> None:
        """Read what changed."""
        for link in links:
            run = synchronising.synchronise_link(self.actor, self.installation, link.id, patience=PATIENCE)
            self._came(run, "Synchronised")

    def lose_and_regain(self, links: list[Link]) -> int:
        """Withdraw the consent at the package, see the links break, sign in again, relink and go on."""
        self.simulator.revoke_consents()
        self.hours_pass(2)
        self.tell("Meanwhile somebody has withdrawn the app's access at the package.")
        for link in links:
            try:
                run = synchronising.synchronise_link(self.actor, self.installation, link.id)
                self.tell("  " + "; ".join(one.error for one in run.streams if one.error))
            except ConsentRequired as error:
                self.tell(f"  {error}")
        broken = [link for link in importing.links_listed(self.actor, self.installation) if link.state == "broken"]
        self.tell(f"{len(broken)} links are broken; their data stays readable.")
        self.connect()
        done = relinking.relink(self.actor, self.installation)
        for one in done:
            became = f"relinked on {', '.join(sorted(one.evidence.agrees))}" if one.bound else one.reason
            self.tell(f"  {one.link.company.name}: {became}")
        self.synchronise(links)
        return sum(one.bound for one in done)

    def _came(self, run: RunSummary, what: str) -> None:
        """Tell what a run came to. Raises: BoekhaakError when it did not come to its end."""
        if failed := [one.error for one in run.streams if one.error]:
            raise BoekhaakError(
                failed[0], way_out="Begin the demo again, and report it if it stays", company=run.company
            )
        records = sum(one.changed for one in run.streams)
        gone = sum(one.deletions + one.swept for one in run.streams)
        self.tell(f"{what} {run.company}: {records} records new or changed, {gone} deleted, {run.requests} calls.")
        for one in run.streams:
            if one.warning:
                self.tell(f"  {one.stream}: {one.warning}")
