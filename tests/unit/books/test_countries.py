from __future__ import annotations

import re
from decimal import Decimal

import pytest
import stdnum.fr.siret
import stdnum.fr.tva
import stdnum.gb.vat
import stdnum.iban
from generated import ZERO, of_journal, total

from boekhaak.testing.books.charts import chart
from boekhaak.testing.books.generator import COUNTRIES, changed_contact, generate, new_contact, new_voucher
from boekhaak.testing.books.model import Company, Contact


@pytest.fixture(scope="module")
def french() -> Company:
    return generate(lines=4_000, countries=["FR"], foreign_currency=True, seed=3).companies[0]


@pytest.fixture(scope="module")
def british() -> Company:
    return generate(lines=4_000, countries=["GB"], foreign_currency=True, seed=3).companies[0]


@pytest.fixture(scope="module", params=COUNTRIES)
def company(request: pytest.FixtureRequest) -> Company:
    return generate(lines=3_000, countries=[request.param], foreign_currency=True, seed=8).companies[0]


def parties(company: Company) -> list[Company | Contact]:
    """Return the company and those of its contacts that have their seat in its country."""
    return [company, *(one for one in company.contacts if one.addresses[0].country == company.country)]


def rounded(cents: Decimal) -> Decimal:
    return cents.quantize(Decimal("0.01"))


def test_a_french_company_books_by_the_plan_comptable(french: Company) -> None:
    numbers = {account.number: account.role for account in french.accounts}

    assert all(re.fullmatch("[1-8][0-9]{5}", number) for number in numbers)
    assert numbers["411000"] == "receivable"
    assert numbers["401000"] == "payable"
    assert numbers["445710"] == "vat"
    assert numbers["706000"] == "revenue"
    assert numbers["512000"] == "bank"
    assert {code.percentage for code in french.tax_codes} == {20, 10, Decimal("5.5"), 0}


def test_a_british_company_books_in_pounds_on_nominal_codes_of_four_digits(british: Company) -> None:
    assert british.currency == "GBP"
    assert {len(account.number) for account in british.accounts} == {4}
    assert {code.percentage for code in british.tax_codes} == {20, 5, 0}


def test_half_a_per_cent_of_tax_is_charged_to_the_cent(french: Company) -> None:
    code = next(one.code for one in french.tax_codes if one.percentage == Decimal("5.5") and one.direction == "sales")
    charged = [voucher for voucher in of_journal(french, "sales") if voucher.lines[-1].tax_code == code]

    assert len(charged) > 5
    for voucher in charged:
        *nets, tax = voucher.lines[1:]
        net = sum((line.amount for line in nets), ZERO)
        assert abs(tax.amount - net * Decimal("0.055")) <= Decimal("0.005")


def test_french_companies_and_contacts_have_valid_numbers_that_nobody_has(french: Company) -> None:
    for party in parties(french):
        assert stdnum.fr.siret.is_valid(party.registration_number)
        assert stdnum.fr.tva.is_valid(party.vat_number)
        assert stdnum.fr.tva.to_siren(party.vat_number) == party.registration_number[:9]
        assert party.registration_number.startswith("0")


def test_british_companies_and_contacts_have_valid_numbers_that_nobody_has(british: Company) -> None:
    for party in parties(british):
        assert re.fullmatch("99[0-9]{6}", party.registration_number)
        assert stdnum.gb.vat.is_valid(party.vat_number)
        assert 949_0001 <= int(party.vat_number[2:9]) < 970_0000
        assert stdnum.gb.vat.checksum(party.vat_number[2:]) == 0


def test_the_bank_accounts_at_home_are_valid(company: Company) -> None:
    at_home = [one for one in parties(company) if isinstance(one, Contact)]
    held = [account for contact in at_home for account in contact.bank_accounts]

    assert len(held) >= len(at_home) > 30
    assert {account.iban[:2] for account in held} == {company.country}
    assert all(stdnum.iban.is_valid(account.iban) for account in held)


def test_a_french_bank_account_has_the_key_of_its_digits(french: Company) -> None:
    for contact in french.contacts:
        for account in contact.bank_accounts:
            assert int(account.iban[4:]) % 97 == 0


@pytest.mark.parametrize(
    ("country", "fiction"),
    [("FR", r"\+33 1 99 00 01\d\d"), ("GB", r"\+44 20 7946 01\d\d"), ("US", r"\+1 202 555 01\d\d")],
)
def test_telephone_numbers_are_those_kept_for_fiction(country: str, fiction: str) -> None:
    companies = generate(companies=2, lines=3_000, countries=["FR", "GB"], foreign_currency=True).companies
    phones = [one.phone for company in companies for one in company.contacts if one.addresses[0].country == country]

    assert phones
    assert all(re.fullmatch(fiction, phone) for phone in phones)


