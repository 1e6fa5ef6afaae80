from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.testing.books.contacts import contacts
from boekhaak.testing.books.countries.known import KNOWN
from boekhaak.testing.books.generator import COUNTRIES, changed_contact, generate, new_contact
from boekhaak.testing.books.model import Books, Contact
from boekhaak.testing.books.variants import Parties


@pytest.fixture(scope="module", params=COUNTRIES)
def books(request: pytest.FixtureRequest) -> Books:
    return generate(companies=3, lines=4_000, countries=[request.param], variants=True, foreign_currency=True)


def by_identity(books: Books) -> dict[str, list[Contact]]:
    found: dict[str, list[Contact]] = defaultdict(list)
    for company in books.companies:
        for contact in company.contacts:
            found[contact.identity].append(contact)
    return found


def is_original(contact: Contact) -> bool:
    """Tell whether a contact of the first company is a party of its own: its identity ends with its code."""
    return contact.identity.endswith(f"/{contact.code}")


def test_contacts_have_no_identity_unless_it_is_asked_for() -> None:
    held = generate(lines=500).companies[0].contacts

    assert {contact.identity for contact in held} == {""}


@settings(max_examples=25, deadline=None)
@given(lines=st.integers(1, 3_000), seed=st.integers(0, 999), country=st.sampled_from(COUNTRIES))
def test_every_company_has_a_variant_for_one_contact_in_eight_and_a_lookalike(
    lines: int, seed: int, country: str
) -> None:
    kept = generate(lines=lines, seed=seed, countries=[country]).companies[0]

    mixed = generate(lines=lines, seed=seed, countries=[country], variants=True).companies[0]

    identities = [contact.identity for contact in mixed.contacts]
    assert all(identities)
    assert len(identities) - len(set(identities)) == max(1, len(identities) // 8)
    written = {contact.code: contact.name for contact in kept.contacts}
    assert sum(written[contact.code] != contact.name for contact in mixed.contacts) > len(identities) // 16
    roles = [(one.code, one.is_customer, one.is_supplier) for one in mixed.contacts]
    assert roles == [(one.code, one.is_customer, one.is_supplier) for one in kept.contacts]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 999), country=st.sampled_from(COUNTRIES))
def test_a_variant_is_written_differently_from_its_original(seed: int, country: str) -> None:
    held = contacts(Random(seed), KNOWN[country], 1_600, foreign=False)

    mixed = Parties().mixed(Random(seed), KNOWN[country], held, "1/0")

    originals = {contact.identity: contact for contact in mixed if is_original(contact)}
    variants = [contact for contact in mixed if not is_original(contact)]
    assert len(variants) == 200
    for variant in variants:
        original = originals[variant.identity]
        roles = {"code": original.code, "is_customer": original.is_customer, "is_supplier": original.is_supplier}
        assert replace(variant, **roles) != original  # type: ignore[arg-type]


def test_variants_of_a_party_keep_something_by_which_to_know_it(books: Books) -> None:
    for found in by_identity(books).values():
        for one in found[1:]:
            other = found[0]
            assert {account.iban for account in one.bank_accounts} & {
                account.iban for account in other.bank_accounts
            } or one.registration_number == other.registration_number


def test_different_parties_never_share_a_vat_number_or_a_bank_account(books: Books) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for identity, found in by_identity(books).items():
        for contact in found:
            for mark in (contact.vat_number, *(account.iban for account in contact.bank_accounts)):
                owners[mark].add(identity)

    del owners[""]
    assert {len(found) for found in owners.values()} == {1}


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 999), country=st.sampled_from(COUNTRIES))
def test_a_party_of_the_same_name_has_another_city_and_another_vat_number(seed: int, country: str) -> None:
    company = generate(lines=5_000, seed=seed, countries=[country], variants=True).companies[0]
    originals = [contact for contact in company.contacts if is_original(contact)]
    pairs = [(one, other) for one in originals for other in originals if one.name == other.name and one is not other]

    for one, other in pairs:
        assert one.vat_number != other.vat_number
        assert one.addresses[0].city != other.addresses[0].city


def test_some_parties_share_a_name() -> None:
    companies = generate(companies=6, lines=5_000, variants=True).companies

    names = [[one.name for one in company.contacts if is_original(one)] for company in companies]

    assert sum(len(found) - len(set(found)) for found in names) > 3


def test_some_parties_are_sister_companies_named_after_their_cities(books: Books) -> None:
    held = [contact for company in books.companies for contact in company.contacts]

    assert any(contact.addresses[0].city in contact.name.split() for contact in held)


def test_a_party_may_be_known_in_several_companies(books: Books) -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    for company in books.companies:
        for contact in company.contacts:
            holders[contact.identity].add(company.name)

    assert max(len(found) for found in holders.values()) > 1


def test_over_many_parties_everything_is_written_differently_at_times(books: Books) -> None:
    changed = set()
    for found in by_identity(books).values():
        for one in found[1:]:
            changed |= {
                field.name for field in fields(Contact) if getattr(one, field.name) != getattr(found[0], field.name)
            }

    assert {"name", "vat_number", "email", "phone", "addresses"} <= changed


def test_a_company_does_not_change_when_more_are_asked_for_with_variants() -> None:
    alone = generate(companies=1, lines=400, variants=True).companies[0]

    assert generate(companies=3, lines=400, variants=True).companies[0] == alone


def test_variants_differ_from_company_to_company_where_nothing_is_asked() -> None:
    companies = generate(companies=12, lines=20, variants=None).companies

    assert {bool(company.contacts[0].identity) for company in companies} == {True, False}


def test_a_changed_contact_stays_the_same_party(books: Books) -> None:
    company = books.companies[0]

    assert changed_contact(company.contacts[0]).identity == company.contacts[0].identity
    assert not new_contact(company).identity
