from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import stdnum.be.iban
import stdnum.be.vat
import stdnum.iban
import stdnum.nl.btw
from generated import ZERO, of_journal, results, total
from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.errors import InvalidInput
from boekhaak.testing.books import charts
from boekhaak.testing.books.generator import changed_contact, generate, new_contact, new_voucher
from boekhaak.testing.books.model import Account, Company, Contact, Journal


@pytest.fixture(scope="module")
def dutch() -> Company:
    return generate(lines=4_000, countries=["NL"], foreign_currency=True, thirteenth_period=True, seed=3).companies[0]


@pytest.fixture(scope="module")
def belgian() -> Company:
    return generate(lines=4_000, countries=["BE"], first_month=7, result_posted=True, seed=4).companies[0]


@pytest.fixture(scope="module", params=["dutch", "belgian"])
def company(request: pytest.FixtureRequest) -> Company:
    found: Company = request.getfixturevalue(request.param)
    return found


VARIANTS = st.fixed_dictionaries(
    {
        "lines": st.integers(1, 400),
        "years": st.integers(1, 5),
        "seed": st.integers(0, 1_000),
        "first_month": st.none() | st.integers(1, 12),
        "thirteenth_period": st.none() | st.booleans(),
        "result_posted": st.none() | st.booleans(),
        "foreign_currency": st.none() | st.booleans(),
    }
)


@settings(max_examples=60, deadline=None)
@given(variant=VARIANTS)
def test_any_books_balance_and_have_exactly_the_lines_asked_for(variant: dict[str, int]) -> None:
    books = generate(companies=2, **variant)  # type: ignore[arg-type]

    assert len({company.name for company in books.companies}) == 2
    for company in books.companies:
        assert sum(len(voucher.lines) for voucher in company.vouchers) == variant["lines"]
        assert not any(total(voucher) for voucher in company.vouchers)
        assert sum(company.openings.values()) == 0
        keys = Counter((voucher.journal, voucher.year, voucher.number) for voucher in company.vouchers)
        assert max(keys.values()) == 1
        assert len({period.year for period in company.periods}) == variant["years"]


def test_every_voucher_lies_in_its_period(company: Company) -> None:
    periods = {(period.year, period.period): period for period in company.periods}

    for voucher in company.vouchers:
        period = periods[voucher.year, voucher.period]
        assert period.start <= voucher.date <= period.end
        assert all(line.date is None or period.start <= line.date < voucher.date for line in voucher.lines)


def test_vouchers_stand_in_the_order_of_their_dates(company: Company) -> None:
    dates = [voucher.date for voucher in company.vouchers]

    assert dates == sorted(dates)


def test_lines_refer_to_what_the_company_has(company: Company) -> None:
    accounts = {account.number for account in company.accounts}
    contacts = {contact.code for contact in company.contacts}
    codes = {code.code for code in company.tax_codes}

    for _, line in company.lines():
        assert line.account in accounts
        assert line.contact is None or line.contact in contacts
        assert not line.tax_code or line.tax_code in codes
        assert line.amount.as_tuple().exponent == -2
    assert set(company.openings) <= accounts


def test_each_account_is_declared_as_it_stands_in_every_period_where_it_moved(company: Company) -> None:
    natures = {account.number: account.nature for account in company.accounts}
    stand = dict(company.openings)
    expected = {}
    year = company.first_year
    for voucher in sorted(company.vouchers, key=lambda voucher: (voucher.year, voucher.period)):
        if voucher.year != year:
            year = voucher.year
            stand = {account: amount for account, amount in stand.items() if natures[account] == "balance"}
        for line in voucher.lines:
            stand[line.account] = stand.get(line.account, ZERO) + line.amount
            expected[line.account, voucher.year, voucher.period] = stand[line.account]

    declared = {(row.account, row.year, row.period): row.closing for row in company.declared}

    assert declared == expected


