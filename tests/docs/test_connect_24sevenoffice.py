"""The how-to for operators of 24SevenOffice: its commands run, through an invitation and a changed password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import ROOT
from walk import PAGES, run, walked

from boekhaak.clock import Clock
from boekhaak.testing.books.generator import generate
from boekhaak.testing.simulator import served
from boekhaak_twentyfour_seven.simulator import TwentyfourSevenSimulator
from boekhaak_twentyfour_seven.simulator.logins import SimulatedLogin

PAGE = PAGES["twentyfour_seven"]
CONNECT = "boekhaak connect twentyfour_seven --username integration@host.example"


@pytest.fixture
def site() -> Iterator[tuple[str, TwentyfourSevenSimulator]]:
    """Return a system whose second company has invited the page's integration user, and its address."""
    email = re.findall(r"--username (\S+@\S+)", (ROOT / PAGE).read_text())[0]
    books = generate(companies=2, lines=40, seed=4, countries=TwentyfourSevenSimulator.countries)
    first, second = (company.name for company in books.companies)
    login = SimulatedLogin(email=email, pending=(second,), default=first)
    simulator = TwentyfourSevenSimulator(books, clock=Clock(), logins=(login,))
    with served(simulator.app) as address:
        yield address, simulator


def test_the_commands_lead_to_imported_companies(place: Path, site: tuple[str, TwentyfourSevenSimulator]) -> None:
    address, simulator = site
    first, second = (company.name for company in simulator.books.companies)

    def before(line: str, time: int) -> None:
        if (line, time) == ("boekhaak companies", 1):
            simulator.accept_invitation(simulator.sign_ins[0].username, second)
        if (line, time) == (CONNECT, 1):
            simulator.revoke_consents()
            assert "is not accepted" in run(["boekhaak", "synchronise"], code=1)

    told = walked(
        PAGE,
        simulator.registration(address),
        before=before,
        secrets=lambda: {"BOEKHAAK_PASSWORD": simulator.sign_ins[0].password.get_secret_value()},
    )

    assert [second in one for one in told["boekhaak companies"]] == [False, True]
    assert "transaction_types" in told["boekhaak settings 1000001"][0]
    assert told["boekhaak settings 1000001 --set transaction_types=1,2"][0].count("chosen\n") == 2
    assert "Every voucher adds up to zero." in told["boekhaak balances 1"][0]
    assert "Every account agreed" in told["boekhaak balances 1"][0]
    assert second in told["boekhaak import --all"][0]
    assert "2 proved" in told["boekhaak relink"][0]
    assert told["boekhaak relink --apply"][0].count(" applied ") == 2
    assert first in told["boekhaak synchronise"][-1]
