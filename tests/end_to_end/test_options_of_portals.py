"""Commands of portals and of access whose options make no sense, and what they print where there is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import CommandLine

OPEN = (
    "portal", "open", "office", "--name", "Bean & Counter", "--email", "office@accountants.example",
    "--billed-to", "Bean & Counter B.V.", "--address", "Kade 1, Delft",
)  # fmt: skip


@pytest.fixture
def office(boekhaak: CommandLine) -> CommandLine:
    """Return the command line of a host with a portal and an environment."""
    Path("policy.toml").write_text("portals = true\n")
    boekhaak.variables["BOEKHAAK_POLICY_FILE"] = "policy.toml"
    assert boekhaak("environment", "add", "bakery").code == 0
    assert boekhaak(*OPEN).code == 0
    return boekhaak


def test_a_host_without_portals_opens_none(boekhaak: CommandLine) -> None:
    assert "the policy of this host has no portals" in boekhaak.refused(*OPEN)


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("bakery", "exact_online"),
        ("bakery", "exact_online", "1", "--apply", "policy.toml"),
        ("--apply", "policy.toml", "--plan", "plan.json"),
    ],
)
def test_it_has_to_be_clear_what_is_activated(office: CommandLine, given: tuple[str, ...]) -> None:
    assert "not clear what to activate" in office.refused("portal", "activate", *given, "-e", "office")


@pytest.mark.parametrize("file", ["policy.toml", "nowhere.json"])
def test_what_is_no_plan_is_not_applied(office: CommandLine, file: str) -> None:
    assert f"{file} holds no plan" in office.refused("portal", "activate", "--apply", file, "-e", "office")


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "9999-12-31", "2026-12-31T25:00"])
def test_a_day_that_there_is_not_is_refused(office: CommandLine, day: str) -> None:
    ended = office("access", "grant", "office@accountants.example", "--until", day, "-e", "bakery")

    assert ended.code == 2
    assert f"“{day}” is no day and no moment" in ended.err


@pytest.mark.parametrize(
    ("moment", "why"),
    [("2020-01-01", "ended already"), ("2099-12-31T10:00", "not clear when the access ends")],
)
def test_an_end_that_makes_no_sense_is_refused(office: CommandLine, moment: str, why: str) -> None:
    given = ("access", "grant", "office@accountants.example", "--until", moment, "-e", "bakery")

    assert why in office.refused(*given)


def test_a_day_counts_to_its_end(office: CommandLine) -> None:
    given = ("access", "grant", "office@accountants.example", "--until", "2099-12-31", "-e", "bakery")

    assert office(*given, "--json").json["ends_at"] == "2100-01-01T00:00:00+00:00"


def test_where_there_is_nothing_a_sentence_says_so(office: CommandLine) -> None:
    assert office("access", "list", "-e", "bakery").out.strip() == "No office was ever let in or asks to be."
    assert office("portal", "clients", "-e", "office").out.strip() == "There are no clients yet."
    assert office("accounts", "nobody").out.strip() == "nobody is in no environment."
    assert office("portal", "clients", "-e", "office", "--json").json == {"clients": [], "counts": {}}
    assert "is no portal" in office.refused("portal", "clients", "-e", "bakery")
    assert "is not connected yet" in office.refused("portal", "companies", "exact_online", "-e", "office")


def test_an_office_that_asks_is_told_the_same_of_an_id_that_there_is_not(office: CommandLine) -> None:
    there, nowhere = (office("portal", "ask", id_, "-e", "office") for id_ in ("bakery", "nowhere"))

    assert (there.code, there.out.replace("bakery", "nowhere")) == (nowhere.code, nowhere.out)
    assert office("access", "list", "-e", "bakery", "--json").json[0]["state"] == "asked"
    office("access", "withdraw", "1", "-e", "bakery")
    told = office("portal", "clients", "-e", "office", "--json").json["clients"]
    assert {one["access"] for one in told} == {"asked"}
