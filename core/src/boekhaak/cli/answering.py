"""Answers about companies as they are typed: options for all that are named, a file for each."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import ValidationError

from boekhaak.errors import InvalidInput
from boekhaak.models.link import Answers

F = TypeVar("F", bound=Callable[..., Any])

COMPANY = "company"
"""The column, or the property, that names whose the answers are."""
FIELDS = tuple(Answers.model_fields)
LARGEST = 10_000_000
"""So many bytes a file of answers may have."""


def answer_options(command: F) -> F:
    """Add the options that answer what is asked of each company that is named."""
    options = (
        click.option("--number", default="", help="The registration number, of one company."),
        click.option(
            "--no-number", type=click.Choice(["no_company", "test_demo"]), default=None, help="Why there is none."
        ),
        click.option("--sector", default=""),
        click.option("--division", default=""),
        click.option("--user", "users", multiple=True, help="Whom they are assigned to; may be given again."),
        click.option("--template", default=""),
        click.option(
            "--answers", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None,
            help="A file, .json or .csv, with answers for each; they go before the options.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def given(options: Mapping[str, Any], names: Mapping[str, Sequence[str]]) -> dict[str, Answers]:
    """Return the answers for each of the things that are meant, by its id; ``names`` are what else each may be called.

    Raises: InvalidInput for a file that cannot be used, or names what is not meant.
    """
    for_all = {
        "registration_number": options["number"], "no_number": options["no_number"] or "", "sector": options["sector"],
        "division": options["division"], "users": tuple(options["users"]), "template": options["template"],
    }  # fmt: skip
    if options["number"] and len(names) > 1:
        raise InvalidInput(
            f"a registration number is one company's, and {len(names)} are named",
            way_out="Give each its own in a file: --answers FILE",
        )
    answers = dict.fromkeys(names, Answers(**for_all))
    for called, own in _read(options["file"]).items() if options["file"] else ():
        found = [
            id_ for id_, others in names.items() if called.casefold() in {id_.casefold(), *map(str.casefold, others)}
        ]
        if len(found) != 1:
            raise InvalidInput(
                f"{options['file'].name} has answers for “{called}”, "
                + ("which several are called" if found else "which is none of those that are meant"),
                way_out="Name each by its id, in the column “company”, and only those that the command is about",
            )
        answers[found[0]] = answers[found[0]].model_copy(update=_preferred(own))
    return {id_: answer for id_, answer in answers.items() if answer != Answers()}


def _preferred(own: Answers) -> dict[str, Any]:
    """Return what a file answers; its number goes before a reason that is given for all, and the other way round."""
    told = {name: value for name, value in own if value}
    for one, other in (("registration_number", "no_number"), ("no_number", "registration_number")):
        if one in told:
            told.setdefault(other, "")
    return told


def _read(file: Path) -> dict[str, Answers]:
    if file.suffix.lower() not in {".json", ".csv"}:
        raise InvalidInput(f"{file.name} is no file of answers", way_out="Give a file whose name ends in .json or .csv")
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            text = opened.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise ValueError(f"it is larger than {LARGEST // 1_000_000} MB")
        rows = _from_json(text) if file.suffix.lower() == ".json" else _from_csv(text)
        answers: dict[str, Answers] = {}
        for row in rows:
            name = str(row.pop(COMPANY, "")).strip()
            if not name or name in answers:
                raise ValueError(f"“{name}” is there twice" if name else "a line names no company")
            answers[name] = Answers(**row)
    except (OSError, ValueError, TypeError, RecursionError, csv.Error) as error:
        raise InvalidInput(
            f"{file.name} cannot be read ({_why(error)})",
            way_out=f"A line has {COMPANY} and any of {', '.join(FIELDS)}; several users are separated by commas",
        ) from error
    return answers


def _from_json(text: str) -> list[dict[str, Any]]:
    told = json.loads(text)
    if isinstance(told, dict):
        told = [{COMPANY: name, **row} for name, row in told.items()]
    if not isinstance(told, list) or not all(isinstance(row, dict) for row in told):
        raise ValueError("it is no list of objects")
    return [dict(row) for row in told]


def _from_csv(text: str) -> list[dict[str, Any]]:
    head = text.partition("\n")[0]
    semicolons = head.count(";") > head.count(",")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if semicolons else ",", strict=True))
    if any(None in row or None in row.values() for row in rows):
        raise ValueError("a line has more or fewer columns than the first")
    return [{name.strip(): _value(name.strip(), value) for name, value in row.items()} for row in rows]


def _value(name: str, value: str) -> str | tuple[str, ...]:
    value = value.strip()
    return tuple(one for one in re.split(r"[,;|\s]+", value) if one) if name == "users" else value


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error)
