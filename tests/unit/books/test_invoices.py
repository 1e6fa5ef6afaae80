from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from generated import ZERO, accounts, of_journal, total
from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.errors import InvalidInput
from boekhaak.testing.books.generator import COUNTRIES, generate, new_invoice, posted
from boekhaak.testing.books.model import Company, Invoice

CENT = Decimal("0.01")
SETTLED = {"sales": 1, "purchase": -1}


@pytest.fixture(scope="module", params=COUNTRIES)
def company(request: pytest.FixtureRequest) -> Company:
    return generate(lines=2_000, countries=[request.param], foreign_currency=True, seed=6).companies[0]


def unposted(company: Company) -> list[Invoice]:
    return [invoice for invoice in company.invoices if invoice.state != "posted"]


BOOKS = st.fixed_dictionaries(
    {
        "lines": st.integers(1, 600),
        "years": st.integers(1, 4),
        "seed": st.integers(0, 10_000),
        "countries": st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=2),
        "first_month": st.none() | st.integers(1, 12),
        "thirteenth_period": st.none() | st.booleans(),
        "foreign_currency": st.booleans(),
        "variants": st.booleans(),
    }
)


@settings(max_examples=80, deadline=None)
@given(wanted=BOOKS)
def test_what_is_unpaid_is_what_stands_on_receivable_and_payable_to_the_cent(wanted: dict[str, Any]) -> None:
    for company in generate(companies=2, **wanted).companies:
        unpaid: dict[str, Decimal] = {}
        for item in company.open_items:
            unpaid[item.account] = unpaid.get(item.account, ZERO) + item.amount
        balances = {
            number: company.totals().get(number, ZERO)
            for number, account in accounts(company).items()
            if account.role in {"receivable", "payable"}
        }

        assert {number: unpaid.get(number, ZERO) for number in balances} == balances
        assert set(unpaid) <= set(balances)


@settings(max_examples=40, deadline=None)
@given(wanted=BOOKS)
def test_every_voucher_of_sales_and_purchases_is_an_invoice(wanted: dict[str, Any]) -> None:
    company = generate(**wanted).companies[0]

    for direction, sign in SETTLED.items():
        found = {one.voucher: one for one in company.invoices if one.state == "posted" and one.direction == direction}
        vouchers = of_journal(company, direction)
        assert {(one.journal, one.year, one.number) for one in vouchers} == set(found)
        for voucher in vouchers:
            invoice, first = found[voucher.journal, voucher.year, voucher.number], voucher.lines[0]
            assert (invoice.number, invoice.date, invoice.contact) == (voucher.number, voucher.date, first.contact)
            assert invoice.amount == sign * first.amount
            assert timedelta(7) <= invoice.due_date - invoice.date <= timedelta(90)
            assert invoice.description == first.description
            assert not invoice.lines
            assert bool(invoice.reference) == (direction == "purchase")
            assert invoice.reference in invoice.description


def test_some_invoices_are_credit_notes(company: Company) -> None:
    negative = [invoice for invoice in company.invoices if invoice.amount < 0]

    assert {invoice.direction for invoice in negative} == {"sales", "purchase"}
    assert len(negative) < len(company.invoices) / 10


@settings(max_examples=60, deadline=None)
@given(wanted=BOOKS)
def test_a_few_sales_invoices_of_the_last_month_are_not_posted(wanted: dict[str, Any]) -> None:
    company = generate(**wanted).companies[0]
    month = max((one for one in company.periods if one.period == 12), key=lambda one: one.end)

    found = unposted(company)

    assert 3 <= len(found) <= 12
    for invoice in found:
        assert invoice.direction == "sales"
        assert invoice.voucher is None
        assert month.start <= invoice.date <= month.end < invoice.due_date + timedelta(60)
        assert invoice.state == "open" or not invoice.number
        assert next(one for one in company.contacts if one.code == invoice.contact).is_customer
        assert invoice.number[:2] in {"", f"{month.year % 100:02d}"}
    numbers = [one.number for one in company.invoices if one.direction == "sales" and one.number]
    last_year = [one for one in numbers if one[:2] == f"{month.year % 100:02d}"]
    assert len(last_year) == len(set(last_year))


def test_of_many_companies_invoices_are_in_every_state() -> None:
    found = [one for company in generate(companies=10, lines=50).companies for one in unposted(company)]

    assert {(one.state, bool(one.number)) for one in found} == {("draft", False), ("open", False), ("open", True)}


def test_the_lines_of_an_unposted_invoice_come_to_its_amount(company: Company) -> None:
    percentages = {code.code: code.percentage for code in company.tax_codes}
    sold = {article.code: article for article in company.articles if article.is_sold}
    revenue = {number: account for number, account in accounts(company).items() if account.role == "revenue"}

    for invoice in unposted(company):
        assert invoice.lines
        assert invoice.amount == sum(line.amount + line.tax_amount for line in invoice.lines)
        for line in invoice.lines:
            assert line.quantity is not None
            assert line.unit_price is not None
            assert abs(line.quantity * line.unit_price - line.amount) <= CENT
            assert abs(line.amount * percentages[line.tax_code] / 100 - line.tax_amount) <= CENT / 2
            assert sold[line.article].sales_price == line.unit_price
            assert sold[line.article].unit == line.unit
            assert revenue[line.account].tax_code == line.tax_code


