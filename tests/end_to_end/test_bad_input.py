"""Names and numbers that cannot be meant: one sentence with the way out, and nothing is changed."""

from __future__ import annotations

import os
import socket
from dataclasses import replace

import pytest

from boekhaak.models.link import Link
from boekhaak.models.records import KINDS
from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Books
from boekhaak.testing.simulator import simulator_class
from support.command_line import CommandLine
from support.site import PACKAGES, Serve, Site

ALL = "eaccounting, exact_online, twentyfour_seven"
APP = ("--client-id", "1a2b", "--client-secret", "a-secret-of-the-app")


def app(package: str, *, region: str = "nl", redirect: str = "https://host.example/callback") -> tuple[str, ...]:
    """Return a command that registers an app."""
    return ("app", "add", package, "--region", region, *APP, "--redirect", redirect)


@pytest.mark.parametrize(
    "command",
    [("connect", "nosuch"), ("connect", "nosuch", "--callback", "https://host.example/?code=c&state=s"), app("nosuch")],
    ids=["connect", "callback", "app"],
)
def test_a_package_that_is_not_installed_is_told_with_those_that_are(
    boekhaak: CommandLine, command: tuple[str, ...]
) -> None:
    boekhaak("environment", "add", "acme")

    sentence = boekhaak.refused(*command)

    assert sentence == f"Error: there is no package “nosuch”. Install its plugin; installed are: {ALL}."


@pytest.mark.parametrize("command", [("companies",), ("import", "--all"), ("relink",)], ids=lambda command: command[0])
def test_a_package_that_is_not_installed_is_not_chosen_by(
    boekhaak: CommandLine, site: Site, command: tuple[str, ...]
) -> None:
    assert "there is no package “nosuch”. Install its plugin; " in boekhaak.refused(*command, "--package", "nosuch")


@pytest.mark.parametrize("command", [("simulate", "nosuch"), ("demo", "--package", "nosuch")], ids=["simulate", "demo"])
def test_a_package_without_a_simulator_is_told_with_those_that_have_one(
    boekhaak: CommandLine, command: tuple[str, ...]
) -> None:
    assert boekhaak.refused(*command) == (f"Error: there is no simulator of “nosuch”. Choose one of these: {ALL}.")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_fault_that_the_simulator_does_not_know_is_told_with_those_it_knows(
    boekhaak: CommandLine, package: str
) -> None:
    known = simulator_class(package).known_faults

    sentence = boekhaak.refused("simulate", package, "--faults", f"{next(iter(known))},nosuch")

    assert "no fault “nosuch”" in sentence
    assert all(fault in sentence for fault in known)


@pytest.mark.parametrize(
    ("package", "told"),
    [
        ("exact_online", "Exact Online has no region “xx”. Choose one of: nl, be, de, uk, fr, es, com."),
        ("twentyfour_seven", "24SevenOffice has no region “xx”. Choose one of: all."),
        ("eaccounting", "Visma eAccounting has no region “xx”. Choose one of: eu."),
    ],
)
def test_a_region_that_a_package_does_not_have_is_told_with_those_it_has(
    boekhaak: CommandLine, package: str, told: str
) -> None:
    assert boekhaak.refused(*app(package, region="xx")) == f"Error: {told}"


def test_an_app_without_client_id_is_refused(boekhaak: CommandLine) -> None:
    sentence = boekhaak.refused(*app("exact_online"), "--client-id", "")

    assert sentence == "Error: the client id is empty. Copy it from the registration at Exact Online."


@pytest.mark.parametrize(("package", "region"), [("exact_online", "nl"), ("eaccounting", "eu")])
def test_an_app_without_redirect_address_is_refused_where_people_sign_in_by_redirect(
    boekhaak: CommandLine, package: str, region: str
) -> None:
    sentence = boekhaak.refused(*app(package, region=region, redirect=""))

    assert "no redirect address is given. Give the registered one with --redirect." in sentence


