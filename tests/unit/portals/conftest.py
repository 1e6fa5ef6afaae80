"""What the tests of portals are given: an office that is signed in at the package on paper, and a client."""

from __future__ import annotations

import pytest

from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from support.accountants import Accountants, client, opened
from support.paper_office import PaperOffice


@pytest.fixture
def host(installation: Installation, office: PaperOffice) -> Installation:
    """Return an installation whose policy has portals."""
    return opened(installation, office)


@pytest.fixture
def accountants(host: Installation, office: PaperOffice) -> Accountants:
    """Return an office that is not signed in anywhere."""
    return Accountants(host, office)


@pytest.fixture
def bakery(host: Installation) -> Actor:
    """Return the administrator of an environment that might become the office's client."""
    return client(host, "bakery")


@pytest.fixture
def butcher(host: Installation) -> Actor:
    """Return the administrator of another one."""
    return client(host, "butcher")
