"""Options that commands share, and opening the installation for them."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import SecretStr

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.service import registering

F = TypeVar("F", bound=Callable[..., Any])


class Place(click.ParamType[Path]):
    """A folder that is there, or a file; what ends in a slash is a folder."""

    name = "path"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path."""
        if not str(value):
            self.fail("a folder or a file has to be named", param, ctx)
        if str(value).endswith("/") and not Path(value).is_dir():
            self.fail(f"there is no folder {value}; make it first", param, ctx)
        return Path(value)


class OfEnvironment(click.Group):
    """A group whose first word may be an environment instead of a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what is no command for the environment."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["--environment", *args]
        return super().parse_args(ctx, args)


def json_option(command: F) -> F:
    """Add ``--json``: print one JSON value and nothing else."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON value and nothing else.")(command)


def environment_option(command: F) -> F:
    """Add ``--environment``: in which environment to act."""
    return click.option(
        "--environment", "-e", envvar="BOEKHAAK_ENVIRONMENT", metavar="ID",
        help="The environment to act in; not needed while there is only one.",
    )(command)  # fmt: skip


def example(text: str) -> str:
    """Return an example for a command's help, kept on lines of its own."""
    return f"\b\nExample:\n  {text}"


@contextmanager
def opened() -> Iterator[Installation]:
    """Open the installation of the environment variables, its tables up to date."""
    with Installation.opened() as installation:
        yield installation


@contextmanager
def acting(environment: str | None) -> Iterator[tuple[Actor, Installation]]:
    """Open the installation and say who acts: this machine's user, in the environment that is named or the only one."""
    with opened() as installation:
        yield actor(installation, environment), installation


def actor(installation: Installation, environment: str | None) -> Actor:
    """Return who acts. Raises: NotFound without that environment; InvalidInput when none is named and there are several."""
    there = [one.id for one in registering.environments_listed(installation)]
    if not there:
        raise NotFound("there is no environment yet", way_out="Make one: `boekhaak environment add acme`")
    if environment is not None and not environment.strip():
        raise InvalidInput("the environment that is named is empty", way_out=f"Choose one of: {', '.join(there)}")
    if environment is None and len(there) > 1:
        raise InvalidInput(
            "it is not clear which environment is meant", way_out=f"Name one with --environment: {', '.join(there)}"
        )
    environment = environment or there[0]
    if environment not in there:
        raise NotFound(
            f"there is no environment “{environment}”",
            way_out=f"Choose one of: {', '.join(there)}; or make it with `boekhaak environment add {environment}`",
        )
    return operator(environment)


def operator(environment: str) -> Actor:
    """Return this machine's user, who acts for the host: whoever has the key and the database may do anything."""
    return Actor(environment=environment, user=user(), role="helpdesk")


def chosen(installation: Installation, package: str | None) -> str | None:
    """Return the key of the package that is named, if one is. Raises: NotFound, PackageBroken."""
    return None if package is None else installation.packages[package].key


def typed_secret(what: str, variable: str) -> SecretStr:
    """Return a secret that is typed unseen, or is a line of standard input where that is no terminal. Raises: InvalidInput."""
    if sys.stdin.isatty():
        return SecretStr(click.prompt(what, hide_input=True, err=True))
    if given := sys.stdin.readline().rstrip("\r\n"):
        return SecretStr(given)
    raise InvalidInput(
        f"the {what.lower()} is missing",
        way_out=f"Set the environment variable {variable}, or give the command at a terminal, where it asks",
    )


def user() -> str:
    """Return the name of this machine's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # in a container, a user may have a number and no name
        return "unknown"
