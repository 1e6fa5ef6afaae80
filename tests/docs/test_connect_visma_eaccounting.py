"""The how-to for operators of Visma eAccounting: its commands run, with a consent for each company, and one that died."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import ROOT
from walk import PAGES, explained, run, walked

from boekhaak.clock import Clock
from boekhaak.testing.books.generator import generate
from boekhaak.testing.simulator import served
from boekhaak_eaccounting.errors import CLOSED
from boekhaak_eaccounting.plugin import SCOPES
from boekhaak_eaccounting.simulator import EAccountingSimulator

PAGE = PAGES["eaccounting"]


@pytest.fixture
def site() -> Iterator[tuple[str, EAccountingSimulator]]:
    """Return a system where the page's app is registered, and its address."""
    redirect = re.findall(r"--redirect (\S+)", (ROOT / PAGE).read_text())[0]
    books = generate(companies=3, lines=40, seed=4, countries=EAccountingSimulator.countries)
    simulator = EAccountingSimulator(books, clock=Clock(), redirect_uri=redirect)
    with served(simulator.app) as address:
        yield address, simulator


def test_the_commands_lead_to_imported_companies(place: Path, site: tuple[str, EAccountingSimulator]) -> None:
    address, simulator = site
    app = simulator.registration(address)
    first, second, third = (company.name for company in simulator.books.companies)
    of_link_1, of_link_2 = sorted([first, second], key=str.casefold)
    consents = {"--another": [first, second], "--once": [third], "--link": [of_link_1], "--relink": [of_link_2]}
    picked: list[str] = []

    def before(line: str, time: int) -> None:
        picked[:] = [name for option, names in consents.items() if option in line for name in names]
        if "--link" in line:
            simulator.revoke_consents()
            assert "the access that was given is no longer accepted" in run(["boekhaak", "synchronise"], code=1)

    def choices() -> Iterator[dict[str, list[str]]]:
        while picked:
            yield {"company": [picked.pop(0)]}

    told = walked(
        PAGE,
        app,
        before=before,
        picked=choices,
        secrets=lambda: {"BOEKHAAK_CLIENT_SECRET": app.client_secret.get_secret_value()},
    )

    assert [[name in one for name in (first, second, third)] for one in told["boekhaak companies"]] == [
        [True, True, False],
        [True, True, True],
    ]
    assert "Every voucher adds up to zero." in told["boekhaak balances 1"][0]
    assert "Every account agreed" in told["boekhaak balances 1"][0]
    assert of_link_1 in told["boekhaak synchronise 1"][0]
    assert f"“{of_link_2}” works again: 2 of 2." in told["boekhaak connect eaccounting --relink"][0]


def test_the_scopes_are_those_that_are_asked_for() -> None:
    assert SCOPES in (ROOT / PAGE).read_text()


def test_every_reason_of_visma_is_explained() -> None:
    assert [what for what, _ in CLOSED.values() if f"access was refused: {what}" not in explained(PAGE)] == []
