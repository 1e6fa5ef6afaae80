"""No command tells a secret, whatever it prints or logs: each run of a command is searched for those that live.

After each test of a command line its database is searched too: there a secret may lie encrypted only.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from boekhaak.clock import ScaledClock
from support.command_line import CommandLine
from support.site import BY_REDIRECT, PACKAGES, Serve, Site

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


def sign_in(boekhaak: CommandLine, site: Site) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the command that signs in once more, and what it is given beside."""
    if site.package in BY_REDIRECT:
        answer = site.consent(boekhaak("connect", site.package, "--print-url").out.strip())
        return ("connect", site.package, "--callback", answer), {}
    known = site.simulator.sign_ins[0]
    password = known.password.get_secret_value()
    return ("connect", site.package, "--username", known.username), {"BOEKHAAK_PASSWORD": password}


def test_the_whole_way_is_logged_without_a_secret(boekhaak: CommandLine, site: Site) -> None:
    given = len(site.simulator.handed_out)

    for command in (
        ("companies",),
        ("import", site.names[0]),
        ("synchronise",),
        ("runs", "1"),
        ("app", "list"),
        ("doctor",),
    ):
        assert boekhaak(*command).code == 0
        assert boekhaak(*command, "--json").code == 0

    assert len(site.simulator.handed_out) > given
    command, beside = sign_in(boekhaak, site)
    boekhaak.variables |= beside
    assert boekhaak(*command).code == 0
    assert "answered 200" in boekhaak.caplog.text


def test_a_process_that_signs_in_and_imports_logs_no_secret(boekhaak: CommandLine, site: Site) -> None:
    command, beside = sign_in(boekhaak, site)

    connected = boekhaak.process("--verbose", *command, **beside)
    imported = boekhaak.process("--verbose", "import", site.names[0], "--json")

    assert (connected.code, imported.code) == (0, 0)
    assert "answered 200" in connected.err
    assert "answered 200" in imported.err


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
