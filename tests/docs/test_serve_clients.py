"""The how-to of accounting offices, walked from its first command to its last."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from pages import Opened, blocks, commands
from walk import run

from boekhaak.cli.main import main
from boekhaak.models.link import Actor
from boekhaak.service import importing, listing, registering
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from support.site import Site

PAGE = "docs/how-to/serve-clients-as-an-office.md"
USERS = [{"id": "olga", "role": "administrator", "name": "Olga"}]


@pytest.fixture
def site(opened: Opened, place: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return an installation with two clients, of which the bakery has read a company by its own login."""
    (place / "policy.toml").write_text(blocks(PAGE, "toml")[0])
    (place / "users.json").write_text(json.dumps(USERS))
    people = [SimulatedLogin(name=name, email=f"{name}@acme.example") for name in ("ann", "otto")]
    site = opened(companies=2, lines=5, signed_in=False, logins=people)
    monkeypatch.setenv("BOEKHAAK_POLICY_FILE", str(place / "policy.toml"))
    for client in ("bakery", "butcher"):
        registering.add_environment(Actor(environment=client, user="adam"), site.installation)
    site.actor = Actor(environment="bakery", user="adam", role="administrator")
    site.connect(login=["ann@acme.example"])
    seen = listing.list_companies(site.actor, site.installation).companies
    link = importing.link_company(site.actor, site.installation, importing.choose(seen, site.names[0]))
    assert site.imported(link).complete
    return site


def test_the_commands_of_the_page_run(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    divisions = {f"10000{place}": str(site.simulator.division_of(name)) for place, name in enumerate(site.names, 1)}
    before = [link.id for link in importing.links_listed(site.actor, site.installation)]
    told: list[tuple[str, str]] = []
    for line in commands(PAGE):
        command = re.sub(r"\b10000\d\b", lambda found: divisions[found[0]], line)
        if command.startswith("boekhaak connect"):
            out = run([*shlex.split(command), "--no-browser"], [{"login": ["otto@acme.example"]}])
        else:
            with pytest.raises(SystemExit) as ended:
                main(shlex.split(command)[1:])
            captured = capsys.readouterr()
            assert ended.value.code == 0, captured.err
            out = captured.out
        told.append((line, out))

    said = [out for line, out in told if line.startswith("boekhaak portal clients")]
    assert said[0].strip() == "There are no clients yet."
    assert "3 granted." in said[1]
    assert re.search(r"bakery .*overwrite", said[2])
    assert re.search(r"butcher .*exact_online: activate", said[2])
    plans = [out for line, out in told if "--plan" in line]
    assert "its link and its records stay" in plans[0]
    assert "The client's own sign-in is used no more" in plans[0]
    assert "read from the beginning" in plans[1]
    assert "Security Centre" in dict(told)["boekhaak portal companies exact_online -e office"]
    assert "office.cobbler" in dict(told)["boekhaak accounts olga"]
    assert "withdrawn" in dict(told)["boekhaak access list -e bakery"]
    (link,) = importing.links_listed(site.actor, site.installation)
    assert ([link.id], link.state) == (before, "broken")


def test_the_program_of_the_page_runs(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    for line in commands(PAGE)[:2]:
        with pytest.raises(SystemExit):
            main(shlex.split(line)[1:])
    run(shlex.split("boekhaak connect exact_online -e office --no-browser"), [{"login": ["otto@acme.example"]}])
    capsys.readouterr()

    exec(blocks(PAGE, "python")[0], {})  # noqa: S102 - our own example

    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("Counter({'granted': 1})")
    assert out[1] == "2"
    assert out[2].startswith("bakery (Link(")
