"""The how-to of logs, telemetry, audit trail and diagnostics: its examples run, and its lists are those of the code."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pages import ROOT, Opened, blocks, commands

from boekhaak.cli.main import main
from boekhaak.models.audit import AuditAction
from support.site import Site

PAGE = "docs/how-to/see-what-happens.md"


@pytest.fixture
def site(opened: Opened) -> Site:
    """Return a connected installation whose first company was imported, and let commands use it."""
    site = opened()
    assert site.imported(site.link_all()[0]).complete
    return site


def test_the_commands_run(site: Site, place: Path) -> None:
    for line in commands(PAGE):
        with pytest.raises(SystemExit) as ended:
            main(shlex.split(line)[1:])
        assert ended.value.code == 0, line

    assert (place / "case.zip").exists()


def test_a_host_may_configure_logs_and_traces_like_this(place: Path) -> None:
    program = "\n".join(blocks(PAGE, "python"))
    use = "from boekhaak import telemetry\nwith telemetry.run('exact_online', 1, 7, 'import'): pass\nprovider.shutdown()\n"

    done = subprocess.run([sys.executable, "-c", program + use], capture_output=True, text=True, timeout=60, check=True)

    assert '"event": "run began"' in done.stderr
    assert '"name": "boekhaak.run"' in done.stdout


def test_the_spans_and_figures_are_those_of_the_code() -> None:
    code = (ROOT / "core/src/boekhaak/telemetry.py").read_text()

    told = re.findall(r"^\| `(boekhaak\.[a-z.]+)`", (ROOT / PAGE).read_text(), re.MULTILINE)

    assert sorted(told) == sorted(set(re.findall(r'"(boekhaak\.[a-z.]+)"', code)))


def test_the_deeds_are_those_of_the_code() -> None:
    text = " ".join((ROOT / PAGE).read_text().split("The deeds:")[1].split("\n## ")[0].split())

    told = re.sub(r" \([^)]*\)", "", text).rstrip(".").split(", ")

    assert sorted(told) == sorted(get_args(AuditAction))
