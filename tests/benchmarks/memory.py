"""Part ``memory``: what a process needs at most that imports ledger lines into SQLite: 100,000, and of Exact Online 1,000,000."""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

from importing import LINES, answering, ours
from recording import Recording, record

from boekhaak.testing.simulator import free_port

TIMES = 10


def measured() -> dict[str, float]:
    """Return the peaks; the million are the pages of the 100,000 ten times, with other ids and versions."""
    port = free_port()
    with tempfile.TemporaryDirectory() as place:
        recording = record("exact_online", LINES, port, Path(place) / "answers")
        soap = record("twentyfour_seven", LINES, port, Path(place) / "soap")
        return {
            "import.peak_mb.100k": peak(recording, port, 1),
            "import.peak_mb.1m": peak(recording, port, TIMES),
            "import.twentyfour_seven.peak_mb.100k": peak(soap, port, 1),
        }


def _answering(recording: Recording, port: int, times: int) -> AbstractContextManager[None]:
    if times == 1:
        return answering("prerendered.py", recording, port)
    return answering("repeated.py", recording, port, str(times))


def peak(recording: Recording, port: int, times: int) -> float:
    """Return the peak of a process that imports the recording so many times over."""
    with tempfile.TemporaryDirectory() as place, _answering(recording, port, times):
        return ours(f"sqlite:///{place}/books.db", recording)[1]
