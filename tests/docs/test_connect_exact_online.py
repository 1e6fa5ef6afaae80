"""The how-to for operators of Exact Online: its commands run, and it tells what is peculiar to Exact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import ROOT
from walk import PAGES, explained, run, walked

from boekhaak.clock import Clock
from boekhaak.registry import Registry
from boekhaak.testing.books.generator import generate
from boekhaak.testing.simulator import served
from boekhaak_exact_online.errors import REASONS, SECURITY_CENTRE
from boekhaak_exact_online.simulator import ExactOnlineSimulator
from boekhaak_exact_online.streams import SOURCES

PAGE = PAGES["exact_online"]
CONNECT = "boekhaak connect exact_online --region nl"


@pytest.fixture(scope="module")
def text() -> str:
    """Return the page."""
    return (ROOT / PAGE).read_text()


@pytest.fixture
def site() -> Iterator[tuple[str, ExactOnlineSimulator]]:
    """Return a site where the page's app is registered, and its address."""
    redirect = re.findall(r"--redirect (\S+)", (ROOT / PAGE).read_text())[0]
    books = generate(companies=2, lines=40, seed=4)
    simulator = ExactOnlineSimulator(books, clock=Clock(), redirect_uri=redirect, per_minute=None)
    with served(simulator.app) as address:
        yield address, simulator


def test_the_commands_lead_to_an_imported_company(place: Path, site: tuple[str, ExactOnlineSimulator]) -> None:
    address, simulator = site
    app = simulator.registration(address)

    def before(line: str, time: int) -> None:
        if (line, time) == (CONNECT, 1):
            run(["boekhaak", "disconnect", "1", "--keep"])

    told = walked(
        PAGE,
        app,
        before=before,
        secrets=lambda: {"BOEKHAAK_CLIENT_SECRET": app.client_secret.get_secret_value()},
    )

    assert "Every voucher adds up to zero." in told["boekhaak balances 1"][0]
    assert "1 proved" in told["boekhaak relink"][0]
    assert told["boekhaak relink --apply"][0].count(" applied ") == 1


def test_every_reason_of_exact_is_explained() -> None:
    assert [what for _, what, _ in REASONS.values() if f"access was refused: {what}" not in explained(PAGE)] == []


def test_the_way_to_the_security_centre_is_that_of_the_message(text: str) -> None:
    steps = SECURITY_CENTRE.removeprefix("In Exact Online, open ").split(", and tick")[0].split(" > ")

    assert [step for step in steps if step not in text] == []


def test_the_rows_of_a_call_are_told_of_every_stream(text: str) -> None:
    told = {
        size: re.findall(r"`(\w+)`", row)
        for size, row in re.findall(r"^\| ([\d,]+) rows \| (.+) \|$", text, re.MULTILINE)
    }
    by_thousand = {key for key, source in SOURCES.items() if source.path.startswith("sync/")}

    assert {size: set(keys) for size, keys in told.items()} == {
        "1,000": by_thousand,
        "60": SOURCES.keys() - by_thousand,
    }


def test_the_scope_of_every_stream_is_told(text: str) -> None:
    streams = Registry()["exact_online"].info.streams

    assert [
        one.key for one in streams if not re.search(rf"^\| {re.escape(one.right)} \|.*`{one.key}`", text, re.M)
    ] == []
