"""The example host of an invoicing tool, from one login for one account to an accounting office's portal for all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from boekhaak.errors import AccessMissing, InvalidInput, NotFound
from boekhaak.models.link import Actor, Billing, Link
from boekhaak.service import browsing, granting, importing, portals, queueing
from boekhaak.testing.books.generator import generate
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from support.command_line import CommandLine
from support.examples import done, example, read_in_the_background
from support.site import Serve, Site

BOOKS = generate(companies=4, lines=10, seed=4)
ONE, TWO, THREE, FOUR = (company.name for company in BOOKS.companies)
OFFICE_LOGIN, OWN_LOGIN = "otto@accountants.example", "anna@butcher.example"
LOGINS = [SimulatedLogin("Otto", OFFICE_LOGIN), SimulatedLogin("Anna", OWN_LOGIN, (ONE, THREE))]
EMAIL = "office@accountants.example"
OPENING = (
    "--name",
    "Bean & Counter",
    "--email",
    EMAIL,
    "--billed-to",
    "Bean & Counter B.V.",
    "--address",
    "Kade 1, Delft",
)
BILLING = Billing(name="Bean & Counter B.V.", address="Kade 1, Delft")
OLGA = Actor(environment="office", user="olga", role="administrator")
PACKAGE = "exact_online"


def administrator(client: str) -> Actor:
    """Return the administrator of a client."""
    return Actor(environment=client, user="adam", role="administrator")


ACME, BAKERY, BUTCHER = administrator("acme"), administrator("bakery"), administrator("butcher")


@dataclass
class Tool:
    """The example host, the package, and the helpdesk at its terminal."""

    host: Any
    site: Site
    boekhaak: CommandLine

    def signed_in(self, who: Actor, login: str, *dossiers: str) -> None:
        """Connect as that login, with access to these dossiers, or all."""
        choices = {"company": list(dossiers)} if dossiers else {}
        self.host.back(who, self.site.consent(self.host.connect(who), login=[login], **choices))

    def office_opened(self) -> None:
        """Open a portal for the office, with one user."""
        done(self.boekhaak, "portal", "open", "office", *OPENING)
        Path("users.json").write_text(json.dumps([{"id": "olga", "role": "administrator"}]))
        done(self.boekhaak, "environment", "users", "office", "--from", "users.json")

    def buttons(self) -> dict[str, str]:
        """Return the button of each client in the portal."""
        return {one.environment: one.actions.get(PACKAGE, "") for one in self.host.clients(OLGA)}

    def activated(self, client: str, dossier: str) -> Link:
        """Press a client's button, and say yes."""
        link: Link = self.host.activate(OLGA, self.host.weigh(OLGA, client, dossier))
        return link

    def at(self, client: Actor) -> Site:
        """Return the site as a client sees it."""
        return replace(self.site, actor=client)


@pytest.fixture
def tool(boekhaak: CommandLine, serve: Serve) -> Iterator[Tool]:
    """Return the host with three clients that have switched the module on, and nothing else."""
    site = serve(BOOKS, signed_in=False, logins=LOGINS)
    with example("invoicing_tool", boekhaak) as host:
        for client in (ACME, BAKERY, BUTCHER):
            if client is not ACME:
                done(boekhaak, "environment", "add", client.environment, "--name", client.environment.title())
            host.switch_on(client)
        yield Tool(host, site, boekhaak)


def test_an_office_with_a_portal_serves_all_its_clients_by_one_connection(tool: Tool) -> None:
    links = one_login_serves_one_account(tool)
    the_portal_is_opened_and_empty(tool)
    clients_add_the_offices_address(tool)
    the_connection_is_made_once_in_the_portal(tool)
    the_link_of_client_x_is_activated_again(tool, links["acme"])
    overwriting_tells_what_it_replaces(tool, links["butcher"])
    links["bakery"] = a_dossier_that_is_missing_gets_its_rights_in_the_security_centre(tool)
    links["cobbler"] = the_office_makes_a_client_which_is_billed_to_it(tool)
    assert set(tool.buttons().values()) == {"active"}
    read_in_the_background(tool.host, tool.site, *links.values())
    a_client_that_withdraws_is_read_no_more_and_the_others_notice_nothing(tool, links)