@pytest.mark.parametrize(
    "redirect",
    ["nonsense", "ftp://host.example/", "http://", "http://host:99999/", "http://[::1/", "http://host example/"],
)
def test_a_redirect_address_that_is_none_is_refused(boekhaak: CommandLine, redirect: str) -> None:
    sentence = boekhaak.refused(*app("exact_online", redirect=redirect))

    assert sentence == f"Error: the redirect address “{redirect}” is no web address. Give one like https://host/path."


@pytest.mark.parametrize("identifier", ["my office", " acme", "", "a/b", "x" * 65])
def test_an_id_that_is_unfit_for_an_environment_is_refused(boekhaak: CommandLine, identifier: str) -> None:
    sentence = boekhaak.refused("environment", "add", identifier)

    assert f"“{identifier}” cannot be the id of an environment. Use at most 64 letters" in sentence


def test_an_environment_that_is_there_already_is_refused(boekhaak: CommandLine) -> None:
    boekhaak("environment", "add", "acme")

    assert "“acme” already. Choose another id" in boekhaak.refused("environment", "add", "acme")


IN_AN_ENVIRONMENT = (
    ("companies",),
    ("connect", "exact_online"),
    ("import", "--all"),
    ("synchronise",),
    ("relink",),
    ("balances", "1"),
    ("records", "1"),
    ("runs",),
)


@pytest.mark.parametrize("command", IN_AN_ENVIRONMENT, ids=lambda command: command[0])
def test_before_there_is_an_environment_the_way_to_make_one_is_told(
    boekhaak: CommandLine, command: tuple[str, ...]
) -> None:
    assert boekhaak.refused(*command) == (
        "Error: there is no environment yet. Make one: `boekhaak environment add acme`."
    )


@pytest.mark.parametrize("command", IN_AN_ENVIRONMENT, ids=lambda command: command[0])
def test_of_several_environments_one_has_to_be_named(boekhaak: CommandLine, command: tuple[str, ...]) -> None:
    boekhaak("environment", "add", "acme")
    boekhaak("environment", "add", "beta")

    assert boekhaak.refused(*command) == (
        "Error: it is not clear which environment is meant. Name one with --environment: acme, beta."
    )


@pytest.mark.parametrize("command", [*IN_AN_ENVIRONMENT, app("exact_online")], ids=lambda command: command[0])
def test_an_environment_that_is_not_there_is_told_with_those_that_are(
    boekhaak: CommandLine, command: tuple[str, ...]
) -> None:
    boekhaak("environment", "add", "acme")

    sentence = boekhaak.refused(*command, "--environment", "nosuch")

    assert "there is no environment “nosuch”. Choose one of: acme;" in sentence


def test_before_anybody_has_signed_in_the_way_to_is_told(boekhaak: CommandLine) -> None:
    boekhaak("environment", "add", "acme")

    for command in (("companies",), ("import", "--all")):
        assert boekhaak.refused(*command) == (
            "Error: environment “acme” is not connected yet. Sign in with `boekhaak connect PACKAGE`."
        )


def test_before_an_app_is_registered_the_way_to_is_told(boekhaak: CommandLine) -> None:
    boekhaak("environment", "add", "acme")

    assert "Register it with `boekhaak app add exact_online --region nl" in boekhaak.refused("connect", "exact_online")


@pytest.mark.parametrize("command", [("import",), ("import", "100001", "--all")], ids=["neither", "both"])
def test_an_import_wants_names_or_all(boekhaak: CommandLine, command: tuple[str, ...]) -> None:
    assert boekhaak.refused(*command) == "Error: it is not clear what to import. Name companies, or give --all."


@pytest.mark.parametrize("package", PACKAGES)
def test_a_company_that_nobody_sees_is_not_imported(boekhaak: CommandLine, serve: Serve, package: str) -> None:
    site = serve(package=package)

    sentence = boekhaak.refused("import", site.names[0], "Nosuch B.V.")

    assert "no company “Nosuch B.V.” can be seen. `boekhaak companies` lists those that can" in sentence


