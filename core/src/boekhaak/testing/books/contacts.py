"""Invented customers and suppliers."""

from __future__ import annotations

import random

from boekhaak.testing.books import names, numbers
from boekhaak.testing.books.model import Address, BankAccount, Contact

PHONE_PREFIXES = {"NL": "+31 85 000", "BE": "+32 2 000", "GB": "+44 20 7946", "US": "+1 202 555"}


def contacts(rng: random.Random, country: str, count: int, *, foreign: bool) -> tuple[Contact, ...]:
    """Return contacts: half of them customers, two fifths suppliers, the others both.

    With ``foreign`` every eighth has its seat in the United Kingdom or the United States.
    """
    taken: set[str] = set()
    return tuple(
        contact(
            rng,
            code=str(10001 + index),
            country=rng.choice(("GB", "US")) if foreign and index % 8 == 7 else country,
            is_customer=index % 10 not in {1, 3, 6, 8},
            is_supplier=index % 10 in {1, 3, 5, 6, 8},
            taken=taken,
        )
        for index in range(count)
    )


def contact(
    rng: random.Random, *, code: str, country: str, is_customer: bool, is_supplier: bool, taken: set[str]
) -> Contact:
    """Return one contact with addresses; in the Netherlands and Belgium also with its numbers and a bank account."""
    name = names.company_name(rng, country, taken)
    registration_number, vat_number = registration(rng, country)
    domain = f"{'-'.join(name.lower().split()[:2])}.example"
    return Contact(
        code=code,
        name=name,
        is_customer=is_customer,
        is_supplier=is_supplier,
        registration_number=registration_number,
        vat_number=vat_number,
        email=f"administratie@{domain}",
        phone=phone(rng, country),
        website=f"https://www.{domain}",
        addresses=addresses(rng, country),
        bank_accounts=bank_accounts(rng, country, name),
    )


def registration(rng: random.Random, country: str) -> tuple[str, str]:
    """Return the registration and the VAT number of a company; nothing outside the Netherlands and Belgium."""
    if country == "NL":
        return numbers.kvk_number(rng), numbers.dutch_vat_number(rng)
    if country == "BE":
        number = numbers.belgian_number(rng)
        return number, f"BE{number}"
    return "", ""


def phone(rng: random.Random, country: str) -> str:
    """Return a number that nobody answers."""
    return f"{PHONE_PREFIXES.get(country, '+00 00 000')} {rng.randrange(100, 200):04d}"


def addresses(rng: random.Random, country: str) -> tuple[Address, ...]:
    """Return a visiting address, and for one in three a box for the post in the same city."""
    city, postcode = names.place(rng, country)
    visit = Address("visit", names.street(rng), "", postcode, city, country, main=True)
    if rng.random() < 2 / 3:
        return (visit,)
    return visit, Address("postal", f"Postbus {rng.randrange(1, 900)}", "", postcode, city, country, main=True)


def bank_accounts(rng: random.Random, country: str, holder: str) -> tuple[BankAccount, ...]:
    """Return one account, or two for one in ten; none outside the Netherlands and Belgium."""
    if country not in {"NL", "BE"}:
        return ()
    count = 2 if rng.random() < 0.1 else 1
    found = [numbers.bank_account(rng, country) for _ in range(count)]
    return tuple(BankAccount(iban, "", bic, holder, main=not index) for index, (iban, bic) in enumerate(found))
