"""24SevenOffice answers that cannot be true, are not whole or are more than was foreseen; and limits that are full."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.clock import ScaledClock
from support.command_line import CommandLine, books_and_cursors, everything, failed, filled
from support.site import Serve, Site

VENDOR = "24SevenOffice"
"""What the entity of the fault “entity” stands for: it is found nowhere in generated books."""


@pytest.fixture
def site(serve: Serve) -> Site:
    """Return a simulator of two companies to which the environment “acme” is connected."""
    return serve(package="twentyfour_seven")


def well_again(boekhaak: CommandLine, site: Site) -> bool:
    """Switch all faults off and import what is left; tell whether the store then holds what the package does.

    A session that another program has moved lives on: only its end, within twenty minutes, lets the company be read again.
    """
    site.simulator.on_request = None
    site.simulator.faults = set()
    site.simulator.end_sessions()
    ended = boekhaak("import", site.names[0])
    link = site.link_all()[0]
    return (ended.code, ended.err) == (0, "") and site.stored(link) == site.expected(link)


@pytest.mark.parametrize("fault", ["drift", "sentinels"])
def test_what_the_schema_does_not_know_and_values_that_stand_for_none_cost_nothing(
    boekhaak: CommandLine, site: Site, fault: str
) -> None:
    site.simulator.faults = {fault}

    ended = boekhaak("import", site.names[0])

    link = site.link_all()[0]
    assert (ended.code, ended.err) == (0, "")
    assert site.stored(link) == site.expected(link)
    assert not any(
        unset in str(books_and_cursors(boekhaak.url)) for unset in ("0001-01-01", "79228162514", "-2147483648")
    )


def test_an_entity_is_neither_read_nor_kept(boekhaak: CommandLine, site: Site) -> None:
    site.simulator.faults = {"entity"}

    errors = failed(boekhaak, "import", site.names[0])

    assert set(errors) == {"company"}
    assert "declares a document type or an entity, which the vendor never does; it was not read." in errors["company"]
    assert filled(books_and_cursors(boekhaak.url)) == set()
    assert well_again(boekhaak, site)


def test_an_entity_in_the_middle_spoils_its_stream_and_nothing_of_it_is_kept(boekhaak: CommandLine, site: Site) -> None:
    def listen(asked: str) -> None:
        if "productservice" in asked:
            site.simulator.on_request = None
            site.simulator.switch_on("entity", answers=1)

    site.simulator.on_request = listen

    errors = failed(boekhaak, "import", site.names[0])

    kept = everything(boekhaak.url)
    assert set(errors) == {"articles"}
    assert kept["boekhaak_article"] == []
    assert not [
        row for name, rows in kept.items() if name != "boekhaak_app" for row in rows if f'{VENDOR}">' in str(row)
    ]
    assert well_again(boekhaak, site)


def test_an_item_that_is_an_exception_stops_its_stream_alone(boekhaak: CommandLine, site: Site) -> None:
    site.simulator.faults = {"item_exceptions"}

    errors = failed(boekhaak, "import", site.names[0])

    assert set(errors) == {"articles", "contacts", "sales_invoices"}
    assert all("could not be read there (" in told and "DataBaseServerException" in told for told in errors.values())
    kept = filled(books_and_cursors(boekhaak.url))
    assert {"voucher", "ledger_line", "balance"} <= kept
    assert not {"contact", "article"} & kept
    assert well_again(boekhaak, site)


def test_an_identity_that_another_program_changes_is_noticed_before_anything_is_kept(
    boekhaak: CommandLine, site: Site
) -> None:
    site.simulator.faults = {"identity_race"}

    errors = failed(boekhaak, "import", site.names[0])

    assert set(errors) == {"company"}
    assert f"the answer is about another company ({site.names[1]}) than the one asked for (" in errors["company"]
    assert filled(books_and_cursors(boekhaak.url)) == set()
    assert well_again(boekhaak, site)


def test_an_identity_that_another_program_changes_in_the_middle_is_noticed_at_the_next_answer(
    boekhaak: CommandLine, site: Site
) -> None:
    def listen(asked: str) -> None:
        if "accountservice" in asked:
            site.simulator.faults = {"identity_race"}

    site.simulator.on_request = listen

    errors = failed(boekhaak, "import", site.names[0])

    kept = books_and_cursors(boekhaak.url)
    assert f"the answer is about another company ({site.names[1]}) than the one asked for (" in errors["accounts"]
    assert kept["boekhaak_account"] == []
    assert site.names[1] not in str(kept)
    assert well_again(boekhaak, site)


def test_windows_of_the_ledger_that_are_too_wide_get_narrower_and_the_import_ends(
    boekhaak: CommandLine, serve: Serve
) -> None:
    clock = ScaledClock(datetime.now(UTC))
    site = serve(package="twentyfour_seven", clock=clock, faults=["slow_windows"])

    ended = boekhaak("import", site.names[0])

    link = site.link_all()[0]
    assert (ended.code, ended.err) == (0, "")
    assert site.stored(link) == site.expected(link)


def test_a_burst_that_is_refused_is_waited_for(boekhaak: CommandLine, serve: Serve) -> None:
    site = serve(package="twentyfour_seven", faults=["bursts"])

    ended = boekhaak("import", site.names[0])

    link = site.link_all()[0]
    assert (ended.code, ended.err) == (0, "")
    assert site.stored(link) == site.expected(link)


def test_a_full_hour_is_told_with_the_moment_at_which_it_ends(boekhaak: CommandLine, serve: Serve) -> None:
    site = serve(package="twentyfour_seven", clock=ScaledClock(datetime.now(UTC)), per_hour=4)
    while site.simulator.requests < 4:
        boekhaak("companies")

    before, ended = everything(boekhaak.url), boekhaak("companies", "--json")

    end = site.clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    told = ended.json["error"]
    assert ended.code == 1
    assert told["what"].startswith("the package allows no more calls to ")
    assert told["what"].endswith(f" until {end:%Y-%m-%d %H:%M:%S} UTC")
    assert told["way_out"].startswith("Nothing to do: reading goes on from where it is after that")
    assert (told["type"], datetime.fromisoformat(told["retry_after"])) == ("LimitReached", end)
    assert everything(boekhaak.url) == before


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("nosuch=1", "24SevenOffice has no setting “nosuch”. Choose from: transaction_types."),
        ("transaction_types=nosuch", "“nosuch” is none of the transaction types. `boekhaak settings "),
        ("transaction_types", "“transaction_types” names no choice. Write KEY=CODE,CODE, or KEY= for all."),
    ],
)
def test_a_choice_that_there_is_not_is_told_with_those_that_there_are(
    boekhaak: CommandLine, site: Site, given: str, told: str
) -> None:
    assert boekhaak("settings", site.names[0]).code == 0

    assert told in boekhaak.refused("settings", site.names[0], "--set", given)


def test_a_package_that_leaves_nothing_to_choose_says_so(boekhaak: CommandLine, serve: Serve) -> None:
    site = serve(package="eaccounting")

    sentence = boekhaak.refused("settings", site.names[0], "--set", "transaction_types=1")

    assert "has no setting “transaction_types”. There is nothing to choose there." in sentence
