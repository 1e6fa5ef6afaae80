"""What the tests of the core's parts are given: a way to a package whose answers are prepared byte for byte."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.http import Clients, Http
from boekhaak.limits import Budget
from boekhaak.models.package import PackageInfo
from boekhaak.redaction import Redactor
from support import paper
from support.purse import Purse, Way
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
def way(wire: Wire, clients: Clients, clock: ScaledClock, redactor: Redactor) -> Way:
    """Make an Http to the wire; what is given replaces what the package says of itself."""

    def made(**given: object) -> Http:
        info: PackageInfo = paper.INFO.model_copy(update=given)
        budget = Budget(info.windows, clock)
        return Http(info, wire.address, clock, budget, clients, redactor, app="host", login="anna", session=Purse())

    return made


@pytest.fixture
def http(way: Way) -> Http:
    return way()
