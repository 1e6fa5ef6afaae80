"""The how-tos of environments and of connections: their commands run, and what they list is what the code has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pages import ROOT, Opened, Typed, blocks, commands
from walk import run

from boekhaak.models.auth import Credentials
from boekhaak.models.link import ConnectionState
from boekhaak.models.policy import Policy
from boekhaak.service import connecting, importing, listing, registering
from boekhaak.settings import Settings, read_policy
from boekhaak.testing.books.generator import generate
from boekhaak.testing.simulator import served, simulator_class
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from support.site import Site

ENVIRONMENTS, CONNECTIONS = "docs/how-to/run-environments.md", "docs/how-to/look-after-connections.md"
POLICIES = "docs/explanation/policies.md"


@pytest.fixture
def ready(place: Path, monkeypatch: pytest.MonkeyPatch, typed: Typed) -> Path:
    """Return an empty folder with an installation that has its tables and a key."""
    monkeypatch.setenv("BOEKHAAK_DATABASE_URL", f"sqlite:///{place / 'books.db'}")
    for line in ("boekhaak key new", "boekhaak db upgrade"):
        typed(line)
    return place


def test_the_commands_of_environments_run_with_the_pages_own_policy(
    ready: Path, monkeypatch: pytest.MonkeyPatch, typed: Typed
) -> None:
    (ready / "policy.toml").write_text(blocks(ENVIRONMENTS, "toml")[0])
    (ready / "users.json").write_text(blocks(ENVIRONMENTS, "json")[0])
    monkeypatch.setenv("BOEKHAAK_POLICY_FILE", str(ready / "policy.toml"))

    told = [typed(line) for line in commands(ENVIRONMENTS)]

    assert "ann@acme.example" in told[2]
    assert re.search(r"exact_online\s.*off\s.*Ask an administrator", told[3])
    namespace: dict[str, object] = {}
    exec(blocks(ENVIRONMENTS, "python")[0], namespace)  # noqa: S102 - the page's own example
    assert read_policy(Settings()).enabling == "administrator"


def test_every_state_and_choice_is_explained() -> None:
    states = re.findall(r"^\| ([a-z ,]+?) \|", (ROOT / CONNECTIONS).read_text(), re.MULTILINE)[1:]
    choices = re.findall(r"^\| (`.+?) \| .+ \| .+ \|$", (ROOT / POLICIES).read_text(), re.MULTILINE)

    named = {state.strip().replace(" ", "_") for row in states for state in row.split(",")}
    told = {name for row in choices for name in re.findall(r"`(\w+)`", row.split(":")[0])}

    assert named == set(get_args(ConnectionState))
    assert told == set(Policy.model_fields)


@pytest.fixture
def site(opened: Opened) -> Site:
    """Return an installation that knows Exact Online, where two people have logins, and let commands use it."""
    people = [SimulatedLogin(name=name, email=f"{name}@acme.example") for name in ("ann", "bo")]
    return opened(lines=5, signed_in=False, logins=people)


@pytest.fixture
def norwegian(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve 24SevenOffice beside it; returns the address of its integration user."""
    books = generate(companies=1, lines=5, seed=4, countries=["NO"])
    simulator = simulator_class("twentyfour_seven")(books, clock=site.clock)
    given = simulator.sign_ins[0]
    assert isinstance(given, Credentials)
    with served(simulator.app) as address:
        registering.register_app(None, site.installation, simulator.registration(address))
        monkeypatch.setenv("BOEKHAAK_PASSWORD", given.password.get_secret_value())
        yield given.username


def test_the_commands_of_connections_run(site: Site, norwegian: str, typed: Typed) -> None:
    told = []
    for line in commands(CONNECTIONS):
        if line == "boekhaak connect exact_online":
            site.connect(login=["ann@acme.example"])
            (company,) = listing.list_companies(site.actor, site.installation, "exact_online").companies
            assert site.imported(importing.link_company(site.actor, site.installation, company)).complete
            told.append((line, run([*line.split(), "--no-browser"], [{"login": ["bo@acme.example"]}])))
        else:
            told.append((line, typed(line.replace("books@acme.example", norwegian))))

    assert "accept the invitation" in told[2][1]
    assert "Sign in with the address and the password" in told[3][1]
    assert any(line == "boekhaak hand-over 2 3" and "1 companies" in out for line, out in told)
    assert [one.state for one in connecting.connections_listed(site.actor, site.installation)] == [
        "revoked",
        "superseded",
        "revoked",
    ]
