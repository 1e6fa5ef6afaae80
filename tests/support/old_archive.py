"""An archive that got its data another way until now: its list of dossiers, and the companies that they are at three packages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.models.dossier import Dossier
from boekhaak.models.link import Actor
from boekhaak.service import registering
from boekhaak.settings import Settings
from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Books, Company
from boekhaak.testing.simulator import free_port, served, simulator_class
from boekhaak_eaccounting.simulator.values import guid
from boekhaak_exact_online.simulator.logins import SimulatedLogin as ExactLogin
from boekhaak_twentyfour_seven.simulator.logins import SimulatedLogin as SevenLogin
from support.after_an_update import distinct
from support.command_line import CommandLine
from support.site import COUNTRY, LIFTED, Site

KNOWN: dict[str, dict[str, int]] = {
    "exact_online": {
        "numbers": 70, "lost zeros": 20, "code": 20, "dead code": 2, "renamed": 3, "number": 20, "name": 15,
    },
    "eaccounting": {"code": 7, "renamed": 1, "number": 4, "nobody's": 1},
    "twentyfour_seven": {"code": 28, "given": 1, "renamed": 1, "number": 5, "name": 3},
}  # fmt: skip
"""How many companies of each package the archive knows how, or what became of them; it has no dossier of *nobody's*."""
FIELDS = {
    "numbers": ("registration_number", "vat_number"),
    "lost zeros": ("registration_number", "vat_number"),
    "code": ("company_id", "registration_number"),
    "dead code": ("company_id", "registration_number", "vat_number"),
    "renamed": ("company_id", "registration_number"),
    "given": ("company_id", "registration_number"),
    "number": ("registration_number",),
    "name": (),
}
"""What beside the name is known of a dossier."""
REGION = {"exact_online": "nl", "twentyfour_seven": "all", "eaccounting": "eu"}
FIRST_DIVISION, FIRST_CLIENT, DEAD_DIVISION = 100_001, 1_000_001, 900_001
ANN = ExactLogin("Ann", "ann@acme.example")
INTEGRATION = SevenLogin(email="integration@acme.example")
OTHER = SevenLogin(email="other@acme.example", companies=())


@dataclass(frozen=True)
class Entry:
    """A dossier of the archive, how it is known there, and the id that its company has at the package in truth."""

    dossier: Dossier
    known: str
    truth: str


@dataclass
class Archive:
    """What the archive has, and the simulators of the packages on one installation."""

    entries: Mapping[str, Entry]
    sites: Mapping[str, Site]

    def names(self, package: str, known: str) -> list[str]:
        """Return the names of the companies of a package that are known in that way."""
        return [
            one.dossier.name
            for one in self.entries.values()
            if (one.dossier.package, one.known) == (package, known)
        ]  # fmt: skip

    def written(self) -> str:
        """Return the dossiers as a spreadsheet writes them."""
        text = io.StringIO()
        lines = csv.DictWriter(text, list(Dossier.model_fields), delimiter=";")
        lines.writeheader()
        lines.writerows(dict(one.dossier) for one in self.entries.values())
        return text.getvalue()


def old_books() -> dict[str, Books]:
    """Return the books of all companies, by package; those whose zeros were lost have numbers that begin with two."""
    made = {}
    for package, counts in KNOWN.items():
        books = generate(companies=sum(counts.values()), lines=12, years=1, seed=4, countries=[COUNTRY[package]])
        companies = distinct(books).companies
        zeros = (replace(one, registration_number=f"001{one.registration_number[3:]}") for one in companies)
        kinds = _kinds(package)
        made[package] = Books(
            tuple(
                zero if kind == "lost zeros" else one for one, zero, kind in zip(companies, zeros, kinds, strict=True)
            )
        )
    return made


@contextmanager
def archive(boekhaak: CommandLine, books: Mapping[str, Books]) -> Iterator[Archive]:
    """Serve the books of three packages to one installation, whose environment “acme” was never linked to any."""
    clock = ScaledClock(datetime.now(UTC), speed=1)
    key_file = Path(boekhaak.variables["BOEKHAAK_KEY_FILE"])
    settings = Settings(database_url=boekhaak.url, key_file=key_file, busy_seconds=5, _env_file=None)
    actor = Actor(environment="acme", user="ann", role="administrator")
    more = {
        "exact_online": {"logins": [ANN]},
        "twentyfour_seven": {"logins": [INTEGRATION, OTHER]},
        "eaccounting": {"redirect_uri": f"http://127.0.0.1:{free_port()}/callback"},
    }
    with ExitStack() as stack:
        installation = stack.enter_context(Installation.opened(settings, clock=clock))
        installation.redactor.leave_logs()
        registering.add_environment(actor, installation)
        sites = {}
        for package, data in books.items():
            simulator = simulator_class(package)(data, clock=clock, **LIFTED[package], **more[package])
            address = stack.enter_context(served(simulator.app))
            registering.register_app(None, installation, simulator.registration(address))
            sites[package] = Site(package, simulator, address, clock, settings, installation, actor)
        boekhaak.secrets = lambda: {secret for site in sites.values() for secret in site.secrets}
        yield Archive({one.dossier.host_company: one for one in _entries(books)}, sites)


def _entries(books: Mapping[str, Books]) -> Iterator[Entry]:
    for package, data in books.items():
        for place, (company, known) in enumerate(zip(data.companies, _kinds(package), strict=True)):
            if known != "nobody's":
                truth = _truth(package, company, place)
                yield Entry(_dossier(package, company, known, truth, place), known, truth)


def _dossier(package: str, company: Company, known: str, truth: str, place: int) -> Dossier:
    zeros = company.registration_number.lstrip("0") if known == "lost zeros" else company.registration_number
    facts = {
        "company_id": str(DEAD_DIVISION + place) if known == "dead code" else truth,
        "registration_number": zeros,
        "vat_number": company.vat_number,
    }
    return Dossier(
        host_company=f"{package}-{place:03}",
        name=company.name,
        package=package,
        region=REGION[package],
        country=company.country,
        **{name: facts[name] for name in FIELDS[known]},
    )


def _truth(package: str, company: Company, place: int) -> str:
    if package == "eaccounting":
        return guid(company.name, "company")
    return str((FIRST_DIVISION if package == "exact_online" else FIRST_CLIENT) + place)


def _kinds(package: str) -> list[str]:
    return [known for known, count in KNOWN[package].items() for _ in range(count)]