def test_a_name_that_two_companies_have_is_told_with_their_ids(boekhaak: CommandLine, serve: Serve) -> None:
    twins = [replace(company, name="Twins B.V.") for company in generate(companies=2, lines=20).companies]
    serve(Books(tuple(twins)))

    sentence = boekhaak.refused("import", "twins b.v.")

    assert sentence == "Error: several companies are called “twins b.v.”. Name one by its id: 100001, 100002."


@pytest.mark.parametrize(
    "command",
    [("balances", "99"), ("balances", "99", "--check"), ("records", "99"), ("runs", "99"), ("synchronise", "99")],
    ids=" ".join,
)
def test_a_link_that_is_not_there_is_told(boekhaak: CommandLine, link: Link, command: tuple[str, ...]) -> None:
    assert "environment “acme” has no link 99. " in boekhaak.refused(*command)


def test_a_kind_of_record_that_is_none_is_told_with_those_that_are(boekhaak: CommandLine, link: Link) -> None:
    sentence = boekhaak.refused("records", str(link.id), "nosuch")

    assert sentence == f"Error: there is no kind “nosuch”. Choose one of: {', '.join(KINDS)}."


def test_a_stream_that_is_none_is_told_with_those_that_are(boekhaak: CommandLine, link: Link) -> None:
    sentence = boekhaak.refused("synchronise", str(link.id), "--stream", "nosuch")

    assert "Exact Online has no stream “nosuch”. Choose from: accounts, journals, " in sentence


def test_a_year_that_is_not_held_is_told_with_those_that_are(boekhaak: CommandLine, link: Link) -> None:
    sentence = boekhaak.refused("balances", str(link.id), "--year", "1999")

    assert "no financial year 1999 is held. Choose one of: 20" in sentence


@pytest.mark.parametrize(
    ("command", "what", "help_of"),
    [
        (("nosuch",), "No such command 'nosuch'", "boekhaak"),
        (("connect",), "Missing argument 'PACKAGE'", "boekhaak connect"),
        (("app", "add", "exact_online"), "Missing option '--region'", "boekhaak app add"),
        (("connect", "exact_online", "--timeout", "0"), "0 is not in the range x>=1", "boekhaak connect"),
        (("records", "one"), "'one' is not a valid integer", "boekhaak records"),
        (("records", "1", "account", "--limit", "0"), "0 is not in the range", "boekhaak records"),
        (("simulate", "exact_online", "--port", "65536"), "65536 is not in the range", "boekhaak simulate"),
        (("companies", "--nosuch"), "--nosuch", "boekhaak companies"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_a_command_that_is_called_wrongly_ends_with_2_and_names_its_help(
    boekhaak: CommandLine, command: tuple[str, ...], what: str, help_of: str
) -> None:
    for_people = boekhaak(*command)
    for_programs = boekhaak(*command, "--json")

    assert (for_people.code, for_people.out, for_programs.code) == (2, "", 2)
    assert what in for_people.err
    assert f"Try '{help_of} --help' for help" in for_people.err
    assert what in for_programs.json["error"]["what"]
    assert for_programs.json["error"]["way_out"] == f"`{help_of} --help` tells what it takes"


def test_a_port_that_is_taken_is_not_served_on(boekhaak: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        sentence = boekhaak.refused("simulate", "exact_online", "--port", str(port))

    assert sentence.startswith(f"Error: nothing can be served on 127.0.0.1:{port} (")
    assert sentence.endswith("). Choose another port, or stop what listens there.")


def test_a_process_of_its_own_says_the_same(boekhaak: CommandLine) -> None:
    ended = boekhaak.process("environment", "add", "my office", "--json")

    assert ended.code == 1
    assert ended.json["error"]["type"] == "InvalidInput"
    assert ended.err.startswith("Error: “my office” cannot be the id of an environment. Use at most 64 letters")


def test_an_import_of_what_is_imported_says_so(boekhaak: CommandLine, link: Link) -> None:
    ended = boekhaak("import", link.company.id)

    assert ended.code == 0
    assert ended.err == f"Note: {link.company.name} was imported before: synchronise it, or import it --again.\n"


def test_a_user_without_a_name_can_work(boekhaak: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    boekhaak("environment", "add", "acme")
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 5)

    assert boekhaak("runs").code == 0
