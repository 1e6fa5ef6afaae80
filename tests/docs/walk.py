"""A how-to for operators, walked: its commands run as they stand, and its tables are held against the code."""

from __future__ import annotations

import io
import logging
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib.util import find_spec
from pathlib import Path

import pytest
from messages import said, told_by
from pages import ROOT, commands

from boekhaak.cli.main import main
from boekhaak.models.auth import App
from boekhaak.testing.consent import give_consent

CORE = ROOT / "core/src/boekhaak"
PAGES = {
    "exact_online": "docs/how-to/connect-exact-online.md",
    "twentyfour_seven": "docs/how-to/connect-24sevenoffice.md",
    "eaccounting": "docs/how-to/connect-visma-eaccounting.md",
}
CLIENT_ID = re.compile(r"(?<=--client-id )\S+")
Choices = dict[str, list[str]]


def walked(
    page: str,
    app: App,
    *,
    before: Callable[[str, int], None] = lambda line, time: None,  # noqa: ARG005
    picked: Callable[[], Iterable[Choices]] = lambda: [{}],
    secrets: Callable[[], dict[str, str]] = dict,
) -> dict[str, list[str]]:
    """Give the commands of a page, in their order, and return what each printed; a line that stands there twice, twice.

    ``app`` is the one to register instead of the page's. ``before`` is told each line and how often it came before.
    ``picked`` gives the choices at the consents of a command, ``secrets`` the variables that a script would set.
    """
    told: dict[str, list[str]] = {}
    for line in commands(page):
        before(line, len(told.get(line, ())))
        command = shlex.split(CLIENT_ID.sub(app.client_id, line))
        if command[1:3] == ["app", "add"]:
            command += ["--address", app.address]
        told.setdefault(line, []).append(run(command, picked(), **secrets()))
    return told


def run(command: Sequence[str], picked: Iterable[Choices] = ({},), *, code: int = 0, **variables: str) -> str:
    """Run a command to its end and return what it printed; where it asks for an address, give the one of a consent.

    Where people sign in, it is a process of its own, as people start it; else it runs here, which takes a tenth of the time.
    """
    asks = command[1] == "connect" and "--username" not in command
    ended, out, err = _as_people_do(command, picked, variables) if asks else _here(command, variables)
    assert ended == code, f"{command}\n{out}\n{err}"
    assert "Traceback" not in err
    return out if code == 0 else err


def _as_people_do(command: Sequence[str], picked: Iterable[Choices], variables: dict[str, str]) -> tuple[int, str, str]:
    pipe = subprocess.PIPE
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path} | variables
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        for place, chosen in enumerate(picked):
            process.stdin.write("y\n" if place else "")
            process.stdin.flush()
            address = next(line.strip() for line in process.stderr if "://" in line)
            process.stdin.write(f"{give_consent(address, choices=chosen)}\n")
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def _here(command: Sequence[str], variables: dict[str, str]) -> tuple[int, str, str]:
    out, err, level = io.StringIO(), io.StringIO(), logging.getLogger("boekhaak").level
    with pytest.MonkeyPatch.context() as environment, redirect_stdout(out), redirect_stderr(err):
        for name, value in variables.items():
            environment.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main(list(command[1:]))
    logging.getLogger("boekhaak").setLevel(level)
    assert isinstance(ended.value.code, int)
    return ended.value.code, out.getvalue(), err.getvalue()


def files(package: str) -> list[Path]:
    """Return the code of a plugin, without its simulator."""
    spec = find_spec(f"boekhaak_{package}")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent
    return [file for file in folder.rglob("*.py") if "simulator" not in file.relative_to(folder).parts]


def explained(page: str) -> list[str]:
    """Return the messages of a page's tables."""
    section = (ROOT / page).read_text().split("\n## What to do on each message\n")[1]
    rows = re.findall(r"^\| (.+?) \| .+ \| .+ \|$", section, re.MULTILINE)
    return [row for row in rows if row not in {"message", "---"}]


def unexplained(package: str) -> list[str]:
    """Return what a plugin can say that its page does not explain."""
    rows = explained(PAGES[package])
    return [one for one in sorted(said(files(package))) if not any(told_by(one, row) for row in rows)]


def never_said(package: str) -> list[str]:
    """Return what a page explains that neither the plugin nor the core can say."""
    sentences = said([*CORE.rglob("*.py"), *files(package)])
    return [row for row in explained(PAGES[package]) if not any(told_by(one, row) for one in sentences)]
