from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
import stdnum.iban
import stdnum.no.iban
import stdnum.no.mva
import stdnum.no.orgnr
import stdnum.se.orgnr
import stdnum.se.vat
from generated import ZERO, of_journal, total
from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.testing.books.generator import changed_contact, generate, new_contact, new_invoice, new_voucher, posted
from boekhaak.testing.books.model import Company, Contact
from boekhaak.testing.books.names import plain
from boekhaak.testing.books.open_items import TERMS


@pytest.fixture(scope="module")
def norwegian() -> Company:
    return generate(lines=4_000, countries=["NO"], foreign_currency=True, seed=3).companies[0]


@pytest.fixture(scope="module")
def swedish() -> Company:
    return generate(lines=4_000, countries=["SE"], foreign_currency=True, seed=3).companies[0]


@pytest.fixture(scope="module", params=["norwegian", "swedish"])
def company(request: pytest.FixtureRequest) -> Company:
    found: Company = request.getfixturevalue(request.param)
    return found


def parties(company: Company) -> list[Company | Contact]:
    """Return the company and those of its contacts that have their seat in its country."""
    return [company, *contacts_at_home(company)]


def contacts_at_home(company: Company) -> list[Contact]:
    return [one for one in company.contacts if one.addresses[0].country == company.country]


def test_a_norwegian_company_books_in_kroner_by_the_standard_chart(norwegian: Company) -> None:
    roles = {account.number: account.role for account in norwegian.accounts}

    assert norwegian.currency == "NOK"
    assert all(re.fullmatch("[1-8][0-9]{3}", number) for number in roles)
    assert roles["1500"] == "receivable"
    assert roles["1920"] == "bank"
    assert roles["2400"] == "payable"
    assert roles["2700"] == roles["2710"] == roles["2740"] == "vat"
    assert roles["3000"] == "revenue"
    assert roles["4300"] == "cost"


def test_a_swedish_company_books_in_kronor_by_the_standard_chart(swedish: Company) -> None:
    roles = {account.number: account.role for account in swedish.accounts}

    assert swedish.currency == "SEK"
    assert all(re.fullmatch("[1-8][0-9]{3}", number) for number in roles)
    assert roles["1510"] == "receivable"
    assert roles["1930"] == "bank"
    assert roles["2440"] == "payable"
    assert roles["2611"] == roles["2641"] == roles["2650"] == "vat"
    assert roles["3001"] == "revenue"
    assert roles["4010"] == "cost"


def test_the_class_of_an_account_tells_whether_it_is_of_the_balance(company: Company) -> None:
    numbers = [account.number for account in company.accounts]

    assert numbers == sorted(set(numbers))
    assert all((account.nature == "balance") == (account.number[0] in "12") for account in company.accounts)


def test_norwegian_tax_codes_are_those_of_the_standard_list(norwegian: Company) -> None:
    found = {(code.code, code.name, code.percentage) for code in norwegian.tax_codes}

    assert {("3", "Utgående mva 25 %", 25), ("31", "Utgående mva 15 %", 15), ("33", "Utgående mva 12 %", 12)} <= found
    assert {
        ("1", "Inngående mva 25 %", 25),
        ("11", "Inngående mva 15 %", 15),
        ("13", "Inngående mva 12 %", 12),
    } <= found
    assert {percentage for _, _, percentage in found} == {25, 15, 12, 0}


def test_swedish_tax_codes_are_named_in_swedish(swedish: Company) -> None:
    found = {(code.name, code.percentage) for code in swedish.tax_codes}

    assert {("Utgående moms 25 %", 25), ("Ingående moms 6 %", 6)} <= found
    assert {percentage for _, percentage in found} == {25, 12, 6, 0}


def test_norwegian_companies_and_contacts_have_valid_numbers_that_nobody_has(norwegian: Company) -> None:
    for party in parties(norwegian):
        assert stdnum.no.orgnr.is_valid(party.registration_number)
        assert stdnum.no.mva.is_valid(party.vat_number)
        assert party.vat_number == f"NO{party.registration_number}MVA"
        assert party.registration_number.startswith("1")


def test_swedish_companies_and_contacts_have_valid_numbers_that_nobody_has(swedish: Company) -> None:
    for party in parties(swedish):
        assert stdnum.se.orgnr.is_valid(party.registration_number)
        assert stdnum.se.vat.is_valid(party.vat_number)
        assert party.vat_number == f"SE{party.registration_number}01"
        assert re.fullmatch("4[0-9][2-9][0-9]{7}", party.registration_number)


def test_a_norwegian_bank_account_ends_in_its_check_digit(norwegian: Company) -> None:
    held = [account for contact in norwegian.contacts for account in contact.bank_accounts]

    assert len(held) > 30
    assert all(stdnum.no.iban.is_valid(account.iban) for account in held)
    assert all(re.fullmatch("[A-Z]{4}NO[A-Z0-9]{2}", account.bic) for account in held)


def test_a_swedish_bank_account_has_no_clearing_number(swedish: Company) -> None:
    held = [account for contact in swedish.contacts for account in contact.bank_accounts]

    assert len(held) > 30
    assert all(stdnum.iban.is_valid(account.iban) for account in held)
    assert all(re.fullmatch("SE[0-9]{5}0{11}[0-9]{6}", account.iban) for account in held)
    assert all(re.fullmatch("[A-Z]{4}SE[A-Z0-9]{2}", account.bic) for account in held)


