"""No command tells a secret, whatever it prints or logs: each run of a command is searched for those that live.

After each test of a command line its database is searched too: there a secret may lie encrypted only.
"""

from __future__ import annotations

import json
import logging
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.logs import JsonLines
from support.command_line import CommandLine
from support.site import BY_REDIRECT, PACKAGES, Serve, Site
from support.tracing import listening

AGE = {"exact_online": timedelta(hours=1), "twentyfour_seven": timedelta(), "eaccounting": timedelta(hours=1)}
"""How long ago somebody signed in, so that tokens have to be renewed; sessions of a company begin anyhow."""


@pytest.fixture(params=PACKAGES)
def site(serve: Serve, request: pytest.FixtureRequest) -> Site:
    """Return a simulator of each package in turn, of two companies, to which the environment “acme” is connected."""
    age = AGE[request.param]
    clock = ScaledClock(datetime.now(UTC) - age, speed=1)
    served = serve(clock=clock, package=request.param)
    clock.advance(age)
    return served


@pytest.fixture
def json_lines() -> Iterator[StringIO]:
    """Return what all libraries log, as lines of JSON."""
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def sign_in(boekhaak: CommandLine, site: Site) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the command that signs in once more, and what it is given beside."""
    if site.package in BY_REDIRECT:
        answer = site.consent(boekhaak("connect", site.package, "--print-url").out.strip())
        return ("connect", site.package, "--callback", answer), {}
    known = site.simulator.sign_ins[0]
    password = known.password.get_secret_value()
    return ("connect", site.package, "--username", known.username), {"BOEKHAAK_PASSWORD": password}


def test_the_whole_way_is_logged_and_traced_without_a_secret(
    boekhaak: CommandLine, site: Site, json_lines: StringIO
) -> None:
    given = len(site.simulator.handed_out)

    with listening() as spans:
        for command in (
            ("companies",),
            ("import", site.names[0]),
            ("synchronise",),
            ("runs", "1"),
            ("app", "list"),
            ("audit",),
            ("audit", "--shared"),
            ("doctor",),
        ):
            assert boekhaak(*command).code == 0
            assert boekhaak(*command, "--json").code == 0

    assert len(site.simulator.handed_out) > given
    assert {"boekhaak.request", "boekhaak.refresh"} <= {span.name for span in spans}
    boekhaak.heard("".join(span.to_json() for span in spans))
    events = {json.loads(line)["event"] for line in json_lines.getvalue().splitlines()}
    assert {"answered", "renewed tokens"} <= events
    boekhaak.heard(json_lines.getvalue())
    command, beside = sign_in(boekhaak, site)
    boekhaak.variables |= beside
    assert boekhaak(*command).code == 0
    assert "status=200" in boekhaak.caplog.text


def test_a_process_that_signs_in_and_imports_logs_no_secret(boekhaak: CommandLine, site: Site) -> None:
    command, beside = sign_in(boekhaak, site)

    connected = boekhaak.process("--verbose", *command, **beside)
    imported = boekhaak.process("--verbose", "import", site.names[0], "--json", BOEKHAAK_LOG_FORMAT="json")

    assert (connected.code, imported.code) == (0, 0)
    assert "status=200" in connected.err
    assert 200 in {json.loads(line).get("status") for line in imported.err.splitlines()}


def test_a_diagnostics_file_holds_no_secret(boekhaak: CommandLine, site: Site, tmp_path: Path) -> None:
    assert boekhaak("import", site.names[0]).code == 0

    assert boekhaak("doctor", "--bundle", str(tmp_path / "case.zip")).code == 0

    with zipfile.ZipFile(tmp_path / "case.zip") as bundle:
        boekhaak.heard("".join(bundle.read(name).decode() for name in bundle.namelist()))


def test_refused_tokens_and_sessions_are_not_told_either(boekhaak: CommandLine, site: Site) -> None:
    assert boekhaak("import", site.names[0]).code == 0
    site.simulator.revoke_consents()
    if site.package in BY_REDIRECT:
        site.clock.advance(timedelta(hours=2))

    ended = boekhaak("synchronise", "1", "--json"), boekhaak("synchronise", "1"), boekhaak("companies")

    assert "[secret]" not in str(ended)


def test_the_search_finds_what_is_told(boekhaak: CommandLine, site: Site) -> None:
    for secret in (*site.simulator.handed_out, *site.secrets - {""}, boekhaak.variables["BOEKHAAK_KEY"]):
        with pytest.raises(AssertionError):
            boekhaak.heard(f"It is {secret}.")


def test_secrets_lie_in_the_database_encrypted(boekhaak: CommandLine, site: Site, tmp_path: Path) -> None:
    assert boekhaak("import", site.names[0]).code == 0

    held = "".join(file.read_bytes().decode("latin-1") for file in tmp_path.glob("books.db*"))

    assert site.names[0].encode().decode("latin-1") in held
    assert not [secret for secret in site.secrets - {""} if secret in held]
