"""Numbers of invoices: one after the other, each once whoever asks, after those of the ledger, and none too many."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.models.administration_code import HIGHEST, InvoiceNumber
from boekhaak.models.link import Link
from boekhaak.service import auditing, codes
from boekhaak.service.invoice_numbers import next_invoice_number
from boekhaak.settings import Settings
from boekhaak.store import codes as stored
from boekhaak.store import erasing
from boekhaak.store.invoice_numbers import set_last
from support.desk import Desk
from support.invoicing import invoiced, three

PROCESS = """
import sys
from datetime import UTC, datetime
from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.service.invoice_numbers import next_invoice_number

with Installation.opened(clock=ScaledClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))) as installation:
    actor = Actor(environment="acme", user="bo", role="administrator")
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(sys.argv[2])):
        print(next_invoice_number(actor, installation, int(sys.argv[1]), 2026), flush=True)
"""
EACH = 12


@pytest.fixture
def links(desk: Desk) -> tuple[Link, Link, Link]:
    """Return the links to the bakery, whose code is 001, the mill, whose is 002, and the smithy."""
    found = three(desk)
    for link, code in zip(found, ("001", "002"), strict=False):
        codes.choose_code(desk.actor, desk.installation, link.id, code)
    return found


def number(desk: Desk, link: Link, year: int = 2026) -> str:
    """Make the next number."""
    return str(next_invoice_number(desk.actor, desk.installation, link.id, year))


def last_is(desk: Desk, sequence: int, year: int = 2026) -> None:
    """Let the bakery's numbers of a year have come so far."""
    with desk.installation.store.writing() as tx:
        set_last(tx, "acme", InvoiceNumber(year=year, code="001", sequence=sequence))


def first_used(desk: Desk, link: Link) -> object:
    """Return when a link's code was first used."""
    with desk.installation.store.reading() as tx:
        return stored.of(tx, "acme")[link.id].first_used_at


def test_numbers_follow_one_another_in_each_year_and_administration(desk: Desk, links: tuple[Link, ...]) -> None:
    made = [number(desk, links[place], year) for place, year in ((0, 2026), (0, 2026), (1, 2026), (0, 2025), (0, 2026))]

    assert made == ["202600100001", "202600100002", "202600200001", "202500100001", "202600100003"]


def test_the_first_number_marks_the_code_as_used_and_is_written_down(desk: Desk, links: tuple[Link, ...]) -> None:
    now = desk.installation.clock.now()

    number(desk, links[0])
    number(desk, links[0])

    assert first_used(desk, links[0]) == now
    assert first_used(desk, links[1]) is None
    deeds = [one for one in auditing.trail(desk.actor, desk.installation) if one.action == "invoice number given"]
    assert [one.details for one in deeds] == [
        {"number": "202600100002", "first": False},
        {"number": "202600100001", "first": True},
    ]


def test_they_go_on_after_the_highest_of_the_year_in_the_ledger(desk: Desk, links: tuple[Link, ...]) -> None:
    invoiced(desk.installation.store, links[0], "202600100003", "202600100007", "202500100090", "202600200500")
    invoiced(desk.installation.store, links[0], "202600188888", direction="purchase")

    assert [number(desk, links[0]), number(desk, links[0])] == ["202600100008", "202600100009"]
    invoiced(desk.installation.store, links[0], "202600100020")
    assert number(desk, links[0]) == "202600100021"


def test_a_number_that_any_invoice_of_the_environment_has_is_passed_over(desk: Desk, links: tuple[Link, ...]) -> None:
    number(desk, links[0])
    invoiced(desk.installation.store, links[1], "202600100002", "202600100003", "202600100005")

    assert [number(desk, links[0]), number(desk, links[0])] == ["202600100004", "202600100006"]


def test_its_own_dates_are_no_numbers_of_its_code(desk: Desk, links: tuple[Link, ...]) -> None:
    day = date(2026, 1, 15)
    invoiced(desk.installation.store, links[2], f"{day:%Y%m%d}0001", f"{day:%Y%m%d}0002", day=day)
    codes.choose_code(desk.actor, desk.installation, links[2].id, "011")

    assert number(desk, links[2]) == "202601100001"


