"""The page of requirements leaves no number out, and names only what there is: tests, services, commands, policies, states."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from functools import cache
from importlib.util import find_spec
from typing import NamedTuple, get_args

import click
from pages import ROOT

from boekhaak.cli.main import cli
from boekhaak.models.event import EventKind
from boekhaak.models.link import Answers, ConnectionState, Link, Stage
from boekhaak.models.merge import MergeState, QuestionKind
from boekhaak.models.policy import Feature, Policy
from boekhaak.models.portal import GrantState
from boekhaak.service.integration_users import Mailbox
from boekhaak.service.listing import Empty
from boekhaak.service.missing import Reason
from boekhaak.service.portals import Action

PAGE = (ROOT / "docs/reference/requirements.md").read_text()
STATES = (ConnectionState, GrantState, MergeState, QuestionKind, Reason, Stage)
LITERALS = (*STATES, EventKind, Feature, Mailbox, Empty, Action)
FIELDS = (Link.model_fields["state"].annotation, Answers.model_fields["no_number"].annotation)
VALUES = {value for literal in (*LITERALS, *FIELDS) for value in get_args(literal)}
"""States and choices that the page may name without telling where they stand."""
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
NOTHING = "–"


class Row(NamedTuple):
    """A requirement as the page tells it."""

    number: str
    asked: str
    where: str
    tests: str


def rows(text: str) -> list[list[str]]:
    """Return the cells of every row of the tables in a text."""
    return [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]


def section(heading: str) -> str:
    """Return a section of the page."""
    return PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


ROWS = [Row(*cells) for cells in rows(PAGE) if cells[0].startswith("REQ-")]


@cache
def functions(path: str) -> frozenset[str]:
    """Return the names of the functions of a file, none where there is no such file."""
    if not (ROOT / path).exists():
        return frozenset()
    tree = ast.parse((ROOT / path).read_text())
    return frozenset(one.name for one in tree.body if isinstance(one, ast.FunctionDef))


def test_every_number_stands_once_and_in_order() -> None:
    assert [row.number for row in ROWS] == [f"REQ-{number:03}" for number in range(1, 164)]


def test_every_named_test_exists() -> None:
    named = [(row.number, path, name) for row in ROWS for path, name in TEST.findall(row.tests)]

    assert [one for one in named if one[2] not in functions(one[1])] == []
    assert [row.number for row in ROWS if row.tests != NOTHING and not re.fullmatch(r"`.+`", row.tests)] == []
    assert [row.number for row in ROWS if TEST.sub("", row.tests).strip(", ") not in {"", NOTHING}] == []


def test_what_has_no_test_is_open_and_what_is_there_has_one() -> None:
    wrong = [row.number for row in ROWS if (row.tests == NOTHING) != row.where.startswith("Open:")]

    assert wrong == []


def test_everything_that_is_named_exists() -> None:
    named = set(re.findall(r"`([^`]+)`", TEST.sub("", PAGE))) - {"boekhaak"}

    assert sorted(span for span in named if not exists(span)) == []


def exists(span: str) -> bool:
    """Tell whether there is what the page names: a command, a choice of a policy, something in a module, or a state."""
    if span.startswith("boekhaak "):
        return is_command(span.split()[1:])
    if " = " in span:
        return Policy.model_validate(tomllib.loads(span)) is not None
    return is_in_code(span.split(".")) if "." in span else span in VALUES


def is_command(words: list[str]) -> bool:
    """Tell whether words are a whole command."""
    found: click.Command | None = cli
    for word in words:
        found = found.commands.get(word) if isinstance(found, click.Group) else None
    return found is not None and not isinstance(found, click.Group)


def is_in_code(names: list[str]) -> bool:
    """Tell whether names lead from a module of boekhaak to something in it."""
    module = "boekhaak"
    while names and find_spec(f"{module}.{names[0]}"):
        module = f"{module}.{names.pop(0)}"
        if not hasattr(importlib.import_module(module), "__path__"):
            break
    found = importlib.import_module(module)
    for name in names:
        if not hasattr(found, name):
            return name in getattr(found, "model_fields", {})
        found = getattr(found, name)
    return module != "boekhaak"


def test_the_choices_of_each_product_are_those_of_its_example() -> None:
    header, _, *told = rows(section("Where the five disagree"))
    examples = [ROOT / "docs/examples" / product.lower().replace(" ", "_") for product in header[2:]]
    policies = [Policy.model_validate(tomllib.loads((one / "policy.toml").read_text())) for one in examples]

    named = set(re.findall(r"Policy\.(\w+)", section("Where the five disagree")))
    for cells in told:
        for policy, cell in zip(policies, cells[2:], strict=True):
            for choice, key in re.findall(r"`((\w+) = [^`]+)`", cell):
                assert getattr(policy, key) == getattr(Policy.model_validate(tomllib.loads(choice)), key), cells
                named.add(key)

    differ = {
        key for key in Policy.model_fields if any(getattr(one, key) != getattr(policies[0], key) for one in policies)
    }
    assert differ - named == set()


def test_every_state_is_told() -> None:
    told = set(re.findall(r"`(\w+)`", section("States")))

    assert {value for one in STATES for value in get_args(one)} - told == set()
