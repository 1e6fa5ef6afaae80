"""One organisation at Exact Online, 24SevenOffice and Visma eAccounting: its customers and suppliers become one list."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.service import importing, registering
from boekhaak.settings import Settings
from boekhaak.testing.books.countries.known import country
from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Address, Books, Contact
from boekhaak.testing.consent import sign_in_everywhere
from boekhaak.testing.simulator import served, simulator_class
from support.command_line import CommandLine
from support.examples import done
from support.site import COUNTRY, LIFTED, Site


def numbers(land: str) -> dict[str, str]:
    """Return a registration number and a VAT number of a country."""
    registration_number, vat_number = country(land).registration(random.Random(land))
    return {"registration_number": registration_number, "vat_number": vat_number}


def at(street: str, postcode: str, city: str, land: str) -> tuple[Address, ...]:
    """Return the one address of a contact."""
    return (Address("visit", street, "", postcode, city, land, main=True),)


FERRY = Contact(
    "F1",
    "Noordzee Veerdienst B.V.",
    is_supplier=True,
    addresses=at("Kade 12", "3011 AA", "Rotterdam", "NL"),
    **numbers("NL"),
)
PAPER = Contact(
    "P1",
    "Nordlys Papir AS",
    is_customer=True,
    is_supplier=True,
    addresses=at("Storgata 4", "0155", "Oslo", "NO"),
    **numbers("NO"),
)
STEEL = Contact(
    "S1",
    "Bergslagens Plåt AB",
    is_customer=True,
    addresses=at("Verkstadsgatan 9", "721 30", "Västerås", "SE"),
    **numbers("SE"),
)
CONTACTS: Mapping[str, tuple[Contact, ...]] = {
    "exact_online": (FERRY, replace(PAPER, name="NORDLYS PAPIR A/S"), replace(STEEL, registration_number="")),
    "twentyfour_seven": (replace(FERRY, name="Noordzee Veerdienst BV"), PAPER, replace(STEEL, vat_number="")),
    "eaccounting": (replace(FERRY, registration_number=""), PAPER, STEEL),
}  # fmt: skip
"""Who stands at each package, and how; eAccounting keeps who is both a customer and a supplier as two records."""


@dataclass
class Organisation:
    """The simulators of three packages on one installation, by package."""

    actor: Actor
    installation: Installation
    sites: Mapping[str, Site]


@pytest.fixture
def organisation(boekhaak: CommandLine) -> Iterator[Organisation]:
    """Return an organisation with a company at each of three packages, to all of which somebody has signed in."""
    clock = ScaledClock(datetime.now(UTC), speed=1)
    key_file = Path(boekhaak.variables["BOEKHAAK_KEY_FILE"])
    settings = Settings(database_url=boekhaak.url, key_file=key_file, busy_seconds=5, _env_file=None)
    actor = Actor(environment="acme", user="bo", role="administrator")
    with ExitStack() as stack:
        installation = stack.enter_context(Installation.opened(settings, clock=clock))
        installation.redactor.leave_logs()
        registering.add_environment(actor, installation)
        sites = {}
        for package, contacts in CONTACTS.items():
            (company,) = generate(companies=1, lines=12, years=1, seed=4, countries=[COUNTRY[package]]).companies
            books = Books((replace(company, contacts=(*company.contacts, *contacts)),))
            simulator = simulator_class(package)(books, clock=clock, **LIFTED[package])
            address = stack.enter_context(served(simulator.app))
            registering.register_app(None, installation, simulator.registration(address))
            sign_in_everywhere(actor, installation, simulator, package)
            sites[package] = Site(package, simulator, address, clock, settings, installation, actor)
        boekhaak.secrets = lambda: {secret for site in sites.values() for secret in site.secrets}
        yield Organisation(actor, installation, sites)


def test_customers_and_suppliers_of_three_packages_become_one_list(
    boekhaak: CommandLine, organisation: Organisation
) -> None:
    done(boekhaak, "import", "--all", "--later")
    links = {
        link.package: str(link.id) for link in importing.links_listed(organisation.actor, organisation.installation)
    }
    codes = [f"--code={link}=10{place}" for place, link in enumerate(links.values())]
    assert done(boekhaak, "contacts", "choose", *links.values(), "--mode", "automatic", *codes)["next"] == "confirm"
    assert done(boekhaak, "contacts", "confirm", "--yes")["next"] == "wait"

    merge = done(boekhaak, "contacts", "go-on")

    assert (merge["merge"]["state"], merge["merge"]["open"], merge["next"]) == ("open_items", {}, "complete")
    assert done(boekhaak, "contacts", "complete")["next"] == "done"
    exact, seven, visma = (int(links[package]) for package in CONTACTS)
    (books,) = organisation.sites["eaccounting"].simulator.books.companies
    in_two_lists = [one for one in books.contacts if one.is_customer and one.is_supplier and one != PAPER]
    assert in_two_lists
    assert merged(boekhaak) == {
        FERRY.name: [exact, seven, visma],
        PAPER.name: [exact, seven, visma, visma],
        STEEL.name: [exact, seven, visma],
        **{one.name: [visma, visma] for one in in_two_lists},
    }
    decided = done(boekhaak, "contacts", "decisions", "--limit", "100")
    assert len(decided) == 2 + 3 + 2 + len(in_two_lists)
    assert {one["rule"] for one in decided} == {"contacts/1"}
    assert all(not each["conflicts"] for each in done(boekhaak, "contacts", "list", "--merged"))


def merged(boekhaak: CommandLine) -> dict[str, list[int]]:
    """Return of which links each merged contact is, by a name of the books that it has somewhere."""
    known = {contact.name: contact.name for contact in (FERRY, PAPER, STEEL)}
    found = {}
    for each in done(boekhaak, "contacts", "list", "--merged"):
        names = [part["name"] for part in each["parts"]]
        found[next((known[name] for name in names if name in known), names[0])] = sorted(
            part["source"][0] for part in each["parts"]
        )
    return found
