from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.errors import InvalidInput
from boekhaak.testing.books.generator import COUNTRIES, generate
from boekhaak.testing.books.model import Account, Books, Company, Line
from boekhaak.testing.books.projection import Limits, beyond, projected

LENGTHS = st.none() | st.integers(0, 40)
SOFT = st.builds(
    Limits,
    purchase_invoices=st.booleans(),
    text_length=LENGTHS,
    voucher_text_length=LENGTHS,
    foreign_amounts=st.booleans(),
    dimensions=st.none() | st.integers(0, 4),
    invoice_line_accounts=st.booleans(),
    journals=st.booleans(),
    tax_directions=st.booleans(),
    article_uses=st.booleans(),
    exchange_rates=st.booleans(),
    open_item_accounts=st.booleans(),
    earlier_open_items=st.booleans(),
)
BOOKS = st.builds(
    generate,
    companies=st.integers(1, 2),
    lines=st.integers(1, 200),
    seed=st.integers(0, 999),
    countries=st.sampled_from(COUNTRIES).map(lambda country: [country]),
    foreign_currency=st.booleans(),
)


@pytest.fixture(scope="module")
def books() -> Books:
    return generate(companies=2, lines=2_000, countries=["NO", "SE"], foreign_currency=True, seed=3)


def lines(books: Books) -> list[Line]:
    return [line for company in books.companies for _, line in company.lines()]


def kinds(line: Line) -> list[str]:
    return [kind for kind in ("cost_center", "cost_unit", "project") if getattr(line, kind)]


def with_account(number: str) -> Books:
    """Return books in which the second company has one more account."""
    first, second = generate(companies=2, lines=20, countries=["NO"]).companies
    account = Account(number, "One more", "result", "debit")
    return Books((first, replace(second, accounts=(*second.accounts, account))))


def trial_balance(company: Company) -> dict[tuple[int, int, str], Decimal]:
    found: dict[tuple[int, int, str], Decimal] = defaultdict(Decimal)
    for voucher, line in company.lines():
        found[voucher.year, voucher.period, line.account] += line.amount
    return found


@settings(max_examples=40, deadline=None)
@given(books=BOOKS, limits=SOFT)
def test_projecting_twice_is_projecting_once(books: Books, limits: Limits) -> None:
    once = projected(books, limits)

    assert projected(once, limits) == once


@settings(max_examples=40, deadline=None)
@given(books=BOOKS, limits=SOFT)
def test_trial_balances_and_vouchers_stay_as_they_are(books: Books, limits: Limits) -> None:
    for before, after in zip(books.companies, projected(books, limits).companies, strict=True):
        assert after.totals() == before.totals()
        assert trial_balance(after) == trial_balance(before)
        assert after.accounts == before.accounts
        assert [(one.journal, one.year, one.number, one.date) for one in after.vouchers] == [
            (one.journal, one.year, one.number, one.date) for one in before.vouchers
        ]
        for kept, voucher in zip(after.vouchers, before.vouchers, strict=True):
            assert [(one.account, one.amount, one.date, one.contact) for one in kept.lines] == [
                (one.account, one.amount, one.date, one.contact) for one in voucher.lines
            ]


@settings(max_examples=20, deadline=None)
@given(books=BOOKS)
def test_a_package_without_limits_gives_everything_back(books: Books) -> None:
    assert projected(books, Limits()) == books
    assert not beyond(books, Limits())


def test_purchase_invoices_disappear_and_their_vouchers_stay(books: Books) -> None:
    found = projected(books, Limits(purchase_invoices=False))

    for company, before in zip(found.companies, books.companies, strict=True):
        assert company.invoices == tuple(one for one in before.invoices if one.direction == "sales")
        assert len(company.invoices) < len(before.invoices)
        assert company.vouchers == before.vouchers
        assert company.open_items == before.open_items


def test_texts_of_postings_are_cut_and_those_of_vouchers_are_not(books: Books) -> None:
    found = projected(books, Limits(text_length=8))

    assert [line.description for line in lines(found)] == [line.description[:8] for line in lines(books)]
    for company, before in zip(found.companies, books.companies, strict=True):
        assert [one.description for one in company.vouchers] == [one.description for one in before.vouchers]


def test_texts_of_vouchers_are_cut_and_those_of_postings_are_not(books: Books) -> None:
    found = projected(books, Limits(voucher_text_length=8))

    assert lines(found) == lines(books)
    for company, before in zip(found.companies, books.companies, strict=True):
        assert [one.description for one in company.vouchers] == [one.description[:8] for one in before.vouchers]


def test_a_length_of_nothing_leaves_no_text(books: Books) -> None:
    assert {line.description for line in lines(projected(books, Limits(text_length=0)))} == {""}


def test_foreign_amounts_disappear_with_their_currency(books: Books) -> None:
    found = lines(projected(books, Limits(foreign_amounts=False)))

    assert any(line.foreign_currency for line in lines(books))
    assert {(line.foreign_amount, line.foreign_currency) for line in found} == {(None, "")}
    assert [line.amount for line in found] == [line.amount for line in lines(books)]


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_cost_centres_stay_before_cost_units_and_these_before_projects(books: Books, most: int) -> None:
    found = lines(projected(books, Limits(dimensions=most)))

    assert max(len(kinds(line)) for line in lines(books)) == 3
    for line, before in zip(found, lines(books), strict=True):
        assert kinds(line) == kinds(before)[:most]


