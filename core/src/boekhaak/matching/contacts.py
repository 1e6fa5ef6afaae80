"""Contacts as records of the matcher: what is compared of them, what it weighs, and what keeps two of them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from boekhaak.matching.called import Called, called, names
from boekhaak.matching.comparing import any_of, number
from boekhaak.matching.configuration import Block, Doubt, Field, How, Level, Matcher, Record, Terms
from boekhaak.matching.identified import DIFFERS, SLIP, Registered, inside, registration, registrations, vat, vats
from boekhaak.matching.located import Located, addresses, located
from boekhaak.matching.reached import Site, email, emails, iban, phone, site, sites
from boekhaak.models.contacts import Card


class Contact(NamedTuple):
    """A contact as it is compared, in the order of the fields; None is unknown."""

    registration: Registered | None
    vat: str | None
    ibans: frozenset[str] | None
    email: str | None
    phone: str | None
    domain: Site | None
    name: Called | None
    addresses: tuple[Located, ...] | None


def record(card: Card) -> Contact:
    """Return a contact as it is compared: each value in the one form of all the ways that people write it."""
    country = next((place.country for place in card.places if place.country), "") or card.home
    vat_number = vat(card.vat_number, country)
    own = registration(card.registration_number, country) or registration(card.registration_number, vat_number[:2])
    numbers = Registered(own, inside(vat_number))
    ibans = frozenset(filter(None, map(iban, card.ibans)))
    mail = email(card.email)
    city = next((place.city for place in card.places if place.city), "")
    return Contact(
        registration=numbers if any(numbers) else None,
        vat=vat_number or None,
        ibans=ibans or None,
        email=mail,
        phone=phone(card.phone, country.upper()),
        domain=site(mail, card.website),
        name=called(card.name, city),
        addresses=located(card.places, card.home),
    )


def contradiction(one: Record, other: Record) -> str:
    """Return why two contacts cannot be one: a number that each of them has, of one country, and not the same; or nothing."""
    here, there = Contact(*one), Contact(*other)
    if here.registration and there.registration and registrations(here.registration, there.registration) in APART:
        return "registration numbers differ"
    if here.vat and there.vat and vats(here.vat, there.vat) in APART:
        return "VAT numbers differ"
    return ""


APART = frozenset({SLIP, DIFFERS})
_REGISTRATION, _VAT, _IBANS, _EMAIL, _PHONE, _DOMAIN, _NAME, _ADDRESSES = range(8)


def _itself(value: Hashable) -> Iterable[Hashable]:
    return (value,)


def _each(value: frozenset[str]) -> Iterable[Hashable]:
    return value


def _of_site(value: Site) -> Iterable[Hashable]:
    return (value.domain,)


def _by_words(value: Called) -> Iterable[Hashable]:
    return (value.ordered,)


def _buildings(value: tuple[Located, ...]) -> Iterable[Hashable]:
    return [(one.street, one.number, one.town or one.postcode) for one in value]


def _stem(contact: Record) -> Hashable:
    """Return what two ways to write a name mostly share, so that misspelt names do not count as two."""
    name: Called | None = contact[_NAME]
    return "".join(word[:1] for word in name.ordered) if name else None


def _area(contact: Record) -> Hashable:
    """Return what two ways to write the address of one place mostly share."""
    where: tuple[Located, ...] | None = contact[_ADDRESSES]
    return (where[0].postcode[:2] or where[0].town[:4]) if where else None


def _numbers(contact: Record) -> Hashable:
    numbers: Registered | None = contact[_REGISTRATION]
    return (numbers.own or numbers.held) if numbers else None


def _key(place: int) -> Callable[[Record], Iterable[str]]:
    """Return what makes a key of a field's value."""

    def keys(contact: Record) -> Iterable[str]:
        value = contact[place]
        return () if value is None else (value,) if isinstance(value, str) else value

    return keys


def _by_domain(contact: Record) -> Iterable[str]:
    value: Site | None = contact[_DOMAIN]
    return (value.domain,) if value else ()


def _by_registration(contact: Record) -> Iterable[str]:
    numbers: Registered | None = contact[_REGISTRATION]
    return set(filter(None, numbers)) if numbers else ()