def test_norwegian_telephone_numbers_begin_as_none_does_and_postcodes_have_four_digits(norwegian: Company) -> None:
    for contact in contacts_at_home(norwegian):
        assert re.fullmatch(r"\+47 0000 01\d\d", contact.phone)
        assert all(re.fullmatch(r"\d{4}", address.postcode) for address in contact.addresses)


def test_swedish_telephone_numbers_are_those_kept_for_fiction_and_postcodes_have_a_space(swedish: Company) -> None:
    for contact in contacts_at_home(swedish):
        assert re.fullmatch(r"\+46 8 4650 04\d\d", contact.phone)
        assert all(re.fullmatch(r"\d{3} \d{2}", address.postcode) for address in contact.addresses)


def test_addresses_of_the_internet_have_plain_letters_only(company: Company) -> None:
    assert all(f"{one.email}{one.website}".isascii() for one in company.contacts)
    assert plain("Sølvbæk Åkeri") == "solvbaek-akeri"


@pytest.mark.parametrize(
    ("country", "texts", "forms", "entry"),
    [
        ("NO", {"Merverdiavgift", "Kontoutskrift", "Avskrivning"}, {"AS", "ASA", "ANS"}, "Bilag 1"),
        ("SE", {"Moms", "Kontoutdrag", "Avskrivning"}, {"AB", "HB", "KB"}, "Verifikation 1"),
    ],
)
def test_books_are_in_the_language_of_the_country(country: str, texts: set[str], forms: set[str], entry: str) -> None:
    company = generate(lines=2_000, countries=[country], foreign_currency=False).companies[0]
    said = {line.description for _, line in company.lines()} | {voucher.description for voucher in company.vouchers}

    assert texts <= said
    assert {one.name.split()[-1] for one in (company, *company.contacts)} <= forms
    assert new_voucher(company, number="1").description == entry


@settings(max_examples=40, deadline=None)
@given(
    lines=st.integers(1, 400),
    seed=st.integers(0, 999),
    country=st.sampled_from(["NO", "SE"]),
    foreign=st.booleans(),
    first_month=st.none() | st.integers(1, 12),
)
def test_any_books_balance(lines: int, seed: int, country: str, foreign: bool, first_month: int | None) -> None:
    company = generate(
        lines=lines, seed=seed, countries=[country], foreign_currency=foreign, first_month=first_month
    ).companies[0]

    assert sum(len(voucher.lines) for voucher in company.vouchers) == lines
    assert not any(total(voucher) for voucher in company.vouchers)
    assert sum(company.openings.values()) == 0
    assert sum(company.totals().values()) == 0


def test_every_posted_invoice_is_its_voucher(company: Company) -> None:
    vouchers = {(one.journal, one.year, one.number): one for one in company.vouchers}
    invoices = [one for one in company.invoices if one.voucher]

    assert len(invoices) > 200
    for invoice in invoices:
        voucher = vouchers[invoice.voucher or ("", 0, "")]
        sign = 1 if invoice.direction == "sales" else -1
        assert (invoice.date, invoice.contact) == (voucher.date, voucher.lines[0].contact)
        assert sign * invoice.amount == voucher.lines[0].amount


def test_open_items_add_up_to_the_accounts_that_they_stand_on(company: Company) -> None:
    totals = company.totals()

    for direction in ("receivable", "payable"):
        items = [one for one in company.open_items if one.direction == direction]
        assert items
        assert sum((one.amount for one in items), ZERO) == totals[items[0].account]


def test_tax_is_charged_at_the_rates_of_the_country(company: Company) -> None:
    percentages = {code.code: code.percentage for code in company.tax_codes}
    seen = set()

    for voucher in of_journal(company, "sales"):
        *nets, last = voucher.lines[1:]
        if nets and last.account.startswith("2"):
            rate = percentages[last.tax_code]
            net = sum((line.amount for line in nets), ZERO)
            assert abs(last.amount - net * rate / 100) <= Decimal("0.005")
            seen.add((rate, last.account))
    assert len({rate for rate, _ in seen}) == len({account for _, account in seen}) == len(seen) == 3


def test_foreign_invoices_are_in_euros_pounds_and_dollars(company: Company) -> None:
    currencies = {line.foreign_currency for _, line in company.lines()} - {""}

    assert currencies == {"EUR", "GBP", "USD"}
    assert {rate.target for rate in company.exchange_rates} == {company.currency}
    assert all(rate.rate > 9 for rate in company.exchange_rates)


def test_a_new_invoice_becomes_a_voucher_that_balances(company: Company) -> None:
    invoice = new_invoice(company)

    voucher = posted(company, invoice, number="99000001")

    assert total(voucher) == 0
    assert invoice.due_date - invoice.date in TERMS
    assert invoice.date > date(2025, 1, 1)


def test_new_and_changed_contacts_stay_in_their_country(company: Company) -> None:
    contact = new_contact(company)
    changed = changed_contact(contact)

    assert contact.addresses[0].country == changed.addresses[0].country == company.country
    assert contact.vat_number.startswith(company.country)
    assert changed.phone.split()[0] == contact.phone.split()[0]


def test_companies_do_not_change_with_their_neighbours() -> None:
    alone = generate(companies=1, lines=100, countries=["SE"]).companies[0]

    both = generate(companies=2, lines=100, countries=["SE", "NO"]).companies

    assert both[0] == alone
    assert both[1].country == "NO"
