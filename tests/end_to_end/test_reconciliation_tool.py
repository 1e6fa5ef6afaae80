"""The example host of a reconciliation tool, from the integration user to the set-up of each company."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from boekhaak.errors import AccessMissing, ConsentRequired, InvalidInput
from boekhaak.models.link import Actor
from boekhaak.service import browsing, importing
from boekhaak.testing.books.generator import generate
from boekhaak_twentyfour_seven.simulator.logins import PASSWORD, SimulatedLogin
from support.command_line import CommandLine
from support.examples import done, example, never_read, read_in_the_background
from support.site import Serve, Site

KARI, OLA = Actor(environment="acme", user="kari", role="administrator"), Actor(environment="acme", user="ola")
BOOKS = generate(companies=3, lines=20, seed=4, countries=["NO"])
FIRST, SECOND, THIRD = sorted((company.name for company in BOOKS.companies), key=str.casefold)
EMAIL = "reconciliation@acme.example"
LOGIN = SimulatedLogin(EMAIL, pending=(FIRST, SECOND, THIRD))
PACKAGE = "twentyfour_seven"
OPENINGS = "-3"
"""The type of entries of openings, which are read in any case."""


@dataclass
class Tool:
    """The example host, the package, and an administrator at a terminal."""

    host: Any
    site: Site
    boekhaak: CommandLine

    def approve(self, *names: str) -> None:
        """Approve the invitations to these clients, in the integration user's mailbox."""
        for name in names:
            self.site.simulator.accept_invitation(EMAIL, name)


@pytest.fixture
def tool(boekhaak: CommandLine, serve: Serve) -> Iterator[Tool]:
    """Return the host with three clients at 24SevenOffice that have invited an integration user."""
    site = serve(BOOKS, package=PACKAGE, signed_in=False, logins=[LOGIN])
    with example("reconciliation_tool", boekhaak) as host:
        yield Tool(host, site, boekhaak)


def test_a_customer_who_manages_the_integration_user_prepares_it_logs_in_imports_and_sets_up(tool: Tool) -> None:
    host, site = tool.host, tool.site

    # Step 1: create an integration user, with an address that no user has yet, and give it access to further clients
    made = host.integration_user(KARI, "customer", EMAIL)
    assert (made.connection.state, made.who) == ("awaiting_integration_user", "customer")
    assert "an e-mail address that no user of 24SevenOffice has yet" in made.steps[0]
    assert "Invite the same address in each further client" in made.steps[-1]
    # Step 2: approve the invitation; you do that yourselves if you administer the user
    invited = host.step_done(KARI, made.connection.id)
    assert (invited.connection.state, invited.who) == ("invitation_pending", "customer")
    assert "accept the invitation" in invited.steps[0]
    # Step 3: when the invitations are approved, fill in the login; not before
    with pytest.raises(InvalidInput, match="is not ready"):
        host.log_in(KARI, made.connection.id, EMAIL, PASSWORD)
    tool.approve(FIRST, SECOND)
    assert host.step_done(KARI, made.connection.id).connection.state == "awaiting_consent"
    host.log_in(KARI, made.connection.id, EMAIL, PASSWORD)
    # The login is tested: where it succeeds, the transaction types are there to choose from
    types = host.transaction_types(KARI)
    assert list(types) == [FIRST, SECOND]
    assert all(types.values())
    # Step 4: “Import companies” brings them all; those that are not set up are red, and nothing of them is read
    imported = host.import_companies(OLA).links
    assert host.overview(OLA) == {FIRST: "red", SECOND: "red"}
    # Click the company's name to start the set-up wizard: then it is read, with the chosen types
    only = types[SECOND][0].code
    host.set_up(OLA, FIRST, [])
    first, second = sorted(imported, key=lambda link: link.company.name.casefold())
    read_in_the_background(host, site, first)
    assert never_read(site, second)
    assert host.overview(OLA) == {FIRST: "", SECOND: "red"}
    assert host.set_up(OLA, SECOND, [only]).settings == {"transaction_types": (only,)}
    # A client that is granted later comes with the next import
    tool.approve(THIRD)
    assert [link.company.name for link in host.import_companies(OLA).links if not link.set_up] == [THIRD]
    assert host.overview(OLA) == {FIRST: "", SECOND: "", THIRD: "red"}


