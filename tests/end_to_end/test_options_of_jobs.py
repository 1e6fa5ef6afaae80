"""Commands about work in the background, given what is wrong, foreign or not there; and workers that cannot work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

import pytest

from support.command_line import PROGRAM, CommandLine
from support.databases import PostgresDatabases
from support.site import Site

WITHOUT_EXTRA = """
import sys
sys.modules["procrastinate"] = None
from boekhaak.cli.main import main
main(["worker"])
"""


@pytest.fixture
def acme(boekhaak: CommandLine) -> CommandLine:
    """Return the command line of an installation with the environment “acme”, which has no links."""
    assert boekhaak("environment", "add", "acme").code == 0
    return boekhaak


def test_links_of_another_environment_are_not_there(boekhaak: CommandLine, site: Site) -> None:
    mine = str(site.link_all()[0].id)
    boekhaak("environment", "add", "globex")

    for command in (
        ("due", mine),
        ("cancel", mine),
        ("synchronise", mine, "--later"),
        ("schedule", "--every", "2h", "--link", mine),
        ("schedule", "--default", "--link", mine),
    ):
        assert "environment “globex” has no link" in boekhaak.refused(*command, "--environment", "globex")


def test_streams_that_no_package_has_are_refused(boekhaak: CommandLine, site: Site) -> None:
    (first, *_) = site.link_all()

    asked = boekhaak.refused("synchronise", str(first.id), "--later", "--stream", "ledgerlines", "-e", "acme")
    chosen = boekhaak.refused("schedule", "--every", "2h", "--stream", "ledgerlines", "-e", "acme")
    forgotten = boekhaak.refused("schedule", "--default", "--stream", "ledgerlines", "-e", "acme")

    assert "Exact Online has no stream “ledgerlines”. Choose from: accounts" in asked
    assert chosen == forgotten == "Error: no package has a stream “ledgerlines”. `boekhaak packages --json` lists them."


@pytest.mark.parametrize("every", ["5x", "30s", "", "h", "-1h", "1.5h", "²h", "99999d"])
def test_what_is_no_time_between_readings_is_refused_with_examples(acme: CommandLine, every: str) -> None:
    ended = acme("schedule", "--every", every)

    assert ended.code == 2
    assert f"“{every}” is no time between readings: write 30m, 2h, 1d or never" in ended.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--every", "0m"), "that is too often. Choose a minute or more."),
        (("--every", "2h", "--default"), "it is not clear what is chosen. Give --every or --default, not both."),
        (("--stream", "documents"), "it is not said how often. Give --every or --default as well"),
        (("--link", "1"), "it is not said how often. Give --every or --default as well"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_schedules_that_make_no_sense_are_refused(acme: CommandLine, options: tuple[str, ...], said: str) -> None:
    assert said in acme.refused("schedule", *options)


def test_calling_off_what_nobody_reads_says_so(boekhaak: CommandLine, site: Site) -> None:
    (first, *_) = site.link_all()

    ended = boekhaak("cancel", str(first.id))

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.split() == (f"Link {first.id} is not read until somebody asks. Nothing was being read.").split()


def test_a_second_worker_on_sqlite_waits_beside_the_first(acme: CommandLine) -> None:
    with ExitStack() as stack:
        environment = os.environ | acme.variables
        command = [PROGRAM, "worker", "--threads", "1"]
        both = [
            stack.enter_context(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True))
            for _ in range(2)
        ]
        said = [process.stderr.readline() for process in both if process.stderr]
        status = acme("status").out
        for process in both:
            process.send_signal(signal.SIGTERM)
        rest = [process.communicate(timeout=30)[1] for process in both]

    assert said == ["Reading what is due, one link at a time. Stop it with Ctrl-C.\n"] * 2
    assert [process.returncode for process in both] == [0, 0]
    assert "0 links, 0 due now." in status
    assert rest == ["", ""]


@pytest.mark.postgres
def test_a_worker_without_its_extra_is_told_what_to_install(
    acme: CommandLine, postgres_databases: PostgresDatabases
) -> None:
    url, _ = postgres_databases.lend()
    environment = os.environ | acme.variables | {"BOEKHAAK_DATABASE_URL": url}

    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTRA], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    postgres_databases.give_back(url)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Error: workers on PostgreSQL need a library that is missing (")
    assert ended.stderr.endswith("Install boekhaak with its extra: pip install 'boekhaak[worker]'; or give --alone.\n")
