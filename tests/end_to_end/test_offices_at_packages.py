"""An accounting office's sign-in at each package: it reads its clients' companies, and stops at the one that withdraws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from boekhaak.jobs.work import work
from boekhaak.models.link import Actor, Billing, Link
from boekhaak.models.policy import Policy
from boekhaak.service import activating, browsing, connecting, granting, importing, portals, registering
from boekhaak.service.breaking import OVERWRITTEN
from boekhaak.testing.books.generator import generate
from boekhaak.testing.consent import sign_in_everywhere
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from support.databases import SqliteFiles
from support.site import COUNTRY, PACKAGES, Site, connected

ADDRESS = "office@accountants.example"
OFFICE = Actor(environment="office", user="olga", role="administrator")


@dataclass
class Office:
    """A portal at a package that is served."""

    site: Site

    def client(self, id_: str) -> Actor:
        """Return the administrator of a client that has let the office in."""
        acting = Actor(environment=id_, user="adam", role="administrator")
        if id_ != self.site.actor.environment:
            registering.add_environment(acting, self.site.installation)
        granting.grant(acting, self.site.installation, ADDRESS)
        return acting

    def activate(self, client: Actor, company: str) -> Link:
        """Activate a company for a client, by its name."""
        plan = activating.plan(OFFICE, self.site.installation, client.environment, self.site.package, company)
        return activating.activate(OFFICE, self.site.installation, plan)

    def at(self, client: Actor) -> Site:
        """Return the site as a client sees it."""
        return replace(self.site, actor=client)


@contextmanager
def office_at(package: str, database_url: str, **options: Any) -> Iterator[Office]:
    """Serve two companies of a package to an office that has a portal."""
    data = generate(companies=2, lines=20, seed=4, countries=[COUNTRY[package]])
    with connected(package, data, database_url, signed_in=False, **options) as site:
        site.installation.policy = Policy(portals=True)
        helpdesk = OFFICE.model_copy(update={"role": "helpdesk"})
        billing = Billing(name="Bean & Counter B.V.", address="Kade 1, Delft")
        portals.open_portal(helpdesk, site.installation, name="Bean & Counter", email=ADDRESS, billing=billing)
        yield Office(site)


@pytest.mark.parametrize("package", PACKAGES)
def test_an_office_reads_its_clients_companies_and_stops_at_the_one_that_withdraws(
    sqlite_files: SqliteFiles, package: str
) -> None:
    with office_at(package, sqlite_files.migrated()) as office:
        host, (first, second) = office.site.installation, office.site.names
        clients = office.client("one"), office.client("two")
        sign_in_everywhere(OFFICE, host, office.site.simulator, package)
        links = [office.activate(client, name) for client, name in zip(clients, (first, second), strict=True)]

        runs = [work(host, link.id) for link in links]
        granting.withdraw(clients[0], host, granting.access_listed(clients[0], host)[0].id)
        calls = sum(office.site.simulator.calls.values())
        stopped = work(host, links[0].id)

        assert all(run is not None and run.complete for run in runs)
        for client, link in zip(clients, links, strict=True):
            there = office.at(client)
            assert there.stored(link) == there.expected(link)
            assert {run.link_id for run in browsing.runs_listed(client, host)} == {link.id}
        assert stopped is None
        assert sum(office.site.simulator.calls.values()) == calls
        assert [importing.links_listed(client, host)[0].state for client in clients] == ["broken", "ok"]
        assert office.at(clients[1]).synchronised(links[1]).complete


def test_what_a_client_read_by_its_own_login_is_overwritten_and_goes_on_from_where_it_was(
    sqlite_files: SqliteFiles,
) -> None:
    logins = SimulatedLogin("Ann", "ann@acme.example"), SimulatedLogin("Otto", "otto@accountants.example")
    with office_at("exact_online", sqlite_files.migrated(), logins=logins) as office:
        site, host = office.site, office.site.installation
        acme = office.client("acme")
        own = office.at(acme)
        own.connect(login=["ann@acme.example"])
        link = own.link_all()[0]
        first = own.imported(link)
        replace(site, actor=OFFICE).connect(login=["otto@accountants.example"])

        plan = activating.plan(OFFICE, host, "acme", "exact_online", link.company.name)
        bound = activating.activate(OFFICE, host, plan)
        second = own.synchronised(bound)

        assert first.complete
        assert (plan.action, [one.becomes for one in plan.links], plan.sign_ins) == ("overwrite", ["kept"], 0)
        assert bound.id == link.id
        assert second.complete
        assert second.action == "synchronise"
        assert sum(one.changed for one in second.streams) == 0
        assert own.stored(bound) == own.expected(bound)
        other = activating.plan(OFFICE, host, "acme", "exact_online", site.names[1])
        assert (other.action, other.sign_ins) == ("overwrite", 1)
        activating.activate(OFFICE, host, other)
        states = {one.login.email: (one.state, one.reason) for one in connecting.connections_listed(acme, host)}
        assert states == {
            "ann@acme.example": ("superseded", OVERWRITTEN),
            "otto@accountants.example": ("authorised", ""),
        }
        assert own.synchronised(bound).complete
