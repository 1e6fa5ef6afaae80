"""An invented world of companies that bookkeepers deal with, also of those that are easily taken for one another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from support import contact_numbers
from support.contact_words import ENDS, LANDS, PLAIN, Land, Town

Kind = Literal[
    "plain", "branch", "same_name", "sisters", "fiscal_unity", "relatives", "one_letter", "same_building", "accountant",
    "factoring",
]  # fmt: skip
"""What a company is: easily told apart, or one of a group of DIFFERENT ones that are alike in what the word says."""

PERSON = 0.17
RENAMED, MOVED = 0.03, 0.05
MAIL_HOSTS = ("post.example", "mailbus.example", "netpost.example", "webbrief.example")


@dataclass(frozen=True, slots=True)
class Seat:
    """An address in full."""

    street: str
    house: str
    postcode: str
    town: Town
    box: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """One company, or one of its branches: what a bookkeeper would call one contact. ``person``: a one-man firm."""

    kind: Kind
    land: Land
    core: str
    form: tuple[str, ...]
    person: bool
    registration: str
    vat: str
    ibans: tuple[str, ...]
    domain: str
    mailbox: str
    phone: tuple[str, str]
    seat: Seat
    place: str = ""
    former_core: str = ""
    former_seat: Seat | None = None
    shared_phone: tuple[str, str] | None = None
    shared_email: str = ""


class World:
    """What companies are drawn from; no two have one name in one town, but where a group says so."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._taken: set[tuple[str, str]] = set()
        self._domains: set[str] = set()
        self._buildings = {code: [self.seat(land) for _ in range(12)] for code, land in LANDS.items()}
        self._offices = {
            code: [(self.phone(land), f"info@{self.invented(land).lower()}-accountants.example") for _ in range(8)]
            for code, land in LANDS.items()
        }
        self._factors = {code: [contact_numbers.iban(rng, code) for _ in range(3)] for code in LANDS}

    def company(self, land: Land, kind: Kind = "plain") -> Entity:
        """Return a company that stands for itself."""
        rng = self.rng
        person = rng.random() < PERSON
        seat = self.seat(land)
        while True:
            core, surname = self.name(land, person, seat.town)
            key = (" ".join(sorted(core.lower().split())), seat.town.names[0])
            if key not in self._taken:
                break
        self._taken.add(key)
        registration, vat = contact_numbers.numbers(rng, land.code, person)
        domain = self.domain(core, seat.town, surname, person)
        return Entity(
            kind=kind,
            land=land,
            core=core,
            form=("",) if person else rng.choice(land.forms),
            person=person,
            registration=registration,
            vat=vat,
            ibans=tuple(contact_numbers.iban(rng, land.code) for _ in range(2 if rng.random() < 0.12 else 1)),
            domain=domain,
            mailbox=self.mailbox(surname, person, domain),
            phone=self.phone(land),
            seat=seat,
        )

    def changing(self, one: Entity) -> Entity:
        """Return the company with a former name or address, where it has one."""
        if self.rng.random() < RENAMED:
            one = replace(one, former_core=self.name(one.land, False, one.seat.town)[0])
        if self.rng.random() < MOVED:
            near = self.rng.random() < 0.5
            seat = self.seat(one.land)
            one = replace(
                one,
                former_seat=replace(seat, town=one.seat.town, postcode=one.seat.postcode[:2] + seat.postcode[2:])
                if near
                else seat,
            )
        return one

    def name(self, land: Land, person: bool, town: Town) -> tuple[str, str]:
        """Return a name without its legal form, and the surname in it, if any."""
        rng = self.rng
        surname = rng.choice(land.surnames)
        if person:
            first = rng.choice(land.first_names)
            initials = f"{first[0]}." if rng.random() < 0.6 else f"{first[0]}.{rng.choice('ABCDEGHJKLMPRSW')}."
            shape = rng.random()
            if shape < 0.35:
                return f"{initials} {surname}", surname
            if shape < 0.6:
                return f"{first} {surname}", surname
            trade = rng.choice(land.trades)
            return (f"{trade} {initials} {surname}" if shape < 0.75 else f"{first} {surname} {trade}"), surname
        pattern = rng.choice(land.patterns)
        core = pattern.format(
            s=surname, s2=rng.choice(land.surnames), t=rng.choice(land.trades), t2=rng.choice(land.trades), p=town.names[0],
            i=self.invented(land) if "{i}" in pattern else "", a="".join(rng.choice("ABCDEFGHJKLMNPRSTVWZ") for _ in range(3)),
        )  # fmt: skip
        return core, surname if "{s}" in pattern else ""

    def invented(self, land: Land) -> str:
        """Return a word that means nothing."""
        rng = self.rng
        middle = rng.choice(ENDS) if rng.random() < 0.6 else ""
        return f"{rng.choice(land.syllables)}{rng.choice('aeiou') if middle else ''}{middle}{rng.choice(ENDS)}".capitalize()

    def seat(self, land: Land) -> Seat:
        """Return an address."""
        rng = self.rng
        town = rng.choice(land.towns)
        house = str(int(rng.paretovariate(0.7)) % 240 + rng.randrange(1, 30))
        if rng.random() < 0.15:
            house += rng.choice((" A", "B", "-2", " bis", "a", " C"))
        box = land.box.format(rng.randrange(10, 9000)) if rng.random() < 0.08 else ""
        return Seat(rng.choice(land.streets), house, self.postcode(land, town), town, box)

    def postcode(self, land: Land, town: Town) -> str:
        """Return a postcode of a town."""
        rng = self.rng
        if land.postcode == "gb":
            return f"{town.postcode}{rng.randrange(1, 29)} {rng.randrange(1, 10)}{rng.choice('ABDEFGH')}{rng.choice('JLNPQRST')}"
        signs = (
            str(rng.randrange(10)) if sign == "9" else rng.choice("ABCDEGHJKLPRTVXZ") if sign == "A" else sign
            for sign in land.postcode
        )
        return town.postcode + "".join(signs)

    def phone(self, land: Land) -> tuple[str, str]:
        """Return an area code without the zero, and the number behind it."""
        area, digits = self.rng.choice(land.areas)
        return area, f"{self.rng.randrange(2 * 10 ** (digits - 1), 10**digits)}"

    def domain(self, core: str, town: Town, surname: str, person: bool) -> str:
        """Return a domain of nobody; one-man firms often have their mail where everybody has."""
        if person and self.rng.random() < 0.6:
            return self.rng.choice(MAIL_HOSTS)
        words = "".join(sign if sign.isalnum() and sign.isascii() else " " for sign in unaccented(core.lower())).split()
        joined = self.rng.choice(("", "-")).join(word for word in words if len(word) > 1)[:28]
        joined = f"{joined or 'firma'}{letters(town.names[0])[:3] if surname else ''}"
        while joined in self._domains:
            joined += self.rng.choice("abcdefghijklmnopqrstuvwxyz")
        self._domains.add(joined)
        return f"{joined}.example"

    def mailbox(self, surname: str, person: bool, domain: str) -> str:
        """Return the part before the @."""
        rng = self.rng
        if not person:
            return rng.choice(("info", "info", "info", "administratie", "post", "office", "contact", "mail"))
        found = (
            f"{rng.choice('abcdehjklmprstw')}.{letters(surname)}{rng.randrange(40, 100) if rng.random() < 0.7 else ''}"
        )
        while f"{found}@{domain}" in self._domains:
            found += rng.choice("0123456789")
        self._domains.add(f"{found}@{domain}")
        return found

    def alike(self, one: Entity, seat: Seat, **changes: object) -> Entity:
        """Return another company with numbers of its own, that has its name from ``one``."""
        other = self.company(one.land, one.kind)
        core = str(changes.pop("core", one.core))
        surname = one.core.split()[0]
        domain = self.domain(core, seat.town, surname, one.person)
        made = replace(
            other,
            core=core,
            seat=seat,
            form=one.form,
            person=one.person,
            domain=domain,
            mailbox=self.mailbox(surname, one.person, domain),
        )
        return replace(made, **changes)  # type: ignore[arg-type]

    def building(self, land: Land) -> Seat:
        """Return an address where many have an office."""
        return self.rng.choice(self._buildings[land.code])

    def office(self, land: Land) -> tuple[tuple[str, str], str]:
        """Return an accountant's phone and e-mail address."""
        return self.rng.choice(self._offices[land.code])

    def factor(self, land: Land) -> str:
        """Return the bank account of one who collects for many."""
        return self.rng.choice(self._factors[land.code])


def unaccented(text: str) -> str:
    """Return the text as on a keyboard without accents."""
    return "".join(PLAIN.get(sign, sign) for sign in text)


def letters(text: str) -> str:
    """Return the letters of a text that an address on the net may have."""
    return "".join(sign for sign in text.lower() if sign.isalpha() and sign.isascii())
