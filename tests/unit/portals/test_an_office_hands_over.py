"""Somebody of an office leaves: the successor's login takes over what all clients are read by."""

from __future__ import annotations

import pytest

from boekhaak.errors import AccessMissing
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.service import connecting, handing_over, importing
from support.accountants import Accountants, granted, sign_in
from support.bookings import account
from support.paper_office import PaperOffice


def test_the_clients_go_along(
    accountants: Accountants, bakery: Actor, butcher: Actor, host: Installation, office: PaperOffice
) -> None:
    office.put("1", account("1000"))
    former = accountants.sign_in()
    links = []
    for client, company in ((bakery, "1"), (butcher, "2")):
        granted(client, accountants)
        links.append(accountants.activate(client, company))
    successor = sign_in(accountants.actor, host, office, "petra")

    handing_over.hand_over(accountants.actor, host, former.id, successor.id)

    office.revoke("otto")
    assert importing.import_link(bakery, host, links[0].id).complete
    for client, link in zip((bakery, butcher), links, strict=True):
        (connection,) = connecting.connections_listed(client, host)
        assert (connection.usable, connection.login.id, connection.chain_id) == (True, "petra", successor.chain_id)
        assert [one.id for one in importing.links_listed(client, host)] == [link.id]


def test_nothing_changes_where_the_successor_does_not_see_a_clients_company(
    accountants: Accountants, bakery: Actor, host: Installation, office: PaperOffice
) -> None:
    former = accountants.sign_in()
    granted(bakery, accountants)
    link = accountants.activate(bakery, "1")
    successor = sign_in(accountants.actor, host, office, "petra")
    office.hidden["petra"] = {"1"}

    with pytest.raises(AccessMissing, match="does not see the same “Bakery”"):
        handing_over.hand_over(accountants.actor, host, former.id, successor.id)

    (connection,) = connecting.connections_listed(bakery, host)
    assert (connection.login.id, importing.links_listed(bakery, host)) == ("otto", (link,))