@pytest.mark.parametrize(
    ("kind", "role"), [("sales", "receivable"), ("purchase", "payable"), ("bank", "bank"), ("cash", "cash")]
)
def test_the_first_line_stands_on_the_account_of_the_journal(company: Company, kind: str, role: str) -> None:
    roles = {account.number: account.role for account in company.accounts}
    vouchers = of_journal(company, kind)

    assert len(vouchers) > 20
    assert {roles[voucher.lines[0].account] for voucher in vouchers} == {role}


@pytest.mark.parametrize(("kind", "sign"), [("sales", 1), ("purchase", -1)])
def test_the_tax_of_an_invoice_follows_from_its_code(company: Company, kind: str, sign: int) -> None:
    percentages = {code.code: code.percentage for code in company.tax_codes}
    roles = {account.number: account.role for account in company.accounts}
    seen = set()

    for voucher in of_journal(company, kind):
        base = [line for line in voucher.lines[1:] if roles[line.account] != "vat"]
        taxed = sum((line.amount for line in voucher.lines[1:] if roles[line.account] == "vat"), ZERO)
        (code,) = {line.tax_code for line in voucher.lines[1:]}
        seen.add(percentages[code])
        if not base[0].foreign_currency:
            net = sum((line.amount for line in base), ZERO)
            assert abs(taxed - net * percentages[code] / 100) <= Decimal("0.005")
            assert voucher.lines[0].amount == -(net + taxed)
        assert len({line.contact for line in voucher.lines}) == 1

    assert seen == set(percentages.values())
    assert sum(voucher.lines[0].amount * sign > 0 for voucher in of_journal(company, kind)) > 20


def test_an_invoice_is_paid_once_at_most(company: Company) -> None:
    account = next(account.number for account in company.accounts if account.role == "receivable")
    texts = Counter(line.description for _, line in company.lines() if line.account == account)

    assert set(texts.values()) == {1, 2}
    assert company.totals()[account] > 0


def test_dutch_companies_and_contacts_have_valid_numbers(dutch: Company) -> None:
    at_home = [contact for contact in dutch.contacts if contact.addresses[0].country == "NL"]

    parties: list[Company | Contact] = [dutch, *at_home]
    for party in parties:
        assert len(party.registration_number) == 8
        assert party.registration_number.isdigit()
        assert stdnum.nl.btw.is_valid(party.vat_number)
    accounts = [account for contact in at_home for account in contact.bank_accounts]
    assert len(accounts) >= len(at_home) > 50
    assert all(stdnum.iban.is_valid(account.iban) for account in accounts)
    assert len({contact.vat_number for contact in at_home}) == len(at_home)


def test_dutch_bank_accounts_pass_the_eleven_test(dutch: Company) -> None:
    for contact in dutch.contacts:
        for account in contact.bank_accounts:
            digits = account.iban[8:]
            assert sum((10 - place) * int(digit) for place, digit in enumerate(digits)) % 11 == 0
            assert account.bic.startswith(account.iban[4:8])


def test_belgian_companies_and_contacts_have_valid_numbers(belgian: Company) -> None:
    at_home = [contact for contact in belgian.contacts if contact.addresses[0].country == "BE"]

    parties: list[Company | Contact] = [belgian, *at_home]
    for party in parties:
        assert stdnum.be.vat.is_valid(party.vat_number)
        assert party.vat_number == f"BE{party.registration_number}"
    accounts = [account for contact in at_home for account in contact.bank_accounts]
    assert accounts
    assert all(stdnum.be.iban.is_valid(account.iban) for account in accounts)
    assert all(stdnum.be.iban.to_bic(account.iban) == account.bic for account in accounts)


def test_contacts_have_addresses_and_are_customers_or_suppliers(company: Company) -> None:
    for contact in company.contacts:
        assert contact.addresses[0].main
        assert contact.addresses[0].city
        assert contact.is_customer or contact.is_supplier
        assert contact.email.endswith(".example")
    assert any(contact.is_customer and contact.is_supplier for contact in company.contacts)
    assert len({contact.code for contact in company.contacts}) == len(company.contacts)


def test_a_country_has_its_own_chart(dutch: Company, belgian: Company) -> None:
    assert {len(account.number) for account in dutch.accounts} == {4}
    assert {len(account.number) for account in belgian.accounts} == {6}
    assert {code.percentage for code in dutch.tax_codes} == {21, 9, 0}
    assert {code.percentage for code in belgian.tax_codes} == {21, 12, 6, 0}


