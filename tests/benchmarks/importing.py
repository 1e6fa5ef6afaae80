"""Part ``import``: one stream of 100,000 ledger lines, the same fields, upserted by id, in each way.

The server is a process of its own that answers from memory. Beside ours into SQLite and PostgreSQL: the floor, dlt and
singer-sdk, each in a process and an environment of its own and timed without its start; and what the server gives to a reader
that does nothing. All take turns, :data:`ROUNDS` times (the slowest, singer-sdk, once), and the best of each counts: other
work on the machine only ever adds, and comes and goes.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from recording import Recording, record

from boekhaak.testing.simulator import free_port
from support.databases import PostgresDatabases, postgres_server

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build" / "bench"
LINES = 100_000
ROUNDS = 6
PATIENCE = 600


def measured() -> dict[str, float]:
    """Return rows a second of each way; rows are those of the vendor, headers of entries among them."""
    port = free_port()
    with tempfile.TemporaryDirectory() as place:
        recording = record("exact_online", LINES, port, Path(place) / "answers")
        with answering("prerendered.py", recording, port):
            _, rows = floored(recording)

            ways: dict[str, Callable[[Recording], float]] = {
                "server.rows_per_s": drained,
                "floor.sqlite.rows_per_s": lambda one: floored(one)[0],
                "import.exact_online.sqlite.rows_per_s": imported_into_sqlite,
                "import.exact_online.postgres.rows_per_s": imported_into_postgres,
                "dlt.sqlite.rows_per_s": by_dlt,
            }
            took = [{name: way(recording) for name, way in ways.items()} for _ in range(ROUNDS)]
            best = {name: rows / min(one[name] for one in took) for name in ways}
            return best | {"singer.sqlite.rows_per_s": rows / by_singer(recording)}


@contextmanager
def answering(server: str, recording: Recording, port: int, *more: str) -> Iterator[None]:
    """Let a server answer in a process of its own."""
    process = subprocess.Popen([sys.executable, HERE / server, str(port), recording.folder, *more])
    try:
        for _ in range(400):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(10)


def ours(url: str, recording: Recording) -> tuple[float, float]:
    """Return the seconds of our import of the stream, and the peak of its process in MB."""
    took, peak = said([sys.executable, HERE / "ours.py", url, recording.told()])
    return float(took), float(peak)


def imported_into_sqlite(recording: Recording) -> float:
    """Return how long it takes into a new file."""
    with tempfile.TemporaryDirectory() as place:
        return ours(f"sqlite:///{place}/ours.db", recording)[0]


def imported_into_postgres(recording: Recording) -> float:
    """Return how long it takes into a new database."""
    with postgres_server() as server:
        databases = PostgresDatabases(server)
        url = databases.empty()
        took, _ = ours(url, recording)
        databases.drop(url)
        databases.close()
    return took


def drained(recording: Recording) -> float:
    """Return how long it takes to receive every page of the stream, and do nothing with it."""
    pages = [request.split(" ")[1] for request in recording.asked]
    return float(said([sys.executable, HERE / "drain.py", recording.app.address, *pages])[0])


def floored(recording: Recording) -> tuple[float, int]:
    """Return the floor's seconds and how many rows came."""
    with tempfile.TemporaryDirectory() as place:
        rows, took = said([python("floor"), HERE / "floor.py", first(recording), f"{place}/floor.db"])
    return float(took), int(rows)


def by_dlt(recording: Recording) -> float:
    """Return dlt's seconds."""
    with tempfile.TemporaryDirectory() as place:
        quiet = {**os.environ, "RUNTIME__DLTHUB_TELEMETRY": "false", "HOME": place}
        _, took = said([python("dlt"), HERE / "with_dlt.py", first(recording), place], quiet)
    return float(took)


def by_singer(recording: Recording) -> float:
    """Return the seconds of tap and target, which run side by side."""
    script = HERE / "with_singer.py"
    with tempfile.TemporaryDirectory() as place, (Path(place) / "tap.log").open("w+") as log:
        tap = subprocess.Popen([python("singer"), script, "tap", first(recording)], stdout=subprocess.PIPE, stderr=log)
        target = [python("singer"), script, "target", f"{place}/singer.db"]
        ended = subprocess.run(target, stdin=tap.stdout, capture_output=True, text=True, check=True, timeout=PATIENCE)
        tap.wait(PATIENCE)
        log.seek(0)
        began = next(float(line.split()[1]) for line in log if line.startswith("began "))
    return float(ended.stdout.split()[-1]) - began


def first(recording: Recording) -> str:
    """Return the whole address of the stream's first page."""
    return recording.app.address + recording.first


def python(environment: str) -> Path:
    """Return the interpreter of an environment that the Makefile made."""
    return BUILD / environment / "bin" / "python"


def said(command: list[str | Path], environment: dict[str, str] | None = None) -> list[str]:
    """Run a program and return the words that it printed."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE, env=environment)
    if ended.returncode:
        raise RuntimeError(f"{command[1]} failed: {ended.stderr[-2000:]}")
    return ended.stdout.split()
