"""The how-to of choosing companies: its commands run with its own policy, and its host works."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pages import Opened, Typed, blocks, commands

from boekhaak.models.link import Answers, User
from boekhaak.models.policy import Policy
from boekhaak.service import importing, people
from boekhaak.settings import Settings, read_policy
from support.site import Site

PAGE = "docs/how-to/choose-companies-and-answer.md"


@pytest.fixture
def site(opened: Opened, place: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return an installation with the page's policy, connected to two companies, and let commands use it."""
    (place / "policy.toml").write_text(blocks(PAGE, "toml")[0])
    (place / "answers.csv").write_text(blocks(PAGE, "csv")[0])
    site = opened(companies=2)
    site.installation.policy = read_policy(Settings(policy_file=place / "policy.toml", _env_file=None))
    people.hand_in(site.actor, site.installation, [User(id="ann", role="administrator"), User(id="bo")])
    monkeypatch.setenv("BOEKHAAK_POLICY_FILE", str(place / "policy.toml"))
    return site


def test_the_commands_run_with_the_pages_own_policy_and_file(site: Site, typed: Typed) -> None:
    told = {line: typed(line) for line in commands(PAGE)}

    assert "answer with `boekhaak set-up 1`" in told["boekhaak import 100001"]
    assert (
        "its first reading waits for `boekhaak confirm 1`" in told["boekhaak set-up 1 --number 99000001 --sector food"]
    )
    assert "registration_number, sector" in told["boekhaak set-up 1 2 --user ann --template small"]
    links = importing.links_listed(site.actor, site.installation)
    assert [link.answers for link in links] == [
        Answers(registration_number="99000002", sector="building", users=("ann", "bo"), template="small"),
        Answers(no_number="test_demo", sector="trade", users=("ann",), template="small"),
    ]
    assert {(link.set_up, link.stage) for link in links} == {(True, "ready")}
    assert "Security Centre" in told['boekhaak why exact_online "Bakery on the Corner"']
    assert {one["link_id"] for one in json.loads(typed("boekhaak due --json"))} == {1, 2}


def test_the_host_of_the_page_works(site: Site) -> None:
    (code,) = blocks(PAGE, "python")
    host: dict[str, Any] = {}
    exec(code, host)  # noqa: S102 - the page's own example
    who, boekhaak = site.actor, site.installation
    connection = site.connect()

    assert host["after_a_consent"](boekhaak, who, connection) == "2 new administrations were granted"
    unready = host["import_all"](boekhaak, who, {"100001": Answers(no_number="test_demo", sector="food")})
    assert len(unready) == 1
    host["assign"](boekhaak, who, unready, "bo")
    assert "is imported here already" in host["help_with"](boekhaak, who, "exact_online", "100001")
    assert boekhaak.policy != Policy()
