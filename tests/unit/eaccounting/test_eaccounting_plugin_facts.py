from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PLUGIN = ROOT / "plugins" / "eaccounting"
SOURCES = PLUGIN / "src" / "boekhaak_eaccounting"
FACTS = (PLUGIN / "FACTS.md").read_text()


def test_every_fact_that_the_code_points_to_is_there() -> None:
    anchors = {heading.lower().replace(" ", "-") for heading in re.findall(r"^## (.+)$", FACTS, re.MULTILINE)}
    code = "\n".join(path.read_text() for path in sorted(SOURCES.rglob("*.py")))

    named = {
        anchor
        for told in re.findall(r"FACTS\.md((?:(?:,| and)? ?#[a-z-]+)+)", code)
        for anchor in re.findall(r"#([a-z-]+)", told)
    }

    assert named
    assert named <= anchors


def test_every_test_that_the_facts_name_exists() -> None:
    tests = "\n".join(path.read_text() for path in sorted((ROOT / "tests").rglob("test_*.py")))

    missing = {name for name in re.findall(r"`(test_\w+)`", FACTS) if f"def {name}(" not in tests}

    assert missing == set()


def test_no_file_of_the_plugin_is_longer_than_300_lines() -> None:
    files = [*SOURCES.glob("*.py"), *(SOURCES / "mapping").glob("*.py")]

    assert max(len(path.read_text().splitlines()) for path in files) <= 300


def test_every_rule_of_quality_is_done_or_excused() -> None:
    text = (PLUGIN / "quality.yaml").read_text()

    assert set(re.findall(r"^    status: (\w+)", text, re.MULTILINE)) <= {"done", "todo", "exempt"}
    assert text.count("\n    status:") == text.count("\n    comment:")
