"""Checking the installation, and putting together what a support case needs to know of it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from boekhaak.cli.options import Place, example, json_option
from boekhaak.cli.output import give, plain, table
from boekhaak.errors import InvalidInput
from boekhaak.registry import Registry
from boekhaak.service import diagnosing
from boekhaak.settings import read_settings

README = """What boekhaak knows of an installation, for a support case.

Each file holds one part as JSON: versions, settings, the checks of `boekhaak doctor`, how many rows each table has, then
environments, apps, token chains, connections, links, streams, due rows, schedules, windows, the newest 200 runs with their
streams, and how often each deed stands in the audit trail. A part that could not be read says why ("unavailable").

Not in it: tokens, passwords, client secrets and keys, not even encrypted; records, payloads and cursors. Names of companies
and people, their numbers and e-mail addresses are replaced: "link-12" is what belongs to link 12, "login-3" to the login of
connection 3, "app-1" to app 1, "person-2" is a user of the host.
"""


@click.command(epilog=example("boekhaak doctor --bundle case.zip"))
@click.option(
    "--bundle", type=Place(), default=None, metavar="FILE", help="Also write a diagnostics file, without secrets."
)
@json_option
@click.pass_context
def doctor(context: click.Context, bundle: Path | None, as_json: bool) -> None:
    """Check the installation: key, database, packages, apps. Ends with 1 when something is wrong."""
    settings, registry = read_settings(), Registry()
    if bundle is not None:
        _write(bundle, diagnosing.bundle(settings, registry))
    checks = diagnosing.checks(settings, registry)
    told = [{"check": one.check, "ok": not one.problem, "problem": one.problem} for one in checks]
    give(as_json, told, table("", ("check", "state"), [(one.check, one.problem or "ok") for one in checks]))
    context.exit(1 if any(one.problem for one in checks) else 0)


def _write(file: Path, parts: Mapping[str, Any]) -> None:
    """Write the parts into a new file. Raises: InvalidInput when there is one already, or it cannot be written."""
    try:
        with zipfile.ZipFile(file, "x", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("README.txt", README)
            for name, part in parts.items():
                bundle.writestr(f"{name}.json", json.dumps(plain(part), ensure_ascii=False, indent=2))
    except FileExistsError as error:
        raise InvalidInput(
            f"there is a file {file} already", way_out="Name another file, or take that one away"
        ) from error
    except OSError as error:
        raise InvalidInput(
            f"the file {file} cannot be written ({error.strerror})", way_out="Name one where this user may write"
        ) from error


COMMANDS: tuple[click.Command, ...] = (doctor,)
