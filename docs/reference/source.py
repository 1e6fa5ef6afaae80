"""What the code says of itself: signatures as they are written, fields, and the names that an annotation is made of."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from docs.reference.markdown import code
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

NAME = re.compile(r"[A-Za-z_]\w*")
BETWEEN = re.compile(r", (?![^\[(]*[\])])")
DEFAULT = re.compile(r"(?<=[\w\]])=(?=\S)")
WIDTH = 100


@dataclass(frozen=True)
class Alias:
    """A type that has a name and no class: where, what it stands for, and the text below it."""

    module: str
    definition: str
    doc: str


@dataclass(frozen=True)
class Field:
    """A field of a value: its type as it is written, and its default as code; empty for one that has to be given."""

    name: str
    type: str
    default: str


Documented = type | Alias


def signature(function: Callable[..., Any]) -> str:
    """Return a signature as it is written, without ``self``; one argument a line where it is long."""
    node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(node, ast.FunctionDef)  # noqa: S101 - hooks are plain functions
    given = BETWEEN.split(DEFAULT.sub(" = ", _written(node.args)).removeprefix("self").removeprefix(", "))
    answer = f" -> {_written(node.returns)}" if node.returns else ""
    short = f"{node.name}({', '.join(given)}){answer}"
    if len(short) <= WIDTH:
        return short
    return "\n".join([f"{node.name}(", *(f"    {one}," for one in given), f"){answer}"])


def assigned(name: str, definition: str) -> str:
    """Return what a name stands for as it is written: a member a line where it is long."""
    short = f"{name} = {definition}"
    head, bracket, members = definition.partition("[")
    if len(short) <= WIDTH or not bracket or "[" in members:
        return short
    return "\n".join([f"{name} = {head}[", *(f"    {one}," for one in members.removesuffix("]").split(", ")), "]"])


def functions(owner: type) -> dict[str, Callable[..., Any]]:
    """Return the public functions of a class, by name, in their order; of a property the function behind it."""
    plain = {name: one.fget if isinstance(one, property) else one for name, one in vars(owner).items()}
    return {name: one for name, one in plain.items() if inspect.isfunction(one) and not name.startswith("_")}


def fields(owner: type) -> list[Field]:
    """Return the fields of a value in their order; none of a class that is no value."""
    if issubclass(owner, BaseModel):
        written = {name: text for one in reversed(owner.__mro__) for name, text in inspect.get_annotations(one).items()}
        return [
            Field(name, _quoted(written[name]), _default(info.default, PydanticUndefined))
            for name, info in owner.model_fields.items()
        ]
    if is_dataclass(owner) and owner.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        given = inspect.signature(owner).parameters.values()
        return [Field(one.name, _quoted(one.annotation), _default(one.default, one.empty)) for one in given]
    return []


def named_in(text: str, module: str) -> Iterator[tuple[str, Documented]]:
    """Yield the types of boekhaak that an annotation in a module names."""
    for name in NAME.findall(text):
        meant = getattr(sys.modules[module], name, None)
        if inspect.isclass(meant) and meant.__module__.startswith("boekhaak."):
            yield name, meant
        elif meant is not None and not inspect.isclass(meant) and (alias := _aliases().get(name)):
            yield name, alias


@cache
def _aliases() -> dict[str, Alias]:
    """Return what names stand for at the top of the modules that hooks speak of; elsewhere a name may mean something else."""
    return {
        ast.unparse(statement.targets[0]): Alias(name, _written(statement.value), _text(following))
        for name, module in sorted(sys.modules.items())
        if name.startswith(("boekhaak.models.", "boekhaak.hookspecs", "boekhaak.http", "boekhaak.refusals"))
        and module.__file__
        for statement, following in pairwise([*ast.parse(Path(module.__file__).read_text()).body, None])
        if isinstance(statement, ast.Assign)
    }


def _written(node: ast.AST) -> str:
    """Return code as it is written here, with double quotes."""
    return _quoted(ast.unparse(node))


def _quoted(text: str) -> str:
    return text.replace("'", '"')


def _default(value: object, none: object) -> str:
    """Return a default as code; nothing where there is none."""
    return "" if value is none else _quoted(repr(value)).removeprefix("datetime.")


def _text(statement: ast.stmt | None) -> str:
    """Return the text that stands below a name, as its docstring."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return str(statement.value.value)
    return ""


def linked(text: str, targets: Mapping[str, str]) -> str:
    """Return an annotation as code that leads to the first of its names that has a target."""
    target = next((targets[name] for name in NAME.findall(text) if name in targets), "")
    return f"[{code(text)}]({target})" if target else code(text)
