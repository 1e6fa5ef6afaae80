"""Workers as real processes, forked from one that has everything loaded: a new one is there in a moment.

``python -m chaos.crew`` is that process: it reads lines, ``start N`` forks worker N and answers with its process id.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil

from boekhaak import logs
from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.jobs.workers import Worker
from boekhaak.registry import Registry
from chaos.vendors import GONE

TESTS = Path(__file__).resolve().parents[1]


def ports_of(pid: int) -> set[int]:
    """Return the ports from which a process has connections."""
    try:
        return {one.laddr.port for one in psutil.Process(pid).net_connections("tcp")}
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return set()


def clock_of(text: str) -> ScaledClock:
    """Return the clock that all processes of a run share."""
    start, speed, began = text.split()
    return ScaledClock(datetime.fromtimestamp(float(start), UTC), speed=float(speed), began=float(began))


@dataclass
class Crew:
    """The workers that are alive, by their number. Each writes a log of its own, with everything."""

    folder: Path
    environment: dict[str, str]
    size: int
    pids: dict[int, int] = field(default_factory=dict)
    logs: list[Path] = field(default_factory=list)
    ports_of_killed: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._origin = subprocess.Popen(
            [sys.executable, "-m", "chaos.crew"],
            env=os.environ | self.environment | {"PYTHONPATH": str(TESTS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(self.size):
            self.start(number)

    def start(self, number: int) -> None:
        """Start a worker."""
        assert self._origin.stdin is not None
        assert self._origin.stdout is not None
        with self._lock:
            if self._origin.poll() is not None:
                return  # it is over
            log = self.folder / f"worker-{number}-{len(self.logs)}.log"
            self.logs.append(log)
            self._origin.stdin.write(f"{log}\n")
            self._origin.stdin.flush()
            self.pids[number] = int(self._origin.stdout.readline())

    def number_of(self, pid: int) -> int | None:
        """Return which worker a process is."""
        return next((number for number, there in self.pids.items() if there == pid), None)

    def kill(self, number: int) -> int:
        """Kill a worker as the machine would; return which process that was."""
        pid = self.pids[number]
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return pid

    def remember(self, number: int) -> None:
        """Remember the connections of a worker that is to be killed: what is answered to them later was its own."""
        pid = self.pids[number]
        self.ports_of_killed |= dict.fromkeys(ports_of(pid), pid)

    def who(self, port: int) -> int:
        """Return which process, living or killed, has or had a connection from a port; GONE when it is none of them."""
        for pid in (os.getpid(), *list(self.pids.values())):
            if port in ports_of(pid):
                return pid
        return self.ports_of_killed.get(port, GONE)

    def signal(self, number: int, what: signal.Signals) -> int:
        """Send a worker a signal; return which process that is."""
        pid = self.pids[number]
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, what)
        return pid

    def close(self) -> None:
        """End all of them, and let no other be started."""
        with self._lock:
            self._origin.communicate(timeout=10)
            for number in self.pids:
                self.kill(number)


def work(log: Path, threads: int) -> None:
    """Be a worker until killed, or told to end, or until the process that forked it has ended."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    handler = logging.FileHandler(log)
    handler.setFormatter(logs.JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("boekhaak").setLevel(logging.DEBUG)
    with Installation.opened(clock=clock_of(os.environ["CHAOS_CLOCK"])) as installation:
        Worker(installation, threads=threads).run()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def main() -> None:
    """Fork a worker for each line, which names its log."""
    Registry()  # loads the plugins once for all
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            try:
                work(Path(line.strip()), int(os.environ["CHAOS_THREADS"]))
            finally:
                os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
