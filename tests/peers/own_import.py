"""One whole import by our own plugin, of all companies of a simulator that is watched."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet
from pydantic import SecretStr
from watching import Watch

from boekhaak.clock import ScaledClock
from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.run import RunSummary
from boekhaak.service import importing, listing, registering
from boekhaak.settings import Settings
from boekhaak.testing.books.model import Books
from boekhaak.testing.consent import sign_in_everywhere
from boekhaak.testing.simulator import served, simulator_class


@dataclass(frozen=True)
class Imported:
    """What came of it."""

    detail: str
    passed: bool


def imported(package: str, books: Books, watch: Watch, clock: ScaledClock) -> Imported:
    """Import each company into a database of its own."""
    try:
        runs = _runs(package, books, watch, clock)
    except BoekhaakError as error:
        return Imported(str(error), passed=False)
    streams = [stream for run in runs for stream in run.streams]
    errors = [f"{stream.stream}: {stream.error}" for stream in streams if stream.error]
    calls, rows = sum(watch.answers.values()), sum(stream.changed for stream in streams)
    detail = f"{rows} rows of {len(runs)} companies in {len(streams)} streams (calls: {calls})"
    return Imported(errors[0] if errors else detail, len(runs) == len(books.companies) and not errors)


def _runs(package: str, books: Books, watch: Watch, clock: ScaledClock) -> list[RunSummary]:
    simulator, actor = simulator_class(package)(books, clock=clock), Actor(environment="peers", user="judge")
    with tempfile.TemporaryDirectory() as folder, served(watch.over(simulator.app)) as address:  # type: ignore[arg-type]
        url, key = f"sqlite:///{Path(folder) / 'books.db'}", SecretStr(Fernet.generate_key().decode())
        settings = Settings(database_url=url, key=key, _env_file=None)
        with closing(Installation(settings, clock=clock)) as installation:
            installation.store.upgrade()
            registering.add_environment(actor, installation)
            registering.register_app(None, installation, simulator.registration(address))
            sign_in_everywhere(actor, installation, simulator, package)
            seen = listing.list_companies(actor, installation).companies
            links = [importing.link_company(actor, installation, one) for one in seen]
            return [importing.import_link(actor, installation, link.id) for link in links]
