"""Options that commands share, and opening the installation for them."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.service import registering

F = TypeVar("F", bound=Callable[..., Any])


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
    """Return who acts. Raises: InvalidInput when no environment is named and there is not exactly one."""
    if environment is None:
        there = [one.id for one in registering.environments_listed(installation)]
        if len(there) != 1:
            raise InvalidInput(
                "it is not clear which environment is meant" if there else "there is no environment yet",
                way_out=f"Name one with --environment: {', '.join(there)}"
                if there
                else "Make one: `boekhaak environment add acme`",
            )
        environment = there[0]
    return Actor(environment=environment, user=getpass.getuser())