@pytest.mark.parametrize("country", ["NL", "BE", "FR", "GB"])
def test_a_chart_names_each_account_once(country: str) -> None:
    chart = charts.chart(country)

    numbers = [account.number for account in chart.accounts]
    assert len(set(numbers)) == len(numbers)
    assert {rate.revenue for rate in chart.rates} <= set(numbers)
    assert {account.tax_code for account in chart.accounts} - {""} <= {code.code for code in chart.tax_codes}


def test_foreign_invoices_carry_their_own_currency_and_no_tax(dutch: Company) -> None:
    codes = {code.code: code.percentage for code in dutch.tax_codes}
    foreign = [voucher for voucher in of_journal(dutch, "sales") if voucher.lines[0].foreign_currency]

    assert {voucher.lines[0].foreign_currency for voucher in foreign} == {"GBP", "USD"}
    for voucher in foreign:
        amounts = [line.foreign_amount for line in voucher.lines]
        assert sum(amount for amount in amounts if amount is not None) == 0
        assert None not in amounts
        assert {codes[line.tax_code] for line in voucher.lines[1:]} == {0}


def test_a_foreign_invoice_is_paid_at_another_rate(dutch: Company) -> None:
    texts = {line.description for _, line in dutch.lines()}

    assert "Koersverschil" in texts


def test_without_foreign_currency_there_is_none() -> None:
    company = generate(lines=1_000, foreign_currency=False).companies[0]

    assert not any(line.foreign_currency for _, line in company.lines())
    assert {contact.addresses[0].country for contact in company.contacts} == {"NL"}


def test_a_broken_year_has_the_number_of_the_year_in_which_it_ends() -> None:
    company = generate(lines=50, years=2, first_month=7, thirteenth_period=False).companies[0]

    first, last = company.periods[0], company.periods[-1]
    assert (first.year, first.period, first.start) == (2024, 1, date(2023, 7, 1))
    assert (last.year, last.period, last.end) == (2025, 12, date(2025, 6, 30))


def test_a_calendar_year_keeps_its_number() -> None:
    company = generate(lines=50, years=1, first_month=1, last_year=2020, thirteenth_period=False).companies[0]

    assert [company.periods[1].start, company.periods[1].end] == [date(2020, 2, 1), date(2020, 2, 29)]
    assert {period.year for period in company.periods} == {2020}


def test_a_thirteenth_period_takes_adjusting_entries_on_the_last_day(dutch: Company) -> None:
    last = [voucher for voucher in dutch.vouchers if voucher.period == 13]

    assert {voucher.year for voucher in last} == {2023, 2024, 2025}
    assert {voucher.date for voucher in last} == {period.end for period in dutch.periods if period.period == 13}


def test_a_posted_result_leaves_no_year_but_the_last_with_one(belgian: Company) -> None:
    found = results(belgian)

    assert found[2023] == found[2024] == 0
    assert found[2025]


def test_an_unposted_result_stays_in_its_year() -> None:
    company = generate(lines=600, result_posted=False).companies[0]

    assert all(results(company).values())


def test_companies_differ_in_their_variants_as_the_seed_will() -> None:
    companies = generate(companies=24, lines=300).companies

    assert {company.country for company in companies} == {"NL", "BE"}
    assert {company.periods[0].start.month for company in companies} > {1}
    assert {max(period.period for period in company.periods) for company in companies} == {12, 13}
    assert {results(company)[2023] == 0 for company in companies} == {True, False}
    assert {any(line.foreign_currency for _, line in company.lines()) for company in companies} == {True, False}


def test_the_same_seed_gives_the_same_books() -> None:
    assert generate(companies=2, lines=500, seed=9) == generate(companies=2, lines=500, seed=9)


def test_another_seed_gives_other_books() -> None:
    assert generate(seed=1) != generate(seed=2)


def test_a_company_does_not_change_when_more_are_asked_for() -> None:
    assert generate(companies=1, lines=100).companies[0] == generate(companies=3, lines=100).companies[0]


