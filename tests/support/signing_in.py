"""Signing in through the command line, as a person with a browser does."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from boekhaak.clock import ScaledClock
from support.command_line import CommandLine
from support.site import Serve, Site

SCRIPT = """#!{python}
import json, sys
from pathlib import Path
from boekhaak.testing.consent import give_consent
left = Path({left!r})
company, *others = json.loads(left.read_text())
left.write_text(json.dumps(others))
decision = "grant" if company else "refuse"
give_consent(sys.argv[1], decision=decision, choices={{"company": [company]}} if company else {{}}, follow=True)
"""


def begun(boekhaak: CommandLine, site: Site, *options: str) -> str:
    """Begin a sign-in; return the address of the consent page."""
    return boekhaak("connect", site.package, "--print-url", *options).out.strip()


def part(address: str, name: str) -> str:
    """Return a parameter of an address."""
    return parse_qs(urlsplit(address).query)[name][0]


def aged(serve: Serve, age: timedelta, package: str = "exact_online", **options: Any) -> Site:
    """Return a site to which somebody connected so long ago, with an imported company."""
    clock = ScaledClock(datetime.now(UTC) - age, speed=1)
    site = serve(clock=clock, package=package, **options)
    assert site.imported(site.link_all()[0]).complete
    clock.advance(age)
    return site


def browser(folder: Path, companies: Sequence[str]) -> str:
    """Return a program that consents as a person with a browser does, and picks these companies, one each time; “” refuses."""
    program, left = folder / "browser", folder / "companies.json"
    left.write_text(json.dumps(companies))
    program.write_text(SCRIPT.format(python=sys.executable, left=str(left)))
    program.chmod(0o755)
    return str(program)
