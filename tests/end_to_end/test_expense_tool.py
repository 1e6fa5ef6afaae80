"""The example host of an expense tool, from a new connection to the synchronisation of administrations that were asked about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from boekhaak.errors import ConsentRequired, InvalidInput
from boekhaak.models.link import Actor, Answers
from boekhaak.testing.books.generator import generate
from support.command_line import CommandLine
from support.examples import done, example, never_read, read_in_the_background
from support.site import Serve, Site

ANN = Actor(environment="acme", user="ann", role="administrator")
BOOKS = generate(companies=3, lines=20, seed=4, countries=["SE"])
ONE, TWO, THREE = sorted((company.name for company in BOOKS.companies), key=str.casefold)
PEOPLE = [{"id": "ann", "role": "administrator"}, {"id": "bo"}, {"id": "cas", "role": "administrator"}]
PACKAGE = "eaccounting"
NORTH = Answers(division="north")


@dataclass
class Tool:
    """The example host, the package, and an administrator at a terminal."""

    host: Any
    site: Site
    boekhaak: CommandLine

    def signed_in(self, company: str) -> list[str]:
        """Sign in and choose a company; return the names of the administrations that are granted."""
        address = self.host.sign_in(ANN, PACKAGE)
        return [one.name for one in self.host.back(ANN, self.site.consent(address, company=[company]))]

    def names(self) -> list[str]:
        """Return the administrations that may be selected."""
        return [one.company.name for one in self.host.administrations(ANN)]

    def ids(self) -> dict[str, str]:
        """Return the ids of those administrations, by name."""
        return {one.company.name: one.company.id for one in self.host.administrations(ANN)}

    def last(self) -> list[Any]:
        """Return when each imported administration was last synchronised."""
        return [self.host.last_synchronised(ANN, link.id) for link in self.host.imported(ANN)]

    def people(self, *people: dict[str, str]) -> None:
        """Hand the people of the organisation in."""
        Path("users.json").write_text(json.dumps(people))
        done(self.boekhaak, "environment", "users", "acme", "--from", "users.json")


@pytest.fixture
def tool(boekhaak: CommandLine, serve: Serve) -> Iterator[Tool]:
    """Return the host of an organisation with three administrations at eAccounting, to which nobody has signed in."""
    site = serve(BOOKS, package=PACKAGE, signed_in=False)
    with example("expense_tool", boekhaak) as host:
        tool = Tool(host, site, boekhaak)
        tool.people(*PEOPLE)
        yield tool


def number(name: str) -> str:
    """Return the registration number of a company."""
    return BOOKS.company(name).registration_number


def test_administrations_are_added_asked_about_assigned_and_synchronised(tool: Tool) -> None:
    host = tool.host

    # “Organisation”, “Connections”, “+ New connection”, and choose the package
    assert host.connections(ANN) == ()
    assert "Visma eAccounting" in [info.name for info in host.packages(ANN)]
    # Steps 1 and 2: “+ Import administrations”, sign in; one consent opens one company, so another one is added
    assert [tool.signed_in(name) for name in (ONE, TWO, THREE)] == [[ONE], [TWO], [THREE]]
    assert [one.state for one in host.connections(ANN)] == ["authorised"] * 3
    # Step 3: select the administrations to import
    assert tool.names() == [ONE, TWO, THREE]
    one, two = tool.ids()[ONE], tool.ids()[TWO]
    # Step 4: registration number and sector; where no number is known a reason, and the sector
    assert [(asked.key, asked.required) for asked in host.questions(ANN)] == [
        ("registration_number", True), ("sector", True), ("division", True), ("users", True), ("template", False),
    ]  # fmt: skip
    facts = {
        one: Answers(registration_number=number(ONE), sector="food"),
        two: Answers(no_number="test_demo", sector="trade"),
    }
    # Step 5: a bulk command for all that are selected: division; users are all administrators; the template is skipped
    links = host.import_selected(ANN, facts, NORTH)
    # The result: imported with these answers, and not read yet
    assert [(link.company.name, link.answers.division, link.stage) for link in links] == [
        (ONE, "north", "awaiting_confirmation"), (TWO, "north", "awaiting_confirmation"),
    ]  # fmt: skip
    assert (links[0].answers.sector, links[1].answers.no_number) == ("food", "test_demo")
    assert [[user.id for user in host.assigned(ANN, link.id)] for link in links] == [["ann", "cas"]] * 2
    assert never_read(tool.site, *links)
    assert tool.names() == [THREE]
    # The page of the existing connections shows the administrations, with a button “Synchronise”
    assert [(link.company.name, link.state) for link in host.imported(ANN)] == [(ONE, "ok"), (TWO, "ok")]
    assert tool.last() == [None, None]
    host.synchronise(ANN, [link.id for link in links])
    read_in_the_background(host, tool.site, *links)
    first = tool.last()
    assert all(first)
    # and again, whenever somebody clicks
    host.synchronise(ANN, [links[0].id])
    read_in_the_background(host, tool.site, links[0])
    again = tool.last()
    assert (again[0] > first[0], again[1]) == (True, first[1])


def test_a_sign_in_that_is_cancelled_returns_with_a_message_and_adds_nothing(tool: Tool) -> None:
    tool.signed_in(ONE)
    address = tool.host.sign_in(ANN, PACKAGE)

    with pytest.raises(ConsentRequired, match="consent was refused"):
        tool.host.back(ANN, tool.site.consent(address, decision="refuse"))

    assert tool.names() == [ONE]


BAD = [
    (Answers(registration_number="123", sector="food"), "is no registration number"),
    (Answers(sector="food"), "the registration number, or a reason why there is none"),
    (Answers(no_number="no_company"), "the sector is missing"),
    (Answers(no_number="no_company", sector="mining"), "“mining” is no sector: choose from building, food, trade"),
    (Answers(registration_number=number(ONE), no_number="test_demo", sector="food"), "as well as a reason"),
]


def test_one_wrong_answer_is_told_with_its_company_and_nothing_is_imported(tool: Tool) -> None:
    tool.signed_in(ONE)
    tool.signed_in(TWO)
    one, two = tool.ids().values()
    right = Answers(registration_number=number(TWO), sector="trade")

    for wrong, said in BAD:
        with pytest.raises(InvalidInput) as refused:
            tool.host.import_selected(ANN, {one: wrong, two: right}, NORTH)
        assert said in refused.value.what
        assert ONE in refused.value.what
        assert TWO not in refused.value.what

    assert tool.names() == [ONE, TWO]
    assert len(tool.host.import_selected(ANN, {two: right}, NORTH)) == 1


def test_the_same_is_done_by_commands_and_users_are_assigned_in_bulk(tool: Tool) -> None:
    tool.signed_in(ONE)
    tool.signed_in(TWO)
    one, two = tool.ids().values()
    Path("answers.csv").write_text(f"company,registration_number,no_number\n{one},{number(ONE)},\n{two},,no_company\n")

    told = done(
        tool.boekhaak, "import", one, two, "--answers", "answers.csv",
        "--sector", "building", "--division", "south", "--template", "small",
    )  # fmt: skip

    assert told["due"] == []
    assert "not confirmed" in tool.boekhaak.refused("synchronise", "1")
    tool.host.assign(ANN, [1, 2], Answers(users=("bo",)))
    assert [[user.id for user in tool.host.assigned(ANN, link)] for link in (1, 2)] == [["bo"], ["bo"]]
    assert done(tool.boekhaak, "confirm", "1")["due"] == [1]
    first, second = tool.host.imported(ANN)
    read_in_the_background(tool.host, tool.site, first)
    assert never_read(tool.site, second)


def test_companies_nobody_is_named_for_belong_to_administrators_who_come_later_too(tool: Tool) -> None:
    tool.signed_in(ONE)
    (link,) = tool.host.import_selected(ANN, {tool.ids()[ONE]: Answers(no_number="test_demo", sector="food")}, NORTH)

    tool.people(*PEOPLE, {"id": "dee", "role": "administrator"})

    assert [user.id for user in tool.host.assigned(ANN, link.id)] == ["ann", "cas", "dee"]
