"""Environments: the tenants of the host, their people, and what is switched on for them."""

from __future__ import annotations

from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError

from boekhaak.cli.options import example, json_option, opened, operator
from boekhaak.cli.output import give, table
from boekhaak.errors import InvalidInput
from boekhaak.models.link import User
from boekhaak.service import people, registering, switching


@click.group()
def environment() -> None:
    """Environments: the tenants of the host."""


@environment.command("add", epilog=example('boekhaak environment add acme --name "Acme B.V."'))
@click.argument("identifier", metavar="ID")
@click.option("--name", default="", help="A name for people.")
@json_option
def environment_add(identifier: str, name: str, as_json: bool) -> None:
    """Add an environment."""
    with opened() as installation:
        added = registering.add_environment(operator(identifier), installation, name)
    give(as_json, added, f"Environment {added.id} is there.")


@environment.command("list", epilog=example("boekhaak environment list"))
@json_option
def environment_list(as_json: bool) -> None:
    """List the environments."""
    with opened() as installation:
        there = registering.environments_listed(installation)
    rows = [(one.id, one.name, "kept" if one.keeps_payloads else "") for one in there]
    give(as_json, there, table("", ("id", "name", "payloads"), rows))


@environment.command("payloads", epilog=example("boekhaak environment payloads acme keep"))
@click.argument("identifier", metavar="ID")
@click.argument("choice", type=click.Choice(["keep", "erase"]))
@json_option
def environment_payloads(identifier: str, choice: str, as_json: bool) -> None:
    """Keep what packages send for each record, from the next reading on; or erase it and keep it no longer."""
    who = operator(identifier)
    with opened() as installation:
        erased = registering.keep_payloads(who, installation, keeps=choice == "keep")
    sentence = (
        f"What packages send for environment {identifier} is kept from now on."
        if choice == "keep"
        else f"{erased} payloads of environment {identifier} were erased; none is kept from now on."
    )
    give(as_json, {"keeps_payloads": choice == "keep", "erased": erased}, sentence)


@environment.command("switches", epilog=example("boekhaak environment switches acme"))
@click.argument("identifier", metavar="ID")
@json_option
def environment_switches(identifier: str, as_json: bool) -> None:
    """Show which packages and features are on; by whom they are switched, the host's policy says."""
    with opened() as installation:
        found = switching.switches(operator(identifier), installation)
    rows = [(one.key, one.name, "on" if one.on else "off", one.ask) for one in found]
    give(as_json, found, table("", ("key", "name", "state", "whom to ask"), rows))


@environment.command("enable", epilog=example("boekhaak environment enable acme exact_online"))
@click.argument("identifier", metavar="ID")
@click.argument("key")
@json_option
def environment_enable(identifier: str, key: str, as_json: bool) -> None:
    """Switch a package or feature on."""
    with opened() as installation:
        switching.switch_on(operator(identifier), installation, key)
    give(as_json, {"key": key, "on": True}, f"{key} is on for environment {identifier}.")


@environment.command("disable", epilog=example("boekhaak environment disable acme exact_online"))
@click.argument("identifier", metavar="ID")
@click.argument("key")
@json_option
def environment_disable(identifier: str, key: str, as_json: bool) -> None:
    """Switch a package or feature off: nothing of it is read or shown, and nothing is lost."""
    with opened() as installation:
        switching.switch_off(operator(identifier), installation, key)
    give(as_json, {"key": key, "on": False}, f"{key} is off for environment {identifier}; nothing of it was lost.")


@environment.command("users", epilog=example("boekhaak environment users acme --from users.json"))
@click.argument("identifier", metavar="ID")
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path),
    help='A JSON file with all of them: [{"id": "kim", "role": "administrator", "name": "", "email": ""}, …]',
)
@json_option
def environment_users(identifier: str, file: Path | None, as_json: bool) -> None:
    """Hand the people of an environment in, in the place of those before; without --from, list them."""
    with opened() as installation:
        who = operator(identifier)
        there = people.hand_in(who, installation, _users(file)) if file else people.users_listed(who, installation)
    rows = [(one.id, one.role, one.name, one.email) for one in there]
    give(as_json, there, table("", ("id", "role", "name", "e-mail"), rows))


def _users(file: Path) -> list[User]:
    try:
        return TypeAdapter(list[User]).validate_json(file.read_bytes())
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read ({error.strerror})", way_out="Name a JSON file") from error
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, wrong["loc"])) or "it"
        raise InvalidInput(
            f"{file} holds no list of users ({where}: {wrong['msg']})",
            way_out='Write [{"id": "kim", "role": "administrator"}, …]; nothing was changed',
        ) from error


COMMANDS: tuple[click.Command, ...] = (environment,)
