"""What the tests of the core's parts are given: a way to a package whose answers are prepared byte for byte."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boekhaak.budgets import SharedBudget
from boekhaak.clock import ScaledClock
from boekhaak.http import Clients, Http
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link
from boekhaak.models.package import PackageInfo
from boekhaak.redaction import Redactor
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from support import five as five_companies
from support import paper
from support import three as three_administrations
from support import two as two_companies
from support.bookings import account, balance, contact, entry
from support.databases import SqliteFiles
from support.desk import Desk
from support.paper_office import PaperOffice
from support.purse import Purse, Way
from support.three import Three
from support.wire import Wire, stretched


@pytest.fixture
def wire() -> Iterator[Wire]:
    with stretched() as opened:
        yield opened


@pytest.fixture
def clients() -> Iterator[Clients]:
    opened = Clients()
    yield opened
    opened.close()


@pytest.fixture
def redactor() -> Iterator[Redactor]:
    watching = Redactor()
    watching.watch_logs()
    yield watching
    watching.leave_logs()


@pytest.fixture
def counts(sqlite_files: SqliteFiles, clock: ScaledClock) -> Iterator[Store]:
    """Return where the calls are counted of what needs no other database."""
    url, engine = sqlite_files.lend()
    yield Store(Settings(database_url=url), clock, engine)
    sqlite_files.give_back(url)


@pytest.fixture
def way(wire: Wire, clients: Clients, counts: Store, clock: ScaledClock, redactor: Redactor) -> Way:
    """Make an Http to the wire; what is given replaces what the package says of itself."""

    def made(**given: object) -> Http:
        info: PackageInfo = paper.INFO.model_copy(update=given)
        budget = SharedBudget(info.key, info.windows, counts)
        return Http(info, wire.address, clock, budget, clients, redactor, app="host", login="anna", session=Purse())

    return made


@pytest.fixture
def http(way: Way) -> Http:
    return way()


@pytest.fixture
def desk(actor: Actor, installation: Installation, office: PaperOffice, link: Link) -> Desk:
    """Return the desk of somebody who works on the link to the bakery."""
    return Desk(actor, installation, office, link)


@pytest.fixture
def bakery(desk: Desk) -> Desk:
    """Return the same desk when the bakery has books: three pages of ledger, two of contacts, one of balances."""
    desk.enter(account("1000"), account("2000"), *entry("1", "1000", "8000", "10.50"), *entry("2", "1000", "2000", 3))
    desk.enter(*(contact(f"c{number}") for number in range(5)))
    desk.enter(balance("1000", "opening", 7), balance("2000", "opening", -7))
    return desk


@pytest.fixture
def five(bakery: Desk) -> Desk:
    """Return the desk with five companies that were read, whose login has died and is signed in again."""
    return five_companies.opened(bakery)


@pytest.fixture
def two(bakery: Desk) -> Desk:
    """Return the desk when the bakery was read by anna's login, and the butcher is to be."""
    return two_companies.opened(bakery)


@pytest.fixture
def three(actor: Actor, installation: Installation, office: PaperOffice, link: Link) -> Three:
    """Return the desk of an organisation with three administrations that nobody has read yet."""
    return three_administrations.opened(actor, installation, office)
