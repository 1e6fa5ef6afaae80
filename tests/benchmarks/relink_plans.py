"""Part ``relink``: a plan over 10,000 links of an environment, made and applied, without what the package's answers take."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from math import log2
from pathlib import Path
from time import perf_counter

from cryptography.fernet import Fernet
from importlib_metadata import EntryPoint
from pydantic import SecretStr

from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.models.dossier import Dossier
from boekhaak.models.link import Actor
from boekhaak.registry import GROUP, Registry
from boekhaak.service import connecting, dossiers, listing, plans, registering, relinking
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from boekhaak.testing.simulator import served
from support.paper_office import Door, PaperOffice
from support.site import MORNING

SIZES = (2_500, 10_000)
ENOUGH = 0.9


@dataclass(frozen=True)
class Taken:
    """The seconds that each step took."""

    adopting: float
    listing: float
    planning: float
    applying: float


def measured() -> dict[str, float]:
    """Return the seconds of a plan over so many links, beside a list that is asked alone, and how that grows."""
    figures: dict[str, float] = {}
    for size in SIZES:
        taken = _taken(size)
        seconds = max(0.0, taken.planning - taken.listing)
        figures |= {
            f"relink.{size}.seconds": seconds,
            f"relink.{size}.us_per_n_log_n": seconds * 1e6 / (size * log2(size)),
            f"relink.{size}.adopt_seconds": taken.adopting,
            f"relink.{size}.list_seconds": taken.listing,
            f"relink.{size}.apply_seconds": taken.applying,
        }
    return figures


def _taken(size: int) -> Taken:
    registry = Registry((EntryPoint(name="paper", value="support.paper", group=GROUP),))
    clock, actor, door = ScaledClock(MORNING), Actor(environment="acme", user="bo", role="administrator"), Door()
    with tempfile.TemporaryDirectory() as folder, served(door.app) as address:
        door.office = office = PaperOffice(clock, address)
        key = SecretStr(Fernet.generate_key().decode())
        settings = Settings(database_url=f"sqlite:///{Path(folder) / 'books.db'}", key=key, _env_file=None)
        store = Store(settings, clock)
        store.upgrade()
        store.close()
        with Installation.opened(settings, clock=clock, registry=registry) as installation:
            registering.add_environment(actor, installation)
            registering.register_app(None, installation, office.registration())
            known = [_dossier(office, number) for number in range(1, size + 1)]
            started = perf_counter()
            dossiers.adopt(actor, installation, known)
            adopted = perf_counter()
            begun = connecting.begin(actor, installation, package="paper")
            connecting.complete(actor, installation, office.sign_in(begun.url))
            listing.list_companies(actor, installation)
            listed_from = perf_counter()
            listing.list_companies(actor, installation)
            planned_from = perf_counter()
            made = relinking.plan(actor, installation)
            applied_from = perf_counter()
            done = plans.apply(actor, installation, made.id)
            ended = perf_counter()
    bound = sum(step.state == "applied" for step in done.steps)
    if bound < ENOUGH * size:
        raise RuntimeError(f"only {bound} of {size} links were relinked")
    return Taken(adopted - started, planned_from - listed_from, applied_from - planned_from, ended - applied_from)


def _dossier(office: PaperOffice, number: int) -> Dossier:
    """Return what a host knows of a company that it opens at the vendor: always the number, every third time the id too."""
    registration, vat = f"{30_000_000 + 7 * number}", f"NL{100_000_000 + number}B01"
    name = f"Handel {number:x} {number * 7919:x} B.V."
    office.company(str(number), name, registration_number=registration, vat_number=vat)
    id_ = str(number) if number % 3 == 0 else ""
    return Dossier(
        host_company=f"d{number}",
        name=name,
        company_id=id_,
        registration_number=registration,
        vat_number=vat,
        country="NL",
    )
