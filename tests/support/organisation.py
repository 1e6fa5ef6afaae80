"""An organisation of three administrations, whose contacts overlap in every way."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from boekhaak.testing.books import contacts as invented
from boekhaak.testing.books.countries.known import country
from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Address, Books, Company, Contact

FEATURE = "contacts_of_several_administrations"
CODES = ("101", "102", "103")
CARRIER, BUILDER, INN, PAINTER = "C-CARRIER", "C-BUILDER", "C-INN", "C-PAINTER"
"""The codes of contacts: of all three administrations, of two that have its address otherwise, uncertain, and twice in one."""
TWICE = "C-PAINTER2"


def organisation(*, common: int = 3) -> Books:
    """Return books of three companies, the first two of which have so many customers more in common."""
    companies = generate(companies=3, lines=12, years=1, seed=4, countries=["NL"]).companies
    one, two, three = sorted(companies, key=lambda company: company.name.casefold())
    shared = tuple(_invented(common))
    typed = tuple(replace(each, code=f"B-{each.code}", name=each.name.upper(), website="") for each in shared)
    return Books(
        (
            _with(one, *shared, carrier(), builder("Kade 12", "3011 AA", "Rotterdam"), inn("023 555 0101")),
            _with(two, *typed, carrier("de vries transport bv"), builder("Dorpsstraat 1", "1011 AB", "Amsterdam"), *painters()),
            _with(three, carrier("De Vries Transport"), inn("023 555 0199")),
        )
    )  # fmt: skip


def carrier(name: str = "De Vries Transport B.V.", **given: Any) -> Contact:
    """Return a supplier whose numbers prove it."""
    known = {"vat_number": "NL004495445B01", "addresses": _at("Havenweg 3", "3011 AB", "Rotterdam")}
    return Contact(**{"code": CARRIER, "name": name, "is_supplier": True} | known | given)


def builder(street: str, postcode: str, city: str) -> Contact:
    """Return a customer whose numbers prove it, at an address."""
    where = _at(street, postcode, city)
    return Contact(BUILDER, "Bouwbedrijf Hamer B.V.", is_customer=True, vat_number="NL990496752B03", addresses=where)


def inn(phone: str) -> Contact:
    """Return a customer without any number or address, whose name alone says who it is."""
    return Contact(INN, "Café Het Hoekje", is_customer=True, phone=phone)


def painters() -> tuple[Contact, Contact]:
    """Return a customer that one administration has twice, and no other has."""
    where = _at("Ringbaan 7", "5014 AA", "Tilburg")
    one = Contact(
        PAINTER, "Schildersbedrijf Kwast B.V.", is_customer=True, vat_number="NL990191795B01", addresses=where
    )
    return one, replace(one, code=TWICE, name="Kwast Schildersbedrijf")


def _at(street: str, postcode: str, city: str) -> tuple[Address, ...]:
    return (Address("visit", street, "", postcode, city, "NL", main=True),)


def _with(company: Company, *more: Contact) -> Company:
    return replace(company, contacts=(*company.contacts, *more))


def _invented(count: int) -> Iterable[Contact]:
    rng, home, taken = random.Random("organisation"), country("NL"), set[str]()
    for number in range(count):
        yield invented.contact(
            rng, home, code=f"A-{number:05}", seat=home, is_customer=True, is_supplier=False, taken=taken
        )
