"""What FACTS.md says of tests and of switches, and what the simulator says of FACTS.md, is there."""

from __future__ import annotations

import re
from pathlib import Path

from boekhaak_eaccounting.simulator import EAccountingSimulator

PLUGIN = Path(__file__).resolve().parents[3] / "plugins" / "eaccounting"
FACTS = (PLUGIN / "FACTS.md").read_text()


def test_every_test_that_the_facts_name_exists() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parents[2].rglob("test_eaccounting_*.py"))

    named = set(re.findall(r"`(test_\w+)`", FACTS))

    assert sorted(name for name in named if f"def {name}(" not in tests) == []


def test_every_section_that_the_simulator_names_exists() -> None:
    sections = {title.lower().replace(" ", "-") for title in re.findall(r"^## (.+)$", FACTS, re.MULTILINE)}
    sources = "".join(path.read_text() for path in (PLUGIN / "src").rglob("*.py"))

    assert set(re.findall(r"FACTS\.md#([\w-]+)", sources)) - sections == set()


def test_every_switch_is_told_of() -> None:
    assert [name for name in EAccountingSimulator.known_faults if f"`{name}`" not in FACTS] == []
