from __future__ import annotations

from typing import Any

import pytest

from boekhaak.errors import AccessMissing, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Billing
from boekhaak.models.policy import Policy
from boekhaak.models.portal import Access
from boekhaak.service import auditing, granting, people, portals, registering, switching
from boekhaak.service.people import User
from support.accountants import BILLING, Accountants, client, granted, own_link
from support.databases import Databases, SqliteFiles
from support.paper_office import PaperOffice


@pytest.fixture
def databases(sqlite_files: SqliteFiles) -> Databases:
    """Return the maker of databases of one kind: what differs between them is shown beside."""
    return sqlite_files


HELPDESK = Actor(environment="desk", user="hugo", role="helpdesk")


def open_portal(host: Installation, actor: Actor = HELPDESK, **given: Any) -> None:
    values = {"name": "Desk", "email": "desk@accountants.example", "billing": BILLING} | given
    portals.open_portal(actor, host, **values)


def test_a_new_portal_is_empty_and_knows_its_address_and_who_pays(accountants: Accountants) -> None:
    assert accountants.clients() == {}
    assert (accountants.portal.kind, accountants.portal.email) == ("portal", "office@accountants.example")
    assert portals.payer(accountants.actor, accountants.installation).billing == BILLING
    (entry,) = auditing.trail(accountants.actor, accountants.installation)
    assert (entry.action, entry.actor) == ("portal opened", "hugo")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"email": "nobody"}, "“nobody” is no e-mail address"),
        ({"email": "a@b@c.example"}, "is no e-mail address"),
        ({"name": " "}, "the portal has no name"),
        ({"billing": Billing(name="Desk", address="")}, "no address for the bill"),
        ({"billing": Billing(name="", address="Kade 1")}, "no name for the bill"),
        ({"email": "Office@Accountants.example"}, "a portal with the address office@accountants.example already"),
        ({"actor": HELPDESK.model_copy(update={"environment": "no id"})}, "cannot be the id"),
        ({"actor": HELPDESK.model_copy(update={"environment": "office"})}, "an environment “office” already"),
        ({"actor": HELPDESK.model_copy(update={"environment": "office.x"})}, "with ids above or below"),
    ],
)
def test_a_portal_needs_an_address_of_its_own_and_billing_details(
    accountants: Accountants, given: dict[str, Any], why: str
) -> None:
    with pytest.raises(InvalidInput, match=why):
        open_portal(accountants.installation, **given)

    assert [one.id for one in registering.environments_listed(accountants.installation)] == ["office"]


def test_only_the_helpdesk_of_a_host_with_portals_opens_one(host: Installation) -> None:
    with pytest.raises(AccessMissing, match="Ask the helpdesk"):
        open_portal(host, actor=HELPDESK.model_copy(update={"role": "administrator"}))
    host.policy = Policy()
    with pytest.raises(InvalidInput, match="no portals"):
        open_portal(host)


def test_a_client_that_the_office_adds_is_billed_to_it_and_lets_it_in(accountants: Accountants) -> None:
    host = accountants.installation

    added = portals.add_client(accountants.actor, host, "cobbler", "Cobbler B.V.")

    assert (added.id, added.billed_to) == ("office.cobbler", "office")
    (found,) = accountants.clients().values()
    assert (found.name, found.access, found.own) == ("Cobbler B.V.", "granted", True)
    theirs = Actor(environment=added.id, user="cas")
    assert portals.payer(theirs, host).name == accountants.portal.name
    assert portals.payer(theirs, host).billing is None
    assert portals.payer(accountants.at(added.id), host).billing == BILLING
    people.hand_in(accountants.at(added.id), host, [User(id="cas")])
    assert [one.actor.environment for one in people.accounts(host, "cas")] == [added.id]


def test_the_id_of_an_added_client_tells_nothing_of_others(accountants: Accountants, bakery: Actor) -> None:
    host = accountants.installation

    added = portals.add_client(accountants.actor, host, "bakery")

    assert added.id == "office.bakery"
    with pytest.raises(InvalidInput, match=r"“office\.bakery” already"):
        portals.add_client(accountants.actor, host, "bakery")
    with pytest.raises(InvalidInput, match="one of a portal's clients"):
        registering.add_environment(Actor(environment="office.other", user="hugo"), host)


