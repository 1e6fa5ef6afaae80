"""Part ``others``: the ledger of the other packages, 100,000 lines each, beside the least that reading it can cost.

As in part ``import``: a server of its own answers from memory, all take turns, and the best of each counts.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from importing import HERE, LINES, ROUNDS, answering, imported_into_sqlite, python, said
from recording import Recording, record

from boekhaak.testing.simulator import free_port

PACKAGES = ("twentyfour_seven", "eaccounting")


def measured() -> dict[str, float]:
    """Return postings a second of each package, and of its floor."""
    figures: dict[str, float] = {}
    for package in PACKAGES:
        port = free_port()
        with tempfile.TemporaryDirectory() as place:
            recording = record(package, LINES, port, Path(place) / "answers")
            with answering("prerendered.py", recording, port):
                took = [(imported_into_sqlite(recording), *floored(package, recording)) for _ in range(ROUNDS)]
        ours, floor, rows = (min(one) for one in zip(*took, strict=True))
        figures[f"import.{package}.sqlite.rows_per_s"] = rows / ours
        figures[f"floor.{package}.rows_per_s"] = rows / floor
    return figures


def floored(package: str, recording: Recording) -> tuple[float, int]:
    """Return the floor's seconds and how many postings came."""
    with tempfile.TemporaryDirectory() as place:
        requests = Path(place) / "requests"
        requests.write_text("\0".join(recording.asked))
        command = [python("floor"), HERE / f"floor_{package}.py", recording.app.address, requests, f"{place}/floor.db"]
        rows, took = said(command)
    return float(took), int(rows)
