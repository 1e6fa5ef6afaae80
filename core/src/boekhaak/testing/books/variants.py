"""Contacts that are another contact in other words, and contacts that only look like one."""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from boekhaak.testing.books.contacts import addresses
from boekhaak.testing.books.countries.country import Country
from boekhaak.testing.books.model import Contact

ONE_IN = 8
"""One contact in so many is a variant; one in four times so many only looks like another."""
CHANGES = (1, 1, 2, 2, 3)
"""How many things are written differently."""


class Parties:
    """The contacts of the companies so far that have their seat at home, by country."""

    def __init__(self) -> None:
        self._known: dict[str, list[Contact]] = defaultdict(list)

    def mixed(self, rng: random.Random, country: Country, held: Sequence[Contact], origin: str) -> tuple[Contact, ...]:
        """Return a company's contacts with an identity each, some of them in the place of others now.

        One in eight is a variant of a contact of this or of an earlier company, and at least one; one in 32, and at least
        one, is a party of its own that looks like another. All of these have their seat at home. Codes stay, and who is
        customer or supplier.
        """
        found = [replace(contact, identity=f"{origin}/{contact.code}") for contact in held]
        at_home = [index for index, contact in enumerate(found) if contact.addresses[0].country == country.code]
        variants, lookalikes = max(1, len(found) // ONE_IN), max(1, len(found) // ONE_IN // 4)
        chosen = rng.sample(at_home, variants + lookalikes)
        replaced = set(chosen)
        own = [found[index] for index in at_home if index not in replaced]
        for number, index in enumerate(chosen):
            source = rng.choice(rng.choice((own, self._known[country.code] or own)))
            change = _variant if number < variants else _lookalike
            found[index] = change(rng, country, source, found[index])
        self._known[country.code] += (found[index] for index in at_home)
        return tuple(found)


def _variant(rng: random.Random, country: Country, source: Contact, place: Contact) -> Contact:
    """Return ``source`` in other words, with the code of ``place``."""
    kept = replace(source, code=place.code, is_customer=place.is_customer, is_supplier=place.is_supplier)
    found = kept
    while found == kept:
        for change in rng.sample(WAYS, rng.choice(CHANGES)):
            found = change(rng, country, found)
    return found


def _lookalike(rng: random.Random, country: Country, source: Contact, place: Contact) -> Contact:
    """Return ``place``, which is another party, by the name of ``source`` or as a sister company in its own city."""
    moved = place.addresses
    while moved[0].city == source.addresses[0].city:
        moved = addresses(rng, country, country)
    name = source.name
    if rng.random() < 0.5:
        *words, form = name.split(" ")
        name = " ".join((*words, moved[0].city, form))
    held = tuple(replace(account, holder=name) for account in place.bank_accounts)
    return replace(place, name=name, addresses=moved, website=source.website, bank_accounts=held)


def _legal_form(rng: random.Random, country: Country, contact: Contact) -> Contact:
    """Write the legal form in another way, or leave it out."""
    for form, spellings in country.spellings.items():
        if contact.name.endswith(f" {form}"):
            spelled = f"{contact.name.removesuffix(form)}{rng.choice((*spellings, ''))}"
            return replace(contact, name=spelled.strip())
    return contact


def _letters(rng: random.Random, _: Country, contact: Contact) -> Contact:
    """Write capitals or small letters only, or take diacritics away or put one on."""
    name = contact.name
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    other = bare if bare != name else name.replace("e", "ë", 1)
    return replace(contact, name=rng.choice((name.upper(), name.lower(), other)))


def _typing_error(rng: random.Random, _: Country, contact: Contact) -> Contact:
    """Leave a letter out, type it twice, or change places with the next."""
    name = contact.name
    place = rng.randrange(1, len(name) // 2)
    before, letter, following, after = name[:place], name[place], name[place + 1], name[place + 2 :]
    typed = rng.choice((following, letter + letter + following, following + letter))
    return replace(contact, name=f"{before}{typed}{after}")


def _abbreviation(rng: random.Random, _: Country, contact: Contact) -> Contact:
    """Break off the longest word."""
    longest = max(contact.name.split(), key=len)
    return replace(contact, name=contact.name.replace(longest, f"{longest[: rng.randrange(4, 7)]}.", 1))


def _without_vat_number(_: random.Random, __: Country, contact: Contact) -> Contact:
    return replace(contact, vat_number="")


def _other_mailbox(rng: random.Random, _: Country, contact: Contact) -> Contact:
    mailbox = rng.choice(("info", "office", "finance", "post"))
    return replace(contact, email=f"{mailbox}@{contact.email.partition('@')[2]}")


def _moved(rng: random.Random, country: Country, contact: Contact) -> Contact:
    return replace(contact, addresses=addresses(rng, country, country))


def _other_notation(rng: random.Random, _: Country, contact: Contact) -> Contact:
    """Write the telephone number without spaces, with zeros for the plus, or as one dials at home."""
    code, _space, number = contact.phone.partition(" ")
    closed, local = number.replace(" ", ""), f"0{number}".replace(" ", "-", 1)
    written = (f"{code}{closed}", f"00{code[1:]} {closed}", local)
    return replace(contact, phone=rng.choice(written)) if code.startswith("+") and closed else contact


WAYS: tuple[Callable[[random.Random, Country, Contact], Contact], ...] = (
    _legal_form,
    _letters,
    _typing_error,
    _abbreviation,
    _without_vat_number,
    _other_mailbox,
    _moved,
    _other_notation,
)
