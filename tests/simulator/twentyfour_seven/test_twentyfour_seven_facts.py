"""The facts on file: what the code points to is there, and the tests that they name exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PLUGIN = ROOT / "plugins" / "twentyfour_seven"
FACTS = (PLUGIN / "FACTS.md").read_text()


def test_every_fact_that_the_simulator_points_to_is_there() -> None:
    anchors = {heading.lower().replace(" ", "-") for heading in re.findall(r"^## (.+)$", FACTS, re.MULTILINE)}
    code = "\n".join(path.read_text() for path in sorted((PLUGIN / "src").rglob("*.py")))

    named = set(re.findall(r"FACTS\.md#([a-z-]+)", code))

    assert named
    assert named <= anchors


def test_every_test_that_the_simulators_facts_name_exists() -> None:
    tests = "\n".join(path.read_text() for path in sorted((ROOT / "tests").rglob("test_*.py")))

    missing = {name for name in re.findall(r"`(test_\w+)`", FACTS) if f"def {name}(" not in tests}

    assert missing == set()
