"""The entry point ``boekhaak``: the commands together, and what happens when one fails."""

from __future__ import annotations

import logging
import sys

import click

from boekhaak import logs
from boekhaak.cli import (
    adopting,
    auditing,
    codes,
    companies,
    connections,
    demo,
    diagnosing,
    environments,
    events,
    importing,
    jobs,
    looking,
    merging,
    plans,
    portals,
    setup,
    signing_in,
    simulate,
)
from boekhaak.cli.output import complain
from boekhaak.errors import BoekhaakError, InvalidInput

NAME = "boekhaak"
FORMATS: dict[str, logging.Formatter] = {
    "text": logging.Formatter("%(asctime)s %(levelname)s %(message)s"),
    "json": logs.JsonLines(),
}
"""How lines of the log are given on standard error."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="boekhaak")
@click.option("--verbose", "-v", is_flag=True, help="Tell on standard error what is done; no secret is told.")
@click.option(
    "--log-format",
    type=click.Choice(list(FORMATS)),
    default="text",
    envvar="BOEKHAAK_LOG_FORMAT",
    help="json: one object a line on standard error, also without --verbose what is no detail.",
)
def cli(verbose: bool, log_format: str) -> None:
    """Link a host product to its customers' accountancy packages.

    \b
    The way: db upgrade, key new, environment add, app add, connect, companies, import, balances, synchronise.
    `boekhaak demo` walks it against a simulator.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(FORMATS[log_format])
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    unasked = logging.INFO if log_format == "json" else logging.CRITICAL
    logging.getLogger(logs.NAME).setLevel(logging.DEBUG if verbose else unasked)


for group in (
    setup,
    environments,
    signing_in,
    connections,
    portals,
    companies,
    importing,
    adopting,
    plans,
    codes,
    merging,
    jobs,
    looking,
    auditing,
    events,
    diagnosing,
    simulate,
    demo,
):
    for command in group.COMMANDS:
        cli.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run a command; a failure is one sentence with the way out, and a non-zero exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = cli(args=given, prog_name=NAME, standalone_mode=False)
    except click.ClickException as error:
        if "--json" in given:
            complain(True, _misused(error))
        else:
            error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        code = 130
    except BoekhaakError as error:
        complain("--json" in given, error)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _misused(error: click.ClickException) -> InvalidInput:
    """Return what click has to say of the arguments as an error of ours."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    called = context.command_path if context else NAME
    return InvalidInput(error.format_message(), way_out=f"`{called} --help` tells what it takes")


if __name__ == "__main__":
    main()
