"""Figures of boekhaak, as ratios within one run: ``run.py [PART …]`` prints a table and writes build/bench.json.

Part ``import``: one stream of ledger lines from a server in a process of its own that answers from memory, into SQLite and
PostgreSQL; beside it the floor (floor.py, in an environment of its own) and what the server gives to a reader that does
nothing. Absolute figures depend on the machine and its other work; compare within a run only.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from prerendered import INDEX
from recording import ACTOR, STREAM, Recording, linked, made_up_answer, record

from boekhaak.service import synchronising
from boekhaak.testing.simulator import free_port
from support.databases import PostgresDatabases, postgres_server

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build"
LINES = 100_000

Figures = dict[str, float]


def main(parts: list[str]) -> int:
    """Measure the parts that are named, or all."""
    known: dict[str, Callable[[], Figures]] = {"import": importing}
    if unknown := [part for part in parts if part not in known]:
        sys.stderr.write(f"there is no part “{unknown[0]}”; choose from: {', '.join(known)}\n")
        return 2
    BUILD.mkdir(exist_ok=True)
    file = BUILD / "bench.json"
    figures: Figures = json.loads(file.read_text()) if file.exists() else {}
    for part in parts or known:
        figures |= known[part]()
    file.write_text(json.dumps(figures, indent=2) + "\n")
    for name, value in figures.items():
        sys.stdout.write(f"{name:<45}{value:>14,.2f}\n")
    return 0


def importing() -> Figures:
    """Read one stream of 100,000 ledger lines in each way."""
    port = free_port()
    with tempfile.TemporaryDirectory() as place:
        recording = record(LINES, port, Path(place) / "answers")
        with answering(recording, port):
            floor, rows = floored(recording, Path(place))
            return {
                "server.rows_per_s": rows / drained(recording),
                "floor.sqlite.rows_per_s": rows / floor,
                "import.exact_online.sqlite.rows_per_s": rows / imported(f"sqlite:///{place}/ours.db", recording),
                "import.exact_online.postgres.rows_per_s": rows / imported_into_postgres(recording),
            }


@contextmanager
def answering(recording: Recording, port: int) -> Iterator[None]:
    """Answer from memory in a process of its own."""
    process = subprocess.Popen([sys.executable, HERE / "prerendered.py", str(port), recording.folder])
    try:
        for _ in range(200):
            try:
                urlopen(f"http://127.0.0.1:{port}{recording.first}", timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(10)


def drained(recording: Recording) -> float:
    """Return how long it takes to receive every page of the stream, and do nothing with it."""
    names = json.loads((recording.folder / INDEX).read_text())
    pages = [key.split(" ")[1] for key in names if key.split("?")[0].endswith("TransactionLines")]
    command = [sys.executable, HERE / "drain.py", recording.app.address, *pages]
    return float(subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout)


def floored(recording: Recording, place: Path) -> tuple[float, int]:
    """Return the floor's seconds and how many rows came."""
    python = BUILD / "bench" / "floor" / "bin" / "python"
    command = [python, HERE / "floor.py", recording.app.address + recording.first, place / "floor.db"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout.split()
    return float(said[1]), int(said[0])


def imported(url: str, recording: Recording) -> float:
    """Return how long our import of the stream takes."""
    with linked(url, recording.app, made_up_answer) as (installation, link):
        began = time.perf_counter()
        run = synchronising.synchronise_link(ACTOR, installation, link.id, streams=(STREAM,))
        took = time.perf_counter() - began
    assert run.complete, run
    return took


def imported_into_postgres(recording: Recording) -> float:
    """Return the same for PostgreSQL."""
    with postgres_server() as server:
        databases = PostgresDatabases(server)
        url = databases.empty()
        took = imported(url, recording)
        databases.drop(url)
        databases.close()
    return took


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
