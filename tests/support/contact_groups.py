"""Companies, and groups of companies that are easily taken for one another though they are different ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from support import contact_numbers
from support.contact_words import SHORT, Land
from support.contact_world import MAIL_HOSTS, Entity, Kind, World, letters

SHARES: tuple[tuple[Kind, float], ...] = (
    ("branch", 0.03), ("same_name", 0.03), ("sisters", 0.035), ("fiscal_unity", 0.012), ("relatives", 0.006),
    ("one_letter", 0.02), ("same_building", 0.03), ("accountant", 0.02), ("factoring", 0.01),
)  # fmt: skip
"""How often the next company is the first of such a group."""


def group(world: World, land: Land) -> list[Entity]:
    """Return one company, or several that are alike and yet different."""
    chance = world.rng.random()
    for kind, share in SHARES:
        chance -= share
        if chance < 0:
            return list(_OF_KIND[kind](world, land))
    return [world.changing(world.company(land))]


def _branches(world: World, land: Land) -> Iterator[Entity]:
    """One legal person: the same numbers, but other places, each with its name in the branch's name."""
    rng = world.rng
    head = replace(world.company(land, "branch"), person=False)
    head = replace(head, form=head.form if head.form[0] else land.forms[0])
    yield head
    towns = [head.seat.town]
    for _ in range(rng.choice((1, 1, 2, 3))):
        seat = world.seat(land)
        if seat.town in towns:
            continue
        towns.append(seat.town)
        phone = world.phone(land) if rng.random() < 0.75 else head.phone
        ibans = head.ibans if rng.random() < 0.7 else (contact_numbers.iban(rng, land.code),)
        mailbox = letters(seat.town.names[0]) if rng.random() < 0.6 else head.mailbox
        yield replace(head, seat=seat, place=seat.town.names[0], phone=phone, ibans=ibans, mailbox=mailbox)


def _same_name(world: World, land: Land) -> Iterator[Entity]:
    first = world.company(land, "same_name")
    yield first
    for _ in range(world.rng.choice((1, 1, 2))):
        seat = world.seat(land)
        if seat.town is not first.seat.town:
            yield world.alike(first, seat)


def _sisters(world: World, land: Land) -> Iterator[Entity]:
    """Companies of one owner at one address, with one phone and mailbox, told apart by a word or a number."""
    rng = world.rng
    first = replace(world.company(land, "sisters"), person=False, form=land.forms[0])
    yield first
    words = [word for word in land.group if word not in first.core]
    if rng.random() < 0.3:
        base = f"{first.core} {rng.choice(words)}"
        cores = [f"{base} {number}" for number in ("I", "II", "III")[: rng.choice((2, 2, 3))]]
    else:
        cores = [f"{first.core} {word}" for word in rng.sample(words, rng.choice((1, 1, 2)))]
    for core in cores:
        yield world.alike(first, first.seat, core=core, domain=first.domain, mailbox=first.mailbox, phone=first.phone)


def _fiscal_unity(world: World, land: Land) -> Iterator[Entity]:
    """Companies that are one for VAT, and only for that."""
    rng = world.rng
    first = replace(world.company(land, "fiscal_unity"), person=False, form=land.forms[0])
    yield first
    for trade in rng.sample(land.trades, rng.choice((1, 2))):
        word = first.core.split()[0]
        core = f"{first.core} {trade}" if len(word) < 4 or word in SHORT or word in land.trades else f"{word} {trade}"
        if trade not in first.core:
            yield world.alike(first, first.seat if rng.random() < 0.5 else world.seat(land), core=core, vat=first.vat)


def _relatives(world: World, land: Land) -> Iterator[Entity]:
    """One-man firms of one family at one farm."""
    rng = world.rng
    surname = rng.choice(land.surnames)
    letters_of = rng.sample("ABCDEGHJKLMPRSW", 2)
    host = rng.choice(MAIL_HOSTS)
    first = replace(
        world.company(land, "relatives"),
        person=True,
        form=("",),
        core=f"{letters_of[0]}. {surname}",
        domain=host,
        mailbox=world.mailbox(surname, True, host),
    )
    yield first
    yield world.alike(
        first,
        first.seat,
        core=f"{letters_of[1]}. {surname}",
        phone=first.phone if rng.random() < 0.4 else world.phone(land),
    )


def _one_letter(world: World, land: Land) -> Iterator[Entity]:
    rng = world.rng
    word, trade = world.invented(land), rng.choice(land.trades)
    first = replace(world.company(land, "one_letter"), person=False, core=f"{word} {trade}", form=land.forms[0])
    first = replace(first, domain=f"{word.lower()}.example", mailbox="info")
    yield first
    place = rng.randrange(1, len(word))
    other = (
        f"{word[:place]}{rng.choice([sign for sign in 'abdeiklmnorstuvx' if sign != word[place]])}{word[place + 1 :]}"
    )
    seat = world.seat(land)
    if rng.random() < 0.4:
        seat = replace(seat, town=first.seat.town, postcode=world.postcode(land, first.seat.town))
    yield world.alike(first, seat, core=f"{other} {trade}", domain=f"{other.lower()}.example")


def _same_building(world: World, land: Land) -> Iterator[Entity]:
    yield replace(world.company(land, "same_building"), seat=world.building(land))


def _accountant(world: World, land: Land) -> Iterator[Entity]:
    phone, email = world.office(land)
    one = world.company(land, "accountant")
    by_mail = world.rng.random() < 0.5
    yield replace(one, shared_phone=None if by_mail else phone, shared_email=email if by_mail else "")


def _factoring(world: World, land: Land) -> Iterator[Entity]:
    yield replace(world.company(land, "factoring"), ibans=(world.factor(land),))


_OF_KIND: dict[Kind, Callable[[World, Land], Iterator[Entity]]] = {
    "branch": _branches, "same_name": _same_name, "sisters": _sisters, "fiscal_unity": _fiscal_unity, "relatives": _relatives,
    "one_letter": _one_letter, "same_building": _same_building, "accountant": _accountant, "factoring": _factoring,
}  # fmt: skip