def test_a_small_company_has_every_kind_of_journal_in_use() -> None:
    company = generate(lines=200).companies[0]

    assert {voucher.journal for voucher in company.vouchers} == {journal.code for journal in company.journals}


def test_equal_amounts_are_one_object() -> None:
    company = generate(lines=5_000).companies[0]

    amounts: dict[Decimal, set[int]] = defaultdict(set)
    for _, line in company.lines():
        amounts[line.amount].add(id(line.amount))
    assert {len(found) for found in amounts.values()} == {1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": 0},
        {"lines": 1_000_001},
        {"companies": 0},
        {"years": 0},
        {"first_month": 13},
        {"last_year": 99},
        {"countries": ["NL", "DE"]},
        {"countries": []},
    ],
)
def test_numbers_out_of_range_and_unknown_countries_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidInput) as caught:
        generate(**wrong)  # type: ignore[arg-type]

    assert caught.value.way_out


def test_a_new_voucher_balances_and_fits_in_the_last_month(company: Company) -> None:
    voucher = new_voucher(company, number="NEW-1")

    assert total(voucher) == 0
    assert voucher.lines[0].amount
    last = max((period for period in company.periods if period.period <= 12), key=lambda period: period.end)
    assert (voucher.year, voucher.period) == (last.year, last.period)
    assert last.start <= voucher.date <= last.end
    assert {line.account for line in voucher.lines} <= {account.number for account in company.accounts}
    assert next(journal.type for journal in company.journals if journal.code == voucher.journal) == "general"


def test_a_new_voucher_of_another_seed_is_another_one(company: Company) -> None:
    assert new_voucher(company, number="1", seed=1) == new_voucher(company, number="1", seed=1)
    assert new_voucher(company, number="1", seed=1) != new_voucher(company, number="1", seed=2)


def test_a_new_voucher_in_a_bank_journal_begins_with_the_bank(dutch: Company) -> None:
    bank = next(journal for journal in dutch.journals if journal.type == "bank")

    voucher = new_voucher(replace(dutch, journals=(bank,)), number="NEW-1")

    assert voucher.lines[0].account == bank.account


def test_a_number_that_is_taken_is_refused(company: Company) -> None:
    added = new_voucher(company, number="NEW-1")

    with pytest.raises(InvalidInput, match="already holds a voucher NEW-1"):
        new_voucher(replace(company, vouchers=(*company.vouchers, added)), number="NEW-1")


def test_books_without_journals_take_no_new_voucher(company: Company) -> None:
    with pytest.raises(InvalidInput, match="has no journal"):
        new_voucher(replace(company, journals=()), number="1")


def test_a_new_voucher_manages_with_any_two_accounts(company: Company) -> None:
    accounts = (Account("1", "One", "result", "credit"), Account("2", "Two", "result", "credit"))
    bare = replace(company, accounts=accounts, journals=(Journal("A", "A", "general"),))

    voucher = new_voucher(bare, number="1")

    assert {line.account for line in voucher.lines} == {"1", "2"}


def test_a_new_contact_has_a_code_that_is_free(company: Company) -> None:
    first = new_contact(company)
    second = new_contact(replace(company, contacts=(*company.contacts, first)))

    assert first.is_customer
    assert len({first.code, second.code, *(contact.code for contact in company.contacts)}) == len(company.contacts) + 2


def test_a_new_contact_of_another_country_has_no_invented_numbers(company: Company) -> None:
    contact = new_contact(replace(company, country="DE"))

    assert contact.addresses[0].country == "DE"
    assert not contact.registration_number
    assert not contact.bank_accounts


def test_a_changed_contact_moved_and_is_the_same_otherwise(company: Company) -> None:
    for contact in company.contacts[:20]:
        changed = changed_contact(contact)

        assert changed.addresses != contact.addresses
        assert changed.addresses[0].country == contact.addresses[0].country
        assert replace(changed, addresses=contact.addresses, phone=contact.phone) == contact


def test_a_contact_can_change_again_and_again(company: Company) -> None:
    once = changed_contact(company.contacts[0])

    assert changed_contact(once) != once
