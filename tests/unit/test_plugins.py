"""What every plugin of this repository has in common, whichever package it reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from boekhaak.registry import Registry
from boekhaak.testing.simulator import simulator_class

ROOT = Path(__file__).parents[2]
PLUGINS = sorted(path.name for path in (ROOT / "plugins").iterdir() if path.is_dir())
FILES = ("client.py", "cursor.py", "errors.py", "plugin.py", "streams.py", "tokens.py", "values.py")
MAPPINGS = ("contacts.py", "documents.py", "invoices.py", "ledger.py", "masters.py", "rows.py")
BESIDE = ("FACTS.md", "README.md", "quality.yaml", "pyproject.toml")
MOST_LINES = 330

every_plugin = pytest.mark.parametrize("key", PLUGINS)


def facts(key: str) -> str:
    return (ROOT / "plugins" / key / "FACTS.md").read_text()


def sources(key: str) -> Path:
    return ROOT / "plugins" / key / "src" / f"boekhaak_{key}"


@every_plugin
def test_plugins_are_siblings(key: str) -> None:
    missing = [name for name in FILES if not (sources(key) / name).exists()]
    missing += [name for name in MAPPINGS if not (sources(key) / "mapping" / name).exists()]
    missing += [name for name in BESIDE if not (ROOT / "plugins" / key / name).exists()]

    assert missing == []


@every_plugin
def test_no_file_of_a_plugin_is_long(key: str) -> None:
    files = [*sources(key).glob("*.py"), *(sources(key) / "mapping").glob("*.py")]

    assert {path.name: lines for path in files if (lines := len(path.read_text().splitlines())) > MOST_LINES} == {}


@every_plugin
def test_every_fact_that_the_code_points_to_is_there(key: str) -> None:
    anchors = {title.lower().replace(" ", "-") for title in re.findall(r"^## (.+)$", facts(key), re.MULTILINE)}
    code = "\n".join(path.read_text() for path in sources(key).rglob("*.py"))

    named = {
        anchor
        for told in re.findall(r"FACTS\.md((?:(?:,| and)? ?#[a-z-]+)+)", code)
        for anchor in re.findall(r"#([a-z-]+)", told)
    }

    assert named
    assert named - anchors == set()


@every_plugin
def test_every_test_that_the_facts_name_exists(key: str) -> None:
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))

    assert [name for name in re.findall(r"`(test_\w+)`", facts(key)) if f"def {name}(" not in tests] == []


@every_plugin
def test_the_facts_tell_of_every_switch_of_the_simulator(key: str) -> None:
    assert [name for name in simulator_class(key).known_faults if f"`{name}`" not in facts(key)] == []


@every_plugin
def test_every_rule_of_quality_is_done_or_has_its_reason(key: str) -> None:
    text = (ROOT / "plugins" / key / "quality.yaml").read_text()

    assert set(re.findall(r"^    status: (\w+)", text, re.MULTILINE)) <= {"done", "todo", "exempt"}
    assert text.count("\n    status:") == text.count("\n    comment:")


@every_plugin
def test_all_plugins_are_asked_the_same_rules_of_quality(key: str) -> None:
    assert rules("exact_online") - rules(key) == set()


def rules(key: str) -> set[str]:
    return set(re.findall(r"^  ([a-z-]+):$", (ROOT / "plugins" / key / "quality.yaml").read_text(), re.MULTILINE))


@every_plugin
def test_every_package_tells_what_somebody_needs(key: str) -> None:
    info = Registry().packages[key].info

    assert info.prerequisites
    assert all(sentence.endswith(".") for sentence in info.prerequisites)
    assert all(page.title and page.address.startswith("https://") and page.seen >= "2023" for page in info.help)