def _by_address(contact: Record) -> Iterable[str]:
    for one in contact[_ADDRESSES] or ():
        if one.number and one.postcode:
            yield f"{one.postcode}|{one.number}"
        if one.street and one.town:
            yield f"{one.street[:5]}|{one.number}|{one.town[:5]}"


def _by_name(contact: Record) -> Iterable[str]:
    name: Called | None = contact[_NAME]
    return (" ".join(name.ordered), name.joined) if name else ()


def _by_word_and_area(contact: Record) -> Iterable[str]:
    name: Called | None = contact[_NAME]
    area = _area(contact)
    return [f"{word[:5]}|{area}" for word in sorted(set(name.words), key=len)[-3:]] if name and area else ()


def _by_rare_word(contact: Record) -> Iterable[str]:
    name: Called | None = contact[_NAME]
    return [word for word in name.ordered if len(word) > RARE] if name else ()


def _alphabet(contact: Record) -> str:
    name: Called | None = contact[_NAME]
    return name.joined if name else ""


def _towns(contact: Record) -> tuple[str, ...]:
    where: tuple[Located, ...] | None = contact[_ADDRESSES]
    return (where[0].postcode, where[0].town, where[0].street) if where else ("", "", "")


RARE = 3
SEEN = 2
"""So many contacts in a town make its name one that others mean when they write it."""
LETTERS = 3
"""What is shorter is no name of a place."""
FEW = 3
"""A word that no more names have than this is rare: one company's, and the ways to misspell the rest of its name."""
ENOUGH = 1000
"""Among fewer names nobody can tell which words are rare."""


def prepared(contacts: Sequence[Record]) -> list[Record]:
    """Return contacts of whose names is known what only all of them together tell: which words are places, and which are rare."""
    towns = Counter(word for contact in contacts if contact[_NAME] for word in set(contact[_NAME].town))
    places = {word for word, count in towns.items() if count >= SEEN and len(word) >= LETTERS}
    names = {contact[_NAME].ordered for contact in contacts if contact[_NAME]}
    words = Counter(word for name in names for word in set(name)) if len(names) >= ENOUGH else Counter[str]()
    rare = {word for word, count in words.items() if count <= FEW}
    single = {word for word in rare if words[word] == 1}
    return [_prepared(contact, places, rare, single) for contact in contacts]


def _prepared(contact: Record, places: set[str], rare: set[str], single: set[str]) -> Record:
    name: Called | None = contact[_NAME]
    if name is None or (places.isdisjoint(name.words[1:]) and rare.isdisjoint(name.words)):
        return contact
    said = name._replace(
        places=frozenset(places.intersection(name.words[1:])),
        rare=frozenset(rare.intersection(name.words)),
        single=frozenset(single.intersection(name.words)),
    )
    return (*contact[:_NAME], said, *contact[_NAME + 1 :])


_ANOTHER = frozenset({"with a word more", "with another word", "with another place", "with another legal form"})
_PLACE = frozenset({"with another place"})
_UNPROVED_PLACE = frozenset({"unknown", "in the same town", "elsewhere in the town", "differs"})
_SISTER = frozenset({"as of a sister"})
_OTHERS = frozenset({"with another word", "with another legal form"})
_FORM = frozenset({"with another legal form"})
_SHORT = frozenset({"with another short word"})
_OFFICE = frozenset({"different", "with another word", "with a word more"})
_MORE = frozenset({"with a word more", "with another word"})
_ELSEWHERE = frozenset({"differs", "elsewhere in the town"})
_NOT_EQUAL = frozenset({"unknown", "not comparable", "different"})
_NOT_PROVED = _NOT_EQUAL | {"in the VAT number"}
_NO_NUMBER = (("VAT number", _NOT_EQUAL), ("registration number", _NOT_EQUAL), ("IBAN", _NOT_EQUAL))
_CONTRADICTS = frozenset({"a slip apart", "different"})
_NUMBER = (Level("not comparable", 0.0), Level("a slip apart", -4.0), Level("different", -200.0))
_NAME_LEVELS = (
    Level("equal", 10.5),
    Level("near", 6.5),
    Level("alike", 4.5),
    Level("with another legal form", 3.0),
    Level("with a word more", 2.0),
    Level("with another word", -3.0),
    Level("with another place", 0.0),
    Level("as of a sister", -1.0),
    Level("different", -6.0),
    Level("equal but plain", 8.0),
    Level("with another short word", 4.5),
)
_ADDRESS_LEVELS = (
    Level("equal", 8.0),
    Level("near", 7.0),
    Level("in the same town", 4.5),
    Level("elsewhere in the town", -1.5),
    Level("differs", -3.0),
)


