"""Part ``memory``: what a process needs at most that imports 100,000 and 1,000,000 ledger lines into SQLite.

``memory.py DATABASE RECORDING`` is that process; it prints its peak in MB.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from importing import HERE, LINES, PATIENCE, answering, imported
from recording import Recording, record

from boekhaak.plugin import App
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
    app = recording.app.model_dump(mode="json") | {"client_secret": recording.app.client_secret.get_secret_value()}
    told = json.dumps({"folder": str(recording.folder), "first": recording.first, "app": app})
    with tempfile.TemporaryDirectory() as place, answering("repeated.py", recording, port, str(times)):
        command = [sys.executable, HERE / "memory.py", f"sqlite:///{place}/books.db", told]
        return float(subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout)


def main() -> None:
    """Import, and tell the peak."""
    url, told = sys.argv[1], json.loads(sys.argv[2])
    imported(url, Recording(Path(told["folder"]), App(**told["app"]), told["first"]))
    sys.stdout.write(f"{own_peak()}\n")


def own_peak() -> float:
    """Return the most that this process has held, in MB; what getrusage tells begins with the peak of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))) / 1024


if __name__ == "__main__":
    main()