def one_login_serves_one_account(tool: Tool) -> dict[str, Link]:
    """The login of an accounting office serves one account: the second is refused with the reason, and the first goes on."""
    tool.signed_in(ACME, OFFICE_LOGIN)
    tool.signed_in(BUTCHER, OWN_LOGIN)
    links = {"acme": tool.host.import_dossier(ACME, ONE), "butcher": tool.host.import_dossier(BUTCHER, THREE)}
    read_in_the_background(tool.host, tool.site, *links.values())

    with pytest.raises(AccessMissing) as refused:
        tool.signed_in(BAKERY, OFFICE_LOGIN)

    assert "Exact Online allows one connection per login" in refused.value.what
    for way in ("a login of this environment's own", "let your accounting office in", "take-over ask exact_online"):
        assert way in refused.value.way_out
    assert tool.at(ACME).synchronised(links["acme"]).complete
    return links


def the_portal_is_opened_and_empty(tool: Tool) -> None:
    """The helpdesk opens the portal, and its user switches to it: there are no clients yet."""
    tool.office_opened()

    assert [(one.name, one.kind) for one in tool.host.accounts("olga")] == [("Bean & Counter", "portal")]
    assert tool.host.clients(OLGA) == ()


def clients_add_the_offices_address(tool: Tool) -> None:
    """The office asks its clients to add its e-mail address under “Access management”: it cannot do that itself."""
    done(tool.boekhaak, "portal", "ask", "bakery", "-e", "office")
    assert [one.access for one in tool.host.clients(OLGA)] == ["asked"]

    for client in (ACME, BAKERY, BUTCHER):
        tool.host.let_in(client, EMAIL)

    assert [one.actor.environment for one in tool.host.accounts("olga")] == ["office", "acme", "bakery", "butcher"]


def the_connection_is_made_once_in_the_portal(tool: Tool) -> None:
    """“Modules” of the portal: client x, who used the office's login, leaves it to the portal."""
    tool.host.switch_on(OLGA)
    with pytest.raises(AccessMissing, match="in use by another environment"):
        tool.signed_in(OLGA, OFFICE_LOGIN, ONE, THREE, FOUR)

    done(tool.boekhaak, "take-over", "ask", PACKAGE, "--note", "Bean & Counter", "-e", "office")
    (asked,) = done(tool.boekhaak, "take-over", "list", "-e", "acme")
    done(tool.boekhaak, "take-over", "agree", str(asked["id"]), "-e", "acme")

    assert [one.listed.company.name for one in tool.host.dossiers(OLGA).companies] == sorted([ONE, THREE, FOUR])


def the_link_of_client_x_is_activated_again(tool: Tool, link: Link) -> None:
    """Client x, who was connected before, is activated anew: its dossier, with its records, stays what it was."""
    assert importing.links_listed(ACME, tool.host.boekhaak)[0].state == "broken"
    assert tool.buttons() == {"acme": "activate", "bakery": "activate", "butcher": "overwrite"}

    assert tool.activated("acme", ONE).id == link.id


def overwriting_tells_what_it_replaces(tool: Tool, link: Link) -> None:
    """The button says “Overwrite” where the client has a dossier that is read by a login of its own."""
    plan = tool.host.weigh(OLGA, "butcher", THREE)

    assert (plan.action, plan.sign_ins) == ("overwrite", 1)
    assert any("its link and its records stay" in sentence for sentence in plan.sentences)
    assert any("The client's own sign-in is used no more" in sentence for sentence in plan.sentences)
    assert tool.host.activate(OLGA, plan).id == link.id
    queueing.queue_synchronisation(BUTCHER, tool.host.boekhaak, link.id)