def _reach(name: str, how: How, equal: Level, *levels: Level, terms: Terms = _itself) -> Field:
    """Return a field by which contacts are reached or paid: what more than two names have is an accountant's or a factor's."""
    return Field(name, how, (equal, *levels), terms=terms, beside=_stem, usual=2.0, slope=3.0)


FIELDS = (
    Field("registration number", registrations, (Level("equal", 18.0), *_NUMBER, Level("in the VAT number", 12.0))),
    Field("VAT number", vats, (Level("equal", 12.0), *_NUMBER), terms=_itself, beside=_numbers, slope=6.0, malus=9.0),
    _reach("IBAN", any_of, Level("equal", 11.0), Level("different", -1.0), terms=_each),
    _reach("e-mail", emails, Level("equal", 9.0), Level("near", 6.0), Level("different", -0.5)),
    _reach("phone", number, Level("equal", 9.0), Level("near", 5.0), Level("different", -1.0)),
    _reach("domain", sites, Level("equal", 6.0), Level("different", 0.0), Level("not comparable", 0.0), terms=_of_site),
    Field("name", names, _NAME_LEVELS, terms=_by_words, beside=_area, slope=2.0, malus=4.0, adjusted=len(_NAME_LEVELS)),
    Field("address", addresses, _ADDRESS_LEVELS, terms=_buildings, beside=_stem, usual=2.0, malus=3.5),
)

BLOCKS = (
    Block("registration number", _by_registration, _alphabet),
    Block("VAT number", _key(_VAT), _alphabet),
    Block("IBAN", _key(_IBANS), _alphabet),
    Block("e-mail", _key(_EMAIL), _alphabet),
    Block("phone", _key(_PHONE), _alphabet),
    Block("address", _by_address, _alphabet),
    Block("name", _by_name, _towns),
    Block("word of the name in an area", _by_word_and_area, _alphabet),
    Block("domain", _by_domain, _alphabet),
    Block("rare word of the name", _by_rare_word, most=12),
)

DOUBTS = (
    Doubt("a number contradicts", (("registration number", _CONTRADICTS),), apart=True),
    Doubt("a number contradicts", (("VAT number", _CONTRADICTS),), apart=True),
    Doubt("may be a branch", (("name", _PLACE), ("address", _UNPROVED_PLACE)), apart=True),
    Doubt("may be a branch", (("name", _PLACE), *_NO_NUMBER)),
    Doubt("may be a branch", (("name", _ANOTHER), ("address", _ELSEWHERE))),
    Doubt("may be a branch", (("name", frozenset({"alike", "different"})), ("address", _ELSEWHERE)), below=26.0),
    Doubt("may be a branch", (("name", _MORE), ("address", frozenset({"unknown"})), *_NO_NUMBER)),
    Doubt("may be a sister", (("name", _SISTER), ("registration number", _NOT_PROVED), ("IBAN", _NOT_EQUAL)), apart=True),
    Doubt("may be a sister", (("name", _SISTER), ("address", _ELSEWHERE)), apart=True),
    Doubt("may be a sister", (("name", _OTHERS | _SISTER), ("IBAN", _NOT_EQUAL)), below=24.0),
    Doubt("may be a sister", (("name", _OTHERS), ("registration number", _NOT_PROVED), ("IBAN", _NOT_EQUAL)), below=26.0),
    Doubt("may be another legal person", (("name", _FORM | _SHORT), *_NO_NUMBER)),
    Doubt("may be one office", (("name", _OFFICE), *_NO_NUMBER)),
    Doubt("only the VAT number proves it", (("name", _OFFICE), ("registration number", _NOT_PROVED), ("IBAN", _NOT_EQUAL))),
    Doubt("no number proves it", (("name", frozenset({"alike"})), *_NO_NUMBER), below=12.5),
)  # fmt: skip

CONTACTS = Matcher("contacts/1", FIELDS, BLOCKS, same_from=10.5, maybe_from=7.0, doubts=DOUBTS, prepared=prepared)
"""What is compared of contacts; the version in its name stands in decisions, so another rule gets another version."""
