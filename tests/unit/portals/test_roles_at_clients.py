"""An administrator of an accounting office decides for the office and the clients that it added, and for no other client."""

from __future__ import annotations

from typing import Literal

import pytest

from boekhaak.errors import AccessMissing
from boekhaak.installation import Installation
from boekhaak.service import disconnecting, importing, portals, switching
from support.accountants import Accountants, client, granted, opened
from support.paper_office import PaperOffice


@pytest.mark.parametrize("scope", ["read", "write"])
def test_an_office_switches_nothing_on_or_off_at_its_clients(
    installation: Installation, office: PaperOffice, scope: Literal["read", "write"]
) -> None:
    opened(installation, office)
    accountants, bakery = Accountants(installation, office), client(installation, "bakery")
    granted(bakery, accountants, scope=scope)

    with pytest.raises(AccessMissing, match="olga is no administrator of environment “bakery”"):
        switching.switch_off(accountants.at(bakery), installation, "paper")

    assert [info.key for info in switching.packages_listed(bakery, installation)] == ["paper"]


def test_an_office_erases_nothing_of_its_clients(installation: Installation, office: PaperOffice) -> None:
    opened(installation, office)
    accountants, bakery = Accountants(installation, office), client(installation, "bakery")
    granted(bakery, accountants)
    accountants.sign_in()
    link = accountants.activate(bakery, "Bakery")

    with pytest.raises(AccessMissing, match="an accounting office erases nothing of its clients"):
        disconnecting.disconnect(accountants.at(bakery), installation, link.connection_id, erase=True)

    assert importing.links_listed(bakery, installation) == (link,)


def test_an_office_decides_for_a_client_that_it_added(installation: Installation, office: PaperOffice) -> None:
    opened(installation, office, enabling="administrator")
    accountants = Accountants(installation, office)
    added = portals.add_client(accountants.actor, installation, "cobbler")
    there = accountants.at(added.id)

    switching.switch_on(there, installation, "paper")

    assert [info.key for info in switching.packages_listed(there, installation)] == ["paper"]
