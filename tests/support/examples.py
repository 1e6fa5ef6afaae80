"""The example hosts of the documentation, as they stand, on the installation of a command line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from boekhaak.models.link import Link
from boekhaak.models.run import RunSummary
from boekhaak.service import browsing
from support.command_line import CommandLine
from support.site import Site

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples"
PATIENCE = 20.0
PATIENT = {"BOEKHAAK_BUSY_SECONDS": "10"}
"""Threads of a host wait for one another's writes longer than the commands of a test."""


@contextmanager
def example(name: str, boekhaak: CommandLine) -> Iterator[Any]:
    """Open an example host where the commands work, which follow its policy from now on."""
    spec = spec_from_file_location(name, EXAMPLES / name / "host.py")
    assert spec is not None
    assert spec.loader is not None
    host = module_from_spec(spec)
    with boekhaak.monkeypatch.context() as environment:
        for variable, value in (boekhaak.variables | PATIENT).items():
            environment.setenv(variable, value)
        spec.loader.exec_module(host)
    boekhaak.variables["BOEKHAAK_POLICY_FILE"] = str(EXAMPLES / name / "policy.toml")
    host.boekhaak.redactor.leave_logs()
    try:
        yield host
    finally:
        host.boekhaak.close()


def done(boekhaak: CommandLine, *arguments: str) -> Any:
    """Give a command that has to succeed; return what it printed as JSON."""
    ended = boekhaak(*arguments, "--json")
    assert (ended.code, ended.errors) == (0, []), ended.err
    return ended.json


def read_in_the_background(host: Any, site: Site, *links: Link, then: Callable[[], bool] = lambda: True) -> None:
    """Let the host's own jobs read what is due of these links, until they hold what the package tells; and ``then``."""
    before = {link.id: len(_runs(site, link)) for link in links}
    with host.jobs:
        until(lambda: all(any(run.complete for run in _runs(site, link)[before[link.id] :]) for link in links))
        until(then)
    for link in links:
        there = _at(site, link)
        assert there.stored(link) == there.expected(link)


def never_read(site: Site, *links: Link) -> bool:
    """Tell whether nothing of these links was ever read."""
    return not any(_runs(site, link) for link in links)


def until(true: Callable[[], bool]) -> None:
    """Wait until something is true, which has to happen soon."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def _runs(site: Site, link: Link) -> Sequence[RunSummary]:
    """Return the runs of a link, oldest first."""
    there = _at(site, link)
    return browsing.runs_listed(there.actor, there.installation, link.id)[::-1]


def _at(site: Site, link: Link) -> Site:
    """Return the site as the environment of a link sees it."""
    return replace(site, actor=site.actor.model_copy(update={"environment": link.environment}))
