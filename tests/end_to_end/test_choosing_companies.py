"""Choosing companies and answering what is asked, from the command line; and why one is missing, at each package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from boekhaak.models.link import Link
from boekhaak.service import importing, listing, missing
from boekhaak.testing.books.generator import generate
from boekhaak_twentyfour_seven.simulator.logins import SimulatedLogin
from support.command_line import CommandLine
from support.site import COUNTRY, Serve, Site

RED = "\x1b[31m"
ASKED = """
[[questions]]
key = "registration_number"

[[questions]]
key = "sector"
choices = ["retail", "food"]

[[questions]]
key = "users"
"""
AFTER = f'asked = "after"\nfirst_synchronisation = "on_confirmation"\n{ASKED}'
PEOPLE = [{"id": "ada", "role": "administrator"}, {"id": "bo"}]


def policy(boekhaak: CommandLine, text: str) -> None:
    """Let this be the host's policy, and these its people."""
    Path("policy.toml").write_text(text)
    boekhaak.variables["BOEKHAAK_POLICY_FILE"] = "policy.toml"
    Path("users.json").write_text(json.dumps(PEOPLE))
    assert boekhaak("environment", "users", "acme", "--from", "users.json").code == 0


def told(boekhaak: CommandLine, *arguments: str) -> Any:
    ended = boekhaak(*arguments, "--json")
    assert (ended.code, ended.errors) == (0, [])
    return ended.json


def links(site: Site) -> list[Link]:
    return list(importing.links_listed(site.actor, site.installation))


def test_answers_before_the_import_come_from_options_or_a_file(boekhaak: CommandLine, site: Site) -> None:
    policy(boekhaak, ASKED)
    one, two = (row["company"] for row in told(boekhaak, "companies")["companies"])
    asked = {row["key"]: row for row in told(boekhaak, "questions")["questions"]}
    assert (asked["users"]["choices"], asked["users"]["default"]) == (["ada", "bo"], ["ada"])
    assert "retail, food" in boekhaak("questions").out

    refused = boekhaak.refused("import", one["id"], two["id"])
    assert f"{one['name']} ({one['id']}), {two['name']} ({two['id']}): the sector is missing" in refused
    assert "mining" in boekhaak.refused("import", one["id"], "--sector", "mining", "--no-number", "test_demo")
    assert "is one company's" in boekhaak.refused("import", one["id"], two["id"], "--number", "1")
    number = one["registration_number"]
    Path("answers.csv").write_text(
        f"company;registration_number;no_number;users\n{one['id']};{number};;ada, bo\n{two['name']};;test_demo;\n"
    )
    ended = boekhaak("import", "--all", "--later", "--sector", "food", "--answers", "answers.csv")

    assert (ended.code, ended.errors) == (0, [])
    first, second = sorted(links(site), key=lambda link: link.company.id != one["id"])
    assert (first.answers.registration_number, first.answers.users) == (number, ("ada", "bo"))
    assert (second.answers.no_number, second.answers.sector, second.answers.users) == ("test_demo", "food", ())
    assert "Nothing is new: all companies that can be seen are imported." in boekhaak("companies").out
    assert told(boekhaak, "companies")["empty"] == "all_imported"

    again = boekhaak("import", one["id"], "--later", "--sector", "retail")
    assert f"Note: {one['name']} is imported already and keeps its answers" in again.err
    assert again.err.count("keeps its answers") == 1
    assert {link.answers.sector for link in links(site)} == {"food"}


BAD_FILES = [
    ("a.txt", "", "is no file of answers"),
    ("a.json", "[", "a.json cannot be read"),
    ("a.json", "[1]", "it is no list of objects"),
    ("a.json", '[{"sector": "food"}]', "a line names no company"),
    ("a.json", '[{"company": "100001", "colour": "red"}]', "colour: Extra inputs are not permitted"),
    ("a.json", '{"Nobody": {"sector": "food"}}', "has answers for “Nobody”, which is none of those that are meant"),
    ("a.csv", "company,sector\n100001,food\n100001,food\n", "“100001” is there twice"),
    ("a.csv", "company,sector\n100001\n", "more or fewer columns"),
    ("a.csv", "company,no_number\n100001,lost\n", "no_number: Input should be"),
]


def test_a_file_of_answers_that_cannot_be_used_is_refused_in_words(boekhaak: CommandLine, site: Site) -> None:
    for name, content, said in BAD_FILES:
        Path(name).write_text(content)
        assert said in boekhaak.refused("import", "100001", "--answers", name)
    assert links(site) == []