def test_lines_of_unposted_invoices_name_no_account(books: Books) -> None:
    found = projected(books, Limits(invoice_line_accounts=False))

    for company, before in zip(found.companies, books.companies, strict=True):
        charged = [line for invoice in company.invoices for line in invoice.lines]
        assert charged
        assert {line.account for line in charged} == {""}
        assert [line.amount for line in charged] == [line.amount for one in before.invoices for line in one.lines]


def test_an_account_beyond_the_largest_number_is_named() -> None:
    books = with_account("32768")

    found = beyond(books, Limits(largest_account=32_767))

    company = books.companies[1].name
    assert found == f"account 32768 of “{company}” is beyond 32,767, the largest account number"


def test_the_largest_number_itself_fits() -> None:
    books = with_account("32767")

    assert not beyond(books, Limits(largest_account=32_767, numeric_accounts=True))
    assert projected(books, Limits(largest_account=32_767, numeric_accounts=True)) == books


@pytest.mark.parametrize("number", ["40A", "1.2", "-1", "²", "٣"])
def test_an_account_that_is_no_number_is_named_where_numbers_are_wanted(number: str) -> None:
    books = with_account(number)

    found = beyond(books, Limits(numeric_accounts=True))

    assert found == f"account {number} of “{books.companies[1].name}” is not a number"
    assert not beyond(books, Limits(largest_account=32_767))


def test_an_account_that_only_a_posting_names_is_found_too() -> None:
    (company,) = generate(lines=20, countries=["NO"]).companies
    voucher = company.vouchers[-1]
    changed = replace(voucher, lines=(replace(voucher.lines[0], account="99999"), *voucher.lines[1:]))
    books = Books((replace(company, vouchers=(*company.vouchers[:-1], changed)),))

    assert "account 99999" in beyond(books, Limits(largest_account=32_767))


def test_books_beyond_a_hard_limit_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"account 100000 of .* is beyond 32,767") as caught:
        projected(generate(lines=20, countries=["BE"]), Limits(largest_account=32_767))

    assert caught.value.way_out


def test_norwegian_and_swedish_books_fit_in_account_numbers_of_two_bytes(books: Books) -> None:
    assert not beyond(books, Limits(largest_account=32_767, numeric_accounts=True))
    assert not beyond(projected(books, Limits(invoice_line_accounts=False)), Limits(numeric_accounts=True))


def test_a_voucher_of_a_thirteenth_period_is_in_the_month_of_its_day() -> None:
    books = generate(lines=200, countries=["SE"], thirteenth_period=True)

    (company,) = projected(books, Limits(extra_periods=False)).companies

    assert {one.period for one in company.periods} == set(range(1, 13))
    for voucher in company.vouchers:
        period = next(one for one in company.periods if (one.year, one.period) == (voucher.year, voucher.period))
        assert period.start <= voucher.date <= period.end
    assert company.totals() == books.companies[0].totals()
    assert projected(Books((company,)), Limits(extra_periods=False)) == Books((company,))


def test_postings_without_details_keep_account_amount_and_dimensions(books: Books) -> None:
    found = projected(books, Limits(posting_details=False))

    assert [(one.account, one.amount, kinds(one)) for one in lines(found)] == [
        (one.account, one.amount, kinds(one)) for one in lines(books)
    ]
    assert {(one.contact, one.article, one.date) for one in lines(found)} == {(None, "", None)}


def test_accounts_without_sides_keep_number_name_and_nature(books: Books) -> None:
    found = projected(books, Limits(account_sides=False))

    for company, before in zip(found.companies, books.companies, strict=True):
        assert {one.side for one in company.accounts} == {None}
        assert [(one.number, one.name, one.nature) for one in company.accounts] == [
            (one.number, one.name, one.nature) for one in before.accounts
        ]


def test_what_a_package_has_no_list_of_disappears(books: Books) -> None:
    limits = Limits(journals=False, tax_directions=False, exchange_rates=False, article_uses=False)

    for company, before in zip(projected(books, limits).companies, books.companies, strict=True):
        assert (company.journals, company.exchange_rates) == ((), ())
        assert {one.direction for one in company.tax_codes} == {None}
        assert {(one.is_sold, one.is_bought, one.tax_code) for one in company.articles} == {(True, False, "")}
        assert company.vouchers == before.vouchers


def test_open_items_without_accounts_keep_their_amounts(books: Books) -> None:
    for company, before in zip(
        projected(books, Limits(open_item_accounts=False)).companies, books.companies, strict=True
    ):
        assert [(one.account, one.amount) for one in company.open_items] == [
            ("", one.amount) for one in before.open_items
        ]


def test_open_items_of_before_the_first_year_disappear() -> None:
    books = generate(lines=60, seed=4, countries=["SE"], companies=2)

    for company, before in zip(
        projected(books, Limits(earlier_open_items=False)).companies, books.companies, strict=True
    ):
        assert company.open_items == tuple(one for one in before.open_items if one.voucher)
        assert len(company.open_items) < len(before.open_items)
