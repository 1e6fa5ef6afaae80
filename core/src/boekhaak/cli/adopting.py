"""Adopting: taking in a host's dossiers that were never linked here, from a list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, get_args

import click

from boekhaak.cli.options import acting, environment_option, example, json_option
from boekhaak.cli.output import give
from boekhaak.cli.plans import give_plan
from boekhaak.errors import InvalidInput
from boekhaak.models.dossier import Adopted, Dossier
from boekhaak.models.package import OAuth2, PackageInfo
from boekhaak.service import dossiers as service
from boekhaak.service.dossier_lists import Form, read_dossiers

FORMS: dict[str, Form] = {f".{form}": form for form in get_args(Form)}
"""How a list is written, by what its name ends in."""
LARGEST = 20_000_000
"""So many bytes a list may have."""


@click.command("adopt", epilog=example("boekhaak adopt dossiers.csv --package exact_online --plan"))
@click.argument("file", type=click.File("rb"))
@click.option("--package", default="", help="The package of the dossiers that name none.")
@click.option("--region", default="", help="The region of the dossiers that name none.")
@click.option("--form", type=click.Choice(get_args(Form)), default=None, help="How the list is written.")
@click.option("--plan", "only_plan", is_flag=True, help="Only make a plan: what it would do, to be applied later.")
@environment_option
@json_option
def adopt(
    file: BinaryIO, package: str, region: str, form: Form | None, only_plan: bool, environment: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Take in dossiers that come from another way of getting data, as broken links that `boekhaak relink` binds by proof.

    FILE is a list of them, .csv or .json; - reads standard input. Each has the host's own id and a name, and whatever is known
    of the company. Those that are here already stay as they are. `boekhaak plans undo` takes it back.
    """
    given = _read(file, form)
    dossiers = [
        one.model_copy(update={"package": one.package or package, "region": one.region or region}) for one in given
    ]
    with acting(environment) as (actor, installation):
        if only_plan:
            give_plan(as_json, service.plan_adopt(actor, installation, dossiers))
            return
        done = service.adopt_by_plan(actor, installation, dossiers)
        broken = sorted({link.package for link in done.links if link.state == "broken"})
        infos = [installation.packages[key].info for key in broken]
    give(as_json, done, *_came_to(done), *_next(infos))


def _came_to(done: Adopted) -> list[str]:
    """Say what adopting came to, and how it is taken back."""
    became = (
        "1 dossier became a broken link" if len(done.added) == 1 else f"{len(done.added)} dossiers became broken links"
    )
    lines = [f"{became}, {len(done.kept)} {'was' if len(done.kept) == 1 else 'were'} here already.", *done.problems]
    if done.plan is not None:
        lines.append(
            f"It can be taken back while nothing was linked: `boekhaak plans undo {done.plan} [--only NUMBERS]`; "
            f"`boekhaak plans show {done.plan}` lists the numbers."
        )
    return lines


def _next(infos: Sequence[PackageInfo]) -> list[str]:
    """Say how the broken links of packages come to work."""
    lines = []
    for info in infos:
        if isinstance(info.auth, OAuth2) and info.auth.chain == "grant":
            loop = f"`boekhaak connect {info.key} --relink` takes each sign-in to the dossier that it proves"
            lines.append(f"{info.name}: {loop}, and asks for the next one.")
        else:
            sign_in = info.sign_in_again().replace("Sign in again", "Sign in", 1)
            lines.append(f"{sign_in}, as somebody who sees their companies.")
    if infos:
        lines.append(
            "Then `boekhaak relink` shows which company each of them is, `boekhaak relink --apply` binds what is proved."
        )
    return lines


def _read(file: BinaryIO, form: Form | None) -> tuple[Dossier, ...]:
    """Return the dossiers of a list. Raises: InvalidInput for one that cannot be read, or whose form nobody tells."""
    name = str(file.name)
    meant = form or FORMS.get(Path(name).suffix.lower())
    if meant is None:
        raise InvalidInput(
            f"it is not clear how {Path(name).name} is written",
            way_out=f"Give --form {' or --form '.join(FORMS.values())}, or a file whose name ends in {' or '.join(FORMS)}",
        )
    try:
        text = file.read(LARGEST + 1)
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read ({error.strerror})", way_out="Name a list of dossiers") from error
    if len(text) > LARGEST:
        raise InvalidInput(
            f"{name} is larger than {LARGEST // 1_000_000} MB", way_out="Adopt the dossiers in several lists"
        )
    return read_dossiers(text, meant)


COMMANDS: tuple[click.Command, ...] = (adopt,)