def test_answers_after_the_import_set_companies_up_which_a_person_confirms(
    boekhaak: CommandLine, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy(boekhaak, AFTER)
    ended = boekhaak("import", "--all")
    assert ended.code == 0
    one, two = links(site)
    assert f"answer with `boekhaak set-up {one.id}`" in ended.out
    assert "not set up" in boekhaak("companies").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert f"{RED}not set up" in boekhaak("status").out
    monkeypatch.delenv("FORCE_COLOR")
    assert {row["stage"] for row in told(boekhaak, "status")["not_ready"]} == {"awaiting_set_up"}
    assert "not set up yet" in boekhaak.refused("synchronise", str(one.id))
    assert "not set up yet" in boekhaak.refused("confirm", str(one.id))
    assert "the sector is missing" in boekhaak.refused("set-up", str(one.id), str(two.id))

    both = (str(one.id), str(two.id))
    done = told(boekhaak, "set-up", *both, "--no-number", "no_company", "--sector", "food", "--user", "bo")
    assert ([link["stage"] for link in done["links"]], done["due"]) == (["awaiting_confirmation"] * 2, [])
    Path("more.json").write_text(json.dumps({str(two.id): {"sector": "retail"}}))
    told(boekhaak, "set-up", *both, "--answers", "more.json")
    assert [link.answers.sector for link in links(site)] == ["food", "retail"]
    assert told(boekhaak, "confirm", str(one.id))["due"] == [one.id]

    assert {row["link_id"] for row in told(boekhaak, "due")} == {one.id}
    assert boekhaak("synchronise", str(one.id)).code == 0
    assert f"boekhaak confirm {two.id}" in boekhaak.refused("synchronise", str(two.id))


# Why a company is missing


def why(site: Site, wanted: str) -> missing.Missing:
    return missing.why_missing(site.actor, site.installation, site.package, wanted)


def opened(serve: Serve, package: str, **options: Any) -> tuple[Site, str, str]:
    """Serve two companies to which nobody has signed in yet; gives their names too."""
    books = generate(companies=2, lines=20, seed=4, countries=[COUNTRY[package]])
    one, two = (company.name for company in books.companies)
    if package == "twentyfour_seven":
        options = {"logins": [SimulatedLogin(pending=(two,))]}
    return serve(books, package=package, signed_in=False, **options), one, two


def test_at_exact_online_a_company_is_ticked_in_the_security_centre_or_opened_first(
    boekhaak: CommandLine, serve: Serve
) -> None:
    site, one, two = opened(serve, "exact_online")
    only = site.connect(company=[str(site.simulator.division_of(one))])
    assert [company.name for company in listing.granted(site.actor, site.installation, only.id)] == [one]

    told = why(site, two)

    assert told.reason == "never_seen"
    assert "Security Centre" in told.steps[0]
    assert "opened once" in told.steps[1]
    ended = boekhaak("why", "exact_online", two)
    assert ended.out.splitlines()[0] == told.sentence
    assert ended.out.splitlines()[1].startswith("1. In Exact Online, open your name at the top")
    again = site.connect()
    assert [company.name for company in listing.granted(site.actor, site.installation, again.id)] == [two]
    assert why(site, two).reason == "visible"


def test_at_24sevenoffice_the_integration_user_is_invited_and_the_invitation_accepted(serve: Serve) -> None:
    site, _, two = opened(serve, "twentyfour_seven")
    connection = site.sign_in()
    listing.granted(site.actor, site.installation, connection.id)

    told = why(site, two)

    assert told.reason == "never_seen"
    assert "Integrasjonsbruker" in told.steps[0]
    assert "accept the invitation" in told.steps[1]
    site.simulator.accept_invitation(site.simulator.sign_ins[0].username, two)
    assert [company.name for company in listing.granted(site.actor, site.installation, connection.id)] == [two]
    assert why(site, two).reason == "visible"


def test_at_eaccounting_another_administration_is_added_by_another_sign_in(serve: Serve) -> None:
    site, one, two = opened(serve, "eaccounting")
    site.connect(company=[one])

    told = why(site, two)

    assert told.reason == "never_seen"
    assert "Add another administration" in told.steps[0]
    added = site.connect(company=[two])
    assert [company.name for company in listing.granted(site.actor, site.installation, added.id)] == [two]
    assert why(site, one).reason == why(site, two).reason == "visible"