def test_a_british_postcode_ends_in_letters_that_no_postcode_has(british: Company) -> None:
    codes = [one.addresses[0].postcode for one in parties(british) if isinstance(one, Contact)]

    assert all(re.fullmatch("[A-Z]{2}1 [0-9][CIKMOV]{2}", code) for code in codes)


def test_a_tax_code_has_at_most_three_characters(company: Company) -> None:
    assert all(len(code.code) <= 3 for code in company.tax_codes)
    assert len({code.code for code in company.tax_codes}) == len(company.tax_codes)


@pytest.mark.parametrize(
    ("country", "texts", "forms"),
    [
        ("FR", {"TVA", "Relevé bancaire", "Amortissement"}, ("SARL", "SAS", "SA")),
        ("GB", {"VAT", "Bank statement", "Depreciation"}, ("Ltd", "LLP", "PLC")),
    ],
)
def test_books_are_in_the_language_of_the_country(country: str, texts: set[str], forms: tuple[str, ...]) -> None:
    company = generate(lines=2_000, countries=[country], foreign_currency=False).companies[0]
    dutch = generate(lines=2_000, countries=["NL"], foreign_currency=False).companies[0]

    def words(books: Company) -> set[str]:
        said = {line.description for _, line in books.lines()} | {voucher.description for voucher in books.vouchers}
        return {text for text in said if not re.search("[0-9]", text)}

    assert texts <= words(company)
    assert not words(company) & (words(dutch) - {"Transport"})
    assert {contact.name.split()[-1] for contact in company.contacts} <= set(forms)
    assert not {one.name for one in company.journals} & {one.name for one in dutch.journals}
    assert "Boeking" not in new_voucher(company, number="1").description


def test_a_charge_of_every_use_has_an_account_in_every_country() -> None:
    uses = [set(chart(country).by_use) for country in COUNTRIES]

    assert all(found == uses[0] for found in uses)
    for country in COUNTRIES:
        held = chart(country)
        assert len(held.by_use["asset"]) == len(held.by_use["written off"])
        assert len(held.by_use["revenue"]) == len(held.rates)


def test_foreign_contacts_are_those_with_another_currency(british: Company, french: Company) -> None:
    def abroad(company: Company) -> set[str]:
        return {one.addresses[0].country for one in company.contacts} - {company.country}

    assert abroad(french) == {"GB", "US"}
    assert abroad(british) == {"FR", "NL", "US"}
    assert {line.foreign_currency for _, line in british.lines()} == {"", "EUR", "USD"}


def test_there_is_a_rate_a_month_for_each_foreign_currency(company: Company) -> None:
    seats = {one.addresses[0].country for one in company.contacts} - {company.country}
    currencies = {{"GB": "GBP", "US": "USD"}.get(seat, "EUR") for seat in seats}
    months = {period.start for period in company.periods if period.period <= 12}

    assert {rate.target for rate in company.exchange_rates} == {company.currency}
    assert {(rate.source, rate.date) for rate in company.exchange_rates} == {
        (currency, month) for currency in currencies for month in months
    }
    assert len(company.exchange_rates) == len(currencies) * len(months)


def test_foreign_vouchers_are_booked_at_the_rate_of_their_month(company: Company) -> None:
    rates = {(rate.source, rate.date): rate.rate for rate in company.exchange_rates}
    starts = {(period.year, period.period): period.start for period in company.periods}
    seen = set()

    for voucher in (*of_journal(company, "sales"), *of_journal(company, "purchase")):
        for line in voucher.lines[1:]:
            if line.foreign_amount is not None:
                rate = rates[line.foreign_currency, starts[voucher.year, voucher.period]]
                assert abs(line.amount - line.foreign_amount * rate) <= Decimal("0.005")
                seen.add(line.foreign_currency)
    assert seen


def test_without_foreign_contacts_there_are_no_rates() -> None:
    assert generate(lines=1_000, foreign_currency=False).companies[0].exchange_rates == ()


def test_vouchers_of_every_country_balance(company: Company) -> None:
    assert not any(total(voucher) for voucher in company.vouchers)
    assert sum(company.openings.values()) == 0


def test_a_new_contact_and_a_changed_one_stay_in_their_country(company: Company) -> None:
    contact = new_contact(company)
    changed = changed_contact(company.contacts[0])

    assert contact.addresses[0].country == changed.addresses[0].country == company.country
    assert contact.vat_number.startswith(company.country)
    assert stdnum.iban.is_valid(contact.bank_accounts[0].iban)
    assert changed.addresses[0].city in {one.addresses[0].city for one in company.contacts}


def test_british_and_french_books_do_not_change_with_their_neighbours() -> None:
    alone = generate(companies=1, lines=100, countries=["FR"]).companies[0]

    assert generate(companies=2, lines=100, countries=["FR", "GB"]).companies[0] == alone


def test_the_countries_of_books_are_dutch_and_belgian_where_none_is_named() -> None:
    assert [company.country for company in generate(companies=3, lines=10).companies] == ["NL", "BE", "NL"]
