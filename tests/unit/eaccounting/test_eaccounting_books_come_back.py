"""Books, served as eAccounting, read by the plugin and stored, are the same books."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from boekhaak.models.link import Link
from boekhaak.models.records import Contact
from boekhaak.plugin import PackageRefused
from boekhaak.service import balancing
from boekhaak.testing.books.generator import changed_contact, generate, new_voucher
from boekhaak.testing.ledger import Records
from support.databases import SqliteFiles
from support.exact_site import changed, errors
from support.site import Site, connected


def same(office: Site, link: Link) -> None:
    """Check that the store holds what the simulator holds, and that its balances follow."""
    for stored, expected in zip(office.stored(link), office.expected(link), strict=True):
        assert stored == expected
    balance = balancing.trial_balance(office.actor, office.installation, link.id)
    totals = {number: total for number, total in office.company(link).totals().items() if total}
    assert {one.number: one.closing for one in balance.accounts if one.closing} == totals
    assert balance.balanced
    assert balance.mismatches == ()
    assert balance.opening_sum == sum(office.company(link).openings.values(), Decimal())


def test_what_changes_later_comes_with_the_next_synchronisation(sqlite_files: SqliteFiles) -> None:
    data = generate(companies=2, lines=120, seed=3, countries=["SE"])
    with connected("eaccounting", data, sqlite_files.migrated()) as office:
        office_links = office.link_all()
        for link in office_links:
            office.imported(link)
        office.clock.advance(timedelta(hours=25))
        for number, link in enumerate(office_links):
            company = office.company(link)
            office.simulator.post_voucher(company.name, new_voucher(company, number="99000001", seed=number))
            office.simulator.change_contact(company.name, changed_contact(company.contacts[number]))
            unpaid = next(item.voucher for item in company.open_items if item.voucher)
            office.simulator.settle(company.name, unpaid)
        office.clock.advance(timedelta(hours=25))

        for link in office_links:
            assert errors(office.synchronised(link)) == {}
            same(office, link)


def test_a_quiet_day_changes_no_row_and_asks_for_changes_only(sqlite_files: SqliteFiles) -> None:
    data = generate(companies=1, lines=120, seed=4, countries=["SE"])
    with connected("eaccounting", data, sqlite_files.migrated()) as office:
        (link,) = office.link_all()
        office.imported(link)
        office.clock.advance(timedelta(hours=12))

        run = office.synchronised(link)

        assert (changed(run), errors(run)) == (0, {})
        assert run.requests <= 20
        assert sum(one.records for one in run.streams if one.stream in {"accounts", "contacts", "articles"}) == 0


def test_a_voucher_is_never_taken_back(sqlite_files: SqliteFiles) -> None:
    data = generate(companies=1, lines=40, seed=4, countries=["SE"])
    with connected("eaccounting", data, sqlite_files.migrated()) as office:
        voucher = data.companies[0].vouchers[0]

        with pytest.raises(PackageRefused, match="knows no deletion of vouchers"):
            office.simulator.delete_voucher(data.companies[0].name, voucher.journal, voucher.year, voucher.number)


def test_who_is_no_customer_any_more_is_found_when_the_list_is_read_whole(sqlite_files: SqliteFiles) -> None:
    data = generate(companies=1, lines=120, seed=6, countries=["SE"])
    with connected("eaccounting", data, sqlite_files.migrated()) as office:
        (link,) = office.link_all()
        office.imported(link)
        company = office.company(link)
        customer = next(one for one in company.contacts if one.is_customer and not one.is_supplier)
        office.simulator.change_contact(company.name, replace(customer, is_customer=False))
        office.clock.advance(timedelta(days=8))

        office.synchronised(link)

        held = Records(office.actor, office.installation, link.id).of(Contact)
        assert customer.code not in {one.code for one in held}


@pytest.mark.parametrize(
    "fault", ["accounts_of_one_year", "dates_as_moments", "moving_pages", "page_beyond_refused", "default_company"]
)
def test_what_is_unknown_of_the_vendor_costs_nothing(sqlite_files: SqliteFiles, fault: str) -> None:
    data = generate(companies=2, lines=120, seed=5, countries=["SE"])
    with connected("eaccounting", data, sqlite_files.migrated(), faults=[fault]) as office:
        for link in office.link_all():
            assert errors(office.imported(link)) == {}
            same(office, link)


def test_an_app_that_has_to_wait_reads_everything(sqlite_files: SqliteFiles) -> None:
    data = generate(companies=1, lines=120, seed=5, countries=["SE"])
    with connected("eaccounting", data, sqlite_files.migrated()) as office:
        (link,) = office.link_all()
        office.simulator.per_minute = 3

        for _ in range(4):
            office.imported(link)
            office.clock.advance(timedelta(minutes=2))

        same(office, link)
