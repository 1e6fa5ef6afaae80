"""Invented customers and suppliers."""

from __future__ import annotations

import random

from boekhaak.testing.books import names
from boekhaak.testing.books.countries.country import Country
from boekhaak.testing.books.countries.known import country as country_of
from boekhaak.testing.books.model import Address, BankAccount, Contact


def contacts(rng: random.Random, country: Country, count: int, *, foreign: bool) -> tuple[Contact, ...]:
    """Return contacts: half of them customers, two fifths suppliers, the others both.

    With ``foreign`` every eighth has its seat where another currency is used.
    """
    taken: set[str] = set()
    return tuple(
        contact(
            rng,
            country,
            code=str(10001 + index),
            seat=country_of(rng.choice(country.foreign)) if foreign and index % 8 == 7 else country,
            is_customer=index % 10 not in {1, 3, 6, 8},
            is_supplier=index % 10 in {1, 3, 5, 6, 8},
            taken=taken,
        )
        for index in range(count)
    )


def contact(
    rng: random.Random,
    country: Country,
    *,
    code: str,
    seat: Country,
    is_customer: bool,
    is_supplier: bool,
    taken: set[str],
) -> Contact:
    """Return one contact with addresses; at home in ``country`` also with its numbers and a bank account."""
    name = names.company_name(rng, country, taken, seat=seat)
    at_home = seat is country
    registration_number, vat_number = country.registration(rng) if at_home else ("", "")
    domain = names.domain(name)
    return Contact(
        code=code,
        name=name,
        is_customer=is_customer,
        is_supplier=is_supplier,
        registration_number=registration_number,
        vat_number=vat_number,
        email=f"{country.language.words.mailbox}@{domain}",
        phone=phone(rng, seat),
        website=f"https://www.{domain}",
        addresses=addresses(rng, country, seat),
        bank_accounts=bank_accounts(rng, country, name) if at_home else (),
    )


def phone(rng: random.Random, country: Country) -> str:
    """Return a number that nobody answers."""
    return f"{country.phone} {rng.randrange(country.phone_end, country.phone_end + 100):04d}"


def addresses(rng: random.Random, country: Country, seat: Country) -> tuple[Address, ...]:
    """Return a visiting address, and for one in three a box for the post in the same city.

    A seat outside ``country`` is in a place that does not exist, though its streets are in the language of ``country``.
    """
    city, postcode = names.place(rng, country) if seat is country else seat.hamlet
    visit = Address("visit", names.street(rng, country), "", postcode, city, seat.code, main=True)
    if rng.random() < 2 / 3:
        return (visit,)
    box = country.language.words.post_box.format(number=rng.randrange(1, 900))
    return visit, Address("postal", box, "", postcode, city, seat.code, main=True)


def bank_accounts(rng: random.Random, country: Country, holder: str) -> tuple[BankAccount, ...]:
    """Return one account, or two for one in ten; none where the country's accounts are not known."""
    if country.bank_account is None:
        return ()
    count = 2 if rng.random() < 0.1 else 1
    found = [country.bank_account(rng) for _ in range(count)]
    return tuple(BankAccount(iban, "", bic, holder, main=not index) for index, (iban, bic) in enumerate(found))