def a_dossier_that_is_missing_gets_its_rights_in_the_security_centre(tool: Tool) -> Link:
    """Whoever misses a dossier is told the steps; after them it is in the list, without another sign-in."""
    with pytest.raises(NotFound) as missing:
        tool.host.weigh(OLGA, "bakery", TWO)
    assert "Security Centre" in missing.value.way_out
    assert "Security Centre" in tool.host.dossiers(OLGA).missing

    tool.site.simulator.let_app_in(OFFICE_LOGIN, TWO)

    return tool.activated("bakery", TWO)


def the_office_makes_a_client_which_is_billed_to_it(tool: Tool) -> Link:
    """The office may make clients' accounts itself, and pays for those."""
    made = tool.host.add_client(OLGA, "cobbler", "Cobbler")
    there = next(one.actor for one in tool.host.accounts("olga") if one.actor.environment == made.id)
    tool.host.switch_on(there)

    payer = portals.payer(there, tool.host.boekhaak)

    assert (payer.environment, payer.billing) == ("office", BILLING)
    return tool.activated(made.id, FOUR)


def a_client_that_withdraws_is_read_no_more_and_the_others_notice_nothing(tool: Tool, links: dict[str, Link]) -> None:
    """“Access management”, the other way round: what was queued of that client is called off."""
    for client in (BAKERY, BUTCHER):
        queueing.queue_synchronisation(client, tool.host.boekhaak, links[client.environment].id)
    access = granting.access_listed(BAKERY, tool.host.boekhaak)[-1]
    tool.host.put_out(BAKERY, access)

    runs = browsing.runs_listed(BAKERY, tool.host.boekhaak)
    read_in_the_background(tool.host, tool.site, links["butcher"])

    assert browsing.runs_listed(BAKERY, tool.host.boekhaak) == runs
    assert {one.state for one in queueing.turns(BAKERY, tool.host.boekhaak)} == {"stopped"}
    assert {one.environment: one.access for one in tool.host.clients(OLGA)} == {
        "acme": "granted", "bakery": "withdrawn", "butcher": "granted", "office.cobbler": "granted",
    }  # fmt: skip


def test_an_account_has_one_dossier(tool: Tool) -> None:
    tool.signed_in(BUTCHER, OWN_LOGIN)
    tool.host.import_dossier(BUTCHER, THREE)

    with pytest.raises(InvalidInput, match=f"has one company of a package, not 2: it has {THREE}"):
        tool.host.import_dossier(BUTCHER, ONE)


def test_a_portal_is_opened_by_the_helpdesk_with_an_address_and_billing_details(tool: Tool) -> None:
    with pytest.raises(AccessMissing, match="Ask the helpdesk"):
        tool.host.open_portal(OLGA, "Bean & Counter", EMAIL, BILLING)
    helpdesk = OLGA.model_copy(update={"role": "helpdesk"})
    with pytest.raises(InvalidInput, match="no address for the bill"):
        tool.host.open_portal(helpdesk, "Bean & Counter", EMAIL, BILLING.model_copy(update={"address": ""}))

    assert tool.host.open_portal(helpdesk, "Bean & Counter", EMAIL, BILLING).kind == "portal"


def test_an_office_cannot_activate_before_the_client_has_let_it_in_and_has_the_module_on(tool: Tool) -> None:
    tool.office_opened()
    done(tool.boekhaak, "environment", "add", "tailor")
    tailor = administrator("tailor")
    tool.host.switch_on(OLGA)
    tool.signed_in(OLGA, OFFICE_LOGIN)

    with pytest.raises(NotFound, match="no environment “tailor” among your clients"):
        tool.host.weigh(OLGA, "tailor", FOUR)
    tool.host.let_in(tailor, EMAIL)
    assert tool.buttons() == {"tailor": ""}
    with pytest.raises(AccessMissing, match=r"not switched on for environment “tailor”.*Ask an administrator"):
        tool.host.weigh(OLGA, "tailor", FOUR)
    tool.host.switch_on(tailor)

    assert tool.buttons() == {"tailor": "activate"}
