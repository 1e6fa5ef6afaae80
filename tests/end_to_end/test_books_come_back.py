"""Any books, served as a package, read by its plugin and stored, are the books that the package's interface tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from boekhaak.errors import InvalidInput, PackageRefused
from boekhaak.models.link import Link
from boekhaak.models.records import Invoice
from boekhaak.registry import Registry
from boekhaak.service import balancing, browsing
from boekhaak.testing.books.generator import changed_contact, generate, new_invoice, new_voucher, posted
from boekhaak.testing.books.model import Books
from boekhaak.testing.simulator import simulator_keys
from support.changes import POSSIBLE, apply
from support.databases import Databases
from support.exact_site import exact_site
from support.site import Site, changed, connected, errors

COUNTRIES = {
    "exact_online": [("NL",), ("BE",), ("FR",), ("GB",), ("NL", "GB")],
    "twentyfour_seven": [("NO",), ("SE",), ("NO", "SE")],
    "eaccounting": [("SE",), ("NO",), ("NL",), ("SE", "NO")],
}
"""Whose books each package is asked to hold."""
FOUND_LATER = {"twentyfour_seven"}
"""What tells nothing of deletions: they are found when all is read again, once a week, and few of them at a time."""
QUIET = settings(
    max_examples=4,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def books(package: str, fewest: int = 1) -> st.SearchStrategy[dict[str, Any]]:
    """Return what :func:`generate` is asked for: short enough to be shown when a test fails."""
    return st.fixed_dictionaries(
        {
            "companies": st.integers(1, 2),
            "lines": st.integers(fewest, 150),
            "seed": st.integers(0, 10_000),
            "years": st.integers(1, 4),
            "countries": st.sampled_from(COUNTRIES[package]),
        }
    )


def same(site: Site, link: Link) -> None:
    """Check that the store holds what the simulator tells, and that its balances follow from the books themselves."""
    assert site.stored(link) == site.expected(link)
    balance = balancing.trial_balance(site.actor, site.installation, link.id)
    company = site.company(link)
    totals = {number: total for number, total in company.totals().items() if total}
    assert {one.number: one.closing for one in balance.accounts if one.closing} == totals
    assert balance.balanced
    assert balance.opening_sum == sum(company.openings.values(), Decimal())


def test_every_package_that_is_installed_is_asked_for_books() -> None:
    assert set(COUNTRIES) == set(POSSIBLE) == set(Registry().packages) == set(simulator_keys())


@pytest.mark.parametrize("package", COUNTRIES)
@QUIET
@given(draw=st.data())
def test_any_books_come_back_the_same_and_importing_twice_changes_no_row(
    databases: Databases, draw: st.DataObject, package: str
) -> None:
    data = draw.draw(books(package))
    url = databases.migrated()
    with connected(package, generate(**data), url) as site:
        for link in site.link_all():
            first = site.imported(link)
            second = site.imported(link, again=True)

            assert errors(first) == errors(second) == {}
            assert changed(second) == 0
            same(site, link)
            assert balancing.trial_balance(site.actor, site.installation, link.id).mismatches == ()
    databases.drop(url)


@pytest.mark.parametrize("package", COUNTRIES)
@QUIET
@given(draw=st.data())
def test_what_changes_later_comes_with_the_next_synchronisation(
    databases: Databases, draw: st.DataObject, package: str
) -> None:
    late = package in FOUND_LATER
    data = draw.draw(books(package, fewest=80 if late else 1))
    changes = draw.draw(st.lists(st.sampled_from(POSSIBLE[package]), max_size=8))
    url = databases.migrated()
    with connected(package, generate(**data), url) as site:
        links = site.link_all()
        for link in links:
            site.imported(link)
        for number, change in enumerate(changes):
            if late and change == "delete" and "delete" in changes[:number]:
                continue
            site.clock.advance(timedelta(minutes=3))
            for link in links:
                apply(site, site.company(link), change, number)
            site.synchronised(links[0])
        site.clock.advance(timedelta(days=8) if late and "delete" in changes else timedelta(hours=30))

        for link in links:
            run = site.synchronised(link)

            assert errors(run) == {}
            same(site, link)
            assert balancing.trial_balance(site.actor, site.installation, link.id).mismatches == ()
    databases.drop(url)


@pytest.mark.parametrize(
    ("package", "number", "what"),
    [
        ("twentyfour_seven", "40000", "beyond 32767"),
        ("twentyfour_seven", "4A", "no whole number"),
        ("eaccounting", "4A", "4A"),
    ],
)
def test_books_beyond_what_a_package_holds_are_refused_with_a_sentence(
    databases: Databases, package: str, number: str, what: str
) -> None:
    (company,) = generate(lines=40, countries=["NO"]).companies
    account = replace(company.accounts[0], number=number)
    beyond = Books((replace(company, accounts=(*company.accounts, account)),))

    with (
        pytest.raises((PackageRefused, InvalidInput), match=what) as caught,
        connected(package, beyond, databases.empty()),
    ):
        pass

    assert caught.value.way_out


def test_an_invoice_is_one_record_before_and_after_it_is_processed(databases: Databases) -> None:
    url = databases.migrated()
    with exact_site(generate(lines=60, seed=3), url) as site:
        (link,) = site.link_all()
        site.imported(link)
        company = site.simulator.books.companies[0]
        draft = new_invoice(company, seed=1)

        site.simulator.add_invoice(company.name, draft)
        site.clock.advance(timedelta(hours=1))
        site.synchronised(link)
        before = invoices(site, link, draft.amount)
        voucher = posted(company, draft, number="99000001")
        site.simulator.process_invoice(company.name, draft, voucher)
        site.clock.advance(timedelta(hours=1))
        site.synchronised(link)

        assert [one.state for one in before] == ["open"]
        assert [(one.state, one.number) for one in invoices(site, link, draft.amount)] == [("posted", "99000001")]
        assert site.stored(link) == site.expected(link)
    databases.drop(url)


def invoices(site: Site, link: Link, amount: Decimal) -> list[Invoice]:
    """Return the invoices of an amount."""
    found = browsing.browse(site.actor, site.installation, link.id, "invoice", limit=10_000)
    records = [one.record for one in found]
    return [one for one in records if isinstance(one, Invoice) and one.amount == amount]


@pytest.mark.parametrize("fault", ["bare_headers", "terms_as_debits"])
def test_what_is_unknown_of_exact_costs_no_amount(databases: Databases, fault: str) -> None:
    """Line 0 may be a bare header: then an invoice tells no amount. The sign of what is unpaid does not matter."""
    url = databases.migrated()
    with exact_site(generate(lines=80, seed=5), url, faults=[fault]) as site:
        (link,) = site.link_all()
        site.imported(link)

        (ledger, trade), (told, sold) = site.stored(link), site.expected(link)

        assert ledger == told
        assert (trade.unposted, trade.documents) == (sold.unposted, sold.documents)
        if fault == "terms_as_debits":
            assert trade == sold
        else:
            assert trade.posted.keys() == sold.posted.keys()
    databases.drop(url)


def test_a_voucher_that_commits_late_is_not_missed(databases: Databases) -> None:
    url = databases.migrated()
    with exact_site(generate(lines=60, seed=3), url) as site:
        (link,) = site.link_all()
        site.imported(link)
        site.clock.advance(timedelta(hours=1))
        company = site.simulator.books.companies[0]
        late, prompt = (new_voucher(company, number=number, seed=7) for number in ("99000001", "99000002"))

        site.simulator.begin_late_voucher(company.name, late)
        for number in range(3, 600):
            filler = new_voucher(company, number=str(99_000_000 + number), seed=number)
            site.simulator.post_voucher(company.name, filler)
        site.simulator.post_voucher(company.name, prompt)
        site.synchronised(link)
        site.simulator.commit_late()
        site.clock.advance(timedelta(minutes=5))
        site.synchronised(link)

        assert site.stored(link) == site.expected(link)
    databases.drop(url)


def test_books_come_back_where_every_list_demands_select(databases: Databases) -> None:
    url = databases.migrated()
    with exact_site(generate(lines=80, seed=5), url, faults=["mandatory_select"]) as site:
        (link,) = site.link_all()

        assert errors(site.imported(link)) == {}
        same(site, link)
    databases.drop(url)


def test_a_hidden_ledger_line_is_caught_by_the_control_totals(databases: Databases) -> None:
    url = databases.migrated()
    with exact_site(generate(lines=80, seed=5), url, faults=["hide_line"]) as site:
        (link,) = site.link_all()
        site.imported(link)

        balance = balancing.trial_balance(site.actor, site.installation, link.id)

        assert len(balance.mismatches) == 1
    databases.drop(url)


def test_empty_lists_never_empty_what_is_stored(databases: Databases) -> None:
    url = databases.migrated()
    with exact_site(generate(lines=80, seed=5), url) as site:
        (link,) = site.link_all()
        site.imported(link)
        before = site.stored(link)
        site.simulator.faults = {"empty_lists"}
        site.clock.advance(timedelta(days=8))

        site.synchronised(link)
        again = site.imported(link, again=True)

        assert site.stored(link) == before
        warned = {one.stream for one in again.streams if one.warning}
        assert warned >= {"accounts", "ledger_lines", "periods"} or errors(again)
    databases.drop(url)


def test_a_moved_division_is_read_again_without_a_changed_id(databases: Databases) -> None:
    url = databases.migrated()
    with exact_site(generate(lines=80, seed=6), url) as site:
        (link,) = site.link_all()
        site.imported(link)
        company = site.simulator.books.companies[0]
        last = company.vouchers[-1]
        site.simulator.delete_voucher(company.name, last.journal, last.year, last.number)
        site.clock.advance(timedelta(hours=1))
        site.simulator.move_division(company.name)

        run = site.synchronised(link)

        assert errors(run) == {}
        assert site.stored(link) == site.expected(link)
    databases.drop(url)


def test_a_division_moved_to_a_database_with_lower_numbers_brings_its_changes(databases: Databases) -> None:
    url = databases.migrated()
    with exact_site(generate(lines=80, seed=6), url) as site:
        (link,) = site.link_all()
        site.imported(link)
        with site.installation.store.writing() as tx:
            for name in ("contact", "account", "voucher", "ledger_line"):
                tx.exec_driver_sql(f"update boekhaak_{name} set version = version + 1000000")  # noqa: S608
        company = site.simulator.books.companies[0]
        site.simulator.change_contact(company.name, changed_contact(company.contacts[0]))
        site.simulator.post_voucher(company.name, new_voucher(company, number="99000001", seed=1))
        site.simulator.move_division(company.name)

        run = site.synchronised(link)

        assert errors(run) == {}
        assert site.stored(link) == site.expected(link)
    databases.drop(url)


def test_deletions_that_the_package_forgot_are_found_by_reading_everything_again(databases: Databases) -> None:
    url = databases.migrated()
    with exact_site(generate(lines=80, seed=6), url) as site:
        (link,) = site.link_all()
        site.imported(link)
        company = site.simulator.books.companies[0]
        last = company.vouchers[-1]
        site.simulator.delete_voucher(company.name, last.journal, last.year, last.number)
        site.clock.advance(timedelta(days=75))
        site.connect()

        run = site.synchronised(link)

        assert errors(run) == {}
        assert site.stored(link) == site.expected(link)
    databases.drop(url)


def test_a_year_with_a_reading_each_month_needs_one_sign_in(databases: Databases) -> None:
    url = databases.migrated()
    with exact_site(generate(lines=20, seed=8), url) as site:
        (link,) = site.link_all()
        site.imported(link)

        for _ in range(12):
            site.clock.advance(timedelta(days=29))

            assert errors(site.synchronised(link)) == {}

        assert site.stored(link) == site.expected(link)
    databases.drop(url)
