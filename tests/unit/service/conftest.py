"""What the tests of the services are given."""

from __future__ import annotations

import pytest

from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link
from support.bookings import account, balance, contact, entry
from support.desk import Desk
from support.paper_office import PaperOffice


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
