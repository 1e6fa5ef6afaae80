"""Let clients that others wrote judge our simulator of Exact Online: ``run.py [client …]``.

Each client has a folder beside this file: ``requirements.txt`` pins its version, ``client.py`` sets it up, ``judge.py`` uses it
and says whether it got what the books hold; the steps beside the ledger are in ``trade.py``. A judge runs with its client's own
Python, against a simulator of its own in this process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stage import staged

from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Books

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE.parents[1] / "build" / "peers"
CLIENTS = ("exactonline", "exactpy", "exact-online-sdk")
LINES = 10_500
"""Enough for 210 contacts (4 pages of 60) and 14 pages of 1,000 rows of ledger lines."""
MOST_SECONDS = 120
LOG_LINES = 40


def main(names: list[str]) -> int:
    """Run the judges of these clients, or of all; tell each step and, at the end, how many passed."""
    absent = [name for name in names or CLIENTS if not python_of(name).exists()]
    if absent:
        say(f"{', '.join(absent)}: there is no environment of that name in build/peers. Run “make peers”.")
        return 2
    books = generate(companies=2, lines=LINES, seed=1)
    passed = failed = 0
    for name in names or CLIENTS:
        good, bad = judged(name, books)
        passed, failed = passed + good, failed + bad
    say(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def judged(name: str, books: Books) -> tuple[int, int]:
    """Run one client's judge; return how many of its steps passed and failed."""
    began, counts, client = time.monotonic(), {True: 0, False: 0}, version_of(name)
    log = ENVIRONMENTS / f"{name}.log"

    def tell(step: str, detail: str, *, passed: bool) -> None:
        counts[passed] += 1
        say(f"{client:<24}{'ok' if passed else 'FAILED':<8}{step}: {detail}")

    with staged(books) as (stage, control):
        with running(name, control, log) as process:
            for line in process.stdout or ():
                told = json.loads(line)
                tell(told["step"], f"{told['detail']} (calls: {told['calls']})", passed=told["passed"])
        if process.returncode:
            how = "took too long" if process.returncode < 0 else "broke off"
            tell("the judge itself", f"{how} (exit status {process.returncode})", passed=False)
    if counts[False]:
        say("".join(f"    {line}\n" for line in log.read_text().splitlines()[-LOG_LINES:]).rstrip())
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(stage.answers.items()))
    say(f"{client:<24}{sum(stage.answers.values())} calls ({answers}) in {time.monotonic() - began:.1f} s")
    return counts[True], counts[False]


@contextmanager
def running(name: str, control: str, log: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a judge in its client's environment for the length of a ``with`` block; it is stopped when it takes too long."""
    with tempfile.TemporaryDirectory() as folder, log.open("w") as errors:
        process = subprocess.Popen(
            [python_of(name), HERE / name / "judge.py", control],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(HERE / "shared"), "NO_PROXY": "127.0.0.1"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        deadline = threading.Timer(MOST_SECONDS, process.kill)
        deadline.start()
        try:
            with process:
                yield process
        finally:
            deadline.cancel()


def python_of(name: str) -> Path:
    """Return the Python of a client's environment."""
    return ENVIRONMENTS / name / "bin" / "python"


def version_of(name: str) -> str:
    """Return a client's name and version, as its requirements pin it."""
    pins = (HERE / name / "requirements.txt").read_text().splitlines()
    return next(pin for pin in pins if pin.startswith(f"{name}==")).replace("==", " ")


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
