"""No command tells a secret, whatever it prints or logs: each run of a command is searched for those that live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.clock import ScaledClock
from support.command_line import CommandLine
from support.exact_site import Serve, Site

CONNECT = ("connect", "exact_online")


def test_the_whole_way_is_logged_without_a_secret(boekhaak: CommandLine, serve: Serve) -> None:
    clock = ScaledClock(datetime.now(UTC) - timedelta(hours=1), speed=1)
    site = serve(clock=clock)
    clock.advance(timedelta(hours=1))
    given = len(site.simulator.handed_out)

    for command in (
        ("companies",),
        ("import", "100001"),
        ("synchronise",),
        ("runs", "1"),
        ("app", "list"),
        ("doctor",),
    ):
        assert boekhaak(*command).code == 0
        assert boekhaak(*command, "--json").code == 0

    assert len(site.simulator.handed_out) == given + 2
    answer = site.consent(boekhaak(*CONNECT, "--print-url").out.strip())
    assert boekhaak(*CONNECT, "--callback", answer).code == 0
    assert "answered 200" in boekhaak.caplog.text


def test_a_process_that_signs_in_and_imports_logs_no_secret(boekhaak: CommandLine, site: Site) -> None:
    answer = site.consent(boekhaak(*CONNECT, "--print-url").out.strip())

    connected = boekhaak.process("--verbose", *CONNECT, "--callback", answer)
    imported = boekhaak.process("--verbose", "import", "100001", "--json")

    assert (connected.code, imported.code) == (0, 0)
    assert "oauth2/token answered 200" in connected.err
    assert "answered 200" in imported.err


def test_the_search_finds_what_is_told(boekhaak: CommandLine, site: Site) -> None:
    for secret in (*site.simulator.handed_out, boekhaak.variables["BOEKHAAK_KEY"]):
        with pytest.raises(AssertionError):
            boekhaak.heard(f"It is {secret}.")
