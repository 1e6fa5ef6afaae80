"""Our import of the stream, in a process of its own as the others: ``ours.py DATABASE RECORDING`` prints seconds and peak MB.

Timed is the run of the link, from its first call to its last commit, not its start; the peak is that of the process.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from recording import ACTOR, STREAM, Recording, linked

from boekhaak.service import synchronising


def main() -> None:
    """Import, and tell what it took."""
    url, recording = sys.argv[1], Recording.heard(sys.argv[2])
    with linked(url, recording.app, recording.sign_in) as (installation, link):
        began = time.perf_counter()
        run = synchronising.synchronise_link(ACTOR, installation, link.id, streams=(STREAM,))
        took = time.perf_counter() - began
    if not run.complete:
        raise RuntimeError(str(run))
    sys.stdout.write(f"{took} {own_peak()}\n")


def own_peak() -> float:
    """Return the most that this process has held, in MB; what getrusage tells begins with the peak of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))) / 1024


if __name__ == "__main__":
    main()
