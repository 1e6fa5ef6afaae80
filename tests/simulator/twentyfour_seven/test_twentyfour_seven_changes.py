"""What changes while programs read, and books that cannot be held."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from seven_site import COMPANY, FJELL, FJORD, TRANSACTION, Caller, Enter, fjord, voucher

from boekhaak.clock import ScaledClock
from boekhaak.plugin import PackageRefused
from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Account, Books, Contact

SINCE = (
    "<DateSearchParameters>DateChangedUTC</DateSearchParameters>"
    "<DateStart>2026-06-25T14:17:00</DateStart><DateEnd>2026-06-26T00:00:00</DateEnd>"
)


def test_a_posted_voucher_is_found_by_its_moment_of_change(caller: Caller) -> None:
    before = caller.lines(SINCE)

    caller.simulator.post_voucher(FJORD, voucher("77"))

    assert before == []
    assert {line["TransactionNo"] for line in caller.lines(SINCE)} == {"77"}
    assert {line["DateChanged"] for line in caller.lines(SINCE)} == {"2026-06-25T14:17:09"}
    assert caller.simulator.books.company(FJORD).vouchers[-1].number == "77"


def test_a_deleted_voucher_vanishes_without_a_trace(caller: Caller) -> None:
    caller.simulator.delete_voucher(FJORD, "3", 2026, "2")

    company = caller.simulator.books.company(FJORD)
    assert len(caller.lines()) == 9
    assert caller.lines(SINCE) == []
    assert company.open_items == ()
    assert [invoice.number for invoice in company.invoices] == ["1", "1", ""]


def test_what_cannot_be_done_is_refused_with_a_sentence(caller: Caller) -> None:
    with pytest.raises(PackageRefused, match="exists already"):
        caller.simulator.post_voucher(FJORD, voucher("1"))
    with pytest.raises(PackageRefused, match="there is no voucher"):
        caller.simulator.delete_voucher(FJORD, "3", 2026, "99")
    with pytest.raises(PackageRefused, match="which does not exist"):
        caller.simulator.post_voucher(FJELL, voucher("1"))
    with pytest.raises(PackageRefused, match="no such company"):
        caller.simulator.post_voucher("Nobody", voucher("1"))


def test_a_changed_contact_is_found_by_its_moment_of_change(caller: Caller, clock: ScaledClock) -> None:
    clock.advance(timedelta(hours=1))
    caller.login()

    caller.simulator.change_contact(FJORD, Contact("20001", "Garn og Not", is_supplier=True))
    caller.simulator.change_contact(FJORD, Contact("30001", "Ny", is_customer=True))

    search = "<syncSearchParameters><ChangedAfter>2026-06-25T15:00:00</ChangedAfter></syncSearchParameters>"
    page = caller.result(COMPANY, "GetCompanySyncList", search)
    assert [one.findtext("CompanyId") for one in page.iterfind("Items/SyncCompany")] == ["20001", "30001"]
    rows = caller.rows(COMPANY, "GetCompanies", "<searchParams><CompanyId>20001</CompanyId></searchParams>")
    assert rows[0]["Name"] == "Garn og Not"


def test_all_sessions_can_be_ended(caller: Caller) -> None:
    caller.simulator.end_sessions()

    assert caller.ask(TRANSACTION, "GetFiscalYears").status_code == 500


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("32768", "beyond 32767"),
        ("12A", "no whole number"),
        ("1500", "more than one ledger account"),
        ("01500", "begins with a zero"),
    ],
)
def test_books_with_other_account_numbers_are_refused(enter: Enter, number: str, sentence: str) -> None:
    company = replace(fjord(), accounts=(*fjord().accounts, Account(number, "X", "balance", "debit")))

    with pytest.raises(PackageRefused, match=sentence):
        enter(Books((company,)))


@pytest.mark.parametrize("country", ["NO", "SE"])
def test_generated_books_are_held_as_they_were_given(enter: Enter, country: str) -> None:
    books = generate(companies=2, lines=400, seed=7, countries=(country,), foreign_currency=True)

    caller = enter(books)
    caller.login()

    assert caller.simulator.books == books
    wide = "<DateStart>2000-01-01T00:00:00</DateStart><DateEnd>2100-01-01T00:00:00</DateEnd>"
    totals: dict[int, Decimal] = {}
    for line in caller.lines(wide):
        totals[int(line["AccountNo"])] = totals.get(int(line["AccountNo"]), Decimal()) + Decimal(line["Amount"])
    expected = {int(number): amount for number, amount in books.companies[0].totals().items() if amount}
    assert {number: amount for number, amount in totals.items() if amount} == expected
    receivables = caller.lines(wide + "<ShowOpenEntries>true</ShowOpenEntries>")
    assert len(receivables) == len([item for item in books.companies[0].open_items if item.voucher])


def test_french_books_have_too_long_account_numbers(enter: Enter) -> None:
    with pytest.raises(PackageRefused, match="beyond 32767"):
        enter(generate(lines=50, countries=("FR",)))


def test_the_registration_names_the_application_and_no_secret(caller: Caller) -> None:
    app = caller.simulator.registration("http://127.0.0.1:1")

    assert (app.package, app.address, app.client_secret.get_secret_value()) == (
        "twentyfour_seven",
        "http://127.0.0.1:1",
        "",
    )
