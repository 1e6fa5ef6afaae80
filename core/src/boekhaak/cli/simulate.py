"""Serving a vendor's system in small, on loopback."""

from __future__ import annotations

import shlex
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

import click

from boekhaak.cli.options import example, json_option
from boekhaak.cli.output import give
from boekhaak.clock import Clock, ScaledClock
from boekhaak.errors import ConfigurationError
from boekhaak.models.auth import App, Credentials


@click.command("simulate", epilog=example("boekhaak simulate exact_online --companies 2 --lines 1000 --port 8900"))
@click.argument("package")
@click.option(
    "--books", type=click.Path(path_type=Path), default=None, help="Serve the books of this SIE 4 or SAF-T file."
)
@click.option("--companies", default=2, show_default=True, type=click.IntRange(1, 1000))
@click.option(
    "--lines", default=500, show_default=True, type=click.IntRange(1, 1_000_000), help="Ledger lines a company."
)
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same books.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="A free one when left out.")
@click.option("--faults", default="", help="Misbehaviours to switch on, separated by commas; “list” tells them.")
@click.option("--redirect", default="", help="The redirect address that its app has registered.")
@click.option("--clock-speed", default=1.0, show_default=True, help="How many seconds pass in one.")
@json_option
def simulate(
    package: str, books: Path | None, companies: int, lines: int, seed: int, port: int, faults: str, redirect: str,
    clock_speed: float, as_json: bool,
) -> None:  # fmt: skip
    """Serve a package's simulator on loopback until it is stopped (Ctrl-C)."""
    try:
        from boekhaak.testing.books.generator import generate  # noqa: PLC0415 - the extra “testing” may be missing
        from boekhaak.testing.books.reading import read_books  # noqa: PLC0415
        from boekhaak.testing.controls import Faults  # noqa: PLC0415
        from boekhaak.testing.simulator import served, simulator_class  # noqa: PLC0415
    except ImportError as error:
        raise missing_extra(error) from error
    made = simulator_class(package)
    if faults == "list":
        give(as_json, made.known_faults, *(f"{name}: {what}" for name, what in made.known_faults.items()))
        return
    chosen = [name.strip() for name in faults.split(",") if name.strip()]
    Faults(made.known_faults, chosen)  # an unknown one is refused before books are made
    data = (
        read_books(books) if books else generate(companies=companies, lines=lines, seed=seed, countries=made.countries)
    )
    clock = Clock() if clock_speed == 1 else ScaledClock(datetime.now(UTC), speed=clock_speed)
    registered = {"redirect_uri": redirect} if redirect else {}
    simulator = made(data, clock=clock, faults=chosen, **registered)
    with served(simulator.app, port) as address:
        app = simulator.registration(address)
        people = [given for given in simulator.sign_ins if isinstance(given, Credentials)]
        told = {
            **app.model_dump(exclude={"client_secret"}),
            "client_secret": app.client_secret.get_secret_value(),
            "sign_ins": [{"username": one.username, "password": one.password.get_secret_value()} for one in people],
        }
        give(
            as_json,
            told,
            f"{package} is served at {address} with {len(data.companies)} companies. Register it:",
            f"  {_registering(app)}",
            *(f"Sign in as {one.username} with the password {one.password.get_secret_value()}." for one in people),
            "Stop it with Ctrl-C.",
        )
        stopped = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stopped.set())
        stopped.wait()


def _registering(app: App) -> str:
    """Return the command that registers the simulator's app."""
    given = {
        "--region": app.region,
        "--mode": app.mode,
        "--client-id": app.client_id,
        "--client-secret": app.client_secret.get_secret_value(),
        "--redirect": app.redirect_uri,
        "--address": app.address,
    }
    options = " ".join(f"{option} {shlex.quote(value)}" for option, value in given.items() if value)
    return f"boekhaak app add {app.package} {options}"


def missing_extra(error: ImportError) -> ConfigurationError:
    """Return the error for a missing extra."""
    return ConfigurationError(
        f"simulators need libraries that are missing ({error})",
        way_out="Install boekhaak with its extra: pip install 'boekhaak[testing]'",
    )


COMMANDS: tuple[click.Command, ...] = (simulate,)
