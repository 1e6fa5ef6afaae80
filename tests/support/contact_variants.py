"""Contacts of several administrations with the truth: which of them are one company. Seeded; no real company is meant.

Written as a bookkeeper's world, without knowing how anybody compares: each administration knows a part of each company that it
deals with, typed in its own way, some of it old, some of it wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from random import Random
from typing import NamedTuple

from boekhaak.models.contacts import Card, Place, Source
from support import contact_typing as typing
from support.contact_groups import group
from support.contact_words import LANDS
from support.contact_world import Entity, Seat, World

HOMES = (
    "NL", "NL", "NL", "BE", "NL", "NO", "NL", "SE", "BE", "DE", "NL", "GB", "FR", "NL", "BE", "NL", "SE", "NO", "NL",
    "BE",
)  # fmt: skip
"""The countries of administrations, over and over."""
ABROAD = 0.12
THERE = {"vat": 0.60, "registration": 0.35, "iban": 0.50, "email": 0.60, "phone": 0.60, "address": 0.87, "website": 0.2}
"""How often a field is filled in."""
CARE = (1.22, 1.22, 1.0, 1.0, 1.0, 0.58)
"""How much more, or less, is filled in on a card: some are made with care."""
PLACEHOLDER = 0.02
BARE = 0.005
TWICE = 0.01
"""Companies that one administration has two cards of."""


class Made(NamedTuple):
    """Cards in the order of their sources, with the number of the company that each is, and what kind of company that is."""

    cards: list[Card]
    entities: list[int]
    kinds: list[str]


def generated(companies: int, administrations: int, seed: int) -> tuple[list[Card], list[int]]:
    """Return the contacts of so many companies, and the number of the company of each."""
    made = world(seed, administrations, companies=companies)
    return made.cards, made.entities


def scaled(contacts: int, administrations: int, seed: int) -> tuple[list[Card], list[int]]:
    """Return so many contacts, and the number of the company of each."""
    made = world(seed, administrations, contacts=contacts)
    return made.cards, made.entities


def world(seed: int, administrations: int, *, companies: int | None = None, contacts: int | None = None) -> Made:
    """Return contacts until there are so many companies, or so many contacts."""
    rng = Random(seed)
    lands = World(rng)
    bookkeeper = Bookkeeper(rng)
    homes = [HOMES[number % len(HOMES)] for number in range(administrations)]
    rows: list[tuple[Source, Card, int, str]] = []
    entity = 0
    while (companies is None or entity < companies) and (contacts is None or len(rows) < contacts):
        home = rng.choice(homes)
        code = rng.choice(tuple(LANDS)) if rng.random() < ABROAD else home
        where = _where(rng, homes, code)
        for one in group(lands, LANDS[code]):
            entity += 1
            if rng.random() < 0.5:
                where = _where(rng, homes, code)
            for administration in where:
                source = Source(administration + 1, f"{rng.getrandbits(40):010x}")
                rows.append((source, bookkeeper.card(one, source, homes[administration]), entity, one.kind))
    rows.sort(key=lambda row: row[0])
    rows = rows[:contacts] if contacts is None else rng.sample(rows, contacts)
    rows.sort(key=lambda row: row[0])
    return Made([row[1] for row in rows], [row[2] for row in rows], [row[3] for row in rows])


def _where(rng: Random, homes: list[str], code: str) -> list[int]:
    """Return the administrations that deal with a company: one, or several, mostly of its own country."""
    count = 1
    while count < len(homes) and rng.random() < 0.55:
        count += 1
    weights = list(accumulate(5 if home == code else 1 for home in homes))
    chosen = list(dict.fromkeys(rng.choices(range(len(homes)), cum_weights=weights, k=count)))
    return [*chosen, chosen[0]] if rng.random() < TWICE else chosen


class Bookkeeper:
    """One who makes cards of companies."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def card(self, one: Entity, source: Source, home: str) -> Card:
        """Return the company's card in an administration at home in a country."""
        rng = self.rng
        if rng.random() < BARE:
            return Card(source, self.bare(one), is_customer=True, home=home)
        there = self.there()
        core, seat = one.core, one.seat
        if one.former_core and rng.random() < 0.5:
            core = one.former_core
            if not there & {"vat", "registration", "iban"}:
                there.add(rng.choice(("vat", "registration", "iban")))
        if one.former_seat and rng.random() < 0.5:
            seat = one.former_seat
            there |= {"address", rng.choice(("vat", "email", "phone", "iban"))}
        name = typing.name(rng, one, core, bare_form=rng.random() < 0.25)
        if one.place == "" and rng.random() < 0.004:
            name = f"{name} {seat.town.names[0]}"
        customer = rng.random() < 0.55
        return Card(
            source,
            name,
            is_customer=customer,
            is_supplier=not customer or rng.random() < 0.08,
            blocked=rng.random() < 0.02,
            registration_number=self.filled(
                "registration" in there,
                lambda: typing.registration(rng, one.registration, one.land.code),
                typing.NO_REGISTRATION,
            ),
            vat_number=self.filled(
                "vat" in there, lambda: typing.vat(rng, one.vat, one.land.code, home), typing.NO_VAT
            ),
            email=self.filled("email" in there, lambda: typing.email(rng, one), typing.NO_EMAIL),
            phone=self.filled("phone" in there, lambda: typing.phone(rng, one, home), typing.NO_PHONE),
            website=typing.website(rng, one.domain) if "website" in there and not one.person else "",
            places=self.places(one, seat, home) if "address" in there else self.no_place(one, home),
            ibans=self.ibans(one, "iban" in there),
            home=home,
        )

    def there(self) -> set[str]:
        """Return which fields the card has: an address, or two others, as somebody is to be reached and paid."""
        rng = self.rng
        care = rng.choice(CARE)
        there = {field for field, share in THERE.items() if rng.random() < min(share * care, 0.97)}
        while "address" not in there and len(there - {"website"}) < 2:
            there.add(rng.choice(("address", "email", "phone", "iban", "vat")))
        return there

    def filled(self, there: bool, typed: Callable[[], str], nothing: tuple[str, ...]) -> str:
        """Return what is typed, or nothing, or what people type when a field must not be empty."""
        if there:
            return typed()
        return self.rng.choice(nothing) if self.rng.random() < PLACEHOLDER else ""

    def ibans(self, one: Entity, there: bool) -> tuple[str, ...]:
        """Return the card's bank accounts: not always all of them, nor always the first."""
        rng = self.rng
        if not there:
            return (rng.choice(typing.NO_IBAN),) if rng.random() < PLACEHOLDER / 2 else ()
        known = one.ibans if rng.random() < 0.4 else one.ibans[:1] if rng.random() < 0.85 else one.ibans[-1:]
        return tuple(typing.iban(rng, number) for number in known)

    def places(self, one: Entity, seat: Seat, home: str) -> tuple[Place, ...]:
        """Return the card's addresses: the visiting one, the box for the post, or both."""
        rng = self.rng
        country = typing.country(rng, one.land.code, home)
        code, city = typing.postcode(rng, seat.postcode), typing.city(rng, seat.town)
        line1, line2 = typing.street(rng, seat, one.land), ""
        chance = rng.random()
        if chance < 0.03:
            line1, code = "", ""
        elif chance < 0.07:
            code = ""
        elif chance < 0.09:
            city = ""
        elif chance < 0.11:
            line1, line2 = rng.choice(("t.a.v. administratie", "afd. crediteuren", "Gebouw B")), line1
        visit = Place("visit", line1, line2, "", code, city, country, main=True)
        if not seat.box or chance < 0.4:
            return (visit,)
        post = Place("postal", seat.box, "", "", typing.postcode(rng, seat.postcode), city, country, main=chance > 0.8)
        return (post,) if chance > 0.8 else (post, visit)

    def no_place(self, one: Entity, home: str) -> tuple[Place, ...]:
        """Return no address, or only a country, or what people type instead of one."""
        rng = self.rng
        chance = rng.random()
        if chance < 0.1:
            return (
                Place(
                    "visit",
                    rng.choice(typing.NO_STREET),
                    "",
                    "",
                    rng.choice(typing.NO_POSTCODE),
                    rng.choice(typing.NO_CITY),
                    home,
                    main=True,
                ),
            )
        return (Place("visit", "", "", "", "", "", one.land.code, main=True),) if chance < 0.5 else ()

    def bare(self, one: Entity) -> str:
        """Return a name that many have; nobody could tell who is meant."""
        return self.rng.choice(one.land.surnames)