@pytest.mark.parametrize("year", [-1, 0, 21, 1989, 2028, 20_260, 2**70])
def test_a_year_that_cannot_be_is_refused(desk: Desk, links: tuple[Link, ...], year: int) -> None:
    with pytest.raises(InvalidInput, match=rf"of the year {year} to number\. Give a year from 1990 to 2027"):
        number(desk, links[0], year)

    assert first_used(desk, links[0]) is None
    assert number(desk, links[0], 2027) == "202700100001"


def test_without_a_code_there_is_no_number(desk: Desk, links: tuple[Link, ...]) -> None:
    with pytest.raises(NotFound, match=r"Smithy: it has no code yet\. Choose one: `boekhaak codes choose \d+ 003`"):
        number(desk, links[2])
    with pytest.raises(NotFound, match="has no link 987654"):
        next_invoice_number(desk.actor, desk.installation, 987_654, 2026)
    with desk.installation.store.writing() as tx:
        erasing.erase(tx, [links[0]])
    with pytest.raises(NotFound, match=f"has no link {links[0].id}"):
        number(desk, links[0])


@pytest.mark.parametrize("where", ["made here", "in the ledger"])
def test_after_99999_numbers_the_year_is_full_and_others_go_on(desk: Desk, links: tuple[Link, ...], where: str) -> None:
    last_is(desk, HIGHEST - 2)
    invoiced(desk.installation.store, links[0], "202600199998")

    assert number(desk, links[0]) == "202600199999"
    if where == "in the ledger":
        last_is(desk, 1)
        invoiced(desk.installation.store, links[0], "202600199999")
    for _ in range(2):
        with pytest.raises(
            InvalidInput, match=r"Bakery: all numbers of 2026 with code 001 are used up.*at the package"
        ):
            number(desk, links[0])
    assert number(desk, links[0], 2027) == "202700100001"


def test_threads_are_never_given_the_same_number(desk: Desk, links: tuple[Link, ...]) -> None:
    desk.installation.store._busy_seconds = 20.0

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda place: number(desk, links[place % 2]), range(60)))

    assert sorted(made) == [f"2026{code}{sequence:05}" for code in ("001", "002") for sequence in range(1, 31)]


@contextmanager
def numbering(settings: Settings, link: Link) -> Iterator[subprocess.Popen[str]]:
    """Start a process that, told to go, makes numbers; it is gone at the end."""
    assert settings.key is not None
    given = {
        "BOEKHAAK_DATABASE_URL": settings.database_url,
        "BOEKHAAK_KEY": settings.key.get_secret_value(),
        "BOEKHAAK_BUSY_SECONDS": "20",
    }
    command = [sys.executable, "-c", PROCESS, str(link.id), str(EACH)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=os.environ | given) as process:
        try:
            yield process
        finally:
            process.kill()


def test_processes_are_never_given_the_same_number(desk: Desk, links: tuple[Link, ...], settings: Settings) -> None:
    with numbering(settings, links[0]) as one, numbering(settings, links[0]) as other:
        for process in (one, other):
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in (one, other):
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        made = [*one.communicate(timeout=60)[0].split(), *other.communicate(timeout=60)[0].split()]

    assert (one.returncode, other.returncode) == (0, 0)
    assert sorted(made) == [f"2026001{sequence:05}" for sequence in range(1, 2 * EACH + 1)]


def test_a_number_waits_for_who_chooses_another_code_and_is_made_with_that(desk: Desk, links: tuple[Link, ...]) -> None:
    store, made = desk.installation.store, list[str]()
    store._busy_seconds = 20.0
    other = threading.Thread(target=lambda: made.append(number(desk, links[0])))

    with store.writing() as tx:
        stored.chosen(store, tx, desk.actor, {links[0].id: "009"})
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join()

    assert made == ["202600900001"]