def test_where_the_host_manages_the_mailbox_invitations_are_approved_by_themselves(tool: Tool) -> None:
    made = done(tool.boekhaak, "integration-user", "prepare", PACKAGE, "--mailbox", "host", "--email", EMAIL)
    assert made["connection"]["state"] == "awaiting_integration_user"
    told = done(tool.boekhaak, "integration-user", "told", "1")
    assert told["connection"]["state"] == "awaiting_consent"
    tool.approve(FIRST, SECOND)

    tool.boekhaak.variables["BOEKHAAK_PASSWORD"] = PASSWORD
    done(tool.boekhaak, "connect", PACKAGE, "--username", EMAIL, "--connection", "1")
    imported = done(tool.boekhaak, "import", "--all")
    assert [link["set_up"] for link in imported["links"]] == [False, False]
    assert imported["due"] == []
    assert done(tool.boekhaak, "companies")["not_set_up"] == [1, 2]
    assert done(tool.boekhaak, "set-up", "1")["due"] == [1]

    read_in_the_background(tool.host, tool.site, importing.links_listed(OLA, tool.host.boekhaak)[0])


def test_a_failed_login_shows_no_row_but_a_message_and_can_be_repeated(tool: Tool) -> None:
    host, connection = tool.host, tool.host.integration_user(KARI, "host", EMAIL).connection
    host.step_done(KARI, connection.id)
    tool.approve(FIRST)

    with pytest.raises(ConsentRequired) as refused:
        host.log_in(KARI, connection.id, EMAIL, "wrong")

    assert "wrong" not in str(refused.value).split()
    with pytest.raises(ConsentRequired, match="not connected yet"):
        host.transaction_types(KARI)
    assert done(tool.boekhaak, "connections")[0]["reason"] == refused.value.what
    host.log_in(KARI, connection.id, EMAIL, PASSWORD)
    assert list(host.transaction_types(KARI)) == [FIRST]


def test_settings_are_for_administrators_alone(tool: Tool) -> None:
    with pytest.raises(AccessMissing, match="ola is no administrator"):
        tool.host.integration_user(OLA, "host", EMAIL)
    connection = tool.host.integration_user(KARI, "host", EMAIL).connection

    with pytest.raises(AccessMissing, match="ola is no administrator"):
        tool.host.log_in(OLA, connection.id, EMAIL, PASSWORD)


def test_a_company_is_read_once_it_is_set_up_and_only_its_chosen_transaction_types(tool: Tool) -> None:
    host, connection = tool.host, tool.host.integration_user(KARI, "host", EMAIL).connection
    host.step_done(KARI, connection.id)
    tool.approve(FIRST)
    host.log_in(KARI, connection.id, EMAIL, PASSWORD)
    (link,) = host.import_companies(OLA).links
    books = tool.site.company(link)
    journal = next(one for one in books.journals if one.code == books.vouchers[-1].journal)
    (only,) = [one.code for one in host.transaction_types(KARI)[FIRST] if one.name == journal.name]
    assert "not set up yet" in tool.boekhaak.refused("synchronise", str(link.id))

    host.set_up(OLA, FIRST, [only])
    assert tool.boekhaak("synchronise", str(link.id)).code == 0

    read = [one.record.journal_code for one in browsing.browse(OLA, host.boekhaak, link.id, "voucher")]
    held = [one.journal for one in books.vouchers]
    assert [one for one in read if one != OPENINGS] == [only] * held.count(journal.code)
    assert len(set(held)) > 1