def test_an_open_item_is_of_its_invoice_and_its_contact(company: Company) -> None:
    invoices = {one.voucher: one for one in company.invoices if one.voucher}
    vouchers = {(one.journal, one.year, one.number): one for one in company.vouchers}
    of_books = [item for item in company.open_items if item.voucher]

    assert len(of_books) > 10
    for item in of_books:
        assert item.voucher
        invoice, first = invoices[item.voucher], vouchers[item.voucher].lines[0]
        assert (item.number, item.contact, item.date) == (invoice.number, invoice.contact, invoice.date)
        assert (item.due_date, item.description) == (invoice.due_date, invoice.description)
        assert (item.account, item.amount) == (first.account, first.amount)
        assert (item.foreign_amount, item.foreign_currency) == (first.foreign_amount, first.foreign_currency)


def test_an_invoice_is_unpaid_or_settled_on_its_account(company: Company) -> None:
    roles = {number: account.role for number, account in accounts(company).items()}
    stand: dict[tuple[str, str | None, str], Decimal] = {}
    for _, line in company.lines():
        if roles[line.account] in {"receivable", "payable"}:
            key = line.account, line.contact, line.description
            stand[key] = stand.get(key, ZERO) + line.amount

    expected = {key: amount for key, amount in stand.items() if amount}
    unpaid: dict[tuple[str, str | None, str], Decimal] = {}
    for item in company.open_items:
        if item.voucher:
            unpaid[item.account, item.contact, item.description] = item.amount
    paid_from_before = {key for key, amount in expected.items() if key not in unpaid}

    assert {key: expected[key] for key in unpaid} == unpaid
    assert len(paid_from_before) <= 6


def test_what_was_unpaid_at_the_start_and_still_is_names_no_voucher() -> None:
    company = generate(lines=1, years=1).companies[0]

    assert {item.voucher for item in company.open_items} == {None}
    assert all(item.date < company.periods[0].start for item in company.open_items)
    assert sum(item.amount for item in company.open_items if item.direction == "receivable") > 0
    assert sum(item.amount for item in company.open_items if item.direction == "payable") < 0


@pytest.mark.parametrize(("country", "currencies"), [("NL", {"GBP", "USD"}), ("GB", {"EUR", "USD"})])
def test_what_is_unpaid_of_a_foreign_invoice_stands_in_its_currency_too(country: str, currencies: set[str]) -> None:
    company = generate(lines=12_000, countries=[country], foreign_currency=True).companies[0]
    foreign = [item for item in company.open_items if item.foreign_currency]

    assert {item.foreign_currency for item in foreign} <= currencies
    assert foreign
    for item in foreign:
        assert item.foreign_amount
        assert Decimal("0.7") < item.amount / item.foreign_amount < Decimal("1.3")
    assert all(item.foreign_amount is None for item in company.open_items if not item.foreign_currency)


def test_a_new_invoice_is_posted_as_a_balanced_voucher(company: Company) -> None:
    invoice = new_invoice(company, seed=2)

    voucher = posted(company, invoice, number="NEW-1")

    by_number = accounts(company)
    assert (invoice.state, invoice.number) == ("open", "")
    assert total(voucher) == 0
    assert voucher.date == invoice.date
    assert voucher.journal == next(journal.code for journal in company.journals if journal.type == "sales")
    first, *others = voucher.lines
    assert (by_number[first.account].role, first.amount, first.contact) == (
        "receivable",
        invoice.amount,
        invoice.contact,
    )
    charged = [line for line in others if by_number[line.account].role == "revenue"]
    assert [(line.article, -line.amount, line.quantity) for line in charged] == [
        (line.article, line.amount, line.quantity) for line in invoice.lines
    ]
    taxed = [line for line in others if by_number[line.account].role == "vat"]
    assert -sum(line.amount for line in taxed) == sum(line.tax_amount for line in invoice.lines)
    assert len(charged) + len(taxed) == len(others)


def test_tax_of_a_posted_invoice_stands_where_other_invoices_have_it(company: Company) -> None:
    roles = {number: account.role for number, account in accounts(company).items()}
    usual = {
        line.tax_code: line.account
        for voucher in of_journal(company, "sales")
        for line in voucher.lines
        if roles[line.account] == "vat"
    }

    for invoice in unposted(company):
        for line in posted(company, invoice, number="NEW-1").lines:
            if roles[line.account] == "vat":
                assert line.account == usual[line.tax_code]


def test_the_same_seed_gives_the_same_new_invoice_and_another_one_another(company: Company) -> None:
    assert new_invoice(company) == new_invoice(company)
    assert new_invoice(company, seed=1) != new_invoice(company, seed=2)


def test_an_invoice_is_posted_once(company: Company) -> None:
    voucher = posted(company, new_invoice(company), number="NEW-1")

    with pytest.raises(InvalidInput, match="already holds a voucher NEW-1"):
        posted(replace(company, vouchers=(*company.vouchers, voucher)), new_invoice(company), number="NEW-1")
    with pytest.raises(InvalidInput, match="is posted already"):
        posted(company, company.invoices[0], number="NEW-2")


def test_an_invoice_of_a_day_without_a_period_is_not_posted(company: Company) -> None:
    late = replace(new_invoice(company), date=company.periods[-1].end + timedelta(days=1))

    with pytest.raises(InvalidInput, match="no period of that date"):
        posted(company, late, number="1")


@pytest.mark.parametrize("missing", ["contacts", "articles", "accounts", "periods"])
def test_books_that_sell_nothing_have_no_new_invoice(company: Company, missing: str) -> None:
    with pytest.raises(InvalidInput, match="has no period, no article"):
        new_invoice(replace(company, **{missing: ()}))  # type: ignore[arg-type]
