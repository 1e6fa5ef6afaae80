"""The example host of a document archive, followed from the first step to the last: authorise, relink, import what is new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from boekhaak.errors import AccessMissing, ConsentRequired
from boekhaak.models.link import Actor, Link
from boekhaak.service import browsing, importing
from boekhaak.testing.books.generator import generate
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from support.command_line import CommandLine
from support.examples import done, example, read_in_the_background
from support.site import Serve, Site

ANN, BO = Actor(environment="acme", user="ann"), Actor(environment="acme", user="bo")
BOOKS = generate(companies=3, lines=20, seed=4)
FIRST, SECOND, THIRD = sorted((company.name for company in BOOKS.companies), key=str.casefold)
LOGINS = [SimulatedLogin("Ann", "ann@acme.example"), SimulatedLogin("Bo", "bo@acme.example", (SECOND, THIRD))]
PACKAGE = "exact_online"


@dataclass
class Archive:
    """The example host, the package, and the helpdesk at its terminal."""

    host: Any
    site: Site
    boekhaak: CommandLine

    def authorised(self, user: Actor, **choices: list[str]) -> None:
        """Let a user authorise with his own login; ``company`` names those that he ticks."""
        address = self.host.authorise(user, PACKAGE)
        self.host.back(user, self.site.consent(address, login=[f"{user.user}@acme.example"], **choices))

    def new(self, user: Actor) -> list[str]:
        """Return the names in the list of new companies."""
        return [one.company.name for one in self.host.new_companies(user).new]

    def imported(self, user: Actor, name: str) -> None:
        """Press the button beside a company."""
        (listed,) = [one for one in self.host.new_companies(user).new if one.company.name == name]
        self.host.import_company(user, listed)

    def in_use(self) -> tuple[Link, ...]:
        """Let Ann authorise and import two of the companies."""
        self.authorised(ANN)
        self.imported(ANN, FIRST)
        self.imported(ANN, SECOND)
        return importing.links_listed(ANN, self.host.boekhaak)

    def updated(self) -> None:
        """Update the platform: all dossiers lose their existing connection."""
        done(self.boekhaak, "disconnect", "1", "--keep")


@pytest.fixture
def archive(boekhaak: CommandLine, serve: Serve) -> Iterator[Archive]:
    """Return the host with three companies at Exact Online, of which Ann sees all and Bo two; the package is not on yet."""
    site = serve(BOOKS, signed_in=False, logins=LOGINS)
    with example("document_archive", boekhaak) as host:
        yield Archive(host, site, boekhaak)


@pytest.fixture
def switched_on(archive: Archive) -> Archive:
    """Return the host whose helpdesk has switched the package on."""
    done(archive.boekhaak, "environment", "enable", "acme", PACKAGE)
    return archive


def test_after_the_update_a_user_authorises_relinks_and_imports_what_is_new(switched_on: Archive) -> None:
    host, site = switched_on.host, switched_on.site
    read_in_the_background(host, site, *switched_on.in_use())
    switched_on.updated()
    held = {link.id: browsing.counted(ANN, host.boekhaak, link.id) for link in host.broken(ANN)}

    # After the update the link of every company is broken; what was read of them stays
    assert [link.company.name for link in host.broken(ANN)] == [FIRST, SECOND]
    assert all(sum(counts.values()) for counts in held.values())
    # Step 1: “My account”, “Authorise”, the user's own login at the package, and back to where it says so
    assert host.my_account(ANN) == {"Exact Online": "revoked"}
    switched_on.authorised(ANN)
    assert host.my_account(ANN) == {"Exact Online": "authorised"}
    # Step 2: “Relink companies”, with one click for all of them, with a warning as long as there are any
    assert len(host.broken(ANN)) == 2
    assert host.relink(ANN) == {}
    assert host.broken(ANN) == []
    assert {id_: browsing.counted(ANN, host.boekhaak, id_) for id_ in held} == held
    # Step 3, for whoever wants to: “Import new companies” lists what is not here yet; then there is nothing new
    assert switched_on.new(ANN) == [THIRD]
    host.import_all_companies(ANN)
    assert (switched_on.new(ANN), host.new_companies(ANN).empty) == ([], "all_imported")
    # Reading takes a while, and goes on in the background
    links = importing.links_listed(ANN, host.boekhaak)
    assert host.progress(ANN).due_now == 3
    read_in_the_background(host, site, *links)
    assert (host.progress(ANN).due_now, host.progress(ANN).failing) == (0, ())


def test_a_package_is_there_once_the_helpdesk_has_switched_it_on(archive: Archive) -> None:
    assert archive.host.my_account(ANN) == {}
    with pytest.raises(AccessMissing, match="Ask the helpdesk to switch it on"):
        archive.host.authorise(ANN, PACKAGE)

    done(archive.boekhaak, "environment", "enable", "acme", PACKAGE)

    assert archive.host.my_account(ANN) == {"Exact Online": "none"}


def test_a_consent_that_is_cancelled_returns_with_a_message_and_changes_nothing(switched_on: Archive) -> None:
    address = switched_on.host.authorise(ANN, PACKAGE)

    with pytest.raises(ConsentRequired, match="consent was refused"):
        switched_on.host.back(ANN, switched_on.site.consent(address, decision="refuse"))

    assert switched_on.host.my_account(ANN) == {"Exact Online": "none"}


def test_the_list_shows_only_companies_that_are_not_here_yet_whoever_imported_them(switched_on: Archive) -> None:
    switched_on.authorised(ANN)
    switched_on.authorised(BO)
    assert (switched_on.new(ANN), switched_on.new(BO)) == ([FIRST, SECOND, THIRD], [SECOND, THIRD])

    switched_on.imported(ANN, SECOND)

    assert (switched_on.new(ANN), switched_on.new(BO)) == ([FIRST, THIRD], [THIRD])


def test_relinking_without_a_sign_in_says_so(switched_on: Archive) -> None:
    switched_on.in_use()
    switched_on.updated()

    with pytest.raises(ConsentRequired, match=r"connected no more.*Sign in"):
        switched_on.host.relink(ANN)

    assert len(switched_on.host.broken(ANN)) == 2


def test_a_company_that_the_users_login_does_not_see_stays_broken_and_says_why(switched_on: Archive) -> None:
    switched_on.in_use()
    switched_on.updated()
    switched_on.authorised(BO)

    assert switched_on.host.relink(BO) == {FIRST: "no login that is signed in sees it, and its own is not"}
    assert [link.company.name for link in switched_on.host.broken(BO)] == [FIRST]

    switched_on.authorised(ANN)
    assert switched_on.host.relink(ANN) == {}


def test_a_company_that_was_not_opened_at_the_package_is_explained_and_comes_without_a_new_sign_in(
    switched_on: Archive,
) -> None:
    switched_on.authorised(ANN, company=[FIRST, SECOND])
    assert THIRD not in switched_on.new(ANN)

    told = switched_on.host.why_missing(ANN, PACKAGE, THIRD)
    assert told[0].startswith(f"ann@acme.example sees no “{THIRD}” at Exact Online")
    assert any("until it was opened once in Exact Online" in step for step in told)
    switched_on.site.simulator.let_app_in("ann@acme.example", THIRD)

    assert THIRD in switched_on.new(ANN)
