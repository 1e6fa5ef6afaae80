"""Let clients that others wrote judge our simulators: ``run.py [client …]``.

Which package a client is of stands in ``CLIENTS``; what its judge is given, in packages.py. Each client has a folder beside this
file: ``requirements.txt`` pins its version, ``client.py`` sets it up, ``judge.py`` uses it and says whether it got what the books
hold; the steps beside the ledger are in ``trade.py``. A judge runs with its client's own Python, against a simulator of its own
in this process.
"""

# ruff: noqa: E402 - what the tests share is found first
from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from packages import FAILED, PACKAGES, PASSED, SKIPPED
from stage import staged

from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Books

ENVIRONMENTS = HERE.parents[1] / "build" / "peers"
CLIENTS = {
    "exactonline": "exact_online",
    "exactpy": "exact_online",
    "exact-online-sdk": "exact_online",
    "zeep": "twentyfour_seven",
    "visma": "eaccounting",
}
LINES = 10_500
"""Enough for 210 contacts (4 pages of 60) and 14 pages of 1,000 rows of ledger lines."""
SAID = {PASSED: "ok", FAILED: "FAILED", SKIPPED: "skipped"}
MOST_SECONDS = 120
LOG_LINES = 40


def main(names: list[str]) -> int:
    """Run the judges of these clients, or of all; tell each step and, at the end, how many passed."""
    names = names or list(CLIENTS)
    absent = [name for name in names if name not in CLIENTS or not python_of(name).exists()]
    if absent:
        say(f"{', '.join(absent)}: there is no environment of that name in build/peers. Run “make peers”.")
        return 2
    books = {package: books_of(package) for package in {CLIENTS[name] for name in names}}
    counts: Counter[str] = Counter()
    for name in names:
        counts += judged(name, books[CLIENTS[name]])
    say(", ".join(f"{counts[outcome]} {outcome}" for outcome in (PASSED, FAILED, SKIPPED) if counts[outcome]))
    return 0 if counts and not counts[FAILED] else 1


def books_of(package: str) -> Books:
    """Return the books of two companies of the package's countries."""
    return generate(companies=2, lines=LINES, seed=1, countries=PACKAGES[package].countries)


def judged(name: str, books: Books) -> Counter[str]:
    """Run one client's judge; return how many of its steps passed, failed and were skipped."""
    counts: Counter[str] = Counter()
    began, client, log = time.monotonic(), version_of(name), ENVIRONMENTS / f"{name}.log"

    def tell(step: str, detail: str, outcome: str) -> None:
        counts[outcome] += 1
        say(f"{client:<24}{SAID[outcome]:<8}{step}: {detail}")

    with staged(CLIENTS[name], books) as (stage, control):
        with running(name, control, log) as process:
            for line in process.stdout or ():
                told = json.loads(line)
                tell(told["step"], f"{told['detail']} (calls: {told['calls']})", told["outcome"])
        if process.returncode:
            how = "took too long" if process.returncode < 0 else "broke off"
            tell("the judge itself", f"{how} (exit status {process.returncode})", FAILED)
    if not counts[SKIPPED]:
        for step in stage.package.after(books, stage.watch):
            tell(step.name, step.detail, step.outcome)
    if counts[FAILED]:
        say("".join(f"    {line}\n" for line in log.read_text().splitlines()[-LOG_LINES:]).rstrip())
    answers = stage.watch.answers
    told_answers = ", ".join(f"{count} × {status}" for status, count in sorted(answers.items())) or "none"
    say(f"{client:<24}{sum(answers.values())} calls ({told_answers}) in {time.monotonic() - began:.1f} s")
    return counts


@contextmanager
def running(name: str, control: str, log: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a judge in its client's environment for the length of a ``with`` block; it is stopped when it takes too long."""
    with tempfile.TemporaryDirectory() as folder, log.open("w") as errors:
        process = subprocess.Popen(
            [python_of(name), HERE / name / "judge.py", control],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(HERE / "shared"), "NO_PROXY": "127.0.0.1,localhost"},
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
