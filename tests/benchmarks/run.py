"""Figures of boekhaak, as ratios within one run: ``run.py [PART …]`` prints a table and writes build/bench.json.

Absolute figures depend on the machine and its other work; compare within a run only.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("BOEKHAAK_INSTALLATION", "the-benchmarks")  # databases that are made here belong here

import calls
import contacts
import importing
import memory
import others
import relink
import scale

BUILD = Path(__file__).resolve().parents[2] / "build"
PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "import": importing.measured,
    "memory": memory.measured,
    "calls": calls.measured,
    "others": others.measured,
    "scale": scale.measured,
    "relink": relink.measured,
    "contacts": contacts.measured,
}
RATIOS = (
    ("ours / floor, asked 0.4", "import.exact_online.sqlite.rows_per_s", "floor.sqlite.rows_per_s"),
    ("ours / dlt, asked 3", "import.exact_online.sqlite.rows_per_s", "dlt.sqlite.rows_per_s"),
    ("ours / singer", "import.exact_online.sqlite.rows_per_s", "singer.sqlite.rows_per_s"),
    (
        "PostgreSQL / SQLite, asked 0.67",
        "import.exact_online.postgres.rows_per_s",
        "import.exact_online.sqlite.rows_per_s",
    ),
    (
        "24SevenOffice / its floor, asked 0.5",
        "import.twentyfour_seven.sqlite.rows_per_s",
        "floor.twentyfour_seven.rows_per_s",
    ),
    ("eAccounting / its floor, asked 0.4", "import.eaccounting.sqlite.rows_per_s", "floor.eaccounting.rows_per_s"),
    ("eAccounting / Exact's floor, asked 0.4", "import.eaccounting.sqlite.rows_per_s", "floor.sqlite.rows_per_s"),
    ("server / floor, asked 3", "server.rows_per_s", "floor.sqlite.rows_per_s"),
    ("memory of a million / of 100,000, asked 1.2", "import.peak_mb.1m", "import.peak_mb.100k"),
    ("requests / least, asked 1.05", "import.requests", "import.requests_least"),
    *(
        (f"{name}: ours / best rival, asked 0.98", f"match.{name}.f1", f"match.{name}.best_rival_f1")
        for name in contacts.SETS
    ),
    ("500,000 contacts / 100,000, linear is 5", "match.500k.seconds", "match.100k.seconds"),
)


def main(parts: list[str]) -> int:
    """Measure the parts that are named, or all."""
    if unknown := [part for part in parts if part not in PARTS]:
        sys.stderr.write(f"there is no part “{unknown[0]}”; choose from: {', '.join(PARTS)}\n")
        return 2
    BUILD.mkdir(exist_ok=True)
    file = BUILD / "bench.json"
    figures: dict[str, float] = json.loads(file.read_text()) if file.exists() else {}
    for part in parts or PARTS:
        figures |= PARTS[part]()
        file.write_text(json.dumps(figures, indent=2) + "\n")
    for name, value in figures.items():
        sys.stdout.write(f"{name:<45}{value:>14,.{4 if value <= 1 else 2}f}\n")
    for name, above, below in RATIOS:
        if above in figures and below in figures:
            sys.stdout.write(f"{name:<45}{figures[above] / figures[below]:>14.2f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
