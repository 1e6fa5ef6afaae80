"""The demonstration: the main job against simulators, as a story or as one JSON object."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from boekhaak.cli.looking import lines
from boekhaak.cli.options import example, json_option
from boekhaak.cli.output import give
from boekhaak.cli.simulate import missing_extra
from boekhaak.service.balancing import TrialBalance

if TYPE_CHECKING:
    from boekhaak.testing.books.model import Books

COMPANIES = 2
LINES = 400
ACCOUNTS_SHOWN = 40


@click.command("demo", epilog=example("boekhaak demo --package exact_online --books export.se --json"))
@click.option(
    "--package", "keys", multiple=True, metavar="KEY", help="Only this package; all that have a simulator otherwise."
)
@click.option("--books", type=click.Path(path_type=Path), default=None, help="The books of this SIE 4 or SAF-T file.")
@click.option("--seed", default=1, show_default=True, help="For generated books.")
@json_option
def demo(keys: tuple[str, ...], books: Path | None, seed: int, as_json: bool) -> None:
    """Walk the main job: consent, import, balances, synchronise, a lost consent, relink.

    Nothing outside a temporary folder and loopback is touched.
    """
    try:
        from boekhaak.testing.books.generator import generate  # noqa: PLC0415 - the extra “testing” may be missing
        from boekhaak.testing.books.reading import read_books  # noqa: PLC0415
        from boekhaak.testing.demo import walk  # noqa: PLC0415
        from boekhaak.testing.simulator import simulator_class, simulator_keys  # noqa: PLC0415
    except ImportError as error:
        raise missing_extra(error) from error
    held = read_books(books) if books else None

    def data(key: str) -> Books:
        countries = simulator_class(key).countries
        return held or generate(companies=COMPANIES, lines=LINES, seed=seed, countries=countries)

    console = Console(highlight=False, soft_wrap=True, quiet=as_json)
    reports = {
        key: walk(
            key,
            data(key),
            tell=lambda text: console.print(text, markup=False),
            show=lambda balance: _show(console, balance),
        )
        for key in keys or simulator_keys()
    }
    if as_json:
        give(True, {"packages": reports})
    for key, report in reports.items():
        console.print(
            f"{key}: done in {report.seconds:.1f} s with {report.requests} calls, {report.relinked} links relinked."
        )


def _show(console: Console, balance: TrialBalance) -> None:
    """Print a trial balance, shortened when it is long."""
    short = balance.model_copy(update={"accounts": balance.accounts[:ACCOUNTS_SHOWN]})
    for line in lines(short):
        console.print(line, markup=False) if isinstance(line, str) else console.print(line)
    if len(balance.accounts) > ACCOUNTS_SHOWN:
        console.print(f"… and {len(balance.accounts) - ACCOUNTS_SHOWN} accounts more")


COMMANDS: tuple[click.Command, ...] = (demo,)
