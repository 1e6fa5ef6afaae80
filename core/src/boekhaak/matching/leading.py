"""Of a merged contact: which values its parts have, whose leads in each field and why, and what people have to choose. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import NamedTuple

from boekhaak.matching.configuration import DETAIL
from boekhaak.matching.folding import Chosen
from boekhaak.matching.identified import registration, vat
from boekhaak.matching.located import SORTS, TOWN, addresses, located
from boekhaak.matching.reached import email, iban, phone
from boekhaak.models.contacts import Card, Decision, FieldValue, LeadingValue, Place, Source
from boekhaak.models.value import unchecked
from boekhaak.recognition.names import name

FIELDS = ("name", "registration_number", "vat_number", "email", "phone", "website", "address", "iban")
"""What of a contact may lead: an address is that of visits, or else the main one, and an IBAN the main one."""
CHOSEN_BY_PEOPLE = ("address",)
"""In these fields people choose where values really differ."""

ALL, MOST, ONLY, FIRST, ALONE = (
    "all administrations have it",
    "most administrations have it",
    "no administration has another",
    "as many administrations have another, and this one comes first",
    "no other administration has the contact",
)

_field_value, _leading_value = unchecked(FieldValue), unchecked(LeadingValue)


class Held(NamedTuple):
    """What a contact has in a field: as it is written there, and the same for all ways to write it."""

    source: Source
    written: str
    plain: str


def leading(cards: Iterable[Card], chosen: Chosen) -> tuple[LeadingValue, ...]:
    """Return which value leads in each field in which the parts of one merged contact have any.

    What was chosen leads, a person's choice before a rule's and a later before an earlier one; else what most parts have, and
    of equally many the one of the lowest part.
    """
    parts = sorted(cards, key=lambda card: card.source)
    found = ((field, [held for card in parts if (held := value(card, field))]) for field in FIELDS)
    return tuple(_leading(field, there, len(parts), chosen) for field, there in found if there)


def conflicts(cards: Iterable[Card], chosen: Chosen) -> tuple[str, ...]:
    """Return the fields in which values really differ, and of which nobody chose who had seen all that are there now."""
    parts = sorted(cards, key=lambda card: card.source)
    return tuple(field for field in CHOSEN_BY_PEOPLE if len(parts) > 1 and _asks(parts, field, chosen))


def value(card: Card, field: str) -> Held | None:
    """Return what a contact has in a field, if it has anything."""
    if field == "address":
        place = _visited(card.places)
        return Held(card.source, *_address(place, card.home)) if place else None
    written = card.ibans[0] if field == "iban" and card.ibans else "" if field == "iban" else getattr(card, field)
    written = " ".join(written.split())
    return Held(card.source, written, _plain(field, written, _country(card))) if written else None


def digest(field: str, plain: str) -> str:
    """Return what stands for a value of a field in the ledger, which keeps none."""
    return blake2b(f"{field}\0{plain}".encode(), digest_size=8).hexdigest()


def seen(cards: Iterable[Card], field: str) -> tuple[str, ...]:
    """Return the digests of the values that contacts have in a field, for an entry by which one of them is chosen."""
    there = (value(card, field) for card in cards)
    return tuple(sorted({digest(field, held.plain) for held in there if held}))


def _leading(field: str, there: Sequence[Held], parts: int, chosen: Chosen) -> LeadingValue:
    by_plain: dict[str, list[Held]] = {}
    for held in there:
        by_plain.setdefault(held.plain, []).append(held)
    ordered = sorted(by_plain.values(), key=lambda same: (-len(same), same[0].source))
    entry = _choice([held.source for held in there], field, chosen)
    if entry is not None:
        first = next(held for held in there if held.source == entry.sources[0])
        why = f"{entry.by} chose it" if entry.by else f"the rule {entry.rule} chose it"
    else:
        first, why = ordered[0][0], _why(ordered, parts)
    return _leading_value(
        field=field,
        value=first.written,
        source=first.source,
        why=why,
        values=tuple(
            _field_value(
                value=same[0].written,
                digest=digest(field, same[0].plain),
                sources=tuple(held.source for held in same),
            )
            for same in ordered
        ),
        decided=entry.number if entry else None,
    )


def _why(ordered: Sequence[Sequence[Held]], parts: int) -> str:
    """Return in words why the first of values leads that nobody chose from."""
    if parts == 1:
        return ALONE
    if len(ordered) == 1:
        return ALL if len(ordered[0]) == parts else ONLY
    return MOST if len(ordered[0]) > len(ordered[1]) else FIRST


def _choice(sources: Iterable[Source], field: str, chosen: Chosen) -> Decision | None:
    """Return the entry by which one of these contacts leads in a field."""
    entries = [chosen[source, field] for source in sources if (source, field) in chosen]
    return max(entries, key=lambda entry: (bool(entry.by), entry.number), default=None)


def _asks(cards: Sequence[Card], field: str, chosen: Chosen) -> bool:
    there = [held for card in cards if (held := value(card, field))]
    present = {digest(field, held.plain) for held in there}
    if len(present) < 2 or _was_seen(present, (held.source for held in there), field, chosen):
        return False
    homes = {card.source: card.home for card in cards}
    places = {card.source: place for card in cards if (place := _visited(card.places))}
    read = {located((places[held.source],), homes[held.source]) for held in there}
    return any(addresses(one, other) % DETAIL > TOWN for one, other in combinations(filter(None, read), 2))


def _was_seen(present: Collection[str], sources: Iterable[Source], field: str, chosen: Chosen) -> bool:
    """Tell whether somebody chose of all values that are there."""
    entries = (chosen[source, field] for source in sources if (source, field) in chosen)
    return any(set(entry.seen).issuperset(present) for entry in entries)


def _visited(places: Sequence[Place]) -> Place | None:
    """Return the address at which a contact is visited: that of visits before others, and of these the main one."""
    there = [place for place in places if place.line1 or place.line2 or place.postcode or place.city]
    return min(there, key=lambda place: (place.type != "visit", not place.main, SORTS.get(place.type, 5)), default=None)


def _country(card: Card) -> str:
    return next((place.country for place in card.places if place.country), "") or card.home


@lru_cache(maxsize=1 << 16)
def _address(place: Place, home: str) -> tuple[str, str]:
    """Return an address as one line, and the same for all ways to write it."""
    town = " ".join(filter(None, (place.postcode, place.city)))
    line = ", ".join(filter(None, (place.line1, place.line2, place.line3, town, place.country)))
    read = located((place,), home)
    return " ".join(line.split()), "|".join(read[0]) if read else line.casefold()


@lru_cache(maxsize=1 << 17)
def _plain(field: str, written: str, country: str) -> str:
    """Return a value as it is for all ways to write it; what cannot be read is told by its letters and digits."""
    read: str | None = None
    if field == "name":
        folded = name(written)
        read = f"{' '.join(folded.words)}|{folded.form}|{' '.join(folded.numbers)}|{' '.join(sorted(folded.marks))}"
    elif field == "registration_number":
        read = registration(written, country)
    elif field == "vat_number":
        read = vat(written, country)
    elif field == "email":
        read = email(written)
    elif field == "phone":
        read = phone(written, country.upper())
    elif field == "iban":
        read = iban(written)
    elif field == "website":
        read = written.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return read or "".join(filter(str.isalnum, written.casefold())) or written
