"""Part ``memory``: what a process needs at most that imports 100,000 and 1,000,000 ledger lines into SQLite."""

from __future__ import annotations

import tempfile
from pathlib import Path

from importing import LINES, answering, ours
from recording import Recording, record

from boekhaak.testing.simulator import free_port

TIMES = 10


def measured() -> dict[str, float]:
    """Return both peaks; the million are the pages of the 100,000 ten times, with other ids and versions."""
    port = free_port()
    with tempfile.TemporaryDirectory() as place:
        recording = record(LINES, port, Path(place) / "answers")
        return {
            "import.peak_mb.100k": peak(recording, port, 1),
            "import.peak_mb.1m": peak(recording, port, TIMES),
        }


def peak(recording: Recording, port: int, times: int) -> float:
    """Return the peak of a process that imports the recording so many times over."""
    with tempfile.TemporaryDirectory() as place, answering("repeated.py", recording, port, str(times)):
        return ours(f"sqlite:///{place}/books.db", recording)[1]
