"""Setting an installation up: packages, database, key, app registrations."""

from __future__ import annotations

from typing import Any

import click
from pydantic import SecretStr

from boekhaak.cli.options import (
    actor,
    environment_option,
    example,
    json_option,
    opened,
    typed_secret,
    user,
)
from boekhaak.cli.output import give, table
from boekhaak.clock import Clock
from boekhaak.errors import InvalidInput
from boekhaak.models.auth import App
from boekhaak.models.package import OAuth2, PackageInfo
from boekhaak.registry import Registry
from boekhaak.service import adopting, moving, registering
from boekhaak.service.rotating import rotate_key
from boekhaak.settings import read_settings
from boekhaak.store.database import Store
from boekhaak.vault import add_key, read_keys

TAKING = (
    "This place takes the logins of the database over. Stop every other program that uses the original: whichever renews a "
    "login first ends it for the other. Go on?"
)
LEAVING = "Every login of this database is given up here, and its links stop until somebody signs in. Go on?"


@click.command(epilog=example("boekhaak packages"))
@json_option
def packages(as_json: bool) -> None:
    """List the installed packages, and those whose plugin is broken."""
    registry = Registry()
    told = {key: _told(package.info) for key, package in registry.packages.items()}
    told |= {key: BROKEN | {"name": key, "broken": str(error)} for key, error in registry.broken.items()}
    rows = [
        (key, one["name"], ", ".join(one["regions"]), one["broken"] or f"{len(one['streams'])} streams")
        for key, one in sorted(told.items())
    ]
    give(as_json, told, table("", ("key", "name", "regions", "state"), rows))


BROKEN: dict[str, Any] = {"regions": (), "streams": (), "prerequisites": (), "help": ()}
"""What a package tells whose plugin is broken."""


def _told(info: PackageInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "regions": [region.key for region in info.regions],
        "streams": [stream.key for stream in info.streams],
        "prerequisites": info.prerequisites,
        "help": info.help,
        "broken": "",
    }


@click.group()
def db() -> None:
    """The database's tables."""


@db.command("upgrade", epilog=example("BOEKHAAK_DATABASE_URL=sqlite:///books.db boekhaak db upgrade"))
@json_option
def db_upgrade(as_json: bool) -> None:
    """Make the tables, or bring them to this version of boekhaak."""
    store = Store(read_settings(), Clock())
    try:
        store.upgrade()
    finally:
        store.close()
    give(as_json, {"upgraded": True}, "The tables are those of this version of boekhaak.")


@db.command("move", epilog=example("boekhaak db move postgresql+psycopg://boekhaak@db.example/boekhaak"))
@click.argument("address")
@json_option
def db_move(address: str, as_json: bool) -> None:
    """Move everything to another, empty database; logins, ids and what was read stay as they are.

    Stop what uses this one first. Afterwards no token is used from it any more.
    """
    with opened() as installation:
        done = moving.move(user(), installation, address)
    sentence = (
        f"{done.rows} rows were moved to {done.to}. Set BOEKHAAK_DATABASE_URL to it; this database is used no more."
    )
    give(as_json, done, sentence)


@click.command("adopt-installation", epilog=example("boekhaak adopt-installation"))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--without-tokens", is_flag=True, help="Leave every login to the original: for a copy beside it.")
@json_option
def adopt_installation(yes: bool, without_tokens: bool, as_json: bool) -> None:
    """Make a database this place's own, after it was copied or came back from a backup.

    A login lives in one database. What else uses the original must be stopped first, or these logins be left to it.
    """
    with opened() as installation:
        if not yes:
            click.confirm(LEAVING if without_tokens else TAKING, abort=True, err=True)
        done = adopting.adopt(user(), installation, with_tokens=not without_tokens)
    sentences = [f"The database belongs to the installation {done.id} now."]
    if done.to_be_set:
        sentences.append(f"Set BOEKHAAK_INSTALLATION={done.id} wherever it is used: until then no token is.")
    if without_tokens:
        sentences.append(f"{done.left_behind} logins are left to the original; to use one here, sign in again.")
    else:
        sentences.append(f"{done.in_doubt} logins are renewed before they are used again.")
    if done.paused:
        sentences.append(f"{done.paused} webhooks are paused; `boekhaak webhook resume` lets one be told from here.")
    give(as_json, done, " ".join(sentences))


@click.group()
def key() -> None:
    """The vault's key, which encrypts tokens and client secrets."""


@key.command("new", epilog=example("boekhaak key new"))
@json_option
def key_new(as_json: bool) -> None:
    """Make the first key, in the key file; only its owner may read it."""
    file = read_settings().key_file
    if read_keys(file):
        raise InvalidInput(f"there is a key at {file} already", way_out="Change it with `boekhaak key rotate`")
    add_key(file)
    give(as_json, {"key_file": file}, f"A new key is in {file}. Keep a copy: without it the stored tokens are lost.")


@key.command("rotate", epilog=example("boekhaak key rotate"))
@json_option
def key_rotate(as_json: bool) -> None:
    """Encrypt every stored secret with a new key; older keys stay in the file for backups."""
    with opened() as installation:
        count = rotate_key(installation, by=user())
    give(as_json, {"resealed": count}, f"{count} secrets are encrypted with the new key.")


@click.group()
def app() -> None:
    """The host's registrations at packages."""


@app.command(
    "add",
    epilog=example(
        "boekhaak app add exact_online --region nl --client-id 1a2b… --redirect https://host.example/callback"
    ),
)
@click.argument("package")
@click.option("--region", required=True, help="The country site or data centre; `boekhaak packages` lists them.")
@click.option("--mode", default="production", show_default=True, help="production, or another system of the vendor.")
@click.option("--client-id", required=True)
@click.option(
    "--client-secret",
    default="",
    envvar="BOEKHAAK_CLIENT_SECRET",
    help="Asked for when left out, where people sign in by redirect.",
)
@click.option("--redirect", default="", help="The redirect address, exactly as registered at the package.")
@click.option("--address", default="", help="The vendor's system, when it is not the region's (a simulator).")
@environment_option
@json_option
def app_add(
    package: str, region: str, mode: str, client_id: str, client_secret: str, redirect: str, address: str,
    environment: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Register an app, or replace the registration of the same package, region and mode.

    Without --environment it serves all environments.
    """
    with opened() as installation:
        secret = SecretStr(client_secret)
        if not client_secret and isinstance(installation.packages[package].info.auth, OAuth2):
            secret = typed_secret("Client secret", "BOEKHAAK_CLIENT_SECRET")
        registration = App(
            package=package, region=region, mode=mode, client_id=client_id, client_secret=secret,
            redirect_uri=redirect, address=address,
        )  # fmt: skip
        who = actor(installation, environment) if environment else None
        app_id = registering.register_app(who, installation, registration, by=user())
    give(as_json, {"id": app_id}, f"App {app_id} is registered for {package}, region {region}, mode {mode}.")


@app.command("list", epilog=example("boekhaak app list"))
@json_option
def app_list(as_json: bool) -> None:
    """List the registrations, without their secrets."""
    with opened() as installation:
        there = registering.apps_listed(installation)
    told = [
        {"id": one.id, "environment": one.environment, **one.app.model_dump(exclude={"client_secret"})} for one in there
    ]
    columns = ("id", "environment", "package", "region", "mode", "client_id", "redirect_uri", "address")
    rows = [[one[column] if column != "environment" else one[column] or "all" for column in columns] for one in told]
    give(as_json, told, table("", columns, rows))


COMMANDS: tuple[click.Command, ...] = (packages, db, adopt_installation, key, app)
