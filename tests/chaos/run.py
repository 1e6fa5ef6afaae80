"""The chaos run: real workers, real PostgreSQL, simulators on loopback, and much that goes wrong.

The figures go to build/chaos.json. Everything stops by itself.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from pydantic import SecretStr

from boekhaak.errors import ConsentRequired
from boekhaak.installation import Installation
from boekhaak.service import queueing
from boekhaak.service.scheduling import NEVER
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from chaos.counting import figures, ledgers, unexplained
from chaos.crew import Crew, clock_of
from chaos.hidden import Told, alive, found_in
from chaos.host import READ, Host
from chaos.plan import WHOLE, Plan
from chaos.storm import Storm
from chaos.vendors import vendors
from support.postgres import Server, server

RESULT = Path("build/chaos.json")
NONE = (
    "logins_lost",
    "early_refreshes",
    "records_lost",
    "records_doubled",
    "ledgers_wrong",
    "secrets_in_logs",
    "secrets_in_database",
    "secrets_in_bundle",
)
"""The figures that must be nought."""
BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Stage:
    """Where it all happens: a folder, a clock that all processes share, and what says how it goes."""

    plan: Plan
    folder: Path
    settings: Settings
    clock: str
    say: Callable[[str], None]

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of workers."""
        assert self.settings.key is not None
        return {
            "BOEKHAAK_DATABASE_URL": self.settings.database_url,
            "BOEKHAAK_KEY": self.settings.key.get_secret_value(),
            "BOEKHAAK_INSTALLATION": self.settings.installation,
            "CHAOS_CLOCK": self.clock,
            "CHAOS_THREADS": str(self.plan.threads),
        }


def run(plan: Plan, folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Let it all happen; tell what it came to."""
    key = SecretStr(Fernet.generate_key().decode())
    (folder / "postgres").mkdir(mode=0o700)
    with server(folder / "postgres") as postgres:
        postgres.set(max_connections=300)
        postgres.restart()
        settings = Settings(database_url=postgres.url, key=key, installation="chaos", _env_file=None)
        stage = Stage(plan, folder, settings, f"{BEGINNING.timestamp()} {plan.speed} {time.monotonic()}", say)
        clock = clock_of(stage.clock)
        store = Store(settings, clock)
        store.upgrade()
        store.close()
        with vendors(plan, clock) as there, Installation.opened(settings, clock=clock) as installation:
            host = Host(installation, there, plan.pace)
            host.set_up()
            say(f"{plan.links} links are bound")
            storm = _storm(stage, host, postgres)
            compared = ledgers(host)
            for difference in (*compared.wrong[:5], *unexplained(host, storm)):
                say(difference)
            places = Told(storm.crew.logs, installation)
            return figures(host, storm, there, compared) | found_in(places, alive(there, key))


def _storm(stage: Stage, host: Host, postgres: Server) -> Storm:
    """Let workers run through the storm, and then, left alone, read what is left."""
    crew = Crew(stage.folder, stage.environment, stage.plan.workers)
    storm = Storm(stage.plan, crew, host.installation, host.vendors, postgres.restart)
    people = threading.Thread(target=host.sign_in_when_asked)
    people.start()
    try:
        for vendor in host.vendors.values():
            vendor.witness.who = crew.who
            vendor.witness.aim = storm.aim
        _first_loads(stage, host)
        storm.rage()
        stage.say(f"{len(storm.killed)} killed, {storm.aimed} of them right after a renewal; what is left is read")
        _calm(stage.plan, host, stage.say)
    finally:
        host.over.set()
        storm.ended.set()
        people.join()
        crew.close()
    return storm


def _first_loads(stage: Stage, host: Host) -> None:
    """Let the workers read what was never read, as long as the plan allows; the storm does not wait for the rest."""
    began = time.monotonic()
    while (left := len(_pending(host))) and time.monotonic() < began + stage.plan.first_loads:
        time.sleep(1)
    stage.say(f"{stage.plan.links - left} links are read after {time.monotonic() - began:.0f} s; now the storm")


def _calm(plan: Plan, host: Host, say: Callable[[str], None]) -> None:
    """Wait until every link works, and was read once more after the last change."""
    until = time.monotonic() + plan.calm
    asked: set[int] = set()
    while time.monotonic() < until:
        pending = _pending(host)
        for actor, link in host.links():
            if link.id not in asked | pending:
                with contextlib.suppress(ConsentRequired):  # it broke just now: it is asked for when it works again
                    queueing.queue_synchronisation(actor, host.installation, link.id, READ[link.package])
                    asked.add(link.id)
        if len(asked) == plan.links and not _pending(host):
            return
        time.sleep(1)
    say(f"{len(_pending(host))} links were not read in time, {plan.links - len(asked)} were not even asked for")


def _pending(host: Host) -> set[int]:
    """Return the links that are broken, or of which something is to be read for another reason than the schedule."""
    found = {link.id for _, link in host.links() if link.state != "ok"}
    for actor in host.actors:
        found |= {one.link_id for one in queueing.turns(actor, host.installation) if one.reason and one.next_at < NEVER}
    return found


def failures(told: dict[str, Any]) -> list[str]:
    """Return which figures are not what they must be."""
    wrong = [name for name in NONE if told[name]]
    return wrong + (["takeover_seconds_max"] if told["takeover_seconds_max"] > 60 else [])


def main() -> None:
    """Run the whole plan, and write the figures down."""
    began = time.monotonic()

    def say(text: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:4.0f} s  {text}\n")

    with tempfile.TemporaryDirectory(prefix="boekhaak-chaos-") as folder:
        told = run(WHOLE, Path(folder), say)
    told |= {"seconds": round(time.monotonic() - began)}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(told, indent=2) + "\n")
    sys.stdout.write(RESULT.read_text())
    wrong = failures(told)
    if wrong:
        say(f"not what it must be: {', '.join(wrong)}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
