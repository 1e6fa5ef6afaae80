"""The how-to for operators: its commands run, and it explains what Exact Online's plugin can say."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from messages import said, told_by
from pages import ROOT, commands

from boekhaak.clock import Clock
from boekhaak.registry import Registry
from boekhaak.testing.books.generator import generate
from boekhaak.testing.consent import give_consent
from boekhaak.testing.simulator import served
from boekhaak_exact_online import plugin
from boekhaak_exact_online.errors import REASONS, SECURITY_CENTRE
from boekhaak_exact_online.simulator import ExactOnlineSimulator
from boekhaak_exact_online.streams import SOURCES

PAGE = "docs/how-to/connect-exact-online.md"
CORE = ROOT / "core/src/boekhaak"
PLUGIN = Path(plugin.__file__).parent
CLIENT_ID = re.compile("1a2b3c4d-[0-9a-f-]+")


@pytest.fixture(scope="module")
def text() -> str:
    """Return the page."""
    return (ROOT / PAGE).read_text()


@pytest.fixture(scope="module")
def explained(text: str) -> list[str]:
    """Return the messages of the page's tables."""
    section = text.split("\n## What to do on each message\n")[1]
    rows = re.findall(r"^\| (.+?) \| .+ \| .+ \|$", section, re.MULTILINE)
    return [row for row in rows if row not in {"message", "---"}]


@pytest.fixture
def site() -> Iterator[tuple[str, ExactOnlineSimulator]]:
    """Return a site where the page's app is registered, and its address."""
    redirect = re.findall(r"--redirect (\S+)", (ROOT / PAGE).read_text())[0]
    books = generate(companies=2, lines=40, seed=4)
    simulator = ExactOnlineSimulator(books, clock=Clock(), redirect_uri=redirect, per_minute=None)
    with served(simulator.app) as address:
        yield address, simulator


def test_the_commands_lead_to_an_imported_company(place: Path, site: tuple[str, ExactOnlineSimulator]) -> None:
    address, simulator = site
    app = simulator.registration(address)
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "BOEKHAAK_CLIENT_SECRET": app.client_secret.get_secret_value(),
    }
    told: dict[str, str] = {}

    for line in commands(PAGE):
        command = shlex.split(CLIENT_ID.sub(app.client_id, line))
        if command[1:3] == ["app", "add"]:
            command += ["--address", address]
        told[line] = run(command, environment)

    assert "Every voucher adds up to zero." in told["boekhaak balances 1"]
    assert "No link is broken." in told["boekhaak relink"]


def run(command: list[str], environment: dict[str, str]) -> str:
    """Run a command to its end and return what it printed; where it asks for an address, give the one of a consent."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        typed = ""
        if command[1] == "connect":
            assert process.stderr is not None
            typed = give_consent(next(line.strip() for line in process.stderr if "://" in line)) + "\n"
        out, err = process.communicate(typed, timeout=60)
    assert process.returncode == 0, f"{command}\n{out}\n{err}"
    return out


def test_every_message_of_the_plugin_is_explained(explained: list[str]) -> None:
    files = [file for file in PLUGIN.rglob("*.py") if "simulator" not in file.relative_to(PLUGIN).parts]
    unexplained = [one for one in sorted(said(files)) if not any(told_by(one, row) for row in explained)]

    assert not unexplained, f"{PAGE} does not tell what to do on: {'; '.join(unexplained)}"


def test_every_reason_of_exact_is_explained(explained: list[str]) -> None:
    assert [what for _, what, _ in REASONS.values() if f"access was refused: {what}" not in explained] == []


def test_every_explained_message_is_one_that_the_code_can_give(explained: list[str]) -> None:
    sentences = said([*CORE.rglob("*.py"), *PLUGIN.rglob("*.py")])

    assert [row for row in explained if not any(told_by(one, row) for one in sentences)] == []


def test_the_way_to_the_security_centre_is_that_of_the_message(text: str) -> None:
    steps = SECURITY_CENTRE.removeprefix("In Exact Online, open ").split(", and tick")[0].split(" > ")

    assert [step for step in steps if step not in text] == []


def test_the_rows_of_a_call_are_told_of_every_stream(text: str) -> None:
    told = {
        size: re.findall(r"`(\w+)`", row)
        for size, row in re.findall(r"^\| ([\d,]+) rows \| (.+) \|$", text, re.MULTILINE)
    }
    by_thousand = {key for key, source in SOURCES.items() if source.path.startswith("sync/")}

    assert {size: set(keys) for size, keys in told.items()} == {
        "1,000": by_thousand,
        "60": SOURCES.keys() - by_thousand,
    }


def test_the_scope_of_every_stream_is_told(text: str) -> None:
    streams = Registry()["exact_online"].info.streams

    assert [
        one.key for one in streams if not re.search(rf"^\| {re.escape(one.right)} \|.*`{one.key}`", text, re.M)
    ] == []


def test_the_limits_are_those_of_the_plugin(text: str) -> None:
    section = text.split("\n## Limits\n")[1].split("\n## ", maxsplit=1)[0]

    assert [one.count for one in Registry()["exact_online"].info.windows if f"| {one.count:,} " not in section] == []
