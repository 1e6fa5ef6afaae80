"""Answers that are not what they should be: none of them is stored as if it were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from boekhaak.models.link import Link
from boekhaak.service import importing
from boekhaak.testing.ledger import Ledger
from support.site import Site, errors

Open = Callable[..., Site]
NOTHING = Ledger({}, {}, {}, {}, {}, {}, {})


def nothing_is_stored(site: Site, link: Link) -> bool:
    return site.stored(link)[0] == NOTHING


@pytest.mark.parametrize("fault", ["wrong_company", "identity_race", "malformed", "entity"])
def test_a_bad_answer_is_refused_and_nothing_of_it_is_stored(opened: Open, fault: str) -> None:
    site = opened()
    link, _ = site.link_all()
    site.simulator.faults.add(fault)

    run = site.imported(link)

    assert errors(run)
    assert nothing_is_stored(site, link)


@pytest.mark.parametrize("fault", ["wrong_company", "identity_race"])
def test_an_answer_for_another_company_changes_nothing_of_a_link_that_was_read(opened: Open, fault: str) -> None:
    site = opened()
    link, _ = site.link_all()
    site.imported(link)
    before = site.stored(link)
    site.simulator.faults.add(fault)

    run = site.synchronised(link)

    assert "another company" in " ".join(errors(run).values())
    assert site.stored(link) == before


def test_an_identity_that_changes_in_the_middle_of_a_run_is_noticed_at_each_answer(opened: Open) -> None:
    site = opened()
    link, _ = site.link_all()

    def race(path: str) -> None:
        if "accountservice" in path:
            site.simulator.faults.add("identity_race")

    site.simulator.on_request = race
    run = site.imported(link)

    assert "another company" in errors(run)["accounts"]
    assert site.stored(link)[0].accounts == {}


@pytest.mark.parametrize("service", ["accountservice", "transactionservice", "companyservice"])
def test_data_of_another_client_in_the_middle_of_a_run_are_noticed(opened: Open, service: str) -> None:
    site = opened()
    link, other = site.link_all()
    foreign = site.expected(other)[0]

    def stray(path: str) -> None:
        if service in path.lower():
            site.simulator.faults.add("wrong_company")

    site.simulator.on_request = stray
    run = site.imported(link)

    stored = site.stored(link)[0]
    assert "another company" in " ".join(errors(run).values())
    assert not set(stored.vouchers) & set(foreign.vouchers) - set(site.expected(link)[0].vouchers)
    assert not set(stored.contacts) & set(foreign.contacts)

    site.simulator.on_request = None
    site.simulator.faults.clear()
    site.imported(link)
    assert site.stored(link) == site.expected(link)


@pytest.mark.parametrize("fault", ["drift", "sentinels"])
def test_what_nobody_knows_yet_and_values_that_stand_for_none_are_read_past(opened: Open, fault: str) -> None:
    site = opened(faults=[fault])
    link, _ = site.link_all()

    run = site.imported(link)

    stored_ledger, stored_trade = site.stored(link)
    expected_ledger, expected_trade = site.expected(link)
    assert errors(run) == {}
    assert stored_ledger == expected_ledger
    assert stored_trade == expected_trade


def test_an_item_that_is_an_exception_stops_its_stream_only(opened: Open) -> None:
    site = opened(faults=["item_exceptions"])
    link, _ = site.link_all()

    run = site.imported(link)

    assert set(errors(run)) == {"articles", "contacts", "sales_invoices"}
    assert all("DataBaseServerException" in text for text in errors(run).values())


def test_windows_that_are_too_wide_are_halved(opened: Open) -> None:
    site = opened(faults=["slow_windows"])
    link, _ = site.link_all()

    run = site.imported(link)

    assert errors(run) == {}
    assert site.stored(link)[0] == site.expected(link)[0]


def test_the_ledger_of_small_books_comes_in_few_windows(opened: Open) -> None:
    site = opened()
    link, _ = site.link_all()

    site.imported(link)

    assert site.simulator.calls["GetTransactions"] <= 6


def test_a_full_hour_lets_the_run_wait_until_the_next(opened: Open) -> None:
    site = opened(per_hour=12)
    link, _ = site.link_all()

    run = site.imported(link)

    waits = [one.retry_after for one in run.streams if one.retry_after]
    assert waits
    assert {moment.replace(minute=0, second=0, microsecond=0) for moment in waits} == {
        site.clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    }


def test_bursts_that_are_refused_are_waited_for(opened: Open) -> None:
    site = opened(faults=["bursts"])
    link, _ = site.link_all()

    run = importing.import_link(site.actor, site.installation, link.id, patience=timedelta(minutes=5))
    again = importing.import_link(site.actor, site.installation, link.id, patience=timedelta(minutes=5))

    told = [one.retry_after for one in run.streams if one.error]
    assert all(moment is not None for moment in told)
    assert errors(again) == {}