def test_a_client_that_the_office_added_may_put_it_out(accountants: Accountants) -> None:
    host = accountants.installation
    added = portals.add_client(accountants.actor, host, "cobbler")
    own = Actor(environment=added.id, user="cas", role="administrator")
    (access,) = granting.access_listed(own, host)

    granting.withdraw(own, host, access.id)

    with pytest.raises(AccessMissing, match="was withdrawn"):
        people.users_listed(accountants.at(added.id), host)
    assert accountants.clients()[added.id].name == ""
    assert portals.payer(own, host).environment == "office"


def test_who_is_in_no_portal_has_no_clients(accountants: Accountants, bakery: Actor) -> None:
    host = accountants.installation
    granted(bakery, accountants)

    for who in (bakery, accountants.at(bakery)):
        with pytest.raises((InvalidInput, AccessMissing), match=r"no portal|not for this"):
            portals.clients_listed(who, host)
        with pytest.raises((InvalidInput, AccessMissing), match=r"no portal|not for this"):
            portals.add_client(who, host, "x")
    with pytest.raises(AccessMissing):
        portals.add_client(accountants.actor.model_copy(update={"role": "user"}), host, "x")


def test_clients_are_told_with_what_may_be_done_at_each_package(
    accountants: Accountants, bakery: Actor, butcher: Actor, office: PaperOffice
) -> None:
    host = accountants.installation
    own_link(butcher, host, office, "2")
    granted(bakery, accountants)
    granted(butcher, accountants)
    cobbler = client(host, "cobbler")
    granted(cobbler, accountants, scope="read")

    before = {id_: dict(one.actions) for id_, one in accountants.clients().items()}
    accountants.sign_in()
    after = {id_: dict(one.actions) for id_, one in accountants.clients().items()}
    accountants.activate(bakery, "1")

    assert before == {"bakery": {}, "butcher": {}, "cobbler": {}}
    assert after == {"bakery": {"paper": "activate"}, "butcher": {"paper": "overwrite"}, "cobbler": {}}
    assert accountants.clients()["bakery"].actions == {"paper": "active"}
    assert portals.counts(tuple(accountants.clients().values())) == {"granted": 3}


def test_the_states_of_clients_are_counted_and_only_those_who_let_the_office_in_have_names(
    accountants: Accountants, bakery: Actor, butcher: Actor
) -> None:
    host = accountants.installation
    granting.withdraw(bakery, host, granted(bakery, accountants).id)
    granting.ask(accountants.actor, host, butcher.environment)
    granting.ask(accountants.actor, host, "nowhere")
    cobbler = client(host, "cobbler")
    granted(cobbler, accountants)

    found = accountants.clients()

    assert {id_: (one.name, one.access) for id_, one in found.items()} == {
        "bakery": ("", "withdrawn"),
        "butcher": ("", "asked"),
        "nowhere": ("", "asked"),
        "cobbler": ("Cobbler B.V.", "granted"),
    }
    assert portals.counts(tuple(found.values())) == {"withdrawn": 1, "asked": 2, "granted": 1}


def test_a_package_that_is_switched_off_at_a_client_offers_no_action(accountants: Accountants, bakery: Actor) -> None:
    granted(bakery, accountants)
    accountants.sign_in()
    switching.switch_off(bakery, accountants.installation, "paper")

    assert accountants.clients()["bakery"].actions == {}
    with pytest.raises(AccessMissing, match="not switched on"):
        accountants.plan(bakery, "1")


def test_offices_know_nothing_of_each_other(accountants: Accountants, bakery: Actor, office: PaperOffice) -> None:
    rival = Accountants(accountants.installation, office, "rival", "rita")
    granted(bakery, accountants)
    accountants.sign_in()
    accountants.activate(bakery, "1")

    assert rival.clients() == {}
    for ask in (people.users_listed, portals.payer):
        with pytest.raises(NotFound, match="among your clients"):
            ask(rival.at(bakery), accountants.installation)


def test_access_to_an_address_without_a_portal_waits_for_it(
    host: Installation, bakery: Actor, office: PaperOffice
) -> None:
    early: Access = granting.grant(bakery, host, "Office@Accountants.example")

    accountants = Accountants(host, office)

    assert early.portal == ""
    assert accountants.clients()["bakery"].access == "granted"
    assert [one.portal for one in granting.access_listed(bakery, host)] == ["office"]
