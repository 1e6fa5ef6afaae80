"""The reference says what the code says, and leaves nothing out."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from docs.reference import streams
from docs.reference.kinds import refers
from docs.reference.writing import HERE, written

from boekhaak import errors, hookspecs, plugin
from boekhaak.errors import BoekhaakError
from boekhaak.models.records import KINDS, Record
from boekhaak.registry import OPTIONAL, Registry
from boekhaak.store.record_tables import PROVENANCE, TABLES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Return the pages of the reference by name."""
    return {page.stem: page.read_text() for page in HERE.glob("*.md")}


def hooks() -> list[ast.FunctionDef]:
    """Return every hook as it stands in the specification."""
    owners = [one for one in ast.parse(inspect.getsource(hookspecs)).body if isinstance(one, ast.ClassDef)]
    return [one for owner in owners for one in owner.body if isinstance(one, ast.FunctionDef)]


def without_layout(text: str) -> str:
    """Return code without the blanks and the last comma that depend on how it is laid out."""
    return re.sub(r"\s+", "", text).replace(",)", ")").replace("'", '"')


def test_the_pages_say_what_the_code_says() -> None:
    outdated = [
        str(file.relative_to(ROOT)) for file, text in written().items() if not file.exists() or file.read_text() != text
    ]

    assert not outdated, f"the code says something else now than {', '.join(outdated)}: run `make reference`"


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook.name)
def test_every_hook_stands_in_the_reference_with_its_signature(hook: ast.FunctionDef, pages: dict[str, str]) -> None:
    assert hook.returns is not None
    given = ast.unparse(hook.args).removeprefix("self").removeprefix(", ")

    described = pages["hooks"].split(f"\n### `{hook.name}`\n")[1].split("\n### ")[0]

    assert without_layout(f"def {hook.name}({given}) -> {ast.unparse(hook.returns)}") in without_layout(described)
    assert ("Optional" in described) == (hook.name in OPTIONAL)


def test_everything_that_a_plugin_may_import_stands_in_the_reference(pages: dict[str, str]) -> None:
    there = "\n".join(pages.values())

    assert [name for name in plugin.__all__ if not re.search(rf"`@?{name}`", there)] == []


def test_every_error_stands_in_the_tree_and_in_the_table(pages: dict[str, str]) -> None:
    below = {name for name, one in vars(errors).items() if inspect.isclass(one) and issubclass(one, BoekhaakError)}
    section = pages["hooks"].split("\n## Errors\n")[1]

    assert set(re.findall(r"^\W*([A-Z]\w+)(?: {2}|$)", section, re.MULTILINE)) == below
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == below


@pytest.mark.parametrize(("kind", "record"), KINDS.items())
def test_every_kind_stands_in_the_reference_with_its_fields(
    kind: str, record: type[Record], pages: dict[str, str]
) -> None:
    described = pages["kinds"].split(f"\n## `{kind}`\n")[1].split("\n## ")[0]

    fields = re.findall(r"^\| `(\w+)` \|", described, re.MULTILINE)

    assert fields == [name for name in record.model_fields if name not in Record.model_fields]
    assert f"`{TABLES[kind].name}`" in described


def test_the_kinds_stand_in_their_own_order(pages: dict[str, str]) -> None:
    assert re.findall(r"^## `(\w+)`$", pages["kinds"], re.MULTILINE) == list(KINDS)


def test_every_column_that_the_core_adds_stands_in_the_reference(pages: dict[str, str]) -> None:
    section = pages["kinds"].split("\n## Where a record came from\n")[1].split("\n## ")[0]

    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == PROVENANCE


def test_every_id_of_another_record_names_its_kind() -> None:
    lost = [
        f"{kind}.{field}"
        for kind, record in KINDS.items()
        for field in record.model_fields
        if field.endswith("_id") and not refers(field)[0]
    ]

    assert lost == []


@pytest.mark.parametrize("key", streams.keys())
def test_every_stream_stands_in_the_reference(key: str, pages: dict[str, str]) -> None:
    info = Registry()[key].info
    section = pages["streams"].split(f"\n### Streams of {info.name}\n")[1].split("\n### ")[0]

    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == [stream.key for stream in info.streams]
